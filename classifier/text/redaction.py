"""Personal data replaced by what kind of thing stood there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from classifier.text.ages import AGES
from classifier.text.passages import Looks, Span, hide, merged, passages
from classifier.text.patterns import PATTERNS
from classifier.text.repeated import KnownNames

KINDS = ("name", *dict.fromkeys(pattern.kind for pattern in (*PATTERNS, *AGES)))
PLACEHOLDER = re.compile(rf"\[({'|'.join(KINDS)})(?: (\d{{1,6}}))?\]")
_MOST_ROUNDS = 6
_MARK, _GAP = re.compile(r"[^\w\s]"), re.compile(r"[\s-]")


@dataclass
class CaseRedactor:
    """Redacts the texts of one case, so that one thing gets one placeholder in all of them.

    Attributes:
        known_names: names that the case's other columns hold.
        spacy_pipeline: name of an installed spaCy pipeline whose persons are redacted as well;
            empty for none.
    """

    known_names: tuple[str, ...] = ()
    spacy_pipeline: str = ""
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def find(self, text: str) -> list[Span]:
        """Spans of personal data ``(start, end, kind)``, in order, without overlap."""
        return self._find_all([text])[0]

    def redact(self, *texts: str) -> list[str]:
        """The texts with personal data replaced by placeholders such as ``[name 1]``.

        A kind is numbered where the case holds more than one thing of it. Placeholders that
        stand in the texts already stay as they are, and new numbers go on from theirs.
        """
        found = self._find_all(texts)
        for text in texts:
            for kind, number in PLACEHOLDER.findall(text):
                self._counts[kind] = max(self._counts[kind], int(number or 1))
        self._number(
            (kind, _key(kind, text[start:end]))
            for text, spans in zip(texts, found, strict=True)
            for start, end, kind in spans
        )
        return [self._replace(text, spans) for text, spans in zip(texts, found, strict=True)]

    def _find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """Spans of each text; a name that one text introduces is found in the others too."""
        rests = [_without_placeholders(text) for text in texts]
        found = [self._persons(text, rest) for text, rest in zip(texts, rests, strict=True)]
        spans: list[list[Span]] = [[] for _ in texts]
        parts = [passage for number, text in enumerate(texts) for passage in passages(number, text)]
        known, looks = KnownNames(self.known_names), Looks()
        # What is replaced may have kept its neighbour from being seen, so look again.
        for _ in range(_MOST_ROUNDS):
            for part in parts:
                found[part.text] += part.find(rests[part.text], known, looks)
            found = [merged(new) for new in found]
            if not any(found):
                break
            names = [
                text[start:end]
                for text, new in zip(texts, found, strict=True)
                for start, end, kind in new
                if kind == "name"
            ]
            self.known_names = tuple(dict.fromkeys([*self.known_names, *names]))
            known.add(names)
            for place, new in enumerate(found):
                spans[place] += new
                rests[place] = hide(rests[place], new)
            for part in parts:
                part.note_changes(found[part.text])
            found = [[] for _ in texts]
        return [sorted(of_text) for of_text in spans]

    def _persons(self, text: str, rest: str) -> list[Span]:
        """The persons that the spaCy pipeline finds outside placeholders."""
        if not self.spacy_pipeline:
            return []
        spans = _entities(self.spacy_pipeline)(text)
        return [(start, end, "name") for start, end in spans if rest[start:end] == text[start:end]]

    def _number(self, things: Iterable[tuple[str, str]]) -> None:
        """Give each thing ``(kind, key)`` its number; a part of a name has that name's."""
        things = list(dict.fromkeys([*self._numbers, *things]))
        known_names = [_key("name", name) for name in self.known_names]
        fullest = _fullest([*known_names, *(key for kind, key in things if kind == "name")])
        for kind, key in things:
            whole = (kind, fullest[key] if kind == "name" else key)
            known = self._numbers.get((kind, key)) or self._numbers.get(whole)
            if known is None:
                self._counts[kind] += 1
                known = self._counts[kind]
            self._numbers[kind, key] = known
            self._numbers.setdefault(whole, known)

    def _replace(self, text: str, spans: Iterable[Span]) -> str:
        parts, last = [], 0
        for start, end, kind in spans:
            number = self._numbers[kind, _key(kind, text[start:end])]
            numbered = f" {number}" if self._counts[kind] > 1 else ""
            parts += [text[last:start], f"[{kind}{numbered}]"]
            last = end
        return "".join([*parts, text[last:]])


def redact(text: str, *, known_names: Iterable[str] = ()) -> str:
    """One text with personal data replaced; see :class:`CaseRedactor` for several of one case."""
    return CaseRedactor(tuple(known_names)).redact(text)[0]


def _key(kind: str, value: str) -> str:
    """What is the same in two ways of writing one thing."""
    value = value.casefold()
    if kind == "name":
        return value if value.isalpha() else " ".join(_MARK.sub(" ", value).split())
    return _GAP.sub("", value)


def _fullest(names: Iterable[str]) -> dict[str, str]:
    """Of each name's key the longest key that has all its words; of several the first."""
    fullest: dict[str, str] = {}
    by_word: dict[str, list[str]] = defaultdict(list)
    for name in sorted(dict.fromkeys(names), key=lambda key: -len(key.split())):
        if " " not in name:  # most, in a long text
            fullest[name] = by_word[name][0] if by_word[name] else name
            by_word[name].append(name)
            continue
        words = set(name.split())
        fewest = min((by_word[word] for word in words), key=len, default=[])
        fullest[name] = next((full for full in fewest if words <= set(full.split())), name)
        if fullest[name] == name:
            for word in words:
                by_word[word].append(name)
    return fullest


def _without_placeholders(text: str) -> str:
    return hide(text, [(*match.span(), match[1]) for match in PLACEHOLDER.finditer(text)])


@cache
def _entities(pipeline: str) -> Callable[[str], list[tuple[int, int]]]:
    """Spans of the persons that an installed spaCy pipeline finds.

    Raises:
        SettingsError: there is no such pipeline here.
    """
    import spacy

    from classifier.errors import SettingsError

    try:
        nlp = spacy.load(pipeline)
    except (OSError, ImportError, ValueError) as error:
        raise SettingsError(
            f"There is no spaCy pipeline {pipeline!r} on this computer.",
            found=str(error).splitlines()[0],
            mend="install it, or leave the option out: none is needed",
        ) from error

    def persons(text: str) -> list[tuple[int, int]]:
        return [(e.start_char, e.end_char) for e in nlp(text).ents if e.label_ in {"PERSON", "PER"}]

    return persons
