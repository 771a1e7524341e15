"""The multi-label model: what the whole text says, and what its most telling sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from classifier.labels.features import NgramFeatures, owner_matrix
from classifier.labels.linear import LinearSettings, fit_linear
from classifier.labels.spans import Evidence, Sentences, contrast_rows, sentence_targets
from classifier.text.cleaning import clean


@dataclass(frozen=True)
class ModelSettings:
    """How a model is built.

    Attributes:
        word_longest: longest word n-gram.
        char_shortest: shortest character n-gram within a word; 0 with ``char_longest`` 0 for none.
        char_longest: longest character n-gram.
        min_df: an n-gram must stand in so many training texts.
        max_chars: at most so many character n-grams.
        text_c: inverse strength of regularisation of the model of whole texts.
        sentence_c: the same of the model of sentences.
        nb_c: the same of the parts whose features are scaled by naive-Bayes ratios.
        nb_share: share of those parts in each model's weights, 0 to 1.
        contrast_weight: how much a part of a text, taken by its quotations, counts; 0 for none.
        sentence_weight: share of the sentence model in a score, 0 to 1.
    """

    word_longest: int = 2
    char_shortest: int = 3
    char_longest: int = 5
    min_df: int = 2
    max_chars: int = 25_000
    text_c: float = 3.0
    sentence_c: float = 1.0
    nb_c: float = 1.0
    nb_share: float = 0.5
    contrast_weight: float = 0.5
    sentence_weight: float = 0.3


class SpanTextClassifier(BaseEstimator):
    """One linear model a label over whole texts, and one over sentences, combined.

    The sentence model learns from evidence spans: sentences that a coder quoted for a label are
    its positives; a text's other sentences are its negatives. A text's score is the weighted
    mean of its own and its best sentence's log-odds; that sentence is the evidence. The text
    model learns from the spans too, see :func:`~classifier.labels.spans.contrast_rows`. Where no
    text has evidence, the text model alone gives the scores, and finds the evidence. How the
    weights are fitted: :func:`~classifier.labels.linear.fit_linear`.

    It follows scikit-learn's conventions, so that ``clone``, ``GridSearchCV`` and
    ``cross_val_predict`` work on lists of texts.

    Args:
        word_longest: longest word n-gram, 1 to 3.
        char_shortest: shortest character n-gram within a word.
        char_longest: longest character n-gram; 0, with ``char_shortest`` 0, for none.
        min_df: an n-gram must stand in so many training texts.
        max_chars: at most so many character n-grams.
        text_c: inverse strength of regularisation of the model of whole texts, above 0.
        sentence_c: the same of the model of sentences.
        nb_c: the same of the parts whose features are scaled by naive-Bayes ratios.
        nb_share: share of those parts in each model's weights, 0 to 1.
        contrast_weight: how much a part of a text, taken by its quotations, counts beside a
            whole text; 0 for none.
        sentence_weight: share of the sentence model in a score, 0 to 1.
        estimator: a binary linear classifier of scikit-learn (one with ``coef_`` after ``fit``)
            to use in place of logistic regression; ``C``, where it has one, is set from
            ``text_c``, ``sentence_c`` and ``nb_c``.
        n_jobs: labels fitted at a time, in processes; the result is the same with any number.

    Attributes:
        features_: the fitted :class:`~classifier.labels.features.NgramFeatures`.
        text_coef_, sentence_coef_: weights, shape (labels, features), float32.
        text_intercept_, sentence_intercept_: shape (labels,), float32.
        sentence_weight_: the share of the sentence model that is used.
        classes_: the labels' columns, shape (labels,), as scikit-learn's multi-label models have.
    """

    def __init__(
        self,
        *,
        word_longest: int = 2,
        char_shortest: int = 3,
        char_longest: int = 5,
        min_df: int = 2,
        max_chars: int = 25_000,
        text_c: float = 3.0,
        sentence_c: float = 1.0,
        nb_c: float = 1.0,
        nb_share: float = 0.5,
        contrast_weight: float = 0.5,
        sentence_weight: float = 0.3,
        estimator: BaseEstimator | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.word_longest = word_longest
        self.char_shortest = char_shortest
        self.char_longest = char_longest
        self.min_df = min_df
        self.max_chars = max_chars
        self.text_c = text_c
        self.sentence_c = sentence_c
        self.nb_c = nb_c
        self.nb_share = nb_share
        self.contrast_weight = contrast_weight
        self.sentence_weight = sentence_weight
        self.estimator = estimator
        self.n_jobs = n_jobs

    def fit(
        self,
        texts: Sequence[str],
        y: np.ndarray,
        *,
        labels: Sequence[str] = (),
        evidence: Sequence[Evidence] | None = None,
        sample_weight: np.ndarray | None = None,
    ) -> Self:
        """Learn from labelled texts.

        Args:
            texts: raw texts; they are cleaned here as they are at prediction.
            y: 0/1 array, shape (texts, labels).
            labels: the labels' names, which ``evidence`` uses.
            evidence: for each text, label -> exact quotations.
            sample_weight: how much each text counts, shape (texts,), above 0; None for all alike.

        Raises:
            ValueError: shapes don't agree, or a parameter is out of its range.
        """
        y = np.asarray(y)
        if y.ndim != 2 or len(texts) != len(y):  # noqa: PLR2004
            raise ValueError(f"{len(texts)} texts and labels of shape {y.shape} don't agree")
        self._check()
        weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        if weights.shape != (len(y),):
            raise ValueError(f"sample_weight of shape {weights.shape} for {len(y)} texts")
        sentences = Sentences.of([clean(text) for text in texts])
        self.n_labels_ = y.shape[1]
        self.classes_ = np.arange(y.shape[1])
        self.features_ = self.new_features().fit(sentences.strings(), owners=sentences.owners)
        if evidence is not None and any(evidence):
            self._fit_spans(sentences, y, labels, evidence, weights)
        else:
            self._fit_whole(sentences, y, weights)
        return self

    def _fit_whole(self, sentences: Sentences, y: np.ndarray, weights: np.ndarray) -> None:
        of_texts, _, _ = self._matrices(sentences)
        everything = np.ones_like(y, dtype=bool)
        self.text_coef_, self.text_intercept_ = fit_linear(
            of_texts, y, everything, self._linear(self.text_c), weights=weights
        )
        self.sentence_coef_, self.sentence_intercept_ = self.text_coef_, self.text_intercept_
        self.sentence_weight_ = 0.0

    def _fit_spans(
        self,
        sentences: Sentences,
        y: np.ndarray,
        labels: Sequence[str],
        evidence: Sequence[Evidence],
        weights: np.ndarray,
    ) -> None:
        of_texts, of_sentences, counts = self._matrices(sentences)
        targets, masks = sentence_targets(sentences, y, labels, evidence)
        extra = (
            contrast_rows(self.features_, counts, sentences, targets, self.contrast_weight)
            if self.contrast_weight > 0
            else ()
        )
        everything = np.ones_like(y, dtype=bool)
        self.text_coef_, self.text_intercept_ = fit_linear(
            of_texts, y, everything, self._linear(self.text_c), weights=weights, extra=extra
        )
        self.sentence_coef_, self.sentence_intercept_ = fit_linear(
            of_sentences,
            targets,
            masks,
            self._linear(self.sentence_c),
            weights=weights[sentences.owners],
        )
        self.sentence_weight_ = float(self.sentence_weight)

    def _linear(self, c: float) -> LinearSettings:
        return LinearSettings(c, self.nb_c, self.nb_share, self.estimator, self.n_jobs)

    def new_features(self) -> NgramFeatures:
        """The features that the parameters ask for, not fitted."""
        return NgramFeatures(
            word_longest=self.word_longest,
            char_ngrams=(self.char_shortest, self.char_longest),
            min_df=self.min_df,
            max_chars=self.max_chars,
        )

    def _check(self) -> None:
        for name in ("text_c", "sentence_c", "nb_c"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, found {getattr(self, name)!r}")
        for name in ("nb_share", "contrast_weight", "sentence_weight"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be 0 to 1, found {getattr(self, name)!r}")

    def decision_function(self, texts: Sequence[str]) -> np.ndarray:
        """Uncalibrated log-odds, shape (texts, labels); ``texts`` are raw."""
        return self.score_cleaned([clean(text) for text in texts])[0]

    def score_cleaned(self, cleaned: Sequence[str]) -> tuple[np.ndarray, Sentences, np.ndarray]:
        """Scores of texts and of their sentences.

        Args:
            cleaned: cleaned texts.

        Returns:
            log-odds of the texts, shape (texts, labels); the sentences; the log-odds of the
            sentences, shape (sentences, labels).
        """
        check_is_fitted(self, "text_coef_")
        sentences = Sentences.of(cleaned)
        of_texts, of_sentences, _ = self._matrices(sentences)
        whole = self._scores(of_texts, "text")
        scores = self._scores(of_sentences, "sentence")
        best = best_sentence(scores, sentences.owners, len(cleaned))[1]
        weight = np.where(np.isnan(best), 0.0, self.sentence_weight_)
        return (1 - weight) * whole + weight * np.nan_to_num(best), sentences, scores

    def _matrices(
        self, sentences: Sentences
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix]:
        """Weighted features of the texts and of their sentences, and the sentences' counts."""
        counts = self.features_.count(sentences.strings())
        owners = owner_matrix(sentences.owners, len(sentences.owners), len(sentences.texts))
        return self.features_.weigh(owners @ counts), self.features_.weigh(counts), counts

    def _scores(self, matrix: sparse.csr_matrix, part: str) -> np.ndarray:
        coef, intercept = getattr(self, f"{part}_coef_"), getattr(self, f"{part}_intercept_")
        return np.asarray(matrix @ coef.T + intercept, dtype=np.float64)

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Uncalibrated probabilities, shape (texts, labels)."""
        return expit(self.decision_function(texts))

    def predict(self, texts: Sequence[str]) -> np.ndarray:
        """0/1 labels at even odds, shape (texts, labels)."""
        return (self.decision_function(texts) > 0).astype(np.int8)


def best_sentence(
    scores: np.ndarray, owners: np.ndarray, n_texts: int
) -> tuple[np.ndarray, np.ndarray]:
    """For each text and label, the index of the best sentence and its score.

    Args:
        scores: shape (sentences, labels).
        owners: the sentences' texts, ascending; shape (sentences,).
        n_texts: number of texts.

    Returns:
        indices, shape (texts, labels), -1 where a text has no sentence; scores, NaN there.
    """
    index = np.full((n_texts, scores.shape[1]), -1, dtype=np.int64)
    best = np.full((n_texts, scores.shape[1]), np.nan)
    if not len(owners):
        return index, best
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    best[owners[starts]] = np.maximum.reduceat(scores, starts, axis=0)
    # From the last sentence to the first, so that of equals the first one stays.
    rows, labels = np.nonzero(scores == best[owners])
    index[owners[rows[::-1]], labels[::-1]] = rows[::-1]
    return index, best
