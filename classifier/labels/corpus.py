"""Labelled data: JSON Lines, or a table with label columns, or a tagged and reviewed table."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from classifier.errors import InputFileError, LabelledDataError, SettingsError
from classifier.labels.codebook import Codebook, Scheme, own_scheme, shipped_codebook
from classifier.labels.example import Example
from classifier.labels.labelled_table import read_labelled_table

__all__ = ["Corpus", "Example", "load_corpus"]

_JSON_LINES = frozenset((".jsonl", ".ndjson", ".json"))
_RANDOM = "random "


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

    def weights(self) -> np.ndarray | None:
        """How much each example counts in training, shape (examples,); None for all alike."""
        weights = np.asarray([example.weight for example in self.examples], dtype=float)
        return weights if len(np.unique(weights)) > 1 else None

    def reviews(self) -> tuple[str, ...]:
        """The draws whose random parts are among the examples, such as ``draw-3f9a01c2``.

        A model that learns from them can't be measured, nor its counts corrected, by them.
        """
        parts = {example.review_part for example in self.examples}
        return tuple(sorted(part.removeprefix(_RANDOM) for part in parts if _is_random(part)))

    def random_part(self) -> Corpus:
        """The same without reviewed cases that were drawn for being uncertain.

        Those are harder than most, so that a model would look worse on them than it is. Where no
        example is of a random part, all stay: nothing says how they were chosen.
        """
        if not self.reviews():
            return self
        kept = [e for e in self.examples if not e.reviewed or _is_random(e.review_part)]
        return Corpus(self.scheme, tuple(kept))

    def data_hash(self) -> str:
        """SHA-256 over texts, labels, evidence and weights: one hash, one model."""
        digest = hashlib.sha256()
        digest.update(json.dumps([self.scheme.id, *self.scheme.ids]).encode())
        for example in self.examples:
            evidence = {label: list(spans) for label, spans in sorted(example.evidence.items())}
            record: list[object] = [example.text, sorted(example.labels), evidence]
            record.append(example.fields.get("writer"))
            if example.weight != 1:
                record.append(example.weight)
            digest.update(json.dumps(record, ensure_ascii=True).encode())
        return digest.hexdigest()


def _is_random(part: str) -> bool:
    return part.startswith(_RANDOM)


def load_corpus(
    paths: Sequence[Path | str] | Path | str,
    *,
    scheme: str = "",
    text_column: str = "",
    codebook: Codebook | None = None,
    labels: Sequence[str] = (),
    review_weight: float = 2.0,
) -> Corpus:
    """Load labelled data.

    Args:
        paths: JSON Lines (``.jsonl``), or CSV/XLSX/Parquet with a text column and either one
            ``labels`` column (ids joined by ``;``), one 0/1 column a label, or the reviewed
            columns of a tagged table, of which only cases that a person decided on are read.
        scheme: scheme id. One of the codebook's fixes the labels; any other takes its labels
            from the data. By default what the records say, or ``theme``.
        text_column: the text's column, where its name isn't understood.
        codebook: by default the project's.
        labels: for a scheme that the codebook doesn't know, the labels and their order.
        review_weight: how much a reviewed case counts in training, more than 0; other texts
            count 1.

    Raises:
        InputFileError, ColumnError: see :func:`classifier.cases.reading.read_table`.
        LabelledDataError: a record is ill-formed, a label unknown, evidence not in its text, a
            tagged table without any decision, or there is nothing to learn from.
        SettingsError: the weight is not a number above 0.
    """
    if not (review_weight > 0 and math.isfinite(review_weight)):
        raise SettingsError(
            "A reviewed case needs a weight above 0.",
            found=str(review_weight),
            mend="give a number such as 1 or 2; to learn nothing from a table, leave it out",
        )
    codebook = codebook or shipped_codebook()
    files = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    lines = {path: _read_jsonl(path) for path in files if path.suffix.lower() in _JSON_LINES}
    scheme_id = _scheme_id(scheme, set().union(*(said for _, said in lines.values())))
    known = codebook.schemes.get(scheme_id) or own_scheme(scheme_id, labels)
    examples: list[Example] = []
    for path in files:
        found = lines[path][0] if path in lines else read_labelled_table(path, known, text_column)
        examples += (replace(e, weight=float(review_weight)) if e.reviewed else e for e in found)
    if not examples:
        raise LabelledDataError(
            f"{', '.join(str(path) for path in files)}: there is no labelled text.",
            mend="give a text with labels (for a tagged table: with reviewed columns filled in)",
        )
    return _assemble(scheme_id, examples, codebook, labels)


def _scheme_id(asked: str, said: set[str]) -> str:
    if not asked and len(said) > 1:
        raise LabelledDataError(
            "The labelled data mixes schemes.",
            found=", ".join(sorted(said)),
            mend="name one with --scheme, or give files of one scheme",
        )
    return asked or (said.pop() if said else "theme")


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
        replace(e, labels=tuple(sorted(dict.fromkeys(e.labels), key=order.__getitem__)))
        for e in examples
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
