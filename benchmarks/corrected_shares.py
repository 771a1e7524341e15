"""Do corrected shares hold what they promise?

Usage: python benchmarks/corrected_shares.py [PREDICTIONS.npz]

Councils are made by drawing writers and services, each with replacement, from texts whose labels
are known: the corpus, with predictions cross-validated by writer, and the sample year, whose
writers the shipped model has not read. So every council has its own mixture of people and
matters, and the model errs on it in its own way; labels are never what is drawn by. In each, n
cases are drawn at random and 'reviewed', and the shares of all labels estimated by
`classifier.insight.corrected`, by the reviewed cases alone (Wilson), and by plain counting.

For rare labels, cases that carry the label are left out at random until its share is about what
the table says (0.7 to 1.3 times that).

Cross-validation takes some minutes; given a file's name, predictions are kept in it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm
from sklearn.model_selection import GroupKFold

from classifier.insight.corrected import LEVEL, estimate_shares, wilson_bounds
from classifier.labels.calibration import calibrate
from classifier.labels.corpus import Corpus, load_corpus
from classifier.labels.model import SpanTextClassifier
from classifier.labels.persistence import load_model
from classifier.text.cleaning import clean

ROOT = Path(__file__).parent.parent
SIZES = (50, 100, 200)
RARE = (0.01, 0.03, 0.06)
COUNCILS, RARE_COUNCILS = 400, 120
# Writers drawn for a council: about 1,000 cases of the corpus, 700 of the sample year.
WRITERS = {"corpus": 10, "sample year": 8}
Z90 = float(norm.ppf((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Predictions:
    """Known labels, probabilities and assigned labels, (cases, labels); who wrote, about what."""

    truth: np.ndarray
    probabilities: np.ndarray
    assigned: np.ndarray
    writers: np.ndarray
    services: np.ndarray


def fields(corpus: Corpus, name: str) -> np.ndarray:
    return np.asarray([example.fields.get(name, "") for example in corpus.examples])


def cross_validated() -> Predictions:
    """Predictions for the corpus, each by a model that never saw its writer."""
    corpus = load_corpus(ROOT / "training_data" / "themes.jsonl")
    y, writers = corpus.indicator(), fields(corpus, "writer")
    texts = np.asarray(corpus.texts, dtype=object)
    evidence = [example.evidence for example in corpus.examples]
    scores = np.empty(y.shape)
    for inside, outside in GroupKFold(n_splits=5).split(texts, groups=writers):
        model = SpanTextClassifier().fit(
            list(texts[inside]),
            y[inside],
            labels=corpus.scheme.ids,
            evidence=[evidence[index] for index in inside],
        )
        scores[outside] = model.score_cleaned([clean(text) for text in texts[outside]])[0]
    calibration = calibrate(scores, y)
    p = calibration.probabilities(scores)
    return Predictions(y, p, calibration.assigned(p), writers, fields(corpus, "service"))


def sample_year() -> Predictions:
    corpus = load_corpus(ROOT / "training_data" / "sample" / "themes.jsonl")
    model = load_model(ROOT / "models" / "theme")
    p = model.calibration.probabilities(model.classifier.decision_function(corpus.texts))
    return Predictions(
        corpus.indicator(),
        p,
        model.calibration.assigned(p),
        fields(corpus, "writer"),
        fields(corpus, "service"),
    )


def council(data: Predictions, writers: int, random: np.random.Generator) -> np.ndarray:
    """Positions of a council's cases: writers times services, each drawn with replacement."""
    who, who_at = np.unique(data.writers, return_inverse=True)
    what, what_at = np.unique(data.services, return_inverse=True)
    people = np.bincount(random.integers(0, len(who), writers), minlength=len(who))
    matters = np.bincount(random.integers(0, len(what), len(what)), minlength=len(what))
    return np.repeat(np.arange(len(data.truth)), people[who_at] * matters[what_at])


def trial(
    y: np.ndarray, p: np.ndarray, assigned: np.ndarray, n: int, random: np.random.Generator
) -> np.ndarray:
    """One council reviewed once; shape (figures, labels), see `summary`."""
    drawn = random.choice(len(y), n, replace=False)
    found = estimate_shares(y[drawn], p[drawn], p)
    truth, counts = y.mean(axis=0), y[drawn].sum(axis=0)
    # The reviewed cases alone, with the same correction for a finite population.
    alone = wilson_bounds(counts / n, np.asarray(n / (1 - n / len(y))), Z90)
    return np.stack(
        [
            (found.low <= truth) & (truth <= found.high),
            found.high - found.low,
            alone[1] - alone[0],
            (alone[0] <= truth) & (truth <= alone[1]),
            np.abs(found.share - truth),
            np.abs(counts / n - truth),
            np.abs(assigned.mean(axis=0) - truth),
        ]
    ).astype(float)


def common(data: Predictions, writers: int, n: int) -> np.ndarray:
    """Trials over councils; shape (councils, figures, labels)."""
    random = np.random.default_rng(n)
    trials: list[np.ndarray] = []
    while len(trials) < COUNCILS:
        at = council(data, writers, random)
        if len(at) >= 2 * n:
            trials.append(
                trial(data.truth[at], data.probabilities[at], data.assigned[at], n, random)
            )
    return np.asarray(trials)


def rare(data: Predictions, writers: int, n: int, share: float) -> np.ndarray:
    """Trials over councils and labels made rare; shape (trials, figures, 1)."""
    random = np.random.default_rng(n)
    trials: list[np.ndarray] = []
    for _ in range(RARE_COUNCILS):
        at = council(data, writers, random)
        for label in range(data.truth.shape[1]):
            carries = data.truth[at, label] > 0
            # Not one share alone: coverage of so few cases goes up and down with it in steps.
            about = share * random.uniform(0.7, 1.3)
            keep = max(1, round(about * (~carries).sum() / (1 - about)))
            if carries.sum() < keep or (~carries).sum() < n:
                continue
            rows = at[
                np.r_[
                    random.choice(np.flatnonzero(carries), keep, replace=False),
                    np.flatnonzero(~carries),
                ]
            ]
            one = slice(label, label + 1)
            trials.append(
                trial(
                    data.truth[rows, one],
                    data.probabilities[rows, one],
                    data.assigned[rows, one],
                    n,
                    random,
                )
            )
    return np.asarray(trials)


def summary(trials: np.ndarray) -> str:
    cover, width, alone, alone_cover, error, alone_error, plain = trials.mean(axis=(0, 2))
    by_label = trials[:, 0].mean(axis=0)
    spread = f"{by_label.min():.2f} to {by_label.max():.2f}" if len(by_label) > 1 else "–"
    return (
        f"{cover:.3f} | {spread} | {alone_cover:.3f} | {100 * width:.1f} | {100 * alone:.1f}"
        f" | {100 * error:.2f} | {100 * alone_error:.2f} | {100 * plain:.2f} |"
    )


def predictions(path: str) -> dict[str, Predictions]:
    if path and Path(path).exists():
        kept = np.load(path)
        corpus = Predictions(*(kept[name] for name in Predictions.__dataclass_fields__))
    else:
        corpus = cross_validated()
        if path:
            np.savez(path, **vars(corpus))
    return {"corpus": corpus, "sample year": sample_year()}


def main() -> None:
    sets = predictions(sys.argv[1] if len(sys.argv) > 1 else "")
    print(
        "| data | share | reviewed | coverage | by label | alone: coverage | width | alone: width"
        " | error | alone: error | plain counting: error |\n|" + "---|" * 11
    )
    for name, data in sets.items():
        for n in SIZES:
            trials = common(data, WRITERS[name], n)
            print(f"| {name} | as it is | {n} | {summary(trials)}")
    for name, data in sets.items():
        for share in RARE:
            for n in SIZES:
                trials = rare(data, WRITERS[name], n, share)
                print(f"| {name} | about {share:.0%} | {n} | {summary(trials)}")
    print("\nCoverage of 90% intervals; widths and mean absolute errors in percentage points.")


if __name__ == "__main__":
    main()
