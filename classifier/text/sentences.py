"""Sentences and clauses, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
# Marks that may end a sentence, and what closes with it; which ones do is told from the text
# around them, for a pattern that looks back at every character takes ten times as long.
_MARKS = re.compile(r"[.!?…]+|\n+")
_CLOSERS = re.compile(r"[\"'”’)\]]*(?=\s|$)")
_SMALL_WORD = re.compile(r"[a-z]{3}\.")
_NEW_WORD = re.compile(r"[A-Z][a-z]")
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
    for mark, end in _ends(text):
        if text[mark] == ".":
            head = max(start, mark - _LONGEST_ABBREVIATION)
            if _is_abbreviation(text, head, end):
                continue
        elif text[mark] == "\n" and _goes_on(text, start, mark, end):
            continue
        spans += _pieces(text, start, end, max_words)
        start = end
    return spans + _pieces(text, start, len(text), max_words)


def _ends(text: str) -> Iterator[tuple[int, int]]:
    """``(mark, end)``: where marks begin that may end a sentence, and where that would end."""
    for match in _MARKS.finditer(text):
        mark, end = match.span()
        following = text[end : end + 1]
        if text[mark] == "\n" or not following or following.isspace():
            yield mark, end
            continue
        closers = _CLOSERS.match(text, end)
        if closers:
            yield mark, closers.end()
        elif "A" <= following <= "Z" and _ends_unspaced(text, mark, end):
            yield mark, end


def _ends_unspaced(text: str, mark: int, end: int) -> bool:
    """Whether marks end a sentence though a capital letter follows at once."""
    if text[end - 1] in "!?":
        return True
    small = text[max(0, mark - 3) : end]
    return bool(_SMALL_WORD.fullmatch(small) and _NEW_WORD.match(text, end))


def _pieces(text: str, start: int, end: int, max_words: int) -> list[tuple[int, int]]:
    span = _trim(text, start, end)
    if not span:
        return []
    # So many words take so many characters, and as many spaces but one.
    if span[1] - span[0] < 2 * max_words or len(text[span[0] : span[1]].split()) <= max_words:
        return [span]
    return _cut(text, span, max_words)


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
