"""Personal data that is recognised by its form: numbers, addresses, references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache


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
        start = 0
        while match := self.regex.search(text, start):
            # What fails the check may hide, within it, what does not.
            start = match.start() + 1
            if self.valid(match.group(group)):
                yield match.span(group)
                start = match.end()


# --- Checks -----------------------------------------------------------------------------------

_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)?\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?")
_COUNT = re.compile(r"\d{1,3}(?:st|nd|rd|th|hrs?|hours?|days?|am|pm)", re.I)


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


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@lru_cache(maxsize=4096)
def _telephone(text: str) -> bool:
    """Built like a UK or international number, whether or not it is in use."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _no_date(text: str) -> bool:
    """No date, year or count, which may follow the same words as a number that identifies."""
    return not (_DATE.fullmatch(text) or _YEAR.fullmatch(text) or _COUNT.fullmatch(text))


def _registration(text: str) -> bool:
    """Not a road and the next word in capitals, as in 'THE A6 WAS'; not a day, as in 'on12 may'."""
    letters = re.split(r"[\d ]+", text.lower())
    return _COMMON_THREE.isdisjoint(letters)


_COMMON_THREE = frozenset(
    "the and for was are but not you all any can had her his him has how its may new now off old "
    "one our out own see she too two way who why yes bus day nhs jan feb mar apr jun jul aug sep "
    "oct nov dec mon tue wed thu fri sat sun".split()
)

# --- Parts of expressions ---------------------------------------------------------------------

_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Cl|Drive|Dr|Way|Court|Ct|Crescent|Cres|"
    r"Gardens?|Gdns|Grove|Gr|Place|Pl|Terrace|Terr|Walk|Row|Hill|Rise|Mews|Square|Sq|Parade|Park|"
    r"Green|Mount|View|Fields?|Meadows?|Croft|Yard|Wharf|Quay|Bank|Gate|House|Hse|Tower|Point|"
    r"Lodge|Villas?|Cottages?|Heights|Buildings|Chase|End|Side|Mill|Bridge|Corner|Vale|Wynd|Fold|"
    r"Garth|Broadway|Path|Passage|Circus|Spinney|Copse|Heath|Common|Leas?|Mead|Reach|Loan|Brow|"
    r"STREET|ROAD|RD|AVENUE|AVE|LANE|CLOSE|DRIVE|WAY|COURT|CRESCENT|GARDENS|GROVE|PLACE|TERRACE|"
    r"WALK|HILL|RISE|MEWS|SQUARE|PARK|GREEN|VIEW|HOUSE)"
)
_CAP = r"(?:[A-Z][\w'’-]*|of|the|le|la|upon|on)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_UNIT = (
    r"(?:days?|weeks?|wks?|months?|mths?|years?|yrs?|hours?|hrs?|min(?:ute)?s?|times?|miles?|"
    r"metres?|yards?|feet|mph|doors?|houses?|people|men|cars?|vans?|bins?|bags?|steps?|other|more|of)"
)
_SMALL_WORD = (
    r"(?:the|a|an|my|our|your|his|her|their|its|this|that|same|next|main|in|on|at|to|from|by|"
    r"and|or|near)"
)
_FLAT = r"(?:Flat|Apartment|Apt|Unit|Room|Rm|Plot|Block)"
_NUMBER = r"\d{1,4}[A-Za-z]?(?:\s?[-/]\s?\d{1,4}[A-Za-z]?)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?: of)?"
_DAY_OR_DATE = (
    rf"{_DAY}[ ./-]{{1,2}}(?:\d{{1,2}}|[A-Za-z]{{3,9}})[ ,./-]{{1,2}}\d{{2,4}}|\d{{4}}-\d\d-\d\d"
)
_CHILD = (
    r"(?:(?:grand|step|god)?(?:son|daughter|child|children|kids?)|boys?|girls?|baby|niece|nephew|"
    r"lad|twins|triplets|brother|sister|toddler|pupil|he|she)s?"
)
_AGE = r"(?:1[0-7]|\d)"
_AGES = rf"{_AGE}(?:(?:, ?| and | & ){_AGE})*(?!\d)"
_AGE_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen)"
)
_OLD_THING = (
    r"(?:boiler|heating|kitchen|bathroom|roof|windows?|doors?|carpet|bill|debt|complaint|case|car|"
    r"van|bin|rubbish|waste|building|property|house|home|flat|estate|system|trees?|wall|fence|"
    r"fridge|cooker|report|request|issue|problem|repair|job|order|road|lift|data|photos?)"
)


def _rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


# --- The patterns -----------------------------------------------------------------------------

# Of two that find the same words, the first gives its kind.
PATTERNS: tuple[Pattern, ...] = (
    Pattern("email", _rx(r"(?<!\w)\w[\w.+'%&=#~-]{0,200}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")),
    Pattern(
        "link", _rx(r"\b(?:https?://|www\.)[^\s<>\"')\[\]]{2,2000}[^\s<>\"')\[\].,;:!?]", re.I)
    ),
    Pattern("handle", _rx(r"(?<![\w@.])@[A-Za-z_]\w{2,30}\b")),
    Pattern(
        "postcode",
        # In small letters '2nd' is an ordinal, and 'M6 off' or 'b4 our' have no digit.
        _rx(
            r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|"
            r"[A-HK-Y]\d[ABEHMNPRV-Y])[^\S\n]{0,2}(?!(?-i:\d(?:st|nd|rd|th)\b))"
            r"(?:\d|(?-i:[OI](?=[A-Z]{2})))[ABD-HJLNP-UW-Z]{2})\b",
            re.I,
        ),
    ),
    Pattern(
        "national insurance number",
        _rx(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?"
            r"(?:\d{2}[ -]?){3}[A-D]\b",
            re.I,
        ),
    ),
    Pattern("NHS number", _rx(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"), nhs_number),
    Pattern("card number", _rx(r"(?<!\d)(?:\d{4}[ -]){4}\d{1,3}(?!\d)"), luhn),
    Pattern(
        "card number",
        _rx(r"(?<!\d)(?:(?:\d{4}[ -]?){3}\d{4}|\d{4}[ -]?\d{6}[ -]?\d{5}|\d{13,19})(?!\d)"),
        luhn,
    ),
    Pattern(
        "sort code", _rx(r"\bsort[ -]?code\W{0,3}(?:is )?(?P<v>\d{2}([- ]?)\d{2}\2\d{2})\b", re.I)
    ),
    Pattern("sort code", _rx(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?![\d-])"), _no_date),
    Pattern(
        "account number",
        _rx(
            r"\b(?:account|acc|a/c|acct)\.?\s{0,2}(?:number|no|num|ref)?\.?\s{0,2}(?:is|:|#)?"
            r"\s{0,2}(?P<v>[A-Z]{0,3}\d[\d -]{4,14}\d)\b",
            re.I,
        ),
        _no_date,
    ),
    Pattern("driving licence number", _rx(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b", re.I)),
    Pattern(
        "telephone",
        _rx(
            r"(?<![\d.-])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?(?:\d[ .-]{0,2}){8,9}\d|"
            r"\+(?!44)\d{1,3}[ -]?(?:\d[ .-]{0,2}){6,10}\d|"
            r"\(0\d{2,5}\)[ -]?(?:\d[ -]{0,2}){4,7}\d|"
            r"0(?!\d[.-]\d\d[.-])(?:\d[ .-]{0,2}){8,9}\d)(?!\d)"
        ),
        _telephone,
    ),
    Pattern("IP address", _rx(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)")),
    Pattern(
        "vehicle",
        _rx(r"\b(?:(?i:[A-Z]{2}\d{2} ?[A-Z]{3})|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"),
        _registration,
    ),
    Pattern(
        "date of birth",
        _rx(
            r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\s{0,2}[:\-]?\s{0,2}(?:is |the )?"
            rf"(?P<v>{_DAY_OR_DATE})",
            re.I,
        ),
    ),
    Pattern(
        "age",
        # 'my son Tom, 7,', 'she is 4 and', 'children (3 and 5)'; 'aged 7' needs nobody.
        _rx(
            rf"\b(?:{_CHILD}(?:,? (?!Year)(?-i:[A-Z])[\w'’-]{{1,20}}){{0,2}},?"
            r"(?: (?:is|was|are|were|who is|now|just|only|turned|aged?)){0,2} ?\(?(?:aged? )?|"
            rf"aged?:? )(?P<v>{_AGES})"
            r"(?=[^\S\n]*(?:[),;:!?\n]|\.(?!\d)|$)| (?:and|with|who|has|so|but|at)\b| ?[-–] |"
            r" years of age)",
            re.I,
        ),
    ),
    Pattern(
        "age",
        _rx(
            rf"\b(?:(?:{_AGE}|{_AGE_WORD})[ -]?(?:years?|yrs?)[ -]?olds?|{_AGE} ?y/?o)\b"
            rf"(?! {_OLD_THING}\b)",
            re.I,
        ),
    ),
    Pattern(
        "age",
        _rx(
            r"\b\d{1,2}[ -]?(?:months?|mths?|weeks?|wks?)[ -]?olds?\b"
            r"(?= (?:baby|babies|son|daughter|twins?|child|boy|girl|grandson|granddaughter)\b)",
            re.I,
        ),
    ),
    Pattern("age", _rx(r"\bbaby,? \(?(?P<v>\d{1,2} (?:months|weeks)(?: old)?)\b", re.I)),
    Pattern(
        "reference",
        _rx(
            r"\b(?:(?:ref(?:erence)?s?|case|invoice|claim|order|complaint|job|permit)"
            r"(?: ?(?:no|number|num|ref|is))?|PCN|UPRN|UPN)\.?\s{0,2}[:#]?\s{0,2}"
            r"(?P<v>(?=[A-Z0-9/-]{0,20}\d)[A-Z0-9][A-Z0-9/-]{3,24})",
            re.I,
        ),
        _no_date,
    ),
    Pattern(
        "reference",
        _rx(
            r"\b(?=[A-Z0-9/-]{0,20}\d{3})(?=[0-9/-]{0,20}[A-Z])"
            r"[A-Z0-9]{1,12}(?:[/-][A-Z0-9]{1,12}){1,5}\b"
        ),
    ),
    Pattern("reference", _rx(r"\b[A-Z]{2,6}\d{3,10}[A-Z]?\b")),
    Pattern("reference", _rx(r"(?<![\d£.,/-])\d{7,12}(?![\d.,/-]\d)\b")),
    Pattern(
        "address",
        _rx(
            rf"\b(?:{_FLAT}\s{{1,2}}\w{{1,4}},?\s{{1,2}})?(?:No\.?\s{{0,2}})?"
            rf"{_NUMBER},?[^\S\n]{{1,2}}(?!(?i:{_MONTH} (?!{_STREET}\b)|{_UNIT}\b))"
            rf"(?:{_CAP}[^\S\n]{{1,2}}){{1,4}}{_STREET}\b"
        ),
    ),
    Pattern(
        "address",
        _rx(
            rf"\b\d{{1,4}}[a-z]?,?[^\S\n](?!{_UNIT}\b|{_MONTH})"
            rf"(?:(?!{_SMALL_WORD}\b)[a-z'’]{{3,15}}[^\S\n]){{1,2}}"
            r"(?:street|st|road|rd|avenue|ave|lane|close|drive|court|crescent|cres|gardens|"
            r"grove|terrace|mews)\b",
            re.I,
        ),
    ),
    Pattern(
        "address",
        _rx(
            rf"\b(?:Flat|Apartment|Apt|Room|Rm|Plot)\s{{1,2}}\d{{1,4}}[A-Za-z]?\b(?!\s{_UNIT}\b)"
            rf"(?:,?[^\S\n]{{1,2}}(?:{_CAP}[^\S\n]{{1,2}}){{1,4}}{_STREET}\b)?",
            re.I,
        ),
    ),
)
