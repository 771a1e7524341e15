"""What a coder's quotations teach: sentences that carry a label, and texts without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from classifier.labels.features import NgramFeatures
from classifier.labels.linear import Rows
from classifier.text.cleaning import clean
from classifier.text.sentences import split_sentences

Evidence = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Sentences:
    """The sentences of a batch of texts.

    Attributes:
        texts: the cleaned texts.
        spans: for each sentence its start and end in its text.
        owners: for each sentence the index of its text, ascending; shape (sentences,).
    """

    texts: list[str]
    spans: list[tuple[int, int]]
    owners: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Split cleaned texts; a text without words has no sentence."""
        spans, owners = [], []
        for index, text in enumerate(texts):
            found = split_sentences(text)
            spans += found
            owners += [index] * len(found)
        return cls(list(texts), spans, np.asarray(owners, dtype=np.int64))

    def strings(self) -> list[str]:
        """The sentences themselves."""
        pairs = zip(self.owners, self.spans, strict=True)
        return [self.texts[owner][start:end] for owner, (start, end) in pairs]


def sentence_targets(
    sentences: Sentences,
    y: np.ndarray,
    labels: Sequence[str],
    evidence: Sequence[Evidence],
) -> tuple[np.ndarray, np.ndarray]:
    """What the sentence model learns, and from which sentences.

    A sentence that overlaps a quotation for a label is positive for it; a sentence of a text
    without the label, or of a text with other quotations for it, is negative. A sentence of a
    text that carries the label without quotation is positive where it is the only one; else it
    is left out for that label.

    Args:
        sentences: of the texts.
        y: 0/1, shape (texts, labels).
        labels: their names, as in ``evidence``.
        evidence: for each text, label -> exact quotations.

    Returns:
        targets and masks, both shape (sentences, labels).
    """
    targets = np.zeros((len(sentences.spans), y.shape[1]), dtype=np.int8)
    masks = np.ones(targets.shape, dtype=bool)
    counts = np.bincount(sentences.owners, minlength=len(sentences.texts))
    place = {label: index for index, label in enumerate(labels)}
    quoted = [
        _quoted_spans(text, place, evidence[index]) for index, text in enumerate(sentences.texts)
    ]
    for row, (owner, (start, end)) in enumerate(
        zip(sentences.owners, sentences.spans, strict=True)
    ):
        for label in np.flatnonzero(y[owner]):
            spans = quoted[owner].get(int(label), [])
            if spans:
                targets[row, label] = any(s < end and start < e for s, e in spans)
            elif counts[owner] == 1:
                targets[row, label] = 1
            else:
                masks[row, label] = False
    return targets, masks


def _quoted_spans(
    text: str, place: Mapping[str, int], evidence: Evidence
) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for label, quotations in evidence.items():
        for quotation in quotations:
            wanted = clean(quotation)
            start = text.find(wanted) if wanted else -1
            if start >= 0 and label in place:
                found.setdefault(place[label], []).append((start, start + len(wanted)))
    return found


def contrast_rows(
    features: NgramFeatures,
    counts: sparse.csr_matrix,
    sentences: Sentences,
    targets: np.ndarray,
    weight: float,
) -> list[Rows | None]:
    """Texts taken apart, a label at a time: what was quoted for it, and all the rest.

    Words that a coder marked are why a text has its label; without them it would not have it.
    So the quoted sentences are one more text with the label, and the others one without (after
    the contrast examples of Zaidan, Eisner and Piatko 2007).

    Args:
        features: fitted.
        counts: of the sentences, shape (sentences, features).
        sentences: of the texts.
        targets: which sentences were quoted, shape (sentences, labels).
        weight: how much such a row counts beside a whole text.

    Returns:
        for each label its rows, None where nothing was quoted for it.
    """
    owners = sentences.owners
    found: list[Rows | None] = []
    for label in range(targets.shape[1]):
        quoted = targets[:, label] > 0
        texts = np.unique(owners[quoted])
        if not len(texts):
            found.append(None)
            continue
        parts = []
        for chosen in (quoted, np.isin(owners, texts) & ~quoted):
            at = np.flatnonzero(chosen)
            into = np.searchsorted(texts, owners[at])
            ones = np.ones(len(at), dtype=np.float32)
            shape = (len(texts), len(owners))
            parts.append(features.weigh(sparse.csr_matrix((ones, (into, at)), shape) @ counts))
        target = np.repeat(np.array([1, 0], dtype=np.int8), len(texts))
        found.append(Rows(sparse.vstack(parts, format="csr"), target, weight))
    return found
