"""Time taken, outcomes, escalation and remedies that a committee may see."""

from __future__ import annotations

from classifier.insight.periods import period_labels
from classifier.insight.remedies import remedy_table
from classifier.insight.suppression import Key
from classifier.insight.themes import NOT_STATED
from classifier.reports.committee.counts import LATER_STAGES, CommitteeCounts
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
        *_refused(counts),
        *_escalated(counts),
        *_ombudsman(counts),
        *_remedies(results, counts),
    ]
    tables = [("stage", counts.stages, "stage"), ("period", counts.periods, kind)]
    if counts.handled_groups:
        tables.insert(1, ("group", counts.handled_groups, word))
    section.tables = [_handled(counts, *table) for table in tables]
    return section


def _handled(counts: CommitteeCounts, dimension: str, names: list[str], word: str) -> Table:
    # Where no case at all has one, the table has no data for it.
    timed, decided = (counts.shown.count(("kpi", name)) != 0 for name in ("timed", "decided"))
    rows: list[list[Value]] = []
    for name in names:
        key = {n: ("kpi", n, dimension, name) for n in ("received", "decided", "upheld", "timed")}
        rows.append(
            [
                name,
                counts.value(key["received"]),
                counts.value(key["timed"]) if timed else None,
                counts.share(("kpi", "on_time", dimension, name), key["timed"]),
                counts.value(key["decided"]) if decided else None,
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
        base="The council's own stages. A complaint counts once a stage. In time: of those closed"
        " in full with a time limit. Upheld, in part too: of those decided.",
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
    every = ("All the council's stages", _of(counts, part, whole))
    return [(stage, words) for stage, words in [*said, every] if words]


def on_time(counts: CommitteeCounts) -> list[str]:
    """How many were answered in time, stage by stage and at all of them."""
    return [
        f"{stage}: {words} of those with a time limit were answered in time."
        for stage, words in _stages_said(counts, "on_time", "timed")
    ]


def upheld(counts: CommitteeCounts) -> list[str]:
    """How many were upheld, stage by stage and at all of them."""
    return [
        f"{stage}: {words} of those decided were upheld in full or in part."
        for stage, words in _stages_said(counts, "upheld", "decided")
    ]


def _refused(counts: CommitteeCounts) -> list[str]:
    """Complaints that were not taken on, where their numbers may be seen."""
    refused, withdrawn = (counts.shown.count(("kpi", name)) for name in ("refused", "withdrawn"))
    said = [
        words
        for number, words in (
            (refused, f"{counted(refused or 0, 'complaint', 'was')} refused"),
            (withdrawn, f"{counted(withdrawn or 0, 'complaint', 'was')} withdrawn"),
        )
        if number
    ]
    return [f"{'; '.join(said)}: not among those decided or answered."] if said else []


def _escalated(counts: CommitteeCounts) -> list[str]:
    keys = {stage: ("kpi", "received", "stage", stage) for stage in counts.stages}
    seen = {s: n for s, k in keys.items() if s != NOT_STATED and (n := counts.shown.count(k))}
    if not seen:
        return []
    said = [f"{stage} {count:,}" for stage, count in seen.items()]
    beyond: Key = ("ombudsman", "received")
    if beyond in counts.shown.values and counts.shown.count(beyond) is not None:
        said.append(f"the ombudsman {counts.shown.count(beyond):,}")
    first, second = seen.get("Stage 1"), seen.get("Stage 2") or seen.get(LATER_STAGES)
    ratio = ""
    if first and second and first >= MIN_BASE:
        ratio = f" For every 100 at stage 1 there were {100 * second / first:.0f} at the next."
    return [f"Complaints received at each stage: {'; '.join(said)}.{ratio}"]


def _ombudsman(counts: CommitteeCounts) -> list[str]:
    """The ombudsman's detailed investigations, and how many it upheld where that may be seen."""
    if ("ombudsman", "investigated") not in counts.shown.values:
        return []
    looked = counts.shown.count(("ombudsman", "investigated"))
    upheld = counts.shown.count(("ombudsman", "upheld"))
    if not looked:
        return []
    if upheld is None:
        return [
            f"The ombudsman decided on {counted(looked, 'complaint')} in detail; how many it upheld"
            " is withheld, since few are on one side."
        ]
    share = f" ({percent(upheld / looked)})" if looked >= MIN_BASE else ""
    return [f"The ombudsman upheld {upheld:,} of {looked:,}{share} detailed investigations."]


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
            if counts.shown.values["remedies", year]
        ]
    by_year = f": {'; '.join(words)}" if len(words) > 1 else ""
    number = counted(counts.shown.values[("remedies",)], "case")
    return [f"£{table['total'].sum():,.0f} was paid or offered on {number}{by_year}."]
