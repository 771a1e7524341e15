"""Names of people, recognised by what stands round them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

# --- What a name looks like -------------------------------------------------------------------

_UP = "A-ZÀ-ÖØ-Þ\u0100-\u017d\u0218-\u021b"
_LOW = "a-zß-öø-ÿ\u0101-\u017f\u0218-\u021b"
_NAME = (
    rf"(?:(?:[{_UP}]['’])?[{_UP}][{_LOW}]+(?:[{_UP}][{_LOW}]+)?"
    rf"(?:(?:['’](?!s\b)|-)[{_UP}]?[{_LOW}]+)*(?!\w))"
)
_INITIALS = rf"(?:(?:[{_UP}](?:\.[ \t]?|[ \t])){{1,3}})"
_PART = rf"(?:{_INITIALS}?{_NAME})"
_SMALL = r"(?:(?:de|da|di|du|van|von|der|den|la|bin|bint|ibn|al|el)[ \t]){1,2}"
_NEXT = rf"[ \t](?:{_SMALL})?{_PART}"
_PERSON = rf"{_PART}(?:{_NEXT}){{0,3}}"
_FULL = rf"(?P<v>{_PERSON})"
_TWO = rf"(?P<v>(?:{_INITIALS}{_NAME}|{_NAME}{_NEXT})(?:{_NEXT}){{0,2}})"

# --- What stands round it ---------------------------------------------------------------------

_TITLE = (
    r"(?:[Mm]rs?|[Mm]s|Miss|Mx|Dr|Rev|Revd|Prof|Sir|Lady|Lord|Dame|Cllrs?|Councillor|Nurse|PC|PCSO|"
    r"Sgt|MR|MRS|MS|MISS|DR|CLLR)"
)
_KIN = (
    r"(?:son|daughter|husband|wife|mother|mum|mam|father|dad|brother|sister|partner|neighbour|"
    r"grandson|granddaughter|grandfather|grandmother|nan|nana|grandad|aunt|auntie|uncle|nephew|niece|"
    r"child|boy|girl|baby|fianc[ée]e?|cousin|friend|carer|tenant|lad|twins|stepson|stepdaughter|"
    r"client|constituent|patient|resident)"
)
_STAFF = (
    r"(?:[Oo]fficer|[Mm]anager|[Ww]orker|[Aa]dviser|[Aa]dvisor|[Ii]nspector|[Dd]river|[Cc]arer|"
    r"[Tt]eacher|[Nn]urse|[Ww]arden|[Ss]urveyor|[Ee]ngineer|[Oo]perative|[Cc]lerk|[Cc]aretaker|"
    r"[Pp]lumber|[Rr]eceptionist)"
)
_SOMEONE = (
    rf"(?:lady|man|woman|girl|guy|chap|lad|bloke|person|[Ss]omeone|[Ss]omebody|colleague|{_STAFF}|"
    rf"{_KIN})"
)
_DONE_BY = (
    r"(?:[Tt]old|[Aa]dvised|assured|informed|promised|[Vv]isited|[Ss]een|[Aa]ssessed|contacted|"
    r"[Ss]igned|given|attended|dealt with|[Hh]andled|written|taken|met|interviewed|treated|"
    r"supported|e-?mailed|rung|prepared|approved)"
)
# Without ignoring case, which is far slower here.
_INTRODUCTION = (
    r"(?:(?:[Ss]poke|[Ss]peak|[Ss]poken|[Ss]peaking|[Tt]alk|[Tt]alked|[Tt]alking) (?:to|with)|"
    r"(?:[Tt]hanks|[Ee]-?mailed|[Ww]rote|[Ww]ritten|[Ee]xplained|[Aa]pologised|[Hh]ello|"
    r"[Pp]assed(?: it| me)?(?: on)?) to|"
    r"[Aa]sked (?:for|to speak to)|[Nn]ames? (?:is|was|are)|[Nn]ame's|"
    rf"{_SOMEONE}(?: who)?(?: (?:is|was))? (?:called|named)|{_DONE_BY} by|[Ss]igned|"
    r"(?:[Cc]all|[Ll]etter|[Ee]-?mail|[Tt]ext|[Vv]isit|[Mm]essage|[Vv]oicemail|[Rr]eply|"
    r"[Rr]esponse|[Aa]pology|[Nn]ote)s? from|"
    rf"{_STAFF},?|[Aa]ttn:?|F[Aa][Oo]:?|c/o|[Cc]c:?)"
)
_SIGN_OFF = (
    r"(?:(?:kind|kindest|best|warm|warmest|many|with)\s)?(?:regards|wishes|thanks|thank you|best|"
    r"yours(?: \w+)?|cheers|sincerely|faithfully|respectfully|love|ta)"
)
_FIELD = (
    r"(?:[Nn]ame|[Cc]ustomer|[Cc]omplainant|[Cc]lient|[Tt]enant|[Cc]onstituent|[Cc]aller|"
    r"[Rr]esident|[Aa]pplicant|[Cc]ontact|[Ss]igned|From|To)(?: [Nn]ame)?"
)
_STREET_NUMBER = r"(?:(?:Flat|Apt|Room|Plot) ?\d|\d{1,4}[A-Za-z]? [A-Z]|\(?(?:\+|0)\d)"

# Whatever stands after a title is a name, be it 'Hall' or 'York'.
_TITLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_TITLE}\.?[ \t](?P<v>(?:{_SMALL})?{_PERSON})",
        rf"\b{_TITLE}\.?[ \t](?P<v>[A-Z]{{2,15}}(?:[ -][A-Z]{{2,15}})?)\b",
        r"\b(?i:mr|mrs|cllr)\.?[ \t](?P<v>[a-z]{2,20})\b",
    )
)
_UNTITLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Tt]he|[Yy]our|[Aa])(?: \w{{1,30}})? {_KIN}"
        rf"(?: is| was)?,? \(?{_FULL}",
        rf"\b{_INTRODUCTION}[ \t]{_FULL}",
        rf"\b(?:I am|I'm|i am|i'm|by|[Tt]his is|[Ii]t's)[ \t]{_TWO}",
        rf"\b(?:[Tt]his is|[Ii]t's)[ \t]{_FULL}(?= (?:from|at|calling|here|speaking)\b)",
        rf"(?m)^{_FIELD}[ \t]*:[ \t]*(?P<v>{_NAME}, {_PERSON}|{_PERSON})",
        rf"(?mi)^{_SIGN_OFF},?[ \t]+(?-i:{_FULL})",
        rf"(?mi)^{_SIGN_OFF}[,.!]?[ \t]*\n\s*(?-i:{_FULL})(?=[ \t]*(?:[.,(].*)?$)",
        rf"(?m)^(?:Dear|Hi|Hello|Hiya|Hey|Morning|Good (?:morning|afternoon)),?[ \t]{_FULL}",
        # At the head or the foot of a letter: alone on a line, or before an address.
        rf"(?m)^{_TWO}(?=,? {_STREET_NUMBER})",
        rf"(?m)^{_TWO}(?=[ \t.,]*(?:\([^()\n]{{1,60}}\))?\n+(?:{_STREET_NUMBER}|\S{{1,64}}@))",
        rf"(?<=\n){_TWO}(?=[ \t.,]*(?:\([^()\n]{{1,60}}\))?\s*\Z)",
    )
)

# --- What is no name --------------------------------------------------------------------------

_TITLE_WORDS = frozenset(
    "mr mrs ms miss mx dr rev revd prof sir lady lord dame cllr cllrs councillor madam nurse pc "
    "pcso sgt".split()
)
_AFTER_TITLE = frozenset(
    "and or the who has had is was were are said says told rang called came went would could did "
    "does mayor chair speaker this that they then there from for but with query enquiry not town "
    "fund".split()
)
# Capitalised words that open sentences, name offices of the council, or are months: never names
# where no title stands before them, nor when they are repeated.
_NOT_NAMES = frozenset(
    "the this that they there then these those and but for with from your you we it he she his "
    "her my our i in on at as if when what why who whom how not no yes please thank thanks dear "
    "sir so madam an do go be or is was are has had have did does can could would should never "
    "ever well council councillor team officer manager department service services customer "
    "customers housing planning tax benefit benefits school street road lane avenue close house "
    "court park centre hall hospital surgery library office monday tuesday wednesday thursday "
    "friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march "
    "april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec christmas easter stage subject complaint complaints repairs waste "
    "parking highways social care adult adults child children childrens education environmental "
    "health licensing revenue revenues ombudsman town civic village government local police "
    "section act re fwd hi hello all everyone anyone someone somebody nobody whoever concern "
    "contact case ref reference date time name address telephone email england english universal "
    "credit blue badge direct debit head director chief executive also again after before mum dad "
    "nan grandad mother father son daughter wife husband anti freedom information data access "
    "recycling collection collections bin bins finance legal special needs building control to of "
    "by kind best regards yours faithfully sincerely outcome finding learning action upheld "
    "partly community safety income recovery placements lettings homelessness enforcement "
    "leasehold neighbourhood family resident residents tenant tenants staff mayor minister "
    "bailiff bailiffs courts judge doctor cancelled urgent sirs affairs transport advocacy "
    "advocate enquiries enquiry lift people friends records boss adaptations estates democratic "
    "passenger countryside food major works member members client clients independent electoral "
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays british scottish welsh irish "
    "polish romanian somali pakistani indian bengali punjabi urdu gujarati arabic french spanish "
    "italian portuguese chinese turkish muslim christian jewish black white asian deaf disabled "
    "autistic blind pregnant pip nhs bbc ofsted ofcom ofgem veolia biffa serco capita amey google "
    "facebook whatsapp tesco asda aldi lidl shelter citizens advice mencap london birmingham "
    "manchester leeds liverpool sheffield bristol newcastle nottingham leicester coventry wales "
    "scotland ireland britain europe devon cornwall kent essex surrey norfolk suffolk yorkshire "
    "lancashire cheshire weds safeguarding councillors parks officers shared lives colleague "
    "colleagues clerk panel contracts drainage area lead older persons quality monitoring "
    "household locality committee assistant treasurer constituent".split()
)
# Of those, the ones that are surnames or forenames as well, behind or beside another name.
_NAMES_TOO = frozenset(
    "hall park lane street road close house court may june april august jan white black best "
    "english irish welsh french kent london bristol ireland wales norfolk major judge".split()
)
# A name before one of these is that of a place or an organisation.
_PLACES = frozenset(
    "city borough county council district parish town centre hospital school academy college "
    "university police station estate library surgery association homes ltd limited group trust "
    "service services department dept team".split()
)
_SURE, _MAYBE = 2, 1  # how much a repeated word says that a name stands here; enough is 2
_MIN_REPEAT = 2
_WORD = re.compile(r"[^\W_]+(?:(?:['’](?!s\b)|-)[^\W_]+)*")


def find_names(text: str, known: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Spans of people's names: after titles, kinship words, introductions, greetings, sign-offs.

    Once a name is found, its parts are found wherever they are repeated.

    Args:
        text: the text.
        known: names that are known from elsewhere, e.g. the case's other columns.
    """
    parts = {part for name in known for part in _WORD.findall(name)}
    for finders, cut in ((_TITLED, _after_title), (_UNTITLED, _without_common_words)):
        for finder in finders:
            for match in finder.finditer(text):
                start, end = cut(text, *match.span("v"))
                if start < end:
                    yield start, end
                    parts.update(w for w in _WORD.findall(text[start:end]) if w[0].isupper())
    yield from _repeated(text, parts)


def _words(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    found = re.finditer(r"\S+", text[start:end])
    return [(start + m.start(), start + m.end(), m.group().strip(".,")) for m in found]


def _ends_name(word: str) -> bool:
    """Whether a later word of a span is no part of the name; 'van' or 'bin' may be one."""
    lower = word.lower()
    common = lower in _NOT_NAMES and lower not in _NAMES_TOO
    return word != lower and (common or lower in _TITLE_WORDS)


def _after_title(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a span up to the first word that can't follow a title as a name."""
    words = _words(text, start, end)
    if words[0][2].lower() in _AFTER_TITLE | _TITLE_WORDS:
        return start, start
    return start, _end_of_name(words)


def _without_common_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a span up to the first word that is no name; none of it if that is a place."""
    words = _words(text, start, end)
    while words and words[0][2].lower() in _TITLE_WORDS:
        words.pop(0)
    if not words or words[0][2].lower() in _NOT_NAMES:
        return start, start
    last = _end_of_name(words)
    following = _WORD.match(text, last + 1)
    if following and text[last] == " " and following.group().lower() in _PLACES:
        return start, start
    return words[0][0], last


def _end_of_name(words: Sequence[tuple[int, int, str]]) -> int:
    last = words[0][1]
    for _, end, word in words[1:]:
        if _ends_name(word):
            break
        last = end
    return last


def _repeated(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Runs of words that are parts of names.

    A part that is a common word too, as in 'June Hall', counts beside another part only.
    """
    weights = _weights(parts)
    run: list[tuple[int, int, int]] = []
    for match in _WORD.finditer(text) if weights else ():
        word = match.group()
        weight = weights.get(word)
        if weight is None and "-" in word:
            weight = max((weights.get(piece, -1) for piece in word.split("-")), default=-1)
            weight = weight if weight == _SURE else None
        if weight is None:
            continue
        if run and text[run[-1][1] : match.start()] != " ":
            yield from _span_of(run)
            run = []
        run.append((*match.span(), weight))
    yield from _span_of(run)


def _span_of(run: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    if sum(weight for _, _, weight in run) >= _SURE:
        yield run[0][0], run[-1][1]


def _weights(parts: Iterable[str]) -> dict[str, int]:
    """How parts of names are written when they are repeated, and how much each way says.

    As written or all in capitals; not in small letters, where Rose and Mark are plain words.
    """
    weights: dict[str, int] = {}
    for part in parts:
        lower = part.lower()
        if len(part) < _MIN_REPEAT or part.isdigit() or lower in _TITLE_WORDS:
            continue
        sure = _SURE * (lower not in _NOT_NAMES) or _MAYBE * (lower in _NAMES_TOO)
        for form in {part, part.capitalize(), part.title(), part.upper()} - {lower}:
            weights[form.replace("’", "'")] = weights[form.replace("'", "’")] = sure
    return weights
