import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from classifier.labels import ngram_counts
from classifier.labels.ngram_counts import NgramCounter

WORDS = ["bin", "bin was", "missed", "was", "was missed", "was missed again"]
CHARS = [" b", "in ", "mis", "ss", "sse"]
DOCS = [["the", "bin", "was", "missed", "again"], [], ["bin", "bin", "missed"], ["other"]]


def expected():
    words = CountVectorizer(
        analyzer=lambda doc: [
            " ".join(doc[at : at + n]) for n in (1, 2, 3) for at in range(len(doc) - n + 1)
        ],
        vocabulary=WORDS,
    )
    chars = CountVectorizer(analyzer="char_wb", ngram_range=(2, 3), vocabulary=CHARS)
    return np.hstack(
        [
            words.transform(DOCS).toarray(),
            chars.transform([" ".join(doc) for doc in DOCS]).toarray(),
        ]
    )


def test_counts_equal_scikit_learns():
    counter = NgramCounter(WORDS, CHARS, (2, 3))
    assert counter.count(DOCS).toarray().tolist() == expected().tolist()
    # Words met before are looked up, and documents counted one by one are counted alike.
    again = np.vstack([counter.count([doc]).toarray() for doc in DOCS])
    assert again.tolist() == expected().tolist()


def test_a_pair_does_not_reach_from_one_document_into_the_next():
    counter = NgramCounter(["bin was"], [], (0, 0))
    assert counter.count([["bin"], ["was"]]).toarray().tolist() == [[0], [0]]
    assert counter.count([["bin", "was"]]).toarray().tolist() == [[1]]


@pytest.mark.parametrize(("words", "chars"), [([], []), (WORDS, []), ([], CHARS)])
def test_empty_vocabularies_and_batches(words, chars):
    counter = NgramCounter(words, chars, (2, 3) if chars else (0, 0))
    assert counter.count([]).shape == (0, len(words) + len(chars))
    assert counter.count([[], []]).toarray().tolist() == [[0] * (len(words) + len(chars))] * 2


def test_words_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(ngram_counts, "_MOST_WORDS", 2)
    counter = NgramCounter(WORDS, CHARS, (2, 3))
    for _ in range(3):
        assert counter.count(DOCS).toarray().tolist() == expected().tolist()
