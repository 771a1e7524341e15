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
        ("(0161) 496 0000", 11, ["(", "0161", "496", "0000"]),
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


def test_a_pattern_tries_again_within_what_failed_its_check():
    even = Pattern("even", re.compile(r"\d\d"), lambda text: int(text) % 2 == 0)
    assert list(even.find("1342")) == [(1, 3)]


def test_a_pattern_may_need_what_stands_before_it():
    pattern = Pattern("door", re.compile(r"\d+"), before=re.compile(r"at \Z"), at="digit", digits=2)
    assert list(pattern.find("12 men AT 14")) == [(10, 12)]
    assert not pattern.may_occur("at 4", 1)


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
