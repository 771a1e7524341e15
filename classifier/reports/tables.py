"""Tables of labels: overall, by group or period, and by everything for the workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from classifier.insight.breakdowns import label_table
from classifier.insight.themes import ALL, LabelCounts
from classifier.reports.model import MIN_BASE, Column, Few, Place, Table, Value
from classifier.reports.results import SchemeResults
from classifier.reports.view import View


def overall(found: SchemeResults) -> Table:
    """Every label of the council: as counted, and corrected where the review allows."""
    scheme, total, correction = found.labels.scheme, found.total, found.correction()
    rows: list[list[Value]] = []
    for label in total.ranked():
        count, fixed = total.count(ALL, label), correction.get(label)
        few = Few(count, total.base()) if 0 < total.base() < MIN_BASE else None
        row: list[Value] = [scheme.names[label], count, few or total.share(ALL, label)]
        if fixed:
            row += [fixed.share, (fixed.low, fixed.high)]
        else:
            row.append(few or total.interval(ALL, label))
        rows.append(row)
    return Table(
        f"{scheme.column}_overall",
        overall_title(scheme.name, corrected=bool(correction)),
        overall_columns(scheme.name, corrected=bool(correction)),
        rows,
        base=f"{found.base_words} {_reviewed_words(int(total.reviewed.at[ALL]))}"
        f" {share_note(found)}",
        sheet=f"{scheme.name}s",
    )


def _reviewed_words(number: int) -> str:
    if not number:
        return "None of them was decided on by a person."
    return f"{number:,} of them {'was' if number == 1 else 'were'} decided on by a person."


def share_note(found: SchemeResults) -> str:
    """What shares of the council rest on."""
    if not found.corrected.corrected:
        return found.corrected.note
    return (
        "Counted: labels as they stand, with the model's errors where nobody reviewed. Corrected:"
        " an estimate of what a person would find in all of these cases."
        f" {found.corrected.note}"
    )


def overall_title(name: str, *, corrected: bool) -> str:
    """Title of the table of the whole council."""
    said = ": counted, and corrected by a reviewed random sample" if corrected else ""
    return f"{name}s of the whole council{said}"


def overall_columns(name: str, *, corrected: bool) -> list[Column]:
    """Columns of the table of the whole council.

    The count's own interval allows for chance but not for the model's mistakes; beside one that
    does it would only mislead.
    """
    if not corrected:
        return [
            Column(name),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
        ]
    return [Column(name), *CORRECTED_COLUMNS]


CORRECTED_COLUMNS = (
    Column("Cases counted", "count"),
    Column("Share counted", "share"),
    Column("Share corrected", "share"),
    Column("90% interval, corrected", "interval"),
)


def corrected_groups(found: SchemeResults, word: str) -> Table | None:
    """Labels of groups whose shares are corrected; None where none are."""
    scheme = found.labels.scheme
    rows: list[list[Value]] = []
    for group in found.corrected_names:
        correction = found.correction(group)
        for label in (label for label in found.groups.ranked(group) if label in correction):
            fixed = correction[label]
            count = found.groups.count(group, label)
            if count or fixed.share:
                share = found.groups.share(group, label)
                interval = (fixed.low, fixed.high)
                rows.append([group, scheme.names[label], count, share, fixed.share, interval])
    if not rows:
        return None
    return Table(
        f"{scheme.column}_corrected_by_{word}",
        f"{scheme.name}s by {word}: counted, and corrected by a reviewed random sample",
        [Column(word.capitalize()), Column(scheme.name), *CORRECTED_COLUMNS],
        rows,
        base=f"{found.base_words} Each {word} is corrected by its own reviewed cases, so that the"
        f" corrected shares of all {word}s don't add up to the council's.",
        sheet=f"{scheme.name}s corrected by group",
        place="details",
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
            *(
                [float(row.share), (float(row.low), float(row.high))]
                if row.base >= MIN_BASE
                else [Few(int(row.cases), int(row.base))] * 2
            ),
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
