"""Can this text be judged? Empty, too short, and not-English texts are told apart, offline."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

NO_TEXT, TOO_SHORT, NOT_ENGLISH, READABLE = "no_text", "too_short", "not_english", "readable"

MIN_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOTHING = re.compile(
    r"\W*(?:n/?a|none|nil|null|nan|blank|unknown|tbc|test|no (?:details|text|information)"
    r"(?: (?:given|provided|recorded))?|(?:please )?(?:see|as per|refer to) (?:the )?(?:attached|"
    r"attachments?|enclosed|e-?mail|letter|above|below|documents?|scan|file)"
    r"(?: (?:letter|e-?mail|document|file|form|scan|complaint)s?)?(?: attached)?)\W*",
    re.I,
)
# The commonest English words that few other languages share in this spelling.
_ENGLISH = frozenset(
    (
        "the and is was are were been have has had my your our their they you it that this with "
        "for from not but what when why who will would could can't don't didn't there here which "
        "about out get got told said asked still since after before because never no any been "
        "being i'm i've it's he she him her his of on at be by an as if we us so than then"
    ).split()
)
_OPENING = 400  # characters, about 70 words
_JUDGED, _ENOUGH_WORDS = 10_000, 60  # characters of a long text that tell, if they have words
_SURE_WORDS, _SURE_SHARE = 4, 0.12
# Common words of Hindi, Urdu, Punjabi, Bengali and Sylheti as people type them in Latin letters,
# which the detector takes for English; none is an English word ('main', 'hum' and 'the' are).
_ROMANISED = frozenset(
    (
        # Hindi and Urdu
        "mera meri mere hamara hamari hamare hamein humein mujhe mujhko aap aapka aapki aapke apna "
        "apni apne hai hain hoon hun nahi nahin nahee nai ka ki ke ko kya kyun kyu kyon kab kaise "
        "kahan koi kuch bhi thi raha rahi rahe gaya gayi gaye kar karo karna karein karta karti "
        "karte kiya liye lekin magar aur phir wala wali bahut bohat bohot abhi woh yeh hota "
        "hoti hua hui pani ghar bilkul sirf mahine hafte baar dafa paisa paise "
        # Punjabi
        "sada sadi sade vich nu tusi assi mainu sanu ohna koi hega haiga ehna "
        # Bengali and Sylheti
        "amar amader ami apni apnar tumi keu kichu nai nei kore korse korche korechi hoise hoyeche "
        "hobe basa bashar ghor theke jonno kintu ekhono ekhon khub dhore ashe aise"
    ).split()
)
_ROMANISED_SHARE = 0.3
_MIN_JUDGED = 6
_ENGLISH_SHARE = 0.12
_FOREIGN_SHARE = 0.05
# Languages of England's communities: a telegraphic call note must not pass for a rare one.
_LANGUAGES = (
    "en cy pl ro pt es fr it de lt lv sk cs hu bg ru uk tr ar fa ur hi bn pa gu ta te zh ja "
    "ko vi so sw sq el nl sv no da fi et hr sl sr he am ne si tl ms id ga"
).split()
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def readability(text: str) -> str:
    """Whether a cleaned text can be judged.

    Code-mixed English counts as English: a text is ``not_english`` only where hardly any of its
    words are English ones and the detector names another language, many are common words of a
    South Asian language in Latin letters, or its script isn't Latin.

    Args:
        text: cleaned text.

    Returns:
        ``no_text``, ``too_short`` (under three words), ``not_english`` or ``readable``.
    """
    # Nearly every text shows that it is English within its first words.
    opening = text[:_OPENING].lower().split()
    if len(_ENGLISH.intersection(opening)) > max(_SURE_WORDS, _SURE_SHARE * len(opening)):
        return READABLE
    if len(text) > _JUDGED and len(_WORD.findall(text[:_JUDGED])) >= _ENOUGH_WORDS:
        text = text[:_JUDGED]
    words = _WORD.findall(text)
    if not words or _NOTHING.fullmatch(text.strip()):
        return NO_TEXT
    letters = sum(map(len, words))
    latin = len(_LATIN.findall(text))
    if latin * 2 < letters:
        return NOT_ENGLISH
    if len(words) < MIN_WORDS:
        return TOO_SHORT
    if len(words) < _MIN_JUDGED:
        return READABLE
    return _language([word.lower().replace("’", "'") for word in words], text)


def _language(words: list[str], text: str) -> str:
    share = sum(map(_ENGLISH.__contains__, words)) / len(words)
    if share >= _ENGLISH_SHARE:
        return READABLE
    if sum(map(_ROMANISED.__contains__, words)) >= _ROMANISED_SHARE * len(words):
        return NOT_ENGLISH
    language, confidence = _detector().classify(text[:2000])
    certain = 0.9 if share > _FOREIGN_SHARE else 0.6
    return NOT_ENGLISH if language != "en" and confidence >= certain else READABLE


@cache
def _detector() -> Any:  # noqa: ANN401 - the library has no public type
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(list(_LANGUAGES))
    return detector
