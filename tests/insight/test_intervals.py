import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.insight.intervals import Z95, clearly_above, wilson


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        # From scipy.stats.binomtest(k, n).proportion_ci(method="wilson").
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (12, 31, 0.237331, 0.561759),
        (1, 1000, 0.000177, 0.005642),
    ],
)
def test_known_values(count, base, low, high):
    assert wilson(count, base) == pytest.approx((low, high), abs=2e-6)


def test_agrees_with_scipy_everywhere():
    from scipy.stats import binomtest

    for base in (1, 2, 7, 40, 333):
        for count in range(0, base + 1, max(1, base // 7)):
            theirs = binomtest(count, base).proportion_ci(method="wilson")
            assert wilson(count, base) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_holds_the_share_and_stays_within_bounds(pair):
    count, base = pair
    low, high = wilson(count, base)
    assert 0 <= low <= count / base <= high <= 1


def test_no_base_tells_nothing_and_impossible_counts_are_refused():
    assert wilson(0, 0) == (0.0, 1.0)
    for count, base in ((-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="not a share"):
            wilson(count, base)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        # Newcombe (1998), table II, example (a): 56/70 against 48/80, 95% interval 0.052 to 0.334.
        ((56, 70, 48, 80), True),
        # Example (c): 6/7 against 2/7, 0.058 to 0.806; and (d): 5/56 against 0/29, -0.038 to 0.193.
        ((6, 7, 2, 7), True),
        ((5, 56, 0, 29), False),
        ((48, 80, 56, 70), False),
        ((5, 10, 5, 10), False),
    ],
)
def test_a_share_is_clearly_above_another_as_newcombe_says(pair, expected):
    assert clearly_above(*pair, Z95) is expected
