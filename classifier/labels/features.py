"""Word and character n-grams of texts, weighted by TF-IDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

_TOKEN = re.compile(r"£|\w+(?:'\w+)*|[!?]+")
_DIGITS = re.compile(r"\d+")


def tokens(text: str) -> list[str]:
    """Words in small letters; a number is ``0``; ``£`` and runs of ``!`` and ``?`` are words.

    >>> tokens("They didn’t come on 12 May!!")
    ['they', "didn't", 'come', 'on', '0', 'may', '!']
    """
    plain = _DIGITS.sub("0", text.lower().replace("’", "'"))
    return [word[0] if word[0] in "!?" else word for word in _TOKEN.findall(plain)]


def word_ngrams(words: Sequence[str], longest: int) -> list[str]:
    """The words and, for ``longest`` 2 and 3, the pairs and triples of neighbours."""
    grams = list(words)
    if longest > 1:
        grams += [f"{a} {b}" for a, b in pairwise(words)]
    if longest > 2:  # noqa: PLR2004
        grams += [f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    return grams


class NgramFeatures(TransformerMixin, BaseEstimator):
    """TF-IDF of word n-grams beside character n-grams within words.

    Character n-grams let a misspelt word still count. They are counted once a distinct word and
    multiplied up, which is many times faster than once a text and gives the same counts.

    Args:
        word_longest: longest word n-gram, 1 to 3.
        char_ngrams: shortest and longest character n-gram, the word's edges counted as a space;
            ``(0, 0)`` for none.
        min_df: an n-gram must stand in at least so many texts.
        max_chars: at most so many character n-grams, the most frequent first.

    Attributes:
        word_vocabulary_: word n-grams, in column order.
        char_vocabulary_: character n-grams, in column order after the words.
        idf_: inverse document frequencies, shape (features,), smoothed as in scikit-learn's
            ``TfidfTransformer``.
    """

    def __init__(
        self,
        *,
        word_longest: int = 2,
        char_ngrams: tuple[int, int] = (3, 5),
        min_df: int = 3,
        max_chars: int = 30_000,
    ) -> None:
        self.word_longest = word_longest
        self.char_ngrams = char_ngrams
        self.min_df = min_df
        self.max_chars = max_chars

    def fit(self, texts: Iterable[str], y: object = None) -> Self:
        """Learn vocabulary and weights.

        Args:
            texts: cleaned texts.
            y: not used.

        Raises:
            ValueError: no word stands in ``min_df`` texts.
        """
        del y
        docs = [tokens(text) for text in texts]
        words = CountVectorizer(
            analyzer=lambda doc: word_ngrams(doc, self.word_longest),
            min_df=min(self.min_df, max(1, len(docs))),
            dtype=np.float32,
        )
        counts = words.fit_transform(docs)
        self.word_vocabulary_ = list(words.get_feature_names_out())
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        self.char_vocabulary_: list[str] = []
        if self.char_ngrams[1]:
            chars = self._fit_chars(docs)
            frequency = np.concatenate([frequency, chars])
        self.idf_ = (np.log((1 + len(docs)) / (1 + frequency)) + 1).astype(np.float32)
        self._prepare()
        return self

    def _fit_chars(self, docs: list[list[str]]) -> np.ndarray:
        """Choose the character n-grams; their document frequencies, in column order."""
        by_word, distinct = _word_counts(docs)
        vectorizer = CountVectorizer(
            analyzer="char_wb", ngram_range=self.char_ngrams, binary=True, dtype=np.int32
        )
        grams_of_word = vectorizer.fit_transform(distinct)
        present = (by_word.astype(bool).astype(np.int32) @ grams_of_word).tocsr()
        frequency = np.bincount(present.indices, minlength=present.shape[1])
        grams = vectorizer.get_feature_names_out()
        # Ties are broken by the n-gram itself, so that the choice never depends on the order.
        order = np.lexsort((grams, -frequency))
        kept = np.sort(order[frequency[order] >= self.min_df][: self.max_chars])
        self.char_vocabulary_ = list(grams[kept])
        return frequency[kept]

    def restore(
        self, word_vocabulary: list[str], char_vocabulary: list[str], idf: np.ndarray
    ) -> Self:
        """Take over what an earlier fit learnt; see the attributes."""
        if len(idf) != len(word_vocabulary) + len(char_vocabulary):
            raise ValueError(f"{len(idf)} weights for other vocabularies")
        self.word_vocabulary_ = word_vocabulary
        self.char_vocabulary_ = char_vocabulary
        self.idf_ = idf
        self._prepare()
        return self

    def _prepare(self) -> None:
        """Build the counters that transform uses."""
        self._words = CountVectorizer(
            analyzer=lambda doc: word_ngrams(doc, self.word_longest),
            vocabulary=self.word_vocabulary_,
            dtype=np.float32,
        )
        self._chars = (
            CountVectorizer(
                analyzer="char_wb",
                ngram_range=self.char_ngrams,
                vocabulary=self.char_vocabulary_,
                dtype=np.float32,
            )
            if self.char_vocabulary_
            else None
        )

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Weighted n-grams.

        Args:
            texts: cleaned texts.

        Returns:
            sparse float32 array, shape (texts, features); the word and the character part of a
            row each have length 1 (or 0, where nothing is known), as in TF-IDF with the
            logarithm of counts.
        """
        check_is_fitted(self, "idf_")
        docs = [tokens(text) for text in texts]
        blocks = [self._weigh(self._words.transform(docs), self.idf_[: len(self.word_vocabulary_)])]
        if self._chars is not None:
            by_word, distinct = _word_counts(docs)
            counts = by_word @ self._chars.transform(distinct)
            blocks.append(self._weigh(counts, self.idf_[len(self.word_vocabulary_) :]))
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    @staticmethod
    def _weigh(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
        weighted = sparse.csr_matrix(counts, dtype=np.float32)
        weighted.sort_indices()
        weighted.data = np.log(weighted.data) + np.float32(1)
        weighted.data *= idf[weighted.indices]
        return normalize(weighted, copy=False)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The n-grams, in column order; character n-grams carry a leading ``char:``."""
        del input_features
        check_is_fitted(self, "idf_")
        chars = [f"char:{gram}" for gram in self.char_vocabulary_]
        return np.asarray([*self.word_vocabulary_, *chars], dtype=object)


def _word_counts(docs: Sequence[Sequence[str]]) -> tuple[sparse.csr_matrix, list[str]]:
    """How often each distinct word stands in each text, and the distinct words."""
    place: dict[str, int] = {}
    indices = np.asarray(
        [place.setdefault(word, len(place)) for doc in docs for word in doc], dtype=np.int32
    )
    starts = np.zeros(len(docs) + 1, dtype=np.int32)
    np.cumsum([len(doc) for doc in docs], out=starts[1:])
    data = np.ones(len(indices), dtype=np.float32)
    counts = sparse.csr_matrix((data, indices, starts), shape=(len(docs), max(len(place), 1)))
    counts.sum_duplicates()
    return counts, list(place) or [""]
