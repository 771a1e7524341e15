"""Transformers of texts, to put before any estimator in a scikit-learn pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin

from classifier.text.authors import COMPLAINANT
from classifier.text.cleaning import clean, read_text
from classifier.text.mail import NOW
from classifier.text.structure import MESSAGE

ALL, OWN = "all", "own"


class TextCleaner(TransformerMixin, BaseEstimator):
    """Cleans texts as training and tagging do; see :func:`classifier.text.cleaning.clean`.

    It learns nothing, so ``fit`` is only for pipelines.

    Args:
        parts: ``all`` for the cleaned text; ``own`` for what the person wrote this time alone,
            without greeting, signature, form labels and what is quoted or forwarded.
    """

    def __init__(self, *, parts: str = ALL) -> None:
        self.parts = parts

    def fit(self, texts: Iterable[str], y: object = None) -> Self:
        """Check the parameter.

        Raises:
            ValueError: ``parts`` is neither ``all`` nor ``own``.
        """
        del texts, y
        self._check()
        return self

    def transform(self, texts: Iterable[str]) -> list[str]:
        """The cleaned texts, one for each, possibly empty.

        Raises:
            ValueError: ``parts`` is neither ``all`` nor ``own``.
            TypeError: one string was given in place of several.
        """
        self._check()
        if isinstance(texts, str):
            raise TypeError("expected several texts, found one string: put it in a list")
        return [clean(text) if self.parts == ALL else own_words(text) for text in texts]

    def _check(self) -> None:
        if self.parts not in {ALL, OWN}:
            raise ValueError(f"parts must be {ALL!r} or {OWN!r}, found {self.parts!r}")

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's type has no stub
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return True


def own_words(text: str) -> str:
    """What the person wrote this time, without what frames or precedes it.

    Args:
        text: a raw text.

    Returns:
        the messages of the cleaned text that are the person's own and not quoted, a blank line
        between them; the whole cleaned text where there is none.
    """
    read = read_text(text)
    own = [
        read.text[part.start : part.end]
        for part in read.parts
        if part.role == NOW and part.author == COMPLAINANT and part.kind == MESSAGE
    ]
    return "\n\n".join(own) or read.text
