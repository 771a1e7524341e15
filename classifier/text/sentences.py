"""Sentences and clauses, with their places in the text."""

from __future__ import annotations

import re

MAX_WORDS = 40
_WORD = re.compile(r"\S+")
# A full stop ends a sentence unless it belongs to a title, an abbreviation, a time or an initial.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|rev|prof|st|rd|ave|no|nos|tel|ext|ref|approx|dept|cllr|sgt|inc|etc|vs|"
    r"e\.g|i\.e|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.I,
)
_INITIAL = re.compile(r"\b[A-Z]\.$")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[!?]+(?=[A-Z])|(?<=[a-z]{3})\.(?=[A-Z][a-z])|\n+")
_CLAUSE = re.compile(
    r"[,;:]\s+|\s+[-–—]+\s+|\s+(?=(?:and|but|so|because|then|when|which|who|although|however|"
    r"while|since|after|before|also|even|nor|or|yet)\b)",
    re.I,
)


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
        head = text[max(start, match.start() - 12) : match.end()].rstrip("\"'”’)]\n ")
        if text[match.start()] == "." and _is_abbreviation(head, text, match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = [span for pair in spans if (span := _trim(text, *pair))]
    return [piece for span in trimmed for piece in _cut(text, span, max_words)]


def _is_abbreviation(head: str, text: str, end: int) -> bool:
    match = _ABBREVIATION.search(head)
    if match is None:
        return False
    rest = text[end : end + 3].lstrip(" ")
    # 'at 9 a.m. She came': a capital after a small-letter abbreviation starts a new sentence,
    # but not after a title or an initial ('Mr. Smith', 'J. Smith').
    title = re.search(r"\b(?:mr|mrs|ms|dr|rev|prof|st|cllr|sgt)\.$", head, re.I)
    initial = _INITIAL.search(head) and head[-2:-1].isupper()
    return bool(title or initial or not rest[:1].isupper())


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
        breaks = [m for m in _CLAUSE.finditer(text, earliest, min(limit + 1, end))]
        at = max((m.end() for m in breaks if m.end() <= limit), default=limit)
        piece = _trim(text, words[first][0], at)
        if piece:
            pieces.append(piece)
        while first < len(words) and words[first][0] < at:
            first += 1
    if first < len(words):
        pieces.append((words[first][0], end))
    return pieces
