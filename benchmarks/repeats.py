"""How well 'upheld before, and again' finds the sample year's stories.

Usage: python benchmarks/repeats.py [--rows N]

The stories were told apart by one reader, from the first lines of every complaint and finding of
five teams (training_data/sample/repeats.csv), before anything was measured. A complaint is a true
repeat where an earlier upheld case of another complaint tells its story. The labels are the
model's, as in use.

The threshold was chosen on the first two teams alone. The figures of the other three were in view
while the design was chosen, so that they are no wholly independent test of it.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import random
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.insight.counting import chains
from classifier.insight.repeats import UPHELD, RepeatSettings, find_repeats
from classifier.insight.tagged import TaggedCases, load_tagged
from classifier.labels.batch import tag_files
from classifier.labels.persistence import load_model

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "training_data" / "sample"
TEAMS = {
    "threshold chosen on": ("Waste Collection", "School Transport"),
    "other teams": ("Adult Finance", "Customer Contact", "Family Safeguarding"),
}
TEXT = ("complaint_text",)
TEXTS = ("complaint_text", "finding_text")
DESIGNS = {
    "complaint": RepeatSettings(columns=TEXT, service_weight=0),
    "complaint, evidence twice": RepeatSettings(
        columns=(*TEXT, "themes_evidence"), service_weight=0
    ),
    "complaint and finding": RepeatSettings(columns=TEXTS, service_weight=0),
    "service and shared label alone": RepeatSettings(columns=(), service_weight=1),
    "complaint, finding, service": RepeatSettings(),
    "the same, service twice as much": RepeatSettings(service_weight=0.2),
}
THRESHOLDS = (0.15, 0.17, 0.19, 0.21, 0.22, 0.23, 0.24, 0.25, 0.27, 0.30)


def true_repeats(cases: TaggedCases, stories: pd.Series, rows: np.ndarray) -> np.ndarray:
    """Positions of first rows with an earlier upheld case of their story and of another chain."""
    frame, chain = cases.table.frame, chains(cases.table.frame).to_numpy()
    received, responded = frame["received_date"], frame["responded_date"]
    found = []
    for later in rows[cases.first.to_numpy()[rows]]:
        if stories.iloc[later] == "none":
            continue
        day = received.iloc[later]
        found += [
            later
            for earlier in rows
            if stories.iloc[earlier] == stories.iloc[later]
            and chain[earlier] != chain[later]
            and frame["outcome"].iloc[earlier] in UPHELD
            and received.iloc[earlier] < day
            and not responded.iloc[earlier] >= day
        ][:1]
    return np.array(found)


def scored(cases: TaggedCases, stories: pd.Series, settings: RepeatSettings) -> pd.DataFrame:
    """Each complaint's best pair, whatever its similarity."""
    if not settings.columns:
        settings = dataclasses.replace(settings, columns=("team",))
    every = find_repeats(cases, dataclasses.replace(settings, threshold=1e-9))
    pairs = pd.DataFrame([(p.later, p.earlier, p.similarity) for p in every.pairs])
    pairs.columns = pd.Index(["later", "earlier", "similarity"])
    told = stories.to_numpy()
    pairs["right"] = (told[pairs["later"]] == told[pairs["earlier"]]) & (
        told[pairs["later"]] != "none"
    )
    return pairs.sort_values("similarity", ascending=False, kind="stable")


def average_precision(right: pd.Series, positives: int) -> float:
    hits = right.to_numpy()
    return float((hits.cumsum() / np.arange(1, len(hits) + 1))[hits].sum() / positives)


def print_designs(cases: TaggedCases, stories: pd.Series) -> None:
    print("| pairs, average precision | " + " | ".join(TEAMS) + " |\n|---|---|---|")
    for name, settings in DESIGNS.items():
        pairs = scored(cases, stories, settings)
        figures = []
        for teams in TEAMS.values():
            rows = np.flatnonzero(cases.table.frame["team"].isin(teams))
            truth = true_repeats(cases, stories, rows)
            ours = pairs[pairs["later"].isin(rows)]
            figures.append(f"{average_precision(ours['right'], len(truth)):.2f}")
        print(f"| {name} | {' | '.join(figures)} |")


def print_thresholds(cases: TaggedCases, stories: pd.Series) -> None:
    pairs = scored(cases, stories, RepeatSettings())
    for name, teams in TEAMS.items():
        rows = np.flatnonzero(cases.table.frame["team"].isin(teams))
        truth = true_repeats(cases, stories, rows)
        first = int(cases.first.to_numpy()[rows].sum())
        print(f"\n{name}: {', '.join(teams)}; {first} complaints, {len(truth)} true repeats\n")
        print("| threshold | listed | pairs: precision | recall | cases: precision | recall |")
        print("|---|---|---|---|---|---|")
        for threshold in THRESHOLDS:
            kept = pairs[pairs["later"].isin(rows) & (pairs["similarity"] >= threshold)]
            right, found = int(kept["right"].sum()), int(kept["later"].isin(truth).sum())
            shares = [
                f"{n / max(d, 1):.2f}" for n in (right, found) for d in (len(kept), len(truth))
            ]
            print(f"| {threshold:.2f} | {len(kept)} | {' | '.join(shares)} |")


def print_speed(cases: TaggedCases, rows: int) -> None:
    """Time on made-up cases: the sample's sentences shuffled, in 500 teams and in one."""
    frame = cases.table.frame
    dice = random.Random(0)
    sentences = [s for text in frame["complaint_text"] for s in text.split(". ") if s]
    chosen = np.random.default_rng(0).integers(len(frame), size=rows)
    large = frame.iloc[chosen].reset_index(drop=True)
    large["case_ref"] = [f"X-{n}" for n in range(rows)]
    large["parent_ref"] = ""
    large["complaint_text"] = [". ".join(dice.choices(sentences, k=6)) for _ in range(rows)]
    large["team"] = [f"Team {dice.randrange(500)}" for _ in range(rows)]
    labels = cases.labels["theme"]
    parts = {
        name: getattr(labels, name).iloc[chosen].reset_index(drop=True)
        for name in ("carried", "base", "reviewed", "to_check", "evidence")
    }
    for name, part in (("500 teams", rows), ("one team", rows // 5)):
        table = dataclasses.replace(cases.table, frame=large.head(part).copy())
        if name == "one team":
            table.frame["team"] = "Team"
        theme = dataclasses.replace(labels, **{k: v.head(part) for k, v in parts.items()})
        first = pd.Series(True, index=table.frame.index)
        start = time.process_time()
        found = find_repeats(TaggedCases(table, {"theme": theme}, first, []))
        seconds = time.process_time() - start
        pairs = f"{len(found.pairs):,} pairs"
        print(f"{part:,} cases in {name}: {seconds:.1f} s of one processor, {pairs}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="cases to time; 0 for none")
    arguments = parser.parse_args()
    model = load_model(ROOT / "models" / "theme")
    with tempfile.TemporaryDirectory() as folder:
        tagged = Path(folder) / "tagged.csv"
        tag_files([SAMPLE / "cases.csv"], tagged, [model])
        cases = load_tagged([tagged], [model.scheme])
    with (SAMPLE / "repeats.csv").open(encoding="utf-8", newline="") as file:
        told = {row["case_ref"]: row["story"] for row in csv.DictReader(file)}
    stories = cases.table.frame["case_ref"].map(told).fillna("none")
    print_designs(cases, stories)
    print_thresholds(cases, stories)
    if arguments.rows:
        print()
        print_speed(cases, arguments.rows)


if __name__ == "__main__":
    main()
