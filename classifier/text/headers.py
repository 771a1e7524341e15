"""The lines that mail programs set above a message, in a dozen programs and languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.furniture import SUBJECT_LINE
from classifier.text.offsets import Edit, EditedText

_HEADER = re.compile(
    r"\W{0,3}(?:(?:oddi wrth|anfonwyd|at|dyddiad)\s*/\s*)?"
    r"(?P<name>from|sent|to|cc|bcc|date|reply-to|importance|attachments?|x-[\w-]{1,30}|"
    # Welsh, German, French, Spanish, Polish, Italian, Romanian, Portuguese
    r"oddi wrth|anfonwyd|dyddiad|von|gesendet|datum|envoyé|enviado|wysłano|inviato|trimis|"
    r"de la|de|da|od)"
    r"(?:\s*/\s*(?:oddi wrth|anfonwyd|at|dyddiad))?[*_]{0,2}\s?:[*_]{0,2}\s*+(?P<words>.*)$",
    re.I,
)
# Too short and common to open a block of header lines.
_LATER_HEADER = re.compile(
    r"\W{0,3}(?P<name>at|an|à|para|do|a|către|kopia|copie)[*_]{0,2}\s?:\s*+(?P<words>.*)$", re.I
)
_SENDER_HEADERS = frozenset(("from", "oddi wrth", "von", "de", "de la", "da", "od"))
_RECIPIENT_HEADERS = frozenset(("to", "at", "an", "à", "para", "do", "a", "către"))
# A program's line has the time, an address, or a comma and a name after the date;
# 'On Monday your officer wrote:' has none of them.
_WROTE = re.compile(
    r"^\W{0,3}on\b(?=.{0,160}(?:\d[:.]\d\d|@|\d.{0,12}, (?-i:[A-Z]))).{6,160}\bwrote:\s*$|"
    r"^\W{0,3}[^<>@]{2,60}<[^<>@\s]{1,64}@[^<>\s]{1,100}> wrote:$|"
    r"^\W{0,3}\d{4}-\d\d-\d\d \d\d?:\d\d .{0,12}[^<>]{2,60}<[^<>\s]{3,160}>:$|"
    r"^\W{0,3}(?=.{0,160}\d)(?:am .{6,120} schrieb\b.{0,100}|le .{6,160} a écrit ?|"
    r"el .{6,160} escribió|(?:w dniu )?.{6,160}(?:napisał(?:\(a\)|a)?| pisze)|"
    r"il .{6,160} ha scritto|pe .{6,160} a scris|em .{6,160} escreveu|"
    r"ar .{6,160} ysgrifennodd .{1,100}):$",
    re.I,
)
_BROKEN_WROTE = re.compile(r"\W{0,3}(?:on|am|le|el|w dniu|il|pe|em|ar)\b", re.I)
_WROTE_QUOTED = re.compile(r"^\W{0,3}on\b.{6,160}\bwrote:\s*$", re.I)
_AFTER_DATE = re.compile(r"^.{0,160}\d,? (?:(?:[ap]m|gmt|bst|utc|cest?),? )?", re.I)
_ORIGINAL = re.compile(
    r"^(?:[-_* ]{2,}|[-_* ]*(?:original message|forwarded message|begin forwarded message|"
    r"neges wreiddiol|oryginalna wiadomość)[-_* :]*)$",
    re.I,
)
_RULE_WORDS = ("message", "neges", "wiadomość")
# What every line that introduces a message has; most lines haven't.
_MAY_INTRODUCE = re.compile(
    r"[^:]*:|[>\s]*+(?:\W{0,3}on |[-_* ]{2}|[-_* ]*(?:original|forwarded|begin))", re.I
)
_QUOTE_MARKS = re.compile(r"(?:>\s?)+")
_FORWARDED_SUBJECT = re.compile(r"\W{0,3}subject\W{0,3}\s*(?:re: ?)*(?:fw|fwd):", re.I)
_MIN_HEADERS = 2
# A text without any of these is one message without a header.
_SIGNS = ("schrieb", "écrit", "escribió", "napisał", "ysgrifennodd", "wiadomość", "neges")
_RULED = re.compile(r"(?:original|forwarded) message")
_HEADER_SIGN = re.compile(
    ":(?:(?<=from:)|(?<=sent:)|(?<=to:)|(?<=cc:)|(?<=date:)|(?<=reply-to:)|(?<=importance:)|"
    "(?<=attachment:)|(?<=attachments:)|(?<=[* _/]:)|(?<=wrth:)|(?<=nfonwyd:)|(?<=dyddiad:)|"
    "(?<=wrote:)|(?<=>:)|(?<=pisze:)|(?<=scritto:)|(?<=scris:)|(?<=escreveu:)|(?<=von:)|(?<=gesendet:)|(?<=datum:)|(?<=envoyé:)|(?<=enviado:)|(?<=wysłano:)|"
    "(?<=inviato:)|(?<=trimis:)|(?<=\\bde:)|(?<=\\bla:)|(?<=\\bda:)|(?<=\\bod:)|(?<=/ at:))"
)
# The same where a spreadsheet lost the line breaks.
_FLAT_HEADER = re.compile(
    r"(?<=\S)( )From: [^:\n]{1,100}?( )(?:Sent|Date): [^\n]{6,60}?( )To: [^\n]{1,150}?"
    r"(?:( )Cc: [^\n]{1,150}?)?( )Subject: "
)
_FLAT_WROTE = re.compile(
    r"(?<=\S)( )On (?=[^\n]{0,160}?(?:\d[:.]\d\d|@))(?:[A-Z][a-z]{2,8},? )?"
    r"(?:\d|[A-Z][a-z]{2,8} \d)"
    r"[^\n]{6,150}?\bwrote:( )(?=\S)"
)
_FLAT_MARK = re.compile(r" (?=> )")


def may_be_quoted(text: str) -> bool:
    """Whether a text has a line behind a quote mark."""
    return "\n>" in text or text[:1] == ">"


def may_be_introduced(lower: str) -> bool:
    """Whether a text, in small letters, can have a header or an introduction of a message."""
    if " message" in lower and _RULED.search(lower):
        return True
    return ":" in lower and (
        bool(_HEADER_SIGN.search(lower)) or any(sign in lower for sign in _SIGNS)
    )


def break_flat_mail(edited: EditedText) -> None:
    """Set headers of a chain on lines of their own again, where a text lost all its line breaks."""
    text = edited.text
    if "\n" in text or ("From: " not in text and "wrote: " not in text):
        return
    found = [*_FLAT_HEADER.finditer(text), *_FLAT_WROTE.finditer(text)]
    places = {match.start(n) for match in found for n in range(1, len(match.groups()) + 1)}
    first_quoted = min((m.end() for m in found if text.startswith("> ", m.end())), default=-1)
    if first_quoted >= 0:
        places |= {match.start() for match in _FLAT_MARK.finditer(text, first_quoted)}
    edited.apply(Edit(place, place + 1, "\n") for place in sorted(places - {-1}))


def is_forwarded(subject: str) -> bool:
    """Whether a subject line says that the message was passed on."""
    return bool(_FORWARDED_SUBJECT.match(subject))


class Headers:
    """Where messages of a chain are introduced.

    Attributes:
        lines: the text's lines.
        bare: the same without quote marks.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.bare = [
            _QUOTE_MARKS.sub("", line, count=1) if line[:1] == ">" else line for line in lines
        ]

    def introduction_length(self, index: int) -> int:
        """How many lines, from ``index`` on, introduce a quoted or forwarded message; 0 if none."""
        if not _MAY_INTRODUCE.match(self.lines[index]):
            return 0
        line = self.bare[index]
        if _WROTE.match(line) or (line != self.lines[index] and _WROTE_QUOTED.match(line)):
            return 1
        following = self.bare[index + 1 : index + 2]
        # Programs break a long line in two.
        broken = following and _BROKEN_WROTE.match(line) and not line.endswith(".")
        if broken and _WROTE.match(f"{line} {following[0]}"):
            return 2
        rule = int(bool(_ORIGINAL.match(line)))
        skipped = rule and int(not "".join(following).strip())
        headers = self._header_length(index + rule + skipped)
        if headers:
            return rule + skipped + headers
        return int(bool(rule) and any(word in line.lower() for word in _RULE_WORDS))

    def _header_length(self, index: int) -> int:
        """How many lines, from ``index`` on, are one block of header lines; 0 if there is none."""
        start = index
        while index < len(self.bare):
            line = self.bare[index]
            if not (
                _HEADER.match(line)
                or SUBJECT_LINE.match(line)
                or (index > start and _LATER_HEADER.match(line))
            ):
                break
            index += 1
        return index - start if index - start >= _MIN_HEADERS else 0

    def is_quotation(self, introduction: Sequence[int]) -> bool:
        """Whether lines introduce what is quoted, and not the mail that they stand above."""
        first = introduction[0]
        return self.lines[first] != self.bare[first] or bool(
            _WROTE.match(" ".join(self.bare[i] for i in introduction))
        )

    def sender(self, introduction: Sequence[int]) -> str:
        """Whom the lines of an introduction name as the writer; empty where they name nobody."""
        named = self._field(introduction, _SENDER_HEADERS)
        joined = " ".join(self.bare[i] for i in introduction)
        if named or not (_WROTE.match(joined) or _WROTE_QUOTED.match(joined)):
            return named
        return _AFTER_DATE.sub("", joined).removesuffix(" wrote:")

    def recipient(self, introduction: Sequence[int]) -> str:
        """Whom they name as the first recipient; empty where they name nobody."""
        return self._field(introduction, _RECIPIENT_HEADERS)

    def _field(self, introduction: Sequence[int], names: frozenset[str]) -> str:
        for line in introduction:
            header = _HEADER.match(self.bare[line]) or _LATER_HEADER.match(self.bare[line])
            if header and header["name"].lower() in names:
                return header["words"]
        return ""
