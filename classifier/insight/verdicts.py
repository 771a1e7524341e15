"""The result of an action in a plain sentence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.insight.actions import ActionResult, Rate

_HALF_A_POINT = 0.005


def sentence_of(result: ActionResult) -> str:
    """What changed after a change, with counts, bases, interval and the rest of the council."""
    change = result.change
    who = change.team or "The council"
    opening = f"{who}, {change.what} ({_day(change.date)}): {_judged(result)}"
    parts = [opening, _figures(result), _rest(result), _others(result)]
    return " ".join(part for part in parts if part)


def _judged(result: ActionResult) -> str:
    name = result.name[0].lower() + result.name[1:]
    return {
        "improved": f"{name} improved.",
        "worse": f"{name} got worse.",
        "lower": f"{name} is lower.",
        "higher": f"{name} is higher.",
        "no clear change": f"no clear change in {name}.",
        "too early": f"too early to judge {name}.",
        "too few": f"too few cases to judge {name}.",
    }[result.verdict]


def _figures(result: ActionResult) -> str:
    before, after = result.before, result.after
    if after.end < after.start:
        return f"Before: {_rate(result, before)}; the cases don't reach the time after it."
    figures = f"Before: {_rate(result, before)}; since: {_rate(result, after)}."
    if result.verdict in ("too early", "too few") or result.difference is None:
        return figures
    _, low, high = result.difference
    if result.measure == "volume":
        bounds = f"{_signed(low - 1)}% to {_signed(high - 1)}%"
    else:
        bounds = f"{_signed(low)} to {_signed(high)} percentage points"
    return f"{figures} 95% interval of the change: {bounds}."


def _rate(result: ActionResult, rate: Rate) -> str:
    if result.measure == "volume":
        shown = f"{rate.value:.1f} a month" if rate.value is not None else "no month"
        return f"{rate.count:,} in {rate.base:.1f} months ({shown})"
    share = f" ({100 * rate.value:.0f}%)" if rate.value is not None else ""
    return f"{rate.count:,} of {rate.base:,.0f} cases{share}"


def _rest(result: ActionResult) -> str:
    before, after = result.rest_before, result.rest_after
    if not (before and after) or before.value is None or after.value is None:
        return ""
    if result.measure == "volume":
        return f"The rest of the council: {before.value:.1f} a month, then {after.value:.1f}."
    rest = f"The rest of the council: {100 * before.value:.0f}%, then {100 * after.value:.0f}%"
    beyond = result.beyond_rest
    if result.verdict in ("improved", "worse") and beyond and beyond[1] <= 0 <= beyond[2]:
        return f"{rest}, so the change is not clearly this team's own."
    return f"{rest}."


def _others(result: ActionResult) -> str:
    if not result.others:
        return ""
    named = "; ".join(f"{other.what} ({_day(other.date)})" for other in result.others)
    return f"In the same time: {named}."


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _signed(value: float) -> str:
    """A change in hundredths, rounded; with a decimal where it would be 0 and is not."""
    digits = 1 if 0 < abs(value) < _HALF_A_POINT else 0
    return f"{100 * value:+.{digits}f}".replace("-", "−")
