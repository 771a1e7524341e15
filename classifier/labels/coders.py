"""The codings behind labelled data: what each of two people assigned before they settled it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from classifier.cases.values import parse_labels
from classifier.labels.corpus import Corpus

FIRST, SECOND = "first_coder", "second_coder"


@dataclass(frozen=True)
class Codings:
    """What a second coder assigned, and what the first one did.

    Attributes:
        rows: examples that the second coder coded, ascending, shape (texts,).
        second: the second coder's labels, 0/1, shape (texts, labels).
        first: the first coder's, of the same shape; None unless all of these texts have them.
    """

    rows: np.ndarray
    second: np.ndarray
    first: np.ndarray | None


def read_codings(corpus: Corpus) -> Codings | None:
    """The codings that the examples keep in their fields ``first_coder`` and ``second_coder``.

    Each is a JSON list of label ids, or ids joined by ``;`` (``none`` for no label). A field that
    holds anything else (a coder's name, say, or a label that the scheme doesn't have) is no
    coding, and the text is left out.

    Returns:
        the codings; None where no example has a second coder's.
    """
    ids = corpus.scheme.ids
    second = [_coding(example.fields, SECOND, ids) for example in corpus.examples]
    rows = [row for row, coding in enumerate(second) if coding is not None]
    if not rows:
        return None
    first = [_coding(corpus.examples[row].fields, FIRST, ids) for row in rows]
    known = [coding for coding in first if coding is not None]
    return Codings(
        np.asarray(rows),
        _indicator([coding for coding in second if coding is not None], ids),
        _indicator(known, ids) if len(known) == len(rows) else None,
    )


def _coding(fields: Mapping[str, str], name: str, ids: Collection[str]) -> set[str] | None:
    cell = fields.get(name, "").strip()
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except json.JSONDecodeError:
            return None
    else:
        found = parse_labels(cell)
    if found is None or not all(label in ids for label in found):
        return None
    return set(found)


def _indicator(codings: list[set[str]], ids: Collection[str]) -> np.ndarray:
    return np.asarray([[label in coding for label in ids] for coding in codings], dtype=np.int8)
