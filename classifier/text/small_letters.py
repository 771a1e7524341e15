"""Names of people in small letters, as many write who type on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache

from classifier.text import cues
from classifier.text.lexicon import Word, kind_of_word, small_names, usual_words
from classifier.text.pattern import places_of

_LOWER_TITLES = frozenset(("mr", "mrs", "cllr", "ms", "dr"))
_LOWER_TITLE = re.compile(
    r"\b(?:mr|mrs|cllr|ms|dr)\.?[ \t](?:(?:and|&)[ \t]mrs?[ \t])?([^\W\d_]{2,20})\b"
)
_SMALL_WORDS = re.compile(r"(?<![\w@.'’-])[a-z][a-z'’-]{2,19}")
_JOINS = "'’-"
_SMALL_SURNAME = re.compile(r"[ \t]([a-z][a-z'-]{2,19})(?![\w'’])")
_SMALL = re.compile(r"[a-z]{3,15}")
_ENDS = re.compile(r"(?![\w'’])")
_LEFT = 32  # characters before a name that may tell that one is due
_PERSONS = cues.KIN | {"mate"}
# In small letters where a name is due: after kin, an introduction, or alone at the foot.
_DUE = re.compile(
    rf"\b(?:(?:my|our|his|her|your|little)[ \t](?:{'|'.join(sorted(_PERSONS))})|"
    r"(?:its|it's|it’s|this[ \t]is|spoke[ \t]to|called|named|name[ \t]is|im|i'm|i’m))"
    r"[ \t]\Z"
)
# How what makes one due ends: a cheap test first.
_DUE_ENDS = tuple(
    f"{word}{space}"
    for word in (*_PERSONS, *"its it's it’s is to called named im i'm i’m".split())
    for space in " \t"
)
_FOOT = re.compile(
    r"\n[ \t]*(?P<v>[a-z][a-z'-]{2,15}(?: [a-z][a-z'-]{2,15})?)(?: x+)?[ \t.]*(?:\n|\Z|[\]\d+])"
)
# What stands before the apostrophe of "didn't" and the like.
_CONTRACTED = frozenset(
    "didn don doesn isn wasn aren weren hasn haven hadn couldn wouldn shouldn ain mustn needn "
    "ll ve re whos thats hes shes".split()
)


def find_small_names(text: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    """Spans of what is a name and no other word, and of odd words where a name is due.

    Args:
        text: the text.
        words: its different words, as they are written.
    """
    for name in small_names() & words:
        yield from _whole_names(name, text)
    if not _LOWER_TITLES.isdisjoint(words):
        for match in _LOWER_TITLE.finditer(text):
            if match.group(1) not in cues.AFTER_TITLE | cues.TITLES:
                yield match.span(1)
    for word in filter(_SMALL.fullmatch, words - _never_odd()):
        yield from _due_names(word, text)
    for match in _FOOT.finditer(text):
        if all(_is_odd(word) for word in match["v"].split()):
            yield match.span("v")


def _whole_names(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands, with what is joined to it and with an odd surname behind it."""
    names = small_names()
    for place in places_of(name, text):
        match = _small_word_at(place, text)
        if match and not names.isdisjoint([match.group(), *match.group().split("-")]):
            following = _SMALL_SURNAME.match(text, match.end())
            is_surname = following and _is_odd(following.group(1))
            yield match.start(), following.end() if following and is_surname else match.end()


def _due_names(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where an odd word stands at which a name is due."""
    for place in places_of(word, text):
        end = place + len(word)
        due = text.endswith(_DUE_ENDS, max(0, place - _LEFT), place)
        if due and _DUE.search(text, max(0, place - _LEFT), place) and _ENDS.match(text, end):
            yield place, end


def _small_word_at(place: int, text: str) -> re.Match[str] | None:
    while place and (text[place - 1] in _JOINS or "a" <= text[place - 1] <= "z"):
        place -= 1
    return _SMALL_WORDS.match(text, place)


@cache
def _never_odd() -> frozenset[str]:
    return usual_words() | _CONTRACTED


def _is_odd(word: str) -> bool:
    """Whether a word in small letters is no plain word, nor a place or an office."""
    return kind_of_word(word) in {Word.NAME, Word.UNKNOWN} and "'" not in word
