"""Did the action work? A theme's share, or the number of complaints, before and after a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from classifier.cases.schema import GROUP_COLUMNS
from classifier.insight.changes import Change
from classifier.insight.differences import Estimate, dispersion, less, newcombe, rate_ratio
from classifier.insight.findings import VOLUME
from classifier.insight.tagged import TaggedCases
from classifier.insight.trends import DIRECTIONS, DOWN, NEUTRAL, MonthSpan, month_span
from classifier.insight.verdicts import sentence_of

IMPROVED, WORSE, NO_CLEAR_CHANGE = "improved", "worse", "no clear change"
TOO_EARLY, TOO_FEW = "too early", "too few"
# Where no direction is declared, as for the number of complaints, neither is better.
LOWER, HIGHER = "lower", "higher"

JUDGED_KINDS = ("action", "system")
BEFORE_MONTHS = 12
LEAST_MONTHS = 2
LEAST_CASES = 10
_WAIT_MONTHS = 6
_DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Rate:
    """What was counted in one stretch of time.

    Attributes:
        count: cases with the theme; for the number of complaints, cases.
        base: cases whose text was read; for the number of complaints, months.
        start: first day.
        end: last day; the day before ``start`` where the stretch is empty.
    """

    count: int
    base: float
    start: dt.date
    end: dt.date

    @property
    def value(self) -> float | None:
        """Count over base: a share, or cases a month; None where the base is 0."""
        return self.count / self.base if self.base else None


@dataclass(frozen=True)
class ActionResult:
    """Whether figures changed after a change.

    Attributes:
        change: the change.
        measure: ``share`` of cases with the theme, or ``volume`` (the number of complaints).
        name: the theme's name, or ``The number of complaints``.
        before: up to twelve months before it.
        after: from its day (and ``bedding_in``) on.
        difference: after less before with its 95% interval, 0 to 1; for volume the ratio of
            after to before with its interval; None where a base is 0.
        rest_before: the rest of the council before; None where the change is about all.
        rest_after: the rest of the council after.
        beyond_rest: for shares, the difference less that of the rest, with its interval.
        verdict: ``improved``, ``worse`` (``lower``, ``higher`` where no direction is declared),
            ``no clear change``, ``too early`` or ``too few``.
        others: other changes to the same team and theme in the time compared.
        sentence: all this in words.
    """

    change: Change
    measure: str
    name: str
    before: Rate
    after: Rate
    difference: Estimate | None
    rest_before: Rate | None
    rest_after: Rate | None
    beyond_rest: Estimate | None
    verdict: str
    others: tuple[Change, ...]
    sentence: str = ""


def judge_actions(
    cases: TaggedCases,
    changes: Sequence[Change],
    *,
    rows: pd.Series | None = None,
    bedding_in: int = 0,
    directions: Mapping[str, str] = DIRECTIONS,
    complete_to: dt.date | None = None,
    kinds: Sequence[str] = JUDGED_KINDS,
) -> list[ActionResult]:
    """Compare the time before each change with the time after it.

    Rules of this project, in this order. Too early: less than two months have passed since, or
    less than six with fewer than 10 cases since. Too few: fewer than 10 cases before or after (for
    the number of complaints, fewer than would be expected, or less than two months before).
    Improved or worse: the 95% interval of the difference leaves 0 out. Else no clear change. An
    earlier change of recording or structure begins the time before, a later one ends the time
    after: across it, figures don't compare.

    A change after a bad spell may look like an improvement by itself, and what happened in the
    rest of the council at the time may be the cause; the rest is stated, and no part of the
    verdict.

    Args:
        cases: tagged cases.
        changes: all dated changes.
        rows: rows that may count, by default all with a date. For schemes that read the
            complaint, and for the number of complaints, only complaints' first rows do.
        bedding_in: days from the change that count neither as before nor after.
        directions: label id -> ``down``, ``up`` (whichever is better) or ``neutral``; labels
            that are not named count as ``down``.
        complete_to: see :func:`classifier.insight.trends.month_span`.
        kinds: kinds of change that are judged.

    Returns:
        one result a change of these kinds, in their order; empty where no row has a date.

    Raises:
        ValueError: a change is about a label that no scheme of the table has, or ``bedding_in``
            is negative.
    """
    if bedding_in < 0:
        raise ValueError(f"bedding_in is {bedding_in} days")
    frame = cases.table.frame
    dated = (
        frame["received_date"].notna() if rows is None else rows & frame["received_date"].notna()
    )
    span = month_span(frame.loc[dated, "received_date"], complete_to)
    if span is None:
        return []
    results = []
    for change in (change for change in changes if change.kind in kinds):
        data = _data(cases, change, dated)
        windows, others = _windows(change, changes, span, bedding_in)
        direction = directions.get(change.theme, DOWN)
        result = _judge(change, data, windows, direction, span.last)
        result = replace(result, others=others)
        results.append(replace(result, sentence=sentence_of(result)))
    return results


@dataclass(frozen=True)
class _Data:
    """The rows that a change is judged on.

    Attributes:
        name: what is counted, in words.
        dates: received dates of the rows that count.
        carried: for each, whether it has the theme; None for the number of complaints.
        inside: for each, whether the change concerns its team.
    """

    name: str
    dates: pd.Series
    carried: np.ndarray | None
    inside: np.ndarray


def _data(cases: TaggedCases, change: Change, rows: pd.Series) -> _Data:
    frame = cases.table.frame
    inside = pd.Series(True, index=frame.index)
    if change.team:
        # A name may stand for a team and for a service: the finest column that has it counts.
        columns = [c for c in GROUP_COLUMNS if c in frame and (frame[c] == change.team).any()]
        inside = frame[columns[0]] == change.team if columns else ~inside
    if change.theme == VOLUME:
        use = rows & cases.first
        return _Data("The number of complaints", frame.loc[use, "received_date"], None, inside[use])
    labels = next((x for x in cases.labels.values() if change.theme in x.scheme.ids), None)
    if labels is None:
        raise ValueError(f"no scheme of the table has the label {change.theme!r}")
    use = rows & labels.base
    if labels.scheme.reads == "complaint_text":
        use &= cases.first
    carried = labels.carried.loc[use, change.theme].to_numpy(dtype=bool)
    name = labels.scheme.names[change.theme]
    return _Data(name, frame.loc[use, "received_date"], carried, inside[use].to_numpy(dtype=bool))


_Window = tuple[dt.date, dt.date]


def _windows(
    change: Change, changes: Sequence[Change], span: MonthSpan, bedding_in: int
) -> tuple[tuple[_Window, _Window], tuple[Change, ...]]:
    """First and last day of the time before and after, and the other changes within it."""
    day = dt.timedelta(days=1)
    alike = [
        other
        for other in changes
        if other != change
        and (other.team in ("", change.team) or not change.team)
        and (other.theme in ("", change.theme) or not change.theme)
    ]
    breaks = [other.date for other in alike if other.breaks_comparison]
    year = (pd.Timestamp(change.date) - pd.DateOffset(months=BEFORE_MONTHS)).date()
    start = max([span.first, year, *(date for date in breaks if date <= change.date)])
    end = min([span.last, *(date - day for date in breaks if date > change.date)])
    after = change.date + dt.timedelta(days=bedding_in)
    before_end = min(change.date - day, span.last)
    others = tuple(other for other in alike if start < other.date <= end)
    return ((start, before_end), (after, end)), others


def _judge(
    change: Change,
    data: _Data,
    windows: tuple[_Window, _Window],
    direction: str,
    last: dt.date,
) -> ActionResult:
    before, after = (_rate(data, data.inside, window) for window in windows)
    rest = None if not change.team else tuple(_rate(data, ~data.inside, w) for w in windows)
    difference = beyond = None
    if data.carried is None:
        difference = _ratio(data, before, after)
    elif before.base and after.base:
        difference = newcombe(after.count, int(after.base), before.count, int(before.base))
        if rest and rest[0].base and rest[1].base:
            other = newcombe(rest[1].count, int(rest[1].base), rest[0].count, int(rest[0].base))
            beyond = less(difference, other)
    measure = "volume" if data.carried is None else "share"
    verdict = _verdict(measure, before, after, difference, direction, last)
    return ActionResult(
        change,
        measure,
        data.name,
        before,
        after,
        difference,
        rest[0] if rest else None,
        rest[1] if rest else None,
        beyond,
        verdict,
        (),
    )


def _rate(data: _Data, group: np.ndarray, window: _Window) -> Rate:
    start, end = window
    days = max(0, (end - start).days + 1)
    use = group & data.dates.between(pd.Timestamp(start), pd.Timestamp(end)).to_numpy()
    if data.carried is None:
        return Rate(int(use.sum()), days / _DAYS_A_MONTH, start, end)
    return Rate(int((use & data.carried).sum()), int(use.sum()), start, end)


def _verdict(
    measure: str,
    before: Rate,
    after: Rate,
    difference: Estimate | None,
    direction: str,
    last: dt.date,
) -> str:
    short = _too_little(measure, before, after, last)
    if short or difference is None:
        return short or TOO_FEW
    still = 1.0 if measure == "volume" else 0.0
    _, low, high = difference
    if low <= still <= high:
        return NO_CLEAR_CHANGE
    if direction == NEUTRAL:
        return LOWER if high < still else HIGHER
    return IMPROVED if (high < still) == (direction == DOWN) else WORSE


def _too_little(measure: str, before: Rate, after: Rate, last: dt.date) -> str:
    """``too early``, ``too few`` or, where there is enough to judge on, nothing."""
    passed = _months_passed(after)
    # Where a change of recording has ended the time after, waiting adds nothing to it.
    waiting = after.end >= last
    cases = [float(before.base), float(after.base)]
    if measure == "volume":
        # No case at all after a hundred before is a finding: what was to be expected counts.
        pooled = (before.count + after.count) / max(before.base + after.base, 1.0)
        cases = [pooled * before.base, pooled * after.base]
    if passed < LEAST_MONTHS:
        return TOO_EARLY if waiting else TOO_FEW
    if measure == "volume" and _months_passed(before) < LEAST_MONTHS:
        return TOO_FEW
    if cases[1] < LEAST_CASES <= cases[0] and passed < _WAIT_MONTHS and waiting:
        return TOO_EARLY
    return TOO_FEW if min(cases) < LEAST_CASES else ""


def _months_passed(rate: Rate) -> int:
    """Whole calendar months in a stretch, its last day included."""
    end = rate.end + dt.timedelta(days=1)
    months = 12 * (end.year - rate.start.year) + end.month - rate.start.month
    # From the 31st, a month has passed at the end of a shorter one.
    last_day = pd.Timestamp(end).days_in_month
    return months - (end.day < min(rate.start.day, last_day))


def _ratio(data: _Data, before: Rate, after: Rate) -> Estimate | None:
    if not (before.base and after.base and before.count + after.count):
        return None
    of = data.dates[data.inside].dt.to_period("M").value_counts()
    stretches = []
    for rate in (before, after):
        whole = [
            month
            for month in pd.period_range(rate.start, rate.end, freq="M")
            if month.start_time.date() >= rate.start and month.end_time.date() <= rate.end
        ]
        stretches.append(of.reindex(whole, fill_value=0).tolist())
    return rate_ratio((before.count, before.base), (after.count, after.base), dispersion(stretches))
