"""A second, stricter pass over quotations that are to be printed: what might be a name goes."""

from __future__ import annotations

import re

from classifier.text.lexicon import word_list
from classifier.text.redaction import PLACEHOLDER

MASK = "[name]"
_TOKEN = re.compile(
    rf"(?P<placeholder>{PLACEHOLDER.pattern})|(?P<word>[^\W\d_][\w]*(?:['’][^\W\d_]+)*)|"
    r"(?P<number>(?<![£\d.,])\d{4,}(?![\d,.]*\d))"
)
_POSSESSIVE = re.compile(r"['’]s$")
_START = re.compile(r"(?:\A|[.!?:;…\n\"“”‘(•-])[\s\"“‘'(-]*\Z")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|1[0-7]|\d)"
)
_UNIT = r"(?:day|week|wk|month|year|yr)s?"
_AGE = re.compile(
    rf"\b{_SMALL_NUMBER}[ -]{_UNIT}[ -]?olds?\b|"
    rf"\b(?:he|she|they|who)(?:['’]s|['’]ll be|['’]re| is| was| are| were| turned)"
    rf" (?:only |just |nearly |now )?{_SMALL_NUMBER}\b(?! (?:\w+s|percent|of|in|to|and a)\b)|"
    rf"\b(?:aged?|girls?|boys?|turned|of) (?:of )?{_SMALL_NUMBER}"
    rf"(?= and {_SMALL_NUMBER}\b|[,.;)]|$)",
    re.I,
)
_DOOR = re.compile(r"\b(?:no\.?|number) ?\d{1,4}[a-z]?\b", re.I)
_RUN = re.compile(r"\[name\](?:[\s.,&'’-]{1,3}(?:and )?\[name\])+")
# Capitalised in the middle of a sentence and yet no person: days, months, offices, services, laws.
_KEPT = frozenset(
    (
        "i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday mon tue "
        "tues wed thu thur thurs fri sat sun january february march april may june july august "
        "september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
        "christmas easter boxing eve council councillor cllr mr mrs ms miss dr team officer "
        "manager department service services customer housing planning tax benefit benefits "
        "support credit universal social care adult adults children's childrens education "
        "environmental health licensing revenues ombudsman highways parking repairs waste "
        "recycling blue badge direct debit stage section act equality access freedom "
        "information data protection court tribunal school nhs gp dwp hmrc pip pcn pcns ehcp "
        "ehc sen send senco asb foi sar sars dfg hb ni uk bst gmt pdf tv ok dob lgsco sms cctv "
        "id it hr mp mps ot abc england english british wales welsh scotland london covid "
        "facebook google"
    ).split()
)


def mask_possible_names(text: str) -> str:
    """Replace what might still be a name, or a number that identifies, in a redacted text.

    Every capitalised word within a sentence goes unless it is a day, a month, a title or a word
    of a council's services; at the head of a sentence, and in capitals throughout, a word goes
    unless it is a common one. Long numbers go unless they are years or amounts, and so do ages
    of children in words. This loses place names and some plain words, which a quotation in a
    report can spare.

    Args:
        text: a text that :class:`classifier.text.redaction.CaseRedactor` has redacted.

    Returns:
        the text with ``[name]`` and ``[number]`` in those places; neighbours are one ``[name]``.
    """
    text = _DOOR.sub("[address]", _AGE.sub("[age]", text))
    parts, last = [], 0
    for match in _TOKEN.finditer(text):
        mask = _mask(match, text)
        if mask:
            parts += [text[last : match.start()], mask]
            last = match.end()
    return _RUN.sub(MASK, "".join([*parts, text[last:]]))


def _mask(match: re.Match[str], text: str) -> str:
    if match["number"]:
        return "" if _YEAR.fullmatch(match["number"]) else "[number]"
    word = match["word"]
    if not word or not word[0].isupper():
        return ""
    plain = _POSSESSIVE.sub("", word.lower().replace("’", "'"))
    if plain in _KEPT or word.lower().replace("’", "'") in _KEPT:
        return ""
    common_words = word_list("common_words")
    common = plain in common_words or word.lower().replace("’", "'") in common_words
    shouted = word.isupper() and len(word) > 1
    starts = _START.search(text[max(0, match.start() - 8) : match.start()])
    return "" if common and (shouted or starts) else MASK
