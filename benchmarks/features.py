"""Which features and which model: a comparison in cross-validation grouped by writer.

Five folds, every writer wholly in one; each row's scores go through the package's own calibration
and thresholds (`calibrate`), so that rows differ in features and model alone. Intervals are 95%,
over writers. The last column is the difference in micro F1 to the reference row, over the same
resamples: where its interval holds 0, the plainer of the two is to be preferred.

Usage: python benchmarks/features.py [--scheme theme|root_cause | FILE] [--texts N] [-o TABLE.md]

Lemmas are not compared: they need a spaCy pipeline with a model, which the project doesn't
install. Stems need the package snowballstemmer; without it their row is left out.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multioutput import ClassifierChain
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from classifier.labels import metrics
from classifier.labels.calibration import calibrate
from classifier.labels.corpus import Corpus, load_corpus
from classifier.labels.crossval import fit_corpus, folds
from classifier.labels.features import NgramFeatures, tokens
from classifier.labels.linear import LinearSettings, fit_linear
from classifier.labels.model import SpanTextClassifier
from classifier.labels.transformers import TextCleaner, own_words
from classifier.text.cleaning import clean

DATA = Path(__file__).parent.parent / "training_data"
FILES = {"theme": DATA / "themes.jsonl", "root_cause": DATA / "root_causes.jsonl"}
MIN_DF, MAX_CHARS = 2, 25_000
C, NB_C, SVM_C, NB_ALPHA = 3.0, 1.0, 0.3, 0.03
REFERENCE = "words 1–2 and characters 3–5; logistic regression"

# --- What a text is read as --------------------------------------------------------------------

_NEGATION = re.compile(
    r"(?:no|not|never|nobody|none|nothing|nor|neither|without|cannot|cant|dont|didnt|wont|isnt|"
    r"wasnt|\w+n't)$"
)
_CLAUSE = re.compile(r"[.,;:!?()\n]+|\bbut\b", re.I)


def negated(text: str) -> str:
    """Words after a negation carry ``NOT_`` up to the next mark or ``but`` (Pang et al. 2002).

    >>> negated("They did not come, but I waited")
    'they did not NOT_come i waited'
    """
    found = []
    for clause in _CLAUSE.split(text):
        inside = False
        for word in tokens(clause):
            found.append(f"NOT_{word}" if inside and word.isalpha() else word)
            inside = inside or bool(_NEGATION.match(word))
    return " ".join(found)


def rest(text: str) -> str:
    """What frames or precedes the words that the person wrote this time."""
    own = own_words(text)
    left = clean(text)
    for part in own.split("\n\n"):
        left = left.replace(part, " ", 1)
    return left


@cache
def stemmer() -> Callable[[Sequence[str]], list[str]] | None:
    try:
        import snowballstemmer
    except ModuleNotFoundError:
        return None
    return snowballstemmer.stemmer("english").stemWords


def stemmed(text: str) -> str:
    return " ".join(stemmer()(tokens(text)))


VIEWS: dict[str, Callable[[Corpus], list[str]]] = {
    "all": lambda corpus: TextCleaner().transform(corpus.texts),
    "own": lambda corpus: TextCleaner(parts="own").transform(corpus.texts),
    "rest": lambda corpus: [rest(text) for text in corpus.texts],
    "stems": lambda corpus: [stemmed(clean(text)) for text in corpus.texts],
    "negated": lambda corpus: [negated(clean(text)) for text in corpus.texts],
}


# --- Folds, with the features that several rows share ------------------------------------------

Block = tuple[str, str]  # what the text is read as; "w1", "w2" words, "c" characters


@dataclass
class Fold:
    """One fold: rows to learn from and to score, and the features already worked out."""

    corpus: Corpus
    views: dict[str, np.ndarray]
    inside: np.ndarray
    outside: np.ndarray
    made: dict[Block, tuple[sparse.csr_matrix, sparse.csr_matrix, float]] = field(
        default_factory=dict
    )

    @property
    def y(self) -> np.ndarray:
        return self.corpus.indicator()[self.inside]

    def block(self, block: Block) -> tuple[sparse.csr_matrix, sparse.csr_matrix, float]:
        """Features of the rows to learn from, of those to score, and the seconds they took."""
        if block not in self.made:
            view, kind = block
            started = time.perf_counter()
            features = NgramFeatures(
                word_longest=2 if kind == "w2" else 1,
                char_ngrams=(3, 5) if kind == "c" else (0, 0),
                min_df=MIN_DF,
                max_chars=MAX_CHARS,
            )
            texts = self.views[view]
            learnt = features.fit(texts[self.inside]).transform(texts[self.inside])
            seconds = time.perf_counter() - started
            first = len(features.word_vocabulary_) if kind == "c" else 0
            scored = features.transform(texts[self.outside])
            self.made[block] = learnt[:, first:], scored[:, first:], seconds
        return self.made[block]

    def features(
        self, blocks: Sequence[Block]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, float]:
        """Several blocks side by side."""
        learnt, scored, seconds = zip(*(self.block(block) for block in blocks), strict=True)
        return (
            sparse.hstack(learnt, format="csr"),
            sparse.hstack(scored, format="csr"),
            float(sum(seconds)),
        )


# --- Models: from features to scores -----------------------------------------------------------

Matrix = sparse.csr_matrix
# Features to learn from, labels, features to score, groups of the rows to learn from -> scores.
Model = Callable[[Matrix, np.ndarray, Matrix, np.ndarray], np.ndarray]


def linear(nb_share: float = 0.0, c: float = C, estimator: object = None) -> Model:
    """One linear model a label, as the package fits it."""

    def scores(learnt: Matrix, y: np.ndarray, scored: Matrix, _groups: np.ndarray) -> np.ndarray:
        settings = LinearSettings(c, NB_C if estimator is None else c, nb_share, estimator)
        coef, intercept = fit_linear(learnt, y, np.ones_like(y, dtype=bool), settings)
        return np.asarray(scored @ coef.T + intercept, dtype=float)

    return scores


def complement(learnt: Matrix, y: np.ndarray, scored: Matrix, _groups: np.ndarray) -> np.ndarray:
    """Complement naive Bayes a label (Rennie et al. 2003): log-odds of the two classes."""
    columns = []
    for label in range(y.shape[1]):
        if y[:, label].min() == y[:, label].max():
            columns.append(np.full(scored.shape[0], -10.0))
            continue
        both = ComplementNB(alpha=NB_ALPHA).fit(learnt, y[:, label]).predict_joint_log_proba(scored)
        columns.append(both[:, 1] - both[:, 0])
    return np.column_stack(columns)


def chain(learnt: Matrix, y: np.ndarray, scored: Matrix, _groups: np.ndarray) -> np.ndarray:
    """A classifier chain (Read et al. 2011): each label sees the ones before it."""
    used = np.flatnonzero(y.min(axis=0) < y.max(axis=0))
    model = ClassifierChain(one_logistic(), random_state=0).fit(learnt, y[:, used])
    scores = np.full((scored.shape[0], y.shape[1]), -10.0)
    scores[:, used] = model.decision_function(scored)
    return scores


def stacked(learnt: Matrix, y: np.ndarray, scored: Matrix, groups: np.ndarray) -> np.ndarray:
    """Each label's scores again, from those of all labels (Godbole and Sarawagi 2004)."""
    first = linear()
    inner = np.empty(y.shape)
    for inside, outside in GroupKFold(3).split(y, groups=groups):
        inner[outside] = first(learnt[inside], y[inside], learnt[outside], groups)
    outer = first(learnt, y, scored, groups)
    columns = []
    for label in range(y.shape[1]):
        if y[:, label].min() == y[:, label].max():
            columns.append(outer[:, label])
            continue
        model = LogisticRegression(C=0.1).fit(inner, y[:, label])
        columns.append(model.decision_function(outer))
    return np.column_stack(columns)


def one_logistic() -> LogisticRegression:
    return LogisticRegression(
        C=C, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, random_state=0
    )


# --- Rows of the table -------------------------------------------------------------------------

WORDS, CHARS = ("all", "w2"), ("all", "c")
BOTH = (WORDS, CHARS)
SVM = LinearSVC(class_weight="balanced", random_state=0)
ROWS: list[tuple[str, Sequence[Block], Model]] = [
    ("words", [("all", "w1")], linear()),
    ("words 1–2", [WORDS], linear()),
    ("stems 1–2", [("stems", "w2")], linear()),
    ("characters 3–5", [CHARS], linear()),
    (REFERENCE, BOTH, linear()),
    ("the same, stems for words", [("stems", "w2"), CHARS], linear()),
    ("the same, negation marked", [("negated", "w2"), CHARS], linear()),
    ("the same, own words alone", [("own", "w2"), ("own", "c")], linear()),
    (
        "the same, own words and the rest apart",
        [("own", "w2"), ("own", "c"), ("rest", "w2"), ("rest", "c")],
        linear(),
    ),
    ("reference's features; linear SVM", BOTH, linear(c=SVM_C, estimator=SVM)),
    ("reference's features; naive-Bayes ratios", BOTH, linear(nb_share=1.0)),
    ("reference's features; half of each", BOTH, linear(nb_share=0.5)),
    ("reference's features; complement naive Bayes", BOTH, complement),
    ("reference; classifier chain", BOTH, chain),
    ("reference; stacked on other labels' scores", BOTH, stacked),
]
PLAIN = SpanTextClassifier(nb_share=0.0, contrast_weight=0.0)
SPANS: list[tuple[str, SpanTextClassifier, tuple[float, ...]]] = [
    ("reference and sentences", PLAIN, (0.0, 0.3, 0.5)),
    ("the same with contrast rows", SpanTextClassifier(nb_share=0.0), (0.3,)),
    ("the package's defaults", SpanTextClassifier(), (0.3,)),
]


@dataclass
class Result:
    """Out-of-fold scores of one row of the table, and the seconds that learning took."""

    scores: np.ndarray
    seconds: float = 0.0


def compare(corpus: Corpus) -> dict[str, Result]:
    y, groups = corpus.indicator(), corpus.groups()
    wanted = [row for row in ROWS if stemmer() or not any(view == "stems" for view, _ in row[1])]
    used = {view for _, blocks, _ in wanted for view, _ in blocks}
    views = {view: np.asarray(VIEWS[view](corpus), dtype=object) for view in used}
    results: dict[str, Result] = {}
    for inside, outside in folds(len(corpus), groups):
        fold = Fold(corpus, views, inside, outside)
        for name, blocks, model in wanted:
            learnt, scored, seconds = fold.features(blocks)
            result = results.setdefault(name, Result(np.empty(y.shape)))
            started = time.perf_counter()
            of_rows = inside if groups is None else groups[inside]
            result.scores[outside] = model(learnt, fold.y, scored, of_rows)
            result.seconds += seconds + time.perf_counter() - started
        for name, estimator, weights in SPANS:
            _score_spans(name, estimator, weights, fold, results)
    return results


def _score_spans(
    name: str,
    estimator: SpanTextClassifier,
    weights: Sequence[float],
    fold: Fold,
    results: dict[str, Result],
) -> None:
    """One fit serves several shares of the sentence model."""
    started = time.perf_counter()
    fitted = fit_corpus(estimator, fold.corpus, fold.inside)
    seconds = time.perf_counter() - started
    texts = [fold.corpus.examples[row].text for row in fold.outside]
    has_sentences = fitted.sentence_weight_ > 0
    for weight in weights:
        fitted.sentence_weight_ = weight if has_sentences else 0.0
        title = f"{name}, share {weight:g}"
        shape = (len(fold.corpus), fold.y.shape[1])
        result = results.setdefault(title, Result(np.empty(shape)))
        result.scores[fold.outside] = fitted.decision_function(texts)
        result.seconds += seconds


def table(corpus: Corpus, results: dict[str, Result]) -> str:
    y, clusters = corpus.indicator(), corpus.groups()
    samples, lines = {}, []
    for name, result in results.items():
        calibration = calibrate(result.scores, y)
        assigned = calibration.assigned(calibration.probabilities(result.scores))
        samples[name] = metrics.bootstrap(y, assigned, clusters=clusters)[1][:, 2]
        summary = metrics.summarise(y, assigned, clusters=clusters)
        low, high = summary.micro["f1_interval"]
        micro = f"{summary.micro['f1']:.3f} ({low:.3f} to {high:.3f})"
        macro = f"{summary.macro['f1']:.3f}"
        lines.append((name, micro, macro, summary.micro["f1"], f"{result.seconds:.0f}"))
    base = next(line[3] for line in lines if line[0] == REFERENCE)
    rows = ["| features; model | micro F1 | macro F1 | seconds | micro F1 against the reference |"]
    rows.append("|---|---|---|---|---|")
    for name, micro, macro, value, seconds in lines:
        low, high = metrics.interval(samples[name] - samples[REFERENCE])
        against = f"{value - base:+.3f} ({low:+.3f} to {high:+.3f})" if name != REFERENCE else ""
        rows.append(f"| {name} | {micro} | {macro} | {seconds} | {against} |")
    return "\n".join(rows)


def part(corpus: Corpus, texts: int) -> Corpus:
    """So many texts of a corpus, drawn with a fixed seed."""
    if not 0 < texts < len(corpus):
        return corpus
    rows = np.sort(np.random.default_rng(0).choice(len(corpus), texts, replace=False))
    return replace(corpus, examples=tuple(corpus.examples[row] for row in rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scheme", default="theme", help="theme, root_cause, or a labelled file")
    parser.add_argument("--texts", type=int, default=0, help="so many texts, drawn at random")
    parser.add_argument("-o", "--output", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    corpus = part(load_corpus(FILES.get(options.scheme, options.scheme)), options.texts)
    groups = corpus.groups()
    writers = 0 if groups is None else len(np.unique(groups))
    found = table(corpus, compare(corpus))
    text = (
        f"{corpus.scheme.name}: {len(corpus):,} texts by {writers} writers, five folds, every"
        " writer in one. Seconds are those of learning, five times on four fifths of the texts."
        f"\n\n{found}\n"
    )
    if stemmer() is None:
        text += "\nStems are left out: the package snowballstemmer is not installed.\n"
    print(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
