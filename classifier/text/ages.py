"""Ages of children, and dates of birth."""

from __future__ import annotations

import re

from classifier.text.pattern import MONTH, UNIT, Pattern

_WORDS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen)"
)
_AGE = rf"(?:(?:1[0-7]|[1-9])(?!\d)(?: ?½)?|{_WORDS}\b)(?: and a half)?"
_AGES = rf"{_AGE}(?:(?:, ?| and | & | \+ ){_AGE})*"
_CHILD = (
    r"(?:(?:grand|step|god)?(?:son|daughter|child|children|kids?)|boys?|girls?|baby|niece|nephew|"
    r"lad|bairn|(?:little|wee|young|older|younger) one|twins|triplets|brother|sister|"
    r"toddler|pupil|youngest|eldest|smallest|oldest|"
    r"infant|newborn|teen(?:ager)?|lass|grandkids?|grandchild(?:ren)?|student|twin|kids?)"
)
# What was replaced before, mostly a name; the initial of one; or a child.
_PERSON = rf"(?:\]|\b(?:{_CHILD}s?|he|she|they|who|(?<!['’])[b-hj-wyz]))"
_IS = (
    r"(?:['’]s|['’]re|s|['’]ll be|,? (?:who|that)['’]?s|"
    r"(?:['’][sd])?,? (?:who )?(?:(?:has|had|have|will) )?(?:only |just )?"
    r"(?:is|was|are|were|be|turned|turns))"
)
_ONLY = (
    r"(?: (?:now|just|only|nearly|almost|still|barely|not even|not yet|about|turning|rising)){0,2}"
)
# What may follow an age; anything else is a thing that is counted.
_END = (
    r"(?=[^\S\n]*(?:[);:!?&\n\]]|[.,](?!\d)|\Z)|"
    r" (?i:and|with|who|has|is|was|so|but|at|now|not|or|today|tomorrow|"
    r"next|then|when|which|this|last|if|because|"
    r"years of age)\b|"
    rf" ?[-–] | in (?i:{MONTH}))"
)
# After 'she is', anything but what is counted: 'two bins', 'four of', 'six weeks late'.
_NOT_COUNTED = (
    rf"(?:(?= years of age)|(?!\w|[.,:/]\d|%|[-–]\w|"
    rf"[^\S\n]+(?i:{UNIT}|of|hundred|thousand|million|per|different|"
    r"whole|full|\w*[^\Wiou]s(?<!\bhas)(?<!\bwas))\b))"
)
_ORDINALS = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
)
_BEFORE_AGE = tuple(
    f"{ending} "
    for ending in (
        "s re be turned now just only nearly almost still barely even yet about turning rising m"
    ).split()
)
_AGE_ENDINGS = [
    f"{letter}{colon}{comma}"
    for letter in ("", "d", "s")
    for colon in ("", ":")
    for comma in ("", ",")
]
_YEARS = r"(?:years|yrs?|y|months|mths|m|weeks|wks)"
_ABOUT = r"(?:now|then|nearly|almost|only|just|still)"
_SPAN = r"(?:weeks?|wks?|months?|mths?)"
_FREE = r"(?<![\w£$€.,:/-])"
_OLD_THING = (
    r"(?:boiler|heating|kitchen|bathroom|roof|windows?|doors?|carpet|bill|debt|complaint|case|car|"
    r"van|bin|rubbish|waste|building|property|house|home|flat|estate|system|trees?|wall|fence|"
    r"fridge|cooker|report|request|issue|problem|repair|job|order|road|lift|data|photos?|letters?|"
    r"e-?mails?|news|food|milk|quote|decision|information|claim|application|leak|damage|mould)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?: of)?"
_DATE = (
    rf"(?:{_DAY}[ ./-]{{1,2}}(?:\d{{1,2}}|[A-Za-z]{{3,9}})[ ,./-]{{1,2}}\d{{2,4}}|"
    r"\d{4}-\d\d-\d\d)"
)

DATES_OF_BIRTH: tuple[Pattern, ...] = (
    Pattern(
        "date of birth",
        re.compile(
            r"\b(?:d\.?o\.?b\b\.?|dates? of birth|birth ?days?|born(?: on)?)[^\n\d!?]{0,30}?"
            rf"(?P<v>{_DATE})",
            re.I,
        ),
        at="mark",
        digits=3,
        marks=(
            "dob",
            "d.o",
            "do.b",
            "date of birth",
            "dates of birth",
            "birthd",
            "birth d",
            "born",
        ),
    ),
    # 'turned 18 on 12 August' gives the day away
    Pattern(
        "date of birth",
        re.compile(rf"{_DAY} {MONTH}(?: \d{{4}})?", re.I),
        before=re.compile(
            r"\b(?:turn(?:s|ed|ing)?|was|is|be) (?:\d{1,2}|eighteen|sixteen|twenty-one|twenty-five)"
            r" on (?:the )?\Z"
        ),
        tails=(" on ", " on the "),
        at="digit",
        digits=1,
    ),
    # A whole date of long ago: what else is told to the day?
    Pattern(
        "date of birth",
        re.compile(
            rf"(?:{_DAY} {MONTH},? (?:19\d\d|200\d)|"
            r"\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:19\d\d|200\d|[3-9]\d))\b(?![./-]?\d)",
            re.I,
        ),
        at="digit",
        digits=3,
    ),
)
AGES: tuple[Pattern, ...] = (
    Pattern(
        "age",
        re.compile(rf"\b(?P<v>1?\d(?:st|nd|rd|th)|{_ORDINALS}) b(?:irth|-)?day\b", re.I),
        marks=("birthday", "bday", "b-day"),
    ),
    Pattern(
        "age",
        re.compile(rf"(?P<v>{_AGES})(?![\d.]*\d|%)", re.I),
        before=re.compile(r"\bage[ds]?:?,? (?:(?:of|just|only|between) )?\Z"),
        tails=tuple(
            f"age{ending} {of}"
            for ending in _AGE_ENDINGS
            for of in ("", "of ", "just ", "only ", "between ")
        ),
        at="count",
    ),
    # 'she is 4 and', '[name]'s five.', 'I'm nearly 16'
    Pattern(
        "age",
        re.compile(rf"{_FREE}(?P<v>{_AGES}){_NOT_COUNTED}", re.I),
        before=re.compile(rf"(?:{_PERSON}{_IS}{_ONLY} |\bi(?:['’]?m| am){_ONLY} )\Z"),
        tails=_BEFORE_AGE,
        at="count",
    ),
    Pattern(
        "age",
        re.compile(rf"{_FREE}(?P<v>{_AGES}){_END}", re.I),
        before=re.compile(
            rf"(?:(?:\]|\b[b-hj-wyz]) \(|"
            rf"\b{_CHILD}s?(?:,? (?!year)(?:\]|(?<!['’])[b-hj-wyz]\b)){{0,2}}"
            r"(?: |, ?| ?\(|,? of |,? aged? ))\Z"
        ),
        at="count",
    ),
    # 'two and a half year old', '2.5 years old', '3½-year-old'
    Pattern(
        "age",
        re.compile(
            rf"{_FREE}(?:(?:1[0-7]|\d)(?: ?½|\.\d)|(?:1[0-7]|\d|{_WORDS})[ -]and[ -]a[ -]half)"
            rf"[ -](?:years?|yrs?)[ -]?olds?\b(?! {_OLD_THING}\b)",
            re.I,
        ),
        marks=(" old", "-old"),
        at="count",
    ),
    # 'the 6 and 9 year olds'
    Pattern(
        "age",
        re.compile(
            rf"{_FREE}(?:1[0-7]|\d|{_WORDS})(?=(?:, ?(?:\d\d?|{_WORDS}))*,? (?:and|&|or) "
            rf"(?:an? )?(?:\]|(?:1[0-7]|\d|{_WORDS})[ -]?(?:years?|yrs?)[ -]?olds?\b))",
            re.I,
        ),
        marks=("year", "yr"),
        at="count",
    ),
    # Behind a name, any age.
    Pattern(
        "age",
        re.compile(
            rf"\](?:,|,? aged?| and| &| [-–])? ?\(?(?:(?:aged?|{_ABOUT}) )?"
            rf"(?P<v>[1-9]\d?(?: ?{_YEARS}\b)?)(?=[,;)\n]| [-–] |\.(?!\d)| and \S|\Z)"
        ),
        digits=1,
    ),
    Pattern(
        "age",
        re.compile(rf"\](?:,|,? \(?(?:{_ABOUT}))? \(?(?P<v>{_WORDS}(?: {_YEARS})?)(?=[,)])"),
    ),
    # 'a girl of seven saw it'
    Pattern(
        "age",
        re.compile(rf"{_FREE}{_AGE}{_NOT_COUNTED}", re.I),
        before=re.compile(r"\ba (?:\w+ )?(?:girl|boy|child|lad|lass|daughter|son) of \Z"),
        tails=(" of ",),
        at="count",
    ),
    Pattern(
        "age",
        re.compile(rf"\](?:['’]s| is| was)(?: now)? (?P<v>[1-9]\d?|{_WORDS}){_NOT_COUNTED}"),
    ),
    Pattern(
        "age",
        re.compile(r"\d{1,2} ?(?:yrs?|years?|months?|mths?|wks?|weeks?|m|y)(?=\))", re.I),
        before=re.compile(r"\w['’]? \(\Z|\] \(\Z"),
        tails=(" (",),
        at="digit",
        digits=1,
    ),
    Pattern(
        "age",
        re.compile(
            rf"{_FREE}(?P<v>(?:\d{{1,2}}|{_WORDS}|eighteen|twenty) ?{_SPAN}(?: old)?)"
            r"(?=[^\S\n]*(?:[),;:!?&\n]|\.(?!\d)|\Z)| (?:and|with|is|was|has)\b)",
            re.I,
        ),
        before=re.compile(rf"{_PERSON}(?:{_IS}|,? of|,)? ?\(?{_ONLY} ?\Z"),
        marks=("week", "wk", "month", "mth"),
        at="count",
    ),
    Pattern(
        "age",
        re.compile(
            rf"{_FREE}(?:1[0-7]|\d|{_WORDS})[ -]?(?:years?|yrs?)[ -]?olds?\b(?! {_OLD_THING}\b)",
            re.I,
        ),
        marks=(" old", "-old"),
        at="count",
    ),
    Pattern(
        "age",
        re.compile(rf"{_FREE}(?:1[0-7]|\d) ?y\.?/?o\b\.?(?! {_OLD_THING}\b)", re.I),
        at="digit",
        digits=1,
    ),
    Pattern(
        "age",
        re.compile(
            rf"{_FREE}(?:\d{{1,2}}|{_WORDS}|eighteen|twenty)[ -]?{_SPAN}[ -]?olds?\b"
            rf"(?! {_OLD_THING}\b)",
            re.I,
        ),
        marks=(" old", "-old"),
        at="count",
    ),
)
