"""Ours against scikit-learn's plain TF-IDF with logistic regression, in one run, on the same texts.

Usage: python benchmarks/throughput.py [LABELLED.jsonl | LABELLED.csv --text-column text]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from classifier.config import TagSettings
from classifier.labels.calibration import calibrate
from classifier.labels.chunk import ChunkTask, tag_chunk
from classifier.labels.corpus import Corpus, load_corpus
from classifier.labels.model import SpanTextClassifier
from classifier.labels.training import train

ROOT = Path(__file__).parent.parent
RATE_TEXTS = 4000
WORDS = 150


def ours(corpus: Corpus, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    texts, y = corpus.texts, corpus.indicator()
    model = SpanTextClassifier().fit(
        [texts[i] for i in inside],
        y[inside],
        labels=corpus.scheme.ids,
        evidence=[corpus.examples[i].evidence for i in inside],
    )
    return model.decision_function([texts[i] for i in outside])


def plain(corpus: Corpus, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    texts, y = corpus.texts, corpus.indicator()
    pipeline = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2),
        OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=1000)),
    )
    pipeline.fit([texts[i] for i in inside], y[inside])
    return pipeline.decision_function([texts[i] for i in outside])


def cross_validated(corpus: Corpus, scorer: Callable) -> tuple[float, float, float]:
    """Micro F1, macro F1 at calibrated thresholds, and seconds."""
    y, groups = corpus.indicator(), corpus.groups()
    start = time.perf_counter()
    scores = np.empty(y.shape)
    if groups is not None and len(set(groups)) > 1:
        folds = GroupKFold(min(5, len(set(groups)))).split(y, groups=groups)
    else:
        folds = KFold(5, shuffle=True, random_state=0).split(y)
    for inside, outside in folds:
        scores[outside] = scorer(corpus, inside, outside)
    seconds = time.perf_counter() - start
    calibration = calibrate(scores, y)
    predicted = calibration.assigned(calibration.probabilities(scores))
    micro = f1_score(y, predicted, average="micro", zero_division=0)
    return micro, f1_score(y, predicted, average="macro", zero_division=0), seconds


def tagging_rate(corpus: Corpus) -> float:
    """Texts of 150 words a second, cleaning and evidence included, one process."""
    words = " ".join(corpus.texts).split()
    starts = [(17 * i) % max(len(words) - WORDS, 1) for i in range(RATE_TEXTS)]
    texts = [" ".join(words[s : s + WORDS]) for s in starts]
    model = train(corpus).model
    chunk = TagSettings().chunk_rows
    begun = time.perf_counter()
    for start in range(0, len(texts), chunk):
        some = texts[start : start + chunk]
        tag_chunk(ChunkTask(len(some), {model.scheme.reads: some}), [model])
    return len(texts) / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="?", default=ROOT / "training_data" / "themes.jsonl")
    parser.add_argument("--text-column", default="")
    parser.add_argument("--scheme", default="")
    arguments = parser.parse_args()
    corpus = load_corpus(
        arguments.labelled, scheme=arguments.scheme, text_column=arguments.text_column
    )
    print(f"{len(corpus):,} texts, {len(corpus.scheme.ids)} labels\n")
    print("| pipeline | micro F1 | macro F1 | seconds for 5 folds |\n|---|---|---|---|")
    for name, scorer in (("this project", ours), ("plain TF-IDF, logistic regression", plain)):
        micro, macro, seconds = cross_validated(corpus, scorer)
        print(f"| {name} | {micro:.3f} | {macro:.3f} | {seconds:.1f} |")
    print(f"\nTagging, one process: {tagging_rate(corpus):,.0f} texts of {WORDS} words a second")


if __name__ == "__main__":
    main()
