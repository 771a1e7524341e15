from array import array

import pytest

from classifier.text.structure import find_parts

BODY = "The lift has been out for a week and nobody tells us anything."


def parts(text, marks=None, messages=(("now", "complainant"),)):
    marks = array("I", marks or [0] * len(text))
    found = find_parts(text, marks, list(messages))
    return [(part.kind, text[part.start : part.end]) for part in found]


@pytest.mark.parametrize(
    "greeting",
    [
        "Dear Sir or Madam,",
        "Dear Mrs Lee",
        "Hi there",
        "Hello all,",
        "Good morning",
        "To whom it may concern",
        "FAO: Housing",
        "Bore da,",
        "Hi Karen and team",
        "Salaam,",
    ],
)
def test_greetings(greeting):
    assert parts(f"{greeting}\n\n{BODY}") == [("greeting", greeting), ("message", BODY)]
    if greeting.startswith("Dear") and greeting.endswith(","):
        assert parts(f"{greeting} {BODY}") == [("greeting", greeting), ("message", BODY)]


@pytest.mark.parametrize(
    "line",
    [
        "Hi bins not done",
        "Dear me what a mess",
        "Morning and evening it smells",
        "Hello hello hello",
    ],
)
def test_first_lines_that_are_no_greeting(line):
    assert parts(f"{line}\n{BODY}") == [("message", f"{line}\n{BODY}")]


@pytest.mark.parametrize(
    "signature",
    [
        "Yours faithfully,\nE. Whittle (Mrs)",
        "Kind regards\n\nAda Okoro\nFlat 6, Tern House\n07700 900123",
        "Thanks",
        "Many thanks, Ada",
        "Diolch yn fawr\nHuw",
        "Ada Okoro",
        "Mr B. O'Neil\n14 Mill Lane\nAN4 7QX",
        "--\nPriya Nair\nChair of governors",
    ],
)
def test_signatures(signature):
    assert parts(f"{BODY}\n\n{signature}") == [("message", BODY), ("signature", signature)]


@pytest.mark.parametrize(
    "end",
    [
        "Please help.",
        "Disgraceful.",
        "Disgraceful",
        "Thanks for nothing, you lot, as ever.",
        "It is cold",
        "no",
    ],
)
def test_last_lines_that_are_no_signature(end):
    assert parts(f"{BODY}\n{end}") == [("message", f"{BODY}\n{end}")]


@pytest.mark.parametrize("text", ["Ada Okoro", "Thanks", "--"])
def test_a_text_that_is_nothing_else_is_a_message(text):
    assert parts(text) == [("message", text)]


def test_a_postscript_is_a_message_again():
    text = f"{BODY}\nRegards\nSue\nPS It stinks."
    assert parts(text) == [
        ("message", BODY),
        ("signature", "Regards\nSue"),
        ("message", "PS It stinks."),
    ]


def test_labels_of_a_form():
    text = "Name: Jo\nService: Parks\nDetails:\nThe gate is locked."
    assert parts(text) == [
        ("form label", "Name:"),
        ("message", "Jo"),
        ("form label", "Service:"),
        ("message", "Parks"),
        ("form label", "Details:"),
        ("message", "The gate is locked."),
    ]


def test_messages_are_parted_by_their_marks():
    text = "New.\n\nDear Sir,\nOld."
    found = find_parts(
        text, array("I", [0] * 6 + [1] * 14), [("now", "complainant"), ("quoted", "unknown")]
    )
    assert [(part.role, part.author, part.kind) for part in found] == [
        ("now", "complainant", "message"),
        ("quoted", "unknown", "greeting"),
        ("quoted", "unknown", "message"),
    ]
