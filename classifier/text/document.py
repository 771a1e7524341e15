"""A cleaned text with the place in the original of every character, and who said what."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """A stretch of a cleaned text.

    Attributes:
        start: its first character.
        end: one past its last.
        role: ``now``, ``quoted`` or ``forwarded``.
        author: ``complainant``, ``council`` or ``unknown``.
        kind: ``message``, ``greeting``, ``signature`` or ``form label``.
    """

    start: int
    end: int
    role: str
    author: str
    kind: str


@dataclass(frozen=True)
class Removed:
    """A stretch of the original that the cleaned text doesn't have.

    Attributes:
        start: its first character in the original.
        end: one past its last.
        why: ``header``, ``council message``, ``quote mark``, ``device signature``,
            ``disclaimer``, ``form notice``, ``subject label``, ``empty field``, ``chat stamp``,
            ``html``, ``link`` or ``image``.
    """

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class CleanText:
    """What :func:`classifier.text.cleaning.read_text` finds in a text.

    Attributes:
        raw: the original.
        text: the cleaned text, as :func:`classifier.text.cleaning.clean` gives it.
        parts: stretches of ``text``, in order, without overlap; between them is white space only.
        removed: stretches of ``raw``, in order of their starts.
    """

    raw: str
    text: str
    parts: tuple[Part, ...]
    removed: tuple[Removed, ...]
    _starts: array[int] = field(repr=False)
    _ends: array[int] = field(repr=False)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the cleaned text stands in the original.

        Args:
            start: first character in ``text``.
            end: one past the last.

        Returns:
            ``(start, end)`` in ``raw``: ``raw[start:end]`` is the exact quotation, with what was
            taken away within it.

        Raises:
            ValueError: the stretch isn't within the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(
                f"expected 0 <= start <= end <= {len(self.text)}, found {start} and {end}"
            )
        if start == end:
            place = self._starts[start] if start < len(self.text) else len(self.raw)
            return place, place
        return self._starts[start], self._ends[end - 1]
