from dataclasses import asdict

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import Perceptron, RidgeClassifier
from sklearn.svm import LinearSVC

from classifier.labels.model import (
    ModelSettings,
    SpanTextClassifier,
    best_sentence,
)


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
    with pytest.raises(ValueError, match="sample_weight of shape"):
        SpanTextClassifier().fit(["one"], np.zeros((1, 2)), sample_weight=[1, 2])
    with pytest.raises(ValueError, match="nb_share must be 0 to 1, found 2"):
        SpanTextClassifier(nb_share=2).fit(["one"], np.zeros((1, 2)))
    own = SpanTextClassifier(**asdict(ModelSettings(word_longest=1)))
    assert clone(own).get_params()["word_longest"] == 1


def test_any_number_of_processes_gives_the_same_bits(theme_corpus):
    some = theme_corpus.examples[:200]
    y = theme_corpus.indicator()[:200]

    def weights(n_jobs):
        model = SpanTextClassifier(char_shortest=0, char_longest=0, n_jobs=n_jobs)
        evidence = [example.evidence for example in some]
        model.fit([e.text for e in some], y, labels=theme_corpus.scheme.ids, evidence=evidence)
        return np.hstack([model.text_coef_, model.sentence_coef_])

    assert np.array_equal(weights(None), weights(2))


def test_a_text_that_counts_more_is_learnt_more():
    texts = ["the bin was missed", "the bin was late"] * 10
    y = np.array([[1], [0]] * 10)
    y[0] = 0
    plain = SpanTextClassifier(min_df=1).fit(texts, y)
    heavy = SpanTextClassifier(min_df=1).fit(texts, y, sample_weight=[30, *[1] * 19])
    asked = ["the bin was missed"]
    assert plain.predict(asked)[0, 0] == 1
    assert heavy.decision_function(asked)[0, 0] < plain.decision_function(asked)[0, 0]


@pytest.mark.parametrize("estimator", [LinearSVC(), RidgeClassifier(), Perceptron()])
def test_another_linear_classifier_can_be_used(estimator):
    texts = ["the bin was missed again", "nobody rang me back", "a letter came late"] * 8
    y = np.tile(np.eye(3, dtype=int), (8, 1))
    model = SpanTextClassifier(min_df=1, estimator=estimator).fit(texts, y)
    assert model.predict(texts).tolist() == y.tolist()
