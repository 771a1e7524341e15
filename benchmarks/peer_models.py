"""The pipelines that ``peers.py`` compares, each from labelled texts to a probability a label.

The peer is pxtextmining (github.com/The-Strategy-Unit/pxtextmining, MIT), which labels comments by
NHS patients. It is written anew here from what it publishes: the settings of its support vector
machines (``current_best_model/v6_framework/svc.txt``) and the preparation of its texts as its
documentation describes it. Its extra feature, the question that a comment answers, isn't part of
the data; its rule for a text without a label is measured as a row of its own.
"""

from __future__ import annotations

import random
import string
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifier.labels.corpus import Corpus
from classifier.labels.training import train

SEED = 0
SPACY_EPOCHS = 30
SPACY_PATIENCE = 4
SPACY_BATCH = 16
SPACY_LENGTH = 2**15
SPACY_DROPOUT = 0.1
THRESHOLDS = np.linspace(0.02, 0.9, 89)


@dataclass(frozen=True)
class Trained:
    """A pipeline that has learnt.

    Attributes:
        probabilities: texts -> array of shape (texts, labels).
        thresholds: one a label, chosen on the training texts; None where a single one is to be
            chosen.
    """

    probabilities: Callable[[Sequence[str]], np.ndarray]
    thresholds: np.ndarray | None = None


def part(corpus: Corpus, rows: np.ndarray) -> Corpus:
    """Some examples of a corpus, with all its labels."""
    return replace(corpus, examples=tuple(corpus.examples[int(row)] for row in rows))


def ours(corpus: Corpus) -> Trained:
    """What the command ``train`` does: inner cross-validation, calibration, a final model."""
    model = train(corpus).model

    def probabilities(texts: Sequence[str]) -> np.ndarray:
        return model.calibration.probabilities(model.classifier.decision_function(texts))

    return Trained(probabilities, model.calibration.thresholds)


# --- The peer ---------------------------------------------------------------------------------

_PUNCTUATION = str.maketrans(
    {mark: " " if mark in ",.-" else "" for mark in string.punctuation}
    | dict.fromkeys(string.digits, "")
    | {"\n": " ", "\r": " "}
)


def without_marks(text: str) -> str:
    """Small letters without digits and punctuation; a comma, full stop or hyphen parts words.

    >>> without_marks("Don't be 20 minutes late-again, X-ray!")
    'dont be minutes late again x ray'
    """
    return " ".join(text.translate(_PUNCTUATION).lower().split())


def peer(corpus: Corpus) -> Trained:
    """pxtextmining's support vector machines, one a label, with Platt's probabilities."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import SVC

    y = corpus.indicator()
    texts = [without_marks(text) for text in corpus.texts]
    kept = np.asarray([bool(text) for text in texts])
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), max_df=0.9)
    matrix = vectorizer.fit_transform([text for text in texts if text])
    y = y[kept]
    models: list[SVC | None] = []
    for label in range(y.shape[1]):
        if y[:, label].min() == y[:, label].max():
            models.append(None)
            continue
        model = SVC(
            C=15,
            class_weight="balanced",
            probability=True,
            max_iter=1000,
            cache_size=1000,
            random_state=SEED,
        )
        with warnings.catch_warnings():
            # Its cap on iterations is reached, as published; `probability` is going out of use.
            warnings.simplefilter("ignore")
            models.append(model.fit(matrix, y[:, label]))

    def probabilities(texts: Sequence[str]) -> np.ndarray:
        rows = vectorizer.transform([without_marks(text) for text in texts])
        nothing = np.zeros(len(texts))
        columns = [nothing if m is None else m.predict_proba(rows)[:, 1] for m in models]
        return np.column_stack(columns)

    return Trained(probabilities)


# --- scikit-learn ------------------------------------------------------------------------------


def plain(corpus: Corpus) -> Trained:
    """TF-IDF of words and pairs of words, one logistic regression a label."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    pipeline = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=1000)),
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Label .* is present in all training examples")
        pipeline.fit(corpus.texts, corpus.indicator())
    return Trained(lambda texts: pipeline.predict_proba(list(texts)))


# --- spaCy -------------------------------------------------------------------------------------


def bag_of_words(corpus: Corpus) -> Trained:
    """spaCy's ``textcat_multilabel`` with ``TextCatBOW``, without a pretrained model.

    A tenth of the training texts is kept aside; learning stops when micro F1 on it has not risen
    for four epochs, and the best epoch's weights are used, as spaCy's own training does. Its table
    of weights is shorter than by default, which makes it many times faster.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(SEED)
    nlp = spacy.blank("en")
    settings = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 1,
        "length": SPACY_LENGTH,
        "no_output_layer": False,
    }
    categorizer = nlp.add_pipe("textcat_multilabel", config={"model": settings})
    labels, y = corpus.scheme.ids, corpus.indicator()
    examples = [
        Example.from_dict(
            nlp.make_doc(text), {"cats": dict(zip(labels, map(float, row), strict=True))}
        )
        for text, row in zip(corpus.texts, y, strict=True)
    ]
    order = np.random.default_rng(SEED).permutation(len(examples))
    aside, used = np.split(order, [len(order) // 10])
    learning = [examples[row] for row in used]
    optimizer = nlp.initialize(lambda: learning)

    def probabilities(texts: Sequence[str]) -> np.ndarray:
        return np.asarray([[doc.cats[label] for label in labels] for doc in nlp.pipe(texts)])

    best, since, weights = -1.0, 0, b""
    shuffler = random.Random(SEED)
    for _ in range(SPACY_EPOCHS):
        shuffler.shuffle(learning)
        for batch in minibatch(learning, SPACY_BATCH):
            nlp.update(batch, sgd=optimizer, drop=SPACY_DROPOUT)
        scores = probabilities([corpus.texts[row] for row in aside])
        f1 = max(micro_f1(y[aside], scores >= threshold) for threshold in THRESHOLDS)
        best, since, weights = (
            (f1, 0, categorizer.model.to_bytes()) if f1 > best else (best, since + 1, weights)
        )
        if since >= SPACY_PATIENCE:
            break
    categorizer.model.from_bytes(weights)
    return Trained(probabilities)


METHODS: dict[str, tuple[str, Callable[[Corpus], Trained]]] = {
    "ours": ("this project", ours),
    "peer": ("pxtextmining's pipeline", peer),
    "spacy": ("spaCy, bag of words", bag_of_words),
    "plain": ("scikit-learn, TF-IDF and logistic regression", plain),
}


# --- Decisions and figures ---------------------------------------------------------------------


def micro_f1(y: np.ndarray, assigned: np.ndarray) -> float:
    """F1 of all decisions together; 0 where nothing is assigned or to be assigned."""
    hits, total = int((assigned & (y > 0)).sum()), int(assigned.sum()) + int(y.sum())
    return 2 * hits / total if total else 0.0


def macro_f1(y: np.ndarray, assigned: np.ndarray) -> float:
    """Mean F1 of the labels that some text has; a label that is never assigned counts 0."""
    labels = np.flatnonzero(y.any(axis=0))
    return float(np.mean([micro_f1(y[:, label], assigned[:, label]) for label in labels]))


def single_threshold(y: np.ndarray, probabilities: np.ndarray, *, fill: bool) -> np.ndarray:
    """Decisions at the one threshold for all labels at which micro F1 on these texts is best.

    Args:
        y: 0/1, shape (texts, labels).
        probabilities: shape (texts, labels).
        fill: give a text that gets no label its most probable one, as pxtextmining does.
    """
    choices = [at_threshold(probabilities, threshold, fill=fill) for threshold in THRESHOLDS]
    return max(choices, key=lambda assigned: micro_f1(y, assigned))


def at_threshold(probabilities: np.ndarray, threshold: float, *, fill: bool) -> np.ndarray:
    """Which labels are at least so probable; see :func:`single_threshold`."""
    assigned = probabilities >= threshold
    if fill:
        empty = np.flatnonzero(~assigned.any(axis=1))
        assigned[empty, probabilities[empty].argmax(axis=1)] = True
    return assigned
