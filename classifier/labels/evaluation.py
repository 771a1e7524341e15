"""Evaluation: a saved model's labels against people's."""

from __future__ import annotations

import numpy as np

from classifier.labels.coders import read_codings
from classifier.labels.corpus import Corpus
from classifier.labels.evidence import assign_evidence, evidence_scores
from classifier.labels.figures import Figures, measure
from classifier.labels.training import TrainedModel, group_fields
from classifier.text.cleaning import clean
from classifier.text.readable import READABLE, readability


def evaluate(model: TrainedModel, corpus: Corpus) -> Figures:
    """Measure a model on labelled texts, which it should not have learnt from.

    A text that tagging would not read (empty, too short, not English) gets no label.

    Args:
        model: the model.
        corpus: labelled texts of the model's scheme.

    Returns:
        the figures, by channel, service, length and writer where these are known, beside a second
        coder's where the examples keep both codings. Intervals rest on writers where at least
        five are known. Evidence is measured for the labels that people assigned.

    Raises:
        ValueError: the corpus has other labels than the model.
    """
    if corpus.scheme.ids != model.scheme.ids:
        raise ValueError("the corpus and the model have different labels")
    y = corpus.indicator()
    cleaned = [clean(text) for text in corpus.texts]
    readable = np.asarray([readability(text) == READABLE for text in cleaned])
    scores, sentences, parts = model.classifier.score_cleaned(cleaned)
    probabilities = model.calibration.probabilities(scores)
    probabilities[~readable] = 0.0
    quotations = assign_evidence(sentences, parts, y > 0, model.scheme.ids)
    return measure(
        y,
        model.calibration.assigned(probabilities),
        probabilities,
        labels=model.scheme.ids,
        thresholds=model.calibration.thresholds,
        to_check=model.calibration.to_check(probabilities) & readable[:, None],
        evidence=evidence_scores(corpus, quotations),
        groups=group_fields(corpus),
        clusters=corpus.groups(),
        codings=read_codings(corpus),
    )
