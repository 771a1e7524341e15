import json
import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import SettingsError
from classifier.text.cleaning import clean
from classifier.text.redaction import CaseRedactor, redact


def with_check_digit(nine):
    remainder = sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
    return f"{nine[:3]} {nine[3:6]} {nine[6:]}{-remainder % 11}" if remainder != 1 else ""


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
PIECES = st.sampled_from(
    (
        *("Mr ", "Mrs Smith ", "Dear Ann Lee\n", "my son Tom, 7, ", "spoke to Karen ", "Ann Lee\n"),
        *("12 ", "High Street ", "Flat 3, ", "SW1A 1AA ", "07700 900123 ", "0", "+44 ", "943 476 "),
        *("5919 ", "4111 1111 1111 1111 ", "20-00-00", "AB12 CDE ", "Ref ", "CMP-123/45 ", "by "),
        *("jo@example.org ", "@jo_smith ", "www.example.org/", "[name]", "[name 2]", "account "),
        *("DOB ", "3 May 2015 ", "aged 7 ", "\n", ", ", ".", "-", "£1,250.00 ", "Kind regards\n"),
        *("[", "]", "(", ")"),
    )
)
OUTWARD = st.from_regex(r"(?:[A-CE-GL-PR-TW][1-9]|[BLMS][1-9][0-9]|SW1A|EC1A|W1A)", fullmatch=True)
POSTCODES = st.builds(
    "{} {}".format, OUTWARD, st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)
)
EMAILS = st.from_regex(
    r"[a-zA-Z0-9][a-z0-9._'+-]{0,20}@[a-z0-9-]{1,12}(?:\.[a-z]{2,6}){1,2}", fullmatch=True
)
NHS_NUMBERS = st.integers(0, 10**9 - 1).map("{:09}".format).map(with_check_digit).filter(bool)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "I am Jane Smith of 12 High Street, Anytown AB1 2DE. Ring 07700 900123.",
            "I am [name] of [address], Anytown [postcode]. Ring [telephone].",
        ),
        (
            "Write to jo@example.org or @jo_smith, see https://example.org/jo.",
            "Write to [email] or [handle], see [link].",
        ),
        (
            "NI AB 12 34 56 C, NHS no. 943 476 5919, card 4111 1111 1111 1111",
            "NI [national insurance number], NHS no. [NHS number], card [card number]",
        ),
        (
            "Sort code 20-00-00, account 12345678, car AB12 CDE, ref CMP/12345",
            "Sort code [sort code], account [account number], car [vehicle], ref [reference]",
        ),
        (
            "My son Tom, 7, born 3 May 2015, lives at Flat 3.",
            "My son [name], [age], born [date of birth], lives at [address].",
        ),
        (
            "Dear Sir\n\nNobody came.\n\nKind regards\nAda Okoro\n07700 900123",
            "Dear Sir\n\nNobody came.\n\nKind regards\n[name]\n[telephone]",
        ),
        ("from 192.168.0.1, MORGA657054SM9IJ", "from [IP address], [driving licence number]"),
        ("", ""),
    ],
)
def test_each_kind_is_replaced_by_its_name(before, after):
    assert redact(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "The Waste Team and the Housing Officer at Anytown Council did not answer.",
        "On 12 March 2024 and 12/03/2024 and 12-03-24, in May, I paid £1,250.00 and £45.",
        "I moved from Leeds to Bradford. The A6 near High Street is shut at 9:30 a.m.",
        "Stage 2 of 3, 24/7, 2023-24, 5 weeks, 10 working days, 20 mph, 1.5 miles, 30%.",
        "The Head of Planning, the Director and Customer Services in Oak Park.",
        "She is 82 and waited 6 weeks, then 3 more.",
        "[not a placeholder] [email me] [Call 5]",
    ],
)
def test_what_is_nobodys_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mr Smith and Mrs Lee. Smith left.", "Mr [name 1] and Mrs [name 2]. [name 1] left."),
        ("Mr Smith. Then Smith. SMITH!", "Mr [name]. Then [name]. [name]!"),
        ("Mrs Ann Lee; Ann; Lee; Mrs Lee", "Mrs [name]; [name]; [name]; Mrs [name]"),
        ("Spoke to Ann, then Mrs Lee. Mrs Ann Lee", "Spoke to [name], then Mrs [name]. Mrs [name]"),
        (
            "Mr Ali Lee and Ms Ada Lee. Ada. Mr Roe",
            "Mr [name 1] and Ms [name 2]. [name 2]. Mr [name 3]",
        ),
        ("SW1A 1AA, sw1a1aa and M1 1AE", "[postcode 1], [postcode 1] and [postcode 2]"),
        ("07700 900123 or 07700900123", "[telephone] or [telephone]"),
        ("a.b@example.org, ab@example.org", "[email 1], [email 2]"),
        ("12 High Street, 12 high street", "[address], [address]"),
        ("O’Brien: Mr O'Brien", "[name]: Mr [name]"),
    ],
)
def test_numbers_within_a_case(before, after):
    assert redact(before) == after


def test_several_texts_of_a_case_share_names_and_numbers():
    complaint, finding, nothing = CaseRedactor().redact(
        "Karen told me no. I want Mrs Lee to ring 07700 900123.",
        "Mrs Lee says she spoke to Karen. Lee rang 07700 900456, then 07700900123.",
        "",
    )
    assert complaint == "[name 1] told me no. I want Mrs [name 2] to ring [telephone 1]."
    assert finding == (
        "Mrs [name 2] says she spoke to [name 1]. [name 2] rang [telephone 2], then [telephone 1]."
    )
    assert nothing == ""


def test_a_redactor_goes_on_counting_at_the_next_text():
    redactor = CaseRedactor()
    assert redactor.redact("Mr Lee") == ["Mr [name]"]
    assert redactor.redact("Mr Roe and Lee") == ["Mr [name 2] and [name 1]"]
    assert redactor.redact("Mr Sam Lee") == ["Mr [name 1]"]


def test_cases_do_not_share_names():
    assert redact("Mr Smith") == "Mr [name]"
    assert redact("Smith") == "Smith"


def test_names_of_another_column_are_known():
    redactor = CaseRedactor(("Jane Smith", "Lee, Karen"))
    assert redactor.redact("Jane rang; Smith wrote; Karen did not") == [
        "[name 1] rang; [name 1] wrote; [name 2] did not"
    ]
    assert redact("Ask Jane", known_names=["Jane Smith"]) == "Ask [name]"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[name 2] and Mr Smith", "[name 2] and Mr [name 3]"),
        ("[name] and Mr Smith", "[name] and Mr [name 2]"),
        ("[telephone] and Mr Smith", "[telephone] and Mr [name]"),
        ("Mr [name 1] of 12 [name 2] Street", "Mr [name 1] of 12 [name 2] Street"),
        ("[Mr Smith] [name Smith]", "[Mr [name]] [name [name]]"),
    ],
)
def test_placeholders_that_stand_there_stay(before, after):
    assert redact(before) == after


def test_overlapping_kinds_leave_nothing_behind():
    assert redact("acc 12345 943 476 5919 x") == "acc [account number] x"
    assert redact("https://example.org/jo@example.org/SW1A") == "[link]"


def test_spans_are_in_order_and_name_their_kind():
    text = "Ring 07700 900123, Mr Smith, SW1A 1AA"
    found = [(text[start:end], kind) for start, end, kind in CaseRedactor().find(text)]
    assert found == [("07700 900123", "telephone"), ("Smith", "name"), ("SW1A 1AA", "postcode")]


@pytest.fixture
def pipeline(tmp_path):
    """A saved spaCy pipeline that knows two people and a place."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PERSON", "pattern": "Harbour"},
            {"label": "PERSON", "pattern": "Anchor Meadow"},
            {"label": "GPE", "pattern": "Hallowby"},
        ]
    )
    nlp.to_disk(tmp_path / "names")
    return str(tmp_path / "names")


def test_persons_of_a_spacy_pipeline_are_redacted_too(pipeline):
    text = "Harbour in Hallowby told Anchor Meadow and Mr Smith, and Meadow said so."
    assert redact(text) == text.replace("Smith", "[name]")
    assert CaseRedactor(spacy_pipeline=pipeline).redact(text, "Ask Meadow, [name 4]") == [
        "[name 5] in Hallowby told [name 6] and Mr [name 7], and [name 6] said so.",
        "Ask [name 6], [name 4]",
    ]


def test_a_missing_pipeline_is_an_error_that_says_what_to_do(tmp_path):
    redactor = CaseRedactor(spacy_pipeline=str(tmp_path / "nothing"))
    with pytest.raises(
        SettingsError, match=r"(?s)no spaCy pipeline .* mend it: install it"
    ) as caught:
        redactor.redact("Mr Smith")
    assert "nothing" in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join) | ANY_TEXT)
def test_any_text_is_redacted_once_and_for_all(text):
    once = redact(text)
    assert redact(once) == once


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, EMAILS | POSTCODES | NHS_NUMBERS, ANY_TEXT)
def test_what_identifies_never_stays(before, secret, after):
    redacted = redact(f"{before} {secret} {after}")
    assert secret not in re.sub(r"\s", " ", redacted)


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join), EMAILS | POSTCODES | NHS_NUMBERS)
def test_what_identifies_never_stays_among_other_data(before, secret):
    assert secret not in redact(f"{before} {secret} {before}")


@pytest.mark.slow
def test_time_grows_with_length_only(long_text, seconds):
    # Four times as long: twice that is allowed for a busy machine, and a square would be 16.
    short = max(0.2, min(seconds(redact, long_text[:20_000]) for _ in range(3)))
    assert min(seconds(redact, long_text[:80_000]) for _ in range(2)) < 8 * short


@pytest.fixture(scope="module")
def year(root):
    """Complaints in a row, a million characters."""
    lines = (root / "training_data" / "themes.jsonl").read_text("utf-8").splitlines()
    return "\n\n".join(json.loads(line)["text"] for line in lines)[: 10**6]


@pytest.mark.slow
@pytest.mark.parametrize("function", [redact, clean])
def test_an_ordinary_long_text_takes_time_by_length_only(function, year, seconds):
    short = min(seconds(function, year[:100_000]) for _ in range(3))
    assert seconds(function, year) < 3 * len(year) / 100_000 * short


def test_a_long_text_is_redacted_as_its_parts_are():
    part = "I am Jane Smith, 7, of 12 High Street. Ring 07700 900123, or Mrs Lee. "
    one, many = CaseRedactor().find(part), CaseRedactor().find(part * 300)
    size = len(part)
    expected = [
        (start + at, end + at, kind)
        for at in range(0, 300 * size, size)
        for start, end, kind in one
    ]
    assert many == expected


def test_a_name_of_any_text_of_a_case_is_found_in_those_before_and_behind():
    texts = ["Weatherby, hello.", "Mr Weatherby rang.", "Ask Weatherby.", "Mrs Ottaway, Weatherby."]
    assert CaseRedactor().redact(*texts) == [
        "[name 1], hello.",
        "Mr [name 1] rang.",
        "Ask [name 1].",
        "Mrs [name 2], [name 1].",
    ]


def test_stretches_that_read_the_same_are_told_by_what_stands_round_them():
    filler = "the bins were not emptied on that day. " * 200
    texts = [f"{filler}Ask Weatherby. {filler}", f"{filler}Mr Weatherby. {filler}", filler * 2]
    assert CaseRedactor().redact(*texts) == [
        f"{filler}Ask [name]. {filler}",
        f"{filler}Mr [name]. {filler}",
        filler * 2,
    ]


def test_a_name_is_found_however_far_away_it_is_repeated():
    filler = "The bins were not emptied on that day. " * 400
    redacted = redact(f"Mr Weatherby rang. {filler}Weatherby rang again. {filler}")
    assert redacted == f"Mr [name] rang. {filler}[name] rang again. {filler}"


@pytest.mark.parametrize("before", range(2_700, 3_300, 37))
def test_what_lies_across_two_passages_is_found_whole(before):
    filler = ("the bins were not emptied " * 400)[:before]
    secret = "https://example.org/" + "a/" * 400
    text = f"{filler} {secret} then my son Kofi, 7, went {filler * 3}"
    assert redact(text) == f"{filler} [link] then my son [name], [age], went {filler * 3}"


@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "0 ", "1/", "-1", "A B ", "A'", "Aa Bb ", "12 Zed ", "he is 4 ", "five ", "no. 1 "),
        *("my son zed ", "] ", "[name] ", "Zed\n", "é", "\u00a0", "a1", "A-", "St ", "Flat 1 "),
    ],
)
def test_repeated_pieces_take_time_by_length_only(piece, seconds):
    assert seconds(redact, piece * (30_000 // len(piece))) < 2


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | ANY_TEXT, max_size=12).map("".join))
def test_spans_lie_within_the_text_in_order_without_overlap(text):
    spans = CaseRedactor().find(text)
    edges = [edge for start, end, _ in spans for edge in (start, end)]
    assert all(start < end for start, end, _ in spans)
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


SHAPES = (
    r"[\w.+-]+@[\w-]+\.\w+",
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    r"\b[A-CEGHJ-PR-TW-Z]{2} ?(?:\d\d ?){3}[A-D]\b",
    r"\b0\d{4} ?\d{6}\b",
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | EMAILS | POSTCODES | NHS_NUMBERS, max_size=12).map(" ".join))
def test_nothing_of_a_listed_shape_is_left(text):
    redacted = redact(text)
    assert not any(re.search(shape, redacted) for shape in SHAPES), redacted
