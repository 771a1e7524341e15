"""Monthly control charts of complaints and of labels, by council, directorate and team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from classifier.insight.changes import Change
from classifier.insight.findings import VOLUME, finding, rebasing, state_of
from classifier.insight.spc import (
    LEAST_POINTS,
    ControlChart,
    control_chart,
    noise_share,
    too_few_to_chart,
)
from classifier.insight.tagged import SchemeLabels, TaggedCases

COUNCIL = "council"
DOWN, UP, NEUTRAL = "down", "up", "neutral"
# A label that says that nothing went wrong has no better direction.
DIRECTIONS: Mapping[str, str] = {VOLUME: NEUTRAL, "no_fault": NEUTRAL}

_SPARSE = 0.1
_SILENT_DAYS = 2
_MIDDLE = 15


@dataclass(frozen=True)
class MonthSpan:
    """The months that cases were received in.

    Attributes:
        first: first day that the cases cover.
        last: last day that they cover.
        months: every month from the one to the other.
        complete: for each, whether the cases cover all of it.
        left_out: dated cases outside the span.
    """

    first: dt.date
    last: dt.date
    months: pd.PeriodIndex
    complete: tuple[bool, ...]
    left_out: int


@dataclass(frozen=True)
class MonthlyChart:
    """A chart, or why there is none.

    Attributes:
        level: ``council``, ``directorate``, ``service`` or ``team``.
        group: the group's name; empty for the council.
        label: label id; ``VOLUME`` for the number of complaints.
        name: its name for readers.
        months: as ``2025-10``.
        counts: by month, cases with the label (for volume, cases).
        bases: by month, cases whose text was read; for volume the same as ``counts``.
        complete: by month, False for one that the cases don't cover to its end.
        direction: ``down`` or ``up`` where that is better, or ``neutral``.
        chart: None where there is too little.
        too_few: why there is none; empty otherwise.
        rebased: the changes at which limits start afresh.
        state: ``concern``, ``improvement`` or ``change`` (no direction declared) where the last
            judged month is part of a signal; ``past`` where only earlier ones are; ``none``;
            ``too_few``.
        sentence: what the signal is; empty where there is none.
        rebased_sentence: how the level differs between rebasings; empty without one.
    """

    level: str
    group: str
    label: str
    name: str
    months: tuple[str, ...]
    counts: tuple[int, ...]
    bases: tuple[int, ...]
    complete: tuple[bool, ...]
    direction: str
    chart: ControlChart | None = None
    too_few: str = ""
    rebased: tuple[Change, ...] = ()
    state: str = "too_few"
    sentence: str = ""
    rebased_sentence: str = ""


def month_span(dates: pd.Series, complete_to: dt.date | None = None) -> MonthSpan | None:
    """Which months some cases cover, and which of them to the end.

    Months at either end with less than a tenth of the median month's cases are left out: a few
    mistyped years would make a series of empty months. The first month is complete where at most
    two of its weekdays lie before the first case; the last where at most two lie after the last.

    Args:
        dates: received dates, of all cases of the council.
        complete_to: the last day to which cases are complete, where that is known.

    Returns:
        the span; None without any date.
    """
    known = dates.dropna()
    if known.empty:
        return None
    of = known.dt.to_period("M")
    sizes = of.value_counts()
    dense = sizes.index[sizes >= _SPARSE * sizes.median()]
    months = pd.period_range(dense.min(), dense.max(), freq="M")
    inside = known[of.isin(months)]
    first, last = inside.min().date(), inside.max().date()
    start, end = months[0].start_time.date(), months[-1].end_time.date()
    if _weekdays(start, first) <= _SILENT_DAYS:
        first = start
    if complete_to is not None:
        last = min(complete_to, end)
    elif _weekdays(last + dt.timedelta(days=1), end + dt.timedelta(days=1)) <= _SILENT_DAYS:
        last = end
    complete = tuple(first <= m.start_time.date() and m.end_time.date() <= last for m in months)
    return MonthSpan(first, last, months, complete, len(known) - len(inside))


def _weekdays(start: dt.date, end: dt.date) -> int:
    return int(np.busday_count(start, end))


def monthly_charts(
    cases: TaggedCases,
    scheme_id: str,
    rows: pd.Series,
    *,
    levels: Sequence[str] = ("directorate", "team"),
    changes: Sequence[Change] = (),
    directions: Mapping[str, str] = DIRECTIONS,
    complete_to: dt.date | None = None,
    volume: bool = True,
) -> list[MonthlyChart]:
    """Charts of the number of cases and of each label's share, for the council and its groups.

    A chart starts afresh at each change that concerns its group and label: with the month of the
    change where that lies in the month's first half, else with the next. An action or a new
    system does so only once six complete months have passed, so that its effect is first judged
    against the earlier limits; where recording or structure changed there is no earlier level to
    compare with.

    Args:
        cases: tagged cases.
        scheme_id: which labels.
        rows: True for the rows to count (for themes, complaints' first rows).
        levels: columns whose groups have charts; those that the table lacks are passed over.
        changes: dated changes.
        directions: label id -> ``down`` or ``up``, whichever is better, or ``neutral``; labels
            that are not named count as ``down``. The number of complaints is ``VOLUME``.
        complete_to: see :func:`month_span`.
        volume: chart the number of cases, too.

    Returns:
        council first, then by level in the order given, groups by name; in each the number of
        cases and then the labels in the scheme's order. Empty where no row has a date.
    """
    frame, labels = cases.table.frame, cases.labels[scheme_id]
    span = month_span(frame.loc[rows, "received_date"], complete_to)
    if span is None:
        return []
    dates, start = frame["received_date"].dt, span.months[0]
    month = 12 * (dates.year - start.year) + dates.month - start.month
    use = rows & month.between(0, len(span.months) - 1)
    charts: list[MonthlyChart] = []
    whole = pd.Series("", index=frame.index)
    for level in (COUNCIL, *(name for name in levels if name in frame)):
        groups = whole if level == COUNCIL else frame[level]
        used = use if level == COUNCIL else use & (groups != "")
        names, counted = _count(labels, used, month, groups, len(span.months))
        for number, group in enumerate(names):
            for label in ([VOLUME] if volume else []) + list(labels.scheme.ids):
                bases = counted[VOLUME if label == VOLUME else _READ][number]
                charts.append(
                    _chart(
                        (level, group, label),
                        labels.scheme.names.get(label, "The number of complaints"),
                        (counted[label][number], bases),
                        span,
                        [change for change in changes if change.concerns(group, label)],
                        directions.get(label, DOWN),
                    )
                )
    return charts


_READ = "<read>"


def _count(
    labels: SchemeLabels, use: pd.Series, month: pd.Series, groups: pd.Series, months: int
) -> tuple[list[str], dict[str, np.ndarray]]:
    """Groups by name, and for each label, ``VOLUME`` and ``_READ`` counts by group and month."""
    codes, names = pd.factorize(groups[use], sort=True)
    cell = codes * months + month[use].to_numpy(dtype=int)
    read = labels.base[use].to_numpy(dtype=bool)

    def table(which: np.ndarray) -> np.ndarray:
        flat = np.bincount(cell[which], minlength=len(names) * months)
        return flat.reshape(len(names), months)

    counted = {VOLUME: table(np.ones(len(cell), bool)), _READ: table(read)}
    for label in labels.scheme.ids:
        counted[label] = table(read & labels.carried.loc[use, label].to_numpy(dtype=bool))
    return [str(name) for name in names], counted


def _chart(
    key: tuple[str, str, str],
    name: str,
    counted: tuple[np.ndarray, np.ndarray],
    span: MonthSpan,
    changes: Sequence[Change],
    direction: str,
) -> MonthlyChart:
    counts, bases = counted
    over = np.array(span.complete)
    volume = key[2] == VOLUME
    too_few = too_few_to_chart(counts[over], None if volume else bases[over])
    months = tuple(str(month) for month in span.months)
    plain = tuple(counts.tolist()), tuple(bases.tolist())
    blank = MonthlyChart(*key, name, months, *plain, span.complete, direction)
    if too_few:
        return replace(blank, too_few=too_few)
    starts = _starts(changes, span)
    chart = control_chart(
        counts.tolist() if volume else _shares(counts, bases),
        rebase=list(starts),
        kind="count" if volume else "share",
        complete=span.complete,
    )
    spoken = f"{name} in {key[1]}" if key[1] else name
    return replace(
        blank,
        chart=chart,
        rebased=tuple(change for group in starts.values() for change in group),
        state=state_of(chart, direction),
        sentence=finding(chart, spoken, months, plain),
        rebased_sentence=rebasing(chart, spoken, months, plain, starts),
    )


def _shares(counts: np.ndarray, bases: np.ndarray) -> list[float | None]:
    return [
        count / base if base else None
        for count, base in zip(counts.tolist(), bases.tolist(), strict=True)
    ]


def _starts(changes: Sequence[Change], span: MonthSpan) -> dict[int, list[Change]]:
    """Position of the first month after each change that counts, in order -> the changes there."""
    starts: dict[int, list[Change]] = {}
    for change in sorted(changes, key=lambda change: change.date):
        position = (pd.Period(change.date, "M") - span.months[0]).n + (change.date.day > _MIDDLE)
        if not 0 < position < len(span.months):
            continue
        if change.breaks_comparison or sum(span.complete[position:]) >= LEAST_POINTS:
            starts.setdefault(position, []).append(change)
    return starts


def expected_by_chance(charts: Iterable[MonthlyChart], *, latest: bool = False) -> float:
    """How many of some charts would show a signal if nothing had changed anywhere.

    Args:
        charts: those without a chart count nothing.
        latest: only signals that the last judged month is part of.
    """
    return sum(_chance(item.chart, latest) for item in charts if item.chart is not None)


def _chance(chart: ControlChart, latest: bool) -> float:
    judged: dict[int, int] = {}
    for point in chart.points:
        if point.judged:
            judged[point.segment] = judged.get(point.segment, 0) + 1
    sizes = list(judged.values())[-1:] if latest else list(judged.values())
    quiet = [1 - noise_share(size, latest=latest, screen=chart.screened) for size in sizes]
    return 1 - float(np.prod(quiet))
