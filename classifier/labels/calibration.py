"""From scores to calibrated probabilities, thresholds, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

# Pseudo-positives that pull a label's threshold towards the common one: with as many real
# positives, the label's own threshold has half of the say.
SHRINKAGE = 50.0
CHECK_SHARE = 0.30
_GRID = np.linspace(0.1, 0.8, 71)
_BANDS = np.linspace(0.0, 3.0, 121)


@dataclass(frozen=True)
class Calibration:
    """What turns scores into probabilities and decisions.

    Attributes:
        slope, offset: of each label's logistic curve (Platt 1999), shape (labels,).
        thresholds: a label is assigned at a probability of at least this, shape (labels,).
        band: a label whose log-odds lie within so much of its threshold's should be checked.
    """

    slope: np.ndarray
    offset: np.ndarray
    thresholds: np.ndarray
    band: float

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Probabilities of scores, both of shape (texts, labels)."""
        return expit(scores * self.slope + self.offset)

    def assigned(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels are assigned, boolean, shape (texts, labels)."""
        return probabilities >= self.thresholds

    def to_check(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels, assigned or not, a person should look at; boolean, (texts, labels)."""
        return distance(probabilities, self.thresholds) <= self.band


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
        threshold at which micro F1 is best the more, the fewer positives it has. The band is
        the widest with which at most 30% of the texts have a label to check.
    """
    fits = [_platt(scores[:, label], y[:, label]) for label in range(y.shape[1])]
    slope = np.asarray([fit[0] for fit in fits])
    offset = np.asarray([fit[1] for fit in fits])
    probabilities = expit(scores * slope + offset)
    thresholds = choose_thresholds(probabilities, y)
    band = _choose_band(probabilities, thresholds)
    return Calibration(slope, offset, thresholds, band)


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


def _choose_band(probabilities: np.ndarray, thresholds: np.ndarray) -> float:
    nearest = distance(probabilities, thresholds).min(axis=1)
    shares = np.asarray([(nearest <= band).mean() for band in _BANDS])
    return float(_BANDS[np.flatnonzero(shares <= CHECK_SHARE).max(initial=0)])


def checking_curve(
    probabilities: np.ndarray, y: np.ndarray, thresholds: np.ndarray
) -> list[tuple[float, float]]:
    """Share of the texts checked against the share of wrong labels that are found.

    Texts are checked from the one with the label nearest to its threshold on.

    Returns:
        pairs ``(share of texts checked, share of errors found)`` for 0%, 5%, … 100%.
    """
    errors = ((probabilities >= thresholds) != (y > 0)).sum(axis=1)
    order = np.argsort(distance(probabilities, thresholds).min(axis=1), kind="stable")
    found = np.concatenate([[0], np.cumsum(errors[order])])
    total = max(int(errors.sum()), 1)
    shares = np.linspace(0, 1, 21)
    return [(float(s), float(found[round(s * len(order))] / total)) for s in shares]
