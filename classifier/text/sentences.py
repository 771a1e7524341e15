"""Sentences and clauses, with their places in the text."""

from __future__ import annotations

import re

MAX_WORDS = 40
_WORD = re.compile(r"\S+")
# A full stop ends a sentence unless it belongs to a title, an abbreviation, a time or an initial.
_TITLES = frozenset("mr mrs ms dr rev prof st cllr sgt".split())
_ABBREVIATIONS = _TITLES | frozenset(
    "rd ave no nos tel ext ref approx dept inc etc vs jan feb mar apr jun jul aug sep sept oct nov "
    "dec".split()
)
_LONGEST_ABBREVIATION = 12
_OPENING, _CLOSING = "\"'“‘([", "\"'”’)]"
_END = re.compile(
    r"(?<![.!?…])(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[.!?…]*[!?](?=[A-Z]))|"
    r"(?<=[a-z]{3})\.(?=[A-Z][a-z])|\n+"
)
_CLAUSE = re.compile(
    r"[,;:]\s+|(?<!\s)\s+(?:[-–—]+\s+|(?=(?:and|but|so|because|then|when|which|who|although|"
    r"however|while|since|after|before|also|even|nor|or|yet)\b))",
    re.I,
)
_WRAPPED_LINE = 40  # characters; shorter lines, as of a list or a note, were broken by the writer


def split_sentences(text: str, max_words: int = MAX_WORDS) -> list[tuple[int, int]]:
    """Where the sentences of a text stand; long ones are cut between clauses.

    Args:
        text: cleaned text.
        max_words: no span has more white-space separated words than this.

    Returns:
        ``(start, end)`` offsets in order, without overlap, without white space at either end;
        every character that is not white space is in exactly one span.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        mark = text[match.start()]
        if mark == ".":
            head = max(start, match.start() - _LONGEST_ABBREVIATION)
            if _is_abbreviation(text, head, match.end()):
                continue
        if mark == "\n" and _goes_on(text, start, *match.span()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = [span for pair in spans if (span := _trim(text, *pair))]
    return [piece for span in trimmed for piece in _cut(text, span, max_words)]


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    head = text[start:end].rstrip(_CLOSING)
    word = head.split()[-1].lstrip(_OPENING).removesuffix(".")
    letters = word.split(".")
    initials = word.isascii() and all(len(part) == 1 and part.isalpha() for part in letters)
    if not initials and word.lower() not in _ABBREVIATIONS:
        return False
    # 'at 9 a.m. She came': a capital after a small-letter abbreviation starts a new sentence,
    # but not after a title or an initial ('Mr. Smith', 'J. Smith').
    rest = text[end : end + 3].lstrip().lstrip(_OPENING)
    named = word.lower() in _TITLES or (initials and letters[-1].isupper())
    return named or not rest[:1].isupper()


def _goes_on(text: str, start: int, line_end: int, next_line: int) -> bool:
    """Whether a mail program broke the line within a sentence."""
    line_start = max(start, text.rfind("\n", start, line_end) + 1)
    return (
        next_line == line_end + 1
        and line_end - line_start >= _WRAPPED_LINE
        and text[next_line : next_line + 1].islower()
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)


def _cut(text: str, span: tuple[int, int], max_words: int) -> list[tuple[int, int]]:
    """Pieces of a span of at most ``max_words``, cut between clauses where there are any."""
    pieces = []
    start, end = span
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    first = 0
    while len(words) - first > max_words:
        limit = words[first + max_words - 1][1]
        earliest = words[first + max_words // 3][0]
        breaks = [m.end() for m in _CLAUSE.finditer(text, earliest, min(limit + 1, end))]
        at = max((place for place in breaks if place <= limit), default=limit)
        piece = _trim(text, words[first][0], at)
        if piece:
            pieces.append(piece)
        while first < len(words) and words[first][0] < at:
            first += 1
    if first < len(words):
        pieces.append((words[first][0], end))
    return pieces
