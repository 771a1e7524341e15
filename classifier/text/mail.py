"""Mail furniture in complaint text: headers, quoted messages, signatures and disclaimers."""

from __future__ import annotations

import re

_HEADER = re.compile(
    r"^\W{0,3}(from|sent|to|cc|bcc|date|reply-to|importance|attachments?|x-[\w-]{1,30})\s*:\s?(.*)$",
    re.I,
)
_SUBJECT = re.compile(r"^\W{0,3}subject\s*:\s*(?:(?:re|fw|fwd)\s*:\s*)*(.*)$", re.I)
_WROTE = re.compile(r"^\W{0,3}on\b.{6,160}\bwrote:?\s*$", re.I)
_ORIGINAL = re.compile(
    r"^[-_* ]{2,}\s*(original message|forwarded message|begin forwarded message)?\s*[-_* ]*$", re.I
)
_QUOTE_MARK = re.compile(r"^(?:>\s?)+")
_SENT_FROM = re.compile(
    r"^(?:sent (?:from|via) (?:my |the )?(?:\w+ ){0,3}(?:i?phone|ipad|android|galaxy|samsung|"
    r"huawei|mobile|tablet|device|yahoo mail|outlook|mail for windows|bt ?\w*)\b.{0,60}|"
    r"get outlook for (?:ios|android).{0,40})$",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^(?:\W{0,3}(?:this (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|intended|"
    r"privileged)|the information (?:contained )?in this (?:e-?mail|message)|disclaimer\b|"
    r"if you (?:have received|are not the intended)|please consider the environment|"
    r"caution: this e-?mail (?:originated|came)|\[?external\]?:?\s*(?:e-?mail|sender)?$|"
    r"virus-free\b|scanned by\b))",
    re.I,
)
_COUNCIL_NAME = re.compile(
    r"\bcouncil\b|\.gov\.uk|\bno-?reply\b|\bcustomer (?:services?|relations|contact|hub)\b|"
    r"\b(?:complaints?|housing|council tax|repairs|contact|enquiries|feedback|services?) team\b|"
    r"\bofficer\b",
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
    r"\b(?:my (?:mum|mother|dad|father|son|daughter|husband|wife|flat|house|bin|bill|account|street)|"
    r"i (?:have been|rang|called|phoned|paid|asked|reported|live|still|can'?t|want)|"
    r"your (?:staff|men|crew|driver|department|lot))\b",
    re.I,
)
_MIN_HEADERS = 2


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
    if "\n" not in text and not _SENT_FROM.search(text):
        return _strip_subject(text)
    parts = _split_messages(text.split("\n"))
    kept = []
    for index, (attribution, lines) in enumerate(parts):
        body = "\n".join(lines)
        if index and _written_by_council(attribution, body):
            continue
        kept.append("\n".join(_own_lines(lines)))
    result = "\n\n".join(part for part in kept if part.strip())
    return result if result.strip() else text


def _strip_subject(text: str) -> str:
    subject = _SUBJECT.match(text)
    return subject.group(1) if subject and subject.group(1) else text


def _split_messages(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Messages of a chain, newest first, each with the lines that introduce it."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    index = 0
    quoted = False
    while index < len(lines):
        line = lines[index]
        bare = _QUOTE_MARK.sub("", line)
        marked = bare != line
        length = _attribution_length(lines, index)
        if length:
            attribution = "\n".join(lines[index : index + length])
            parts.append((attribution, _subject_words(lines[index : index + length])))
            index += length
            quoted = False
            continue
        if marked and not quoted and not (len(parts) > 1 and not any(parts[-1][1])):
            parts.append(("", []))
        elif not marked and quoted and bare.strip():
            # An answer below or between quoted lines is the writer's own again.
            parts.append((_OWN, []))
        if bare.strip():
            quoted = marked
        parts[-1][1].append(bare)
        index += 1
    return parts


_OWN = "\x00own"


def _attribution_length(lines: list[str], index: int) -> int:
    """How many lines, from ``index`` on, introduce a quoted or forwarded message; 0 if none."""
    line = _QUOTE_MARK.sub("", lines[index])
    if _WROTE.match(line):
        return 1
    joined = f"{line} {_QUOTE_MARK.sub('', lines[index + 1])}" if index + 1 < len(lines) else ""
    if line.lower().startswith("on ") and not line.rstrip().endswith(".") and _WROTE.match(joined):
        return 2
    start = index
    if _ORIGINAL.match(line):
        index += 1
    first = index
    headers = 0
    while index < len(lines):
        bare = _QUOTE_MARK.sub("", lines[index])
        if _HEADER.match(bare) or _SUBJECT.match(bare):
            headers += 1
        elif bare.strip() or not headers:
            break
        index += 1
        if headers and index < len(lines) and not lines[index].strip():
            break
    if headers >= _MIN_HEADERS:
        return index - start
    return first - start if first > start and "message" in line.lower() else 0


def _subject_words(lines: list[str]) -> list[str]:
    for line in lines:
        subject = _SUBJECT.match(_QUOTE_MARK.sub("", line))
        if subject and subject.group(1):
            return [subject.group(1), ""]
    return []


def _written_by_council(attribution: str, body: str) -> bool:
    if attribution == _OWN or not body.strip():
        return False
    sender = next(
        (
            m.group(2)
            for line in attribution.split("\n")
            if (m := _HEADER.match(line)) and m.group(1).lower() == "from"
        ),
        attribution if _WROTE.match(attribution.replace("\n", " ")) else "",
    )
    if sender and _COUNCIL_NAME.search(sender):
        return True
    council = len(_COUNCIL_WORDS.findall(body))
    own = len(_OWN_WORDS.findall(body))
    return council > own


def _own_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    skipping = False
    for line in lines:
        if not line.strip():
            skipping = False
        elif _DISCLAIMER.match(line):
            # A disclaimer runs to the end of its paragraph.
            skipping = True
        if skipping or _SENT_FROM.match(line):
            continue
        kept.append(_strip_subject(line))
    return kept
