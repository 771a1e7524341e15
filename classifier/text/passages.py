"""Personal data in one stretch of a text, so that long texts take no longer by the word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.text.ages import AGES
from classifier.text.names import Seen, find_names
from classifier.text.pattern import Numbers
from classifier.text.patterns import PATTERNS, find_patterns
from classifier.text.repeated import KnownNames
from classifier.text.surroundings import HIDDEN, HIDDEN_ADDRESS

Span = tuple[int, int, str]
_ADDRESS_KINDS = frozenset(["address", "postcode"])
_WHOLE = 6_000  # characters of a text that is one passage
_LENGTH = 3_000  # of a passage of a longer one
_AROUND = 200  # on either side, which what stands in it is told by
_LONGEST = 2_200  # of what has no white space in it, as a link


@dataclass
class Passage:
    """A stretch of a text, which is looked through again only after it changed.

    Attributes:
        text: which text of the case it is of.
        start: where it begins.
        end: where it ends.
        first: where the characters begin that are looked at with it.
        last: where they end.
        changes: spans that were hidden since it was looked through.
        numbers: the numbers and words of what is looked at, before anything was hidden.
        seen: what was thought of its capitalised words.
    """

    text: int
    start: int
    end: int
    first: int
    last: int
    changes: list[Span] = field(default_factory=list)
    numbers: Numbers | None = None
    seen: Seen = field(default_factory=dict)

    def find(self, rest: str, known: KnownNames) -> list[Span]:
        """Spans that begin in it, by their places in the text.

        Args:
            rest: the whole text, with what was found before hidden.
            known: names that are known by now.
        """
        text, at = rest[self.first : self.last], self.first
        if self.numbers is None:
            self.numbers = Numbers.of(text)
            found = self._find(self.numbers, known, None)
        elif self.changes:
            near = [(start - at, end - at, kind) for start, end, kind in self.changes]
            found = self._find(self.numbers.after_hiding(text, near), known, near)
        else:  # nothing but a name that was found elsewhere can be new
            found = merged((*span, "name") for span in known.find(text, self.numbers.words_in))
        return [
            (start + at, end + at, kind)
            for start, end, kind in found
            if self.start <= start + at < self.end
        ]

    def _find(self, numbers: Numbers, known: KnownNames, near: list[Span] | None) -> list[Span]:
        """Spans without overlap; ages last, since a name that was replaced tells them."""
        words = numbers.words_in
        names = [(*span, "name") for span in find_names(numbers.text, known, words, self.seen)]
        found = merged([*find_patterns(numbers, PATTERNS), *names])
        if found:
            near = None if near is None else [*near, *found]
            whole = self.numbers or numbers
            numbers = whole.after_hiding(hide(numbers.text, found), near)
        return [*found, *merged(find_patterns(numbers, AGES))]

    def note_changes(self, spans: Sequence[Span]) -> None:
        """Keep those of the spans, which are in order, that reach into what is looked at."""
        after = bisect_left(spans, (self.last,))
        before = bisect_left(spans, (self.first,))
        if before and spans[before - 1][1] > self.first:
            before -= 1
        self.changes = [
            (max(start, self.first), min(end, self.last), kind)
            for start, end, kind in spans[before:after]
        ]


def passages(number: int, text: str) -> Iterator[Passage]:
    """The passages of a text, cut between words where that can be."""
    start, length = 0, len(text)
    while start < length:
        end = length if length - start <= _WHOLE else _cut(text, start + _LENGTH)
        last = min(length, end + _AROUND)
        while last < length and not text[last].isspace() and last < end + _LONGEST:
            last += 1
        yield Passage(number, start, end, max(0, start - _AROUND), last)
        start = end


def _cut(text: str, before: int) -> int:
    first = before - _AROUND
    return max(text.rfind("\n", first, before), text.rfind(" ", first, before)) + 1 or before


def merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans as one, of the kind of the longest; of equals the first."""
    whole: list[Span] = []
    longest = 0
    for start, end, kind in sorted(spans, key=lambda span: span[0]):
        if not whole or start >= whole[-1][1]:
            whole.append((start, end, kind))
            longest = end - start
            continue
        first, last, so_far = whole[-1]
        whole[-1] = (first, max(last, end), kind if end - start > longest else so_far)
        longest = max(longest, end - start)
    return whole


def hide(text: str, spans: Iterable[Span]) -> str:
    """A text with spans, which don't overlap, hidden: as long as before."""
    parts, last = [], 0
    for start, end, kind in sorted(spans):
        hidden = HIDDEN_ADDRESS if kind in _ADDRESS_KINDS else HIDDEN
        parts += [text[last:start], hidden * (end - start)]
        last = end
    return "".join([*parts, text[last:]])
