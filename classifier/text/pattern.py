"""One kind of personal data that is recognised by its form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

# Digits that belong together, with what may stand between them.
_LEFT = 48  # characters before a find that may tell what it is
_CLUSTER = re.compile(r"\d(?:[ ./()\u00a0-]{0,3}\d)*")
# Any capitals, without ignoring case, which is far slower.
_COUNTS = re.compile(
    r"[Tt](?:[Ww][Oo]|[Hh][RrIi]|[Ee][Nn]|[Ww][Ee])|[Ff](?:[Oo][Uu]|[Ii][Vv]|[Ii][Ff])|"
    r"[Ss](?:[Ii][Xx]|[Ee][Vv])|[Ee](?:[Ii][Gg]|[Ll][Ee])|[Nn][Ii][Nn]"
)
_DIGITS = re.compile(r"\d+")
# What holds the digits, as in 'CMP/12345', and the word before it.
_HEAD = re.compile(r"(?:(?<!\w)([^\W\d_]{1,12})\.?\s{1,2})?(?<![\w/-])([\w/-]{0,24})\Z")


@dataclass(frozen=True)
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
        at: ``digit``: it begins with a digit (or a bracket or plus sign before it); ``word``: it
            begins with the word that holds the first digit, or with the word before that;
            ``count``: with a digit or with a small number in words.
        digits: how many digits it has at least in one cluster; texts with fewer are passed over.
        marks: of these, in small letters, it always has one.
    """

    kind: str
    regex: re.Pattern[str]
    valid: Callable[[str], bool] = lambda _: True
    before: re.Pattern[str] | None = None
    at: Literal["", "digit", "word", "count"] = ""
    digits: int = 0
    marks: tuple[str, ...] = ()

    def find(self, text: str, numbers: Numbers | None = None) -> list[tuple[int, int]]:
        """Spans of the text that are of this kind.

        Args:
            text: the text.
            numbers: where its numbers are, if that is known already.
        """
        if not self.at:
            return self._search(text)
        match_at = self.regex.match
        places = (numbers or Numbers.of(text)).places(self.at)
        spans, end = [], 0
        for match in [match for place in places if (match := match_at(text, place))]:
            if match.start() >= end and (span := self._held(text, match)):
                spans.append(span)
                end = match.end()
        return spans

    def _search(self, text: str) -> list[tuple[int, int]]:
        spans, start = [], 0
        while match := self.regex.search(text, start):
            if span := self._held(text, match):
                spans.append(span)
            # What fails a check may hide, within it, what does not.
            start = match.end() if span else match.start() + 1
        return spans

    def _held(self, text: str, match: re.Match[str]) -> tuple[int, int] | None:
        group = "v" if "v" in self.regex.groupindex else 0
        if self.valid(match.group(group)) and self._follows(text, match.start(group)):
            return match.span(group)
        return None

    def may_occur(self, lower: str, digits: int) -> bool:
        """Whether a text, in small letters, with so many digits together, is worth a search."""
        return self.digits <= digits and (
            not self.marks or any(mark in lower for mark in self.marks)
        )

    def _follows(self, text: str, start: int) -> bool:
        if self.before is None:
            return True
        left = text[max(0, start - _LEFT) : start].lower()
        return self.before.search(left) is not None


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a text are.

    Attributes:
        most: how many digits the longest cluster holds, as in '07700 900123': 11.
        digits: places where digits begin, and of a bracket or plus sign before them.
        words: places where words with digits begin, and the words before them.
        text: the text.
    """

    most: int
    digits: tuple[int, ...]
    words: tuple[int, ...]
    text: str = field(repr=False)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Places where digits or small numbers in words begin, as in 'five'."""
        found = [match.start() for match in _COUNTS.finditer(self.text)]
        return tuple(sorted({*self.digits, *found}))

    def places(self, at: str) -> tuple[int, ...]:
        """Where something begins that a pattern with this ``at`` may be."""
        if at == "digit":
            return self.digits
        return self.words if at == "word" else self.counts

    @classmethod
    def of(cls, text: str) -> Numbers:
        """The numbers of a text; takes time in proportion to its length."""
        most = max((sum(map(str.isdigit, c)) for c in _CLUSTER.findall(text)), default=0)
        digits, words = set[int](), set[int]()
        for match in _DIGITS.finditer(text):
            start = match.start()
            digits.update((start, start - 1) if start and text[start - 1] in "(+" else (start,))
            head = _HEAD.search(text, max(0, start - _LEFT), start)
            if head:
                last = max(text.rfind(mark, head.start(2), start) for mark in "/-") + 1
                words.update((head.start(2), max(last, head.start(2))))
                if head[1]:
                    words.add(head.start(1))
        return cls(most, tuple(sorted(digits)), tuple(sorted(words | digits)), text)


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
