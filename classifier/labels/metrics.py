"""How good labels are: precision, recall, F1 with intervals, average precision, calibration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

NAMES = ("precision", "recall", "f1")
RESAMPLES = 500
MIN_CLUSTERS = 5
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


def resampling_units(n: int, clusters: np.ndarray | None) -> np.ndarray:
    """What the bootstrap draws: groups of texts where there are enough of them, else texts.

    Args:
        n: number of texts.
        clusters: each text's group (its writer), shape (texts,); None where unknown.

    Returns:
        the number of each text's unit, from 0, shape (texts,); with fewer than 5 groups every
        text is a unit of its own.
    """
    if clusters is None:
        return np.arange(n)
    names, units = np.unique(clusters, return_inverse=True)
    return units if len(names) >= MIN_CLUSTERS else np.arange(n)


def bootstrap(
    y: np.ndarray,
    predicted: np.ndarray,
    *,
    clusters: np.ndarray | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Precision, recall and F1 under resampling (percentile bootstrap, Efron 1979).

    Whole writers are drawn where they are known (cluster bootstrap; Davison and Hinkley 1997,
    section 3.8): what is asked is how good the labels are on other people's texts, and texts by
    one writer resemble each other, so that drawing texts one by one would give intervals that
    are too narrow. One writer fewer than there are is drawn, which makes the variance unbiased
    where writers are few (Rao and Wu 1988). With fewer than 5 writers, or none known, texts are
    drawn, and the interval says nothing about other writers.

    Args:
        y: 0/1, shape (texts, labels).
        predicted: 0/1, shape (texts, labels).
        clusters: each text's writer, shape (texts,); see :func:`resampling_units`.
        resamples: how many.
        seed: of the random draws.

    Returns:
        the per-label figures, shape (resamples, 3, labels), and the micro figures, shape
        (resamples, 3).
    """
    units = resampling_units(len(y), clusters)
    count = int(units.max(initial=-1)) + 1
    draws = count - 1 if count < len(y) else count
    y, predicted = y > 0, predicted > 0
    parts = np.concatenate([y & predicted, ~y & predicted, y & ~predicted], axis=1)
    totals = np.zeros((count, parts.shape[1]))
    np.add.at(totals, units, parts)
    random = np.random.default_rng(seed)
    labels = np.empty((resamples, 3, y.shape[1]))
    micro = np.empty((resamples, 3))
    for index in range(resamples):
        weights = np.bincount(random.integers(0, count, draws), minlength=count)
        counts = (weights @ totals).reshape(3, -1)
        labels[index] = precision_recall_f1(counts)
        micro[index] = precision_recall_f1(counts.sum(axis=1))
    return labels, micro


def interval(samples: np.ndarray) -> list[float]:
    """The 95% interval of bootstrap samples."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return [float(low), float(high)]


def with_intervals(values: np.ndarray, samples: np.ndarray) -> dict[str, Any]:
    """Precision, recall and F1, each with its 95% interval as ``<name>_interval``.

    Args:
        values: shape (3,).
        samples: shape (resamples, 3).
    """
    result: dict[str, Any] = {}
    for index, name in enumerate(NAMES):
        result[name] = float(values[index])
        result[f"{name}_interval"] = interval(samples[:, index])
    return result


@dataclass(frozen=True)
class Summary:
    """Precision, recall and F1 with intervals, as :func:`with_intervals` gives them.

    Attributes:
        micro: of all decisions together.
        macro: mean over the labels that some text has.
        labels: of each label, in column order.
    """

    micro: dict[str, Any]
    macro: dict[str, Any]
    labels: list[dict[str, Any]]


def summarise(
    y: np.ndarray, predicted: np.ndarray, *, clusters: np.ndarray | None = None
) -> Summary:
    """Micro, macro and per-label figures with 95% intervals; see :func:`bootstrap`."""
    counts = confusion(y, predicted)
    per_label = precision_recall_f1(counts)
    samples, micro_samples = bootstrap(y, predicted, clusters=clusters)
    present = (y > 0).any(axis=0)
    none = not present.any()
    return Summary(
        with_intervals(precision_recall_f1(counts.sum(axis=1)), micro_samples),
        with_intervals(
            np.zeros(3) if none else per_label[:, present].mean(axis=1),
            np.zeros_like(micro_samples) if none else samples[:, :, present].mean(axis=2),
        ),
        [with_intervals(per_label[:, i], samples[:, :, i]) for i in range(y.shape[1])],
    )


def taken_for(y: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Which labels were wrongly assigned where a label was missed.

    As in the multi-label confusion matrix (Heydarian, Doyle and Samavi 2022), a label that a text
    has and did not get is set against the labels that the same text got and does not have, with
    a last column for misses with nothing wrong beside them. Here one miss counts once: it is
    shared evenly among the wrong labels of its text, so that a row adds up to its label's misses.
    Two labels that are wrong in one text by coincidence are counted too: read the large cells.

    Args:
        y: 0/1, shape (texts, labels).
        predicted: 0/1, shape (texts, labels).

    Returns:
        rows of missed labels, columns of labels assigned instead, the last column for none;
        shape (labels, labels + 1). The diagonal is 0.
    """
    y, predicted = y > 0, predicted > 0
    missed, wrong = (y & ~predicted).astype(float), (predicted & ~y).astype(float)
    count = wrong.sum(axis=1)
    shares = np.column_stack([wrong / np.maximum(count, 1)[:, None], count == 0])
    return missed.T @ shares


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
    clusters: np.ndarray | None = None,
) -> dict[str, dict[str, Any]]:
    """Micro figures by group, for groups of at least ``minimum`` texts, largest first.

    Args:
        y: 0/1, shape (texts, labels).
        predicted: 0/1, shape (texts, labels).
        groups: each text's group; texts with an empty one are left out.
        minimum: smaller groups are left out.
        clusters: each text's writer, for the intervals; see :func:`bootstrap`.

    Returns:
        group -> ``texts`` and what :func:`with_intervals` gives.
    """
    names = np.asarray(groups, dtype=object)
    result = {}
    sizes = {name: int((names == name).sum()) for name in dict.fromkeys(groups)}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], str(item[0]))):
        if size >= minimum and name:
            rows = names == name
            own = None if clusters is None else clusters[rows]
            values = precision_recall_f1(confusion(y[rows], predicted[rows]).sum(axis=1))
            samples = bootstrap(y[rows], predicted[rows], clusters=own)[1]
            result[str(name)] = {"texts": size, **with_intervals(values, samples)}
    return result
