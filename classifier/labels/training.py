"""Training: a model, calibrated and measured on predictions for writers it had not seen."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields

import numpy as np
from sklearn.base import clone

from classifier.errors import LabelledDataError
from classifier.labels.calibration import Calibration, calibrate
from classifier.labels.codebook import Scheme
from classifier.labels.coders import read_codings
from classifier.labels.corpus import Corpus
from classifier.labels.crossval import OutOfFold, Progress, fit_corpus, out_of_fold
from classifier.labels.evidence import evidence_scores
from classifier.labels.figures import Figures, measure
from classifier.labels.model import ModelSettings, SpanTextClassifier

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
        reviews: draws of reviews whose random parts were learnt from, and can't measure the model.
    """

    model: TrainedModel
    figures: Figures
    texts: int
    groups: int
    grouped_by: str
    reviews: tuple[str, ...] = ()


def train(
    corpus: Corpus,
    *,
    settings: ModelSettings | None = None,
    classifier: SpanTextClassifier | None = None,
    group: str = "writer",
    progress: Progress | None = None,
) -> TrainingResult:
    """Train, calibrate and measure a model.

    Five folds, each writer wholly inside one, give every text a score by a model that never saw
    its writer; probabilities, thresholds and figures rest on those. Thresholds are chosen and
    measured on the same scores, a few numbers on many texts. The final model learns from all.

    Args:
        corpus: labelled examples.
        settings: how the model is built.
        classifier: an estimator that is not fitted, with parameters of its own, in their place.
        group: field that cross-validation keeps together.
        progress: called with what is being done, steps done, steps in all.

    Raises:
        LabelledDataError: fewer than 20 texts, or no label that any text has.
    """
    y = corpus.indicator()
    _check_enough(corpus, y)
    unfitted = classifier or SpanTextClassifier(**asdict(settings or ModelSettings()), n_jobs=-1)
    settings = _settings_of(unfitted)
    unseen = out_of_fold(corpus, classifier=unfitted, group=group, progress=progress)
    calibration = calibrate(unseen.scores, y)
    if progress:
        progress("Training on all texts", 1, 2)
    fitted = fit_corpus(clone(unfitted), corpus)
    version = f"{corpus.scheme.id}-{_digest(fitted, calibration)}"
    model = TrainedModel(corpus.scheme, fitted, calibration, settings, corpus.data_hash(), version)
    groups = corpus.groups(group)
    count = 0 if groups is None else len(np.unique(groups))
    figures = _figures(corpus, unseen, calibration, groups)
    by = group if count else ""
    return TrainingResult(model, figures, len(corpus), count, by, corpus.reviews())


def _digest(classifier: SpanTextClassifier, calibration: Calibration) -> str:
    """Of what decides: two models of one name give the same labels."""
    digest = hashlib.sha256(repr(calibration.thresholds.round(6).tolist()).encode())
    for name in ("text_coef_", "sentence_coef_"):
        # Half precision, as they are saved: the last bits may differ between machines.
        digest.update(getattr(classifier, name).astype("float16").tobytes())
    return digest.hexdigest()[:8]


def _settings_of(classifier: SpanTextClassifier) -> ModelSettings:
    return ModelSettings(**{f.name: getattr(classifier, f.name) for f in fields(ModelSettings)})


def _figures(
    corpus: Corpus, unseen: OutOfFold, calibration: Calibration, groups: np.ndarray | None
) -> Figures:
    probabilities = calibration.probabilities(unseen.scores)
    return measure(
        corpus.indicator(),
        calibration.assigned(probabilities),
        probabilities,
        labels=corpus.scheme.ids,
        thresholds=calibration.thresholds,
        to_check=calibration.to_check(probabilities),
        evidence=evidence_scores(corpus, unseen.quotations),
        groups=group_fields(corpus),
        clusters=groups,
        codings=read_codings(corpus),
    )


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
