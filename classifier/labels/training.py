"""Training: a model, calibrated and measured on predictions for writers it had not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.model_selection import GroupKFold, KFold

from classifier.errors import LabelledDataError
from classifier.labels.calibration import Calibration, calibrate
from classifier.labels.codebook import Scheme
from classifier.labels.corpus import Corpus
from classifier.labels.evidence import assign_evidence, evidence_scores
from classifier.labels.figures import Figures, measure
from classifier.labels.model import ModelSettings, SpanTextClassifier
from classifier.text.cleaning import clean

FOLDS = 5
MIN_TEXTS = 20
_LENGTHS = ((30, "under 30 words"), (101, "30 to 100 words"), (221, "101 to 220 words"))


@dataclass(frozen=True)
class TrainedModel:
    """A model ready to label texts.

    Attributes:
        scheme: its labels and columns.
        classifier: the fitted estimator.
        calibration: what turns its scores into probabilities and decisions.
        settings: how it was built.
        data_hash: of the labelled data.
        version: short name of exactly this model, e.g. ``theme-3f9a01c2``.
    """

    scheme: Scheme
    classifier: SpanTextClassifier
    calibration: Calibration
    settings: ModelSettings
    data_hash: str
    version: str


@dataclass(frozen=True)
class TrainingResult:
    """A trained model and how good it was on texts that it had not seen.

    Attributes:
        model: trained on all examples.
        figures: cross-validated.
        texts: number of examples.
        groups: number of groups (writers) that cross-validation kept apart; 0 without.
        grouped_by: the field, or empty.
    """

    model: TrainedModel
    figures: Figures
    texts: int
    groups: int
    grouped_by: str


def train(
    corpus: Corpus,
    *,
    settings: ModelSettings | None = None,
    group: str = "writer",
    progress: Callable[[str, int, int], None] | None = None,
) -> TrainingResult:
    """Train, calibrate and measure a model.

    Five folds, each writer wholly inside one, give every text a score by a model that never saw
    its writer; probabilities, thresholds and figures rest on those. Thresholds are chosen and
    measured on the same scores, a few numbers on many texts. The final model learns from all.

    Args:
        corpus: labelled examples.
        settings: how the model is built.
        group: field that cross-validation keeps together.
        progress: called with what is being done, steps done, steps in all.

    Raises:
        LabelledDataError: fewer than 20 texts, or fewer than two labels that have any.
    """
    settings = settings or ModelSettings()
    y = corpus.indicator()
    _check_enough(corpus, y)
    groups = corpus.groups(group)
    folds = list(_folds(len(corpus), groups))
    texts = np.asarray(corpus.texts, dtype=object)
    evidence = [example.evidence for example in corpus.examples]
    scores = np.empty(y.shape)
    quotations: list[dict[str, list[str]]] = [{} for _ in corpus.examples]
    for step, (inside, outside) in enumerate(folds):
        if progress:
            progress("Cross-validating", step, len(folds) + 1)
        fold = _fit(settings, corpus, texts[inside], y[inside], [evidence[i] for i in inside])
        cleaned = [clean(text) for text in texts[outside]]
        scores[outside], sentences, parts = fold.score_cleaned(cleaned)
        truth = y[outside] > 0
        for place, found in zip(
            outside, assign_evidence(sentences, parts, truth, corpus.scheme.ids), strict=True
        ):
            quotations[place] = found
    calibration = calibrate(scores, y)
    if progress:
        progress("Training on all texts", len(folds), len(folds) + 1)
    classifier = _fit(settings, corpus, texts, y, evidence)
    probabilities = calibration.probabilities(scores)
    figures = measure(
        y,
        calibration.assigned(probabilities),
        probabilities,
        labels=corpus.scheme.ids,
        thresholds=calibration.thresholds,
        to_check=calibration.to_check(probabilities),
        evidence=evidence_scores(corpus, quotations),
        groups=group_fields(corpus),
    )
    data_hash = corpus.data_hash()
    digest = hashlib.sha256(f"{data_hash}{settings}".encode()).hexdigest()[:8]
    version = f"{corpus.scheme.id}-{digest}"
    model = TrainedModel(corpus.scheme, classifier, calibration, settings, data_hash, version)
    count = 0 if groups is None else len(np.unique(groups))
    return TrainingResult(model, figures, len(corpus), count, group if count else "")


def _fit(
    settings: ModelSettings, corpus: Corpus, texts: np.ndarray, y: np.ndarray, evidence: list
) -> SpanTextClassifier:
    return SpanTextClassifier(**asdict(settings)).fit(
        list(texts), y, labels=corpus.scheme.ids, evidence=evidence
    )


def _folds(n: int, groups: np.ndarray | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    distinct = 0 if groups is None else len(np.unique(groups))
    if distinct > 1:
        folds = GroupKFold(n_splits=min(FOLDS, distinct))
        return folds.split(np.zeros(n), groups=groups)
    return KFold(n_splits=FOLDS, shuffle=True, random_state=0).split(np.zeros(n))


def _check_enough(corpus: Corpus, y: np.ndarray) -> None:
    with_any = int((y.sum(axis=0) > 0).sum())
    if len(corpus) < MIN_TEXTS or with_any < 1:
        raise LabelledDataError(
            "There is too little labelled data to train on.",
            found=f"{len(corpus)} texts, {with_any} labels with a text",
            mend=f"give at least {MIN_TEXTS} texts; some hundreds, by several people, do better",
        )


def group_fields(corpus: Corpus) -> dict[str, list[str]]:
    """By what figures are broken down: channel, service, writer where known; length."""
    result = {}
    for name in ("channel", "service", "writer"):
        values = [example.fields.get(name, "") for example in corpus.examples]
        if len(set(values)) > 1:
            result[name] = values
    result["length"] = [length_band(example.text) for example in corpus.examples]
    return result


def length_band(text: str) -> str:
    """Which of four bands of length a text is in, by words."""
    words = len(text.split())
    return next((name for limit, name in _LENGTHS if words < limit), "over 220 words")
