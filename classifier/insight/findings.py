"""What a control chart says, in a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.insight.changes import Change
from classifier.insight.periods import readable_period
from classifier.insight.spc import ControlChart

VOLUME = ""

_BY_WEIGHT = ("shift", "trend", "outside", "near_limit")
_WORDS = {1: ("rose", "above", "risen", "high"), -1: ("fell", "below", "fallen", "low")}
_Counted = tuple[Sequence[int], Sequence[int]]


@dataclass(frozen=True)
class Signal:
    """The latest signal of a chart.

    Attributes:
        rule: the rule that it trips; of several the first of shift, trend, outside, near_limit.
        start: position of its first point.
        end: position of its last.
        way: 1 for up, -1 for down.
        status: ``on`` where no complete period follows it; ``over`` where later points of the
            same stretch are not part of it; ``cut`` where only points after a rebasing follow.
    """

    rule: str
    start: int
    end: int
    way: int
    status: str


def latest_signal(chart: ControlChart) -> Signal | None:
    """The latest signal; None where no rule is tripped."""
    if not chart.signals:
        return None
    points = chart.points
    end = chart.signals[-1]
    rule = next(rule for rule in _BY_WEIGHT if rule in points[end].rules)
    way = points[end].side
    if rule == "trend":
        step = _step(chart, end) if end and "trend" in points[end - 1].rules else 0
        way = 1 if step > 0 else -1
    start = end
    while start and _goes_with(chart, start, rule, way):
        start -= 1
    later = [point for point in points[end + 1 :] if point.complete and point.value is not None]
    status = "on" if not later else "cut"
    if any(point.judged and point.segment == points[end].segment for point in later):
        status = "over"
    return Signal(rule, start, end, way, status)


def _goes_with(chart: ControlChart, position: int, rule: str, way: int) -> bool:
    """Whether the point before belongs to the same signal."""
    point, before = chart.points[position], chart.points[position - 1]
    if before.segment != point.segment or not before.judged:
        return False
    if rule == "trend":
        return "trend" in before.rules and _step(chart, position) * way > 0
    if before.side != way:
        return False
    return rule == "shift" or bool({"outside", "near_limit"} & set(before.rules))


def _step(chart: ControlChart, position: int) -> float:
    return (chart.points[position].value or 0.0) - (chart.points[position - 1].value or 0.0)


def state_of(chart: ControlChart, direction: str) -> str:
    """``concern``, ``improvement``, ``change``, ``past`` or ``none``.

    Args:
        chart: a chart.
        direction: ``down`` or ``up`` where that is better; else the state is never more than
            ``change``.
    """
    signal = latest_signal(chart)
    if signal is None:
        return "none"
    if signal.status != "on":
        return "past"
    if direction not in {"down", "up"}:
        return "change"
    return "improvement" if (signal.way > 0) == (direction == "up") else "concern"


def finding(chart: ControlChart, name: str, months: Sequence[str], counted: _Counted) -> str:
    """What the latest signal is, since when, and whether it goes on.

    Args:
        chart: a chart by month.
        name: what it charts, as a sentence may begin.
        months: as ``2025-10``.
        counted: counts and bases by month.

    Returns:
        a sentence; empty where no rule is tripped.
    """
    signal = latest_signal(chart)
    if signal is None:
        return ""
    first, last = _month(months[signal.start]), _month(months[signal.end])
    if signal.rule == "shift":
        return f"{name} {_shift(chart, signal, first, last, counted)}"
    if signal.rule == "trend":
        return f"{name} {_trend(chart, signal, first, last)}"
    usual = _WORDS[signal.way][3]
    back = " It has been within its usual range since." if signal.status == "over" else ""
    if signal.rule == "near_limit":
        limit = "upper" if signal.way > 0 else "lower"
        return (
            f"{name} came near its {limit} limit twice in three months, last in {last}"
            f" ({_shown(chart, signal.end)}).{back}"
        )
    point = chart.points[signal.end]
    bound = (point.upper if signal.way > 0 else point.lower) or 0.0
    usually = f"{'up' if signal.way > 0 else 'down'} to {_value(chart, bound)}"
    return (
        f"{name} was unusually {usual} in {last}: {_shown(chart, signal.end)}, where {usually} is"
        f" usual.{back}"
    )


def _trend(chart: ControlChart, signal: Signal, first: str, last: str) -> str:
    verb, _, risen, _ = _WORDS[signal.way]
    levels = f"from {_shown(chart, signal.start)} to {_shown(chart, signal.end)}"
    if signal.status == "on":
        return f"has {risen} every month from {first} to {last}, {levels}."
    return f"{verb} every month from {first} to {last}, {levels}."


def _shift(chart: ControlChart, signal: Signal, first: str, last: str, counted: _Counted) -> str:
    verb, side, _, _ = _WORDS[signal.way]
    segment = chart.points[signal.start].segment
    earlier = [i for i in range(signal.start) if _counts(chart, i, segment)]
    during = list(range(signal.start, signal.end + 1))
    level = f"{_mean(chart, during, counted)} on average"
    if not earlier:
        return f"was {side} its average from {first} to {last} ({level})."
    level = f"{level}, {_mean(chart, earlier, counted)} before"
    if signal.status != "on":
        return f"{verb} in {first} and stayed {side} its average up to {last} ({level})."
    known = "its earlier level" if len(earlier) >= chart.baseline else "its average"
    return f"{verb} in {first} and has stayed {side} {known} for {len(during)} months ({level})."


def rebasing(
    chart: ControlChart,
    name: str,
    months: Sequence[str],
    counted: _Counted,
    starts: Mapping[int, Sequence[Change]],
) -> str:
    """How the level differs between the stretches of a chart; empty without a rebasing."""
    sentences = []
    for position, changes in starts.items():
        segment = chart.points[position].segment
        before, after = (
            [i for i in range(len(months)) if _counts(chart, i, number)]
            for number in (segment - 1, segment)
        )
        if before and after:
            what = "; ".join(change.what for change in changes)
            sentences.append(
                f"{name}: limits start afresh in {_month(months[position])} ({what}):"
                f" {_mean(chart, before, counted)} on average before,"
                f" {_mean(chart, after, counted)} since."
            )
    return " ".join(sentences)


def _counts(chart: ControlChart, position: int, segment: int) -> bool:
    point = chart.points[position]
    return point.complete and point.value is not None and point.segment == segment


def _mean(chart: ControlChart, positions: Sequence[int], counted: _Counted) -> str:
    counts, bases = counted
    total = sum(counts[i] for i in positions)
    if chart.kind == "count":
        return f"{total / len(positions):.0f} a month"
    return f"{100 * total / sum(bases[i] for i in positions):.0f}%"


def _value(chart: ControlChart, value: float) -> str:
    return f"{value:.0f}" if chart.kind == "count" else f"{100 * value:.0f}%"


def _shown(chart: ControlChart, position: int) -> str:
    return _value(chart, chart.points[position].value or 0.0)


def _month(label: str) -> str:
    return readable_period(label, "month")
