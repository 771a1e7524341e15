"""The datasheet's tables: what the labelled files hold, by label, channel, length and service.

Usage: python benchmarks/corpus_tables.py [--curve]   (--curve adds the learning curve)
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np

from classifier.labels.calibration import calibrate
from classifier.labels.corpus import Corpus, load_corpus
from classifier.labels.metrics import confusion, krippendorff_alpha, precision_recall_f1
from classifier.labels.model import SpanTextClassifier
from classifier.labels.training import length_band

DATA = Path(__file__).parent.parent / "training_data"
FILES = ("themes.jsonl", "root_causes.jsonl", "sample/themes.jsonl", "sample/root_causes.jsonl")
FOLDS = 5


def counted(title: str, counts: Counter, most: int = 100) -> None:
    print(f"| {title} | texts |\n|---|---|")
    for name, count in counts.most_common(most):
        print(f"| {name} | {count:,} |")
    print()


def tables(name: str, corpus: Corpus) -> None:
    examples = corpus.examples
    fields = [example.fields for example in examples]
    print(f"\n### `{name}`\n")
    print(
        f"{len(examples):,} texts by {len({f['writer'] for f in fields})} writers;"
        f" {sum(len(e.labels) for e in examples) / len(examples):.2f} labels a text;"
        f" {sum(not e.labels for e in examples):,} without a label;"
        f" {sum('hard' in f for f in fields):,} hard on purpose;"
        f" {sum(f.get('pii', '[]') != '[]' for f in fields):,} with (invented) personal data.\n"
    )
    counted("label", Counter(label for e in examples for label in e.labels))
    counted("channel", Counter(f["channel"] for f in fields))
    counted("length", Counter(length_band(e.text) for e in examples))
    services = Counter(f["service"] for f in fields)
    print(f"{len(services)} services; the most frequent: ", end="")
    print(", ".join(f"{service} {count}" for service, count in services.most_common(12)) + ".")


def agreement(names: tuple[str, ...]) -> None:
    """The two coders' agreement, before the third look, over the texts that both coded."""
    corpora = [load_corpus(DATA / name) for name in names]
    scheme = corpora[0].scheme
    twice = [
        (json.loads(e.fields["first_coder"]), json.loads(e.fields["second_coder"]))
        for corpus in corpora
        for e in corpus.examples
        if "second_coder" in e.fields
    ]
    if not twice:
        return
    first, second = (
        np.asarray([[label in pair[side] for label in scheme.ids] for pair in twice], dtype=int)
        for side in (0, 1)
    )
    f1 = precision_recall_f1(confusion(first, second))[2]
    micro = precision_recall_f1(confusion(first, second).sum(axis=1))[2]
    total = sum(len(corpus) for corpus in corpora)
    print(f"\n### Agreement on {scheme.name.lower()}s\n")
    print(f"{len(twice):,} of {total:,} texts were coded twice; micro F1 of one coder against the")
    print(f"other {micro:.2f}; the same labels on {(first == second).all(axis=1).mean():.0%}.\n")
    print(
        "| label | first coder | second coder | F1 | Krippendorff's alpha |\n|---|---|---|---|---|"
    )
    for i, label in enumerate(scheme.ids):
        alpha = krippendorff_alpha(first[:, i], second[:, i])
        alpha_words = "n/a" if alpha is None else f"{alpha:.2f}"
        counts = f"{first[:, i].sum()} | {second[:, i].sum()}"
        print(f"| {label} | {counts} | {f1[i]:.2f} | {alpha_words} |")


def learning_curve(name: str, corpus: Corpus, seed: int = 0) -> list[tuple[float, float]]:
    """Micro F1 on unseen writers, learning from 25, 50 and 100% of the other writers' texts."""
    y, texts = corpus.indicator(), np.asarray(corpus.texts, dtype=object)
    groups = corpus.groups()
    evidence = [e.evidence for e in corpus.examples]
    print(f"\n### Learning curve of `{name}`\n")
    print("| share | texts learnt from | micro F1 |\n|---|---|---|")
    points = []
    random = np.random.default_rng(seed)
    fold_of = random.permutation(len(set(groups)))[groups] % FOLDS
    for share in (0.25, 0.5, 1.0):
        scores, sizes = np.empty(y.shape), []
        for fold in range(FOLDS):
            inside = np.flatnonzero(fold_of != fold)
            part = np.sort(random.permutation(inside)[: round(share * len(inside))])
            sizes.append(len(part))
            model = SpanTextClassifier().fit(
                list(texts[part]),
                y[part],
                labels=corpus.scheme.ids,
                evidence=[evidence[i] for i in part],
            )
            outside = np.flatnonzero(fold_of == fold)
            scores[outside] = model.decision_function(list(texts[outside]))
        calibration = calibrate(scores, y)
        assigned = calibration.assigned(calibration.probabilities(scores))
        f1 = precision_recall_f1(confusion(y, assigned).sum(axis=1))[2]
        points.append((float(np.mean(sizes)), float(f1)))
        print(f"| {share:.0%} | {np.mean(sizes):,.0f} | {f1:.3f} |")
    return points


def draw(curves: dict[str, list[tuple[float, float]]]) -> None:
    """Draw the learning curves for the datasheet."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "learning curve", "svg.fonttype": "none"}):
        figure = Figure(figsize=(7, 3.6), layout="tight")
        axes = figure.subplots()
        for (name, points), colour, marker in zip(
            curves.items(), ("#12436D", "#801650"), "os", strict=True
        ):
            axes.plot(*zip(*points, strict=True), color=colour, marker=marker)
            axes.annotate(
                name, points[-1], xytext=(-8, -16), textcoords="offset points", ha="right"
            )
        axes.set_xscale("log")
        axes.set_xticks([], minor=True)
        ticks = sorted({round(size) for points in curves.values() for size, _ in points})
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks], rotation=45, fontsize=8)
        axes.set_xlabel("texts learnt from (logarithmic)")
        axes.set_ylabel("micro F1, unseen writers")
        axes.grid(color="#DDDDDD")
        figure.savefig(DATA / "learning_curve.svg", metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curve", action="store_true")
    curve = parser.parse_args().curve
    for kind in ("themes.jsonl", "root_causes.jsonl"):
        agreement(tuple(name for name in FILES if name.endswith(kind)))
    curves = {}
    for name in FILES:
        corpus = load_corpus(DATA / name)
        tables(name, corpus)
        if curve and not name.startswith("sample"):
            curves[corpus.scheme.name] = learning_curve(name, corpus)
    if curves:
        draw(curves)
        print("\n![Micro F1 rises with each doubling of the texts](learning_curve.svg)")


if __name__ == "__main__":
    main()
