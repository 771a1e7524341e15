"""Words round a name that tell that it is one, or that it is that of a place."""

from __future__ import annotations

TITLES = frozenset(
    "mr mrs ms miss mx dr rev revd reverend prof professor sir lady lord dame cllr cllrs "
    "councillor "
    "nurse pc pcso sgt sister father".split()
)
AFTER_TITLE = frozenset(
    "and or the who has had is was were are said says told rang called came went would could did "
    "does mayor chair speaker this that they then there from for but with query enquiry not town "
    "fund".split()
)
KIN = frozenset(
    "son daughter husband wife mother mum mam father dad brother sister partner neighbour grandson "
    "granddaughter grandfather grandmother nan nana grandad aunt auntie uncle nephew niece child "
    "boy girl baby fiance fiancé fiancee fiancée cousin friend carer tenant lad twins stepson "
    "stepdaughter client constituent patient resident lady man woman guy chap bloke person someone "
    "somebody colleague sister-in-law brother-in-law mother-in-law father-in-law eldest youngest "
    "twin grandchild toddler pupil".split()
)
STAFF = frozenset(
    "officer manager worker adviser advisor inspector driver teacher nurse warden surveyor "
    "engineer "
    "operative clerk caretaker plumber receptionist caseworker solicitor assessor keyworker".split()
)
# The two words before a name.
INTRODUCTIONS = frozenset(
    [
        f"{verb} {word}"
        for words, verbs in (
            ("to with", "spoke speak spoken speaking talk talked talking"),
            (
                "to",
                "thanks emailed e-mailed wrote written explained apologised hello passed on "
                "allocated assigned transferred told",
            ),
            ("for", "asked ask"),
            ("is was are", "name names name's"),
            (
                "by",
                "told advised assured informed promised visited seen assessed contacted signed "
                "given attended handled written taken met interviewed treated supported emailed "
                "e-mailed rung prepared approved with",
            ),
            ("from", "call letter email e-mail text visit message voicemail reply response note"),
            ("am", "i"),
        )
        for word in words.split()
        for verb in verbs.split()
    ]
)
# Whatever follows these is a name, plain word or not.
CALLED = frozenset("called named".split())
GREETINGS = frozenset(
    "dear hi hello hey hiya morning thanks cheers regards love ta sincerely faithfully signed fao "
    "attn cc yours best wishes".split()
)
SIGN_OFFS = frozenset(
    "regards wishes thanks thank you best sincerely faithfully respectfully cheers love yours ta "
    "signed truly advance".split()
)
FIELDS = frozenset(
    "name customer complainant client tenant constituent caller resident applicant contact signed "
    "from to cc fao attn officer worker author by".split()
)
# A name that stands alone after one of these is rather a town than a person.
PLACE_PREPOSITIONS = frozenset(
    "in at near around outside inside across through along the this every each".split()
)
SAINTS = frozenset(["st", "saint"])
# After a name: that of a place or an organisation, even if the name is a forename.
PLACES = frozenset(
    "street st road rd avenue ave close cl drive way court ct crescent cres gardens garden gdns "
    "grove place terrace terr row mews square parade mount view fields croft yard wharf quay "
    "house hse tower towers lodge villas cottages heights buildings chase house cottage farm manor "
    "barn grange rise walk fold "
    "city borough county council district parish town centre center hospital school schools "
    "academy "
    "college university police station estate library surgery association homes ltd limited group "
    "trust service services department dept team church chapel primary infants juniors nursery "
    "market precinct theatre museum baths pool leisure playing recreation ground rooms hub flats "
    "block site depot office offices hotel inn arms pub cafe café club society committee plc llp "
    "act order road's bridge canal river valley pantry shop stores bakery medical practice clinic "
    "ward lettings partners solicitors estates infant junior sixth care home syndrome disease "
    "lane hill green field marina path lanes junction roundabout bypass reservoir woods common "
    "festival fair day night week card pass zone band".split()
)
# Of those, what is a surname as often, behind a forename.
SURNAMES_TOO = frozenset(
    "street way court grove place row mount fields croft yard house towers lodge chase barn grange "
    "rise walk town church chapel day night field green hill lane woods ward bridge rivers pool "
    "close farmer marina baths fair".split()
)
SAYS = frozenset(
    "said says told rang called came went would could did does is was has had who who's will can "
    "never wants needs asked gave got took and moved lives left died knows thinks works keeps "
    "told's died thinks seems looks isn't wasn't hasn't didn't doesn't won't can't couldn't "
    "from at in on our my".split()
)
ALSO_SMALL = frozenset(
    "john tom tony peter mike terry martin lee roger jean jimmy jenny johnny billy bobby bob "
    "charlie "
    "harry josh polly molly sally lilly lily timothy veronica maria graham kelvin sheila sherry "
    "sienna jasmine brad chad kyle marcus kelly".split()
)
NAME_IS = frozenset("name is|name was|name's|first name|baby's name|name".split("|"))
# Plain words that may stand before a name in one run of capitals.
LEADS = TITLES | GREETINGS | STAFF
FAMILIES = frozenset(
    "family twins household brothers sisters children couple siblings case".split()
)
ABBREVIATIONS = frozenset(
    "UK US PS NB AM PM AD BC BA MA GB EU NI HQ ID TV AA RE QC KC JP MP".split()
)
STREETS = frozenset(
    "street st road rd avenue ave lane ln close drive court crescent gardens grove place "
    "terrace row "
    "mews way walk hill rise square parade house cottage cottages lodge farm view green "
    "maltings barn forge hall mill wharf bank".split()
)
BEFORE_ANY_WORD = tuple(f"{word} " for word in (*CALLED, "name", "is", "was", *SIGN_OFFS))
# How plain words end that no list holds: gritting, caseworkers, backdated.
ENDINGS = tuple(
    "ing ings ed tion tions ly ness ers able ous 'd ment ments ity ive ful less ware able ised "
    "ise".split()
)
