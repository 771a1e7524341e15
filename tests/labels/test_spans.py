import numpy as np

from classifier.labels.features import NgramFeatures
from classifier.labels.spans import Sentences, contrast_rows, sentence_targets

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
        Sentences.of(["Nobody came"]), np.array([[1]]), ["failure"], [{}]
    )
    assert targets.tolist() == [[1]] and masks.all()


def test_contrast_rows_take_a_text_apart():
    sentences = Sentences.of(["Nobody came.", TEXT])
    features = NgramFeatures(word_longest=1, char_ngrams=(0, 0), min_df=1)
    features.fit(sentences.strings(), owners=sentences.owners)
    counts = features.count(sentences.strings())
    targets = np.array([[0, 0], [1, 0], [0, 0], [1, 0]])
    quoted, nothing = contrast_rows(features, counts, sentences, targets, 0.5)
    assert nothing is None
    assert quoted.target.tolist() == [1, 0] and quoted.weight == 0.5
    words = np.asarray(features.word_vocabulary_)
    with_label, without = (set(words[quoted.matrix[row].indices]) for row in (0, 1))
    assert with_label == set("nobody came on tuesday the man was rude".split())
    assert without == set("i rang twice".split())
