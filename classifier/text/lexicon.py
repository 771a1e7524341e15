"""What is known of a capitalised word by itself: is it plain English, a name, a place?"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from importlib.resources import files

from classifier.text.cues import ALSO_SMALL

_SHORTEST_SMALL = 3


class Word(IntEnum):
    """What a word may be; see the lists of this folder, each with its source at its head."""

    OFFICE = 0  # a month, a language, a brand, an office of the council: no name by itself
    PLAIN = 1  # an English word
    PLACE = 2  # a town or a country
    FAMILY = 3  # a surname, or a rarer forename, and a plain word or a place too: Hill, Preston
    EITHER = 4  # a common forename, and a plain word or a place too: Grace, Chelsea
    UNKNOWN = 5  # in no list: mostly a surname
    NAME = 6  # in lists of names alone


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of one of this folder's lists, in small letters."""
    text = files("classifier.text").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


@cache
def plain_words() -> frozenset[str]:
    """English words that are written in small letters."""
    return word_list("english_words") | word_list("common_words")


@cache
def small_names() -> frozenset[str]:
    """Forenames that are names even in small letters, since they are no other word."""
    other_words = plain_words() | word_list("places") | word_list("not_names")
    names = ((word_list("given_names") | word_list("nicknames")) - other_words) | ALSO_SMALL
    return frozenset(name for name in names if len(name) >= _SHORTEST_SMALL)


@cache
def _kinds() -> dict[str, Word]:
    kinds = dict.fromkeys(plain_words(), Word.PLAIN)
    kinds.update(dict.fromkeys(word_list("places"), Word.PLACE))
    ordinary = frozenset(kinds)
    for names, alone, with_another in (
        ("other_names", Word.NAME, Word.FAMILY),
        ("given_names", Word.NAME, Word.EITHER),
        ("nicknames", Word.NAME, Word.EITHER),
    ):
        for name in word_list(names):
            kinds[name] = with_another if name in ordinary else alone
    kinds.update(dict.fromkeys(word_list("not_names"), Word.OFFICE))
    kinds.update(dict.fromkeys(word_list("names_too"), Word.FAMILY))
    return kinds


@cache
def usual_words() -> frozenset[str]:
    """Words in small letters that are more than a name: plain words, places, offices."""
    return frozenset(word for word, kind in _kinds().items() if kind is not Word.NAME)


@cache
def kind_of_word(word: str) -> Word:
    """What a word may be, whatever its capitals; of a hyphened one the likeliest name of its parts.

    Args:
        word: letters, with apostrophes or hyphens.
    """
    kinds = _kinds()
    lower = word.lower().replace("’", "'")
    if lower in kinds:
        return kinds[lower]
    if "-" in lower:
        parts = [kinds.get(part, Word.UNKNOWN) for part in lower.split("-") if part]
        return max(parts, default=Word.PLAIN)
    return Word.UNKNOWN
