"""Months that look incomplete: far fewer cases than the months around them give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

import pandas as pd

# Chance, where nothing is missing, that a month is named.
ALPHA = 0.001
_HALF = 0.5
_FEW = 0.1
_AROUND = 3


@dataclass(frozen=True)
class IncompleteMonth:
    """A month that looks incomplete.

    Attributes:
        month: as ``2026-03``.
        cases: received in it.
        expected: what the months around it give.
        starts: for the first month, the day on which cases start, where that is odd; or None.
        ends: for the last month, the day on which they end, where that is odd; or None.
    """

    month: str
    cases: int
    expected: float
    starts: int | None = None
    ends: int | None = None


def incomplete_months(dates: pd.Series) -> list[IncompleteMonth]:
    """Months whose cases seem to be missing, in order.

    What is expected of a month is the median of the three months before it or of the three after
    it, whichever is less, so that a step up or down is no gap. A month is named where it has less
    than half of that, and so few or fewer would be seen by chance once in a thousand (Poisson);
    the first and the last, also where no case for so many days at the table's edge has that chance.

    Args:
        dates: received dates. Months before the first and after the last that have a tenth of
            the median month's cases are left out, as slips of the keyboard, but for the one that
            follows the last.

    Returns:
        the months; none of a table with fewer than four.
    """
    known = dates.dropna()
    counts = _span(known.dt.to_period("M").value_counts().sort_index())
    found = []
    values = counts.tolist()
    for position in range(len(counts) if len(counts) > _AROUND else 0):
        around = (values[max(position - _AROUND, 0) : position], values[position + 1 :][:_AROUND])
        expected = min(median(side) for side in around if side)
        month, cases = counts.index[position], values[position]
        days = known[known.dt.to_period("M") == month].dt.day
        starts = ends = None
        if position == 0:
            starts = _odd(int(days.min()), int(days.min()) - 1, expected / month.days_in_month)
        elif position == len(counts) - 1:
            missed = month.days_in_month - int(days.max())
            ends = _odd(int(days.max()), missed, expected / month.days_in_month)
        few = cases < _HALF * expected and _poisson_below(cases, expected) < ALPHA
        if few or starts or ends:
            found.append(IncompleteMonth(str(month), cases, float(expected), starts, ends))
    return found


def _span(counts: pd.Series) -> pd.Series:
    """Cases of every month of the table's main span, empty months too."""
    if counts.empty:
        return counts
    full = [month for month in counts.index if counts[month] >= _FEW * counts.median()]
    # An export that ends early in a month leaves a few cases in it.
    last = full[-1] + 1 if full[-1] + 1 in counts.index else full[-1]
    return counts.reindex(pd.period_range(full[0], last, freq="M"), fill_value=0)


def _odd(day: int, missed: int, expected: float) -> int | None:
    """The day, where by chance no case would be seen for so many days once in a thousand.

    Args:
        day: the day on which cases start or end.
        missed: days without a case.
        expected: cases a day.
    """
    return day if math.exp(-expected * missed) < ALPHA else None


def _poisson_below(count: int, expected: float) -> float:
    """The chance of this count or fewer where ``expected`` is the mean."""
    from scipy.stats import poisson

    return float(poisson.cdf(count, expected))
