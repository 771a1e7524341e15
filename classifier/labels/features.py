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
from sklearn.utils.validation import check_is_fitted

from classifier.labels.ngram_counts import NgramCounter

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

    def fit(
        self, texts: Iterable[str], y: object = None, *, owners: np.ndarray | None = None
    ) -> Self:
        """Learn vocabulary and weights.

        Args:
            texts: cleaned texts, or their sentences.
            y: not used.
            owners: where ``texts`` are sentences, the number of each one's text, ascending from
                0; an n-gram's frequency is then the number of texts that it stands in.
        """
        del y
        docs = [tokens(text) for text in texts]
        whole = owner_matrix(owners, len(docs))
        counter = CountVectorizer(analyzer=self._word_ngrams, dtype=np.float32)
        self.word_vocabulary_, frequency = self._choose(counter, docs, whole)
        self.char_vocabulary_: list[str] = []
        if self.char_ngrams[1]:
            by_word, distinct = _word_counts(docs)
            chars = CountVectorizer(analyzer="char_wb", ngram_range=self.char_ngrams)
            self.char_vocabulary_, of_chars = self._choose(
                chars, distinct, whole @ by_word, most=self.max_chars
            )
            frequency = np.concatenate([frequency, of_chars])
        self.idf_ = (np.log((1 + whole.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
        self._prepare()
        return self

    def _choose(
        self,
        counter: CountVectorizer,
        items: Sequence,
        into_texts: sparse.csr_matrix,
        most: int | None = None,
    ) -> tuple[list[str], np.ndarray]:
        """The n-grams that stand in enough texts, most frequent first if capped, in name order.

        Args:
            counter: counts n-grams in ``items``.
            items: sentences or distinct words.
            into_texts: which items each text holds, shape (texts, items).
            most: keep at most so many.

        Returns:
            the n-grams, sorted, and in how many texts each stands.
        """
        if not any(items):
            return [], np.zeros(0)
        present = (into_texts @ counter.fit_transform(items)).tocsr()
        present.eliminate_zeros()
        frequency = np.bincount(present.indices, minlength=present.shape[1])
        names = counter.get_feature_names_out()
        # Ties are broken by the n-gram itself, so that the choice never depends on the order.
        order = np.lexsort((names, -frequency))
        kept = np.sort(order[frequency[order] >= self.min_df][:most])
        return list(names[kept]), frequency[kept]

    def _word_ngrams(self, doc: Sequence[str]) -> list[str]:
        return word_ngrams(doc, self.word_longest)

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
        self._counter = NgramCounter(self.word_vocabulary_, self.char_vocabulary_, self.char_ngrams)

    def count(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """How often each n-gram stands in each text; sparse float32, (texts, features).

        Counts of sentences add up to those of their text.
        """
        check_is_fitted(self, "idf_")
        return self._counter.count([tokens(text) for text in texts])

    def weigh(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """TF-IDF weights of counts, both of shape (texts, features); see :meth:`transform`."""
        weighted = sparse.csr_matrix(counts, dtype=np.float32, copy=True)
        data, columns = weighted.data, weighted.indices
        np.log(data, out=data)
        data += np.float32(1)
        data *= self.idf_[columns]
        # The word part and the character part of a row are each brought to length 1.
        part = 2 * np.repeat(np.arange(weighted.shape[0]), np.diff(weighted.indptr))
        part += columns >= len(self.word_vocabulary_)
        squares = np.bincount(part, weights=data * data, minlength=1)
        data /= np.sqrt(squares, dtype=np.float64).astype(np.float32)[part]
        return weighted

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Weighted n-grams.

        Args:
            texts: cleaned texts.

        Returns:
            sparse float32 array, shape (texts, features); the word and the character part of a
            row each have length 1 (or 0, where nothing is known), as in TF-IDF with the
            logarithm of counts.
        """
        return self.weigh(self.count(texts))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The n-grams, in column order; character n-grams carry a leading ``char:``."""
        del input_features
        check_is_fitted(self, "idf_")
        chars = [f"char:{gram}" for gram in self.char_vocabulary_]
        return np.asarray([*self.word_vocabulary_, *chars], dtype=object)


def owner_matrix(owners: np.ndarray | None, n: int, texts: int | None = None) -> sparse.csr_matrix:
    """Which text each sentence belongs to, as a 0/1 matrix of shape (texts, sentences).

    Args:
        owners: the number of each sentence's text; None where each is a text of its own.
        n: number of sentences.
        texts: number of texts, where the last ones may have no sentence.
    """
    if owners is None:
        return sparse.identity(n, format="csr", dtype=np.float32)
    rows = texts if texts is not None else (int(owners[-1]) + 1 if n else 0)
    ones = np.ones(n, dtype=np.float32)
    return sparse.csr_matrix((ones, (owners, np.arange(n))), shape=(rows, n))


def _word_counts(docs: Sequence[Sequence[str]]) -> tuple[sparse.csr_matrix, list[str]]:
    """How often each distinct word stands in each document, and the distinct words."""
    place: dict[str, int] = {}
    words = [place.setdefault(word, len(place)) for doc in docs for word in doc]
    rows = np.repeat(np.arange(len(docs)), [len(doc) for doc in docs])
    ones = np.ones(len(words), dtype=np.float32)
    counts = sparse.csr_matrix((ones, (rows, words)), shape=(len(docs), len(place) or 1))
    return counts, list(place) or [""]
