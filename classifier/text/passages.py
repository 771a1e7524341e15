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
class _Look:
    """What one look at a stretch found, and what the looks after it did.

    Stretches that read the same share their looks, so that what repeats itself costs little.

    Attributes:
        whole: the numbers and words of the stretch, before anything was hidden.
        seen: what was thought of its capitalised words.
        spans: what was found.
        later: the looks after this one, by what had changed until then.
    """

    whole: Numbers
    seen: Seen
    spans: list[Span]
    later: dict[tuple[int, str], _Look] = field(default_factory=dict)

    @classmethod
    def first(cls, text: str, known: KnownNames) -> _Look:
        whole, seen = Numbers.of(text), Seen()
        return cls(whole, seen, _find(whole, whole, known, None, seen))

    def again(self, text: str, near: list[Span], known: KnownNames) -> _Look:
        """The next look, after spans of the stretch were hidden or more names became known."""
        key = known.size, text
        if key not in self.later:
            if near:
                seen = self.seen.without(near)
                spans = _find(self.whole, self.whole.after_hiding(text, near), known, near, seen)
            else:  # nothing but a name that was found elsewhere can be new
                seen = self.seen
                found = known.find(text, self.whole.words_in)
                spans = merged((*span, "name") for span in found)
            self.later[key] = _Look(self.whole, seen, spans)
        return self.later[key]


Looks = dict[str, _Look]  # the first look at each stretch, by how it reads


def _find(
    whole: Numbers, numbers: Numbers, known: KnownNames, near: list[Span] | None, seen: Seen
) -> list[Span]:
    """Spans without overlap; ages last, since a name that was replaced tells them."""
    names = [(*span, "name") for span in find_names(numbers.text, known, whole.words_in, seen)]
    found = merged([*find_patterns(numbers, PATTERNS), *names])
    if found:
        near = None if near is None else [*near, *found]
        numbers = whole.after_hiding(hide(numbers.text, found), near)
    return [*found, *merged(find_patterns(numbers, AGES))]


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
        look: the last look at it.
    """

    text: int
    start: int
    end: int
    first: int
    last: int
    changes: list[Span] = field(default_factory=list)
    look: _Look | None = None

    def find(self, rest: str, known: KnownNames, looks: Looks) -> list[Span]:
        """Spans that begin in it, by their places in the text.

        Args:
            rest: the whole text, with what was found before hidden.
            known: names that are known by now.
            looks: the first looks at the stretches of the case; it grows.
        """
        at = self.first
        if self.look is None:
            text = rest[at : self.last]
            if text not in looks:
                looks[text] = _Look.first(text, known)
            self.look = looks[text]
        elif self.changes or not known.added.isdisjoint(self.look.whole.words_in):
            near = [(start - at, end - at, kind) for start, end, kind in self.changes]
            self.look = self.look.again(rest[at : self.last], near, known)
        else:
            return []
        return [
            (start + at, end + at, kind)
            for start, end, kind in self.look.spans
            if self.start <= start + at < self.end
        ]

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
