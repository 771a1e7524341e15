"""Messages as people and programs write them: one file a format, before and after.

Each file of ``messages/`` has three sections. ``=== raw`` is what the export holds (``=== raw
escaped``: with ``\\r``, ``\\n``, ``\\t``, ``\\xNN`` and ``\\uNNNN`` for what can't be seen).
``=== clean`` is the cleaned text, with a line ``~ role author kind`` above each part (``~+`` where
the part goes on in the same line). ``=== removed`` says why something went, in the order of the
raw text.
"""

import re
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from classifier.text.cleaning import clean, read_text

FOLDER = Path(__file__).parent / "messages"
ESCAPE = re.compile(r"\\(?:([rnt])|x([0-9a-f]{2})|u([0-9a-f]{4}))")
PLAIN = {"r": "\r", "n": "\n", "t": "\t"}


class Message(NamedTuple):
    raw: str
    text: str
    parts: list[tuple[str, str]]
    removed: list[str]


def unescaped(match):
    plain, two, four = match.groups()
    return PLAIN[plain] if plain else chr(int(two or four, 16))


def load(path):
    written = path.read_bytes().decode("utf-8")
    head, raw, cleaned, removed = re.split(r"(?m)^=== (?:raw|clean|removed)", written)
    assert not head
    escaped, raw = raw.removesuffix("\n").split("\n", 1)
    text, parts = read_parts(cleaned.strip("\n").split("\n"))
    return Message(
        ESCAPE.sub(unescaped, raw) if escaped else raw, text, parts, removed.split("\n")[1:-1]
    )


def read_parts(lines):
    """The cleaned text, and ``(heading, words)`` of each part."""
    text, between = "", ""
    starts = []
    for line in lines:
        if line.startswith("~"):
            mark, heading = line.split(" ", 1)
            between = " " if mark == "~+" else between
            starts.append((len(text), heading))
        else:
            text += between + line
            between = "\n"
    ends = [*(start for start, _ in starts[1:]), len(text)]
    return text, [
        (heading, text[start:end].strip())
        for (start, heading), end in zip(starts, ends, strict=True)
    ]


MESSAGES = {path.stem: load(path) for path in sorted(FOLDER.glob("*.txt"))}


@pytest.fixture(params=MESSAGES.values(), ids=MESSAGES.keys())
def message(request):
    return request.param


def test_there_are_sixty_formats():
    assert len(MESSAGES) >= 60


def test_the_text_is_what_the_person_wrote(message):
    assert clean(message.raw) == message.text
    assert clean(message.text) == message.text


def test_the_parts_say_who_said_it(message):
    read = read_text(message.raw)
    found = [(f"{p.role} {p.author} {p.kind}", read.text[p.start : p.end]) for p in read.parts]
    assert read.text == message.text
    assert found == message.parts


def test_what_went_has_a_reason_and_a_place(message):
    read = read_text(message.raw)
    assert [why for why, _ in groupby(gone.why for gone in read.removed)] == message.removed
    assert all(message.raw[gone.start : gone.end] for gone in read.removed)


def test_every_word_is_found_in_the_original(message):
    """A word that needed no repair is quoted letter by letter."""
    read = read_text(message.raw)
    for word in re.finditer(r"[A-Za-z0-9]+", read.text):
        start, end = read.to_raw(*word.span())
        quoted = message.raw[start:end]
        if "\\" not in quoted and "=" not in quoted:
            bare = re.sub(r"<[^>]*>|&#\d+;|[^A-Za-z0-9]", "", quoted)
            assert word.group() in (quoted, bare)
