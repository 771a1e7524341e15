"""Which examples of labelled data are likely mislabelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.errors import LabelledDataError, UserError
from classifier.labels.calibration import calibrate
from classifier.labels.corpus import Corpus
from classifier.labels.crossval import Progress, out_of_fold
from classifier.labels.model import SpanTextClassifier

if TYPE_CHECKING:
    import pandas as pd

MIN_TEXTS = 20
_SHOWN = 120
# Measured on the themes with one label flipped in 5% of the texts: among as many of the lowest
# scores as there were flips, 31% were flips with this aggregation, 21% with cleanlab's default.
_AGGREGATE = {"method": "exponential_moving_average", "alpha": 0.95}
_FILTER = "low_self_confidence"


class MissingPackageError(UserError):
    """A package that only this call needs is not installed."""


def likely_mislabelled(
    corpus: Corpus,
    *,
    classifier: SpanTextClassifier | None = None,
    group: str = "writer",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Rank examples by how likely a label of theirs is wrong or missing.

    Confident learning (Northcutt, Jiang and Chuang 2021; for several labels a text Thyagarajan et
    al. 2022), as the package cleanlab implements it: each label's probability comes from a model
    that learnt without the text, and labels that the probabilities contradict more than the
    model's own mistakes explain are suspect. A suspect label is a question to a person, not an
    error: a text that is hard to read is suspect too.

    Args:
        corpus: labelled examples.
        classifier: the estimator, with its settings; the default one if None. It is cloned.
        group: field that the five folds keep together; where no example has it, folds are drawn.
        progress: called with what is being done, steps done, steps in all.

    Returns:
        a row an example, the most suspect first: ``id``; ``label_quality``, 0 to 1, lower is more
        suspect; ``labels`` as given and ``suggested``, the same with each suspect label taken
        away or added, both joined by ``; ``; and how the ``text`` begins. The index is the
        example's place in the corpus.

    Raises:
        MissingPackageError: cleanlab is not installed.
        LabelledDataError: fewer than 20 texts, or no label that some texts have and some have not.
    """
    find_issues, quality_scores = _cleanlab()
    y = corpus.indicator()
    known = np.flatnonzero((y.min(axis=0) == 0) & (y.max(axis=0) == 1))
    if len(corpus) < MIN_TEXTS or not len(known):
        raise LabelledDataError(
            "There is too little labelled data to look for mistakes in.",
            found=f"{len(corpus)} texts; {len(known)} labels that some have and some have not",
            mend=f"give at least {MIN_TEXTS} texts",
        )
    scores = out_of_fold(corpus, classifier=classifier, group=group, progress=progress).scores
    probabilities = calibrate(scores, y).probabilities(scores)[:, known]
    given = [np.flatnonzero(row).tolist() for row in y[:, known]]
    quality = quality_scores(given, probabilities, aggregator_kwargs=_AGGREGATE)
    # A list a label, as documented, or one array of the shape of the probabilities, as it is.
    issues = np.asarray(find_issues(given, probabilities, filter_by=_FILTER, n_jobs=1), dtype=bool)
    if issues.shape != probabilities.shape:
        issues = issues.T
    suggested = y.copy()
    suggested[:, known] ^= issues.astype(y.dtype)
    return _table(corpus, quality, suggested)


def _table(corpus: Corpus, quality: np.ndarray, suggested: np.ndarray) -> pd.DataFrame:
    import pandas as pd

    ids = np.asarray(corpus.scheme.ids, dtype=object)
    frame = pd.DataFrame(
        {
            "id": [example.id for example in corpus.examples],
            "label_quality": quality,
            "labels": ["; ".join(example.labels) for example in corpus.examples],
            "suggested": ["; ".join(ids[row > 0]) for row in suggested],
            "text": [_start(example.text) for example in corpus.examples],
        }
    )
    return frame.sort_values("label_quality", kind="stable")


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"


def _cleanlab() -> tuple[Any, Any]:
    try:
        from cleanlab.multilabel_classification.filter import find_multilabel_issues_per_class
        from cleanlab.multilabel_classification.rank import get_label_quality_scores
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            "Looking for mislabelled examples needs the package cleanlab.",
            found=f"no module {error.name!r}",
            mend="install it: python -m pip install cleanlab",
        ) from error
    return find_multilabel_issues_per_class, get_label_quality_scores
