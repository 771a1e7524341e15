"""The counts of the review, and of what no label covers, for the committee's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classifier.insight.suppression import Key, Ledger
from classifier.insight.themes import ALL
from classifier.insight.uncovered import UncoveredGroup
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections import uncovered

# Corrected shares by group are given for no more groups than this.
MOST_GROUPS = 25


def enter_review(ledger: Ledger, results: Results, schemes: Mapping[str, list[str]]) -> None:
    """Enter what is printed of the review; after the counts of labels.

    Args:
        ledger: it.
        results: of the report.
        schemes: scheme id -> its groups.
    """
    for scheme, groups in schemes.items():
        found = results.schemes[scheme]
        _enter_changes(ledger, scheme, found)
        if found.corrected.corrected:
            _enter_drawn(ledger, scheme, found, groups)
        if found.uncovered:
            _enter_uncovered(ledger, scheme, found)


def _enter_changes(ledger: Ledger, scheme: str, found: SchemeResults) -> None:
    changes, base = found.changes, ("base", scheme)
    ledger.enter(("reviewed", scheme), changes.reviewed, of=base)
    ledger.enter(("compared", scheme), changes.compared, of=base)
    left: dict[Key, int] = {
        ("left", scheme): changes.same,
        ("changed", scheme): changes.compared - changes.same,
    }
    for key, value in left.items():
        ledger.enter(key, value)
    ledger.adds_up(("compared", scheme), list(left))
    for way in ("added", "removed"):
        ledger.enter((way, scheme), int(changes.table[way].sum()))
        cells: list[Key] = [(way, scheme, label) for label in found.labels.scheme.ids]
        for label, cell in zip(found.labels.scheme.ids, cells, strict=True):
            # A label that was added is carried; one that was removed was given.
            of = ("label", scheme, label) if way == "added" else base
            ledger.enter(cell, int(changes.table.at[label, way]), of=of)
        ledger.adds_up((way, scheme), cells)


def _enter_drawn(ledger: Ledger, scheme: str, found: SchemeResults, groups: list[str]) -> None:
    """Reviewed cases with a label: a rare label's corrected share is their share and tells them."""
    by_group = bool(found.corrected_names) and len(groups) <= MOST_GROUPS
    ledger.enter(("drawn", scheme), found.drawn)
    for label in found.labels.scheme.ids:
        total: Key = (scheme, label)
        _split(ledger, total, found, ALL, label)
        if by_group:
            places: list[Key] = [(scheme, label, "group", name) for name in groups]
            for name, place in zip(groups, places, strict=True):
                _split(ledger, place, found, name, label)
            ledger.adds_up(("drawn", *total), [("drawn", *place) for place in places])


def _split(ledger: Ledger, place: Key, found: SchemeResults, group: str, label: str) -> None:
    """A count of a label is made of drawn cases and of others."""
    counts = found.total if group == ALL else found.groups
    carried = counts.count(group, label)
    drawn = found.drawn_with(group, label)
    ledger.enter(("drawn", *place), drawn)
    ledger.enter(("undrawn", *place), carried - drawn)
    ledger.adds_up(("label", *place), [("drawn", *place), ("undrawn", *place)])


@dataclass(frozen=True)
class _Parts:
    """Cases of a group in the last two complete periods and all others."""

    before: int
    last: int
    other: int


def _parts(found: SchemeResults, group: UncoveredGroup) -> _Parts:
    pair = uncovered.latest(found)
    if pair is None:
        return _Parts(0, 0, group.cases)
    before, last = (group.by_period.get(name, (0, 0))[0] for name in pair)
    return _Parts(before, last, group.cases - before - last)


def _enter_uncovered(ledger: Ledger, scheme: str, found: SchemeResults) -> None:
    result = found.uncovered
    if result is None:
        return
    whole: Key = ("uncovered", scheme)
    ledger.enter(whole, result.no_label + result.unsure, of=("base", scheme))
    groups: dict[Key, int] = {
        ("uncovered", scheme, number): group.cases for number, group in enumerate(result.groups)
    }
    rest = result.no_label + result.unsure - sum(groups.values())
    groups["uncovered", scheme, "rest"] = rest
    for key, value in groups.items():
        ledger.enter(key, value)
    ledger.adds_up(whole, list(groups))
    # The rest is not printed: it hides a small group at no cost.
    if any(0 < group.cases < ledger.minimum for group in result.groups):
        ledger.withhold(("uncovered", scheme, "rest"))
    for number, group in enumerate(result.groups):
        split = _parts(found, group)
        total: Key = ("uncovered", scheme, number)
        cells: dict[Key, int] = {
            (*total, "before"): split.before,
            (*total, "last"): split.last,
            (*total, "other"): split.other,
        }
        for key, value in cells.items():
            ledger.enter(key, value)
        ledger.adds_up(total, list(cells))
        ledger.together(list(cells)[:2])
