"""Labelled data: JSON Lines, or a table with label columns, or a tagged and reviewed table."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.cases.columns import match_columns
from classifier.cases.reading import read_table
from classifier.cases.values import parse_labels
from classifier.cases.writing import cell_text
from classifier.errors import ColumnError, InputFileError, LabelledDataError
from classifier.labels.codebook import Codebook, Scheme, own_scheme, shipped_codebook

_LABEL_COLUMNS = ("labels", "label")


@dataclass(frozen=True)
class Example:
    """One labelled text.

    Attributes:
        text: the text, as written.
        labels: ids, in the scheme's order; empty for none.
        evidence: label -> exact words of the text that show it.
        id: an identifier, for messages.
        fields: everything else about it (``writer``, ``channel``, ``service``, …), as text.
    """

    text: str
    labels: tuple[str, ...]
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """Labelled examples of one scheme.

    Attributes:
        scheme: the scheme, its labels in order.
        examples: in the order of the files.
    """

    scheme: Scheme
    examples: tuple[Example, ...]

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def texts(self) -> list[str]:
        """The texts."""
        return [example.text for example in self.examples]

    def indicator(self) -> np.ndarray:
        """Labels as an array of 0 and 1, shape (examples, labels)."""
        place = {label: index for index, label in enumerate(self.scheme.ids)}
        array = np.zeros((len(self.examples), len(place)), dtype=np.int8)
        for row, example in enumerate(self.examples):
            for label in example.labels:
                array[row, place[label]] = 1
        return array

    def groups(self, by: str = "writer") -> np.ndarray | None:
        """Group numbers for cross-validation, or None where no example has the field."""
        values = [example.fields.get(by, "") for example in self.examples]
        if not any(values):
            return None
        # An example without a value is a group of its own.
        names = [value or f"\x00{index}" for index, value in enumerate(values)]
        return np.unique(names, return_inverse=True)[1]

    def data_hash(self) -> str:
        """SHA-256 over texts, labels and evidence: two corpora with one hash train one model."""
        digest = hashlib.sha256()
        digest.update(json.dumps([self.scheme.id, *self.scheme.ids]).encode())
        for example in self.examples:
            evidence = {label: list(spans) for label, spans in sorted(example.evidence.items())}
            record = [example.text, sorted(example.labels), evidence, example.fields.get("writer")]
            digest.update(json.dumps(record, ensure_ascii=True).encode())
        return digest.hexdigest()


def load_corpus(
    paths: Sequence[Path | str] | Path | str,
    *,
    scheme: str = "",
    text_column: str = "",
    codebook: Codebook | None = None,
    labels: Sequence[str] = (),
) -> Corpus:
    """Load labelled data.

    Args:
        paths: JSON Lines (``.jsonl``), or CSV/XLSX/Parquet with a text column and either one
            ``labels`` column (ids joined by ``;``), one 0/1 column a label, or the reviewed
            columns of a tagged table.
        scheme: scheme id. One of the codebook's fixes the labels; any other takes its labels
            from the data. By default what the records say, or ``theme``.
        text_column: the text's column, where its name isn't understood.
        codebook: by default the project's.
        labels: for a scheme that the codebook doesn't know, the labels and their order.

    Raises:
        InputFileError, ColumnError: see :func:`classifier.cases.reading.read_table`.
        LabelledDataError: a record is ill-formed, a label unknown, evidence not in its text, or
            there is nothing to learn from.
    """
    codebook = codebook or shipped_codebook()
    files = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    examples: list[Example] = []
    said: set[str] = set()
    for path in files:
        if path.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
            found, names = _read_jsonl(path)
            said |= names
        else:
            found = _read_labelled_table(path, scheme, text_column, codebook)
        examples += found
    if not examples:
        raise LabelledDataError(
            f"{', '.join(str(path) for path in files)}: there is no labelled text.",
            mend="give a text with labels (for a tagged table: with reviewed columns filled in)",
        )
    if not scheme and len(said) > 1:
        raise LabelledDataError(
            "The labelled data mixes schemes.",
            found=", ".join(sorted(said)),
            mend="name one with --scheme, or give files of one scheme",
        )
    scheme_id = scheme or (said.pop() if said else "theme")
    return _assemble(scheme_id, examples, codebook, labels)


def _assemble(
    scheme_id: str, examples: Iterable[Example], codebook: Codebook, labels: Sequence[str]
) -> Corpus:
    examples = tuple(examples)
    if scheme_id in codebook.schemes:
        scheme = codebook.schemes[scheme_id]
    else:
        seen = dict.fromkeys(label for example in examples for label in example.labels)
        scheme = own_scheme(scheme_id, labels or sorted(seen))
    known = set(scheme.ids)
    for example in examples:
        unknown = [label for label in example.labels if label not in known]
        if unknown:
            raise LabelledDataError(
                f"{example.id}: a label that scheme {scheme_id!r} doesn't have.",
                found=", ".join(unknown),
                mend=f"use {', '.join(scheme.ids)}; or name your own scheme with --scheme",
            )
    order = {label: index for index, label in enumerate(scheme.ids)}
    ordered = tuple(
        Example(
            example.text,
            tuple(sorted(dict.fromkeys(example.labels), key=order.__getitem__)),
            example.evidence,
            example.id,
            example.fields,
        )
        for example in examples
    )
    return Corpus(scheme, ordered)


# --- JSON Lines -------------------------------------------------------------------------------


def _read_jsonl(path: Path) -> tuple[list[Example], set[str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise InputFileError(
            f"There is no file {path}.", mend="check the name and the folder, and try again"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileError(
            f"{path} can't be read.", found=str(error), mend="give a JSON Lines file in UTF-8"
        ) from error
    examples, schemes = [], set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        example, scheme = _parse_record(line, f"{path.name}, line {number}")
        examples.append(example)
        if scheme:
            schemes.add(scheme)
    return examples, schemes


def _parse_record(line: str, where: str) -> tuple[Example, str]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise LabelledDataError(
            f"{where} is not JSON.", found=str(error), mend="write one JSON object a line"
        ) from error
    text = record.get("text") if isinstance(record, dict) else None
    labels = record.get("labels") if isinstance(record, dict) else None
    if not isinstance(text, str) or not isinstance(labels, list):
        raise LabelledDataError(
            f"{where} lacks what every record needs.",
            found=", ".join(record) if isinstance(record, dict) else type(record).__name__,
            mend='write {"text": "…", "labels": ["…"]}',
        )
    evidence = {
        label: tuple([spans] if isinstance(spans, str) else spans)
        for label, spans in (record.get("evidence") or {}).items()
    }
    for label, spans in evidence.items():
        lost = [span for span in spans if span not in text]
        if lost or label not in labels:
            raise LabelledDataError(
                f"{where}: the evidence for {label!r} doesn't fit the record.",
                found=f"{lost[0]!r} is not in the text" if lost else "a label that isn't assigned",
                mend="quote the exact words of the text, for an assigned label",
            )
    fields = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in record.items()
        if key not in {"text", "labels", "evidence", "id", "scheme"}
    }
    identifier = f"{where} ({record['id']})" if "id" in record else where
    example = Example(text, tuple(map(str, labels)), evidence, identifier, fields)
    return example, str(record.get("scheme", ""))


# --- Tables -----------------------------------------------------------------------------------


def _read_labelled_table(
    path: Path, scheme: str, text_column: str, codebook: Codebook
) -> list[Example]:
    raw = read_table(path, extra_names=[text_column] if text_column else [])
    frame, source = raw.frame, raw.source
    reads = codebook.schemes[scheme].reads if scheme in codebook.schemes else "complaint_text"
    text_header = _text_header(list(frame.columns), text_column, reads, source)
    others = [name for name in frame.columns if name != text_header]
    reviewed = _reviewed_column(others, scheme, codebook)
    single = [name for name in others if name.strip().casefold() in _LABEL_COLUMNS]
    texts = [cell_text(cell) for cell in frame[text_header].tolist()]
    where = [f"{source}, row {number}" for number in raw.row_numbers]
    used: list[str]
    if reviewed or single:
        used = [reviewed or single[0]]
        labels = [parse_labels(cell) for cell in frame[used[0]].tolist()]
    else:
        used = _indicator_columns(frame, others)
        if not used:
            raise LabelledDataError(
                f"{source} has no labels that can be read.",
                found=f"the columns {', '.join(map(repr, frame.columns))}",
                mend="add a `labels` column with ids joined by ';', or a 0/1 column a label",
            )
        ids = {name: label_id(name) for name in used}
        if len(set(ids.values())) < len(ids):
            raise ColumnError(
                f"{source} has columns that become one label.",
                found=", ".join(f"{name!r} ({label})" for name, label in ids.items()),
                mend="give the columns names that differ in letters or digits",
            )
        cells = {name: frame[name].tolist() for name in used}
        labels = [
            tuple(ids[name] for name in used if _truth(cells[name][row]))
            for row in range(len(frame))
        ]
    rest = [name for name in others if name not in used]
    fields = [
        {str(name): cell_text(frame[name].iloc[row]) for name in rest[:40]}
        for row in range(len(frame))
    ]
    return [
        Example(text, found, {}, place, field)
        for text, found, place, field in zip(texts, labels, where, fields, strict=True)
        if found is not None and text.strip()
    ]


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


def _reviewed_column(headers: Sequence[str], scheme: str, codebook: Codebook) -> str:
    wanted = codebook.schemes.get(scheme or "theme")
    name = wanted.reviewed_column if wanted else f"{scheme}s_reviewed"
    return name if name in headers else ""


def _indicator_columns(frame: pd.DataFrame, headers: Sequence[str]) -> list[str]:
    def is_indicator(name: str) -> bool:
        values = {cell_text(cell).strip() for cell in frame[name].tolist()}
        return values <= {"0", "1", ""} and "1" in values

    return [name for name in headers if not name.startswith("p_") and is_indicator(name)]


def _truth(cell: object) -> bool:
    return cell_text(cell).strip() == "1"


def label_id(name: str) -> str:
    """A column's name as a label id: ``Missed bin?`` -> ``missed_bin``."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
