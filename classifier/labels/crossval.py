"""Scores of texts by models that had not seen them, nor anything else by their writers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, KFold

from classifier.labels.corpus import Corpus
from classifier.labels.evidence import assign_evidence
from classifier.labels.model import SpanTextClassifier
from classifier.text.cleaning import clean

FOLDS = 5

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class OutOfFold:
    """What cross-validation gave for each text of a corpus.

    Attributes:
        scores: uncalibrated log-odds, shape (texts, labels).
        quotations: for each text, label -> evidence, for the labels that it truly has.
    """

    scores: np.ndarray
    quotations: list[dict[str, list[str]]]


def out_of_fold(
    corpus: Corpus,
    *,
    classifier: SpanTextClassifier | None = None,
    group: str = "writer",
    progress: Progress | None = None,
) -> OutOfFold:
    """Score every text by a model that learnt from the other folds.

    Five folds, each group (writer) wholly inside one; without groups, folds drawn at random with
    a fixed seed.

    Args:
        corpus: labelled examples, at least five.
        classifier: the estimator, which is cloned; the default one if None.
        group: field that the folds keep together.
        progress: called with what is being done, steps done, steps in all (one is left for the
            final model).
    """
    estimator = classifier if classifier is not None else SpanTextClassifier()
    y = corpus.indicator()
    scores = np.empty(y.shape)
    quotations: list[dict[str, list[str]]] = [{} for _ in corpus.examples]
    splits = list(folds(len(corpus), corpus.groups(group)))
    for step, (inside, outside) in enumerate(splits):
        if progress:
            progress("Cross-validating", step, len(splits) + 1)
        fitted = fit_corpus(clone(estimator), corpus, inside)
        cleaned = [clean(corpus.examples[i].text) for i in outside]
        scores[outside], sentences, parts = fitted.score_cleaned(cleaned)
        truth = y[outside] > 0
        found = assign_evidence(sentences, parts, truth, corpus.scheme.ids)
        for place, quoted in zip(outside, found, strict=True):
            quotations[place] = quoted
    return OutOfFold(scores, quotations)


def fit_corpus(
    classifier: SpanTextClassifier, corpus: Corpus, rows: np.ndarray | None = None
) -> SpanTextClassifier:
    """Fit a classifier on a corpus, or on some of its rows, with evidence and weights."""
    rows = np.arange(len(corpus)) if rows is None else rows
    weights = corpus.weights()
    return classifier.fit(
        [corpus.examples[i].text for i in rows],
        corpus.indicator()[rows],
        labels=corpus.scheme.ids,
        evidence=[corpus.examples[i].evidence for i in rows],
        sample_weight=None if weights is None else weights[rows],
    )


def folds(n: int, groups: np.ndarray | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows to learn from and rows to score, five times; fewer where there are fewer groups."""
    distinct = 0 if groups is None else len(np.unique(groups))
    if distinct > 1:
        return GroupKFold(n_splits=min(FOLDS, distinct)).split(np.zeros(n), groups=groups)
    return KFold(n_splits=FOLDS, shuffle=True, random_state=0).split(np.zeros(n))
