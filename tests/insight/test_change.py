import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.stats import beta

from classifier.insight.change import Change, probability_of_rise


def chance(*pair):
    return float(probability_of_rise(*(np.array([number]) for number in pair))[0])


@pytest.mark.parametrize(
    "pair",
    [(4, 11, 2, 11), (12, 31, 3, 40), (1, 1, 0, 10), (0, 30, 5, 30), (99, 100, 97, 100)],
)
def test_agrees_with_an_integral_taken_another_way(pair):
    k, n, k0, n0 = pair
    expected, _ = quad(
        lambda rate: beta.pdf(rate, k + 0.5, n - k + 0.5) * beta.cdf(rate, k0 + 0.5, n0 - k0 + 0.5),
        0,
        1,
        points=[1e-6, 0.01, 0.1, 0.5, 0.9, 0.99, 1 - 1e-6],
        limit=400,
    )
    assert chance(*pair) == pytest.approx(expected, abs=1e-5)


def test_agrees_with_the_density_added_up_in_small_steps():
    k, n, k0, n0 = 7, 20, 3, 18
    draws = np.linspace(0, 1, 200_001)[1:-1]
    density = (
        draws ** (k - 0.5) * (1 - draws) ** (n - k - 0.5) / beta_function(k + 0.5, n - k + 0.5)
    )
    expected = np.trapezoid(density * beta.cdf(draws, k0 + 0.5, n0 - k0 + 0.5), draws)
    assert chance(k, n, k0, n0) == pytest.approx(expected, abs=1e-7)


def test_nothing_known_is_even_and_the_two_directions_add_up_to_one():
    assert chance(0, 0, 0, 0) == pytest.approx(0.5, abs=1e-6)
    assert chance(8, 20, 8, 20) == pytest.approx(0.5, abs=1e-6)
    for pair in ((4, 11, 2, 11), (0, 3, 60, 2000), (2967, 6200, 0, 1)):
        assert chance(*pair) + chance(*pair[2:], *pair[:2]) == pytest.approx(1, abs=1e-6)


def test_large_numbers_and_shapes():
    assert chance(21_000, 30_000, 20_000, 30_000) == pytest.approx(1, abs=1e-9)
    assert chance(20_100, 30_000, 20_000, 30_000) == pytest.approx(0.807, abs=0.001)
    shape = probability_of_rise(*(np.full((2, 3), number) for number in (4, 11, 2, 11)))
    assert shape.shape == (2, 3)
    assert np.ptp(shape) == 0
    assert probability_of_rise(*(np.zeros(0, dtype=int) for _ in range(4))).shape == (0,)


@pytest.mark.parametrize(
    ("pair", "direction"),
    [
        ((12, 20, 3, 20), "rise"),
        ((3, 20, 12, 20), "fall"),
        ((4, 11, 2, 11), "unclear"),
        # All of two cases, and none of twenty before: too few to call a rise.
        ((2, 2, 0, 20), "unclear"),
        ((5, 6, 0, 20), "rise"),
    ],
)
def test_a_direction_is_named_only_where_it_is_sure(pair, direction):
    now, before = "2026-27 Q1", "2025-26 Q4"
    assert Change(now, *pair[:2], before, *pair[2:], chance(*pair)).direction == direction


def test_where_nothing_changed_a_rise_is_named_about_once_in_twenty_times_at_most():
    random = np.random.default_rng(5)
    numbers = [
        random.binomial(30, 0.3, 4000), np.full(4000, 30),
        random.binomial(25, 0.3, 4000), np.full(4000, 25),
    ]  # fmt: skip
    share = (probability_of_rise(*numbers) >= 0.95).mean()
    assert 0.03 < share < 0.065
