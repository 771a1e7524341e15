"""Who wrote a message: the complainant or the council?"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMPLAINANT, COUNCIL, UNKNOWN = "complainant", "council", "unknown"

_COUNCIL_NAME = re.compile(
    r"\bcouncil\b|\.gov\.uk|\bno-?reply\b|\bcustomer (?:services?|relations|contact|hub)\b|"
    r"\b(?:complaints?|housing|council tax|repairs|contact|enquiries|feedback|services?) team\b|"
    r"\bofficer\b|"
    r"^\W*(?:[\w&'’,-]+ ){0,3}(?:complaints?|services?|support|enquiries|helpdesk|department|"
    r"dept|programme|repairs|licensing|benefits|revenues|team|contact centre|appeals|admissions|"
    r"options|housing|planning|parking|waste|highways|leisure|social care|council tax)\W*(?:<|$)",
    re.I,
)
_CHAT_COUNCIL = re.compile(
    r"\b(?:agent|advis[eo]r|operator|assistant|chat ?bot|bot|support|team|staff)\b", re.I
)
_CHAT_COMPLAINANT = re.compile(
    r"(?:you|visitor|customer|resident|tenant|guest|caller|user|me)\b(?! (?:services?|relations))",
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
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,100}")
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON_NAME_WORDS = frozenset("mailto com org net www the and via mrs miss".split())
_ENOUGH = 20_000  # characters of a message that tell who wrote it


@dataclass(frozen=True)
class Correspondents:
    """Whom the headers of a chain name; empty where they don't.

    Attributes:
        complainant: sender of the newest message, or to whom the council's messages went.
        council: to whom the newest message went, or who wrote the council's.
    """

    complainant: str = ""
    council: str = ""


def mail_author(body: str, sender: str, known: Correspondents | None) -> str:
    """Who wrote one message of a chain.

    Args:
        body: its words.
        sender: as the header or the 'On … wrote:' line names them; may be empty.
        known: the chain's correspondents; None for the newest message itself, which takes two
            signs to be the council's, since a web form sends the person's words from the
            council's own address.

    Returns:
        ``complainant``, ``council`` or ``unknown``.
    """
    body = body[:_ENOUGH]
    if not body.strip():
        return UNKNOWN
    if _PRIVATE_ADDRESS.search(sender):
        return COMPLAINANT
    by_name = is_council(sender)
    if known is None:
        return _sounds_like(body) if by_name else COMPLAINANT
    if not by_name and _same(sender, known.complainant):
        return COMPLAINANT
    if by_name or _same(sender, known.council):
        return COUNCIL
    return _sounds_like(body)


def is_council(sender: str) -> bool:
    """Whether a sender's name or address is the council's or a team's of it."""
    return bool(_COUNCIL_NAME.search(sender)) and not _PRIVATE_ADDRESS.search(sender)


def _sounds_like(body: str) -> str:
    council, own = len(_COUNCIL_WORDS.findall(body)), len(_OWN_WORDS.findall(body))
    if council == own:
        return UNKNOWN
    return COUNCIL if council > own else COMPLAINANT


def _same(one: str, other: str) -> bool:
    """Whether two header fields name one correspondent."""
    if not one or not other:
        return False
    addresses = set(_ADDRESS.findall(one.lower())), set(_ADDRESS.findall(other.lower()))
    if all(addresses):
        return bool(addresses[0] & addresses[1])
    first, second = (
        set(_NAME_WORD.findall(_ADDRESS.sub(" ", field.lower()) or field.lower()))
        - _COMMON_NAME_WORDS
        for field in (one, other)
    )
    return bool(first) and bool(second) and (first <= second or second <= first)


def chat_author(name: str) -> str:
    """Who a participant of a chat is, by the name that the export shows."""
    if _CHAT_COMPLAINANT.match(name):
        return COMPLAINANT
    if _COUNCIL_NAME.search(name) or _CHAT_COUNCIL.search(name):
        return COUNCIL
    return UNKNOWN
