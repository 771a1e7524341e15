import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from classifier.labels.metrics import (
    average_precision,
    bootstrap,
    by_group,
    confusion,
    expected_calibration_error,
    interval,
    krippendorff_alpha,
    precision_recall_f1,
    token_f1,
)

Y = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 0]])
P = np.array([[1, 0, 1], [0, 1, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]])


def test_figures_agree_with_scikit_learn():
    counts = confusion(Y, P)
    assert counts.tolist() == [[2, 2, 0], [1, 0, 1], [1, 0, 0]]
    ours = precision_recall_f1(counts)
    theirs = precision_recall_fscore_support(Y, P, zero_division=0)[:3]
    np.testing.assert_allclose(ours, theirs)
    micro = precision_recall_fscore_support(Y, P, average="micro")[:3]
    np.testing.assert_allclose(precision_recall_f1(counts.sum(axis=1)), micro)


def test_weights_count_texts_several_times():
    weights = np.array([2, 0, 1, 0, 1])
    expected = confusion(np.repeat(Y, weights, axis=0), np.repeat(P, weights, axis=0))
    assert confusion(Y, P, weights).tolist() == expected.tolist()


def test_bootstrap_is_repeatable_and_brackets_the_figure():
    random = np.random.default_rng(1)
    y = (random.random((300, 2)) < 0.4).astype(int)
    predicted = np.where(random.random((300, 2)) < 0.8, y, 1 - y)
    labels, micro = bootstrap(y, predicted, resamples=300)
    again = bootstrap(y, predicted, resamples=300)
    assert np.array_equal(labels, again[0]) and np.array_equal(micro, again[1])
    low, high = interval(micro[:, 2])
    f1 = precision_recall_f1(confusion(y, predicted).sum(axis=1))[2]
    assert low < f1 < high
    # 300 texts with some 240 positives: the interval is about 0.1 wide.
    assert 0.05 < high - low < 0.15


def test_average_precision_needs_a_positive():
    assert average_precision(np.array([0, 0]), np.array([0.1, 0.9])) is None
    assert average_precision(np.array([0, 1]), np.array([0.1, 0.9])) == 1.0


def test_calibration_error_by_hand():
    y = np.array([1, 0, 1, 1])
    stated = np.array([0.25, 0.25, 0.95, 0.95])
    error, bins = expected_calibration_error(y, stated)
    # Two in a bin stated 0.25 and true 0.5; two stated 0.95 and true 1.
    assert error == pytest.approx(0.5 * 0.25 + 0.5 * 0.05)
    assert [b["count"] for b in bins] == [2, 2]
    assert expected_calibration_error(np.array([1]), np.array([1.0]))[0] == 0


def test_krippendorffs_published_example_of_two_coders():
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example A.
    first = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0])
    second = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    assert krippendorff_alpha(first, second) == pytest.approx(0.095, abs=0.0005)
    assert krippendorff_alpha(first, first) == 1.0
    assert krippendorff_alpha(np.zeros(5), np.zeros(5)) is None


@pytest.mark.parametrize(
    ("quoted", "gold", "expected"),
    [
        (["nobody came"], ["Nobody came"], 1.0),
        (["nobody came on Tuesday"], ["nobody came"], 2 * 2 / 6),
        (["he rang"], ["nobody came"], 0.0),
        (["came came"], ["nobody came"], 0.5),
        ([], ["nobody came"], 0.0),
        (["a b", "c d"], ["a b c d"], 1.0),
    ],
)
def test_token_f1(quoted, gold, expected):
    assert token_f1(quoted, gold) == pytest.approx(expected)


def test_by_group_leaves_small_and_nameless_groups_out():
    y = np.ones((25, 1), dtype=int)
    predicted = np.array([[1]] * 12 + [[0]] * 13)
    groups = ["email"] * 12 + ["letter"] * 10 + [""] * 3
    result = by_group(y, predicted, groups)
    assert list(result) == ["email", "letter"]
    assert result["email"] == {"texts": 12, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert result["letter"]["recall"] == 0.0
