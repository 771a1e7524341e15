"""Differences of two shares and ratios of two rates, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from classifier.insight.intervals import Z95, wilson

# Estimate, lower and upper bound.
Estimate = tuple[float, float, float]


def newcombe(count: int, base: int, other: int, other_base: int, z: float = Z95) -> Estimate:
    """The difference of two shares with its hybrid score interval (Newcombe 1998, method 10).

    Args:
        count: cases with the theme.
        base: cases, more than 0.
        other: cases with the theme in the group that is subtracted.
        other_base: cases of that group, more than 0.
        z: normal quantile; 1.96 for 95%.

    Returns:
        difference, lower and upper bound, each -1 to 1.

    Raises:
        ValueError: a count is no share of its base.
        ZeroDivisionError: a base is 0.
    """
    one = (count / base, *wilson(count, base, z))
    return less(one, (other / other_base, *wilson(other, other_base, z)))


def less(one: Estimate, other: Estimate) -> Estimate:
    """The difference of two independent estimates, its interval from theirs.

    The square-and-add rule of Newcombe's method 10, which holds for any two intervals (Zou and
    Donner 2008 call it recovering variance estimates).
    """
    difference = one[0] - other[0]
    return (
        difference,
        difference - math.hypot(one[0] - one[1], other[2] - other[0]),
        difference + math.hypot(one[2] - one[0], other[0] - other[1]),
    )


def rate_ratio(
    before: tuple[int, float], after: tuple[int, float], spread: float = 1.0, z: float = Z95
) -> Estimate:
    """The ratio of two rates of events, after to before, with a log-normal interval.

    Half an event is added to each count, so that none at all has a ratio too.

    Args:
        before: events, and the time they took, more than 0.
        after: the same.
        spread: variance of the counts over their mean, 1 where they vary by chance alone; the
            interval's variance is multiplied by it (quasi-Poisson).
        z: normal quantile; 1.96 for 95%.
    """
    one, two = before[0] + 0.5, after[0] + 0.5
    log = math.log(two / after[1]) - math.log(one / before[1])
    half = z * math.sqrt(spread * (1 / one + 1 / two))
    return math.exp(log), math.exp(log - half), math.exp(log + half)


def dispersion(stretches: Sequence[Sequence[int]]) -> float:
    """Variance over mean of counts (Pearson's statistic over its degrees of freedom), 1 or more.

    Args:
        stretches: counts by month, for each stretch of time with a level of its own.
    """
    excess, free = 0.0, 0
    for counts in stretches:
        mean = sum(counts) / len(counts) if counts else 0.0
        if len(counts) > 1 and mean > 0:
            excess += sum((count - mean) ** 2 for count in counts) / mean
            free += len(counts) - 1
    return max(1.0, excess / free) if free else 1.0
