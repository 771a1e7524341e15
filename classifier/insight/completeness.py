"""How complete the data is, team by team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from classifier.cases.schema import DATE_COLUMNS, normalise_name, synonym_table
from classifier.cases.table import CaseTable
from classifier.insight.clocks import dates_of
from classifier.insight.kpis import by_keys

# What the figures are made of. Blank extensions, remedies and parents mean that there was none.
FIELDS = (
    "complaint_text",
    "finding_text",
    "received_date",
    "acknowledged_date",
    "responded_date",
    "due_date",
    "team",
    "service",
    "directorate",
    "channel",
    "procedure",
    "stage",
    "outcome",
    "category",
)

# The first date of each pair cannot lie before the second.
ORDERS: Mapping[str, tuple[str, str]] = {
    "acknowledged_before_received": ("acknowledged_date", "received_date"),
    "responded_before_received": ("responded_date", "received_date"),
    "responded_before_acknowledged": ("responded_date", "acknowledged_date"),
    "due_before_received": ("due_date", "received_date"),
    "extended_before_received": ("extended_to", "received_date"),
    "extended_before_due": ("extended_to", "due_date"),
}


@dataclass(frozen=True)
class Completeness:
    """How complete the data is.

    Attributes:
        filled: rows are groups, columns :data:`FIELDS`: share of cases with the cell filled,
            0 to 1; NaN for a column that the table doesn't have. A date that could not be read
            is not filled.
        cases: cases of each group, the base of the shares.
        orders: rows are groups, columns :data:`ORDERS`: cases whose two dates can't both be
            right (``Int64``); missing where the table lacks one of the columns.
        out_of_order: cases of each group with at least one such pair.
        absent: fields that the table doesn't have.
        unreadable: date column -> cells that hold something which is no date; the whole table.
        unreadable_by_group: the same by group, over all date columns; None where the caller
            could not say which rows they are on.
    """

    filled: pd.DataFrame
    cases: pd.Series
    orders: pd.DataFrame
    out_of_order: pd.Series
    absent: tuple[str, ...]
    unreadable: Mapping[str, int]
    unreadable_by_group: pd.Series | None


def completeness(
    table: CaseTable,
    rows: pd.Series,
    keys: Mapping[str, pd.Series] | None = None,
    unreadable: pd.Series | None = None,
) -> Completeness:
    """Share of filled cells, dates in an impossible order and unreadable dates.

    Args:
        table: the cases.
        rows: True for the rows to count. Rows without a readable received date belong here too.
        keys: see :func:`classifier.insight.kpis.by_keys`.
        unreadable: unreadable dates of every row, where the caller knows them.
    """
    frame = table.frame
    grouping = by_keys(rows, keys)
    present = [name for name in FIELDS if name in frame]
    filled = pd.DataFrame({name: _filled(frame[name]) for name in present}, index=frame.index)
    wrong = pd.DataFrame(
        {
            name: dates_of(frame, first) < dates_of(frame, second)
            for name, (first, second) in ORDERS.items()
        }
    )
    orders = wrong[rows].groupby(grouping).sum().astype("Int64")
    for name, pair in ORDERS.items():
        if not set(pair) <= set(frame):
            orders[name] = pd.array([pd.NA] * len(orders), dtype="Int64")
    groups = filled[rows].groupby(grouping)
    return Completeness(
        filled=groups.mean().reindex(columns=list(FIELDS)),
        cases=groups.size(),
        orders=orders,
        out_of_order=wrong.any(axis=1)[rows].groupby(grouping).sum().astype(int),
        absent=tuple(name for name in FIELDS if name not in frame),
        unreadable=unreadable_dates(table),
        unreadable_by_group=(
            None if unreadable is None else unreadable[rows].groupby(grouping).sum().astype(int)
        ),
    )


def unreadable_dates(table: CaseTable) -> dict[str, int]:
    """Cells of each date column that hold something which is no date, or none that can be right.

    Args:
        table: the cases, with the findings that reading them gave.

    Returns:
        canonical name -> count, for the date columns that the table has.
    """
    counts = {name: 0 for name in DATE_COLUMNS if name in table.frame}
    names = {header: name for name, header in table.columns.items()}
    for finding in table.findings:
        # Of several files, the table keeps one's headers; another's are known by their synonym.
        name = names.get(finding.column) or synonym_table().get(normalise_name(finding.column))
        if name in counts and "before the case was received" not in finding.problem:
            counts[name] += 1
    return counts


def _filled(cells: pd.Series) -> pd.Series:
    return cells.notna() & (cells.astype(object) != "")
