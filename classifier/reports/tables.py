"""The tables of a report, small numbers withheld where they must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from classifier.insight.suppression import withhold
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import ALL, NOT_STATED, LabelCounts, ranked
from classifier.reports.model import WITHHELD, Column, Table, Value

if TYPE_CHECKING:
    from classifier.reports.contents import View


def columns(*names: str) -> list[Column]:
    """Text columns of these names."""
    return [Column(name) for name in names]


def hidden_cells(counts: LabelCounts, minimum: int) -> pd.DataFrame:
    """Which cells to withhold; groups whose base is small are withheld whole."""
    hidden = withhold(counts.counts, minimum)
    hidden.loc[counts.bases < minimum] = True
    return hidden


def overall(view: View, labels: SchemeLabels, total: LabelCounts, base: str) -> Table:
    """Every label of the council: count, share, interval, how many were reviewed."""
    hidden = hidden_cells(total, view.minimum)
    rows: list[list[Value]] = []
    for label in ranked(total):
        count, size = int(total.counts.loc[ALL, label]), int(total.bases[ALL])
        name = labels.scheme.names[label]
        if hidden.loc[ALL, label]:
            rows.append([name, WITHHELD, WITHHELD, WITHHELD])
        else:
            rows.append([name, count, count / size, total.interval(ALL, label)])
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
        base=f"{base} {int(total.reviewed[ALL]):,} of them were decided on by a person.",
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
    shares = counts.shares()
    order = [label for label in labels.scheme.ids if counts.counts[label].sum()]
    rows: list[list[Value]] = []
    for group in counts.counts.index:
        size = int(counts.bases[group])
        row: list[Value] = [rename(group), size if size >= minimum or not size else WITHHELD]
        for label in order:
            if hidden.loc[group, label] and size:
                row.append(WITHHELD)
            else:
                row.append(float(shares.loc[group, label]) if size else None)
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
    )


def long(
    table_id: str, labels: SchemeLabels, counts: LabelCounts, word: str, base: str, minimum: int
) -> Table:
    """One row a group and label that occurs: count, base, share, interval, share elsewhere."""
    hidden = hidden_cells(counts, minimum)
    total, size_all = counts.counts.sum(), int(counts.bases.sum())
    rows: list[list[Value]] = []
    for label in sorted(labels.scheme.ids, key=lambda name: -int(total[name])):
        for group in counts.counts.index:
            count, size = int(counts.counts.loc[group, label]), int(counts.bases[group])
            if not count or hidden.loc[group, label]:
                continue
            others = size_all - size
            elsewhere = (int(total[label]) - count) / others if others else None
            rows.append(
                [
                    group,
                    labels.scheme.names[label],
                    count,
                    size,
                    count / size,
                    counts.interval(group, label),
                    # Beside what is withheld, it would give the withheld sum away.
                    WITHHELD if minimum and hidden[label].any() else elsewhere,
                ]
            )
    ordered = sorted(rows, key=lambda row: (str(row[0]) == NOT_STATED, -int(row[2])))  # type: ignore[arg-type]
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
    )

