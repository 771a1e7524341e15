"""Names of people, recognised by what stands round them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_NAME = r"[A-Z][a-zà-öø-ÿ]+(?:['’-][A-Z]?[a-zà-öø-ÿ]+)*|[A-Z]['’][A-Z][a-zà-öø-ÿ]+|Ma?c[A-Z][a-zà-öø-ÿ]+"
_PART = rf"(?:{_NAME}|[A-Z]\.?(?=\s{_NAME}))"
_FULL = rf"(?P<v>{_PART}(?:[ \t](?:{_PART}|de|da|van|von|bin|al|el|O['’]{_NAME})){{0,3}})"
_TITLE = r"(?:[Mm]rs?|[Mm]s|[Mm]iss|[Mm]x|Dr|Rev|Revd|Prof|Sir|Lady|Lord|Dame|Cllr|Councillor|MR|MRS|MS|MISS|DR)"
_KIN = (
    r"(?:son|daughter|husband|wife|mother|mum|mam|father|dad|brother|sister|partner|neighbour|"
    r"grandson|granddaughter|grandfather|grandmother|nan|nana|grandad|aunt|auntie|uncle|nephew|niece|"
    r"child|boy|girl|baby|fianc[ée]e?|cousin|friend|carer|tenant|lad|twins|stepson|stepdaughter|"
    r"client|constituent|patient|resident)"
)
_CONTACT = (
    r"(?:spoke (?:to|with)|speak (?:to|with)|spoken to|talked to|name (?:is|was)|named|called|"
    r"signed(?: by)?|I am|I'm|i am|i'm|This is|this is|it's|from|by|to|told by|asked for|"
    r"(?:a|the) (?:lady|man|woman|girl|guy|chap|lad|officer|manager|worker|driver|nurse|carer) "
    r"(?:called|named)|(?:officer|manager|worker|adviser|advisor|inspector|driver|carer|teacher|"
    r"nurse|warden|surveyor|engineer|operative),?|attn:?|FAO:?|c/o|cc:?)"
)
_FINDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_TITLE}\.?[ \t]{_FULL}",
        rf"\b{_TITLE}\.?[ \t](?P<v>[A-Z]{{2,15}}(?:[ -][A-Z]{{2,15}}){{0,2}})\b",
        rf"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Tt]he)(?: \w+)? {_KIN},? \(?{_FULL}",
        rf"\b{_CONTACT}[ \t]{_FULL}",
        rf"(?m)^(?:[Nn]ame|[Cc]ustomer|[Cc]omplainant|From|To|[Rr]egards,?|[Tt]hanks,?|"
        rf"[Yy]ours(?: \w+)?,?|[Ss]igned|[Ss]incerely,?)[ \t]*:?[ \t]{_FULL}",
        rf"(?mi)^(?:(?:kind|best|warm|many)\s)?(?:regards|thanks|thank you|yours(?: \w+)?|cheers|"
        rf"sincerely|faithfully)[,.!]?\s*\n+(?-i:{_FULL})[ \t.,]*$",
        rf"(?m)^(?:Dear|Hi|Hello|Hiya|Hey|Morning|Good (?:morning|afternoon)),?[ \t]{_FULL}",
        rf"\A{_PART}[ \t]{_PART}(?=,? (?:of|at|from|,)? ?\d)",
        rf"(?m)^(?P<v>{_PART}(?:[ \t]{_PART}){{1,2}})[ \t.,]*(?:\(.{{1,60}}\))?$",
    )
)
# Capitalised words that open sentences, name places in the council, or are months: never names.
_NOT_NAMES = frozenset(
    (
        "The This That They There Then These Those And But For With From Your You We It He She His "
        "Her My Our I In On At As If When What Why Who How Not No Yes Please Thank Thanks Dear Sir "
        "Madam Council Councillor Team Officer Manager Department Service Services Customer Housing "
        "Planning Council's Tax Benefit Benefits School Street Road Lane Avenue Close House Court "
        "Park Centre Hall Hospital Surgery Library Office Monday Tuesday Wednesday Thursday Friday "
        "Saturday Sunday January February March April May June July August September October "
        "November December Christmas Easter Stage Subject Complaint Complaints Repairs Waste "
        "Parking Highways Social Care Adult Adults Children Childrens Children's Education "
        "Environmental Health Licensing Revenue Revenues Ombudsman Government Local Police "
        "Council-tax Section Act Re Fwd Hi Hello All Everyone Team's Contact Case Ref Reference Date Time "
        "Name Address Telephone Email England English Universal Credit Blue Badge Direct Debit Head "
        "Director Chief Executive Also Again After Before Mum Dad Nan Grandad Mother Father Son "
        "Daughter Wife Husband Anti Freedom Information Data Access Recycling Collection "
        "Collections Finance Legal Special Needs Building Control Council’s To Of Kind Best Regards "
        "Yours Faithfully Sincerely Outcome Finding Learning Action Upheld Partly"
    ).split()
)
_MIN_REPEAT = 3


def find_names(text: str, known: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Spans of people's names: after titles, kinship words, introductions, greetings, sign-offs.

    Once a name is found, its parts are found wherever they are repeated.

    Args:
        text: the text.
        known: names that are known from elsewhere, e.g. the case's other columns.
    """
    parts: set[str] = set()
    for finder in _FINDERS:
        for match in finder.finditer(text):
            group = "v" if "v" in finder.groupindex else 0
            start, end = _without_common_words(text, *match.span(group))
            if start < end:
                yield start, end
                parts.update(text[start:end].split())
    for name in known:
        parts.update(part.strip(".,;") for part in name.split())
    repeated = sorted(
        part for part in parts if len(part) >= _MIN_REPEAT and part.title() not in _NOT_NAMES
    )
    if repeated:
        yield from (match.span() for match in _any_of(tuple(repeated)).finditer(text))


@lru_cache(maxsize=256)
def _any_of(parts: tuple[str, ...]) -> re.Pattern[str]:
    # As written, or all in capitals; not in small letters, where Rose and Mark are plain words.
    forms = sorted({form for part in parts for form in (part, part.upper())}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})(?=['’]s\b|\b)")


def _without_common_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a span up to the first word that is no name."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    while words and text[slice(*words[0])].strip(".,").title() in _NOT_NAMES:
        return start, start
    last = start
    for word_start, word_end in words:
        if text[word_start:word_end].strip(".,").title() in _NOT_NAMES:
            break
        last = word_end
    return start, last
