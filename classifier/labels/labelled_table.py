"""Labelled texts of a table: a column of labels, a column a label, or a reviewer's decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from classifier.cases.cells import cell_text
from classifier.cases.columns import match_columns
from classifier.cases.reading import RawTable, read_table
from classifier.cases.schema import normalise_name
from classifier.cases.values import parse_labels
from classifier.errors import ColumnError, LabelledDataError
from classifier.labels.codebook import Scheme
from classifier.labels.example import Example

REVIEW_PART = "review_part"
_LABEL_COLUMNS = ("labels", "label")
_MOST_FIELDS = 40
Labels = tuple[str, ...]


def read_labelled_table(path: Path, scheme: Scheme, text_column: str = "") -> list[Example]:
    """Read the labelled rows of a table.

    Of a tagged table only what a person decided counts: a case without a decision is left out,
    and never learnt from as the model labelled it.

    Args:
        path: CSV, TSV, XLSX, Parquet.
        scheme: whose labels are read; its own text column is looked for.
        text_column: the text's column, where its name isn't understood.

    Returns:
        an example for every row with a text and a decision on its labels.

    Raises:
        InputFileError, ColumnError: see :func:`classifier.cases.reading.read_table`; no text
            column, or two columns that become one label.
        LabelledDataError: no column of labels, or a tagged table in which nothing was decided.
    """
    raw = read_table(path, extra_names=[text_column] if text_column else [])
    headers = list(raw.frame.columns)
    text_header = _text_header(headers, text_column, scheme.reads, raw.source)
    others = [name for name in headers if name != text_header]
    decided = _named(others, (scheme.reviewed_column,))
    tagged = {scheme.column, scheme.status_column} <= set(headers)
    if tagged and not decided:
        raise _nothing_decided(raw, scheme, f"no column {scheme.reviewed_column!r}")
    used = decided or _named(others, _LABEL_COLUMNS)
    if used:
        labels = [parse_labels(cell) for cell in raw.frame[used[0]].tolist()]
    else:
        used = _indicator_columns(raw.frame, others)
        labels = list(_indicated(raw, used))
    examples = _examples(raw, text_header, [n for n in others if n not in used], labels)
    if tagged and not examples:
        raise _nothing_decided(raw, scheme, f"{scheme.reviewed_column!r} is blank in every row")
    return [_reviewed(example) for example in examples] if decided else examples


def _nothing_decided(raw: RawTable, scheme: Scheme, found: str) -> LabelledDataError:
    return LabelledDataError(
        f"{raw.source} was tagged, but nobody has decided on its {scheme.name.lower()}s.",
        found=found,
        mend="have a sample reviewed (complaint-themes review sample), or leave the table out",
    )


def _examples(
    raw: RawTable, text_header: str, rest: Sequence[str], labels: Sequence[Labels | None]
) -> list[Example]:
    fields = [*rest[:_MOST_FIELDS], *_named(rest[_MOST_FIELDS:], (REVIEW_PART,))]
    columns = {name: raw.frame[name].tolist() for name in fields}
    texts = map(cell_text, raw.frame[text_header].tolist())
    return [
        Example(
            text,
            found,
            {},
            f"{raw.source}, row {raw.row_numbers[row]}",
            {name: cell_text(cells[row]) for name, cells in columns.items()},
        )
        for row, (text, found) in enumerate(zip(texts, labels, strict=True))
        if found is not None and text.strip()
    ]


def _reviewed(example: Example) -> Example:
    part = _named(list(example.fields), (REVIEW_PART,))
    return Example(
        example.text,
        example.labels,
        example.evidence,
        example.id,
        example.fields,
        reviewed=True,
        review_part=example.fields[part[0]] if part else "",
    )


def _text_header(headers: list[str], text_column: str, reads: str, source: str) -> str:
    if text_column:
        if text_column not in headers:
            raise ColumnError(
                f"{source} has no column {text_column!r}.",
                found=f"the columns {', '.join(map(repr, headers))}",
                mend="name the text's column with --text-column",
            )
        return text_column
    found = match_columns(headers, [reads], source=source).get(reads)
    if found is None:
        raise ColumnError(
            f"{source} has no text column that is understood.",
            found=f"the columns {', '.join(map(repr, headers))}",
            mend="name it with --text-column",
        )
    return found


def _named(headers: Sequence[str], names: Sequence[str]) -> list[str]:
    wanted = {normalise_name(name) for name in names}
    return [header for header in headers if normalise_name(header) in wanted][:1]


def _indicated(raw: RawTable, used: Sequence[str]) -> list[Labels]:
    if not used:
        raise LabelledDataError(
            f"{raw.source} has no labels that can be read.",
            found=f"the columns {', '.join(map(repr, raw.frame.columns))}",
            mend="add a `labels` column with ids joined by ';', or a 0/1 column a label",
        )
    ids = {name: label_id(name) for name in used}
    if len(set(ids.values())) < len(ids):
        raise ColumnError(
            f"{raw.source} has columns that become one label.",
            found=", ".join(f"{name!r} ({label})" for name, label in ids.items()),
            mend="give the columns names that differ in letters or digits",
        )
    cells = {name: raw.frame[name].tolist() for name in used}
    return [
        tuple(ids[name] for name in used if cell_text(cells[name][row]).strip() == "1")
        for row in range(len(raw.frame))
    ]


def _indicator_columns(frame: pd.DataFrame, headers: Sequence[str]) -> list[str]:
    def is_indicator(name: str) -> bool:
        values = {cell_text(cell).strip() for cell in frame[name].tolist()}
        return values <= {"0", "1", ""} and "1" in values

    return [name for name in headers if not name.startswith("p_") and is_indicator(name)]


def label_id(name: str) -> str:
    """A column's name as a label id: ``Missed bin?`` -> ``missed_bin``."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
