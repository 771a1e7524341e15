"""Tables of labels: overall, by group or period, and by everything for the workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from classifier.insight.breakdowns import label_table
from classifier.insight.themes import ALL, LabelCounts
from classifier.reports.model import MIN_BASE, Column, Few, Place, Table, Value
from classifier.reports.results import SchemeResults
from classifier.reports.view import View


def overall(found: SchemeResults) -> Table:
    """Every label of the council: count, share, interval."""
    scheme, total = found.labels.scheme, found.total
    rows: list[list[Value]] = [
        [
            scheme.names[label],
            total.count(ALL, label),
            total.share(ALL, label),
            total.interval(ALL, label),
        ]
        for label in total.ranked()
    ]
    return Table(
        f"{scheme.column}_overall",
        f"{scheme.name}s of the whole council",
        [
            Column(scheme.name),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
        ],
        rows,
        base=f"{found.base_words} {int(total.reviewed.at[ALL]):,} of them were decided on by a"
        " person.",
        sheet=f"{scheme.name}s",
    )


def cross(
    table_id: str,
    title: str,
    first: str,
    found: SchemeResults,
    counts: LabelCounts,
    *,
    groups: Sequence[str] | None = None,
    rename: Callable[[str], str] = str,
    heat: bool = False,
    place: Place = "page",
) -> Table:
    """Groups down, labels across: the share of each group's cases, with the group's base.

    Args:
        table_id: the table's id.
        title: its title.
        first: heading of the first column.
        found: the scheme's results.
        counts: by group.
        groups: which to list; all by default.
        rename: a group's name for readers.
        heat: whether to shade.
        place: where the table stands.
    """
    names = found.labels.scheme.names
    order = [label for label in found.labels.scheme.ids if found.total.count(ALL, label)]
    rows: list[list[Value]] = []
    for group in counts.groups if groups is None else groups:
        size = counts.base(group)
        row: list[Value] = [rename(group), size]
        for label in order:
            few = 0 < size < MIN_BASE
            row.append(Few(counts.count(group, label), size) if few else counts.share(group, label))
        rows.append(row)
    return Table(
        table_id,
        title,
        [
            Column(first),
            Column("Cases", "count"),
            *(Column(names[label], "share") for label in order),
        ],
        rows,
        base=found.base_words,
        heat=heat,
        sheet=f"{found.labels.scheme.name}s by {first.lower()}",
        place=place,
    )


def everything(view: View, found: SchemeResults) -> Table:
    """One row a label and group of every dimension of a case that carries it, for programs."""
    scheme = found.labels.scheme
    frame = label_table(view.cases, scheme.id, rows=view.rows, period=view.settings.period)
    frame = frame[frame["cases"] > 0]
    rows: list[list[Value]] = [
        [
            row.dimension.capitalize(),
            row.group,
            scheme.names[row.label],
            int(row.cases),
            int(row.base),
            float(row.share),
            (float(row.low), float(row.high)),
            int(row.reviewed),
        ]
        for row in frame.itertuples(index=False)
    ]
    return Table(
        f"{scheme.column}_by_everything",
        f"{scheme.name}s by every dimension of a case",
        [
            Column("Dimension"),
            Column("Group"),
            Column(scheme.name),
            Column("Cases with it", "count"),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
            Column("Decided on by a person", "count"),
        ],
        rows,
        base=f"{found.base_words} Labels without a case in a group are left out.",
        sheet=f"{scheme.name}s by everything",
        place="workbook",
    )
