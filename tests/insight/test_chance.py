from itertools import combinations

import numpy as np
import pytest
from scipy.stats import hypergeom

from classifier.insight.chance import NEVER, beyond_chance, count_tails, critical_counts


def test_tails_of_one_period_are_the_hypergeometric_ones():
    (tails,) = count_tails(np.array([[12]]), np.array([[9, 0, 40]]), np.array([[40, 40, 40]]))
    assert tails[0] == pytest.approx(hypergeom.sf(np.arange(13) - 1, 40, 9, 12), abs=1e-12)
    assert tails[1].tolist() == [1.0] + [0.0] * 12
    assert tails[2].tolist() == [1.0] * 13


def test_tails_over_periods_are_those_of_every_way_to_deal():
    # Seven cases in one period, two with the label, three to the group; five, three and two.
    ways = [
        sum(case < marked for case in hand)
        for cases, marked, size in ((7, 2, 3), (5, 3, 2))
        for hand in combinations(range(cases), size)
    ]
    first, second = ways[:35], ways[35:]
    sums = np.array([a + b for a in first for b in second])
    expected = [(sums >= count).mean() for count in range(6)]
    (tails,) = count_tails(np.array([[3, 2]]), np.array([[2], [3]]), np.array([[7], [5]]))
    assert tails[0] == pytest.approx(expected, abs=1e-13)


def test_a_period_without_cases_of_the_group_changes_nothing():
    one = count_tails(np.array([[4]]), np.array([[6]]), np.array([[20]]))
    two = count_tails(np.array([[4, 0]]), np.array([[6], [9]]), np.array([[20], [9]]))
    assert two[0].tolist() == one[0].tolist()


A = [1.0, 0.5, 0.2, 0.04, 0.01]
B = [1.0, 0.3, 0.03, 0.0, 0.0]


@pytest.mark.parametrize(
    ("alpha", "least", "expected"),
    [
        # Mid-p values: A 4 .005, B 2 .015, A 3 .025; their chances .01, .03 and .03.
        (0.05, 1, [4, 2]),
        (0.08, 1, [3, 2]),
        (0.035, 1, [4, NEVER]),
        (0.05, 3, [3, NEVER]),
        (0.05, 4, [4, NEVER]),
        (0.005, 1, [NEVER, NEVER]),
    ],
)
def test_critical_counts_spend_no_more_than_alpha(alpha, least, expected):
    assert critical_counts([np.array([A, B])], alpha=alpha, least=least).tolist() == [expected]


def test_equal_pairs_become_critical_together_or_not_at_all():
    both = [np.array([A]), np.array([A])]
    assert critical_counts(both, alpha=0.015, least=1).tolist() == [[NEVER], [NEVER]]
    assert critical_counts(both, alpha=0.025, least=1).tolist() == [[4], [4]]


def test_pairs_that_are_not_tested_leave_their_share_to_others():
    tails, only = [np.array([A, A])], np.array([[True, False]])
    assert critical_counts(tails, alpha=0.045, least=1).tolist() == [[4, 4]]
    assert critical_counts(tails, alpha=0.045, least=1, tested=only).tolist() == [[3, NEVER]]


def judge(counts, sizes, least=5, tested=None):
    counts, sizes = np.array(counts)[:, None, None], np.array(sizes)[:, None]
    tested = np.ones(len(sizes), dtype=bool) if tested is None else np.array(tested)
    return beyond_chance(counts, sizes, tested=tested, alpha=0.05, least=least)


def test_a_pair_that_is_found_no_longer_hides_another():
    # Against the others, 20 of 50 is no more than chance beside 140 of 200, and clear without it.
    counts, sizes = [140, 20, 8, 8, 8], [200, 50, 50, 50, 50]
    beside = hypergeom.sf(19, 400, 184, 50)
    without = hypergeom.sf(19, 200, 44, 50)
    assert beside > 0.5
    assert without < 0.001
    judgement = judge(counts, sizes)
    assert judgement.found[:, 0].tolist() == [True, True, False, False, False]
    assert judgement.chance[1, 0] == pytest.approx(without, rel=1e-6)
    # What is left is judged among itself.
    assert judgement.chance[2, 0] == pytest.approx(hypergeom.sf(7, 150, 24, 50), rel=1e-9)


def test_groups_that_are_not_tested_count_in_the_rest():
    judgement = judge([30, 0, 5], [40, 40, 40], tested=[True, True, False])
    assert judgement.found[:, 0].tolist() == [True, False, False]
    assert np.isnan(judgement.chance[2, 0])
    assert judge([30, 0, 5], [40, 40, 40], tested=[False] * 3).found.any() is np.False_


def test_few_cases_and_a_single_group_are_never_found():
    assert judge([4, 0, 0], [5, 400, 400]).found.any() is np.False_
    assert judge([4, 0, 0], [5, 400, 400], least=4).found[:, 0].tolist() == [True, False, False]
    alone = judge([30], [40])
    assert not alone.found.any()
    assert alone.chance.tolist() == [[1.0]]


def test_where_cases_are_dealt_out_blindly_few_reports_find_any():
    random = np.random.default_rng(20261122)
    group = np.repeat(np.arange(8), [60, 45, 40, 30, 25, 20, 15, 10])
    period = np.tile(np.arange(3), len(group))[: len(group)]
    sizes = np.bincount(group * 3 + period, minlength=24).reshape(8, 3)
    carried = random.random((len(group), 6)) < np.array([0.4, 0.3, 0.2, 0.1, 0.05, 0.02])
    found = 0
    for _ in range(300):
        dealt = group.copy()
        for name in range(3):
            dealt[period == name] = random.permutation(group[period == name])
        cell = dealt * 3 + period
        counts = np.stack([np.bincount(cell[c], minlength=24) for c in carried.T], axis=1)
        judgement = beyond_chance(
            counts.reshape(8, 3, 6), sizes, tested=np.ones(8, dtype=bool), alpha=0.10, least=5
        )
        found += bool(judgement.found.any())
    # 30 are expected at most; 43 is the point that one run in a hundred would pass.
    assert 5 <= found <= 43
