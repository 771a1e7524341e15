import numpy as np
import pytest

from classifier.labels.calibration import (
    CHECK_SHARE,
    Calibration,
    calibrate,
    checking_curve,
    choose_thresholds,
    distance,
    expected_errors,
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


def test_labels_to_check_are_the_near_ones_of_doubtful_texts():
    thresholds = np.array([0.4, 0.4])
    calibration = Calibration(np.ones(2), np.zeros(2), thresholds, doubt=0.6, band=0.5)
    probabilities = np.array([[0.38, 0.42], [0.42, 0.9], [0.9, 0.55], [0.05, 0.02]])
    # 0.38 + 0.58 wrong labels to expect, then 0.58 + 0.1, 0.1 + 0.45 and 0.07.
    near = calibration.to_check(probabilities)
    assert near.tolist() == [[True, True], [True, False], [False, False], [False, False]]
    at_threshold = calibration.assigned(np.array([[0.4, 0.39999]]))
    assert at_threshold.tolist() == [[True, False]]


def test_a_doubtful_text_has_its_nearest_label_checked_though_it_is_far():
    calibration = Calibration(np.ones(2), np.zeros(2), np.array([0.5, 0.5]), doubt=0.4, band=0.1)
    assert calibration.to_check(np.array([[0.25, 0.2]])).tolist() == [[True, False]]


def test_expected_errors_follow_the_probabilities():
    found = expected_errors(np.array([[0.9, 0.2, 0.5], [0.1, 0.1, 0.0]]), np.full(3, 0.5))
    assert found.tolist() == pytest.approx([0.1 + 0.2 + 0.5, 0.2])


def test_at_most_the_stated_share_of_texts_is_to_be_checked():
    scores, y = made_scores()
    fitted = calibrate(scores, y)
    to_check = fitted.to_check(fitted.probabilities(scores))
    assert CHECK_SHARE - 0.01 <= to_check.any(axis=1).mean() <= CHECK_SHARE
    wrong = fitted.assigned(fitted.probabilities(scores)) != (y > 0)
    in_them = wrong & to_check.any(axis=1, keepdims=True)
    assert (in_them & to_check).sum() / in_them.sum() == pytest.approx(0.8, abs=0.03)


def test_distance_is_in_log_odds_and_finite_at_the_ends():
    assert distance(np.array([0.5]), np.array([0.5]))[0] == 0
    assert distance(np.array([0.75]), np.array([0.5]))[0] == pytest.approx(np.log(3))
    assert np.isfinite(distance(np.array([0.0, 1.0]), np.array([0.5, 0.5]))).all()


def test_checking_curve_finds_errors_where_most_are_expected_first():
    probabilities = np.array([[0.45], [0.55], [0.01], [0.99]])
    y = np.array([[1], [0], [0], [1]])
    curve = dict(checking_curve(probabilities, y, np.array([0.5])))
    assert curve[0.0] == 0
    assert curve[0.5] == 1.0
    assert curve[1.0] == 1.0
