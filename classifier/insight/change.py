"""Whether a share rose from one period to another, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Jeffreys' prior: half a case with and half a case without.
_PRIOR = 0.5
# The posterior is followed this many standard deviations to either side, in this many steps.
_REACH = 14.0
_STEPS = 120
# A change is named from this probability on, and from this many cases in one of the periods.
SURE = 0.95
LEAST = 5


@dataclass(frozen=True)
class Change:
    """A share in one period against an earlier one.

    Attributes:
        period: the later period.
        cases: cases with the label in it.
        base: all cases in it, more than 0.
        before: the earlier period.
        cases_before: cases with the label in that.
        base_before: all cases in that, more than 0.
        probability: that the rate rose, 0 to 1.
    """

    period: str
    cases: int
    base: int
    before: str
    cases_before: int
    base_before: int
    probability: float

    @property
    def direction(self) -> str:
        """``rise`` or ``fall`` where that is at least 95% sure; else ``unclear``.

        A change is unclear, too, where neither period has five cases with the label. The 95% are
        for this one comparison: of many, some will look like a change by chance.
        """
        if max(self.cases, self.cases_before) < LEAST:
            return "unclear"
        if self.probability >= SURE:
            return "rise"
        return "fall" if self.probability <= 1 - SURE else "unclear"


def probability_of_rise(
    cases: NDArray[np.int64],
    base: NDArray[np.int64],
    cases_before: NDArray[np.int64],
    base_before: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The probability that the later of two rates is the higher.

    Each rate has the beta posterior of its count under Jeffreys' prior. The integral over both is
    taken by the trapezoidal rule along the narrower of the two, on the scale of log odds, where
    it is smooth and dies off at both ends; the error is below 0.00001.

    Args:
        cases: cases with the label in the later period.
        base: all cases in it.
        cases_before: cases with the label in the earlier period.
        base_before: all cases in that.

    Returns:
        probabilities, 0 to 1, of the arguments' shape; 0.5 where neither period has a case.
    """
    given = np.stack([np.asarray(x).ravel() for x in (cases, base, cases_before, base_before)])
    # Small counts recur, so that most pairs share their answer with others.
    different, which = np.unique(given, axis=1, return_inverse=True)
    numbers = different.astype(np.float64)
    with_label, without = numbers[::2] + _PRIOR, numbers[1::2] - numbers[::2] + _PRIOR
    narrow = _variance(with_label, without).argmin(axis=0)
    across = np.arange(different.shape[1])
    below = _chance_below(
        with_label[narrow, across],
        without[narrow, across],
        with_label[1 - narrow, across],
        without[1 - narrow, across],
    )
    # What was followed is the later period's rate, or else the earlier one's.
    answer = np.where(narrow == 0, below, 1 - below)
    return answer[which.ravel()].reshape(np.shape(cases))


def _variance(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the log odds of a beta variable."""
    from scipy.special import polygamma

    return polygamma(1, a) + polygamma(1, b)


def _chance_below(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    other_a: NDArray[np.float64],
    other_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Chance that the second beta variable is below the first."""
    from scipy.special import betainc, digamma, expit

    a, b = a[:, None], b[:, None]
    steps = np.linspace(-_REACH, _REACH, _STEPS)[None, :]
    odds = digamma(a) - digamma(b) + np.sqrt(_variance(a, b)) * steps
    log_weight = -a * np.logaddexp(0, -odds) - b * np.logaddexp(0, odds)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    below = betainc(other_a[:, None], other_b[:, None], expit(odds))
    return (weight * below).sum(axis=1) / weight.sum(axis=1)
