"""How often recurring issues are flagged by chance, and how often real ones are found.

Usage: python benchmarks/recurring.py [--reports 1000] [--councils 500]

Beside the flag stands a plainer rule: the share's difference from the rest by Newcombe's interval,
widened by Bonferroni for the number of pairs. It flags more by chance than it is meant to, so
that its power is shown as it is and, for a fair comparison, with its level lowered until it flags
no more by chance than the flag does.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from classifier.config import ReportSettings
from classifier.insight.chance import beyond_chance
from classifier.insight.counting import chains
from classifier.insight.intervals import clearly_above, wilson
from classifier.insight.pairs import counted_cases
from classifier.insight.recurring import RecurringSettings, recurring_issues
from classifier.insight.shrinkage import fit_prior, shrunk
from classifier.insight.tagged import TaggedCases, load_tagged
from classifier.labels.codebook import shipped_codebook
from classifier.reports.view import View, counted_rows, make_view

SAMPLE = Path(__file__).parent.parent / "training_data" / "sample"
FILES = (("themes", "tag_status"), ("root_causes", "finding_status"))
SETTINGS = RecurringSettings()
# What a report with two schemes leaves for each.
SCHEME_ALPHA = SETTINGS.alpha / 2
SIZES = (15, 30, 60, 120)
RATES = (0.10, 0.25)
POINTS = (0.10, 0.20, 0.30)


def sample_cases() -> TaggedCases:
    """The sample year with its true labels, which count as a person's decisions."""
    with (SAMPLE / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        frame = pd.DataFrame(list(csv.DictReader(file)))
    refs = frame["Case Reference"]
    for column, status in FILES:
        lines = (SAMPLE / f"{column}.jsonl").read_text(encoding="utf-8").splitlines()
        labels = {
            line["id"]: "; ".join(line["labels"]) or "none" for line in map(json.loads, lines)
        }
        frame[column] = ""
        frame[f"{column}_reviewed"] = [labels.get(ref, "") for ref in refs]
        frame[status] = ["no_label" if ref in labels else "no_text" for ref in refs]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.csv"
        frame.to_csv(path, index=False)
        return load_tagged([path], list(shipped_codebook().schemes.values()))


# --- False flags --------------------------------------------------------------------------------


def shuffled(view: View, random: np.random.Generator) -> pd.Series:
    """The teams dealt out anew to the complaints of each period; a complaint's rows stay together.

    A complaint's period and team are those of its first row.
    """
    chain = chains(view.cases.table.frame).to_numpy()
    team, period = view.groups.to_numpy(), view.periods.to_numpy()
    dealt = team.copy()
    roots = np.unique(chain)
    for name in np.unique(period):
        here = roots[period[roots] == name]
        dealt[here] = team[random.permutation(here)]
    return pd.Series(dealt[chain], index=view.groups.index)


def flags_any(view: View, scheme: str, groups: pd.Series) -> bool:
    issues = recurring_issues(
        view.cases,
        scheme,
        rows=counted_rows(view, view.cases.labels[scheme]),
        groups=groups,
        periods=view.periods,
        order=view.order,
        kind=view.settings.period,
        settings=SETTINGS,
    )
    return any(issue.flagged for issue in issues)


def newcombe(counts: np.ndarray, bases: np.ndarray, alpha: float) -> np.ndarray:
    """The plainer rule's flags; groups by labels. The last group is of no stated team."""
    found = np.zeros(counts.shape, dtype=bool)
    total, everything = counts.sum(axis=0), int(bases.sum())
    judged = [g for g in range(len(bases) - 1) if bases[g] >= SETTINGS.min_base]
    z = NormalDist().inv_cdf(1 - alpha / (len(judged) * counts.shape[1]))
    for g in judged:
        for label in np.flatnonzero(counts[g] >= SETTINGS.min_cases):
            k, n = int(counts[g, label]), int(bases[g])
            found[g, label] = clearly_above(k, n, int(total[label]) - k, everything - n, z)
    return found


def plain_flags_any(view: View, scheme: str, groups: pd.Series) -> bool:
    labels = view.cases.labels[scheme]
    counts, bases = counted_cases(
        labels, counted_rows(view, labels), groups, view.periods, view.order
    ).by_period()
    return bool(newcombe(counts.sum(axis=1), bases.sum(axis=1), SCHEME_ALPHA).any())


def rate(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"{count / of:.1%} ({low:.1%} to {high:.1%})"


def false_flags(reports: int, seed: int) -> None:
    view = make_view(sample_cases(), ReportSettings())
    random = np.random.default_rng(seed)
    schemes = list(view.cases.labels)
    ours, plain = (np.zeros((reports, len(schemes)), dtype=bool) for _ in range(2))
    for report in range(reports):
        groups = shuffled(view, random)
        for column, scheme in enumerate(schemes):
            ours[report, column] = flags_any(view, scheme, groups)
            plain[report, column] = plain_flags_any(view, scheme, groups)
    print(f"\n### Teams shuffled within quarters: {reports:,} reports on the sample year\n")
    print("Share of reports that flag any pair, with 95% intervals.\n")
    print(f"| | either scheme | {' | '.join(schemes)} |\n|---|---|{'---|' * len(schemes)}")
    for name, flagged in (("flag", ours), ("Newcombe with Bonferroni", plain)):
        cells = [flagged.any(axis=1), *flagged.T]
        print(f"| {name} | {' | '.join(rate(int(c.sum()), reports) for c in cells)} |")


# --- Power --------------------------------------------------------------------------------------


class Councils:
    """Made-up councils like the sample year: its teams, quarters and cases, dealt out blindly."""

    def __init__(self) -> None:
        view = make_view(sample_cases(), ReportSettings())
        labels = view.cases.labels["theme"]
        counted = counted_cases(
            labels, counted_rows(view, labels), view.groups, view.periods, view.order
        )
        self.sizes = counted.by_period()[1]
        self.carried = counted.carried

    def draw(
        self, random: np.random.Generator, planted: int, base_rate: float, points: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Counts by team, quarter and theme, and cases; team 0, theme 0 is the planted pair."""
        new = random.multinomial(planted, self.sizes.sum(axis=0) / self.sizes.sum())
        sizes = np.vstack([new, self.sizes])
        cell = np.repeat(np.arange(sizes.size), sizes.ravel())
        carried = self.carried[random.integers(0, len(self.carried), len(cell))].copy()
        chance = np.where(cell < sizes.shape[1], base_rate + points, base_rate)
        carried[:, 0] = random.random(len(cell)) < chance
        counts = [np.bincount(cell[column], minlength=sizes.size) for column in carried.T]
        return np.stack(counts, axis=1).reshape(*sizes.shape, -1), sizes


def judged(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    tested = sizes.sum(axis=1) >= SETTINGS.min_base
    tested[-1] = False
    return beyond_chance(
        counts, sizes, tested=tested, alpha=SCHEME_ALPHA, least=SETTINGS.min_cases
    ).found


def fair_alpha(made: Councils, random: np.random.Generator, councils: int) -> float:
    """The level at which Newcombe's rule flags no more than ours where no team differs."""
    draws = [made.draw(random, 30, 0.10, 0.0) for _ in range(councils)]
    ours = sum(judged(*draw).any() for draw in draws)
    alpha = SCHEME_ALPHA
    while _newcombe_flags(draws, alpha) > ours:
        alpha *= 0.8
    print(
        f"\nWhere no team differs, in {councils:,} councils: the flag"
        f" {rate(int(ours), councils)}; Newcombe meant for {SCHEME_ALPHA:.0%}"
        f" {rate(_newcombe_flags(draws, SCHEME_ALPHA), councils)}, meant for {alpha:.2%}"
        f" {rate(_newcombe_flags(draws, alpha), councils)}."
    )
    return alpha


def _newcombe_flags(draws: list[tuple[np.ndarray, np.ndarray]], alpha: float) -> int:
    return sum(bool(newcombe(c.sum(axis=1), s.sum(axis=1), alpha).any()) for c, s in draws)


def power(councils: int, seed: int) -> None:
    made, random = Councils(), np.random.default_rng(seed)
    print(f"\n### Planted effects: {councils:,} councils each, one team's theme raised")
    fair = fair_alpha(made, random, councils)
    print("\nShare of reports that flag the pair, and that flag any other, which is by chance.\n")
    print(
        "| cases of the team | rate elsewhere | rate in the team | flag | Newcombe |"
        " Newcombe, lowered | flag: another pair | Newcombe: another | lowered: another |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    for size in SIZES:
        for base_rate in RATES:
            for points in POINTS:
                tally = np.zeros(6, dtype=int)
                for _ in range(councils):
                    counts, sizes = made.draw(random, size, base_rate, points)
                    whole = counts.sum(axis=1), sizes.sum(axis=1)
                    rules = [judged(counts, sizes)]
                    rules += [newcombe(*whole, alpha) for alpha in (SCHEME_ALPHA, fair)]
                    tally += [f[0, 0] for f in rules] + [f.sum() > f[0, 0] for f in rules]
                cells = " | ".join(f"{share:.0%}" for share in tally[:3] / councils)
                other = " | ".join(f"{share:.1%}" for share in tally[3:] / councils)
                print(
                    f"| {size} | {base_rate:.0%} | {base_rate + points:.0%} | {cells} | {other} |",
                    flush=True,
                )


# --- Intervals ----------------------------------------------------------------------------------


def coverage(councils: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    bases = Councils().sizes[:-1].sum(axis=1)
    print(f"\n### The 90% interval of the estimate: {councils:,} councils each\n")
    print("Share of teams whose true rate is in the interval; small teams have under 30 cases.\n")
    print("| teams | mean rate | standard deviation of the teams' rates | all | small |")
    print("|---|---|---|---|---|")
    for sizes in (bases[:5], bases):
        for mean in RATES:
            for spread in (0.03, 0.08, 0.15):
                weight = mean * (1 - mean) / spread**2 - 1
                held = np.zeros((councils, len(sizes)), dtype=bool)
                for council in range(councils):
                    true = random.beta(mean * weight, (1 - mean) * weight, len(sizes))
                    counts = random.binomial(sizes, true)
                    found = shrunk(counts, sizes, fit_prior(counts, sizes))
                    held[council] = (found.low <= true) & (true <= found.high)
                small = held[:, sizes < 30]  # noqa: PLR2004
                print(
                    f"| {len(sizes)} | {mean:.0%} | {spread:.2f} | {held.mean():.1%} |"
                    f" {small.mean():.1%} |"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--councils", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()
    begun = time.perf_counter()
    false_flags(arguments.reports, arguments.seed)
    power(arguments.councils, arguments.seed)
    coverage(arguments.councils, arguments.seed)
    print(f"\n{time.perf_counter() - begun:,.0f} seconds")


if __name__ == "__main__":
    main()
