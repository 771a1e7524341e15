import importlib.util
import sys

import numpy as np
import pytest


@pytest.fixture(scope="module")
def features(root):
    spec = importlib.util.spec_from_file_location(
        "features_benchmark", root / "benchmarks" / "features.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They did not come, so I rang.", "they did not NOT_come so i rang"),
        ("Nobody rang me but I waited", "nobody NOT_rang NOT_me i waited"),
        ("It isn’t safe! No lights at 5pm.", "it isn't NOT_safe no NOT_lights NOT_at 0pm"),
        ("A knot in the road", "a knot in the road"),
    ],
)
def test_negation_reaches_to_the_next_mark(features, text, expected):
    assert features.negated(text) == expected


def test_what_is_not_the_persons_own_words_now(features):
    text = "Dear Sir or Madam,\n\nThe bin is full.\n\nKind regards\nJo Marsh"
    assert " ".join(features.rest(text).split()) == "Dear Sir or Madam, Kind regards Jo Marsh"
    assert features.rest("The bin is full.").strip() == ""


def test_each_row_scores_every_text_by_a_model_that_had_not_seen_it(
    features, theme_corpus, monkeypatch
):
    corpus = features.part(theme_corpus, 120)
    assert len(corpus) == 120 and corpus == features.part(theme_corpus, 120)
    rows = [
        ("words", [("all", "w1")], features.linear()),
        (features.REFERENCE, features.BOTH, features.linear()),
        ("naive Bayes", [("all", "w1")], features.complement),
    ]
    monkeypatch.setattr(features, "ROWS", rows)
    monkeypatch.setattr(features, "SPANS", [])
    results = features.compare(corpus)
    assert list(results) == [name for name, _, _ in rows]
    y = corpus.indicator()
    for result in results.values():
        assert result.scores.shape == y.shape and np.isfinite(result.scores).all()
    # By another way: the last fold's scores, from its own texts alone.
    inside, outside = list(features.folds(120, corpus.groups()))[-1]
    texts = np.asarray(features.TextCleaner().transform(corpus.texts), dtype=object)
    words = features.NgramFeatures(word_longest=1, char_ngrams=(0, 0), min_df=features.MIN_DF)
    learnt = words.fit_transform(texts[inside])
    expected = features.linear()(learnt, y[inside], words.transform(texts[outside]), inside)
    np.testing.assert_allclose(results["words"].scores[outside], expected)
    lines = features.table(corpus, results).splitlines()
    assert len(lines) == 5 and lines[3].split("|")[5].strip() == ""
    assert lines[2].startswith("| words | 0.")
