"""The tables of a report, small numbers withheld where they must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from classifier.insight.suppression import withhold
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import ALL, NOT_STATED, LabelCounts
from classifier.reports.model import MIN_BASE, WITHHELD, Column, Few, Table, Value

if TYPE_CHECKING:
    from classifier.reports.view import View


def hidden_cells(counts: LabelCounts, minimum: int) -> pd.DataFrame:
    """Which cells to withhold; groups whose base is small are withheld whole."""
    hidden = withhold(counts.counts, minimum)
    hidden.loc[counts.bases < minimum] = True
    return hidden


def overall(view: View, labels: SchemeLabels, total: LabelCounts, base: str) -> Table:
    """Every label of the council: count, share, interval, how many were reviewed."""
    hidden = hidden_cells(total, view.minimum)
    rows: list[list[Value]] = []
    for label in total.ranked():
        name = labels.scheme.names[label]
        if hidden[label].at[ALL]:
            rows.append([name, WITHHELD, WITHHELD, WITHHELD])
        else:
            rows.append(
                [
                    name,
                    total.count(ALL, label),
                    total.share(ALL, label),
                    total.interval(ALL, label),
                ]
            )
    return Table(
        f"{labels.scheme.column}_overall",
        f"{labels.scheme.name}s over the whole span",
        [
            Column(labels.scheme.name),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
        ],
        rows,
        base=f"{base} {int(total.reviewed.at[ALL]):,} of them were decided on by a person.",
        sheet=f"{labels.scheme.name}s",
    )


def cross(
    table_id: str,
    title: str,
    first: str,
    labels: SchemeLabels,
    counts: LabelCounts,
    base: str,
    *,
    minimum: int,
    rename: Callable[[str], str] = str,
    heat: bool = False,
    page_rows: int = 40,
) -> Table:
    """Groups down, labels across: the share of each group's cases, with the group's base."""
    hidden = hidden_cells(counts, minimum)
    order = [label for label in labels.scheme.ids if counts.counts[label].sum()]
    rows: list[list[Value]] = []
    for group in counts.groups:
        size = counts.base(group)
        row: list[Value] = [rename(group), size if size >= minimum or not size else WITHHELD]
        for label in order:
            if hidden[label].at[group] and size:
                row.append(WITHHELD)
            elif 0 < size < MIN_BASE:
                row.append(Few(counts.count(group, label), size))
            else:
                row.append(counts.share(group, label))
        rows.append(row)
    return Table(
        table_id,
        title,
        [
            Column(first),
            Column("Cases", "count"),
            *(Column(labels.scheme.names[label], "share") for label in order),
        ],
        rows,
        base=base,
        heat=heat,
        page_rows=page_rows,
        sheet=f"{labels.scheme.name}s by {first.lower()}",
    )


def long(
    table_id: str, labels: SchemeLabels, counts: LabelCounts, word: str, base: str, minimum: int
) -> Table:
    """One row a group and label that occurs: count, base, share, interval, share elsewhere."""
    hidden = hidden_cells(counts, minimum)
    rows: list[list[Value]] = []
    for label in labels.scheme.ids:
        for group in counts.groups:
            if not counts.count(group, label) or hidden[label].at[group]:
                continue
            rows.append(
                [
                    group,
                    labels.scheme.names[label],
                    counts.count(group, label),
                    counts.base(group),
                    counts.share(group, label),
                    counts.interval(group, label),
                    # Beside what is withheld, it would give the withheld sum away.
                    WITHHELD if minimum and hidden[label].any() else counts.elsewhere(group, label),
                ]
            )
    ordered = sorted(rows, key=lambda row: (row[0] == NOT_STATED, -_number(row[2])))
    return Table(
        table_id,
        f"Cases by {word} and {labels.scheme.name.lower()}",
        [
            Column(word.capitalize()),
            Column(labels.scheme.name),
            Column("Cases with it", "count"),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
            Column("Share elsewhere", "share"),
        ],
        ordered,
        base=base,
        page_rows=15,
        sheet=f"{labels.scheme.name} counts by {word}",
    )


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
