import math

import pytest

from classifier.insight.differences import dispersion, less, newcombe, rate_ratio


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe 1998, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_published_intervals_of_a_difference(one, other, low, high):
    difference, lower, upper = newcombe(*one, *other)
    assert difference == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert (round(lower, 4), round(upper, 4)) == (low, high)


def test_the_other_way_round_is_the_mirror_image():
    d, low, high = newcombe(8, 35, 19, 36)
    assert newcombe(19, 36, 8, 35) == pytest.approx((-d, -high, -low))


def test_the_difference_of_two_differences():
    assert less((0.5, 0.2, 0.7), (0.1, 0.0, 0.5)) == pytest.approx(
        (0.4, 0.4 - math.hypot(0.3, 0.4), 0.4 + math.hypot(0.2, 0.1))
    )


def test_the_ratio_of_two_rates():
    ratio, low, high = rate_ratio((39, 10.0), (19, 10.0))
    # 19.5 over 39.5; variance of the log 1/39.5 + 1/19.5.
    half = 1.96 * math.sqrt(1 / 39.5 + 1 / 19.5)
    assert ratio == pytest.approx(19.5 / 39.5)
    assert (low, high) == pytest.approx((ratio * math.exp(-half), ratio * math.exp(half)), rel=1e-4)
    wide = rate_ratio((39, 10.0), (19, 10.0), spread=4.0)
    assert math.log(wide[2] / wide[0]) == pytest.approx(2 * math.log(high / ratio))
    assert rate_ratio((30, 6.0), (0, 6.0))[2] < 1 < rate_ratio((1, 6.0), (0, 6.0))[2]


@pytest.mark.parametrize(
    ("stretches", "value"),
    [
        # 2 x 16 / 10 + 2 x 4 / 20 = 3.6, on two degrees of freedom.
        ([[6, 14], [18, 22]], 1.8),
        ([[10, 10, 10], [20, 20]], 1.0),
        ([[5]], 1.0),
        ([[], [0, 0, 0]], 1.0),
    ],
)
def test_how_much_more_counts_vary_than_by_chance(stretches, value):
    assert dispersion(stretches) == pytest.approx(value)
