"""What no label covers: cases that the codebook may lack a label for."""

from __future__ import annotations

import numpy as np

from classifier.insight.change import Change, probability_of_rise
from classifier.insight.periods import readable_period
from classifier.insight.uncovered import Uncovered, UncoveredGroup
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Section,
    Table,
    Value,
    counted,
    listed,
    percent,
)
from classifier.reports.results import Results, SchemeResults

TITLE = "What no label covers"
HOW = (
    "Cases are grouped where words recur in them far more often than in the cases that carry a"
    " label; even where nothing recurs, one report in two would show such a group by chance. A"
    " group may be a theme that the codebook lacks, or praise and enquiries that need none: read"
    " the cases."
)
_SHOWN = 5
_NAMED = 3
_WAY = {"rise": "a rise", "fall": "a fall", "unclear": "no clear change"}


def uncovered_section(results: Results) -> Section:
    """Cases without a label that is sure, the groups in them, and examples of each."""
    section = Section("uncovered", TITLE)
    for found in results.schemes.values():
        if found.uncovered is None:
            continue
        section.sentences.append(_size_words(found, found.uncovered))
        if found.uncovered.groups:
            section.tables += [_groups(results, found), _examples(found)]
    if not section.sentences:
        section.sentences.append("No data: no case has a text that could be read.")
    elif section.tables:
        section.remarks.append(HOW)
    return section


def group_name(group: UncoveredGroup) -> str:
    """The words that bring a group together."""
    return ", ".join(group.words)


def latest(found: SchemeResults) -> tuple[str, str] | None:
    """The last two complete periods, the earlier first; None with fewer."""
    changes = [issue.previous for issue in found.issues if issue.previous]
    return (changes[0].before, changes[0].period) if changes else None


def _size_words(found: SchemeResults, result: Uncovered) -> str:
    base, what, name = result.base, found.what, found.name
    if not result.no_label and not result.unsure:
        return f"Every one of {counted(base, what)} carries a {name} that is sure."

    def part(number: int) -> str:
        share = f" ({percent(number / base)})" if base >= MIN_BASE else ""
        return f"{number:,} of {counted(base, what)}{share}"

    unsure = f"; in {result.unsure:,} more, every {name} is one to check" if result.unsure else ""
    said = (
        f"{part(result.no_label)} carr{'ies' if result.no_label == 1 else 'y'} no {name}{unsure}."
    )
    groups = [
        f"‘{', '.join(group.words[:_NAMED])}’ ({group.cases:,})" for group in result.groups[:_SHOWN]
    ]
    if not groups:
        return f"{said} No words recur in them by more than chance."
    more = len(result.groups) - len(groups)
    rest = f", and {more} more" if more else ""
    return f"{said} What recurs in them: {listed(groups)}{rest}."


def change_of(group: UncoveredGroup, pair: tuple[str, str]) -> Change:
    """A group's share of all cases in the last two complete periods."""
    (earlier, base_before), (later, base) = (group.by_period.get(name, (0, 0)) for name in pair)
    counts = (np.asarray([number]) for number in (later, base, earlier, base_before))
    rise = float(probability_of_rise(*counts)[0])
    return Change(pair[1], later, base, pair[0], earlier, base_before, rise)


def _groups(results: Results, found: SchemeResults) -> Table:
    scheme, kind = found.labels.scheme, results.view.settings.period
    result, pair = found.uncovered, latest(found)
    rows: list[list[Value]] = []
    for group in result.groups if result else ():
        row: list[Value] = [group_name(group), group.cases]
        if pair:
            change = change_of(group, pair)
            row += [
                f"{change.cases_before:,} of {change.base_before:,}",
                f"{change.cases:,} of {change.base:,}",
                _WAY[change.direction],
            ]
        rows.append(row)
    columns = [Column("Words in common"), Column("Cases", "count")]
    if pair:
        columns += [Column(f"In {readable_period(name, kind)}") for name in pair]
        columns.append(Column("Change"))
    base = result.base if result else 0
    return Table(
        f"{scheme.column}_uncovered",
        f"What recurs in {found.what}s that no {found.name} covers",
        columns,
        rows,
        base=f"Base: {counted(base, found.what)} that could be read. A case is in one group at"
        " most. Of several groups, one may show a change by chance.",
        sheet=f"No {found.name}",
    )


def _examples(found: SchemeResults) -> Table:
    scheme = found.labels.scheme
    groups = found.uncovered.groups if found.uncovered else ()
    rows: list[list[Value]] = [
        [group_name(group), example] for group in groups for example in group.examples
    ]
    return Table(
        f"{scheme.column}_uncovered_examples",
        f"Examples of {found.what}s that no {found.name} covers",
        [Column("Words in common"), Column("Redacted excerpt")],
        rows,
        base="Up to three of each group, the most typical first. Redacted by rules, which can miss"
        " a name.",
        sheet=f"No {found.name}, examples",
        place="details",
    )
