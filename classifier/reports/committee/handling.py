"""Time taken, outcomes, escalation and remedies that a committee may see."""

from __future__ import annotations

from classifier.insight.periods import period_labels
from classifier.insight.remedies import remedy_table
from classifier.insight.themes import NOT_STATED
from classifier.reports.committee.counts import CommitteeCounts
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Section,
    Table,
    Value,
    counted,
    percent,
)
from classifier.reports.results import Results


def handling_section(results: Results, counts: CommitteeCounts) -> Section:
    """Key figures by stage, group and period."""
    word, kind = results.view.group_word, results.view.settings.period
    section = Section("handling", "Handling: time taken, outcomes and escalation")
    section.points = [
        *on_time(counts),
        *upheld(counts),
        *_escalated(counts),
        *_remedies(results, counts),
    ]
    tables = [("stage", counts.stages, "stage"), ("period", counts.periods, kind)]
    if counts.handled_groups:
        tables.insert(1, ("group", counts.handled_groups, word))
    section.tables = [_handled(counts, *table) for table in tables]
    return section


def _handled(counts: CommitteeCounts, dimension: str, names: list[str], word: str) -> Table:
    rows: list[list[Value]] = []
    for name in names:
        key = {n: ("kpi", n, dimension, name) for n in ("received", "decided", "upheld", "timed")}
        rows.append(
            [
                name,
                counts.value(key["received"]),
                counts.value(key["timed"]),
                counts.share(("kpi", "on_time", dimension, name), key["timed"]),
                counts.value(key["decided"]),
                counts.share(key["upheld"], key["decided"]),
            ]
        )
    return Table(
        f"handling_by_{dimension}",
        f"Time and outcomes by {word}",
        [
            Column(word.capitalize()),
            Column("Received", "count"),
            Column("With a time limit", "count"),
            Column("In time", "share"),
            Column("Decided", "count"),
            Column("Upheld", "share"),
        ],
        rows,
        base="A complaint counts once a stage. In time: of those closed in full with a time limit."
        " Upheld, in part too: of those decided.",
        sheet=f"Handling by {word}",
    )


def _of(counts: CommitteeCounts, part: str, whole: str, *place: str) -> str:
    """``12 of 40 (30%)``; empty where either may not be seen or the base is small."""
    count, base = (
        counts.shown.count(("kpi", part, *place)),
        counts.shown.count(("kpi", whole, *place)),
    )
    if count is None or base is None or base < MIN_BASE:
        return ""
    return f"{count:,} of {base:,} ({percent(count / base)})"


def _stages_said(counts: CommitteeCounts, part: str, whole: str) -> list[tuple[str, str]]:
    stages = [stage for stage in counts.stages if stage != NOT_STATED]
    said = [(stage, _of(counts, part, whole, "stage", stage)) for stage in stages]
    every = ("All stages", _of(counts, part, whole))
    return [(stage, words) for stage, words in [*said, every] if words]


def on_time(counts: CommitteeCounts) -> list[str]:
    """How many were answered in time, stage by stage and at all of them."""
    return [
        f"{stage}: {words} of those with a time limit were answered in time."
        for stage, words in _stages_said(counts, "on_time", "timed")
    ]


def upheld(counts: CommitteeCounts) -> list[str]:
    """How many were upheld, all stages first."""
    return [
        f"{stage}: {words} of those decided were upheld in full or in part."
        for stage, words in reversed(_stages_said(counts, "upheld", "decided"))
    ]


def _escalated(counts: CommitteeCounts) -> list[str]:
    keys = {s: ("kpi", "received", "stage", s) for s in ("Stage 1", "Stage 2", "Ombudsman")}
    seen = {
        stage: counts.shown.count(key) for stage, key in keys.items() if key in counts.shown.values
    }
    said = [f"{stage} {count:,}" for stage, count in seen.items() if count is not None]
    return [f"Complaints received at each stage: {'; '.join(said)}."] if said else []


def _remedies(results: Results, counts: CommitteeCounts) -> list[str]:
    if not counts.years or not counts.shown.all([("remedies",)]):
        return []
    frame = results.frame
    years = period_labels(frame["received_date"], "year")
    table = remedy_table(frame, results.view.rows, {"year": years})
    if table is None or not counts.shown.count(("remedies",)):
        return []
    words = []
    if counts.shown.all([("remedies", year) for year in counts.years]):
        words = [
            f"£{table.at[year, 'total']:,.0f} on {counts.shown.values['remedies', year]:,} in"
            f" {year}"
            for year in counts.years
        ]
    by_year = f": {'; '.join(words)}" if len(words) > 1 else ""
    number = counted(counts.shown.values[("remedies",)], "case")
    return [f"£{table['total'].sum():,.0f} was paid or offered on {number}{by_year}."]
