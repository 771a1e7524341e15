import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.offsets import Edit, EditedText, run_edits, trimmed_edit

ANY = st.text(st.characters(exclude_categories=[]), max_size=30)
PATTERNS = st.sampled_from((r"a+", r"\s+", r"[^a]", r"b.", r"."))
STEPS = st.lists(st.tuples(PATTERNS, st.sampled_from(("", "a", "bcd"))), max_size=5)


def places(edited):
    return list(zip(edited.starts, edited.ends, strict=True))


def test_characters_keep_their_places_and_new_ones_have_those_of_their_run():
    edited = EditedText("one  two\tsix", tracked=True)
    edited.apply([Edit(3, 5, " "), Edit(8, 9, " – ", "tab")])
    assert edited.text == "one two – six"
    assert places(edited)[2:5] == [(2, 3), (3, 5), (5, 6)]
    assert places(edited)[7:10] == [(8, 9)] * 3
    assert places(edited)[10] == (9, 10)
    assert edited.removed == [(8, 9, "tab")]


def test_a_second_step_builds_on_the_first():
    edited = EditedText("&amp;amp; x", tracked=True)
    edited.sub(re.compile("&amp;"), "&")
    edited.sub(re.compile("&amp;"), "&", "entity")
    assert edited.text == "& x"
    assert places(edited) == [(0, 9), (9, 10), (10, 11)]
    assert edited.removed == [(0, 9, "entity")]


def test_marks_stay_with_their_characters():
    edited = EditedText("> old\nnew", tracked=True)
    edited.mark(0, 6, 7)
    edited.apply([Edit(0, 2, "")])
    assert (edited.text, list(edited.marks)) == ("old\nnew", [7] * 4 + [0] * 3)


def test_an_edit_that_changes_nothing_is_none():
    edited = EditedText("a b", tracked=True)
    edited.sub(re.compile(r"\s"), " ", "space")
    assert (places(edited), edited.removed) == ([(0, 1), (1, 2), (2, 3)], [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("same", "same", []),
        ("donâ€™t", "don’t", [Edit(13, 16, "’")]),
        ("Ã© and Â£5", "é and £5", [Edit(10, 12, "é"), Edit(17, 18, "")]),
        ("abc", "axc", [Edit(11, 12, "x")]),
        ("ab", "a-b", [Edit(10, 11, "a-")]),
        ("ab", "-ab", [Edit(10, 11, "-a")]),
        ("", "new", []),
    ],
)
def test_a_repair_is_matched_run_by_run(before, after, expected):
    assert run_edits(10, before, after) == expected


@settings(max_examples=200, deadline=None)
@given(ANY, ANY, st.sampled_from((run_edits, trimmed_edit)))
def test_edits_of_a_run_make_the_one_string_into_the_other(before, after, find):
    edited = EditedText(f"x{before}y", tracked=True)
    edited.apply(find(1, before, after))
    assert edited.text == (f"x{after}y" if before else "xy")


@settings(max_examples=200, deadline=None)
@given(st.text("ab \n", max_size=30), STEPS)
def test_places_are_in_order_and_the_text_is_the_same_without_them(text, steps):
    tracked, plain = EditedText(text, tracked=True), EditedText(text, tracked=False)
    for pattern, new in steps:
        for edited in (tracked, plain):
            edited.sub(re.compile(pattern, re.S), new)
    assert tracked.text == plain.text
    assert len(tracked.starts) == len(tracked.ends) == len(tracked.marks) == len(plain.text)
    assert list(tracked.starts) == sorted(tracked.starts)
    assert list(tracked.ends) == sorted(tracked.ends)
    assert all(0 <= a < b <= len(text) for a, b in places(tracked))
