"""A text that is edited step by step and still knows where each of its characters came from."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """One replacement: ``text[start:end]`` becomes ``new``.

    Attributes:
        start: first character replaced.
        end: one past the last; greater than ``start``, since every character of a result must
            come from somewhere.
        new: what stands there afterwards, possibly empty.
        why: a word for what was taken away; empty where nothing was (white space, encoding).
    """

    start: int
    end: int
    new: str
    why: str = ""


class EditedText:
    """A text and, where asked for, the place in the original of each of its characters.

    A character that no edit touched keeps its own place; the characters of a replacement all have
    the place of the whole run that they replace. Edits of one step are in order and don't overlap,
    so places never run backwards, however many steps follow one another.

    Attributes:
        text: as edited so far.
        tracked: whether places are kept; without them the same edits give the same text, faster.
        starts: for each character, where the run that it came from starts in the original.
        ends: and where that run ends.
        marks: for each character a number that the caller gave it, 0 at first.
        removed: ``(start, end, why)`` in the original for every edit with a reason.
    """

    def __init__(self, text: str, *, tracked: bool) -> None:
        self.text = text
        self.tracked = tracked
        size = len(text) if tracked else 0
        self.starts = array("q", range(size))
        self.ends = array("q", range(1, size + 1))
        self.marks = array("I", bytes(4 * size))
        self.removed: list[tuple[int, int, str]] = []

    def sub(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], why: str = ""
    ) -> None:
        """Replace every match of a pattern.

        Args:
            pattern: it must not match the empty string.
            new: a plain string (no group references), or a function of the match.
            why: see :class:`Edit`.
        """
        if not self.tracked:
            self.text = pattern.sub(new, self.text)
            return
        self.apply(
            Edit(*match.span(), new if isinstance(new, str) else new(match), why)
            for match in pattern.finditer(self.text)
        )

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make edits that are in order and don't overlap."""
        text = self.text
        pieces: list[str] = []
        last = 0
        if not self.tracked:
            for start, end, new, _ in edits:
                pieces += (text[last:start], new)
                last = end
            self.text = "".join([*pieces, text[last:]]) if last else text
            return
        starts, ends, marks = array("q"), array("q"), array("I")
        for start, end, new, why in edits:
            if text[start:end] == new:
                continue
            first, after = self.starts[start], self.ends[end - 1]
            pieces += (text[last:start], new)
            starts += self.starts[last:start] + array("q", (first,)) * len(new)
            ends += self.ends[last:start] + array("q", (after,)) * len(new)
            marks += self.marks[last:start] + self.marks[start : start + 1] * len(new)
            if why:
                self.removed.append((first, after, why))
            last = end
        if last:
            self.text = "".join([*pieces, text[last:]])
            self.starts, self.ends = starts + self.starts[last:], ends + self.ends[last:]
            self.marks = marks + self.marks[last:]

    def mark(self, start: int, end: int, number: int) -> None:
        """Give the characters of ``text[start:end]`` a number, if places are kept."""
        if self.tracked:
            self.marks[start:end] = array("I", (number,)) * (end - start)


_PLAIN = re.compile(r"[!-~]+")
_OTHER = re.compile(r"[^!-~]+")


def run_edits(start: int, before: str, after: str) -> list[Edit]:
    """The edits that make ``before``, which stands at ``start``, into ``after``.

    Repairs of an encoding leave visible ASCII characters as they are, so where both strings have
    the same ones in the same order, what stands between them is matched run by run; otherwise all
    between the common beginning and the common end is one run.
    """
    if before == after or not before:
        return []
    if _PLAIN.sub("", before) != before and _OTHER.sub("", before) == _OTHER.sub("", after):
        old, new = _runs(before), _runs(after)
        if new.keys() <= old.keys():
            return [
                edit
                for place, (at, run) in old.items()
                for edit in trimmed_edit(start + at, run, new.get(place, (0, ""))[1])
            ]
    return trimmed_edit(start, before, after)


def _runs(text: str) -> dict[int, tuple[int, str]]:
    """Number of visible ASCII characters before -> start and text of each run of others."""
    runs = {}
    others = 0
    for match in _OTHER.finditer(text):
        runs[match.start() - others] = (match.start(), match.group())
        others += len(match.group())
    return runs


def trimmed_edit(start: int, before: str, after: str) -> list[Edit]:
    """As :func:`run_edits`, as one edit of all between the common beginning and end."""
    if before == after or not before:
        return []
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    tail = next((i for i in range(most - head) if before[-1 - i] != after[-1 - i]), most - head)
    if head + tail == len(before):  # something was put in: it comes from its neighbour
        head, tail = (head - 1, tail) if head else (head, tail - 1)
    return [Edit(start + head, start + len(before) - tail, after[head : len(after) - tail])]
