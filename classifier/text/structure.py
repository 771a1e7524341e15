"""Greetings, signatures and form labels within messages."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import groupby

from classifier.text.document import Part
from classifier.text.furniture import form_labels

MESSAGE, GREETING, SIGNATURE, LABEL = "message", "greeting", "signature", "form label"

_HELLO = (
    r"(?:dear|hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|"
    r"to whom(?:soever)? (?:it|this) (?:may|might) concern|to whoever|sirs?|madam|fao|attn|"
    r"for the attention of|bore da|prynhawn da|annwyl|as-?salamu? ?alaikum|salaa?m|namaste)\b"
)
_GREETING_LINE = re.compile(
    rf"{_HELLO}:?(?:[^.!?:;,]{{0,50}}[,.!:;-]|(?:,? (?:(?-i:[A-Z/])[\w'’./-]{{0,30}}|there|all|"
    r"team|sir|madam|or|and|both|everyone|colleagues|again|folks)){0,6}) ?$",
    re.I,
)
_GREETING_HEAD = re.compile(
    r"(?:dear [^.!?:;,\n]{1,40}|(?:hi|hello)(?: [A-Z][^.!?:;,\n]{1,20})?),(?= )", re.I
)
_SIGN_OFF = re.compile(
    r"(?:(?:with |my )?(?:kind|best|warm|kindest|many|very best)(?:est)? )?"
    r"(?:regards|wishes|thanks|thank you|thx|ta|cheers|yours(?: (?:faithfully|sincerely|truly|"
    r"in anticipation|etc))?|sincerely|faithfully|respectfully|diolch(?: yn fawr)?|"
    r"cofion(?: gorau)?|yn gywir|regards and thanks|thanks (?:and regards|in advance|again))"
    r"(?:,? [A-Z][\w'’-]{1,20}){0,2}\W{0,3}$",
    re.I,
)
_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Rev)\.? [A-Z][\w'’-]{1,20}|[A-Z]\.?|[A-Z][\w'’-]{1,20}(?= ))"
    r"(?: [A-Z][\w'’-]{0,20}\.?){0,3}(?<![^\W\d_]{2}\.)(?: \([^()\n]{1,20}\))?,?$"
)
_CONTACT = re.compile(
    r"(?:.{0,30}\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\W?$|(?:flat |unit )?\d{1,4}[a-z]?,? [A-Z][\w'’]+"
    r"(?: [A-Z][\w'’]+){0,3}(?:, .{2,40})?$|"
    r"\W*(?:(?:tel|mob|mobile|phone|home|work|t|m|e|e-?mail)\b\W{0,3})?"
    r"(?:\+?\d[\d ()-]{8,18}|[\w.+-]{1,64}@[\w.-]{1,100})$)"
)
_DELIMITER = re.compile(r"(?:--|—|_{2,5})$")
_POSTSCRIPT = re.compile(r"P\.? ?S\b", re.I)
_GREETED_LINES = 10  # an address and a date may stand above the greeting of a letter
_LONGEST_SIGNATURE, _LONGEST_BLOCK, _WIDEST = 6, 12, 70


def find_parts(text: str, marks: array[int], messages: list[tuple[str, str]]) -> tuple[Part, ...]:
    """The parts of a cleaned text.

    Args:
        text: the cleaned text.
        marks: for each character the number of its message.
        messages: ``(role, author)`` of each number.

    Returns:
        parts in order, as :class:`CleanText` describes them.
    """
    parts = []
    start = 0
    runs = groupby(marks) if len(messages) > 1 else ((0, marks),)
    for mark, run in runs:
        end = start + (len(marks) if run is marks else sum(1 for _ in run))
        spoken = not text[start:end].isspace()
        for a, b, kind in _kinds(text, start, end) if spoken else ():
            piece = text[a:b]
            first = a + len(piece) - len(piece.lstrip())
            parts.append(Part(first, first + len(piece.strip()), *messages[mark], kind))
        start = end
    return tuple(parts)


def _kinds(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """``(start, end, kind)`` within one message; neighbours of one kind are one."""
    lines = text[start:end].split("\n")
    at = [start]
    for line in lines:
        at.append(at[-1] + len(line) + 1)
    signature = _signature(lines)
    labels = form_labels(lines)
    spans: list[tuple[int, int, str]] = []
    greetable = _GREETED_LINES
    for index, line in enumerate(lines):
        whole_end = min(at[index + 1], end)
        if index in signature:
            spans.append((at[index], whole_end, SIGNATURE))
            continue
        head, kind = 0, MESSAGE
        if index in labels:
            head, kind = labels[index], LABEL
        elif line.strip() and greetable:
            head, kind = _greeting_length(line), GREETING
            greetable = 0 if head or len(line) > _WIDEST else greetable - 1
        if head:
            spans.append((at[index], at[index] + head, kind))
        spans.append((at[index] + head, whole_end, MESSAGE))
    yield from _joined(text, spans)


def _joined(text: str, spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    spoken = [span for span in spans if text[span[0] : span[1]].strip()]
    for kind, run in groupby(spoken, key=lambda span: span[2]):
        group = list(run)
        if kind == LABEL:
            yield from group
        else:
            yield group[0][0], group[-1][1], kind


def _greeting_length(line: str) -> int:
    if _GREETING_LINE.match(line):
        return len(line)
    head = _GREETING_HEAD.match(line)
    return head.end() if head else 0


def _signature(lines: list[str]) -> range:
    """The lines of the signature, without a postscript below it."""
    first = _first_signed(lines)
    below = range(first, len(lines))
    return range(first, next((i for i in below if _POSTSCRIPT.match(lines[i])), len(lines)))


def _first_signed(lines: list[str]) -> int:
    """The first line of the signature; the number of lines where there is none.

    A message that is nothing but a name or a sign-off has no signature.
    """
    spoken = [index for index, line in enumerate(lines) if line.strip()]
    found = len(lines)
    for place in range(len(spoken) - 1, 0, -1):
        index, line = spoken[place], lines[spoken[place]]
        below = len(spoken) - 1 - place
        if below > _LONGEST_BLOCK or len(line) > _WIDEST:
            break
        if _DELIMITER.match(line):
            return index
        if below <= _LONGEST_SIGNATURE and _SIGN_OFF.match(line):
            return index
        if found == (spoken[place + 1] if below else len(lines)) and (
            _NAME.match(line) or _CONTACT.match(line)
        ):
            found = index
    return found
