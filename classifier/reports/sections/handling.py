"""How complaints were handled: time taken, outcomes, escalation, the ombudsman, remedies."""

from __future__ import annotations

import pandas as pd

from classifier.insight.clocks import ClockRules
from classifier.insight.kpis import escalation, kpi_table
from classifier.insight.ombudsman import ombudsman_of, ombudsman_table
from classifier.insight.remedies import remedy_table
from classifier.insight.themes import NOT_STATED
from classifier.reports.model import MIN_BASE, Section, counted, listed, percent
from classifier.reports.results import Results
from classifier.reports.sections.handling_tables import council_rows, handling_tables, stages, whole


def handling_section(results: Results) -> Section:
    """Key figures, each with its base; what the table has no column for is left out."""
    section = Section("handling", "Handling: time taken, outcomes and escalation")
    frame = results.frame
    if not any(name in frame for name in ("responded_date", "outcome", "stage")):
        section.sentences.append(
            "No data: the table has no response dates, outcomes or stages, from which these figures"
            " are made."
        )
        return section
    rows = council_rows(results.view)
    by_stage = kpi_table(frame, results.clock, rows, {"stage": stages(results)})
    council = kpi_table(frame, results.clock, rows)
    section.points = [
        *_time_points(by_stage),
        *_acknowledged_points(council),
        *_outcome_points(council, by_stage),
        *_escalation_points(results),
        *_ombudsman_points(results),
        *_remedy_points(results),
    ]
    section.tables = handling_tables(results)
    section.remarks = [_clock_words(results)]
    return section


def _share_words(count: int, base: int) -> str:
    share = f" ({percent(count / base)})" if base >= MIN_BASE else ""
    return f"{count:,} of {base:,}{share}"


def _time_points(table: pd.DataFrame) -> list[str]:
    said = []
    for stage, row in table.iterrows():
        timed, on_time = whole(row["timed"]), whole(row["on_time"])
        if not timed or on_time is None:
            continue
        late = timed - on_time
        days = row["median_days_late"]
        by = "" if pd.isna(days) else f", by a median of {days:.0f} working days"
        median = row["median_days"]
        usual = "" if pd.isna(median) else f" The median time taken was {median:.0f} working days."
        name = "Stage not stated" if stage == NOT_STATED else str(stage)
        said.append(
            f"{name}: {_share_words(on_time, timed)} closed in full with a time limit were answered"
            f" in time, {late:,} late{by if late else ''}.{usual}"
        )
    return said


def _acknowledged_points(table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    row = table.iloc[0]
    count, base = whole(row["acknowledged"]), whole(row["acknowledged_base"])
    if not base or count is None:
        return []
    return [f"Acknowledged in time: {_share_words(count, base)} with a limit and a date for it."]


def _outcome_points(table: pd.DataFrame, by_stage: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    row = table.iloc[0]
    decided, upheld = whole(row["decided"]), whole(row["upheld_any"])
    if not decided or upheld is None:
        return []
    said = [f"Upheld in full or in part, of those decided: {_upheld_words(by_stage)}."]
    refused, withdrawn = whole(row["refused"]), whole(row["withdrawn"])
    if refused or withdrawn:
        said.append(
            f"{counted(refused, 'complaint', 'was') if refused else 'No complaint was'} refused,"
            f" {withdrawn or 'none'} withdrawn;"
            " they count neither as decided nor as answered."
        )
    return said


def _upheld_words(table: pd.DataFrame) -> str:
    """Upheld cases stage by stage: a stage decides on what the one before left, and no others."""
    said = []
    for stage, row in table.iterrows():
        decided, upheld = whole(row["decided"]), whole(row["upheld_any"])
        if decided and upheld is not None:
            name = "stage not stated" if stage == NOT_STATED else str(stage).lower()
            said.append(f"{name}, {_share_words(upheld, decided)}")
    return "; ".join(said)


def _escalation_points(results: Results) -> list[str]:
    row = escalation(results.frame, results.view.rows).iloc[0]
    said = []
    for name, words, before in (
        ("stage_2", "went on to stage 2", "stage 1 complaints"),
        ("ombudsman", "went on to the ombudsman", "complaints at the council's last stage"),
    ):
        reached, base = whole(row[f"reached_{name}"]), whole(row[f"base_{name}"])
        if base and reached is not None:
            said.append(f"{_share_words(reached, base)} {before} {words} so far.")
    return said


def _ombudsman_points(results: Results) -> list[str]:
    frame = results.frame
    table = ombudsman_table(frame, results.view.rows, {"body": ombudsman_of(frame)})
    if table is None:
        return []
    said = []
    for body, row in table.iterrows():
        looked, upheld = whole(row["investigated"]), whole(row["upheld"])
        if not looked or upheld is None:
            continue
        who = "Ombudsman (procedure not stated)" if body == NOT_STATED else str(body)
        before, base = whole(row["remedied_before"]), whole(row["remedied_base"])
        remedy = (
            f"; in {before:,} of {base:,} upheld the council had offered a satisfactory remedy"
            " before"
            if base and before is not None
            else ""
        )
        said.append(
            f"{who}: upheld {_share_words(upheld, looked)} detailed investigations{remedy}."
        )
    return said


def _remedy_points(results: Results) -> list[str]:
    table = remedy_table(results.frame, results.view.rows)
    if table is None or not whole(table.iloc[0]["with_remedy"]):
        return []
    row = table.iloc[0]
    return [
        f"£{row['total']:,.0f} was paid or offered on {counted(int(row['with_remedy']), 'case')}"
        f" (median £{row['median']:,.0f}, largest £{row['largest']:,.0f})."
    ]


def _clock_words(results: Results) -> str:
    """Where the time limits come from, and which are settings that no source confirms."""
    procedure = results.frame.get("procedure", pd.Series("", index=results.frame.index))
    rules = ClockRules()
    used = [rules.clocks[key] for key in rules.clocks if (procedure == key[0]).any()]
    named = dict.fromkeys(clock.source for clock in used if clock.source)
    # What a source says of a single stage follows its name.
    sources = [s for s in named if not any(o != s and s.startswith(o) for o in named)]
    own = listed(
        sorted(
            {f"{p} stage {s}" for (p, s), c in rules.clocks.items() if c.is_default and c in used}
        )
    )
    said = (
        "The time limit is the case's own due date where it has one, with extensions up to the"
        " maximum"
    )
    if sources:
        said += f"; otherwise the procedure's ({'; '.join(sources)})"
    return f"{said}." + (
        f" No source was found for all of the limits of {own}: part of them is this tool's own."
        if own
        else ""
    )
