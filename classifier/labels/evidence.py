"""The words that carry a label."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.labels.corpus import Corpus
from classifier.labels.metrics import token_f1
from classifier.labels.model import best_sentence
from classifier.labels.spans import Sentences
from classifier.text.cleaning import clean
from classifier.text.sentences import split_sentences

JOIN = " … "


def assign_evidence(
    sentences: Sentences, scores: np.ndarray, assigned: np.ndarray, labels: Sequence[str]
) -> list[dict[str, list[str]]]:
    """For every assigned label of every text, the sentence that carries it best.

    Args:
        sentences: of the batch.
        scores: log-odds of the sentences, shape (sentences, labels).
        assigned: boolean, shape (texts, labels).
        labels: the labels' ids.

    Returns:
        for each text, label -> quotations, each of at most 40 words, exact but for white space,
        which is collapsed.
    """
    index, _ = best_sentence(scores, sentences.owners, len(sentences.texts))
    result: list[dict[str, list[str]]] = []
    for text, row in enumerate(assigned):
        found = {}
        for label in np.flatnonzero(row).tolist():
            at = index[text, label]
            if at >= 0:
                start, end = sentences.spans[at]
                found[labels[label]] = [" ".join(sentences.texts[text][start:end].split())]
        result.append(found)
    return result


def format_evidence(found: dict[str, list[str]]) -> str:
    """Evidence as a cell: a line ``label: exact words`` a label, quotations joined by `` … ``."""
    return "\n".join(f"{label}: {JOIN.join(quotations)}" for label, quotations in found.items())


def parse_evidence(cell: str) -> dict[str, list[str]]:
    """The inverse of :func:`format_evidence`."""
    result = {}
    for line in cell.split("\n"):
        label, colon, words = line.partition(": ")
        if colon:
            result[label] = words.split(JOIN)
    return result


@dataclass(frozen=True)
class EvidenceScores:
    """Token F1 of evidence against a coder's spans, mean over assigned labels, and baselines.

    Attributes:
        model: of the model's sentence, for the true labels.
        random_sentence: of a sentence drawn at random.
        whole_text: of the whole text.
        count: number of labels with spans.
    """

    model: float
    random_sentence: float
    whole_text: float
    count: int


def evidence_scores(
    corpus: Corpus, quotations: Sequence[dict[str, list[str]]], seed: int = 0
) -> EvidenceScores | None:
    """Compare quotations with the corpus' evidence; None where it has none."""
    draw = random.Random(seed)  # noqa: S311 - a baseline, not a secret
    ours, chance, whole = [], [], []
    for example, found in zip(corpus.examples, quotations, strict=True):
        if not example.evidence:
            continue
        text = clean(example.text)
        spans = split_sentences(text)
        for label in example.labels:
            gold = example.evidence.get(label)
            if not gold or not spans:
                continue
            start, end = draw.choice(spans)
            ours.append(token_f1(found.get(label, []), gold))
            chance.append(token_f1([text[start:end]], gold))
            whole.append(token_f1([text], gold))
    if not ours:
        return None
    return EvidenceScores(
        float(np.mean(ours)), float(np.mean(chance)), float(np.mean(whole)), len(ours)
    )
