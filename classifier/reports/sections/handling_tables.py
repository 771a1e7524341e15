"""Key figures in tables: time taken, outcomes and remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from classifier.insight.intervals import wilson
from classifier.insight.kpis import kpi_table, stage_rows
from classifier.insight.ombudsman import STAGE as OMBUDSMAN
from classifier.insight.periods import period_labels, readable_period
from classifier.insight.remedies import remedies_by_label, remedy_table
from classifier.reports.model import MIN_BASE, Column, Few, Place, Table, Value, counted
from classifier.reports.results import Results
from classifier.reports.view import View

STAGES = {"1": "Stage 1", "2": "Stage 2", "3": "Stage 3", OMBUDSMAN: "Ombudsman"}


# Ends the title of a table that leaves the ombudsman's cases out.
OWN = ", the council's own stages"


def whole(value: Any) -> int | None:  # noqa: ANN401 - pandas has no type for a cell
    """A count of a table of key figures; None where there is no data."""
    return None if pd.isna(value) else int(value)


def share_of(count: int | None, base: int | None) -> Value:
    """A share, a count of a base that is too small for one, or None without data."""
    if count is None or not base:
        return None
    return count / base if base >= MIN_BASE else Few(count, base)


def council_rows(view: View) -> pd.Series:
    """The rows of a report but for the ombudsman's: its time and decisions aren't the council's."""
    frame = view.cases.table.frame
    return view.rows & (frame["stage"] != OMBUDSMAN) if "stage" in frame else view.rows


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
            f"Time and outcomes by {view.group_word}{OWN}",
            {view.group_word.capitalize(): view.groups},
            "details",
        ),
        _kpis(
            results,
            "handling_by_period",
            f"Time and outcomes by {kind}{OWN}",
            {kind.capitalize(): periods},
            "details",
            [readable_period(name, kind) for name in view.order],
        ),
    ]
    return [*made, _delays(results, procedure), *_refused(results), *_remedies(results)]


def _kpis(
    results: Results,
    identifier: str,
    title: str,
    keys: Mapping[str, pd.Series],
    place: Place,
    order: list[str] | None = None,
) -> Table:
    """Key figures of groups of cases."""
    rows_counted = results.view.rows if "Stage" in keys else council_rows(results.view)
    table = kpi_table(results.frame, results.clock, rows_counted, keys)
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
                _interval(on_time, timed),
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
        sheet=title.removesuffix(OWN).replace("Time and outcomes", "Handling"),
        place=place,
    )


_BANDS = {
    "late_1_5": "1 to 5 days late",
    "late_6_10": "6 to 10",
    "late_11_20": "11 to 20",
    "late_21_60": "21 to 60",
    "late_over_60": "Over 60",
}


def _delays(results: Results, procedure: pd.Series) -> Table:
    """How late answers were, extensions, and acknowledgements."""
    keys = {"Procedure": procedure, "Stage": stages(results)}
    table = kpi_table(results.frame, results.clock, council_rows(results.view), keys)
    rows: list[list[Value]] = []
    for name, row in table.iterrows():
        base, count = whole(row["acknowledged_base"]), whole(row["acknowledged"])
        rows.append(
            [
                *map(str, name if isinstance(name, tuple) else (name,)),
                whole(row["late"]),
                *(whole(row[band]) for band in _BANDS),
                _days(row["median_days_late"]),
                whole(row["extended"]),
                whole(row["beyond_maximum"]),
                whole(row["no_date"]),
                base,
                share_of(count, base),
            ]
        )
    return Table(
        "handling_delays",
        "How late, extensions and acknowledgements, by procedure and stage",
        [
            *(Column(name) for name in keys),
            Column("Late", "count"),
            *(Column(name, "count") for name in _BANDS.values()),
            Column("Median days late", "days"),
            Column("Extended", "count"),
            Column("Extended beyond the maximum", "count"),
            Column("No date agreed", "count"),
            Column("Acknowledgements with a limit", "count"),
            Column("Acknowledged in time", "share"),
        ],
        rows,
        base="Working days after the time limit, of those closed in full with one. A complaint"
        " counts once a stage.",
        sheet="How late, by stage",
        place="details",
    )


def _refused(results: Results) -> list[Table]:
    """What refused complaints were about; nothing where none was refused."""
    found, frame = results.leading, results.frame
    if found is None or "outcome" not in frame:
        return []
    refused = council_rows(results.view) & stage_rows(frame) & (frame["outcome"] == "refused")
    read = refused & found.labels.base
    if not read.any():
        return []
    counts = found.labels.carried[read].sum().sort_values(ascending=False, kind="stable")
    return [
        Table(
            "refused",
            f"Refused complaints by {found.name}",
            [Column(found.labels.scheme.name), Column("Refused complaints", "count")],
            [[found.label(str(label)), int(count)] for label, count in counts.items() if count],
            base=f"Base: {counted(int(read.sum()), 'refused complaint')} with a text that could be"
            f" read, of {int(refused.sum()):,}.",
            sheet="Refused complaints",
            place="details",
        )
    ]


def _interval(count: int | None, base: int | None) -> Value:
    if count is None or not base:
        return None
    return wilson(count, base) if base >= MIN_BASE else Few(count, base)


def _days(value: Any) -> float | None:  # noqa: ANN401 - pandas has no type for a cell
    return None if pd.isna(value) else float(value)


def _remedies(results: Results) -> list[Table]:
    years = period_labels(results.frame["received_date"], "year")
    by_year = remedy_table(results.frame, results.view.rows, {"Financial year": years})
    if by_year is None:
        return []
    made = [
        _pounds(
            "remedies_by_year",
            "Remedies by financial year",
            ["Financial year"],
            by_year,
            f"{_PAID} The year is the one in which the case was received.",
        )
    ]
    for found in results.schemes.values():
        labelled = remedies_by_label(results.frame, found.labels, results.view.rows)
        if labelled is None or labelled.table.empty:
            continue
        scheme = found.labels.scheme
        base = (
            f"{_PAID} A payment counts in full under each {found.name} of its case, so that these"
            f" add up to £{labelled.sum_of_labels:,.0f}, where £{labelled.paid:,.0f} was paid."
        )
        table = labelled.table.sort_values("total", ascending=False, kind="stable")
        table.index = pd.Index([found.label(str(label)) for label in table.index])
        title = f"Remedies by {found.name}"
        made.append(_pounds(f"remedies_by_{scheme.id}", title, [scheme.name], table, base))
        by_both = remedies_by_label(
            results.frame, found.labels, results.view.rows, {"Financial year": years}
        )
        if by_both is None or len(by_year) == 1:
            continue
        table = by_both.table[by_both.table["with_remedy"] > 0]
        if table.empty:
            continue
        table.index = pd.MultiIndex.from_tuples(
            [(year, found.label(str(label))) for year, label in table.index]
        )
        made.append(
            _pounds(
                f"remedies_by_{scheme.id}_and_year",
                f"{title} and year",
                ["Financial year", scheme.name],
                table,
                f"{base} Years and {found.name}s without a payment are left out.",
            )
        )
    return made


_PAID = "Pounds paid or offered, at all stages; the median is of cases with a remedy."


def _pounds(identifier: str, title: str, first: list[str], table: pd.DataFrame, base: str) -> Table:
    rows: list[list[Value]] = [
        [
            *map(str, name if isinstance(name, tuple) else (name,)),
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
            *(Column(heading) for heading in first),
            Column("Cases", "count"),
            Column("With a remedy", "count"),
            Column("Total", "pounds"),
            Column("Median", "pounds"),
            Column("Largest", "pounds"),
        ],
        rows,
        base=base,
        sheet=title,
        place="details" if identifier == "remedies_by_year" else "workbook",
    )
