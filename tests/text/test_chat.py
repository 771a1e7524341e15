import pytest

from classifier.text.chat import strip_chat
from classifier.text.mail import NOW, QUOTED
from classifier.text.offsets import EditedText


def stripped(*lines):
    edited, messages = EditedText("\n".join(lines), tracked=True), [(NOW, "complainant")]
    strip_chat(edited, messages)
    return edited, messages


@pytest.mark.parametrize(
    "stamp",
    [
        "[12/03/2024, 10:15:32] {}: ",
        "12/03/2024, 10:15 - {}: ",
        "[10:15] {}: ",
        "(10:15:02 am) {}: ",
        "[2024-03-12 10:15] - {}: ",
    ],
)
def test_stamps_go_and_the_councils_messages_too(stamp):
    edited, _ = stripped(
        f"{stamp.format('Dina')}The lamp is out",
        "again",
        f"{stamp.format('Street Team')}Please report it.",
        "Thank you.",
        f"{stamp.format('Dina')}I did",
    )
    assert edited.text == "The lamp is out\nagain\nI did"
    reasons = [why for *_, why in edited.removed]
    assert reasons == ["chat stamp", "council message", "council message", "chat stamp"]


@pytest.mark.parametrize(
    "line",
    [
        "12/03/2024, 10:15 - Dina: <Media omitted>",
        "[12/03/2024, 10:15:32] Dina: image omitted",
        "12/03/2024, 10:15 - Messages and calls are end-to-end encrypted. Tap to learn more.",
        "[10:15] Visitor: This message was deleted.",
    ],
)
def test_notices_of_the_program_go(line):
    edited, _ = stripped("[10:14] Visitor: No lights", line, "[10:16] Visitor: Still dark")
    assert edited.text == "No lights\nStill dark"


def test_several_neighbours_are_not_told_apart_from_the_complainant():
    edited, messages = stripped("[10:14] Dina: No lights", "[10:15] Kofi: Same here")
    assert edited.text == "No lights\nSame here"
    assert {messages[mark] for mark in edited.marks} == {(QUOTED, "unknown")}


@pytest.mark.parametrize(
    "lines",
    [
        ("[10:15] Dina: only one line",),
        ("[10:15] Agent: Hello", "[10:16] Agent: Anyone there?"),
        ("I rang at 10:15: no answer", "and at 11:20 - nothing: nobody"),
    ],
)
def test_the_text_stays_where_it_is_no_chat_or_only_the_councils(lines):
    edited, _ = stripped(*lines)
    assert edited.text == "\n".join(lines)
