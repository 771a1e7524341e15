"""A tagged table as a review sees it: which case is which, read by the model, decided before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from classifier.cases.columns import ColumnMapping
from classifier.cases.reading import RawTable, read_table
from classifier.cases.schema import CANONICAL, GROUP_COLUMNS, REVIEW_COLUMNS, TEXT_COLUMNS
from classifier.cases.table import to_case_table
from classifier.cases.values import parse_labels
from classifier.errors import ColumnError
from classifier.insight.random_sample import FRAME_COLUMN, PART_COLUMN, RANDOM
from classifier.labels.codebook import Scheme
from classifier.labels.tagging import NO_LABEL, TAGGED

_READ = (TAGGED, NO_LABEL)


@dataclass(frozen=True)
class ReviewTable:
    """A tagged table as a review sees it.

    Attributes:
        raw: every input row and column.
        schemes: those whose columns are there.
        frame: one row a case: ``case_ref``, the texts, ``group``, ``fingerprint`` (of reference
            and texts, each its own), ``<scheme>_read`` (the model read its text),
            ``<scheme>_decided`` (a person's labels, ids joined by ``; ``, ``none``, or blank),
            ``review_part`` and ``review_frame``.
        headers: canonical column -> the table's own, for the columns that a review writes.
    """

    raw: RawTable
    schemes: tuple[Scheme, ...]
    frame: pd.DataFrame
    headers: dict[str, str]


def load_review_table(
    path: Path | str,
    schemes: Sequence[Scheme],
    *,
    mapping: ColumnMapping | None = None,
    group: str = "",
) -> ReviewTable:
    """Read a tagged table for drawing from it or writing decisions into it.

    Raises:
        InputFileError, ColumnError: it can't be read, has not been tagged, or lacks ``group``.
    """
    raw = read_table(path, mapping=mapping, extra_names=[scheme.column for scheme in schemes[:1]])
    headers = set(raw.frame.columns)
    present = tuple(s for s in schemes if {s.column, s.status_column} <= headers)
    if not present:
        raise ColumnError(
            f"{raw.source} has not been tagged.",
            found=f"no column {' or '.join(repr(s.column) for s in schemes)}",
            mend=f"tag it first: complaint-themes tag {raw.path.name} -o tagged.csv",
        )
    wanted = ["case_ref", *TEXT_COLUMNS, *GROUP_COLUMNS, *REVIEW_COLUMNS]
    own = [s.reviewed_column for s in present if s.reviewed_column not in CANONICAL]
    written = [*own, PART_COLUMN, FRAME_COLUMN]
    extra = [name for name in (*(s.status_column for s in present), *written) if name in headers]
    canonical = to_case_table(raw, mapping=mapping, wanted=wanted, extra=extra)
    if group and group not in canonical.columns:
        raise ColumnError(
            f"{raw.source} has no column for the {group}.",
            found=f"the columns {', '.join(map(repr, raw.frame.columns))}",
            mend="leave --by-team out, or name the column in a mapping file (--columns)",
        )
    frame = canonical.frame
    blank = pd.Series("", index=frame.index, dtype=object)
    result = pd.DataFrame({"case_ref": frame["case_ref"], "group": frame.get(group, blank)})
    for name in TEXT_COLUMNS:
        result[name] = frame.get(name, blank)
    # A reference that was made of the row's number would change when rows are sorted.
    stable = frame["case_ref"] if "case_ref" in canonical.columns else blank
    result["fingerprint"] = _fingerprints(stable, [result[name] for name in TEXT_COLUMNS])
    for scheme in present:
        result[f"{scheme.id}_read"] = frame[scheme.status_column].isin(_READ)
        result[f"{scheme.id}_decided"] = frame.get(scheme.reviewed_column, blank).map(_normal)
    for name in (PART_COLUMN, FRAME_COLUMN):
        result[name] = frame.get(name, blank)
    matched = {name: h for name, h in canonical.columns.items() if name in REVIEW_COLUMNS}
    matched |= {name: name for name in written if name in headers}
    return ReviewTable(raw, present, result, matched)


def _normal(cell: str) -> str:
    ids = parse_labels(cell)
    return "" if ids is None else "; ".join(sorted(ids)) or "none"


def _fingerprints(refs: pd.Series, texts: Sequence[pd.Series]) -> list[str]:
    """A hash a row of reference and texts, white space aside; equal rows are numbered."""
    seen: dict[str, int] = {}
    result = []
    for cells in zip(refs, *texts, strict=True):
        digest = short_hash("\x00".join(" ".join(str(cell).split()) for cell in cells))
        seen[digest] = seen.get(digest, 0) + 1
        result.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return result


def short_hash(text: str) -> str:
    """Sixteen hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def readable(table: ReviewTable) -> pd.Series:
    """True for cases whose text the model read, for any scheme."""
    return table.frame[[f"{scheme.id}_read" for scheme in table.schemes]].any(axis=1)


def frame_of(table: ReviewTable) -> pd.Series:
    """True for cases that can be drawn at random: read, and not in an earlier random part."""
    return readable(table) & ~table.frame[PART_COLUMN].str.startswith(RANDOM)


def frame_hash(table: ReviewTable, eligible: pd.Series) -> str:
    """A hash of which cases could be drawn, whatever their order."""
    return short_hash(" ".join(sorted(table.frame.loc[eligible, "fingerprint"])))
