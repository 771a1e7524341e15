import numpy as np
import pytest
from sklearn.base import clone

from classifier.labels.model import (
    ModelSettings,
    Sentences,
    SpanTextClassifier,
    best_sentence,
    sentence_targets,
)

TEXT = "Nobody came on Tuesday. I rang twice. The man was rude."


def test_sentence_targets_follow_the_quotations():
    y = np.array([[1, 1, 0]])
    evidence = [{"failure": ["Nobody came"]}]
    targets, masks = sentence_targets(
        Sentences.of([TEXT]), y, ["failure", "conduct", "delay"], evidence
    )
    assert targets[:, 0].tolist() == [1, 0, 0]
    assert masks[:, 0].all()
    # Carried without a quotation: nobody knows by which sentence.
    assert not masks[:, 1].any()
    assert targets[:, 2].tolist() == [0, 0, 0] and masks[:, 2].all()


def test_a_text_of_one_sentence_is_its_own_evidence():
    targets, masks = sentence_targets(
        Sentences.of(["Nobody came"]), np.array([[1]]), ["failure"], None
    )
    assert targets.tolist() == [[1]] and masks.all()


def test_best_sentence_of_each_text():
    scores = np.array([[1.0, 5.0], [2.0, 4.0], [9.0, 9.0]])
    index, best = best_sentence(scores, np.array([0, 0, 2]), 3)
    assert index.tolist() == [[1, 0], [-1, -1], [2, 2]]
    assert best[0].tolist() == [2.0, 5.0]
    assert np.isnan(best[1]).all()


def test_learns_and_is_the_same_bit_for_bit(theme_corpus):
    y = theme_corpus.indicator()
    evidence = [example.evidence for example in theme_corpus.examples]
    labels = theme_corpus.scheme.ids

    def fitted():
        model = SpanTextClassifier(max_chars=3000)
        return model.fit(theme_corpus.texts, y, labels=labels, evidence=evidence)

    first, second = fitted(), fitted()
    scores = first.decision_function(theme_corpus.texts)
    assert np.array_equal(scores, second.decision_function(theme_corpus.texts))
    # On the texts that it learnt from it must be nearly right.
    assert ((scores > 0) == (y > 0)).mean() > 0.95
    one_by_one = np.vstack([first.decision_function([text]) for text in theme_corpus.texts[:5]])
    np.testing.assert_allclose(one_by_one, scores[:5], atol=1e-5)


def test_a_label_nobody_has_is_never_predicted_and_one_all_have_always():
    texts = ["the bin was missed", "no one came back", "a letter was late"] * 4
    y = np.tile([[0, 1]], (12, 1))
    predicted = SpanTextClassifier(min_df=1).fit(texts, y).predict(texts)
    assert predicted.tolist() == y.tolist()


def test_without_evidence_only_whole_texts_are_scored():
    texts = ["late late late. fine", "rude man. fine"] * 6
    y = np.array([[1, 0], [0, 1]] * 6)
    model = SpanTextClassifier(min_df=1).fit(texts, y, labels=["a", "b"])
    assert model.sentence_weight_ == 0
    assert model.predict(["so late"]).tolist() == [[1, 0]]


def test_shapes_are_checked_and_parameters_cloned():
    with pytest.raises(ValueError, match="don't agree"):
        SpanTextClassifier().fit(["one"], np.zeros((2, 2)))
    settings = ModelSettings(word_longest=1)
    assert clone(SpanTextClassifier(settings)).settings == settings
