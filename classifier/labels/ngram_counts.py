"""Counting n-grams of a known vocabulary by arithmetic on numbered words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

# Words whose numbers and character n-grams are remembered; then all are forgotten, to bound memory.
_MOST_WORDS = 100_000


class NgramCounter:
    """Counts the word n-grams and the character n-grams of two vocabularies.

    A word is looked up once and is a number from then on. A pair of neighbours is one number too,
    so that word n-grams are found by a binary search over a whole batch. The character n-grams of
    a document are the sum of its words', which are counted once a distinct word: a product of
    sparse matrices.

    Args:
        word_vocabulary: word n-grams, words joined by a space; column order.
        char_vocabulary: character n-grams within words, the columns after them; or none.
        char_ngrams: shortest and longest character n-gram.
    """

    def __init__(
        self,
        word_vocabulary: Sequence[str],
        char_vocabulary: Sequence[str],
        char_ngrams: tuple[int, int],
    ) -> None:
        split = [gram.split(" ") for gram in word_vocabulary]
        self._vocabulary: dict[str, int] = {}
        for gram in split:
            for word in gram:
                self._vocabulary.setdefault(word, len(self._vocabulary))
        self._base = len(self._vocabulary) + 1
        self._width = len(word_vocabulary)
        self._lengths = [
            self._lookup(split, n) for n in range(1, max(map(len, split), default=0) + 1)
        ]
        self._n_chars = len(char_vocabulary)
        self._grams: CountVectorizer | None = None
        if char_vocabulary:
            self._grams = CountVectorizer(
                analyzer="char_wb",
                ngram_range=char_ngrams,
                vocabulary=char_vocabulary,
                dtype=np.float32,
            )
        self._forget()

    def _lookup(self, split: Sequence[Sequence[str]], length: int) -> tuple[np.ndarray, np.ndarray]:
        """The n-grams of one length as sorted numbers, and their columns."""
        columns = [column for column, gram in enumerate(split) if len(gram) == length]
        keys = np.zeros(len(columns), dtype=np.int64)
        for at in range(length):
            words = [self._vocabulary[split[column][at]] for column in columns]
            keys = keys * self._base + np.asarray(words, dtype=np.int64)
        order = np.argsort(keys)
        return keys[order], np.asarray(columns, dtype=np.int64)[order]

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._in_vocabulary = np.zeros(0, dtype=np.int64)
        self._chars_of_words = sparse.csr_matrix((0, self._n_chars), dtype=np.float32)

    def count(self, docs: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Counts, shape (documents, word n-grams + character n-grams), float32."""
        words = self._numbered(list(chain.from_iterable(docs)))
        starts = np.zeros(len(docs) + 1, dtype=np.int32)
        np.cumsum([len(doc) for doc in docs], out=starts[1:])
        of_words = self._count_words(words, starts)
        if self._grams is None:
            return of_words
        ones = np.ones(len(words), dtype=np.float32)
        shape = (len(docs), self._chars_of_words.shape[0])
        of_chars = sparse.csr_matrix((ones, words, starts), shape=shape) @ self._chars_of_words
        return sparse.hstack([of_words, of_chars], format="csr", dtype=np.float32)

    def _numbered(self, words: Sequence[str]) -> np.ndarray:
        """The number of each word; words not met before get one."""
        if len(self._numbers) > _MOST_WORDS:
            self._forget()
        new = [word for word in dict.fromkeys(words) if word not in self._numbers]
        if new:
            self._numbers |= {word: at for at, word in enumerate(new, len(self._numbers))}
            places = np.asarray([self._vocabulary.get(word, -1) for word in new], dtype=np.int64)
            self._in_vocabulary = np.concatenate([self._in_vocabulary, places])
            if self._grams is not None:
                counts = self._grams.transform(new)
                self._chars_of_words = sparse.vstack([self._chars_of_words, counts], format="csr")
        return np.fromiter(map(self._numbers.__getitem__, words), dtype=np.int32, count=len(words))

    def _count_words(self, words: np.ndarray, starts: np.ndarray) -> sparse.csr_matrix:
        rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        places = self._in_vocabulary[words]
        keys, good = places, places >= 0
        found_rows, found_columns = [], []
        for length, (known, columns) in enumerate(self._lengths, start=1):
            if length > 1:
                keys = keys[:-1] * self._base + places[length - 1 :]
                same = rows[length - 1 :] == rows[: len(keys)]
                good = good[:-1] & (places[length - 1 :] >= 0) & same
            at = np.flatnonzero(good)
            if not len(known) or not len(at):
                continue
            near = np.minimum(np.searchsorted(known, keys[at]), len(known) - 1)
            hit = known[near] == keys[at]
            found_rows.append(rows[at[hit]])
            found_columns.append(columns[near[hit]])
        shape = (len(starts) - 1, self._width)
        if not found_rows:
            return sparse.csr_matrix(shape, dtype=np.float32)
        where = np.concatenate(found_rows), np.concatenate(found_columns)
        ones = np.ones(len(where[0]), dtype=np.float32)
        return sparse.csr_matrix((ones, where), shape=shape)
