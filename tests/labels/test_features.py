import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.labels.features import NgramFeatures, tokens, word_ngrams

TEXTS = [
    "They didn’t come on 12 May, and the bin is full!!",
    "The bin was not emptied; they came on 19 May.",
    "A rude man on the phone, very rude. £120 to pay?",
    "Nobody rang back about the bin or the £60.",
    "",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They didn’t come on 12 May!!", ["they", "didn't", "come", "on", "0", "may", "!"]),
        ("£1,250.00 owed???", ["£", "0", "0", "0", "owed", "?"]),
        ("PCN ab12cd3", ["pcn", "ab0cd0"]),
        ("", []),
        ("…", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


def test_word_ngrams():
    assert word_ngrams(["a", "b", "c"], 1) == ["a", "b", "c"]
    assert word_ngrams(["a", "b", "c"], 2) == ["a", "b", "c", "a b", "b c"]
    assert word_ngrams(["a", "b", "c"], 3)[-1] == "a b c"
    assert word_ngrams(["a"], 3) == ["a"]


def test_words_alone_equal_scikit_learns_tfidf():
    ours = NgramFeatures(word_longest=2, char_ngrams=(0, 0), min_df=1).fit(TEXTS)
    theirs = TfidfVectorizer(
        analyzer=lambda text: word_ngrams(tokens(text), 2), sublinear_tf=True, min_df=1
    ).fit(TEXTS)
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())
    np.testing.assert_allclose(
        ours.transform(TEXTS).toarray(), theirs.transform(TEXTS).toarray(), atol=1e-6
    )


def test_character_ngrams_equal_scikit_learns_counted_text_by_text():
    ours = NgramFeatures(word_longest=1, char_ngrams=(2, 4), min_df=1, max_chars=10**6).fit(TEXTS)
    words = len(ours.word_vocabulary_)
    # One space between tokens makes scikit-learn see the words that ours sees.
    spaced = [" ".join(tokens(text)) for text in TEXTS]
    theirs = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=1, lowercase=False
    ).fit(spaced)
    assert ours.char_vocabulary_ == list(theirs.get_feature_names_out())
    np.testing.assert_allclose(
        ours.transform(TEXTS).toarray()[:, words:], theirs.transform(spaced).toarray(), atol=1e-6
    )


def test_rare_ngrams_are_left_out_and_characters_capped():
    features = NgramFeatures(word_longest=1, char_ngrams=(3, 3), min_df=2, max_chars=4).fit(TEXTS)
    assert "bin" in features.word_vocabulary_
    assert "nobody" not in features.word_vocabulary_
    assert len(features.char_vocabulary_) == 4
    assert features.char_vocabulary_ == sorted(features.char_vocabulary_)


def test_unknown_words_and_empty_texts_give_rows_of_zeros():
    features = NgramFeatures(min_df=1, char_ngrams=(0, 0)).fit(TEXTS)
    matrix = features.transform(["", "zzz qqq"])
    assert matrix.shape == (2, len(features.idf_))
    assert matrix.nnz == 0


def test_restored_features_give_the_same_bits():
    first = NgramFeatures(min_df=1).fit(TEXTS)
    again = NgramFeatures(min_df=1).restore(
        first.word_vocabulary_, first.char_vocabulary_, first.idf_
    )
    assert (first.transform(TEXTS) != again.transform(TEXTS)).nnz == 0
    with pytest.raises(ValueError, match="other vocabularies"):
        NgramFeatures().restore(["a"], [], first.idf_)


def test_follows_scikit_learns_conventions():
    features = NgramFeatures(word_longest=1, char_ngrams=(2, 3), min_df=2, max_chars=9)
    assert clone(features).get_params() == features.get_params()
    with pytest.raises(NotFittedError):
        features.transform(["text"])
