"""Which groups carry a label more often than chance would have it, over many pairs at once.

The chance meant is that of dealing a period's cases out to the groups blindly: every group keeps
its number of cases in every period, and every label its number in every period, but which case
goes to which group is drawn at random. A pair's count is then a sum of independent
hypergeometric counts, one a period, whose distribution is known exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).max
"""A critical count that no group can reach."""

# Tails are kept to this many decimals, so that equal ones stay equal after rounding errors.
_DECIMALS = 13


def count_tails(
    sizes: NDArray[np.int64], carried: NDArray[np.int64], totals: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """How likely each count, or a higher one, is where cases are dealt out blindly.

    Args:
        sizes: cases of each group (rows) in each period (columns).
        carried: cases with each label (columns) in each period (rows), over all groups.
        totals: cases in each period (rows) that each label (columns) is dealt out over.

    Returns:
        for each group an array of labels by counts from 0 to the group's cases: the probability
        of at least that count, 0 to 1, to about 13 decimals.
    """
    from scipy.special import gammaln

    most = max(int(totals.max(initial=0)), int(sizes.max(initial=0)))
    factorials = gammaln(np.arange(most + 1) + 1.0)
    return [_tails_of(group, carried, totals, factorials) for group in sizes]


def _tails_of(
    sizes: NDArray[np.int64],
    carried: NDArray[np.int64],
    totals: NDArray[np.int64],
    factorials: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Distributions of sums are products of their Fourier transforms."""
    from scipy.fft import irfft, next_fast_len, rfft

    base = int(sizes.sum())
    length = next_fast_len(base + 1, real=True)
    product = np.ones((carried.shape[1], length // 2 + 1), dtype=complex)
    for period in np.flatnonzero(sizes):
        chances = _hypergeometric(totals[period], carried[period], int(sizes[period]), factorials)
        product *= rfft(chances, length, axis=1)
    chances = irfft(product, length, axis=1)[:, : base + 1].clip(min=0.0)
    tails = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1]
    tails[:, 0] = 1.0
    return np.round(tails, _DECIMALS).clip(max=1.0)


def _hypergeometric(
    total: NDArray[np.int64],
    marked: NDArray[np.int64],
    drawn: int,
    factorials: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Chances of 0 to ``drawn`` marked ones among ``drawn`` of ``total``; a row a label."""
    # Where a label is no longer dealt out to a group, fewer are left than it would draw: no chance.
    hits, marks, others = np.arange(drawn + 1)[None, :], marked[:, None], (total - marked)[:, None]
    possible = (hits <= marks) & (drawn - hits <= others)

    def choose(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.float64]:
        k = np.where(possible, k, 0)
        return factorials[n] - factorials[k] - factorials[n - k]

    ways = factorials[total] - factorials[drawn] - factorials[np.maximum(total - drawn, 0)]
    chances = choose(marks, hits) + choose(others, drawn - hits) - ways[:, None]
    return np.where(possible, np.exp(np.where(possible, chances, 0.0)), 0.0)


def critical_counts(
    tails: Sequence[NDArray[np.float64]],
    *,
    alpha: float,
    least: int,
    tested: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """The count from which on each pair is more than chance, judged with all others.

    All pairs share one bound on the mid-p value of a count, which is the chance of a higher count
    and half that of the count itself (Lancaster 1961, JASA 56:223): the highest bound for which
    the chances of reaching a critical count, added up over the pairs, stay within ``alpha``.
    Counts are whole numbers and most pairs can't come near the bound, so that this finds more
    than a bound of ``alpha`` over the number of pairs (the reasoning of Tarone 1990, Biometrics
    46:515); and it holds however the pairs depend on each other.

    Args:
        tails: see :func:`count_tails`.
        alpha: highest chance of any critical count being reached in blind dealing.
        least: no critical count is below this.
        tested: groups by labels, True for the pairs to judge; by default all.

    Returns:
        groups by labels; :data:`NEVER` for pairs that are not tested or can't be judged.
    """
    labels = tails[0].shape[0] if tails else 0
    critical = np.full((len(tails), labels), NEVER, dtype=np.int64)
    owners, counts, values, chances = _candidates(tails, alpha, least, tested)
    if not len(values):
        return critical
    order = np.argsort(values, kind="stable")
    values, spent = values[order], np.cumsum(chances[order])
    # Counts of equal standing become critical together or not at all.
    within = np.searchsorted(values, values, side="right") - 1
    affordable = int(np.count_nonzero(spent[within] <= alpha))
    chosen = order[:affordable]
    np.minimum.at(critical.reshape(-1), owners[chosen], counts[chosen])
    return critical


def _candidates(
    tails: Sequence[NDArray[np.float64]],
    alpha: float,
    least: int,
    tested: NDArray[np.bool_] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Counts that could be critical: pair, count, its mid-p value, and its chance."""
    owners, counts, values, chances = [], [], [], []
    for group, tail in enumerate(tails):
        steps = tail - np.concatenate([tail[:, 1:], np.zeros((len(tail), 1))], axis=1)
        use = (tail <= alpha) & (tail > 0)
        use[:, :least] = False
        if tested is not None:
            use &= tested[group][:, None]
        label, count = np.nonzero(use)
        owners.append(group * len(tail) + label)
        counts.append(count)
        values.append(np.round(tail - steps / 2, _DECIMALS)[use])
        chances.append(steps[use])
    if not owners:
        none = np.zeros(0)
        return none.astype(np.int64), none.astype(np.int64), none, none
    return (
        np.concatenate(owners).astype(np.int64),
        np.concatenate(counts).astype(np.int64),
        np.concatenate(values),
        np.concatenate(chances),
    )


@dataclass(frozen=True)
class Judgement:
    """What chance says of each pair; arrays of groups by labels.

    Attributes:
        found: True for pairs that are more than chance.
        chance: the probability of as many cases or more where cases are dealt out blindly, not
            adjusted for the number of pairs; NaN for groups that aren't tested.
    """

    found: NDArray[np.bool_]
    chance: NDArray[np.float64]


def beyond_chance(
    counts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    tested: NDArray[np.bool_],
    alpha: float,
    least: int,
) -> Judgement:
    """Pairs whose count is more than chance, with the chance of any false one at most ``alpha``.

    Pairs found are set aside, and the rest is judged again, until none is found: they leave the
    others what they had of ``alpha`` (Holm 1979, Scand J Stat 6:65), and their cases leave the
    comparison, which they would hide others in. A case that goes can only have been one of a
    group that differs, unless a false pair was found already, so that the guarantee stands.

    Args:
        counts: cases by group, period and label; groups that aren't tested count in the rest.
        sizes: cases by group and period.
        tested: True for groups to judge.
        alpha: highest chance, 0 to 1, that any pair is found where cases are dealt out blindly.
        least: a pair with fewer cases than this is never found.

    Returns:
        which pairs were found, and the chance of each.
    """
    judged, labels = np.flatnonzero(tested), counts.shape[2]
    observed = counts[judged].sum(axis=1)
    found = np.zeros((len(counts), labels), dtype=bool)
    chance = np.full(found.shape, np.nan)
    tails = [np.zeros((labels, int(sizes[group].sum()) + 1)) for group in judged]
    changed = np.ones(labels, dtype=bool)
    while changed.any() and len(judged):
        kept = ~found[:, None, changed]
        carried = (counts[:, :, changed] * kept).sum(axis=0)
        totals = (sizes[:, :, None] * kept).sum(axis=0)
        for tail, new in zip(tails, count_tails(sizes[judged], carried, totals), strict=True):
            tail[changed] = new
        tail_here = np.array([t[range(labels), n] for t, n in zip(tails, observed, strict=True)])
        chance[judged] = np.where(found[judged], chance[judged], tail_here)
        critical = critical_counts(tails, alpha=alpha, least=least, tested=~found[judged])
        more = observed >= critical
        found[judged] |= more
        changed = more.any(axis=0)
    return Judgement(found, chance)
