"""How complaints were handled: time taken, outcomes, escalation, the ombudsman, remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from classifier.insight.clocks import ClockRules
from classifier.insight.intervals import wilson
from classifier.insight.kpis import escalation, kpi_table
from classifier.insight.ombudsman import ombudsman_of, ombudsman_table
from classifier.insight.periods import period_labels, readable_period
from classifier.insight.remedies import remedies_by_label, remedy_table
from classifier.insight.themes import NOT_STATED
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Few,
    Place,
    Section,
    Table,
    Value,
    counted,
    listed,
    percent,
)
from classifier.reports.results import Results

STAGES = {"1": "Stage 1", "2": "Stage 2", "3": "Stage 3", "ombudsman": "Ombudsman"}
_DATED = ("responded_date", "due_date")


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
    section.points = [
        *_time_points(results),
        *_outcome_points(results),
        *_escalation_points(results),
        *_ombudsman_points(results),
        *_remedy_points(results),
    ]
    section.tables = _tables(results)
    section.remarks = [_clock_words(results)]
    return section


def whole(value: Any) -> int | None:  # noqa: ANN401 - pandas has no type for a cell
    """A count of a table of key figures; None where there is no data."""
    return None if pd.isna(value) else int(value)


def share_of(count: int | None, base: int | None) -> Value:
    """A share, a count of a base that is too small for one, or None without data."""
    if count is None or not base:
        return None
    return count / base if base >= MIN_BASE else Few(count, base)


def _share_words(count: int, base: int) -> str:
    share = f" ({percent(count / base)})" if base >= MIN_BASE else ""
    return f"{count:,} of {base:,}{share}"


def _stages(results: Results) -> pd.Series:
    frame = results.frame
    if "stage" not in frame:
        return pd.Series("", index=frame.index)
    return frame["stage"].fillna("").map(lambda name: STAGES.get(name, ""))


def _time_points(results: Results) -> list[str]:
    table = kpi_table(results.frame, results.clock, results.view.rows, {"stage": _stages(results)})
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


def _outcome_points(results: Results) -> list[str]:
    table = kpi_table(results.frame, results.clock, results.view.rows)
    row = table.iloc[0]
    decided, upheld = whole(row["decided"]), whole(row["upheld_any"])
    if not decided or upheld is None:
        return []
    said = [f"Upheld in full or in part: {_share_words(upheld, decided)} decided at all stages."]
    refused, withdrawn = whole(row["refused"]), whole(row["withdrawn"])
    if refused or withdrawn:
        said.append(
            f"{counted(refused or 0, 'complaint', 'was')} refused, {withdrawn or 0:,} withdrawn;"
            " they"
            " are in neither figure above."
        )
    return said


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


# --- Tables ---------------------------------------------------------------------------------------


def _tables(results: Results) -> list[Table]:
    frame, view = results.frame, results.view
    procedure = frame.get("procedure", pd.Series("", index=frame.index)).fillna("")
    names = {"": "", "corporate": "Corporate", "housing": "Housing"}
    procedure = procedure.map(lambda name: names.get(name, str(name).capitalize()))
    kind = view.settings.period
    periods = view.periods.map(lambda name: readable_period(name, kind))
    made = [
        kpis(
            results,
            "handling_by_stage",
            "Time and outcomes by procedure and stage",
            {"Procedure": procedure, "Stage": _stages(results)},
            "page",
        ),
        kpis(
            results,
            f"handling_by_{view.group_word}",
            f"Time and outcomes by {view.group_word}, all stages",
            {view.group_word.capitalize(): view.groups},
            "details",
        ),
        kpis(
            results,
            "handling_by_period",
            f"Time and outcomes by {kind}, all stages",
            {kind.capitalize(): periods},
            "details",
            [readable_period(name, kind) for name in view.order],
        ),
    ]
    return [*made, *_remedies(results)]


def kpis(
    results: Results,
    identifier: str,
    title: str,
    keys: Mapping[str, pd.Series],
    place: Place,
    order: list[str] | None = None,
) -> Table:
    """Key figures of groups of cases."""
    table = kpi_table(results.frame, results.clock, results.view.rows, keys)
    if order is not None:
        table = table.reindex([name for name in order if name in table.index])
    elif len(keys) == 1:
        table = table.sort_values("received", ascending=False, kind="stable")
    rows: list[list[Value]] = []
    for name, row in table.iterrows():
        timed, decided = whole(row["timed"]), whole(row["decided"])
        on_time, upheld = whole(row["on_time"]), whole(row["upheld_any"])
        rows.append(
            [
                *(map(str, name) if isinstance(name, tuple) else [str(name)]),
                whole(row["received"]),
                whole(row["in_full"]),
                timed,
                share_of(on_time, timed),
                wilson(on_time, timed) if on_time is not None and timed else None,
                _days(row["median_days"]),
                _days(row["mean_days"]),
                decided,
                share_of(upheld, decided),
                whole(row["open_overdue"]),
            ]
        )
    return Table(
        identifier,
        title,
        [
            *(Column(name) for name in keys),
            Column("Received", "count"),
            Column("Closed in full", "count"),
            Column("With a time limit", "count"),
            Column("In time", "share"),
            Column("95% interval", "interval"),
            Column("Median days", "days"),
            Column("Mean days", "days"),
            Column("Decided", "count"),
            Column("Upheld", "share"),
            Column("Open and overdue", "count"),
        ],
        rows,
        base="A complaint counts once a stage. In time: of those closed in full with a time limit."
        " Upheld, in part too: of those decided. Days are working days from receipt to response.",
        sheet=title.removesuffix(", all stages").replace("Time and outcomes", "Handling"),
        place=place,
    )


def _days(value: Any) -> float | None:  # noqa: ANN401 - pandas has no type for a cell
    return None if pd.isna(value) else float(value)


def _remedies(results: Results) -> list[Table]:
    years = period_labels(results.frame["received_date"], "year")
    by_year = remedy_table(results.frame, results.view.rows, {"Financial year": years})
    if by_year is None:
        return []
    made = [_pounds("remedies_by_year", "Remedies by financial year", "Financial year", by_year)]
    for found in results.schemes.values():
        labelled = remedies_by_label(results.frame, found.labels, results.view.rows)
        if labelled is None:
            continue
        table = labelled.table.sort_values("total", ascending=False, kind="stable")
        table.index = [found.label(str(label)) for label in table.index]
        scheme = found.labels.scheme
        made.append(
            _pounds(f"remedies_by_{scheme.id}", f"Remedies by {found.name}", scheme.name, table)
        )
    return made


def _pounds(identifier: str, title: str, first: str, table: pd.DataFrame) -> Table:
    rows: list[list[Value]] = [
        [
            str(name),
            int(row["cases"]),
            int(row["with_remedy"]),
            float(row["total"]),
            _days(row["median"]),
            _days(row["largest"]),
        ]
        for name, row in table.iterrows()
    ]
    return Table(
        identifier,
        title,
        [
            Column(first),
            Column("Cases", "count"),
            Column("With a remedy", "count"),
            Column("Total", "pounds"),
            Column("Median", "pounds"),
            Column("Largest", "pounds"),
        ],
        rows,
        base="A payment counts in full under each label of its case.",
        sheet=title,
        place="details" if "year" in identifier else "workbook",
    )


def _clock_words(results: Results) -> str:
    """Where the time limits come from, and which are settings that no source confirms."""
    procedure = results.frame.get("procedure", pd.Series("", index=results.frame.index))
    rules = ClockRules()
    used = [rules.clocks[key] for key in rules.clocks if (procedure == key[0]).any()]
    sources = list(dict.fromkeys(clock.source for clock in used if clock.source))
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
    return f"{said}." + (f" Limits of {own} are partly settings of this tool." if own else "")
