import numpy as np
import pytest

from classifier.labels.calibration import (
    CHECK_SHARE,
    Calibration,
    calibrate,
    checking_curve,
    choose_thresholds,
    distance,
)
from classifier.labels.metrics import expected_calibration_error


def made_scores(n=4000, seed=7):
    """Scores whose true log-odds are known: half of each score, less one."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 2, (n, 3))
    truth = 1 / (1 + np.exp(-(0.5 * scores - 1)))
    return scores, (random.random((n, 3)) < truth).astype(int)


def test_calibration_recovers_the_true_curve():
    scores, y = made_scores()
    fitted = calibrate(scores, y)
    np.testing.assert_allclose(fitted.slope, 0.5, atol=0.07)
    np.testing.assert_allclose(fitted.offset, -1, atol=0.1)
    assert expected_calibration_error(y, fitted.probabilities(scores))[0] < 0.02


def test_a_label_without_positives_is_never_assigned():
    scores, y = made_scores(400)
    y[:, 1] = 0
    scores[:, 1] = -10
    fitted = calibrate(scores, y)
    assert not fitted.assigned(fitted.probabilities(scores))[:, 1].any()


def test_a_curve_that_falls_by_chance_does_not_turn_a_label_round():
    scores = np.array([[2.0], [1.0], [-1.0], [-2.0]] * 5)
    y = np.array([[0], [0], [1], [1]] * 5)
    assert calibrate(scores, y).slope[0] > 0


def test_thresholds_are_shrunk_towards_the_common_one_where_positives_are_few():
    random = np.random.default_rng(0)
    probabilities = random.random((2000, 2))
    y = np.zeros((2000, 2), dtype=int)
    y[:, 0] = probabilities[:, 0] > 0.3
    y[:4, 1] = 1
    probabilities[:4, 1] = 0.75
    common = choose_thresholds(probabilities[:, :1], y[:, :1])[0]
    many, few = choose_thresholds(probabilities, y)
    assert common == pytest.approx(0.3, abs=0.02)
    assert many == pytest.approx(0.3, abs=0.02)
    # Its own best threshold is about 0.75; four positives have little say.
    assert abs(few - common) < 0.1


def test_band_marks_labels_on_both_sides_of_the_threshold():
    calibration = Calibration(np.ones(1), np.zeros(1), np.array([0.4]), band=0.5)
    near = calibration.to_check(np.array([[0.38], [0.42], [0.9], [0.05]]))
    assert near[:, 0].tolist() == [True, True, False, False]
    at_threshold = calibration.assigned(np.array([[0.4], [0.39999]]))
    assert at_threshold[:, 0].tolist() == [True, False]


def test_band_is_the_widest_within_the_share_of_texts():
    scores, y = made_scores()
    fitted = calibrate(scores, y)
    checked = fitted.to_check(fitted.probabilities(scores)).any(axis=1).mean()
    assert 0.2 < checked <= CHECK_SHARE


def test_distance_is_in_log_odds_and_finite_at_the_ends():
    assert distance(np.array([0.5]), np.array([0.5]))[0] == 0
    assert distance(np.array([0.75]), np.array([0.5]))[0] == pytest.approx(np.log(3))
    assert np.isfinite(distance(np.array([0.0, 1.0]), np.array([0.5, 0.5]))).all()


def test_checking_curve_finds_errors_near_the_threshold_first():
    probabilities = np.array([[0.45], [0.55], [0.01], [0.99]])
    y = np.array([[1], [0], [0], [1]])
    curve = dict(checking_curve(probabilities, y, np.array([0.5])))
    assert curve[0.0] == 0
    assert curve[0.5] == 1.0
    assert curve[1.0] == 1.0
