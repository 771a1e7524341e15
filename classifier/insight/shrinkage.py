"""Shares of groups, drawn towards what is usual over all groups, so that few cases claim little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Standard deviations between groups that are weighed, as shares of the largest possible one.
_SPREADS = np.linspace(0.01, 0.9, 90)
# What an interval leaves out at either end: 90% intervals.
_OUTSIDE = 0.05


@dataclass(frozen=True)
class Prior:
    """What is usual for a label over the groups, and how sure that is.

    The groups' rates come from a beta distribution whose mean and spread aren't known. Each
    spread that is weighed has an entry in every array.

    Attributes:
        weights: how likely each spread is; they add up to 1.
        sizes: how many cases of a group's own a beta distribution of this spread weighs as much
            as; above 0.
        means: the mean rate, given the spread; above 0 and below 1.
        variances: of that mean's error.
    """

    weights: NDArray[np.float64]
    sizes: NDArray[np.float64]
    means: NDArray[np.float64]
    variances: NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """Posterior rates of groups: mean and the bounds of the 90% interval, 0 to 1, one a group."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def fit_prior(counts: NDArray[np.int64], bases: NDArray[np.int64]) -> Prior:
    """The beta distribution that the groups' rates seem to come from.

    Spreads are weighed by their likelihood under the beta-binomial model, with every standard
    deviation equally likely beforehand (Gelman 2006, Bayesian Analysis 1:515): the most likely
    one alone would be none at all whenever the groups happen to agree. Given the spread, the mean
    weighs groups by how much each tells (Kleinman 1973, JASA 68:46).

    Args:
        counts: cases with the label in each group.
        bases: cases in each group; groups without any tell nothing.
    """
    from scipy.special import betaln, logsumexp

    k, n = counts[None, bases > 0].astype(float), bases[None, bases > 0].astype(float)
    correlation = (_SPREADS**2)[:, None]
    weights = 1 / (1 + (n - 1) * correlation)
    # Half a case with the label and half a case without keep the mean off 0 and 1.
    told = (weights * n).sum(axis=1) + 1
    means = ((weights * k).sum(axis=1) + 0.5) / told
    sizes = 1 / _SPREADS**2 - 1
    a, b = (means * sizes)[:, None], ((1 - means) * sizes)[:, None]
    likelihood = (betaln(k + a, n - k + b) - betaln(a, b)).sum(axis=1)
    return Prior(
        np.exp(likelihood - logsumexp(likelihood)), sizes, means, means * (1 - means) / told
    )


def shrunk(counts: NDArray[np.int64], bases: NDArray[np.int64], prior: Prior) -> Estimates:
    """Posterior rates of groups: their own cases and the prior, each by its weight.

    The posterior's mean and variance are those over all spreads and the mean's error (the
    correction of Kass and Steffey 1989, JASA 84:717); the interval is that of the beta
    distribution with the same mean and variance.

    Args:
        counts: cases with the label in each group.
        bases: cases in each group; with 0, the estimate is what is usual.
        prior: what is usual.

    Returns:
        means, and the quantiles that leave out 5% at either end.
    """
    from scipy.special import betaincinv

    weights, size, mean = prior.weights[:, None], prior.sizes[:, None], prior.means[:, None]
    total = size + bases[None, :]
    given = (size * mean + counts[None, :]) / total
    within = given * (1 - given) / (total + 1) + (size / total) ** 2 * prior.variances[:, None]
    centre = (weights * given).sum(axis=0)
    variance = (weights * (within + (given - centre) ** 2)).sum(axis=0)
    # A beta distribution can't be wider than one with all its mass at the ends.
    strength = np.maximum(centre * (1 - centre) / variance - 1, 1e-3)
    a, b = centre * strength, (1 - centre) * strength
    return Estimates(centre, betaincinv(a, b, _OUTSIDE), betaincinv(a, b, 1 - _OUTSIDE))
