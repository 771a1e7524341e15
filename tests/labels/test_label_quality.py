import builtins
from dataclasses import replace

import numpy as np
import pytest

from classifier.errors import LabelledDataError, UserError
from classifier.labels.corpus import Corpus, Example
from classifier.labels.label_quality import MissingPackageError, likely_mislabelled
from classifier.labels.model import SpanTextClassifier

QUICK = SpanTextClassifier(word_longest=1, char_shortest=0, char_longest=0, nb_share=0.0)


def flipped(corpus, share, seed):
    """The corpus with one label, drawn at random, given or taken away in some of its texts."""
    random = np.random.default_rng(seed)
    rows = np.sort(random.choice(len(corpus), round(share * len(corpus)), replace=False))
    examples = list(corpus.examples)
    for row in rows:
        example = examples[row]
        labels = set(example.labels) ^ {random.choice(corpus.scheme.ids)}
        examples[row] = replace(
            example,
            labels=tuple(label for label in corpus.scheme.ids if label in labels),
            evidence={k: v for k, v in example.evidence.items() if k in labels},
        )
    return Corpus(corpus.scheme, tuple(examples)), rows


@pytest.fixture(scope="module")
def found(theme_corpus):
    corpus, rows = flipped(theme_corpus, 0.05, seed=0)
    return corpus, rows, likely_mislabelled(corpus, classifier=QUICK)


def test_flipped_labels_come_first(found):
    corpus, rows, table = found
    first = np.isin(table.index[: len(rows)], rows).mean()
    # Drawn at random, one in twenty would be a flipped one.
    assert first > 4 * len(rows) / len(corpus)
    quality = table["label_quality"].loc[rows].median()
    assert (table["label_quality"] < quality).mean() < 0.25


def test_suggestions_set_flipped_labels_right(found, theme_corpus):
    _, rows, table = found
    truth = ["; ".join(theme_corpus.examples[row].labels) for row in rows]
    touched = (table["suggested"].loc[rows] != table["labels"].loc[rows]).mean()
    others = table.drop(index=rows)
    assert touched > (others["suggested"] != others["labels"]).mean() + 0.2
    assert (table["suggested"].loc[rows] == truth).mean() > 0.2


def test_the_table_names_each_example(found):
    corpus, _, table = found
    assert list(table.columns) == ["id", "label_quality", "labels", "suggested", "text"]
    assert sorted(table.index) == list(range(len(corpus)))
    assert table["label_quality"].is_monotonic_increasing
    assert table["label_quality"].between(0, 1).all()
    row = table.iloc[0]
    example = corpus.examples[table.index[0]]
    assert row["id"] == example.id
    assert row["labels"] == "; ".join(example.labels)
    assert " ".join(example.text.split()).startswith(row["text"].rstrip("…"))
    assert table["text"].str.len().max() == 120


@pytest.mark.parametrize(
    ("labels", "found"), [([("late",)] * 19, "19 texts"), ([("late",)] * 30, "0 labels")]
)
def test_too_little_data(theme_corpus, labels, found):
    scheme = replace(theme_corpus.scheme, labels=theme_corpus.scheme.labels[:1])
    few = Corpus(scheme, tuple(Example("it is late", scheme.ids) for _ in labels))
    with pytest.raises(LabelledDataError, match="too little") as caught:
        likely_mislabelled(few)
    assert found in str(caught.value)


def test_a_missing_package_is_named_with_how_to_install_it(theme_corpus, monkeypatch):
    load = builtins.__import__

    def without(name, *rest, **others):
        if name.startswith("cleanlab"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return load(name, *rest, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPackageError, match="pip install cleanlab") as caught:
        likely_mislabelled(theme_corpus)
    assert isinstance(caught.value, UserError)
