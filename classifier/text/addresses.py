"""Postal addresses: house and flat numbers with streets, and names of houses."""

from __future__ import annotations

import re

from classifier.text.lexicon import Word, kind_of_word
from classifier.text.pattern import MONTH, UNIT, Pattern

_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Cl|Drive|Dr|Way|Court|Ct|Crescent|Cres|"
    r"Gardens?|Gdns|Grove|Gr|Place|Pl|Terrace|Terr|Walk|Row|Hill|Rise|Mews|Square|Sq|Parade|Park|"
    r"Green|Mount|View|Fields?|Meadows?|Croft|Yard|Wharf|Quay|Bank|Gate|House|Hse|Towers?|Point|"
    r"Lodge|Villas?|Cottages?|Heights|Buildings|Chase|End|Side|Mill|Bridge|Corner|Vale|Wynd|Fold|"
    r"Garth|Broadway|Path|Passage|Circus|Spinney|Copse|Heath|Common|Leas?|Mead|Reach|Loan|Brow|"
    r"Approach|Bottom|Steps|Drift|Precinct|Rents|Marina|Maltings|Chambers|Mansions|Flats|Arcade|"
    r"STREET|ROAD|RD|AVENUE|AVE|LANE|CLOSE|DRIVE|WAY|COURT|CRESCENT|GARDENS|GROVE|PLACE|TERRACE|"
    r"WALK|HILL|RISE|MEWS|SQUARE|PARK|GREEN|VIEW|HOUSE)"
)
_SMALL_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|close|drive|court|crescent|cres|gardens|grove|terrace|"
    r"mews|house)"
)
_CAP = r"(?:[A-Z][\w'’-]{0,30}|of|the|le|la|upon|on)"
_UPPER = r"[A-Z][a-z'’][\w'’-]{0,30}"
_SMALL_WORD = (
    r"(?:the|a|an|my|our|your|his|her|their|its|this|that|same|next|main|in|on|at|to|from|by|"
    r"and|or|near)"
)
_FLAT = r"(?:Flat|Apartment|Apt|Unit|Room|Rm|Plot|Block|Berth|Bedsit)"
_NUMBER = r"\d{1,4}[A-Za-z]?(?:\s?[-/–]\s?\d{1,4}[A-Za-z]?)?"
_HOME_WORDS = frozenset(
    "House Cottage Cottages Farm Farmhouse Barn Lodge Vicarage Rectory Manor Grange Villa Bungalow "
    "Maltings Mill Hall Tower Towers Court Rest View Mews Wharf Croft".split()
)
_HOME = f"(?:{'|'.join(sorted(_HOME_WORDS, reverse=True))})"
_SOLE_HOME = r"(?:Cottage|Farm|Farmhouse|Barn|Vicarage|Rectory|Bungalow)"


def _leads_to_a_street(text: str) -> bool:
    """Whether the words may be a street's name: no day, no office, no one plain word."""
    words = [kind_of_word(word) for word in re.findall(r"[^\W\d_][\w'’-]+", text)]
    return bool(words) and words[0] is not Word.OFFICE and words != [Word.PLAIN]


ADDRESSES: tuple[Pattern, ...] = (
    Pattern(
        "address",
        re.compile(
            rf"\b(?:{_FLAT}\s{{1,2}}\w{{1,4}},?\s{{1,2}})?(?:No\.?\s{{0,2}})?"
            rf"{_NUMBER},?[^\S\n]{{1,2}}(?!(?i:{MONTH} (?!{_STREET}\b)|{UNIT}\b))"
            rf"(?:{_CAP}[^\S\n]{{1,2}}){{1,4}}{_STREET}\b"
        ),
        at="word",
        digits=1,
    ),
    # A street by an unusual name: on its own line, or where an address is due.
    Pattern(
        "address",
        re.compile(
            rf"(?<![\w£.,/-])(?!(?:19|20)\d\d ){_NUMBER},?[^\S\n](?!(?i:{MONTH}|{UNIT}\b))"
            rf"(?:The[^\S\n])?{_UPPER}(?:[^\S\n]{_UPPER}){{0,2}}"
            r"(?=[,.?!;:)\]]|[^\S\n]*(?:\n|\Z|[\]}(]))"
        ),
        _leads_to_a_street,
        re.compile(r"(?:^|\n|[\]},:] |\b(?:at|of|now|from|and|to|outside) )\Z"),
        at="digit",
        digits=1,
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b\d{{1,4}}[a-z]?,?[^\S\n](?!{UNIT}\b|{MONTH})"
            rf"(?:(?!{_SMALL_WORD}\b)[a-z'’]{{3,15}}[^\S\n]){{1,2}}{_SMALL_STREET}\b",
            re.I,
        ),
        at="digit",
        digits=1,
    ),
    Pattern(
        "address",
        re.compile(
            rf"\b(?:Flats?|Apartment|Apt|Rooms?|Rm|Plot|Berth)\s{{1,2}}\d{{1,4}}[A-Za-z]?\b"
            rf"(?: (?:and|&) \d{{1,4}}[A-Za-z]?\b)?(?!\s{UNIT}\b)"
            rf"(?:,?[^\S\n]{{1,2}}(?:(?-i:{_CAP})[^\S\n]{{1,2}}){{1,4}}(?-i:{_STREET})\b)?",
            re.I,
        ),
        at="word",
        digits=1,
    ),
    Pattern(
        "address",
        re.compile(r"\bGrave \d{1,5}(?:,? Section \w{1,3}\b)?"),
        at="mark",
        marks=("grave ",),
    ),
    # 'number 6', 'no. 40', where neighbours are spoken of
    Pattern(
        "address",
        re.compile(
            rf"(?<![\w£,/-])(?<!\d\.)\d{{1,3}}[a-z]?\b(?![.,:/-]?\d|-|%| {UNIT}\b|"
            r" (?:priority|issue|reason|concern|to|in)\b)",
            re.I,
        ),
        before=re.compile(
            r"(?<!bus )(?<!item )(?<!page )(?<!point )(?<!route )(?<!phone )(?<!stage )"
            r"(?<!question )(?<!line )(?<!large )(?<!platform )\b(?:no\. ?|number |no )\Z"
        ),
        tails=("no. ", "no.", "number ", "no "),
        at="digit",
        digits=1,
    ),
    Pattern(
        "address",
        re.compile(r"(?m)(?<=\][,.] )\d{1,3}[A-Za-z](?=[.]?$)|(?<=\]\., )\d{1,3}[A-Za-z](?=[.]?$)"),
        at="digit",
        digits=1,
    ),
    Pattern(
        "address",
        re.compile(
            rf"(?m)^(?:{_UPPER}[^\S\n]){{1,3}}(?:{_HOME}(?=,|[^\S\n]*(?:\n|\Z|[\]}}]))|"
            rf"{_STREET}(?=(?:,[^\S\n]{_UPPER}[^\n]{{0,30}})?[^\S\n]*$))"
        ),
        _leads_to_a_street,
    ),
    Pattern(
        "address",
        re.compile(rf"(?m)^The Old {_UPPER}(?: {_UPPER})?(?=,|[^\S\n]*$)"),
        at="mark",
        marks=("the old ",),
    ),
    Pattern(
        "address",
        re.compile(
            # A capital first, since that is quick to search for.
            rf"[A-Z](?<![\w'’-].)[a-z'’][\w'’-]{{0,30}}[^\S\n](?:{_UPPER}[^\S\n])?"
            rf"(?:{_SOLE_HOME}\b|{_HOME}(?=, ?(?:[\]}}]|{_NUMBER},? [A-Z])))"
        ),
        words=_HOME_WORDS,
    ),
)
