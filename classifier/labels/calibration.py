"""From scores to calibrated probabilities, thresholds, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

# Pseudo-positives that pull a label's threshold towards the common one: with as many real
# positives, the label's own threshold has half of the say.
SHRINKAGE = 20.0
CHECK_SHARE = 0.30
# The labels to check in a text are those that hold so much of the errors in such texts.
_LISTED_ERRORS = 0.80
_GRID = np.linspace(0.1, 0.8, 71)
_BANDS = np.linspace(0.0, 3.0, 121)


@dataclass(frozen=True)
class Calibration:
    """What turns scores into probabilities and decisions.

    Attributes:
        slope, offset: of each label's logistic curve (Platt 1999), shape (labels,).
        thresholds: a label is assigned at a probability of at least this, shape (labels,).
        doubt: a text in which at least so many wrong labels are to be expected should be
            checked; see :func:`expected_errors`.
        band: in such a text, the labels whose log-odds lie within so much of their threshold's.
    """

    slope: np.ndarray
    offset: np.ndarray
    thresholds: np.ndarray
    doubt: float
    band: float

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Probabilities of scores, both of shape (texts, labels)."""
        return expit(scores * self.slope + self.offset)

    def assigned(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels are assigned, boolean, shape (texts, labels)."""
        return probabilities >= self.thresholds

    def to_check(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels, assigned or not, a person should look at; boolean, (texts, labels).

        Of a text that should be checked these are the labels near their threshold, and the
        nearest in any case.
        """
        doubtful = expected_errors(probabilities, self.thresholds) >= self.doubt
        away = distance(probabilities, self.thresholds)
        near = away <= np.maximum(self.band, away.min(axis=1, keepdims=True))
        return near & doubtful[:, None]


def expected_errors(probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """How many labels of each text are wrong, as expected from the probabilities; shape (texts,).

    An assigned label is wrong with one minus its probability, another with its probability.
    """
    assigned = probabilities >= thresholds
    return np.where(assigned, 1 - probabilities, probabilities).sum(axis=1)


def distance(probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """How far probabilities are from their thresholds, in log-odds."""
    return np.abs(_logit(probabilities) - _logit(thresholds))


def _logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(p / (1 - p))


def calibrate(scores: np.ndarray, y: np.ndarray) -> Calibration:
    """Fit a calibration to out-of-fold scores.

    Args:
        scores: log-odds of texts by models that had not seen them, shape (texts, labels).
        y: 0/1, shape (texts, labels).

    Returns:
        the calibration. A label's threshold is where its own F1 is best, drawn towards the
        threshold at which micro F1 is best the more, the fewer positives it has. At most 30% of
        the texts are to be checked; the band is the narrowest that lists 80% of the errors in
        them.
    """
    fits = [_platt(scores[:, label], y[:, label]) for label in range(y.shape[1])]
    slope = np.asarray([fit[0] for fit in fits])
    offset = np.asarray([fit[1] for fit in fits])
    probabilities = expit(scores * slope + offset)
    thresholds = choose_thresholds(probabilities, y)
    doubt, band = _choose_checks(probabilities, thresholds, y)
    return Calibration(slope, offset, thresholds, doubt, band)


def _platt(scores: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    positives = int(target.sum())
    if positives == 0 or positives == len(target):
        return 1.0, 0.0
    model = LogisticRegression(C=1.0, solver="lbfgs").fit(scores[:, None], target)
    # A falling curve would turn a label round; too few positives can give one by chance.
    return max(float(model.coef_[0, 0]), 0.05), float(model.intercept_[0])


def choose_thresholds(probabilities: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A threshold a label, shrunk towards the common one; shape (labels,)."""
    common = _GRID[int(np.argmax([_micro_f1(probabilities >= t, y) for t in _GRID]))]
    thresholds = np.empty(y.shape[1])
    for label in range(y.shape[1]):
        positives = y[:, label].sum()
        f1 = [_f1(probabilities[:, label] >= t, y[:, label]) for t in _GRID]
        own = _GRID[int(np.argmax(f1))] if max(f1) > 0 else common
        weight = positives / (positives + SHRINKAGE)
        thresholds[label] = weight * own + (1 - weight) * common
    return thresholds


def _micro_f1(predicted: np.ndarray, y: np.ndarray) -> float:
    return _f1(predicted.ravel(), y.ravel())


def _f1(predicted: np.ndarray, target: np.ndarray) -> float:
    hits = int((predicted & (target > 0)).sum())
    total = int(predicted.sum()) + int(target.sum())
    return 2 * hits / total if total else 0.0


def _choose_checks(
    probabilities: np.ndarray, thresholds: np.ndarray, y: np.ndarray
) -> tuple[float, float]:
    expected = expected_errors(probabilities, thresholds)
    # The next number above those of the texts that are left out, so that ties are left out too.
    doubt = float(np.nextafter(np.quantile(expected, 1 - CHECK_SHARE, method="higher"), np.inf))
    errors = (probabilities >= thresholds) != (y > 0)
    away = distance(probabilities, thresholds)[(expected >= doubt)[:, None] & errors]
    wanted = np.quantile(away, _LISTED_ERRORS) if len(away) else 0.0
    return doubt, float(_BANDS[min(np.searchsorted(_BANDS, wanted), len(_BANDS) - 1)])


def checking_curve(
    probabilities: np.ndarray, y: np.ndarray, thresholds: np.ndarray
) -> list[tuple[float, float]]:
    """Share of the texts checked against the share of wrong labels that are found.

    Texts are checked from the one with the most errors to be expected on.

    Returns:
        pairs ``(share of texts checked, share of errors found)`` for 0%, 5%, … 100%.
    """
    errors = ((probabilities >= thresholds) != (y > 0)).sum(axis=1)
    order = np.argsort(-expected_errors(probabilities, thresholds), kind="stable")
    found = np.concatenate([[0], np.cumsum(errors[order])])
    total = max(int(errors.sum()), 1)
    shares = np.linspace(0, 1, 21)
    return [(float(s), float(found[round(s * len(order))] / total)) for s in shares]
