"""Personal data replaced by what kind of thing stood there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from classifier.text.names import find_names
from classifier.text.patterns import PATTERNS

Span = tuple[int, int, str]
PLACEHOLDER = re.compile(r"\[[A-Za-z ]{3,30}(?: \d{1,4})?\]")


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
    _seen: dict[str, list[str]] = field(default_factory=dict)

    def find(self, text: str) -> list[Span]:
        """Spans of personal data ``(start, end, kind)``, in order, without overlap."""
        spans = [(*span, pattern.kind) for pattern in PATTERNS for span in pattern.find(text)]
        spans += [(*span, "name") for span in find_names(text, self.known_names)]
        if self.spacy_pipeline:
            spans += [(*span, "name") for span in _entities(self.spacy_pipeline)(text)]
        return _without_overlap(spans, [m.span() for m in PLACEHOLDER.finditer(text)])

    def redact(self, *texts: str) -> list[str]:
        """The texts with personal data replaced by placeholders such as ``[name 1]``.

        A kind is numbered where the case holds more than one thing of it.
        """
        # A name introduced in one text is that person's in the others too.
        names = [text[a:b] for text in texts for a, b in find_names(text, self.known_names)]
        self.known_names = tuple(dict.fromkeys([*self.known_names, *names]))
        found = [self.find(text) for text in texts]
        for text, spans in zip(texts, found, strict=True):
            for start, end, kind in spans:
                self._number(kind, text[start:end])
        return [self._replace(text, spans) for text, spans in zip(texts, found, strict=True)]

    def _number(self, kind: str, value: str) -> int:
        """The number of a thing within its kind; a part of a known name is that name."""
        key = " ".join(re.sub(r"[^\w\s@]", " ", value).casefold().split())
        values = self._seen.setdefault(kind, [])
        for number, known in enumerate(values, start=1):
            if key == known or (kind == "name" and set(key.split()) <= set(known.split())):
                return number
            if kind == "name" and set(known.split()) < set(key.split()):
                values[number - 1] = key
                return number
        values.append(key)
        return len(values)

    def _replace(self, text: str, spans: Iterable[Span]) -> str:
        parts, last = [], 0
        for start, end, kind in spans:
            many = len(self._seen[kind]) > 1
            number = f" {self._number(kind, text[start:end])}" if many else ""
            parts += [text[last:start], f"[{kind}{number}]"]
            last = end
        return "".join([*parts, text[last:]])


def redact(text: str, *, known_names: Iterable[str] = ()) -> str:
    """One text with personal data replaced; see :class:`CaseRedactor` for several of one case."""
    return CaseRedactor(tuple(known_names)).redact(text)[0]


def _without_overlap(spans: Iterable[Span], kept_out: list[tuple[int, int]]) -> list[Span]:
    """Of overlapping spans the longest, of equals the first; none that touches a placeholder."""
    order = sorted(enumerate(spans), key=lambda item: (item[1][0] - item[1][1], item[0]))
    taken: list[Span] = []
    for _, (start, end, kind) in order:
        clash = any(start < e and s < end for s, e, _ in taken)
        if start < end and not clash and not any(start < e and s < end for s, e in kept_out):
            taken.append((start, end, kind))
    return sorted(taken)


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
