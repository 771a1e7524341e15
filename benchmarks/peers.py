"""Ours against three peers, on the same texts in one run: F1, training time, rate, memory.

Usage: python benchmarks/peers.py LABELLED [--folds 5] [--methods ours,peer,spacy,plain]
       python benchmarks/peers.py --train LABELLED --test LABELLED

Every method runs in a process of its own on one processor, so that its peak memory is its own;
times are processor seconds, which other work on the machine hardly changes. Folds are shuffled
with a fixed seed, or keep writers apart where the data names them. Our thresholds are chosen on the
training texts of each fold, and the time for that is part of our training time; each of the others
gets the single threshold that proves best for micro F1 on the texts that it is measured on, which
favours it. Macro F1 is the mean over the labels that some text has; one never assigned counts 0.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Only what is light is imported here: a process that starts another passes its own peak memory on.
if TYPE_CHECKING:
    import numpy as np

    from classifier.labels.corpus import Corpus

NAMES = ("ours", "peer", "spacy", "plain")
WHOLE = 100  # costs from here on are printed without decimals
HEAD = (
    "| method | micro F1 | macro F1 | training, s | times ours | texts a second | times ours "
    "| peak memory, MB | times ours |\n|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    arguments = _arguments()
    if arguments.child:
        print(json.dumps(measure(arguments, arguments.child)))
        return
    results = {}
    for name in arguments.methods.split(","):
        begun = time.perf_counter()
        results[name] = _in_process(name)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        if arguments.json:
            # After each, since one that is stopped or fails must not lose the others.
            Path(arguments.json).write_text(json.dumps(results, indent=1), encoding="utf-8")
    first = next(iter(results.values()))
    print(f"{first['texts']:,} texts, {first['labels']} labels, {first['parts']}\n")
    print(table(results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labelled", nargs="?", help="labelled data to cross-validate on")
    parser.add_argument("--train", help="instead: labelled data to learn from")
    parser.add_argument("--test", help="and labelled data to be measured on")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--methods", default=",".join(NAMES), help="joined by commas")
    parser.add_argument("--scheme", default="", help="the labels' scheme; by default the data's")
    parser.add_argument("--text-column", default="")
    parser.add_argument("--json", help="write all figures to this file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if bool(arguments.labelled) == bool(arguments.train) or (
        bool(arguments.train) != bool(arguments.test)
    ):
        parser.error("give either LABELLED, or both --train and --test")
    unknown = sorted(set(arguments.methods.split(",")) - set(NAMES))
    if unknown:
        parser.error(f"unknown methods: {', '.join(unknown)}; known are {', '.join(NAMES)}")
    return arguments


def _in_process(name: str) -> dict[str, Any]:
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    run = subprocess.run(
        [sys.executable, __file__, *sys.argv[1:], "--child", name],
        env=os.environ | dict.fromkeys(threads, "1"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])


# --- One method, in a process of its own -------------------------------------------------------


def measure(arguments: argparse.Namespace, name: str) -> dict[str, Any]:
    """Train and predict by one method on every fold, and take its figures."""
    # A script finds modules beside it only.
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import numpy as np
    import peer_models

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corpus, folds, parts = _data(arguments)
    title, method = peer_models.METHODS[name]
    y = corpus.indicator()
    probabilities, thresholds = np.zeros(y.shape), np.full(y.shape, np.nan)
    training, tagging, tagged = [], 0.0, 0
    for inside, outside in folds:
        begun = time.process_time()
        trained = method(peer_models.part(corpus, inside))
        training.append(time.process_time() - begun)
        texts = [corpus.texts[row] for row in outside]
        begun = time.process_time()
        probabilities[outside] = trained.probabilities(texts)
        tagging += time.process_time() - begun
        tagged += len(texts)
        if trained.thresholds is not None:
            thresholds[outside] = trained.thresholds
    return {
        "name": title,
        "texts": len(corpus),
        "labels": y.shape[1],
        "parts": parts,
        "training_seconds": training,
        "texts_a_second": tagged / tagging,
        # Before F1 is taken, which needs memory of its own.
        "peak_memory_mb": _peak_memory(),
        "f1": _f1(y, probabilities, thresholds, [outside for _, outside in folds]),
    }


def _data(
    arguments: argparse.Namespace,
) -> tuple[Corpus, list[tuple[np.ndarray, np.ndarray]], str]:
    """The texts, which of them to learn from and to be measured on, and that in words."""
    import numpy as np
    from sklearn.model_selection import GroupKFold, KFold

    from classifier.labels.corpus import load_corpus

    options = {"scheme": arguments.scheme, "text_column": arguments.text_column}
    if arguments.train:
        corpus = load_corpus([arguments.train, arguments.test], **options)
        first = len(load_corpus(arguments.train, **options))
        rows = np.arange(len(corpus))
        return corpus, [(rows[:first], rows[first:])], f"{len(corpus) - first:,} of them held out"
    corpus = load_corpus(arguments.labelled, **options)
    groups = corpus.groups()
    rows = np.zeros(len(corpus))
    if groups is None:
        folds = KFold(arguments.folds, shuffle=True, random_state=0).split(rows)
        return corpus, list(folds), f"{arguments.folds} shuffled folds"
    folds = GroupKFold(arguments.folds).split(rows, groups=groups)
    return corpus, list(folds), f"{arguments.folds} folds that keep writers apart"


def _peak_memory() -> float:
    """Megabytes (2**20 bytes) that this process held at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _f1(
    y: np.ndarray, probabilities: np.ndarray, thresholds: np.ndarray, outsides: list[np.ndarray]
) -> dict[str, dict[str, Any]]:
    """Micro and macro F1, over all held-out texts and fold by fold, for each way to decide."""
    import numpy as np
    from peer_models import macro_f1, micro_f1, single_threshold

    rows = np.concatenate(outsides)
    if np.isnan(thresholds[rows]).any():
        chosen = {
            "": single_threshold(y[rows], probabilities[rows], fill=False),
            "most probable label where none": single_threshold(
                y[rows], probabilities[rows], fill=True
            ),
        }
    else:
        chosen = {"": probabilities[rows] >= thresholds[rows]}
    bounds = np.cumsum([len(outside) for outside in outsides])[:-1]
    return {
        note: {
            "micro": micro_f1(y[rows], assigned),
            "macro": macro_f1(y[rows], assigned),
            "folds": [
                {"micro": micro_f1(truth, decided), "macro": macro_f1(truth, decided)}
                for truth, decided in zip(
                    np.split(y[rows], bounds), np.split(assigned, bounds), strict=True
                )
            ],
        }
        for note, assigned in chosen.items()
    }


# --- The table ---------------------------------------------------------------------------------


def table(results: dict[str, dict[str, Any]]) -> str:
    """The figures in Markdown; one line a method and way to decide."""
    base = results.get("ours")
    lines = [HEAD]
    for result in results.values():
        costs = _costs(result)
        cells = []
        for place, cost in enumerate(costs):
            ratio = f"{cost / _costs(base)[place]:.2g}" if base else ""
            cells += [f"{cost:.3g}" if cost < WHOLE else f"{cost:,.0f}", ratio]
        for note, f1 in result["f1"].items():
            name = f"{result['name']}; {note}" if note else result["name"]
            figures = [f"{f1['micro']:.3f}", f"{f1['macro']:.3f}"]
            lines.append("| " + " | ".join([name, *figures, *cells]) + " |")
    return "\n".join(lines)


def _costs(result: dict[str, Any]) -> tuple[float, float, float]:
    seconds = result["training_seconds"]
    return sum(seconds) / len(seconds), result["texts_a_second"], result["peak_memory_mb"]


if __name__ == "__main__":
    main()
