import pandas as pd

from classifier.insight.suppression import withhold


def table(**columns):
    return pd.DataFrame(columns, index=["North", "South", "East"])


def test_small_counts_are_withheld_and_zero_is_not():
    hidden = withhold(table(a=[1, 4, 9], b=[5, 0, 7]), 5)
    assert hidden["a"].tolist() == [True, True, False]
    assert hidden["b"].tolist() == [False, False, False]


def test_a_lone_small_count_takes_the_next_smallest_with_it():
    hidden = withhold(table(a=[3, 40, 12]), 5)
    assert hidden["a"].tolist() == [True, False, True]


def test_a_count_that_stands_alone_in_its_column_is_still_withheld():
    assert withhold(table(a=[3, 0, 0]), 5)["a"].tolist() == [True, False, False]


def test_nothing_is_withheld_without_a_minimum():
    counts = table(a=[1, 2, 3])
    assert not withhold(counts, 0).any().any()
    assert not withhold(counts, 1).any().any()
