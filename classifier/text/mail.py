"""Mail furniture in complaint text: headers, quoted messages, signatures and disclaimers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER = re.compile(
    r"^\W{0,3}(from|sent|to|cc|bcc|date|reply-to|importance|attachments?|x-[\w-]{1,30})"
    r"[*_]{0,2}\s*:[*_]{0,2}\s*(.*)$",
    re.I,
)
_SUBJECT = re.compile(
    r"^\W{0,3}subject[*_]{0,2}\s*:[*_]{0,2}\s*(?:(?:re|fw|fwd)\s*:\s*)*(.*)$", re.I
)
# A program's line has the time, an address, or a comma and a name after the date;
# 'On Monday your officer wrote:' has none of them.
_WROTE = re.compile(
    r"^\W{0,3}on\b(?=.{0,160}(?:\d[:.]\d\d|@|\d.{0,12}, (?-i:[A-Z]))).{6,160}\bwrote:\s*$",
    re.I,
)
_ORIGINAL = re.compile(
    r"^(?:[-_* ]{2,}|[-_* ]*(?:original message|forwarded message|begin forwarded message)"
    r"[-_* :]*)$",
    re.I,
)
_WROTE_QUOTED = re.compile(r"^\W{0,3}on\b.{6,160}\bwrote:\s*$", re.I)
# What every line that introduces a message has; most lines haven't.
_MAY_INTRODUCE = re.compile(
    r"[^:]*:|[>\s]*(?:\W{0,3}on |[-_* ]{2}|[-_* ]*(?:original|forwarded|begin))", re.I
)
_QUOTE_MARK = re.compile(r"^(?:>\s?)+")
_DEVICE = (
    r"(?:i?phone|ipad|android|galaxy|samsung|huawei|mobile|tablet|device|yahoo mail|outlook|"
    r"mail for windows|bt ?\w*)\b"
)
_SENT_FROM = re.compile(
    rf"^(?:sent (?:from|via) (?:my |the )?(?:\w+ ){{0,3}}{_DEVICE}.{{0,60}}|"
    r"get outlook for (?:ios|android).{0,40})$",
    re.I,
)
# At the end of a line whose line breaks were lost.
_SENT_FROM_END = re.compile(
    rf"(?<=[.!?,)] )sent from my (?:\w+ ){{0,2}}{_DEVICE}[\s\w.]{{0,20}}$", re.I
)
_DISCLAIMER = re.compile(
    r"^\W{0,3}(?:this (?:e-?mail|message|communication|transmission)\b.{0,80}"
    r"(?:\b(?:confidential|privileged)\b.{0,200}\b(?:intended|privileged|addressee|addressed|"
    r"recipient|disclos\w*)|\bintended (?:solely|only|recipient))|"
    r"the information (?:contained )?in this (?:e-?mail|message)|disclaimer\s*(?::|$)|"
    r"if you have received (?:this|the) .{0,40}\b(?:in error|by mistake)|"
    r"if you are not the (?:intended|named) |please consider the environment|"
    r"caution: this e-?mail (?:originated|came)|\[?external\]?:?\s*(?:e-?mail|sender)?$|"
    r"virus-free\b|scanned by\b)",
    re.I,
)
_COUNCIL_NAME = re.compile(
    r"\bcouncil\b|\.gov\.uk|\bno-?reply\b|\bcustomer (?:services?|relations|contact|hub)\b|"
    r"\b(?:complaints?|housing|council tax|repairs|contact|enquiries|feedback|services?) team\b|"
    r"\bofficer\b",
    re.I,
)
_PRIVATE_ADDRESS = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|btinternet|sky|"
    r"talktalk|virginmedia|proton|protonmail)\.",
    re.I,
)
_COUNCIL_WORDS = re.compile(
    r"thank you for (?:your (?:e-?mail|complaint|enquiry|letter|patience|message|report|call)|"
    r"contacting|getting in touch)|we (?:aim to|will respond|have logged|have received your)|"
    r"your (?:complaint|enquiry|case|reference|request) (?:has been|is being|number)|"
    r"\bi am sorry to (?:hear|learn)\b|(?:kind|best|warm) regards,?\s*\n.{0,80}\n?.{0,80}"
    r"(?:officer|team|council|manager|adviser|advisor|services)|working days|"
    r"do not reply to this|we apologise for any inconvenience|stage (?:1|2|one|two) response",
    re.I,
)
_OWN_WORDS = re.compile(
    r"\b(?:my (?:mum|mother|dad|father|son|daughter|husband|wife|flat|house|bins?|bill|account|"
    r"street|complaint|e-?mail|letter)|"
    r"i (?:have been|am writing|rang|called|phoned|paid|asked|reported|live|still|can'?t|want)|"
    r"your (?:staff|men|crew|driver|department|lot))\b",
    re.I,
)
_MIN_HEADERS = 2
_ENOUGH = 20_000  # characters of a message that tell who wrote it


@dataclass
class _Message:
    """One message of a chain.

    Attributes:
        introduction: the lines that a program set above it: header, 'On … wrote:', or none.
        lines: its text, without quote marks.
        answer: stands below or between quoted lines, so it is the writer's own again.
    """

    introduction: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    answer: bool = False


def strip_mail(text: str) -> str:
    """The person's own words of a text that may be one mail or a chain of them.

    Takes away header lines (a subject line keeps its words), 'sent from my phone', disclaimers,
    and quoted or forwarded messages that the council wrote. A quoted message that the person
    wrote, such as an earlier e-mail that nobody answered, stays, without its quote marks.

    Args:
        text: tidied text.

    Returns:
        the text without them; the whole text where nothing else would be left.
    """
    if "\n" not in text:
        return _SENT_FROM_END.sub("", _strip_subject(text)) or text
    kept = [
        "\n".join(_own_lines(message.lines))
        for place, message in enumerate(_split_messages(text.split("\n")))
        if not _written_by_council(message, first=place == 0)
    ]
    return "\n\n".join(part for part in kept if part.strip()) or text


def _strip_subject(text: str) -> str:
    subject = _SUBJECT.match(text)
    return subject.group(1) if subject and subject.group(1) else text


def _split_messages(lines: list[str]) -> list[_Message]:
    """Messages of a chain, newest first."""
    messages = [_Message()]
    index = 0
    quoted = introduced = False
    while index < len(lines):
        length = _introduction_length(lines, index)
        if length:
            introduction = lines[index : index + length]
            if any(messages[-1].lines) or messages[-1].introduction:
                messages.append(_Message())
            messages[-1].introduction = introduction
            messages[-1].lines = _subject_words(introduction)
            index += length
            quoted, introduced = False, True
            continue
        bare = _QUOTE_MARK.sub("", lines[index])
        if bare.strip():
            marked = bare != lines[index]
            if marked != quoted and not (marked and introduced):
                messages.append(_Message(answer=quoted))
            quoted, introduced = marked, False
        messages[-1].lines.append(bare)
        index += 1
    return messages


def _introduction_length(lines: list[str], index: int) -> int:
    """How many lines, from ``index`` on, introduce a quoted or forwarded message; 0 if none."""
    if not _MAY_INTRODUCE.match(lines[index]):
        return 0
    line = _QUOTE_MARK.sub("", lines[index])
    if _WROTE.match(line) or (line != lines[index] and _WROTE_QUOTED.match(line)):
        return 1
    if line[:3].lower() == "on " and index + 1 < len(lines) and not line.endswith("."):
        # Programs break a long line in two.
        return 2 * bool(_WROTE.match(f"{line} {_QUOTE_MARK.sub('', lines[index + 1])}"))
    rule = int(bool(_ORIGINAL.match(line)))
    headers = _header_length(lines, index + rule)
    if headers:
        return rule + headers
    return int(bool(rule) and "message" in line.lower())


def _header_length(lines: list[str], index: int) -> int:
    """How many lines, from ``index`` on, are one block of header lines; 0 if there is none."""
    start = index
    while index < len(lines):
        bare = _QUOTE_MARK.sub("", lines[index])
        if not (_HEADER.match(bare) or _SUBJECT.match(bare)):
            break
        index += 1
    return index - start if index - start >= _MIN_HEADERS else 0


def _subject_words(lines: list[str]) -> list[str]:
    for line in lines:
        subject = _SUBJECT.match(_QUOTE_MARK.sub("", line))
        if subject and subject.group(1):
            return [subject.group(1), ""]
    return []


def _written_by_council(message: _Message, *, first: bool) -> bool:
    """Whether the council wrote a message; the first one of a text needs two signs of it.

    A web form sends the person's words from the council's own address.
    """
    body = "\n".join(message.lines)[:_ENOUGH]
    sender = _sender(message.introduction)
    if message.answer or not body.strip() or _PRIVATE_ADDRESS.search(sender):
        return False
    by_name = bool(_COUNCIL_NAME.search(sender))
    if by_name != first:  # a first message without the name, or a later one with it
        return by_name
    return len(_COUNCIL_WORDS.findall(body)) > len(_OWN_WORDS.findall(body))


def _sender(introduction: list[str]) -> str:
    bare = [_QUOTE_MARK.sub("", line) for line in introduction]
    for line in bare:
        header = _HEADER.match(line)
        if header and header.group(1).lower() == "from":
            return header.group(2)
    joined = " ".join(bare)
    return joined if _WROTE_QUOTED.match(joined) else ""


def _own_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    skipping = False
    for index, line in enumerate(lines):
        if not line.strip():
            skipping = False
        elif _DISCLAIMER.match(line) or _DISCLAIMER.match(" ".join(lines[index : index + 3])):
            # A disclaimer runs to the end of its paragraph.
            skipping = True
        if skipping or _SENT_FROM.match(line):
            continue
        kept.append(_SENT_FROM_END.sub("", _strip_subject(line)))
    return kept
