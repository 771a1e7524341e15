"""Names of people, recognised by what they are and by what stands round them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from classifier.text import cues
from classifier.text.lexicon import Word, kind_of_word
from classifier.text.pattern import words_of
from classifier.text.repeated import KnownNames
from classifier.text.small_letters import find_small_names
from classifier.text.surroundings import LEFT, Surroundings, follows_close

_UP = "A-ZÀ-ÖØ-Þ\u0100-\u017d\u0218-\u021b"
_LETTER = r"[^\W\d_]"
_CAPITALISED = rf"[{_UP}]{_LETTER}*+(?:(?:['’](?!s\b)|-){_LETTER}++)*(?!\w)"
_SMALL = r"(?:(?:de|da|di|du|van|von|der|den|la|bin|bint|ibn|al|el)[ \t]){1,2}"
_DOT = rf"(?:(?<=\b[{_UP}])|(?<=\bM[rsx])|(?<=\b[DS][rt])|(?<=\bMrs|\bRev)|(?<=\bCllr))\."
_RUN = re.compile(
    rf"(?<!\w)(?<!\w['’-]){_CAPITALISED}"
    rf"(?:(?:{_DOT}[ \t]?|[ \t])(?:{_SMALL})?{_CAPITALISED}){{0,7}}"
)
_TOKEN = re.compile(_CAPITALISED)
_JOINED = re.compile(r"[ \t.]")  # what joins the words of a run
_INITIALS = re.compile(rf"(?<![\w.])[{_UP}]\.[ ]?[{_UP}]\.(?!\w)(?:[{_UP}]\.)?")
_DOTTED = re.compile(rf"\.[ ]?[{_UP}]\.")  # all initials have it, and it is quick to search
_MAY_BE_CALLED = frozenset(Word) - {Word.OFFICE}
_NONE = frozenset[str]()
_BEHIND = 130  # characters behind a run that it may be told by
_MOST_WORDS = 4  # of a name whose words are plain ones
_MIN_SHOUTED = 4  # letters of a name that is told by its being in a list, in capitals


class _Token(NamedTuple):
    """A capitalised word, with its place in the text and what it may be.

    Attributes:
        start: where it begins.
        end: where it ends.
        word: as it is written.
        lower: in small letters.
        kind: what it may be by itself.
        is_initial: whether it is one letter, or several with hyphens.
        is_shouted: whether it is in capitals, or an abbreviation: PCNs, DfT.
    """

    start: int
    end: int
    word: str
    lower: str
    kind: Word
    is_initial: bool
    is_shouted: bool


@lru_cache(maxsize=1 << 14)
def _about(word: str) -> tuple[str, str, Word, bool, bool]:
    """What a token says of its word wherever that stands."""
    initial = word[1:2] in {"", "-"} and all(len(part) < 2 for part in word.split("-"))  # noqa: PLR2004
    shouted = not initial and (word[-1].isupper() or word[:2].isupper())
    return word, word.lower(), kind_of_word(word), initial, shouted


@dataclass
class _Group:
    """Neighbouring capitalised words that may be one name.

    Attributes:
        tokens: the words.
        around: what stands round the run of words that this is part of.
        starts: whether a sentence begins with it.
        introduced: whether the words before it introduce a person.
        titled: whether a title stands before it, which makes it a name.
        title_end: where that title ends.
        placed: whether the word behind it makes it the name of a place.
    """

    around: Surroundings
    starts: bool
    introduced: bool
    titled: bool = False
    placed: bool = False
    title_end: int = 0
    tokens: list[_Token] = field(default_factory=list)

    def has(self, *kinds: Word) -> bool:
        return any(token.kind in kinds and not token.is_initial for token in self.tokens)

    @property
    def unknown(self) -> frozenset[str]:
        lower = [token.lower for token in self.tokens if token.kind is Word.UNKNOWN]
        return frozenset(lower) if lower else _NONE


class _Judged(NamedTuple):
    """What was thought of a group, which holds until something near it is hidden.

    Attributes:
        start: where it begins.
        end: where it ends.
        is_name: whether it is a name, unless its words are those of a place of the text.
        unknown: its words that are in no list, unless a title makes it a name anyway.
        of_place: the same, if it is a place or an organisation.
    """

    start: int
    end: int
    is_name: bool
    unknown: Set[str]
    of_place: Set[str]


@dataclass(frozen=True)
class Seen:
    """What was thought of the words of a text, before some of it was hidden.

    Attributes:
        runs: by its place, where each run of capitalised words ends and its groups.
    """

    runs: dict[int, tuple[int, tuple[_Judged, ...]]] = field(default_factory=dict)

    def without(self, spans: Sequence[tuple[int, int, str]]) -> Seen:
        """What still holds after spans, which are in order, were hidden."""
        left, ends = dict[int, tuple[int, tuple[_Judged, ...]]](), [end for _, end, _ in spans]
        for start, run in self.runs.items():
            behind = bisect_right(ends, start - LEFT)
            if behind == len(ends) or spans[behind][0] >= run[0] + _BEHIND:
                left[start] = run
        return Seen(left)


def find_names(
    text: str,
    known: KnownNames | None = None,
    words: Set[str] | None = None,
    seen: Seen | None = None,
) -> Iterator[tuple[int, int]]:
    """Spans of people's names.

    A capitalised word within a sentence is a name unless it is a plain word, a month, an office,
    a town, or part of the name of a street, a house, or an organisation; so is, at the head of a
    sentence, what lists of names or the words round it say. Once a name is found, its parts are
    found wherever they are repeated.

    Args:
        text: the text.
        known: names that are known from elsewhere, e.g. the case's other columns.
        words: the text's different words, as they are written, where they are known already.
        seen: what was thought of capitalised words of the same text, before some of it was
            hidden; it grows.
    """
    found = list(_capitalised(text, seen or Seen()))
    yield from found
    words = words_of(text) if words is None else words
    yield from find_small_names(text, words)
    if _DOTTED.search(text):
        for match in _INITIALS.finditer(text):
            if match.group().replace(".", "") not in cues.ABBREVIATIONS:
                yield match.span()
    yield from (known or KnownNames()).find(text, words, found)


# --- Names with capitals ----------------------------------------------------------------------


def _capitalised(text: str, seen: Seen) -> Iterator[tuple[int, int]]:
    groups: list[_Judged] = []
    runs = seen.runs
    for match in _RUN.finditer(text):
        start, end = match.span()
        run = runs.get(start)
        if run is None:
            plain = _is_plain_run(text, match)
            judged = () if plain else [_judge(group, text) for group in _groups(text, match)]
            run = runs[start] = end, tuple(judged)
        groups += run[1]
    places = _NONE.union(*[group.of_place for group in groups])
    for group in groups:
        if group.is_name and not (group.unknown and group.unknown <= places):
            yield group.start, group.end


def _judge(group: _Group, text: str) -> _Judged:
    start, end = group.tokens[0].start, group.tokens[-1].end
    is_place, unknown = _is_place(group), group.unknown
    of_place = unknown if is_place else _NONE
    if group.titled:
        # 'Ms de Souza' begins with a small word.
        start -= len(text[group.title_end : start].lstrip(". \t"))
        return _Judged(start, end, True, _NONE, of_place)
    return _Judged(start, end, not is_place and _is_name(group), unknown, of_place)


def _groups(text: str, run: re.Match[str]) -> Iterator[_Group]:
    """The parts of a run of capitalised words that may be names, each apart."""
    start, end = run.span()
    tokens = [
        _Token(match.start(), match.end(), *_about(match.group()))
        for match in (_TOKEN.finditer(text, start, end) if _JOINED.search(run.group()) else [run])
    ]
    around = Surroundings(text, start, end)
    group = _Group(around, around.starts, around.introduced or around.called or around.signs)
    for position, token in enumerate(tokens):
        if _belongs(token, group, text):
            group.tokens.append(token)
            continue
        if group.tokens:
            group.placed = token.lower in cues.PLACES
            yield group
        titled = token.lower in cues.TITLES
        group = _Group(
            around,
            starts=False,
            introduced=(token.lower in cues.GREETINGS or token.lower in cues.STAFF)
            and not position,
            titled=titled,
            title_end=token.end,
            placed=token.lower in cues.SAINTS,
        )
    if group.tokens:
        group.placed = group.placed or around.following in cues.PLACES
        yield group


def _is_plain_run(text: str, run: re.Match[str]) -> bool:
    """Whether a run is of words that nothing round them makes a name, as most runs are."""
    if not _is_plain(run.group()):
        return False
    start = run.start()
    if _JOINED.search(run.group()):
        around = Surroundings(text, start, run.end())
        return not (around.called or around.signs)
    if text.endswith(cues.BEFORE_ANY_WORD, 0, start):
        return False
    behind_line = "\n" in text[max(0, start - 3) : start]
    return not behind_line or not follows_close(text[max(0, start - LEFT) : start])


@lru_cache(maxsize=1 << 14)
def _is_plain(run: str) -> bool:
    if len(run) == 1:
        return True
    return all(
        len(word) > 1 and kind_of_word(word) <= Word.PLAIN and word.lower() not in cues.LEADS
        for word in _TOKEN.findall(run)
    )


def _belongs(token: _Token, group: _Group, text: str) -> bool:
    """Whether a word may be part of the name that the group holds so far."""
    if token.lower in cues.TITLES and not (group.tokens and token.kind >= Word.FAMILY):
        return False
    if group.titled:
        if not group.tokens:
            return token.lower not in cues.AFTER_TITLE
        return token.kind > Word.PLAIN or (
            token.kind is Word.PLAIN and token.lower not in cues.PLACES
        )
    if token.is_initial:
        dotted = text[token.end : token.end + 1] == "."
        return dotted or bool(group.tokens and token.word != "I") or token.word not in {"A", "I"}
    return _is_part(token, group)


def _is_part(token: _Token, group: _Group) -> bool:
    if token.lower in cues.SAINTS:
        return bool(group.tokens) and all(token.is_initial for token in group.tokens)
    if token.lower in cues.PLACES:
        surname = token.lower in cues.SURNAMES_TOO and token.kind > Word.PLAIN
        return bool(group.tokens) and surname and group.has(Word.NAME, Word.EITHER)
    if token.kind is Word.PLAIN:
        signs = group.around.signs
        called = group.around.called and not group.starts
        return (signs or called) and len(group.tokens) < _MOST_WORDS
    return token.kind > Word.PLAIN


def _is_place(group: _Group) -> bool:
    """Whether the words round a group make it a place or an organisation."""
    if group.titled or group.introduced:
        return group.placed
    if group.placed:
        return True
    around, left = group.around, group.around.left
    if around.in_address and not group.has(Word.NAME, Word.EITHER):
        return True
    return (
        bool(left)
        and not around.possessive
        and around.following not in cues.FAMILIES
        and left[-1] in cues.PLACE_PREPOSITIONS
        and not group.has(Word.NAME, Word.EITHER)
        and not (left[-1] == "the" and group.tokens[-1].lower.endswith("s"))
    )


def _is_name(group: _Group) -> bool:
    """Whether a group without a title, and of no place, is a name."""
    tokens, around = group.tokens, group.around
    if all(token.is_initial for token in tokens):
        return False
    if all(token.is_shouted or token.is_initial for token in tokens):
        listed = any(t.kind is Word.NAME and len(t.word) >= _MIN_SHOUTED for t in tokens)
        return listed or (tokens[0].is_initial and bool(group.unknown))
    if group.introduced and group.has(Word.NAME, Word.UNKNOWN, Word.EITHER, Word.FAMILY):
        return True
    if around.called or around.signs:
        return group.has(*_MAY_BE_CALLED)
    return group.has(Word.NAME) or _is_unlisted_name(group)


def _is_unlisted_name(group: _Group) -> bool:
    tokens, around = group.tokens, group.around
    initials = any(token.is_initial for token in tokens)
    if initials and group.has(Word.FAMILY):
        return True
    if len(tokens) > 1 or not group.starts:
        return group.has(Word.UNKNOWN, Word.EITHER)
    if around.alone and around.ends and group.has(Word.FAMILY):
        return True
    if around.possessive or around.alone or around.following in cues.SAYS:
        return group.has(Word.UNKNOWN, Word.EITHER)
    return group.has(Word.UNKNOWN) and not tokens[0].lower.endswith(cues.ENDINGS)
