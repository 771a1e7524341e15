"""What the person wrote, without what machines and officers added to it."""

from __future__ import annotations

import re

from classifier.text.authors import COMPLAINANT
from classifier.text.chat import strip_chat
from classifier.text.document import CleanText, Removed
from classifier.text.encoding import (
    drop_invisible,
    mend_encoding,
    undo_entities,
    undo_escapes,
)
from classifier.text.headers import break_flat_mail
from classifier.text.mail import NOW, strip_mail
from classifier.text.markup import strip_markup
from classifier.text.offsets import Edit, EditedText
from classifier.text.structure import find_parts

_LEAST_PASSES, _MOST_PASSES = 6, 500
_CHARACTERS_READ = 1_000_000  # a short text settles whatever it holds; a long one takes no longer
# A run of white space that isn't one space, one line feed, or two.
_UNTIDY = re.compile(r"\s(?:(?<= )(?=\s)|(?<=[^\S\n ])|(?<=\n)(?=[^\S\n]|\n\s))\s*+")


def clean(text: str) -> str:
    """What the person wrote, ready to be read by a model or a person.

    Mends encoding damage; takes away HTML, invisible and control characters, mail headers, stamps
    of chats, signatures of machines, disclaimers, notices and unanswered fields of forms, and
    messages of the council's that are quoted with the person's own. Words that the person wrote
    stay as they wrote them, quoted ones of their own included. Running it twice changes nothing.

    Args:
        text: a cell of a case export.

    Returns:
        the cleaned text, possibly empty; lines end in a line feed; no two spaces in a row.
    """
    edited = EditedText(text, tracked=False)
    _edit(edited, [(NOW, COMPLAINANT)])
    return edited.text


def read_text(raw: str) -> CleanText:
    """As :func:`clean`, with who said what and the place of every character in the original.

    Args:
        raw: a cell of a case export.

    Returns:
        the cleaned text, its parts, what was taken away and why, and the way back to ``raw``.
    """
    edited = EditedText(raw, tracked=True)
    messages = [(NOW, COMPLAINANT)]
    _edit(edited, messages)
    return CleanText(
        raw=raw,
        text=edited.text,
        parts=find_parts(edited.text, edited.marks, messages),
        removed=tuple(Removed(*span) for span in sorted(edited.removed)),
        _starts=edited.starts,
        _ends=edited.ends,
    )


def _edit(edited: EditedText, messages: list[tuple[str, str]]) -> None:
    # What was escaped twice, or quoted within a quotation, shows itself after the first pass.
    passes = min(_MOST_PASSES, _CHARACTERS_READ // (len(edited.text) + 1))
    for _ in range(max(_LEAST_PASSES, passes)):
        before = edited.text
        _edit_once(edited, messages)
        if edited.text == before:
            break


def _edit_once(edited: EditedText, messages: list[tuple[str, str]]) -> None:
    mend_encoding(edited)
    undo_escapes(edited)
    strip_markup(edited)
    undo_entities(edited)
    drop_invisible(edited)
    _tidy(edited)
    before = edited.text
    break_flat_mail(edited)
    strip_chat(edited, messages)
    strip_mail(edited, messages)
    if edited.text != before:
        _tidy(edited)


def _tidy(edited: EditedText) -> None:
    text = edited.text
    if (
        "  " in text
        or " \n" in text
        or "\n " in text
        or "\n\n\n" in text
        or not text.replace("\n", " ").isprintable()
    ):
        edited.sub(_UNTIDY, _one_space)
    text = edited.text
    if text[:1].isspace() or text[-1:].isspace():
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        cut = (Edit(0, start, ""), Edit(max(end, start), len(text), ""))
        edited.apply(edit for edit in cut if edit.start < edit.end)


def _one_space(match: re.Match[str]) -> str:
    return ("\n\n" if match.group().count("\n") > 1 else "\n") if "\n" in match.group() else " "
