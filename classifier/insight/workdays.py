"""England's working days.

Conventions, the same everywhere: the day of receipt is day 0; a clock of n working days runs
out at the end of the nth working day after it; what is done on a day that is no working day
counts as done on the next one, so that `taken <= n` and `done by the deadline` always agree.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

# One year on either side of the dates that the case table accepts.
_YEARS = range(1989, 2102)


@cache
def england_calendar() -> np.busdaycalendar:
    """Monday to Friday without England's bank holidays, Good Friday and Christmas Day.

    One-off bank holidays are those that have been proclaimed and that the ``holidays`` package
    knows; beyond 1989 to 2101 only weekends are left out.
    """
    import holidays

    days = sorted(holidays.country_holidays("GB", subdiv="ENG", years=_YEARS))
    return np.busdaycalendar(holidays=np.array(days, dtype="datetime64[D]"))


def add_working_days(dates: pd.Series, days: int | pd.Series) -> pd.Series:
    """The end of a clock: the nth working day after each date.

    Args:
        dates: ``datetime64``; may be missing and need not be working days.
        days: working days, 0 or more, one number or one a date (missing: no clock). 0 gives
            the date itself.

    Returns:
        ``datetime64[s]``, missing where the date or the number is.

    Raises:
        ValueError: a number of days is below 0.
    """
    start = _days(dates)
    count = pd.Series(days, index=dates.index, dtype=float).to_numpy()
    if (count < 0).any():
        raise ValueError(f"working days cannot be below 0, found {np.nanmin(count):g}")
    known = ~(np.isnat(start) | np.isnan(count))
    end = np.full(len(start), "NaT", dtype="datetime64[D]")
    moved = np.busday_offset(
        start[known], count[known].astype(int), roll="backward", busdaycal=england_calendar()
    )
    end[known] = np.where(count[known] == 0, start[known], moved)
    return pd.Series(end.astype("datetime64[s]"), index=dates.index)


def working_days_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Working days after one date up to and including another.

    Args:
        start: ``datetime64``, day 0.
        end: ``datetime64``, same index; where it is no working day, the next one stands for it.

    Returns:
        ``Int64``; 0 on the same day, negative (days from ``end`` to ``start``) where the end
        comes first, missing where a date is.
    """
    first, last = _days(start), _days(end)
    known = ~(np.isnat(first) | np.isnat(last))
    taken = pd.Series(pd.NA, index=start.index, dtype="Int64")
    early = np.minimum(first[known], last[known])
    late = np.maximum(first[known], last[known])
    calendar = england_calendar()
    done = np.where(
        late > early, np.busday_offset(late, 0, roll="forward", busdaycal=calendar), early
    )
    count = np.busday_count(early + 1, done + 1, busdaycal=calendar)
    taken[known] = np.where(last[known] < first[known], -count, count)
    return taken


def _days(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[D]")
