"""Exports of chats: WhatsApp, and web chats with an adviser."""

from __future__ import annotations

import re

from classifier.text.authors import COMPLAINANT, COUNCIL, UNKNOWN, chat_author
from classifier.text.mail import COUNCIL_MESSAGE, QUOTED
from classifier.text.offsets import Edit, EditedText

STAMP = "chat stamp"

_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?"
# '[12/03/2024, 10:15:32] Ada: ' or '12/03/2024, 10:15 - Ada: ' or '[10:15] Agent: ' or '(10:15) …'
_STAMP = re.compile(
    rf"(?:[\[(](?:{_DAY},? )?{_TIME}[\])] ?(?:- )?|{_DAY},? {_TIME} - )"
    r"(?P<name>[^:\n\[\]]{1,40}):(?: |$)",
    re.I,
)
_SYSTEM = re.compile(
    rf"(?:[\[(](?:{_DAY},? )?{_TIME}[\])] ?(?:- )?|{_DAY},? {_TIME} - )(?:[^:\n]{{1,40}}: )?"
    r"(?:messages and calls are end-to-end encrypted.*|(?:<media omitted>|(?:image|video|audio|"
    r"sticker|gif|document|voice message) omitted)|this message was deleted\.?|you deleted this "
    r"message\.?|missed (?:voice|video) call.{0,30}|(?:.{1,40}) (?:has )?(?:joined|left) the "
    r"(?:chat|conversation)\.?)$",
    re.I,
)
_OMITTED = re.compile(r"<media omitted>", re.I)
_FEWEST_STAMPS = 2
_SIGN = re.compile(r":\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?:[\])]| - )", re.I)


def strip_chat(edited: EditedText, messages: list[tuple[str, str]]) -> None:
    """Take away stamps, notices and the council's messages of a chat's export.

    Args:
        edited: tidied text; it stays as it is where fewer than two lines open with a stamp, or
            where nothing would be left.
        messages: ``(role, author)`` of the messages marked so far, by mark; it grows.
    """
    if ":" not in edited.text or not _SIGN.search(edited.text):
        return
    lines = edited.text.split("\n")
    stamps = [_STAMP.match(line) for line in lines]
    names = [stamp["name"] for stamp in stamps if stamp]
    if len(names) < _FEWEST_STAMPS:
        return
    authors = _authors(names)
    edits: list[Edit] = []
    spans: list[tuple[int, int]] = []  # of people who may be neither
    author, at, left = COMPLAINANT, 0, False
    for line, stamp in zip(lines, stamps, strict=True):
        end = min(at + len(line) + 1, len(edited.text))
        author = authors[stamp["name"]] if stamp else author
        gone = STAMP if _SYSTEM.match(line) else COUNCIL_MESSAGE if author == COUNCIL else ""
        length = stamp.end() if stamp else 0
        if gone:
            edits.append(Edit(at, end, "", gone))
        elif length:
            edits.append(Edit(at, at + length, "", STAMP))
        left = left or (not gone and len(line) > length)
        if author == UNKNOWN and not gone:
            spans.append((at, end))
        at = end
    if not left:
        return
    for start, end in spans:
        messages.append((QUOTED, UNKNOWN))
        edited.mark(start, end, len(messages) - 1)
    edited.apply(edit for edit in edits if edit.start < edit.end)
    edited.sub(_OMITTED, "", STAMP)


def _authors(names: list[str]) -> dict[str, str]:
    authors = {name: chat_author(name) for name in names}
    strangers = [name for name, author in authors.items() if author == UNKNOWN]
    if len(strangers) == 1 and COMPLAINANT not in authors.values():
        authors[strangers[0]] = COMPLAINANT
    return authors
