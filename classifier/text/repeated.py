"""Names that are known, wherever they are repeated."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache

from classifier.text import cues
from classifier.text.lexicon import Word, kind_of_word, word_list
from classifier.text.pattern import places_of

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"(?<!\w){_LETTER}+(?:(?:['’](?!s\b)|-){_LETTER}+)*(?!\w)")
_FIRST = re.compile(rf"{_LETTER}+")
_MIN_REPEAT = 2
_MIN_SMALL = 4  # letters of a name that is found in small letters
_MANY = 64  # forms that are quicker looked for all at once
_JOINS = "'’-"
_SURE, _MAYBE = 2, 1  # how much a repeated word says that a name stands here; enough is 2


def parts_of(name: str) -> list[str]:
    """The words of a name."""
    return [name] if name.isalpha() else _WORD.findall(name)


class KnownNames:
    """Names of which every part is found where it is repeated.

    A part that is a common word too, as in 'June Hall', counts beside another part only.

    Args:
        names: full names, or single parts of them.

    Attributes:
        added: words of which a text has at least one if a name stands in it that was added last,
            and not before.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        self._weights: dict[str, int] = {}
        # Of those with a hyphen or an apostrophe by their first letters: O'Neill by O.
        self._compound: dict[str, set[str]] = defaultdict(set)
        self.added: set[str] = set()
        self.add(names)

    @property
    def size(self) -> int:
        """How many names are known; they become more only."""
        return len(self._names)

    def add(self, names: Iterable[str]) -> None:
        """Take in more names, those of one round together: ``added`` is of the last call."""
        self.added = set()
        for name in names:
            if name not in self._names:
                self._names.add(name)
                self._add_forms(_weights(parts_of(name)))

    def _add_forms(self, weights: Mapping[str, int]) -> None:
        for form, weight in weights.items():
            if self._weights.get(form) == weight:
                continue
            self._weights[form] = weight
            self.added.add(form)
            if not form.isalpha():
                first = _FIRST.match(form).group()  # type: ignore[union-attr]
                self._compound[first].add(form)
                self.added.add(first)

    def find(
        self, text: str, words: Set[str], found: Iterable[tuple[int, int]] = ()
    ) -> Iterator[tuple[int, int]]:
        """Spans of runs of words that are parts of names, those in ``text[start:end]`` included.

        Args:
            text: the text.
            words: its different words, letters only, as they are written.
            found: spans of names that were found in it already; their parts are known.
        """
        new = _weights(part for span in found for part in _capitals(text[slice(*span)]))
        if not new and not self._weights:
            return
        forms = (words & new.keys()) | (words & self._weights.keys())
        forms.update(form for form in new if not form.isalpha())
        for first in words & self._compound.keys():
            forms |= self._compound[first]
        tokens: list[tuple[int, int, int]] = []
        looked_at = 0
        for place in _places(forms, text):
            match = _token_at(place, text) if place >= looked_at else None
            if match:
                looked_at = match.end()
                weight = _weight(match.group(), new, self._weights)
                tokens += [(*match.span(), weight)] if weight else []
        yield from _runs(text, tokens)


def _places(forms: Set[str], text: str) -> list[int]:
    """Where words that begin as one of the forms may stand, in order."""
    if len(forms) < _MANY:
        return sorted([place for form in forms for place in places_of(form, text)])
    firsts = {form if form.isalpha() else _FIRST.match(form).group() for form in forms}  # type: ignore[union-attr]
    return [match.start() for match in _FIRST.finditer(text) if match.group() in firsts]


def _token_at(place: int, text: str) -> re.Match[str] | None:
    """The word with all its hyphens and apostrophes of which a part begins at a place."""
    start = place
    while start > 1 and text[start - 1] in _JOINS and text[start - 2].isalpha():
        start -= 2
        while start and text[start - 1].isalpha():
            start -= 1
    match = _WORD.match(text, start)
    return match if match and match.end() > place else _WORD.match(text, place)


def _weight(word: str, new: Mapping[str, int], known: Mapping[str, int]) -> int:
    weight = new.get(word) or known.get(word, 0)
    if not weight and "-" in word:
        pieces = (new.get(piece) or known.get(piece, 0) for piece in word.split("-"))
        weight = _SURE if _SURE in pieces else 0
    return weight


def _capitals(name: str) -> list[str]:
    return [part for part in parts_of(name) if part[0].isupper()]


def _runs(text: str, tokens: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring parts of names ``(start, end, weight)`` that weigh enough together."""
    first = last = together = 0
    for start, end, weight in tokens:
        if text[last:start] != " ":
            if together >= _SURE:
                yield first, last
            first, together = start, 0
        last, together = end, together + weight
    if together >= _SURE:
        yield first, last


def _weights(parts: Iterable[str]) -> dict[str, int]:
    """How parts of names are written when they are repeated, and how much each way says."""
    weights: dict[str, int] = {}
    for part in parts:
        weights.update(_forms(part))
    return weights


@lru_cache(maxsize=1 << 14)
def _forms(part: str) -> tuple[tuple[str, int], ...]:
    """As written or all in capitals; in small letters only what is no plain word, as Rose is."""
    lower = part.lower()
    if len(part) < _MIN_REPEAT or part.isdigit() or lower in cues.TITLES:
        return ()
    kind = kind_of_word(part)
    if kind is Word.OFFICE:
        return ()
    sure = _MAYBE if kind is Word.FAMILY and lower in word_list("names_too") else _SURE
    forms = {part, part.capitalize(), part.upper()}
    if not part.isalpha():
        forms.add(part.title())
    forms.discard(lower)
    if kind is Word.NAME and len(lower) >= _MIN_SMALL:
        forms.add(lower)
    if not part.isalpha():
        forms |= {form.replace(*marks) for form in forms for marks in (("’", "'"), ("'", "’"))}
    return tuple([(form, sure) for form in forms])
