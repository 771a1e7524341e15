"""How good labels are: precision, recall, F1 with intervals, average precision, calibration."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.metrics import average_precision_score

RESAMPLES = 500
_WORD = re.compile(r"\w+")


def confusion(
    y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """True positives, false positives and false negatives a label; shape (3, labels).

    Args:
        y: 0/1, shape (texts, labels).
        predicted: 0/1, shape (texts, labels).
        weights: how often each text counts, shape (texts,).
    """
    y, predicted = y > 0, predicted > 0
    w = np.ones(len(y)) if weights is None else weights
    return np.stack([w @ (y & predicted), w @ (~y & predicted), w @ (y & ~predicted)])


def precision_recall_f1(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 of :func:`confusion` counts; 0 where undefined; shape (3, …)."""
    hits, false, missed = counts
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.stack(
            [hits / (hits + false), hits / (hits + missed), 2 * hits / (2 * hits + false + missed)]
        )
    return np.nan_to_num(result)


def bootstrap(
    y: np.ndarray, predicted: np.ndarray, *, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Precision, recall and F1 under resampling of the texts (percentile bootstrap, Efron 1979).

    Returns:
        the per-label figures, shape (resamples, 3, labels), and the micro figures, shape
        (resamples, 3).
    """
    random = np.random.default_rng(seed)
    n = len(y)
    labels = np.empty((resamples, 3, y.shape[1]))
    micro = np.empty((resamples, 3))
    for index in range(resamples):
        weights = np.bincount(random.integers(0, n, n), minlength=n)
        counts = confusion(y, predicted, weights)
        labels[index] = precision_recall_f1(counts)
        micro[index] = precision_recall_f1(counts.sum(axis=1))
    return labels, micro


def interval(samples: np.ndarray) -> list[float]:
    """The 95% interval of bootstrap samples."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return [float(low), float(high)]


def average_precision(y: np.ndarray, probabilities: np.ndarray) -> float | None:
    """Average precision of one label; None without positives."""
    return float(average_precision_score(y, probabilities)) if y.any() else None


def expected_calibration_error(
    y: np.ndarray, probabilities: np.ndarray, bins: int = 10
) -> tuple[float, list[dict[str, float]]]:
    """Mean gap between stated and true probability over equal-width bins (Naeini et al. 2015).

    Args:
        y: 0/1, any shape.
        probabilities: the same shape; labels are pooled.
        bins: number of bins.

    Returns:
        the error, 0 to 1, and for each filled bin its count, mean probability and true share.
    """
    target, stated = y.ravel() > 0, probabilities.ravel()
    which = np.minimum((stated * bins).astype(int), bins - 1)
    table, error = [], 0.0
    for index in range(bins):
        inside = which == index
        count = int(inside.sum())
        if count:
            mean, true = float(stated[inside].mean()), float(target[inside].mean())
            table.append({"count": count, "stated": mean, "true": true})
            error += count / len(stated) * abs(mean - true)
    return error, table


def krippendorff_alpha(first: np.ndarray, second: np.ndarray) -> float | None:
    """Agreement of two coders on one label, allowing for chance (Krippendorff 2011, nominal).

    Args:
        first: one coder's 0/1, shape (texts,).
        second: the other's, same shape.

    Returns:
        alpha: 1 is perfect, 0 what chance would give, below 0 worse; None where neither coder
        ever, or both always, gave the label.
    """
    values = 2 * len(first)
    given = int((first > 0).sum() + (second > 0).sum())
    expected = 2 * given * (values - given) / (values * (values - 1)) if values > 1 else 0.0
    if not expected:
        return None
    return 1 - float(((first > 0) != (second > 0)).mean()) / expected


def token_f1(quoted: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of the words of quotations against those of a coder's (as in SQuAD; Rajpurkar 2016)."""
    ours = [word.lower() for text in quoted for word in _WORD.findall(text)]
    theirs = [word.lower() for text in gold for word in _WORD.findall(text)]
    if not ours or not theirs:
        return float(ours == theirs)
    left = list(theirs)
    common = 0
    for word in ours:
        if word in left:
            left.remove(word)
            common += 1
    return 2 * common / (len(ours) + len(theirs))


def by_group(
    y: np.ndarray,
    predicted: np.ndarray,
    groups: Sequence[str],
    *,
    minimum: int = 10,
    figure: Callable[[np.ndarray], np.ndarray] = precision_recall_f1,
) -> dict[str, dict[str, float]]:
    """Micro figures by group, for groups of at least ``minimum`` texts, largest first."""
    names = np.asarray(groups, dtype=object)
    result = {}
    sizes = {name: int((names == name).sum()) for name in dict.fromkeys(groups)}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], str(item[0]))):
        if size >= minimum and name:
            rows = names == name
            p, r, f = figure(confusion(y[rows], predicted[rows]).sum(axis=1))
            result[str(name)] = {
                "texts": size,
                "precision": float(p),
                "recall": float(r),
                "f1": float(f),
            }
    return result
