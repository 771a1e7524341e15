"""How often noise looks like news: false signals and power of the charts and of the verdicts.

Usage: python benchmarks/spc.py

Prints the Markdown tables that the report's method note quotes. Everything is simulated with a
fixed seed, or exact where it says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import binom

from classifier.cases.table import CaseTable
from classifier.insight import actions
from classifier.insight.changes import Change
from classifier.insight.differences import newcombe
from classifier.insight.spc import RULES, noise_share, segment_signals
from classifier.insight.tagged import TaggedCases

Array = np.ndarray
Rng = np.random.Generator
Row = tuple[object, ...]

NEGLIGIBLE = 1e-12
SEED = 20260401
SERIES = 20_000
TEAM = Change(dt.date(2025, 4, 1), "Team", "", "action", "An action")


def shares(rng: Rng, series: int, months: int, base: int, share: float) -> Array:
    """Monthly shares; bases vary as Poisson."""
    bases = np.maximum(rng.poisson(base, (series, months)), 1)
    return rng.binomial(bases, share) / bases


def counts(rng: Rng, series: int, months: int, mean: float) -> Array:
    return rng.poisson(mean, (series, months)).astype(float)


def tripped(values: Array, screen: bool = True) -> list[float]:
    """Share of charts that trip each rule, any of them, and any at the last month."""
    found = segment_signals(values, np.ones(values.shape[1], bool), screen=screen)
    rules = np.array([found.rules[rule] for rule in RULES])
    by_rule = rules.any(axis=2).mean(axis=1)
    anywhere = np.asarray(rules.any(axis=0))
    return [*by_rule, anywhere.any(axis=1).mean(), anywhere[:, -1].mean()]


def noise_table(series: int = SERIES) -> list[Row]:
    rows: list[tuple[int, str, float, Array]] = []
    for months in (12, 15, 24):
        rng = np.random.default_rng(SEED)
        for base in (20, 60, 200):
            for share in (0.1, 0.25, 0.5):
                name = f"share {share:.0%} of {base} cases a month"
                values = shares(rng, series, months, base, share)
                rows.append((months, name, base * share, values))
        rows += [
            (months, f"{mean} cases a month", mean, counts(rng, series, months, mean))
            for mean in (1, 2, 3, 5, 10, 40)
        ]
        rows.append((months, "normal noise", 0, rng.normal(0, 1, (series, months))))
    return [
        (months, name, f"{mean:g}" if mean else "", *tripped(values), tripped(values, False)[-2])
        for months, name, mean, values in rows
    ]


def chart_power(before: float, after: float, base: int, since: int, series: int = SERIES) -> float:
    """Share of charts with 12 months before and ``since`` after a change that show it."""
    rng = np.random.default_rng(SEED)
    parts = shares(rng, series, 12, base, before), shares(rng, series, since, base, after)
    found = segment_signals(np.hstack(parts), np.ones(12 + since, bool))
    rules = np.logical_or.reduce([found.rules[rule] for rule in RULES])
    way = 1 if after > before else -1
    return float((rules & (found.side == way))[:, 12:].any(axis=1).mean())


def verdict_shares(
    base_before: int, base_after: int, before: float, after: float
) -> tuple[float, float]:
    """Exact shares of improved and worse where the true shares are known."""
    one = binom.pmf(np.arange(base_before + 1), base_before, before)
    two = binom.pmf(np.arange(base_after + 1), base_after, after)
    improved = worse = 0.0
    for a in range(base_before + 1):
        for b in range(base_after + 1):
            chance = one[a] * two[b]
            if chance < NEGLIGIBLE:
                continue
            _, low, high = newcombe(b, base_after, a, base_before)
            improved += chance * (high < 0)
            worse += chance * (low > 0)
    return float(improved), float(worse)


def wandering(wander: float, series: int = 4000) -> tuple[float, float]:
    """False verdicts where the true share wanders: 12 months of 5 cases before, 8 after."""
    rng = np.random.default_rng(SEED)
    size = 0.3 * 0.7 / wander**2 - 1
    true = rng.beta(0.3 * size, 0.7 * size, (series, 20))
    found = rng.binomial(5, true)
    return _verdicts(found[:, :12].sum(axis=1), 60, found[:, 12:].sum(axis=1), 40)


def after_a_bad_spell(series: int = 4000) -> tuple[float, float]:
    """As above, steady at 30%, but each action answers the worst quarter of three years."""
    rng = np.random.default_rng(SEED)
    found = rng.binomial(5, 0.3, (series, 44))
    quarters = np.lib.stride_tricks.sliding_window_view(found[:, 9:36], 3, axis=1).sum(axis=2)
    start = quarters.argmax(axis=1) + 12
    rows = np.arange(series)[:, None]
    before = found[rows, start[:, None] - 12 + np.arange(12)].sum(axis=1)
    after = found[rows, start[:, None] + np.arange(8)].sum(axis=1)
    return _verdicts(before, 60, after, 40)


def _verdicts(
    before: Array, base_before: int, after: Array, base_after: int
) -> tuple[float, float]:
    bounds = [
        newcombe(int(b), base_after, int(a), base_before)
        for a, b in zip(before, after, strict=True)
    ]
    return (
        sum(high < 0 for _, _, high in bounds) / len(bounds),
        sum(low > 0 for _, low, _ in bounds) / len(bounds),
    )


def volume_verdicts(
    mean: float, spread: float, series: int = 1000, ratio: float = 1.0
) -> tuple[float, float]:
    """Shares of lower and higher: 12 months before, 8 after; variance ``spread`` times the mean."""
    rng = np.random.default_rng(SEED)
    months = pd.period_range("2024-04", "2025-11", freq="M")
    means = np.full(20, float(mean))
    means[12:] *= ratio
    verdicts = []
    for _ in range(series):
        drawn = rng.gamma(means / (spread - 1), spread - 1) if spread > 1 else means
        dates = pd.Series(np.repeat(months.to_timestamp(), rng.poisson(drawn)))
        frame = pd.DataFrame({"received_date": dates, "team": "Team"})
        cases = TaggedCases(CaseTable(frame, {}), {}, pd.Series(True, index=frame.index), [])
        found = actions.judge_actions(cases, [TEAM], complete_to=dt.date(2025, 11, 30))
        verdicts.append(found[0].verdict)
    return verdicts.count(actions.LOWER) / series, verdicts.count(actions.HIGHER) / series


def show(title: str, headers: Sequence[str], rows: Sequence[Row]) -> None:
    print(f"\n{title}\n\n| {' | '.join(headers)} |\n|{'---|' * len(headers)}")
    for row in rows:
        cells = [f"{100 * cell:.1f}%" if isinstance(cell, float) else str(cell) for cell in row]
        print(f"| {' | '.join(cells)} |")


def main() -> None:
    show(
        "Charts in which nothing changed, by the rules that they trip",
        ["months", "series", "mean with it", *RULES, "any rule", "at the last month", "unscreened"],
        noise_table(),
    )
    show(
        "Normal noise, by number of months",
        ["months", "any rule", "at the last month"],
        [(n, noise_share(n), noise_share(n, latest=True)) for n in (6, 7, 9, 12, 15, 18, 24, 36)],
    )
    changes = [(0.2, 0.3), (0.2, 0.4), (0.2, 0.1), (0.4, 0.2)]
    show(
        "True changes after 12 months, and the charts that show them after 3, 7 and 12 more",
        ["share before", "after", "cases a month", "3", "7", "12"],
        [
            (f"{a:.0%}", f"{b:.0%}", base, *(chart_power(a, b, base, n) for n in (3, 7, 12)))
            for base in (20, 60, 200)
            for a, b in changes
        ],
    )
    sizes = [(20, 20), (40, 40), (60, 40), (120, 80), (300, 200)]
    steady = [(p, p) for p in (0.05, 0.1, 0.25, 0.5)]
    show(
        "Verdicts on actions (exact)",
        ["cases before", "after", "true share before", "after", "improved", "worse"],
        [
            (*size, f"{a:.0%}", f"{b:.0%}", *verdict_shares(*size, a, b))
            for size in sizes
            for a, b in [*steady, (0.5, 0.25), (0.3, 0.2), (0.3, 0.15), (0.2, 0.3)]
        ],
    )
    show(
        "Verdicts where nothing was done: 60 cases before, 40 after, a share of 30%",
        ["what happens", "improved", "worse"],
        [
            ("the true share wanders by 5 points a month", *wandering(0.05)),
            ("the true share wanders by 10 points a month", *wandering(0.1)),
            ("the action answers the worst quarter", *after_a_bad_spell()),
        ],
    )
    show(
        "Verdicts on the number of complaints: 12 months before, 8 after",
        ["cases a month", "variance over mean", "true change", "lower", "higher"],
        [
            (mean, f"{spread:g}", f"{ratio - 1:+.0%}", *volume_verdicts(mean, spread, ratio=ratio))
            for mean in (5, 20, 60)
            for spread in (1.0, 2.0)
            for ratio in (1.0, 1.5)
        ],
    )


if __name__ == "__main__":
    main()
