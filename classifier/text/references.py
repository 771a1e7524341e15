"""Numbers of cases, accounts, badges and the like."""

from __future__ import annotations

import re

from classifier.text.lexicon import Word, kind_of_word
from classifier.text.pattern import UNIT, Pattern, no_date

_THINGS = (
    r"(?:ref(?:erence)?s?|case|invoice|inv|claim|order|complaint|job|permit|badge|plate|receipt|"
    r"ticket|payroll|member(?:ship)?|booking|candidate|serial|bleep|log|card|deed|accession|"
    r"file|notice|plot|grave|bin|pass|policy|tenancy|rent|application|reg|student|employee|staff|"
    r"collar|meter|asset|stock|item|carers?|applicant|property|asset|lamp|column|cell|locker|"
    r"incident|crime|query|enquiry|request|chaser|appeal|penalty|warrant|licen[cs]e|agreement)"
)
_CUES = (
    rf"(?:{_THINGS}(?: ?(?:nos?|number|num|ref|id|code|is|was))?|"
    r"(?:card|account|a/c|acct?|number|sort code)(?: \w+)? end(?:s|ing)(?: in)?|"
    r"pcn|fpn|uprn|upn|nndr|foi|sar|las|ehcp|mprn|mpan)"
)
_VALUE = (
    r"(?=[A-Z]{0,5}[ /-]?[A-Z0-9/-]{0,16}\d{3}|[A-Z]{1,5}[/-]?\d{2})"
    r"[A-Z0-9](?:[A-Z0-9/-]|[ ](?=[\dA-Z]*\d{3,}\b)){2,24}"
)


def _is_built_so(text: str) -> bool:
    """Letters and digits that are no date, no road, and no word in capitals before a year."""
    letters = re.match(r"[A-Za-z]*", text).group()  # type: ignore[union-attr]
    rest = text[len(letters) :].strip(" -")
    if not no_date(rest):
        return False
    if re.fullmatch(r"[ABM]", letters) and re.fullmatch(r"\d{1,4}[A-Z]?|\d{1,3}\(M\)", rest):
        return False
    plain = letters and kind_of_word(letters) in {Word.PLAIN, Word.OFFICE, Word.FAMILY}
    return not plain and not re.fullmatch(r"S\d{1,3}[A-Z]?", text)


def _is_no_road(text: str) -> bool:
    """More than two digits or several parts, and no date; not 'A1-A38'."""
    if re.fullmatch(r"[ABM]\d{1,4}-[ABM]?\d{1,4}", text) or not no_date(text):
        return False
    return sum(map(str.isdigit, text)) > 2 or len(re.findall("[/-]", text)) > 1  # noqa: PLR2004


def _is_no_range(text: str) -> bool:
    """No date, no years, no times and no amounts with a dash between them."""
    if not no_date(text) or re.fullmatch(r"\d{3,4} ?- ?\d{3,4}", text):
        return False
    return len(re.sub(r"\D", "", text)) >= 5  # noqa: PLR2004


_BEFORE_NUMBER = tuple(
    f"{ending}{space}"
    for ending in "# : . ref no nos number num id code serial reg is was".split()
    for space in ("", " ", "  ")
)
REFERENCES: tuple[Pattern, ...] = (
    Pattern(
        "reference",
        re.compile(rf"(?<![\w£.,/-]){_VALUE}(?!\d|[.,]\d|%| {UNIT}\b)"),
        no_date,
        re.compile(rf"\b{_CUES}\.?\s{{0,2}}[:#]?\s{{0,2}}\Z"),
        at="word",
        digits=2,
    ),
    Pattern(
        "reference",
        re.compile(
            r"\b(?=[A-Z0-9/-]{0,20}\d{2})(?=[0-9/-]{0,20}[A-Z])"
            r"[A-Z0-9]{1,12}(?:[/-][A-Z0-9]{1,12}){1,5}\b"
        ),
        _is_no_road,
        at="word",
        digits=2,
    ),
    Pattern(
        "reference",
        re.compile(
            r"\b[A-Z]{1,5}(?:\d{3,10}|[ ]\d{3,10}(?: \d{3,8}){0,2})[A-Z]{0,2}\b(?![.,/-]\d)"
        ),
        _is_built_so,
        at="word",
        digits=3,
    ),
    Pattern("reference", re.compile(r"\b[A-Z]\d{1,3}[A-Z]{1,3}\d{1,4}\b"), at="word", digits=1),
    Pattern(
        "reference",
        re.compile(
            r"(?<![\d£.,/-])\b(?:\d{1,8}(?: ?[/-] ?[A-Z0-9]{1,8}){1,4}|\d{2,5} [A-Z] \d{3,5}|"
            r"\d{2,4}(?: \d{3,4}){2,3})\b(?![.,/-]?\d)"
        ),
        _is_no_range,
        at="word",
        digits=3,
    ),
    Pattern(
        "reference",
        re.compile(rf"(?<![\d£.,/-])\b\d{{5,12}}[A-Z]?\b(?![.,/-]?\d|%| {UNIT}\b)"),
        at="digit",
        digits=5,
    ),
    # Four digits that are no year, and are not said to count anything.
    Pattern(
        "reference",
        re.compile(
            r"(?<![\w£$€.,:/-])(?!(?:1[5-9]|20)\d\d\b)(?:0\d{3}\b(?! ?h)|\d{4}\b"
            rf"(?![.,:/-]?\d|%|[a-z]| ?(?:h(?:ou)?rs?|hrs|{UNIT}|pounds|quid|grand|homes|residents|"
            r"properties|units|tonnes|litres|signatures|signed|or so|to)\b))(?![.,:/-]?\d)"
        ),
        before=re.compile(
            r"(?:^|[^\w\s]|\n|(?<!about)(?<!over)(?<!around)(?<! of)(?<!nearly)(?<! at)(?<!an) )\Z"
        ),
        at="digit",
        digits=4,
    ),
    Pattern(
        "reference",
        re.compile(r"[A-Z]{0,3}[/-]?\d[\dA-Z/-]{2,14}\b(?![.,]\d|%)"),
        no_date,
        re.compile(
            r"(?:#|\b(?:ref|no|nos|number|num|id|code|serial|reg)(?:\.|:| is| was)* ?[#:]? ?)\Z"
        ),
        tails=_BEFORE_NUMBER,
        at="word",
        digits=3,
    ),
)
