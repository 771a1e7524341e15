"""Shares of labels, corrected by a reviewed random sample.

Counts of a model's labels carry its errors into every share. Prediction-powered inference
(Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Science 382, 2023) takes the model's mean over
all cases and adds the mean error that the reviewed random cases show. Tuned as in PPI++
(Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), and with the reviewed cases among all,
that is the regression estimator of survey sampling (Särndal, Swensson and Wretman 1992, 6.4).

What is estimated is the share of these very cases that would carry the label had a person read
every one, so the variance has the correction for a finite population: with all cases reviewed it
is 0. Package ppi-python has the estimator, but only with normal intervals for an endless
population, which are too short for 50 cases and fail for rare labels, and it brings numba,
statsmodels and a downloader along.

The reviewed cases must be new to the model. One that has learnt from them errs less on them than
on the others, and the correction would be too small: tag with a model that was trained on other
cases; or empty ``review_part`` and ``review_frame``, and draw and review another random part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from classifier.insight.random_sample import (
    RandomSample,
    predicted_probabilities,
    random_sample,
)
from classifier.insight.tagged import TaggedCases
from classifier.insight.themes import ALL, NOT_STATED

LEVEL = 0.90
MIN_REVIEWED = 30
# A share is corrected where nearly all of its cases had a chance to be drawn.
MIN_SPOKEN_FOR = 0.95
# With fewer reviewed cases with the label (or without it) the model's part can't be tuned, and the
# reviewed cases alone say what is known. Without this rule, 90% intervals from 50 cases cover half
# of the time for a label of one case in a hundred, and seven times in ten for one in thirty; see
# benchmarks/corrected_shares.py, which the next two numbers rest on as well.
MIN_CARRYING = 3
# Pseudo-cases that draw the tuning towards 1, plain prediction-powered inference.
_TUNING_CASES = 10.0
# Pseudo-cases with the variance of the label itself: no error seen in 50 cases is not no error.
_VARIANCE_CASES = 2.0


@dataclass(frozen=True)
class ShareEstimates:
    """Estimated shares, an entry a label.

    Attributes:
        share: 0 to 1.
        low, high: bounds of the interval.
        tuning: how much of the model's part is used; 0 is the reviewed cases alone.
    """

    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    tuning: np.ndarray


@dataclass(frozen=True)
class CorrectedShares:
    """Shares of labels by group, corrected where enough random cases were reviewed.

    Attributes:
        table: a row a group and label: ``group``, ``label``, ``base`` (cases), ``reviewed``
            (random ones of them), ``counted`` (the share of plain counting, a person's decision
            before the model's), ``share``, ``low``, ``high`` (missing where not corrected),
            ``tuning``. ``counted`` is missing where the base is 0.
        level: of the intervals.
        minimum: reviewed random cases that a group needs.
        note: for readers: why there is no corrected share, or what the shares rest on.
    """

    table: pd.DataFrame
    level: float
    minimum: int
    note: str

    @property
    def corrected(self) -> list[str]:
        """The groups whose shares are corrected, in order."""
        return list(self.table.loc[self.table["share"].notna(), "group"].unique())


def estimate_shares(
    decided: np.ndarray,
    predicted: np.ndarray,
    everywhere: np.ndarray,
    weights: np.ndarray | None = None,
    level: float = LEVEL,
) -> ShareEstimates:
    """Estimate shares from reviewed random cases and predictions for all cases.

    The interval is Wilson's, for as many cases as would give the estimate's variance by plain
    counting (as Dean and Pagano 2015 do for surveys), with Student's quantile. A label that fewer
    than three of the reviewed cases carry, or lack, gets the reviewed cases' own Wilson interval.

    Args:
        decided: 0/1, a person's labels of the reviewed cases, shape (n, labels), n at least 2.
        predicted: 0 to 1, predictions for them, same shape.
        everywhere: predictions for all cases, those included, shape (N, labels).
        weights: how many cases each reviewed one stands for, shape (n,); N / n without.
        level: of the interval.

    Raises:
        ValueError: fewer than 2 reviewed cases, or shapes that don't fit.
    """
    n, labels = decided.shape
    if n < 2 or predicted.shape != decided.shape or everywhere.shape[1] != labels:  # noqa: PLR2004
        raise ValueError(f"{n} reviewed cases of shapes {predicted.shape}, {everywhere.shape}")
    w = np.full(n, len(everywhere) / n) if weights is None else np.asarray(weights, dtype=float)
    w = np.maximum(w, 1.0)
    decided = decided.astype(float)
    tuning = _tuning(decided, predicted, everywhere.var(axis=0))
    errors = decided - tuning * predicted
    share = np.clip(tuning * everywhere.mean(axis=0) + np.average(errors, axis=0, weights=w), 0, 1)
    # Variance of a weighted mean, each case's part reduced by its chance to be drawn.
    factor = float((w * w * (1 - 1 / w)).sum() / w.sum() ** 2)
    variance = _error_variance(decided, errors) * factor
    low, high = _bounds(share, variance, tuning, factor, n, level)
    return ShareEstimates(share, low, high, tuning)


def _tuning(decided: np.ndarray, predicted: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The regression of decisions on predictions, drawn towards 1, within 0 and 1."""
    n = len(decided)
    centred = predicted - predicted.mean(axis=0)
    together = (centred * decided).sum(axis=0) + _TUNING_CASES * spread
    alone = (centred**2).sum(axis=0) + _TUNING_CASES * spread
    slope = np.divide(together, alone, out=np.zeros_like(alone), where=alone > 0)
    carrying = decided.sum(axis=0)
    tunable = np.minimum(carrying, n - carrying) >= MIN_CARRYING
    return np.where(tunable, np.clip(slope, 0.0, 1.0), 0.0)


def _error_variance(decided: np.ndarray, errors: np.ndarray) -> np.ndarray:
    n = len(decided)
    near = (decided.sum(axis=0) + 1) / (n + 2)
    sums = ((errors - errors.mean(axis=0)) ** 2).sum(axis=0)
    return (sums + _VARIANCE_CASES * near * (1 - near)) / (n - 1 + _VARIANCE_CASES)


def _bounds(
    share: np.ndarray,
    variance: np.ndarray,
    tuning: np.ndarray,
    factor: float,
    n: int,
    level: float,
) -> tuple[np.ndarray, np.ndarray]:
    if factor <= 0:
        return share.copy(), share.copy()
    ends = (1 + level) / 2
    z = np.where(tuning > 0, stats.t.ppf(ends, n - 1), stats.norm.ppf(ends))
    # At a share of 0 plain counting has no variance to compare with: the least share that n cases
    # could have shown stands in. Predictions never make the sample worth less than it is.
    inner = np.clip(share, 1 / (n + 2), 1 - 1 / (n + 2))
    size = np.maximum(inner * (1 - inner) / variance, 1 / factor)
    size = np.where(tuning > 0, size, 1 / factor)
    return wilson_bounds(share, size, z)


def wilson_bounds(
    share: np.ndarray, size: np.ndarray, z: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's bounds of estimated shares that are worth as much as plain counts of ``size``.

    Args:
        share: 0 to 1.
        size: effective number of cases, more than 0, need not be whole.
        z: two-sided quantile.
    """
    centre = (share + z * z / (2 * size)) / (1 + z * z / size)
    spread = np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    spread = spread * z / (1 + z * z / size)
    # At 0 and 1 the bound is exact, which rounding would miss by a hair.
    low = np.where(share <= 0, 0.0, np.clip(centre - spread, 0, 1))
    return low, np.where(share >= 1, 1.0, np.clip(centre + spread, 0, 1))


# --- Tables ------------------------------------------------------------------------------------


def corrected_shares(
    cases: TaggedCases,
    scheme: str,
    rows: pd.Series,
    groups: pd.Series | None = None,
    *,
    level: float = LEVEL,
    minimum: int = MIN_REVIEWED,
) -> CorrectedShares:
    """Shares of a scheme's labels, corrected by the reviewed random sample.

    Args:
        cases: tagged cases.
        scheme: scheme id.
        rows: True for the rows to count: each complaint's first for themes, of one period, …
        groups: the group of every row; without, all are one group ``All``. Call it once without
            and once with teams for both.
        level: of the intervals.
        minimum: reviewed random cases that a group needs for its shares to be corrected.

    Returns:
        plain counts for every group, corrected shares where the sample allows.
    """
    labels = cases.labels[scheme]
    sample = random_sample(cases, scheme)
    use = rows & labels.base
    keys = (
        groups[use].replace("", NOT_STATED)
        if groups is not None
        else pd.Series(ALL, use[use].index)
    )
    places = keys.groupby(keys.to_numpy(), sort=False).indices
    order = sorted(places, key=lambda name: (name == NOT_STATED, -len(places[name]), str(name)))
    predicted = predicted_probabilities(cases, scheme)[use].to_numpy()
    carried = labels.carried[use].to_numpy()
    drawn, spoken = sample.rows[use].to_numpy(), sample.spoken_for[use].to_numpy()
    weights = sample.weights[use].to_numpy()
    parts = []
    for name in order:
        at = places[name]
        reviewed = at[drawn[at]]
        part = pd.DataFrame({"group": name, "label": list(labels.scheme.ids), "base": len(at)})
        part["reviewed"] = len(reviewed)
        part["counted"] = carried[at].mean(axis=0)
        within = at[spoken[at]]
        if len(reviewed) >= max(minimum, 2) and len(within) >= MIN_SPOKEN_FOR * len(at):
            found = estimate_shares(
                carried[reviewed], predicted[reviewed], predicted[within], weights[reviewed], level
            )
            part["share"], part["low"], part["high"] = found.share, found.low, found.high
            part["tuning"] = found.tuning
        parts.append(part)
    table = _stacked(parts)
    note = _note(sample, use, labels.reviewed, table, minimum, level)
    return CorrectedShares(table, level, minimum, note)


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["group", "label", "base", "reviewed", "counted", "share", "low", "high", "tuning"]
    whole = [part.reindex(columns=columns) for part in parts]
    return pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=columns)


def _note(
    sample: RandomSample,
    use: pd.Series,
    decided: pd.Series,
    table: pd.DataFrame,
    minimum: int,
    level: float,
) -> str:
    reviewed = int((sample.rows & use).sum())
    if use.any() and decided[use].all():
        return "A person decided on every one of these cases: shares are counts of their decisions."
    if not reviewed:
        return (
            "No random sample of these cases has been reviewed, so shares are plain counts of"
            " assigned labels, with the model's errors in them."
        )
    if table["share"].notna().any():
        return (
            f"Corrected by {reviewed:,} randomly drawn cases that a person reviewed"
            f" (prediction-powered inference, {level:.0%} intervals)."
        )
    spoken = int((sample.spoken_for & use).sum())
    if spoken < MIN_SPOKEN_FOR * int(use.sum()):
        return (
            f"The reviewed random sample was drawn from {spoken:,} of these {int(use.sum()):,}"
            " cases, too few to speak for all of them: shares are plain counts."
        )
    return (
        f"{reviewed:,} randomly drawn cases were reviewed, spread too thinly to correct a share"
        f" ({minimum} are needed): shares are plain counts."
    )
