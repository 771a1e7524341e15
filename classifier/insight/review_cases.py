"""Reviewed tables as tagged cases for an audit, which needs neither dates nor teams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from classifier.cases.cells import cell_text
from classifier.cases.columns import ColumnMapping
from classifier.cases.table import CaseTable
from classifier.cases.values import parse_labels
from classifier.insight.random_sample import PART_COLUMN, RANDOM
from classifier.insight.review_table import ReviewTable, load_review_table
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.labels.codebook import Scheme
from classifier.labels.tagging import VERSIONS_COLUMN


def load_reviewed(
    paths: Sequence[Path | str],
    schemes: Sequence[Scheme],
    *,
    mapping: ColumnMapping | None = None,
) -> TaggedCases:
    """Read tagged tables to which reviews were applied, as they stand: nothing is tagged again.

    Args:
        paths: the tables.
        schemes: schemes to look for; those whose columns a table lacks are left out there.
        mapping: the council's own column names.

    Returns:
        the cases with ``case_ref``, texts, the tagged and the review's columns, without dates and
        teams; every row is counted as a complaint of its own.

    Raises:
        InputFileError, ColumnError: a table can't be read, or has not been tagged.
    """
    tables = [load_review_table(path, schemes, mapping=mapping) for path in paths]
    frame = pd.concat([_frame(table) for table in tables], ignore_index=True).fillna("")
    labels = {s.id: _labels(frame, s) for s in schemes if f"{s.id}_decided" in frame}
    versions = dict.fromkeys(v for cell in frame[VERSIONS_COLUMN] for v in cell.split("; ") if v)
    source = ", ".join(table.raw.source for table in tables)
    first = pd.Series(True, index=frame.index)
    return TaggedCases(CaseTable(frame, {}, [], source), labels, first, list(versions))


def random_draws(cases: TaggedCases) -> list[str]:
    """Names of the draws whose random parts are in the table, such as ``draw-3f9a01c2``."""
    frame = cases.table.frame
    parts = frame[PART_COLUMN].unique() if PART_COLUMN in frame else []
    random = f"{RANDOM} "
    return sorted(part.removeprefix(random) for part in parts if part.startswith(random))


def _frame(table: ReviewTable) -> pd.DataFrame:
    raw, frame = table.raw.frame, table.frame.copy()
    for scheme in table.schemes:
        wanted = (scheme.column, *(f"p_{label}" for label in scheme.ids))
        for name in (name for name in wanted if name in raw):
            frame[name] = raw[name].map(cell_text)
    blank = pd.Series("", index=raw.index, dtype=object)
    frame[VERSIONS_COLUMN] = raw.get(VERSIONS_COLUMN, blank).map(cell_text)
    return frame


def _labels(frame: pd.DataFrame, scheme: Scheme) -> SchemeLabels:
    decided, blank = frame[f"{scheme.id}_decided"], pd.Series("", index=frame.index, dtype=object)
    reviewed = decided != ""
    final = decided.where(reviewed, frame[scheme.column]).map(parse_labels)
    carried = pd.DataFrame(
        {label: [label in (cell or ()) for cell in final] for label in scheme.ids},
        index=frame.index,
    )
    base = reviewed | frame[f"{scheme.id}_read"].eq(True)
    return SchemeLabels(scheme, carried, base, reviewed, to_check=blank, evidence=blank)
