"""Names of people in small letters, as many write who type on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from classifier.text import cues
from classifier.text.lexicon import Word, kind_of_word, small_names

_LOWER_TITLE = re.compile(
    r"\b(?:mr|mrs|cllr|ms|dr)\.?[ \t](?:(?:and|&)[ \t]mrs?[ \t])?([^\W\d_]{2,20})\b"
)
_SMALL_WORDS = re.compile(r"(?<![\w@.'’-])[a-z][a-z'’-]{2,19}")
_SMALL_LETTERS = re.compile(r"[a-z]{3,19}")
_SMALL_SURNAME = re.compile(r"[ \t]([a-z][a-z'-]{2,19})(?![\w'’])")
# In small letters where a name is due: after kin, an introduction, or alone at the foot.
_DUE = re.compile(
    rf"\b(?:(?:my|our|his|her|your|little)[ \t](?:{'|'.join(sorted(cues.KIN | {'mate'}))})|"
    r"(?:its|it's|it’s|this[ \t]is|spoke[ \t]to|called|named|name[ \t]is|im|i'm|i’m))"
    r"[ \t](?P<v>[a-z]{3,15})(?![\w'’])"
)
_FOOT = re.compile(
    r"\n[ \t]*(?P<v>[a-z][a-z'-]{2,15}(?: [a-z][a-z'-]{2,15})?)(?: x+)?[ \t.]*(?:\n|\Z|[\]\d+])"
)


def find_small_names(text: str) -> Iterator[tuple[int, int]]:
    """Spans of what is a name and no other word, and of odd words where a name is due."""
    names = small_names()
    if not names.isdisjoint(_SMALL_LETTERS.findall(text)):
        for match in _SMALL_WORDS.finditer(text):
            if not names.isdisjoint([match.group(), *match.group().split("-")]):
                following = _SMALL_SURNAME.match(text, match.end())
                is_surname = following and _is_odd(following.group(1))
                yield match.start(), following.end() if following and is_surname else match.end()
    for match in _LOWER_TITLE.finditer(text):
        if match.group(1) not in cues.AFTER_TITLE | cues.TITLES:
            yield match.span(1)
    for match in chain(_DUE.finditer(text), _FOOT.finditer(text)):
        if all(_is_odd(word) for word in match["v"].split()):
            yield match.span("v")


def _is_odd(word: str) -> bool:
    """Whether a word in small letters is no plain word, nor a place or an office."""
    return kind_of_word(word) in {Word.NAME, Word.UNKNOWN} and "'" not in word
