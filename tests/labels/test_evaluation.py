from dataclasses import replace

import pytest

from classifier.labels.corpus import Corpus, Example
from classifier.labels.evaluation import evaluate


def test_a_model_does_well_on_what_it_learnt_from(theme_result, theme_corpus):
    figures = evaluate(theme_result.model, theme_corpus)
    assert figures.texts == len(theme_corpus)
    assert figures.micro["f1"] > theme_result.figures.micro["f1"] + 0.15
    assert set(figures.labels) == set(theme_corpus.scheme.ids)
    assert figures.labels["charges"]["support"] == sum(
        "charges" in e.labels for e in theme_corpus.examples
    )
    assert set(figures.groups) == {"channel", "length", "service", "writer"}
    low, high = figures.groups["channel"]["email"]["f1_interval"]
    assert low < figures.groups["channel"]["email"]["f1"] < high


def test_a_second_coder_and_intervals_over_writers(theme_result, theme_corpus):
    figures = evaluate(theme_result.model, theme_corpus)
    assert figures.resampled_groups == len({e.fields["writer"] for e in theme_corpus.examples})
    assert figures.second_coder["texts"] == len(theme_corpus)
    # The settled labels had both codings in view, so the second coder is nearer to them.
    settled, first = (figures.second_coder[part]["micro"]["f1"] for part in ("settled", "first"))
    assert 0.8 < first < settled < 1
    assert figures.second_coder["model"]["micro"] == figures.micro
    plain = tuple(replace(e, fields={}) for e in theme_corpus.examples[:60])
    alone = evaluate(theme_result.model, Corpus(theme_corpus.scheme, plain))
    assert alone.resampled_groups == 0 and alone.second_coder is None
    assert set(alone.groups) == {"length"}


def test_a_text_that_tagging_would_not_read_gets_no_label(theme_result, theme_corpus):
    scheme = theme_corpus.scheme
    unread = tuple(Example(text, ("delay",)) for text in ("", "see attached", "late"))
    figures = evaluate(theme_result.model, Corpus(scheme, unread))
    assert figures.labels["delay"]["recall"] == 0
    assert sum(row["assigned"] for row in figures.labels.values()) == 0
    assert figures.checked_share == 0


def test_another_schemes_labels_are_refused(theme_result, shipped_models, theme_corpus):
    other = Corpus(shipped_models[1].scheme, (Example("a b c", ("capacity",)),))
    with pytest.raises(ValueError, match="different labels"):
        evaluate(theme_result.model, other)
