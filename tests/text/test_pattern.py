import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.pattern import Numbers, Pattern, no_date


@pytest.mark.parametrize(
    ("text", "most", "words"),
    [
        ("no number", 0, []),
        ("Ring 07700 900123, or 12.", 11, ["Ring", "07700", "900123", "or", "12"]),
        ("(0161) 496 0000", 11, ["0161", "496", "0000"]),
        ("our ref FM/EHCNA/03", 2, ["ref", "FM", "03"]),
        ("AB12CDE and AB 12", 2, ["AB12CDE", "12CDE", "AB", "12"]),
    ],
)
def test_where_numbers_are(text, most, words):
    numbers = Numbers.of(text)
    assert numbers.most == most
    assert [re.match(r"\w+|\W", text[place:]).group() for place in numbers.words] == words


@given(st.text(st.sampled_from("aB1 /-(+.٣"), max_size=60))
def test_every_run_of_digits_has_its_place(text):
    digits = [match.start() for match in re.finditer(r"\d+", text)]
    assert set(digits) <= set(Numbers.of(text).digits) <= set(Numbers.of(text).words)


def test_a_bracket_or_plus_sign_before_digits_is_a_place_of_its_own():
    assert Numbers.of("(0161) 496, +44, 7").signed == [0, 1, 7, 12, 13, 17]


@pytest.mark.parametrize(
    ("marks", "words", "occurs"),
    [((), (), True), (("born",), (), True), (("dob",), (), False), ((), ("Farm",), False)],
)
def test_a_pattern_is_tried_only_where_what_it_always_has_is(marks, words, occurs):
    pattern = Pattern("any", re.compile("x"), marks=marks, words=frozenset(words))
    assert pattern.may_occur(Numbers.of("Born at a farm, x")) is occurs


@pytest.mark.parametrize(
    ("near", "digits", "counts"),
    [
        (None, [10, 14], [0, 10, 14]),
        ([(8, 10, "name")], [10, 14], [0, 10, 14]),
        ([], [10], [10]),
        ([(500, 501, "name")], [10], [10]),
    ],
)
def test_a_number_half_hidden_begins_where_the_rest_does(near, digits, counts):
    rest = " " * 600
    hidden = Numbers.of(f"Two men 2012, 7{rest}").after_hiding(f"Two men ]]12, 7{rest}", near)
    assert (hidden.digits, hidden.counts) == (digits, counts)


def test_a_pattern_tries_again_within_what_failed_its_check():
    even = Pattern("even", re.compile(r"\d\d"), lambda text: int(text) % 2 == 0)
    assert list(even.find("1342")) == [(1, 3)]


def test_a_pattern_may_need_what_stands_before_it():
    pattern = Pattern("door", re.compile(r"\d+"), before=re.compile(r"at \Z"), at="digit", digits=2)
    assert list(pattern.find("12 men AT 14")) == [(10, 12)]
    assert not pattern.may_occur(Numbers.of("at 4"))
    assert pattern.may_occur(Numbers.of("at 14"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("12/03/2024", False),
        ("12-3-24", False),
        ("2024-03-12", False),
        ("2024/25", False),
        ("2024-04", False),
        ("2019", False),
        ("2019/44", True),
        ("28th", False),
        ("5 days", True),
        ("12345", True),
        ("32/13/2024", True),
    ],
)
def test_dates_years_and_counts(text, good):
    assert no_date(text) is good
