"""Statistical process control: XmR charts and the four rules by which a series has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

RULES = ("outside", "shift", "trend", "near_limit")
BASELINE = 12
# Half a year: fewer points have too few moving ranges to draw even trial limits from.
LEAST_POINTS = 6
# Below this, charts of pure noise give false signals clearly more often (benchmarks/spc.py).
LEAST_MEAN = 5.0

_LIMIT = 2.66
_NEAR = 2 * _LIMIT / 3
_OUTLIER = 3.267
_RUN = 7
_EPSILON = 1e-9
_SERIES = 20_000
_SEED = 20260401

_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ControlPoint:
    """One point of a chart.

    Attributes:
        value: None where there is none, such as a share of no cases.
        mean: the segment's mean; None where it has no limits.
        lower: lower limit, not below 0.
        upper: upper limit, for shares not above 1.
        rules: the rules that it trips, of ``RULES``.
        side: 1 above the mean, -1 below, 0 on it or not judged.
        segment: number of the stretch between rebasings, from 0.
        trial: its limits come from fewer points than the baseline.
        complete: False for a period that is not over.
        judged: False for an incomplete period, a missing value, and where there are no limits.
    """

    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    rules: tuple[str, ...]
    side: int
    segment: int
    trial: bool
    complete: bool
    judged: bool


@dataclass(frozen=True)
class ControlChart:
    """An XmR chart.

    Attributes:
        points: in order.
        kind: ``count`` or ``share``.
        baseline: points that each segment's limits are drawn from.
        screened: moving ranges of 3.267 times their mean or more were left out of the limits.
        dropped: how many were, by segment.
    """

    points: tuple[ControlPoint, ...]
    kind: str
    baseline: int
    screened: bool
    dropped: tuple[int, ...]

    @property
    def signals(self) -> tuple[int, ...]:
        """Positions of the points that trip a rule."""
        return tuple(i for i, point in enumerate(self.points) if point.rules)

    @property
    def trial(self) -> bool:
        """Whether the last segment has limits that are not locked yet."""
        limited = [point for point in self.points if point.mean is not None]
        return bool(limited) and limited[-1].trial


@dataclass(frozen=True)
class SegmentSignals:
    """Limits and tripped rules of many series of one length at once.

    Attributes:
        mean: by series; NaN where there are no limits.
        spread: by series, from the mean to either limit.
        dropped: by series, moving ranges left out as outliers.
        judged: series x points.
        side: series x points, 1, 0 or -1.
        rules: rule -> series x points.
        used: by series, points that the limits come from.
    """

    mean: _Floats
    spread: _Floats
    dropped: npt.NDArray[np.int64]
    judged: _Bools
    side: npt.NDArray[np.int8]
    rules: dict[str, _Bools]
    used: npt.NDArray[np.int64]


def control_chart(
    values: Sequence[float | None],
    *,
    rebase: Sequence[int] = (),
    baseline: int = BASELINE,
    kind: str = "count",
    complete: Sequence[bool] | None = None,
    screen: bool = True,
) -> ControlChart:
    """Draw an XmR chart and apply the four rules.

    Limits are the mean and 2.66 times the mean moving range either way, from the first
    ``baseline`` points of a segment, then locked; with fewer they are trial limits from what
    there is, and with fewer than ``LEAST_POINTS`` there are none. Rules and constants are those
    of NHSRplotthedots, the NHS's code for Making Data Count, with the baseline fixed. A missing
    or incomplete point breaks runs and has no moving range.

    Args:
        values: one a period, in order; None or NaN where there is none.
        rebase: positions at which a new segment begins, such as the first month after a change.
        baseline: points that limits are locked on.
        kind: ``count``, or ``share`` (0 to 1).
        complete: False for a period that is not over: it is drawn, not judged.
        screen: leave outlying moving ranges out, once.

    Raises:
        ValueError: ``kind`` is neither, lengths differ, or ``rebase`` lies outside the series.
    """
    if kind not in {"count", "share"}:
        raise ValueError(f"kind is {kind!r}, not count or share")
    series = np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
    judge = np.ones(len(series), bool) if complete is None else np.array(complete, bool)
    if len(judge) != len(series):
        raise ValueError(f"{len(judge)} flags for {len(series)} values")
    if any(not 0 <= at < len(series) for at in rebase):
        raise ValueError(f"rebase at {list(rebase)}, outside a series of {len(series)}")
    edges = sorted({0, len(series), *rebase})
    points: list[ControlPoint] = []
    dropped = []
    for number, (start, end) in enumerate(pairwise(edges)):
        part = slice(start, end)
        found = segment_signals(series[None, part], judge[part], baseline=baseline, screen=screen)
        points += _points(series[part], judge[part], found, number, baseline, kind)
        dropped.append(int(found.dropped[0]))
    return ControlChart(tuple(points), kind, baseline, screen, tuple(dropped))


def _points(
    values: _Floats,
    complete: _Bools,
    found: SegmentSignals,
    segment: int,
    baseline: int,
    kind: str,
) -> list[ControlPoint]:
    mean, spread = float(found.mean[0]), float(found.spread[0])
    limits: tuple[float | None, float | None, float | None] = (None, None, None)
    if not np.isnan(mean):
        top = mean + spread
        limits = (mean, max(0.0, mean - spread), min(1.0, top) if kind == "share" else top)
    trial = int(found.used[0]) < baseline
    return [
        ControlPoint(
            None if np.isnan(value) else float(value),
            *limits,
            rules=tuple(rule for rule in RULES if found.rules[rule][0, i]),
            side=int(found.side[0, i]),
            segment=segment,
            trial=trial,
            complete=bool(complete[i]),
            judged=bool(found.judged[0, i]),
        )
        for i, value in enumerate(values)
    ]


def segment_signals(
    values: _Floats, complete: _Bools, *, baseline: int = BASELINE, screen: bool = True
) -> SegmentSignals:
    """Limits and rules of many series at once, each without a rebasing.

    Args:
        values: series x points; NaN where there is no value.
        complete: by point, False for one that is not judged.
        baseline: points that limits come from.
        screen: leave outlying moving ranges out, once.
    """
    valid = ~np.isnan(values) & complete
    base = valid & (np.cumsum(valid, axis=1) <= baseline)
    used = base.sum(axis=1)
    moves = np.abs(np.diff(values, axis=1))
    paired = base[:, 1:] & base[:, :-1]
    average = _row_mean(moves, paired)
    kept = paired
    if screen:
        kept = paired & ((moves < _OUTLIER * average[:, None]) | (average[:, None] == 0))
        average = _row_mean(moves, kept)
    enough = (used >= LEAST_POINTS) & ~np.isnan(average)
    mean = np.where(enough, _row_mean(values, base), np.nan)
    judged = valid & enough[:, None]
    distance = np.where(judged, values - mean[:, None], 0.0)
    # Shares are quotients: without this, one that equals the mean would fall to a side by chance.
    hair = _EPSILON * np.maximum(1.0, np.abs(np.nan_to_num(mean)))[:, None]
    side = np.where(np.abs(distance) <= hair, 0, np.sign(distance)).astype(np.int8)
    rules = _rules(np.where(judged, values, np.nan), distance, side, average[:, None], hair)
    dropped = (paired & ~kept).sum(axis=1)
    return SegmentSignals(mean, _LIMIT * average, dropped, judged, side, rules, used)


def _row_mean(values: _Floats, use: _Bools) -> _Floats:
    count = use.sum(axis=1)
    total = np.where(use, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _rules(
    values: _Floats,
    distance: _Floats,
    side: npt.NDArray[np.int8],
    average: _Floats,
    hair: _Floats,
) -> dict[str, _Bools]:
    size = np.abs(distance)
    outside = size > _LIMIT * average + hair
    near = ~outside & (size > _NEAR * average + hair)
    steps = np.diff(values, axis=1)
    moves = np.where(np.abs(np.nan_to_num(steps)) <= hair, 0, np.sign(np.nan_to_num(steps)))
    pairs = np.zeros_like(near)
    trend = np.zeros_like(near)
    shift = np.zeros_like(near)
    for way in (1, -1):
        shift |= _in_window(side == way, _RUN, _RUN)
        # Six moves join seven points: a move that is part of a run marks both of its ends.
        run = _in_window(moves == way, _RUN - 1, _RUN - 1)
        trend[:, 1:] |= run
        trend[:, :-1] |= run
        pairs |= near & _in_window(near & (side == way), 3, 2, all_of=side == way)
    return {"outside": outside, "shift": shift, "trend": trend, "near_limit": pairs}


def _in_window(
    hits: _Bools, width: int, least: int, all_of: npt.NDArray[np.bool_] | None = None
) -> _Bools:
    """Points in some window of ``width`` with ``least`` hits or more, ``all_of`` throughout."""
    marked = np.zeros_like(hits)
    if hits.shape[1] < width:
        return marked
    windows = np.lib.stride_tricks.sliding_window_view(hits, width, axis=1)
    good = windows.sum(axis=2) >= least
    if all_of is not None:
        good &= np.lib.stride_tricks.sliding_window_view(all_of, width, axis=1).all(axis=2)
    for offset in range(width):
        marked[:, offset : offset + good.shape[1]] |= good
    return marked


def too_few_to_chart(counts: Sequence[float], bases: Sequence[float] | None = None) -> str:
    """Why a monthly series is not charted; empty where it can be.

    Where the mean count is very low, each event becomes a signal, so rare events are listed, not
    charted. The limits are this project's, from what noise does (``benchmarks/spc.py``): six
    complete months, and a mean of five cases a month; for a share, five that have the label and
    five that don't.

    Args:
        counts: cases by complete month.
        bases: for shares, what they are shares of.
    """
    if len(counts) < LEAST_POINTS:
        return f"fewer than {LEAST_POINTS} complete months"
    least = f"fewer than {LEAST_MEAN:.0f} cases"
    if bases is None:
        return f"{least} a month" if float(np.mean(counts)) < LEAST_MEAN else ""
    if float(np.mean(bases)) < LEAST_MEAN:
        return f"{least} a month"
    if float(np.mean(counts)) < LEAST_MEAN:
        return f"{least} with it a month"
    return f"{least} without it a month" if np.mean(bases) - np.mean(counts) < LEAST_MEAN else ""


@cache
def noise_share(points: int, *, latest: bool = False, screen: bool = True) -> float:
    """How often a series in which nothing changes trips a rule all the same, 0 to 1.

    Simulated with normal noise and a fixed seed (20,000 series); shares and counts that are not
    too few to chart come close to it (``benchmarks/spc.py``).

    Args:
        points: judged points of a segment.
        latest: only signals that the last point is part of.
        screen: as in :func:`control_chart`.
    """
    if points < LEAST_POINTS:
        return 0.0
    noise = np.random.default_rng(_SEED).normal(0.0, 1.0, (_SERIES, points))
    found = segment_signals(noise, np.ones(points, bool), screen=screen)
    tripped = np.logical_or.reduce([found.rules[rule] for rule in RULES])
    return float((tripped[:, -1] if latest else tripped.any(axis=1)).mean())
