import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.sentences import MAX_WORDS, split_sentences

WRITING = st.lists(
    st.sampled_from(
        (
            *("Mr. ", "a.m. ", "e.g. ", "J. ", "no. ", "St. ", "... ", "…", "?!", '."', ".) "),
            *(".", "! ", "? ", "\n", "\n\n", ", ", "; ", " - ", " and ", " because ", "\u00a0"),
            *("The bin ", "was missed", "again", "They", "£1.50", "x" * 50, "w " * 45, "\t"),
        )
    )
    | st.text(st.characters(exclude_categories=[]), max_size=6),
    max_size=30,
).map("".join)


def sentences(text, *arguments):
    return [text[start:end] for start, end in split_sentences(text, *arguments)]


@pytest.mark.parametrize(
    "expected",
    [
        [],
        ["My bin was missed."],
        ["My bin was missed.", "Nobody came!", "Why?", "I give up"],
        ["Mr. Smith and Mrs. Okoro rang.", "Dr. Lee did not."],
        ["Cllr. Poole lives at St. Mary's.", "He knows."],
        ["They came at 9 a.m. and left.", "Then nothing."],
        ["They came at 9 a.m.", "She had gone."],
        ["J. Smith and A. B. Jones signed it.", "I did not."],
        ["Flat no. 5 has damp, e.g. mould etc. on walls.", "Help."],
        ["They said no.", "I asked again."],
        ["It cost £1.50 for 2.5 hours.", "Too much."],
        ["I waited...", "Nobody came…", "I left."],
        ["Why?!", "Who knows!!!", "Not me."],
        ['"We will come."', "They didn't.", "(I waited in.)", "All day."],
        ["see www.anytown.gov.uk for details", "then ring"],
        ["i rang twice.", "nobody answered.", "still damp"],
    ],
)
@pytest.mark.parametrize("space", [" ", "\n", "\n\n"])
def test_sentences_end_where_a_reader_ends_them(expected, space):
    if expected[-1:] == ["then ring"] and space == " ":
        expected = [" ".join(expected)]
    assert sentences(space.join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody came.They lied.", ["Nobody came.", "They lied."]),
        ("Nobody came!They lied?Yes", ["Nobody came!", "They lied?", "Yes"]),
        ("What is this?!They lied", ["What is this?!", "They lied"]),
        ("Bin missed\nRang twice\n\nno reply", ["Bin missed", "Rang twice", "no reply"]),
        ("- damp\n- mould\n- rats", ["- damp", "- mould", "- rats"]),
        (" \n\t ", []),
        ("...", ["..."]),
    ],
)
def test_missing_spaces_and_lines(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("first", "second", "parts"),
    [
        ("I have been ringing the council about the damp", "since May and nobody has come", 1),
        ("I have been ringing the council about the damp", "Nobody has come", 2),
        ("I have been ringing the council about the damp", "- since May", 2),
        ("I have been ringing the council about it.", "nobody has come", 2),
        ("damp in bedroom", "rang twice", 2),
    ],
)
def test_a_line_that_a_mail_program_broke_goes_on(first, second, parts):
    assert len(split_sentences(f"{first}\n{second}")) == parts
    assert len(split_sentences(f"{first}\n\n{second}")) == 2


def test_200_words_without_punctuation_are_cut_to_40():
    words = [f"word{n}" for n in range(200)]
    assert sentences(" ".join(words)) == [" ".join(words[n : n + 40]) for n in range(0, 200, 40)]


def test_long_sentences_are_cut_between_clauses():
    text = f"{'bin ' * 30}was missed, and {'nobody ' * 20}came because {'of ' * 20}staff"
    assert [part.split()[0] for part in sentences(text)] == ["bin", "and", "because"]
    assert all(len(part.split()) <= MAX_WORDS for part in sentences(text))


@pytest.mark.parametrize(("words", "parts"), [(40, 1), (41, 2), (80, 2), (81, 3)])
def test_forty_words_are_not_too_many(words, parts):
    assert len(split_sentences("bin " * words)) == parts


def test_the_limit_can_be_set():
    assert sentences("one two three four five", 2) == ["one two", "three four", "five"]


@settings(max_examples=150, deadline=None)
@given(WRITING, st.sampled_from((MAX_WORDS, 1, 3)))
def test_offsets_partition_any_text(text, max_words):
    spans = split_sentences(text, max_words)
    places = [0, *(place for span in spans for place in span), len(text)]
    assert places == sorted(places)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(len(text[start:end].split()) <= max_words for start, end in spans)
    outside = zip(places[::2], places[1::2], strict=True)
    assert not any(text[start:end].strip() for start, end in outside)


def test_no_word_is_cut():
    text = "The bin, the bag; the box: " * 40
    assert " ".join(sentences(text)) == re.sub(r"\s+", " ", text).strip()


def test_time_grows_with_length_only(long_text, seconds):
    assert seconds(split_sentences, long_text[:250_000]) < 1
