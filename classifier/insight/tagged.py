"""Tagged cases with the labels that count: a person's where there are any, else the model's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.cases.columns import ColumnMapping, missing_column
from classifier.cases.reading import read_table
from classifier.cases.schema import CANONICAL, GROUP_COLUMNS, SOURCE_COLUMN
from classifier.cases.table import CaseTable, combine, to_case_table
from classifier.cases.values import parse_labels
from classifier.errors import ColumnError
from classifier.insight.counting import first_rows
from classifier.labels.codebook import Scheme
from classifier.labels.tagging import NO_LABEL, TAGGED, VERSIONS_COLUMN

_READ = frozenset((TAGGED, NO_LABEL))


@dataclass
class SchemeLabels:
    """The labels of one scheme on the cases of a table.

    Attributes:
        scheme: the scheme.
        carried: which labels count for a case; boolean columns named by label id.
        base: cases whose text was read by the model or decided on by a person.
        reviewed: cases that a person decided on.
        to_check: for each case, labels that a person should look at; empty once reviewed.
        evidence: the evidence cell of each case.
        unknown: label ids in reviewed cells that the scheme doesn't have -> count.
    """

    scheme: Scheme
    carried: pd.DataFrame
    base: pd.Series
    reviewed: pd.Series
    to_check: pd.Series
    evidence: pd.Series
    unknown: dict[str, int] = field(default_factory=dict)


@dataclass
class TaggedCases:
    """A tagged table, ready to be counted.

    Attributes:
        table: the cases with canonical columns.
        labels: scheme id -> its labels; the order is the schemes'.
        first: True for a complaint's first row: rows joined by ``parent_ref`` are one complaint.
        versions: model versions that the table was tagged with.
        blank_rows: rows of the files without any content, which count as nothing.
    """

    table: CaseTable
    labels: dict[str, SchemeLabels]
    first: pd.Series
    versions: list[str]
    blank_rows: int = 0


def load_tagged(
    paths: Sequence[Path | str],
    schemes: Sequence[Scheme],
    *,
    mapping: ColumnMapping | None = None,
    group: str = "team",
) -> TaggedCases:
    """Read tagged tables as one.

    Args:
        paths: tagged tables.
        schemes: schemes to look for; those whose columns are absent are left out.
        mapping: the council's own names for columns and values.
        group: ``team``, ``service`` or ``directorate``; this column must be there.

    Raises:
        InputFileError, ColumnError: see :func:`classifier.cases.reading.read_table`; or a table
            has not been tagged, or lacks ``received_date`` or the group's column.
    """
    tables: list[CaseTable] = []
    versions: dict[str, None] = {}
    blank = 0
    for path in paths:
        raw = read_table(path, mapping=mapping, extra_names=[s.column for s in schemes[:1]])
        present = [s for s in schemes if {s.column, s.status_column} <= set(raw.frame.columns)]
        if not present:
            raise ColumnError(
                f"{raw.source} has not been tagged.",
                found=f"no column {' or '.join(repr(s.column) for s in schemes)}",
                mend=f"tag it first: complaint-themes tag {raw.path.name} -o tagged.csv",
            )
        filled = ~(raw.frame.drop(columns=_added(raw.frame, schemes)) == "").all(axis=1)
        blank += int((~filled).sum())
        raw.row_numbers = [n for n, keep in zip(raw.row_numbers, filled, strict=True) if keep]
        raw.frame = raw.frame[filled].reset_index(drop=True)
        table = to_case_table(
            raw, mapping=mapping, wanted=CANONICAL, extra=_added(raw.frame, schemes)
        )
        _need(table, list(raw.frame.columns), group)
        tables.append(table)
        if VERSIONS_COLUMN in raw.frame:
            cells = raw.frame[VERSIONS_COLUMN].unique()
            versions |= dict.fromkeys(v for cell in cells for v in str(cell).split("; ") if v)
    table = combine(tables)
    labels = {
        scheme.id: _scheme_labels(table.frame, scheme)
        for scheme in schemes
        if scheme.column in table.frame
    }
    return TaggedCases(table, labels, first_rows(table.frame), list(versions), blank)


def _added(frame: pd.DataFrame, schemes: Sequence[Scheme]) -> list[str]:
    names = [VERSIONS_COLUMN, SOURCE_COLUMN]
    for scheme in schemes:
        names += [scheme.column, f"{scheme.column}_to_check", f"{scheme.column}_evidence"]
        names += [*(f"p_{label}" for label in scheme.ids), scheme.status_column]
    return [name for name in names if name in frame.columns]


def _need(table: CaseTable, headers: Sequence[str], group: str) -> None:
    if "received_date" not in table.columns:
        raise missing_column("received_date", headers, table.source)
    if group not in table.columns:
        others = [name for name in GROUP_COLUMNS if name in table.columns]
        error = missing_column(group, headers, table.source)
        if others:
            error.mend = f"group by a column that is there: --by {others[0]}; or {error.mend}"
        raise error


def _scheme_labels(frame: pd.DataFrame, scheme: Scheme) -> SchemeLabels:
    predicted = _parsed(frame[scheme.column])
    blank = pd.Series("", index=frame.index, dtype=object)
    reviewed_cells = _parsed(frame.get(scheme.reviewed_column, blank))
    reviewed = reviewed_cells.notna()
    final = reviewed_cells.where(reviewed, predicted)
    carried = pd.DataFrame(
        {label: [bool(cell) and label in cell for cell in final] for label in scheme.ids},
        index=frame.index,
    )
    known = set(scheme.ids)
    unknown: dict[str, int] = {}
    for cell in reviewed_cells[reviewed]:
        for label in cell:
            if label not in known:
                unknown[label] = unknown.get(label, 0) + 1
    base = frame[scheme.status_column].isin(_READ) | reviewed
    to_check = frame.get(f"{scheme.column}_to_check", blank).where(~reviewed & base, "")
    evidence = frame.get(f"{scheme.column}_evidence", blank)
    return SchemeLabels(scheme, carried, base, reviewed, to_check, evidence, unknown)


def marked(cells: pd.Series, ids: Sequence[str]) -> pd.DataFrame:
    """Which labels cells of ids joined by ``; `` name; boolean, shape (cells, ids).

    Args:
        cells: e.g. ``delay; charges``; blank for none.
        ids: the columns; other names in a cell are passed over.
    """
    codes, different = pd.factorize(cells.fillna(""))
    sets = [set(str(cell).split("; ")) for cell in different]
    held = np.array([[label in names for label in ids] for names in sets], dtype=bool)
    return pd.DataFrame(
        held.reshape(len(sets), len(ids))[codes], index=cells.index, columns=list(ids)
    )


def _parsed(cells: pd.Series) -> pd.Series:
    seen: Mapping[str, object] = {cell: parse_labels(cell) for cell in cells.unique()}
    return pd.Series([seen[cell] for cell in cells], index=cells.index, dtype=object)
