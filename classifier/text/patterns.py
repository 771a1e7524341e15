"""Personal data that is recognised by its form: numbers, codes, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from classifier.text.addresses import ADDRESSES
from classifier.text.ages import DATES_OF_BIRTH
from classifier.text.pattern import Numbers, Pattern, no_date
from classifier.text.references import REFERENCES

# --- Checks -----------------------------------------------------------------------------------


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


_NATIONAL = re.compile(r"0(?:[ .-]{0,2}[1-9])(?:[ .-]{0,2}[0-9]){8,9}")


@lru_cache(maxsize=4096)
def _telephone(text: str) -> bool:
    """Built like a UK or international number, whether or not it is in use."""
    if _NATIONAL.fullmatch(text):  # what phonenumbers says too, and takes long to say
        return True
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _registration(text: str) -> bool:
    """Not a road and the next word in capitals, as in 'THE A6 WAS'; not a day, as in 'on12 may'."""
    letters = re.split(r"[\d ]+", text.lower())
    return _COMMON_THREE.isdisjoint(letters)


_COMMON_THREE = frozenset(
    "the and for was are but not you all any can had her his him has how its may new now off old "
    "one our out own see she too two way who why yes bus day nhs jan feb mar apr jun jul aug sep "
    "oct nov dec mon tue wed thu fri sat sun".split()
)

# --- The patterns -----------------------------------------------------------------------------

# Of two that find the same words, the first gives its kind.
IDENTIFIERS: tuple[Pattern, ...] = (
    Pattern(
        "email",
        re.compile(r"(?<!\w)\w[\w.+'%&=#~-]{0,200}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"),
        marks=("@",),
    ),
    Pattern(
        "link",
        re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\[\]}]{2,2000}[^\s<>\"')\[\]}.,;:!?]", re.I),
        at="mark",
        marks=("www.", "https://", "http://"),
    ),
    Pattern("handle", re.compile(r"(?<![\w@.])@[A-Za-z_]\w{2,30}\b"), at="mark", marks=("@",)),
    Pattern(
        "postcode",
        # In small letters '2nd' is an ordinal, and 'M6 off' or 'b4 our' have no digit.
        re.compile(
            r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|"
            r"[A-HK-Y]\d[ABEHMNPRV-Y])[^\S\n]{0,2}(?!(?-i:\d(?:st|nd|rd|th)\b))"
            r"(?:\d|(?-i:[OI](?=[A-Z]{2})))[ABD-HJLNP-UW-Z]{2})\b",
            re.I,
        ),
        at="word",
        digits=1,
    ),
    # Built like one, though Royal Mail gives out none such: a slip of the pen, or a reserved one.
    Pattern(
        "postcode",
        re.compile(
            r"\b[A-Z]{1,2}(?:[\dO]|\d[A-Z\dO])[^\S\n]{0,2}(?!\d(?:ST|ND|RD|TH|AM|PM)\b)\d[A-Z]{2}\b"
        ),
        at="word",
        digits=1,
    ),
    Pattern(
        "national insurance number",
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?"
            r"(?:\d{2}[ -]?){3}[A-D]\b",
            re.I,
        ),
        at="word",
        digits=6,
    ),
    Pattern(
        "NHS number",
        re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"),
        nhs_number,
        at="digit",
        digits=10,
    ),
    Pattern(
        "card number",
        re.compile(r"(?<!\d)(?:\d{4}[ -]){4}\d{1,3}(?!\d)"),
        luhn,
        at="digit",
        digits=13,
    ),
    Pattern(
        "card number",
        re.compile(r"(?<!\d)(?:(?:\d{4}[ -]?){3}\d{4}|\d{4}[ -]?\d{6}[ -]?\d{5}|\d{13,19})(?!\d)"),
        luhn,
        at="digit",
        digits=13,
    ),
    Pattern(
        "sort code",
        re.compile(r"\bsort[ -]?code\W{0,3}(?:is )?(?P<v>\d{2}([- ]?)\d{2}\2\d{2})\b", re.I),
        at="mark",
        digits=6,
        marks=("sort",),
    ),
    Pattern(
        "sort code",
        re.compile(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?![\d-])"),
        no_date,
        at="digit",
        digits=6,
    ),
    Pattern(
        "account number",
        re.compile(
            r"\b(?:account|acc|a/c|acct)\.?\s{0,2}(?:number|no|num|ref)?\.?\s{0,2}(?:is|:|#)?"
            r"\s{0,2}(?P<v>[A-Z]{0,3}\d[\d -]{4,14}\d)\b",
            re.I,
        ),
        no_date,
        at="mark",
        digits=5,
        marks=("acc", "a/c"),
    ),
    Pattern(
        "driving licence number",
        re.compile(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b", re.I),
        at="word",
        digits=6,
    ),
    Pattern(
        "telephone",
        re.compile(
            r"(?<![\d.-])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?(?:\d[ .-]{0,2}){8,9}\d|"
            r"\+(?!44)\d{1,3}[ -]?(?:\d[ .-]{0,2}){6,10}\d|"
            r"\(0\d{2,5}\)[ -]?(?:\d[ -]{0,2}){4,7}\d|"
            r"0(?!\d[.-]\d\d[.-])(?:\d[ .-]{0,2}){8,9}\d)(?!\d)"
        ),
        _telephone,
        at="signed",
        digits=7,
    ),
    Pattern(
        "IP address",
        re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)"),
        at="digit",
        digits=4,
    ),
    Pattern(
        "vehicle",
        re.compile(
            r"\b(?:(?i:[A-Z]{2}\d{2} ?[A-Z]{3})|[A-Z0]{2}\d[\dO] ?[A-Z]{3}|"
            r"[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"
        ),
        _registration,
        at="word",
        digits=1,
    ),
)
PATTERNS = (*IDENTIFIERS, *DATES_OF_BIRTH, *REFERENCES, *ADDRESSES)


_FLAGS = {"i": re.I, "m": re.M}
_KEY = 2  # characters of the end of a tail


def find_patterns(
    numbers: Numbers, patterns: tuple[Pattern, ...]
) -> Iterator[tuple[int, int, str]]:
    """Spans ``(start, end, kind)`` of all kinds in a text, pattern by pattern.

    Patterns that can't occur, since the text has too few digits together or lacks what they
    always have, are not tried; nor are places at which none of them can begin.
    """
    gates, tails = _gates(patterns), _last_letters(patterns)
    places: dict[tuple[str, bool], Sequence[int]] = {}
    for pattern in patterns:
        key = pattern.at, bool(pattern.tails)
        if not places.get(key, True) or not pattern.may_occur(numbers):
            continue
        if pattern.at and pattern.at != "mark" and key not in places:
            every = numbers.places(pattern.at)
            places[key] = (
                _behind(tails, numbers.lower, every)
                if pattern.tails
                else [place for place in every if gates[pattern.at](numbers.text, place)]
            )
        for start, end in pattern.find(numbers.text, numbers, places.get(key)):
            yield start, end, pattern.kind


@cache
def _gates(patterns: tuple[Pattern, ...]) -> dict[str, Callable[[str, int], object]]:
    """By where patterns begin, what matches at a place if one of them does.

    It makes one try of each place do for all patterns, as nothing begins at most places.
    """
    gates: dict[str, Callable[[str, int], object]] = {}
    for at in {pattern.at for pattern in patterns if pattern.at not in {"", "mark"}}:
        forms = [_bare(p.regex) for p in patterns if p.at == at and not p.tails]
        gates[at] = re.compile("|".join(forms) or "(?!)").match
    return gates


def _bare(regex: re.Pattern[str]) -> str:
    """A regular expression that stands beside others: its flags are its own, its value unnamed."""
    flags = "".join(letter for letter, flag in _FLAGS.items() if regex.flags & flag)
    form = regex.pattern.replace("(?P<v>", "(?:").removeprefix("(?m)")
    return f"(?{flags}:{form})" if flags else f"(?:{form})"


@cache
def _last_letters(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    return frozenset(tail[-_KEY:] for pattern in patterns for tail in pattern.tails)


def _behind(tails: frozenset[str], lower: str, places: Sequence[int]) -> list[int]:
    """The places that one of the tails stands right before."""
    return [
        place
        for place in places
        if lower[max(0, place - _KEY) : place] in tails or lower[place - 1 : place] in tails
    ]
