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
    resampling_units,
    summarise,
    taken_for,
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


def test_writers_are_drawn_whole_where_there_are_five_and_texts_where_there_are_fewer():
    writers = np.array([7, 7, 3, 3, 3, 9, 1, 4])
    assert resampling_units(8, writers).tolist() == [3, 3, 1, 1, 1, 4, 0, 2]
    four = np.array([7, 7, 3, 3, 3, 9, 1, 1])
    assert resampling_units(8, four).tolist() == resampling_units(8, None).tolist()


def test_intervals_over_writers_are_wider_where_writers_differ():
    # Six writers of 50 texts: three are read without fault, three as a coin would.
    random = np.random.default_rng(2)
    writers = np.arange(300) // 50
    y = (random.random((300, 1)) < 0.5).astype(int)
    good = (writers < 3)[:, None]
    predicted = np.where(good, y, random.random((300, 1)) < 0.5)
    by_text = interval(bootstrap(y, predicted)[1][:, 2])
    by_writer = interval(bootstrap(y, predicted, clusters=writers)[1][:, 2])
    assert by_writer[1] - by_writer[0] > 2 * (by_text[1] - by_text[0])


def test_variance_over_a_few_writers_is_unbiased():
    # Precision is linear in the writers' counts where each is given as many labels. With shares
    # of 0.0, 0.2 … 1.0 by six writers the variance of their mean is 0.14 / 6.
    hits = np.concatenate([np.arange(10) < 2 * k for k in range(6)])[:, None].astype(int)
    samples = bootstrap(hits, np.ones_like(hits), clusters=np.arange(60) // 10, resamples=20_000)[1]
    assert samples[:, 0].var() == pytest.approx(0.14 / 6, rel=0.05)


def test_micro_macro_and_labels_in_one():
    summary = summarise(Y, P)
    assert summary.micro["f1"] == pytest.approx(8 / 11)
    # The third label, which no text has, is left out of the mean.
    assert summary.macro["precision"] == pytest.approx((2 / 3 + 1) / 2)
    assert [row["recall"] for row in summary.labels] == pytest.approx([2 / 3, 1, 0])
    low, high = summary.micro["f1_interval"]
    assert low < 8 / 11 < high
    nothing = summarise(np.zeros((6, 2)), np.ones((6, 2)))
    assert nothing.macro["f1"] == 0 and nothing.macro["f1_interval"] == [0, 0]


def test_what_was_assigned_where_a_label_was_missed():
    y = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]])
    predicted = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 1, 1], [1, 1, 0]])
    # The first label is missed three times: once with two labels in its place, which share the
    # miss, once with the third, once with none. The second is missed once, for the third. A
    # wrong label beside a right one takes no miss.
    assert taken_for(y, predicted).tolist() == [
        [0.0, 0.5, 1.5, 1.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
    ]


def test_rows_of_what_was_taken_for_what_add_up_to_the_misses():
    random = np.random.default_rng(5)
    y, predicted = (random.random((2, 200, 4)) < 0.3).astype(int)
    table = taken_for(y, predicted)
    assert table.sum(axis=1).tolist() == pytest.approx(confusion(y, predicted)[2].tolist())
    assert np.diag(table).tolist() == [0, 0, 0, 0]


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
    assert result["email"]["texts"] == 12
    assert [result["email"][name] for name in ("precision", "recall", "f1")] == [1.0, 1.0, 1.0]
    assert result["email"]["f1_interval"] == [1.0, 1.0]
    assert result["letter"]["recall"] == 0.0
