"""Lines that machines and councils add to every message: signatures, disclaimers, form notices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

DEVICE, DISCLAIMER, NOTICE, SUBJECT, FIELD = (
    "device signature",
    "disclaimer",
    "form notice",
    "subject label",
    "empty field",
)
_DEVICE = (
    r"(?:i?phone|ipad|ios|android|galaxy|samsung|huawei|mobile|tablet|device|yahoo mail|outlook|"
    r"aol|proton ?mail|mail for windows|bt ?\w*)\b"
)
_SENT_FROM = re.compile(
    rf"^(?:sent (?:from|via|with) (?:my |the )?(?:\w+ ){{0,3}}{_DEVICE}.{{0,60}}|"
    r"get outlook for (?:ios|android|mac).{0,40}|"
    r"yahoo mail: search, organi[sz]e, conquer.{0,40}|"
    r"(?:anfonwyd|wysłane|envoyé|enviado|gesendet|inviato|trimis) (?:o|z|de|desde|von|da|din|do) "
    rf"(?:\w+ ){{0,3}}{_DEVICE}.{{0,40}})$",
    re.I,
)
# At the end of a line whose line breaks were lost.
_SENT_FROM_END = re.compile(
    rf"(?<=[.!?,)] )sent from my (?:\w+ ){{0,2}}{_DEVICE}[\s\w.]{{0,20}}$", re.I
)
SUBJECT_LINE = re.compile(
    r"\W{0,3}(?:(?:pwnc\s*/\s*)?subject(?:\s*/\s*pwnc)?|pwnc|betreff|objet|asunto|assunto|oggetto|"
    r"temat|subiect)[*_]{0,2}\s?:[*_]{0,2}\s*+"
    r"(?:(?:(?:re|fw|fwd|aw|tr|odp|subject)(?:\[\d\])?|atb)\s?:\s*+)*+(?P<words>.*)$",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^\W{0,3}(?:this (?:e-?mail|message|communication|transmission)\b.{0,80}"
    r"(?:\b(?:confidential|privileged)\b.{0,200}\b(?:intended|privileged|addressee|addressed|"
    r"recipient|disclos\w*)|\bintended (?:solely|only|recipient))|"
    r"the information (?:contained )?in this (?:e-?mail|message)|disclaimer\s*(?::|$)|"
    r"if you have received (?:this|the) .{0,40}\b(?:in error|by mistake)|"
    r"if you are not the (?:intended|named) |please consider the environment|"
    r"caution: this e-?mail (?:originated|came)|\[?external\]?:?\s*(?:e-?mail|sender)?$|"
    r"virus-free\b|scanned by\b|this e-?mail (?:has been|was) (?:scanned|checked|swept) |"
    r"(?:any|the) (?:views|opinions)(?: (?:or|and) (?:views|opinions))? expressed (?:in|are)\b|"
    r"e-?mails? (?:sent )?(?:to|from) (?:the|this) .{0,60}\bmay be (?:monitored|recorded)|"
    r"mae(?:'|’)r (?:e-?bost|neges) h(?:wn|on)\b|"
    r"(?:we welcome correspondence in welsh|rydym yn croesawu gohebiaeth)\b)",
    re.I,
)
_NOTICE = re.compile(
    r"^\W{0,3}(?:this (?:form|message|e-?mail) was (?:sent|submitted|generated) (?:via|from|by|"
    r"through|using|automatically)\b.{0,100}|"
    r"(?:a new|the following) (?:online )?(?:complaint|form|submission|case|enquiry)(?: form)? "
    r"(?:has been|was) (?:received|submitted|logged|created)\b.{0,100}|"
    r"you have received a new (?:online )?(?:complaint|form|submission|enquiry)\b.{0,60}|"
    r"please do not reply to this (?:e-?mail|message)"
    r"(?:,?(?: -| –)? (?:as|because|since|it) .{0,80}(?:monitored|mailbox|inbox|read|checked)\b"
    r".{0,20})?\W{0,3}|"
    r"this is an automat(?:ed|ic) (?:e-?mail|message|response|reply|notification)"
    r"(?:\W{1,3}(?:please )?do not reply\b.{0,60})?\W{0,3}|"
    r"(?:form )?submi(?:tted|ssion date)(?: on| at)?:? \d[\d/:., apm-]{5,30}|"
    r"(?:we|the council) will (?:only )?(?:process|use|hold) (?:your|the) (?:personal )?"
    r"(?:information|data|details)\b.{0,200}\b(?:privacy|data protection|gdpr)\b.{0,100}|"
    r"case \w{4,20} (?:created|opened|logged|raised) (?:on )?\d.{5,40}|"
    r"privacy notice\W{0,3}(?:https?\S{1,200})?|"
    r"\[?you don['’]t often get e-?mail from .{0,200}|"
    r"[-#* ]*(?:please )?(?:type your reply|reply) above this line[-#* ]*)$",
    re.I,
)
# How every line that the patterns above know opens; most lines don't.
_OPENING = re.compile(
    r"[>\s]*+\W{0,3}(?:sent (?:from|via|with) |get outlook|yahoo mail:|anfonwyd |wysłane |envoyé |"
    r"enviado |gesendet |inviato |trimis |(?:pwnc|subject|betreff|objet|asunto|assunto|oggetto|"
    r"temat|subiect)\W|this (?:e-?mail|message|communication|transmission|form|is an automat)|"
    r"the (?:information|following |views|opinions)|disclaimer|if you (?:have received|are not)|"
    r"please (?:consider|do not reply|reply|type)|caution:|external|virus-free|scanned by|"
    r"any (?:views|opinions)|e-?mails? |mae['’]r |we (?:welcome|will )|rydym yn |a new |"
    r"you (?:have received a new|don['’]t often get)|form submi|submi|the council will |"
    r"case \w|privacy notice|type your reply|reply above)",
    re.I,
)
_LABEL = re.compile(
    r"(?!(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed(?:nes)?|thur?s?|fri|"
    r"sat(?:ur)?|sun)(?:r?uary|ch|il|ust|t?ember|ober|day)?\b|\d)(?P<label>(?-i:[A-Z])[^:\n.!?]{1,70}:)(?=\s|$)",
    re.I,
)
_FEWEST_LABELS = 3
_UNANSWERED = re.compile(
    r"\s*(?:not (?:provided|answered|supplied|given|applicable)|\(?blank\)?|n/a|-)?\W*", re.I
)
_DISCLAIMER_LINES = 3  # a program breaks one over so many before its telling words


def may_have_furniture(text: str) -> bool:
    """Whether a text can have a line for :func:`line_cuts` at all."""
    lines = text.split("\n")
    if any(map(_OPENING.match, lines)) or "sent from my" in text.lower():
        return True
    return text.count(":") >= _FEWEST_LABELS and bool(form_labels(lines))


def line_cuts(lines: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
    """What of a message's lines isn't the writer's.

    Args:
        lines: of one message, without quote marks.

    Yields:
        ``(line, start, end, why)``: to take away, in order; ``end`` is the line's length plus one
        where all of the line goes.
    """
    unanswered = _unanswered(lines)
    skipping = False
    for index, line in enumerate(lines):
        if not line.strip():
            skipping = False
            continue
        known = bool(_OPENING.match(line))
        # A disclaimer runs to the end of its paragraph.
        skipping = skipping or (known and _opens_disclaimer(lines, index))
        why = DISCLAIMER if skipping else _why_whole(line) if known else ""
        why = why or (FIELD if index in unanswered else "")
        if why:
            yield index, 0, len(line) + 1, why
        else:
            yield from _cuts_within(index, line)


def _why_whole(line: str) -> str:
    return DEVICE if _SENT_FROM.match(line) else NOTICE if _NOTICE.match(line) else ""


def _opens_disclaimer(lines: Sequence[str], index: int) -> bool:
    return bool(
        _DISCLAIMER.match(lines[index])
        or _DISCLAIMER.match(" ".join(lines[index : index + _DISCLAIMER_LINES]))
    )


def _cuts_within(index: int, line: str) -> Iterator[tuple[int, int, int, str]]:
    subject = SUBJECT_LINE.match(line)
    if subject and subject["words"]:
        yield index, 0, subject.start("words"), SUBJECT
    sent_from = "from my" in line.lower() and _SENT_FROM_END.search(line)
    if sent_from:
        yield index, sent_from.start(), len(line), DEVICE


def form_labels(lines: Sequence[str]) -> dict[int, int]:
    """The lines of a message that open with a form's label, and the label's length.

    Fewer than three such lines are no form: people write 'Re:' and 'May:' too.
    """
    found = {
        index: match.end("label")
        for index, line in enumerate(lines)
        if (match := _LABEL.match(line))
    }
    return found if len(found) >= _FEWEST_LABELS else {}


def _unanswered(lines: Sequence[str]) -> set[int]:
    """Lines of a form that hold a label and no answer, on the line or below it."""
    labels = form_labels(lines)
    empty = set()
    answered = False
    for index in range(len(lines) - 1, -1, -1):
        if index not in labels:
            answered = answered or bool(lines[index].strip())
            continue
        if not answered and _UNANSWERED.fullmatch(lines[index], labels[index]):
            empty.add(index)
        answered = False
    return empty
