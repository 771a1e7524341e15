"""Mails and chains of mails: which lines are headers, and which message is whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from classifier.text.authors import COMPLAINANT, COUNCIL, Correspondents, is_council, mail_author
from classifier.text.furniture import SUBJECT_LINE, form_labels, line_cuts, may_have_furniture
from classifier.text.headers import Headers, is_forwarded, may_be_introduced, may_be_quoted
from classifier.text.offsets import Edit, EditedText

NOW, QUOTED, FORWARDED = "now", "quoted", "forwarded"
HEADER, COUNCIL_MESSAGE, QUOTE_MARK = "header", "council message", "quote mark"
_FIRST, _BELOW, _ANSWER, _AFTER_RULE = "first", "below", "answer", "after rule"
# So many quoted lines without a word are nobody's, and each would be looked at.
_HOLLOW = re.compile(r"(?:\n>++(?=\n|\Z)){20,}+")
_RULE = re.compile(r"[-_*=]{3,}$")


@dataclass
class _Message:
    """One message of a chain, as numbers of lines.

    Attributes:
        introduction: lines that a program set above it: header, 'On … wrote:', or none.
        subject: the introduction's line with the subject's words, or -1.
        lines: its text.
        place: ``first``; ``below`` an introduction or behind quote marks; ``answer``, below or
            between quoted lines, so that it is the writer's own again; or ``after rule``, below
            a rule that someone drew under a message without quote marks.
    """

    place: str = _FIRST
    introduction: list[int] = field(default_factory=list)
    subject: int = -1
    lines: list[int] = field(default_factory=list)


def strip_mail(edited: EditedText, messages: list[tuple[str, str]]) -> None:
    """Take away what mail programs and the council added to a text that may be a chain of mails.

    Header lines go (a subject keeps its words), and so do lines of machines and quoted or
    forwarded messages that the council wrote. A quoted message that the complainant wrote, such
    as an earlier e-mail that nobody answered, stays, without its quote marks. The whole text
    stays where nothing else would be left.

    Args:
        edited: tidied text.
        messages: ``(role, author)`` of the messages marked so far, by mark; it grows.
    """
    if "\n>\n>\n>" in edited.text:
        edited.sub(_HOLLOW, "\n>\n>", QUOTE_MARK)
    introduced = may_be_introduced(edited.text.lower())
    furnished = may_have_furniture(edited.text)
    if not (introduced or furnished or may_be_quoted(edited.text)):
        return  # most texts are one message and nothing else
    chain = _Chain(edited.text, introduced=introduced, furnished=furnished)
    if edited.tracked:
        for place, (start, end, role, author) in enumerate(chain.spans()):
            if place == 0:
                if messages[0] == (NOW, COMPLAINANT):
                    messages[0] = (role, author)
                continue
            messages.append((role, author))
            edited.mark(start, end, len(messages) - 1)
    edited.apply(chain.edits())


class _Chain:
    """The messages of a text, newest first."""

    def __init__(self, text: str, *, introduced: bool, furnished: bool) -> None:
        self._introduced, self._furnished = introduced, furnished
        self._headers = Headers(text.split("\n"))
        self._lines, self._bare = self._headers.lines, self._headers.bare
        self._at = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._size = len(text)
        self._messages = self._split()
        self._authors = self._find_authors()

    def spans(self) -> list[tuple[int, int, str, str]]:
        """``(start, end, role, author)`` of each message, in order, all of the text."""
        result = []
        start = 0
        all_forwarded = is_forwarded(self._subject(self._messages[0]))
        for message, author in zip(self._messages, self._authors, strict=True):
            every = [*message.introduction, *message.lines]
            end = min(self._at[every[-1] + 1], self._size)
            role = QUOTED if message.place == _BELOW else NOW
            says_so = any("forward" in self._bare[i].lower() for i in message.introduction[:2])
            if says_so or (role == QUOTED and all_forwarded):
                role = FORWARDED
            result.append((start, end, role, author))
            start = end
        return result

    # --- What to take away --------------------------------------------------------------------

    def edits(self) -> list[Edit]:
        """What to take away; nothing where nothing would be left."""
        edits: list[Edit] = []
        widened: set[int] = set()  # lines after which a paragraph ends
        last_kept = -1
        for message, author in zip(self._messages, self._authors, strict=True):
            dropped, cuts = self._cuts(message, author)
            every = [*message.introduction, *message.lines]
            kept = [i for i in every if i not in dropped and self._bare[i].strip()]
            edits += self._whole_lines(dropped)
            if not kept:
                continue
            if last_kept >= 0:
                widened.add(last_kept)
            if message.subject in kept:
                widened.add(message.subject)
            last_kept = kept[-1]
            edits += cuts
        if last_kept < 0:
            return []
        ends = [self._at[line + 1] for line in widened]
        edits += [Edit(end - 1, end, "\n\n") for end in ends if end <= self._size]
        return sorted(edits)

    def _cuts(self, message: _Message, author: str) -> tuple[dict[int, str], list[Edit]]:
        """Whole lines to drop, with the reason, and edits within the others."""
        if author == COUNCIL:
            return dict.fromkeys([*message.introduction, *message.lines], COUNCIL_MESSAGE), []
        dropped = dict.fromkeys(message.introduction, HEADER)
        dropped.pop(message.subject, None)
        cuts = []
        lines = message.lines if message.subject < 0 else [message.subject, *message.lines]
        marks = [len(self._lines[i]) - len(self._bare[i]) for i in lines]
        found = line_cuts([self._bare[i] for i in lines]) if self._furnished else ()
        for index, start, end, why in found:
            line = lines[index]
            if end > len(self._bare[line]):
                dropped[line] = why
            else:
                at = self._at[line] + marks[index]
                cuts.append(Edit(at + start, at + end, "", why))
        cuts += [
            Edit(self._at[line], self._at[line] + mark, "", QUOTE_MARK)
            for line, mark in zip(lines, marks, strict=True)
            if mark and line not in dropped
        ]
        return dropped, cuts

    def _whole_lines(self, dropped: dict[int, str]) -> list[Edit]:
        """Edits that drop lines; neighbours that go for one reason go as one."""
        edits: list[Edit] = []
        for line in sorted(dropped):
            start, end = self._at[line], min(self._at[line + 1], self._size)
            if edits and edits[-1].end == start and edits[-1].why == dropped[line]:
                start = edits.pop().start
            if start < end:
                edits.append(Edit(start, end, "", dropped[line]))
        return edits

    # --- Messages -----------------------------------------------------------------------------

    def _split(self) -> list[_Message]:
        messages = [_Message()]
        index = 0
        quoted = introduced = False
        while index < len(self._lines):
            length = self._introduced and self._headers.introduction_length(index)
            if length:
                last = messages[-1]
                if last.introduction or any(self._bare[i].strip() for i in last.lines):
                    messages.append(_Message(_BELOW))
                self._introduce(messages[-1], range(index, index + length))
                index += length
                quoted, introduced = False, True
                continue
            line, bare = self._lines[index], self._bare[index]
            if messages[-1].introduction and not quoted and _RULE.match(line):
                messages.append(_Message(_AFTER_RULE, introduction=[index]))
                index += 1
                introduced = False
                continue
            if bare.strip():
                marked = bare != line
                if marked != quoted and not (marked and introduced):
                    messages.append(_Message(_BELOW if marked else _ANSWER if quoted else _FIRST))
                quoted, introduced = marked, False
            messages[-1].lines.append(index)
            index += 1
        return [message for message in messages if message.introduction or message.lines]

    def _introduce(self, message: _Message, introduction: range) -> None:
        message.introduction = [*message.lines, *introduction]
        message.lines = []
        if self._headers.is_quotation(introduction):
            message.place = _BELOW
        for line in introduction:
            subject = SUBJECT_LINE.match(self._bare[line])
            if subject and subject["words"]:
                message.subject = line
                return

    # --- Authors ------------------------------------------------------------------------------

    def _find_authors(self) -> list[str]:
        senders = [self._headers.sender(message.introduction) for message in self._messages]
        known = self._correspondents(senders)
        authors = []
        for message, sender in zip(self._messages, senders, strict=True):
            own = message.place == _ANSWER or (
                message.place == _FIRST and form_labels([self._bare[i] for i in message.lines])
            )
            known_here = known if message.place == _BELOW else None
            authors.append(
                COMPLAINANT if own else mail_author(self._body(message), sender, known_here)
            )
        return authors

    def _correspondents(self, senders: list[str]) -> Correspondents:
        complainant = council = ""
        for message, sender in zip(self._messages, senders, strict=True):
            recipient = self._headers.recipient(message.introduction)
            if is_council(sender):
                complainant, council = complainant or recipient, council or sender
            elif message is self._messages[0]:
                complainant, council = sender, recipient
        return Correspondents(complainant, council)

    def _body(self, message: _Message) -> str:
        subject = SUBJECT_LINE.match(self._subject(message))
        words = [subject["words"], ""] if subject else []
        return "\n".join([*words, *(self._bare[i] for i in message.lines)])

    def _subject(self, message: _Message) -> str:
        return self._bare[message.subject] if message.subject >= 0 else ""
