"""Personal data that is recognised by its form: numbers, addresses, references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Cl|Drive|Dr|Way|Court|Ct|Crescent|Cres|"
    r"Gardens?|Gdns|Grove|Gr|Place|Pl|Terrace|Terr|Walk|Row|Hill|Rise|Mews|Square|Sq|Parade|Park|"
    r"Green|Mount|View|Green|Fields?|Meadows?|Croft|Yard|Wharf|Quay|Bank|Gate|House|Tower|Point|"
    r"Lodge|Villas?|Cottages?|Heights|Buildings|Chase|End|Side|Mill|Bridge|Corner|Vale|Wynd|Fold|"
    r"Garth|Broadway|Path|Passage|Circus|Spinney|Copse|Heath|Common|Leas?|Mead|Reach|Loan|Brow)"
)
_CAP = r"(?:[A-Z][\w'’-]*|of|the|le|la|upon|on)"


@dataclass(frozen=True)
class Pattern:
    """One kind of personal data.

    Attributes:
        kind: the word in the placeholder, e.g. ``postcode``.
        regex: what it looks like; group ``v``, where there is one, is what is replaced.
        valid: a check of the found string, such as a checksum.
    """

    kind: str
    regex: re.Pattern[str]
    valid: Callable[[str], bool] = lambda _: True

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of the text that are of this kind."""
        group = "v" if "v" in self.regex.groupindex else 0
        for match in self.regex.finditer(text):
            if self.valid(match.group(group)):
                yield match.span(group)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def nhs_number(text: str) -> bool:
    """Whether ten digits carry the NHS number's check digit (modulus 11)."""
    digits = [int(digit) for digit in _digits(text)]
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and check % 11 == digits[9]  # noqa: PLR2004


def luhn(text: str) -> bool:
    """Whether a card number carries the Luhn check digit (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(_digits(text))]
    doubled = [d * 2 - 9 if d * 2 > 9 else d * 2 for d in digits[1::2]]  # noqa: PLR2004
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _telephone(text: str) -> bool:
    """Built like a UK or international number, whether or not it is in use."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


# In order of precedence: where two overlap, the longer wins, and of equals the first.
PATTERNS: tuple[Pattern, ...] = (
    Pattern("email", _rx(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")),
    Pattern("link", _rx(r"\b(?:https?://|www\.)[^\s<>\"')\]]{3,2000}", re.I)),
    Pattern("handle", _rx(r"(?<![\w@.])@[A-Za-z_]\w{2,30}\b")),
    Pattern(
        "postcode",
        _rx(
            r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|"
            r"[A-HK-Y]\d[ABEHMNPRV-Y])[ \t]{0,2}[0-9OI][ABD-HJLNP-UW-Z]{2})\b",
            re.I,
        ),
    ),
    Pattern(
        "national insurance number",
        _rx(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?"
            r"[A-D]\b",
            re.I,
        ),
    ),
    Pattern("NHS number", _rx(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"), nhs_number),
    Pattern("card number", _rx(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)"), luhn),
    Pattern("sort code", _rx(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?![\d-])")),
    Pattern(
        "account number",
        _rx(
            r"\b(?:account|acc|a/c|acct)\.?\s{0,2}(?:number|no|num|ref)?\.?\s{0,2}(?:is|:|#)?\s{0,2}"
            r"(?P<v>[A-Z]{0,3}\d[\d -]{4,14}\d)\b",
            re.I,
        ),
    ),
    Pattern("driving licence number", _rx(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b", re.I)),
    Pattern(
        "telephone",
        _rx(r"(?<![\w/-])(?:\+\d{1,3}[ -]?(?:\(0\))?[ -]?|\(?0)(?:[\d()][ ()-]{0,2}){8,11}\d\b"),
        _telephone,
    ),
    Pattern("IP address", _rx(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")),
    Pattern(
        "vehicle",
        _rx(r"\b(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"),
    ),
    Pattern(
        "date of birth",
        _rx(
            r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\s{0,2}[:\-]?\s{0,2}(?:is |the )?"
            r"(?P<v>\d{1,2}(?:st|nd|rd|th)?[ ./-]{1,2}(?:\d{1,2}|[A-Za-z]{3,9})[ ./-]{1,2}\d{2,4})",
            re.I,
        ),
    ),
    Pattern(
        "age",
        _rx(
            r"\b(?:(?:son|daughter|child|boy|girl|baby|grandson|granddaughter|niece|nephew|kid|twins|"
            r"he|she|is|aged?|\()[ ,]{0,2}(?:is |was |aged? |who is |\()?(?P<v>(?:1[0-7]|\d)"
            r"(?: ?(?:years?|yrs?|months?|weeks?)(?: old)?| ?y/?o)?)(?=[),.;]| and\b| years?\b| with\b))",
            re.I,
        ),
    ),
    Pattern(
        "age",
        _rx(
            r"\b(?:1[0-7]|\d)[ -]?(?:year|yr|month|week)s?[ -]?olds?\b|\b(?:1[0-7]|\d) ?y/?o\b",
            re.I,
        ),
    ),
    Pattern(
        "reference",
        _rx(
            r"\b(?:ref(?:erence)?(?: ?(?:no|number|num|is))?|case(?: (?:no|number|ref))?|PCN|UPRN|UPN|"
            r"invoice(?: (?:no|number))?|claim(?: (?:no|number|ref))?|order(?: (?:no|number))?|"
            r"complaint (?:no|number|ref)|job(?: (?:no|number|ref))?|permit(?: (?:no|number))?)"
            r"\.?\s{0,2}[:#]?\s{0,2}(?P<v>(?=[A-Z0-9/-]{0,20}\d)[A-Z0-9][A-Z0-9/-]{3,24})",
            re.I,
        ),
    ),
    Pattern(
        "reference",
        _rx(
            r"\b(?=[A-Z0-9/-]{0,20}\d{3})[A-Z]{2,6}[/-]?(?:\d{2,4}[/-])?\d{3,10}(?:[/-]\d{1,6})?[A-Z]?\b"
        ),
    ),
    Pattern("reference", _rx(r"(?<![\d£.,/-])\d{7,12}(?![\d.,/-]\d)\b")),
    Pattern(
        "address",
        _rx(
            rf"\b(?:(?:Flat|Apartment|Apt|Unit|Room|Plot|Block)\s{{1,2}}\w{{1,4}},?\s{{1,2}})?"
            rf"(?:No\.?\s{{0,2}})?\d{{1,4}}[A-Za-z]?(?:\s?[-/]\s?\d{{1,4}}[A-Za-z]?)?,?\s{{1,2}}"
            rf"(?:{_CAP}\s{{1,2}}){{1,4}}{_STREET}\b\.?"
        ),
    ),
    Pattern(
        "address",
        _rx(rf"\b\d{{1,4}}[a-z]?,?\s(?:[a-z'’]{{3,15}}\s){{1,2}}{_STREET}\b", re.I),
    ),
    Pattern(
        "address",
        _rx(
            rf"\b(?:Flat|Apartment|Apt|Room|Plot)\s{{1,2}}\d{{1,4}}[A-Za-z]?(?:,?\s{{1,2}}(?:{_CAP}\s{{1,2}}){{1,4}}{_STREET}\b)?",
            re.I,
        ),
    ),
)
