"""Names that are known, wherever they are repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from classifier.text import cues
from classifier.text.lexicon import Word, kind_of_word, word_list

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"(?<!\w){_LETTER}+(?:(?:['’](?!s\b)|-){_LETTER}+)*(?!\w)")
_MIN_REPEAT = 2
_MIN_SMALL = 4  # letters of a name that is found in small letters
_SURE, _MAYBE = 2, 1  # how much a repeated word says that a name stands here; enough is 2


def parts_of(name: str) -> list[str]:
    """The words of a name."""
    return _WORD.findall(name)


def find_repeated(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Spans of runs of words that are parts of names.

    A part that is a common word too, as in 'June Hall', counts beside another part only.
    """
    weights = _weights(parts)
    run: list[tuple[int, int, int]] = []
    # Mostly none is repeated, and looking at every word's place takes long.
    if not weights or not any(word in weights or "-" in word for word in _WORD.findall(text)):
        return
    for match in _WORD.finditer(text):
        word = match.group()
        weight = weights.get(word)
        if weight is None and "-" in word:
            weight = max((weights.get(piece, -1) for piece in word.split("-")), default=-1)
            weight = weight if weight == _SURE else None
        if weight is None:
            continue
        if run and text[run[-1][1] : match.start()] != " ":
            yield from _span_of(run)
            run = []
        run.append((*match.span(), weight))
    yield from _span_of(run)


def _span_of(run: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    if sum(weight for _, _, weight in run) >= _SURE:
        yield run[0][0], run[-1][1]


def _weights(parts: Iterable[str]) -> dict[str, int]:
    """How parts of names are written when they are repeated, and how much each way says.

    As written or all in capitals; in small letters only what is no plain word, as Rose is.
    """
    weights: dict[str, int] = {}
    for part in parts:
        lower = part.lower()
        if len(part) < _MIN_REPEAT or part.isdigit() or lower in cues.TITLES:
            continue
        kind = kind_of_word(part)
        if kind is Word.OFFICE:
            continue
        sure = _MAYBE if kind is Word.FAMILY and lower in word_list("names_too") else _SURE
        forms = {part, part.capitalize(), part.title(), part.upper()} - {lower}
        if kind is Word.NAME and len(lower) >= _MIN_SMALL:
            forms.add(lower)
        for form in forms:
            weights[form.replace("’", "'")] = weights[form.replace("'", "’")] = sure
    return weights
