import numpy as np
import pytest
from scipy.stats import beta, betabinom

from classifier.insight.shrinkage import fit_prior, shrunk


def estimates(counts, bases):
    counts, bases = np.array(counts), np.array(bases)
    return shrunk(counts, bases, fit_prior(counts, bases))


def test_the_spreads_weights_are_their_beta_binomial_likelihoods():
    counts, bases = np.array([2, 9, 4, 0]), np.array([20, 30, 25, 0])
    prior = fit_prior(counts, bases)
    assert prior.weights.sum() == pytest.approx(1)
    a, b = prior.means * prior.sizes, (1 - prior.means) * prior.sizes
    likelihood = np.prod(
        [betabinom.pmf(k, n, a, b) for k, n in zip(counts[:3], bases[:3], strict=True)], axis=0
    )
    assert prior.weights == pytest.approx(likelihood / likelihood.sum(), rel=1e-6)


def test_small_numbers_are_drawn_in_and_large_ones_stay():
    bases = [3, 300, 100, 120, 90, 80, 110]
    found = estimates([2, 200, 15, 16, 14, 12, 17], bases)
    assert found.mean[0] < 0.5 < 2 / 3
    assert found.mean[1] == pytest.approx(200 / 300, abs=0.01)
    assert found.mean[0] < found.mean[1]
    # The small group's interval is the wider one.
    assert found.high[0] - found.low[0] > 3 * (found.high[1] - found.low[1])


def test_groups_that_agree_are_drawn_together_and_groups_that_differ_are_not():
    alike = estimates([10, 11, 9, 10, 8], [50] * 5).mean
    apart = estimates([2, 45, 10, 30, 1], [50] * 5).mean
    assert np.ptp(alike) < 0.6 * 3 / 50
    assert np.ptp(apart) > 0.9 * 44 / 50


def test_a_group_without_cases_gets_what_is_usual():
    found = estimates([5, 6, 7, 0], [50, 60, 70, 0])
    assert found.mean[3] == pytest.approx(0.1, abs=0.02)
    assert found.low[3] < 0.05
    assert found.high[3] > 0.15


@pytest.mark.parametrize(
    ("counts", "bases"),
    [
        ([0, 0, 0], [10, 20, 30]),
        ([10, 20, 30], [10, 20, 30]),
        ([4], [9]),
        ([0], [0]),
        ([1, 0], [1, 1]),
    ],
)
def test_extremes_stay_within_bounds(counts, bases):
    found = estimates(counts, bases)
    assert ((found.low >= 0) & (found.low < found.mean)).all()
    assert ((found.mean < found.high) & (found.high <= 1)).all()


def test_a_single_group_is_about_its_own_posterior():
    found = estimates([30], [100])
    assert found.mean[0] == pytest.approx(0.3, abs=0.01)
    assert found.low[0] == pytest.approx(beta.ppf(0.05, 30, 70), abs=0.02)
    assert found.high[0] == pytest.approx(beta.ppf(0.95, 30, 70), abs=0.02)


@pytest.mark.parametrize(("mean", "weight"), [(0.1, 20), (0.25, 60)])
def test_intervals_hold_the_true_rates_about_nine_times_in_ten(mean, weight):
    random = np.random.default_rng(11)
    bases = np.array([8, 12, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90])
    held = []
    for _ in range(150):
        true = random.beta(mean * weight, (1 - mean) * weight, len(bases))
        found = estimates(random.binomial(bases, true), bases)
        held.append((found.low <= true) & (true <= found.high))
    assert 0.85 < np.mean(held) < 0.95
