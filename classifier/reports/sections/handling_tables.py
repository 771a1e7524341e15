"""Key figures in tables: time taken, outcomes and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from classifier.insight.intervals import wilson
from classifier.insight.kpis import kpi_table
from classifier.insight.periods import period_labels, readable_period
from classifier.insight.remedies import remedies_by_label, remedy_table
from classifier.reports.model import MIN_BASE, Column, Few, Place, Table, Value
from classifier.reports.results import Results

STAGES = {"1": "Stage 1", "2": "Stage 2", "3": "Stage 3", "ombudsman": "Ombudsman"}


def whole(value: Any) -> int | None:  # noqa: ANN401 - pandas has no type for a cell
    """A count of a table of key figures; None where there is no data."""
    return None if pd.isna(value) else int(value)


def share_of(count: int | None, base: int | None) -> Value:
    """A share, a count of a base that is too small for one, or None without data."""
    if count is None or not base:
        return None
    return count / base if base >= MIN_BASE else Few(count, base)


def stages(results: Results) -> pd.Series:
    """The stage of every row, for readers; blank where it is not known."""
    frame = results.frame
    if "stage" not in frame:
        return pd.Series("", index=frame.index)
    return frame["stage"].fillna("").map(lambda name: STAGES.get(name, ""))


def handling_tables(results: Results) -> list[Table]:
    """Key figures by stage, group and period, and remedies."""
    frame, view = results.frame, results.view
    procedure = frame.get("procedure", pd.Series("", index=frame.index)).fillna("")
    names = {"": "", "corporate": "Corporate", "housing": "Housing"}
    procedure = procedure.map(lambda name: names.get(name, str(name).capitalize()))
    kind = view.settings.period
    periods = view.periods.map(lambda name: readable_period(name, kind))
    made = [
        _kpis(
            results,
            "handling_by_stage",
            "Time and outcomes by procedure and stage",
            {"Procedure": procedure, "Stage": stages(results)},
            "page",
        ),
        _kpis(
            results,
            f"handling_by_{view.group_word}",
            f"Time and outcomes by {view.group_word}, all stages",
            {view.group_word.capitalize(): view.groups},
            "details",
        ),
        _kpis(
            results,
            "handling_by_period",
            f"Time and outcomes by {kind}, all stages",
            {kind.capitalize(): periods},
            "details",
            [readable_period(name, kind) for name in view.order],
        ),
    ]
    return [*made, *_remedies(results)]


def _kpis(
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
