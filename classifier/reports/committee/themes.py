"""Themes and root causes that a committee may see."""

from __future__ import annotations

from classifier.insight.intervals import wilson
from classifier.reports.committee import review
from classifier.reports.committee.counts import CommitteeCounts
from classifier.reports.model import (
    MIN_BASE,
    WITHHELD,
    Column,
    Few,
    Section,
    Table,
    Value,
    listed,
    percent,
)
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections.known import Known
from classifier.reports.sections.leading import corrected_words
from classifier.reports.tables import overall_columns, overall_title, share_note

_LEADING = 3
_SHOWN = 10


def leading(counts: CommitteeCounts, found: SchemeResults) -> str:
    """The leading labels whose counts may be seen, in a sentence."""
    scheme, base = found.labels.scheme.id, counts.shown.count(("base", found.labels.scheme.id))
    if base is None:
        return "Counts are too small to be shown."
    top = [
        (label, count)
        for label in found.total.ranked()
        if label != "no_fault" and (count := counts.shown.count(("label", scheme, label)))
    ][:_LEADING]
    words = []
    for label, count in top:
        share = f", {percent(count / base)}" if base >= MIN_BASE else ""
        words.append(f"{found.label(label).lower()} ({count:,} of {base:,}{share})")
    name = found.name
    if not words:
        return f"No {name} has a count that may be shown."
    said = f"The leading {name}{' was' if len(words) == 1 else 's were'} {listed(words)}."
    hidden = {x for x in found.labels.scheme.ids if not review.corrected(found, counts.shown, x)}
    return f"{said} {corrected_words(found, hidden)}".strip()


def standing_out(counts: CommitteeCounts, schemes: dict[str, SchemeResults]) -> list[Known]:
    """Flagged pairs whose four counts may all be seen."""
    said = []
    for scheme, found in schemes.items():
        for issue in found.flagged:
            cells = (
                ("label", scheme, issue.label, "group", issue.group),
                ("base", scheme, "group", issue.group),
                ("label", scheme, issue.label),
                ("base", scheme),
            )
            values = [counts.shown.count(key) for key in cells]
            if any(value is None for value in values):
                continue
            count, base, total, whole = (value or 0 for value in values)
            if base < MIN_BASE or whole == base:
                continue
            elsewhere = percent((total - count) / (whole - base))
            words = (
                f"{found.label(issue.label)} stands out in {issue.group}: {count:,} of {base:,}"
                f" ({percent(count / base)}), against {elsewhere} elsewhere."
            )
            said.append(Known(words, (issue.group, issue.label)))
    return said


def scheme_section(results: Results, counts: CommitteeCounts, found: SchemeResults) -> Section:
    """A scheme of labels for the council and group by group."""
    scheme, word = found.labels.scheme, results.view.group_word
    points = [known.sentence for known in standing_out(counts, {scheme.id: found})] or [
        f"No pair of {word} and {found.name} that may be shown stands out by more than chance."
    ]
    base = counts.shown.count(("base", scheme.id))
    words = f"Base: {base:,} cases whose text could be read." if base is not None else ""
    groups = counts.groups[scheme.id]
    by_group = review.corrected_groups(results, counts.shown, scheme.id, groups)
    return Section(
        scheme.column,
        f"{scheme.name}s by {word}",
        sentences=[leading(counts, found)],
        points=points[:_SHOWN],
        tables=[
            crossed(counts, found, "group", groups, word, words, heat=True),
            _overall(counts, found, words),
            counted_table(counts, found, "group", groups, word, words),
            *([by_group] if by_group else []),
        ],
    )


def _overall(counts: CommitteeCounts, found: SchemeResults, base: str) -> Table:
    scheme, by_review = found.labels.scheme, bool(found.corrected.corrected)
    rows: list[list[Value]] = []
    for label in found.total.ranked():
        key, whole = ("label", scheme.id, label), counts.shown.count(("base", scheme.id))
        count = counts.shown.count(key)
        row = [scheme.names[label], counts.value(key), counts.share(key, ("base", scheme.id))]
        if by_review:
            row += review.corrected(found, counts.shown, label) or (WITHHELD, WITHHELD)
        else:
            row.append(_interval(count, whole))
        rows.append(row)
    # Withheld ones in the scheme's order: their rank would tell of their size.
    order = {label: number for number, label in enumerate(scheme.names.values())}
    rows.sort(key=lambda row: order[str(row[0])] if row[1] is WITHHELD else -1)
    return Table(
        f"{scheme.column}_overall",
        overall_title(scheme.name, corrected=by_review),
        overall_columns(scheme.name, corrected=by_review),
        rows,
        base=f"{base} {_note(found, counts)}".strip(),
        sheet=f"{scheme.name}s",
    )


def _interval(count: int | None, base: int | None) -> Value:
    if count is None or not base:
        return WITHHELD
    return wilson(count, base) if base >= MIN_BASE else Few(count, base)


def _note(found: SchemeResults, counts: CommitteeCounts) -> str:
    """What the shares rest on, where the number of reviewed cases may be seen."""
    scheme = found.labels.scheme.id
    seen = not found.drawn or counts.shown.all([("base", scheme), ("drawn", scheme)])
    return share_note(found) if seen else ""


def _labels(counts: CommitteeCounts, found: SchemeResults) -> list[str]:
    scheme = found.labels.scheme
    return [x for x in scheme.ids if counts.shown.count(("label", scheme.id, x)) != 0]


def crossed(
    counts: CommitteeCounts,
    found: SchemeResults,
    dimension: str,
    names: list[str],
    word: str,
    base: str,
    *,
    heat: bool = False,
) -> Table:
    """Shares: groups or periods down, labels across."""
    scheme, labels = found.labels.scheme, _labels(counts, found)
    rows: list[list[Value]] = []
    for name in names:
        whole = ("base", scheme.id, dimension, name)
        cells = [("label", scheme.id, label, dimension, name) for label in labels]
        rows.append([name, counts.value(whole), *(counts.share(cell, whole) for cell in cells)])
    return Table(
        f"{scheme.column}_by_{dimension}",
        f"Share of a {word}'s cases with each {found.name}",
        [
            Column(word.capitalize()),
            Column("Cases", "count"),
            *(Column(scheme.names[label], "share") for label in labels),
        ],
        rows,
        base=base,
        heat=heat,
        sheet=f"{scheme.name}s by {word}",
    )


def counted_table(
    counts: CommitteeCounts,
    found: SchemeResults,
    dimension: str,
    names: list[str],
    word: str,
    base: str,
) -> Table:
    """Counts, for the workbook."""
    scheme, labels = found.labels.scheme, _labels(counts, found)
    rows: list[list[Value]] = [
        [
            name,
            counts.value(("base", scheme.id, dimension, name)),
            *(counts.value(("label", scheme.id, label, dimension, name)) for label in labels),
        ]
        for name in names
    ]
    return Table(
        f"{scheme.column}_counts_by_{dimension}",
        f"Cases by {word} and {found.name}",
        [
            Column(word.capitalize()),
            Column("Cases", "count"),
            *(Column(scheme.names[label], "count") for label in labels),
        ],
        rows,
        base=base,
        sheet=f"{scheme.name} counts, {word}",
        place="workbook",
    )
