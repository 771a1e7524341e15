"""One kind of personal data that is recognised by its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from classifier.text.surroundings import HIDDEN, HIDDEN_ADDRESS

_HIDDEN = HIDDEN + HIDDEN_ADDRESS
_LEFT = 48  # characters before a find that may tell what it is
_AHEAD = 160  # characters that a find that begins with a number, and what follows it, may take
_DIGITS = re.compile(r"\d+")
# What may stand between digits that belong together, and how much of it.
_BETWEEN, _GAP = " ./()\u00a0-", 3
_CUT = re.compile(rf"[{re.escape(_HIDDEN)}]\d")  # a number of which the beginning is hidden
_LETTERS = re.compile(r"[^\W\d_]+")
_HEAD = 24  # characters of what holds digits, as in 'CMP/12345', before them
_WORD_BEFORE = re.compile(r"(?<!\w)[^\W\d_]{1,12}\.?\s{1,2}\Z")
_LONGEST_BEFORE = 16  # characters that this takes


def words_of(text: str) -> frozenset[str]:
    """The different words of a text as they are written: letters only."""
    return frozenset(_LETTERS.findall(text))


@dataclass(frozen=True, eq=False)
class Pattern:
    """One kind of personal data.

    ``find`` searches the whole text, or, where ``at`` is given, only tries the places at which
    something with a number begins; most texts have few, which is what makes them quick.

    Attributes:
        kind: the word in the placeholder, e.g. ``postcode``.
        regex: what it looks like; group ``v``, where there is one, is what is replaced.
        valid: a check of the found string, such as a checksum.
        before: what must stand before it; searched in the characters before it, in small letters,
            so it ends with the end of the text.
        tails: of these, in small letters, one ends what stands before it: a cheap test first.
            With it, what is replaced begins where the find begins.
        at: ``digit``: it begins with a digit; ``signed``: or with a bracket or plus sign before
            it; ``word``: with the word that holds the first digit, or with the word before that;
            ``count``: with a digit or with a small number in words; ``mark``: with a mark.
        digits: how many digits it has at least in one cluster; texts with fewer are passed over.
        marks: of these, in small letters, it always has one.
        words: of these whole words, as they are written, it always has one.
    """

    kind: str
    regex: re.Pattern[str]
    valid: Callable[[str], bool] | None = None
    before: re.Pattern[str] | None = None
    tails: tuple[str, ...] = ()
    at: Literal["", "digit", "signed", "word", "count", "mark"] = ""
    digits: int = 0
    marks: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    _group: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_group", self.regex.groupindex.get("v", 0))

    def find(
        self, text: str, numbers: Numbers | None = None, places: Sequence[int] | None = None
    ) -> list[tuple[int, int]]:
        """Spans of the text that are of this kind.

        Args:
            text: the text.
            numbers: where its numbers are, if that is known already.
            places: those of its places, in order, where one may begin, if that is known already.
        """
        numbers = numbers or Numbers.of(text)
        if not self.at:
            return self._search(text, numbers.lower)
        if places is None:
            places = self._places(numbers)
        if self.tails:
            ends, tails = numbers.lower.endswith, self.tails
            places = [place for place in places if ends(tails, 0, place)]
        if not places:
            return []
        match_at, spans, end = self.regex.match, [], 0
        for match in [match for place in places if (match := match_at(text, place))]:
            if match.start() >= end and (span := self._held(numbers.lower, match)):
                spans.append(span)
                end = match.end()
        return spans

    def _places(self, numbers: Numbers) -> Sequence[int]:
        if self.at != "mark":
            return numbers.places(self.at)
        lower = numbers.lower
        return sorted({place for mark in self.marks for place in places_of(mark, lower)})

    def _search(self, text: str, lower: str) -> list[tuple[int, int]]:
        spans, start = [], 0
        while match := self.regex.search(text, start):
            if span := self._held(lower, match):
                spans.append(span)
            # What fails a check may hide, within it, what does not.
            start = match.end() if span else match.start() + 1
        return spans

    def _held(self, lower: str, match: re.Match[str]) -> tuple[int, int] | None:
        group = self._group
        if self.valid is not None and not self.valid(match.group(group)):
            return None
        start = match.start(group)
        if self.before and not self.before.search(lower[max(0, start - _LEFT) : start]):
            return None
        return match.span(group)

    def may_occur(self, numbers: Numbers) -> bool:
        """Whether a text with these numbers and words is worth a search."""
        if self.digits > numbers.most or (self.words and self.words.isdisjoint(numbers.words_in)):
            return False
        if not self.marks:
            return True
        lower = numbers.lower
        return any(mark in lower for mark in self.marks)


_COUNT_WORDS = frozenset(
    form
    for word in (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen twenty"
    ).split()
    for form in (word, word.capitalize(), word.upper())
)


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a text are, and which words it has.

    Attributes:
        text: the text.
        lower: the text in small letters, character by character.
        words_in: its different words, as they are written.
        most: how many digits the longest cluster holds, as in '07700 900123': 11.
        digits: places where digits begin.
        words: places where words with digits begin, and the words before them.
        counts: places where digits or small numbers in words begin, as in 'five'.
        signed: places where digits begin, and of a bracket or plus sign before them.
    """

    text: str = field(repr=False)
    lower: str = field(repr=False)
    words_in: frozenset[str] = field(repr=False)
    most: int
    digits: Sequence[int]
    words: Sequence[int]
    counts: Sequence[int]
    signed: Sequence[int]

    def places(self, at: str) -> Sequence[int]:
        """Where something begins that a pattern with this ``at`` may be."""
        if at == "digit":
            return self.digits
        if at == "signed":
            return self.signed
        return self.words if at == "word" else self.counts

    def after_hiding(self, text: str, near: Iterable[tuple[int, int, str]] | None) -> Numbers:
        """Of the same text with some of it hidden, which can't make new numbers.

        Args:
            text: the text, as long as before.
            near: spans ``(start, end, kind)``; only places that they may tell something of are
                wanted. None for all.
        """
        there = bytearray(b"\1" if near is None else b"\0") * len(text)
        for start, end, _ in near or ():
            first, last = max(0, start - _AHEAD), min(len(text), end + _LEFT)
            there[first:last] = b"\1" * (last - first)
        cut = {match.end() - 1 for match in _CUT.finditer(text)}

        def still(places: Sequence[int]) -> Sequence[int]:
            left = [place for place in places if there[place] and text[place] not in _HIDDEN]
            return sorted(cut.union(left)) if cut else left

        return replace(
            self,
            text=text,
            lower=in_small_letters(text),
            digits=still(self.digits),
            words=still(self.words),
            counts=still(self.counts),
            signed=still(self.signed),
        )

    @classmethod
    def of(cls, text: str) -> Numbers:
        """The numbers of a text; takes time in proportion to its length."""
        most = together = last = 0
        digits, words, signs = set[int](), set[int](), set[int]()
        for match in _DIGITS.finditer(text):
            start, end = match.span()
            joined = start - last <= _GAP and last and not text[last:start].strip(_BETWEEN)
            together = together + end - start if joined else end - start
            most = max(most, together)
            last = end
            digits.add(start)
            before = text[start - 1] if start else "."
            if before in "(+":
                signs.add(start - 1)
            elif before not in ".,)£":
                words.update(_heads(text, start))
        words |= digits
        words_in = words_of(text)
        counts = digits
        for word in _COUNT_WORDS.intersection(words_in):
            counts = counts.union(places_of(word, text))
        places = sorted(digits), sorted(words), sorted(counts), sorted(digits | signs)
        return cls(text, in_small_letters(text), words_in, most, *places)


def in_small_letters(text: str) -> str:
    """A text in small letters, of the same length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a string stands in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _heads(text: str, start: int) -> Iterator[int]:
    """Where the word begins that holds the digits at a place, if earlier, and the word before."""
    head = start
    while head and ((before := text[head - 1]).isalnum() or before in "_/-"):
        head -= 1
        if start - head > _HEAD:
            return
    if head < start:
        yield head
    if start - head > 1:
        yield max(head, max(text.rfind(mark, head, start) for mark in "/-") + 1)
    if head > 1 and text[head - 1].isspace() and not text[head - 2].isdecimal():
        before_it = _WORD_BEFORE.search(text, max(0, head - _LONGEST_BEFORE), head)
        if before_it:
            yield before_it.start()


# --- What several kinds share -----------------------------------------------------------------

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
UNIT = (
    r"(?:days?|weeks?|wks?|months?|mths?|years?|yrs?|hours?|hrs?|min(?:ute)?s?|times?|miles?|"
    r"metres?|yards?|feet|foot|mph|doors?|houses?|people|men|cars?|vans?|bins?|bags?|steps?|other|"
    r"more|of|pm|am|per|percent|working|stone|pages?|letters?|calls?|e-?mails?)"
)
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)?\d\d)|"
    r"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?")
_COUNT = re.compile(r"\d{1,3}(?:st|nd|rd|th|hrs?|hours?|days?|am|pm)", re.I)


def no_date(text: str) -> bool:
    """No date, year or count, which may follow the same words as a number that identifies."""
    return not (_DATE.fullmatch(text) or _is_year(text) or _COUNT.fullmatch(text))


def _is_year(text: str) -> bool:
    """A year, or one and the next: 2023/24, but not the accession number 2019/44."""
    if not _YEAR.fullmatch(text):
        return False
    first, *last = re.findall(r"\d+", text)
    return not last or int(last[0]) % 100 == (int(first) + 1) % 100
