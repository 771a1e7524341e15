import pytest

from classifier.text.furniture import form_labels, line_cuts, may_have_furniture


def cuts(*lines):
    found = list(line_cuts(lines))
    if found:
        assert may_have_furniture("\n".join(lines))
    return found


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Sent from my iPhone", "device signature"),
        ("Sent with Proton Mail secure email.", "device signature"),
        ("Wysłane z iPhone", "device signature"),
        ("Anfonwyd o fy iPhone", "device signature"),
        ("Get Outlook for Mac", "device signature"),
        ("This message is intended only for the addressee", "disclaimer"),
        ("The views expressed in this email are the sender's", "disclaimer"),
        ("This email has been scanned for viruses", "disclaimer"),
        ("Emails to the council may be monitored.", "disclaimer"),
        ("We welcome correspondence in Welsh.", "disclaimer"),
        ("This form was submitted via the website", "form notice"),
        ("You have received a new online form submission", "form notice"),
        ("Please do not reply to this email as this mailbox is not monitored.", "form notice"),
        ("This is an automated message - do not reply.", "form notice"),
        ("Submitted on: 12/03/2024 10:15:22", "form notice"),
        ("We will use your information as our privacy notice says.", "form notice"),
        ("## Please type your reply above this line ##", "form notice"),
        ("Case 10123 opened on 12/03/2024 10:15 by JS", "form notice"),
    ],
)
def test_lines_of_machines_and_councils(line, why):
    assert cuts("My bin.", line, "") == [(1, 0, len(line) + 1, why)]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my flat to a hostel",
        "This is an automated reply and I am sick of them",
        "Please do not reply to this email with a form letter",
        "We will use your information desk",
        "A new complaint has been on my mind",
        "The following week nobody came",
        "Case workers opened my letters",
        "Any views on this?",
        "External walls are damp",
        "Privacy notice was never given to me",
    ],
)
def test_words_of_people(line):
    assert cuts(line) == []


def test_a_disclaimer_runs_to_the_end_of_its_paragraph():
    lines = ("Disclaimer: this is private.", "Delete it.", "", "My bin.")
    assert [(line, why) for line, _, _, why in cuts(*lines)] == [
        (0, "disclaimer"),
        (1, "disclaimer"),
    ]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Subject: RE: Fw: AW: bin", 0, 21),
        ("Pwnc/Subject: bin", 0, 14),
        ("Betreff: bin", 0, 9),
        ("Bin again. Sent from my Samsung Galaxy", 11, 38),
    ],
)
def test_labels_and_signatures_within_a_line(line, start, end):
    assert [cut[:3] for cut in cuts(line)] == [(0, start, end)]


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (["Name: Jo", "Address:", "What happened: it leaked"], {0: 5, 1: 8, 2: 14}),
        (["Name: Jo", "Address: 1 Elm Close"], {}),
        (["May: rang", "Tues: rang", "3 June: rang", "Friday: rang"], {}),
        (["name: jo", "Ratio 3:1", "10:15 rang", "Why? He said: no"], {}),
    ],
)
def test_labels_of_a_form(lines, labels):
    assert form_labels(lines) == labels


def test_fields_without_an_answer_go_and_answers_below_a_label_stay():
    lines = ("Title:", "Name: Jo", "Phone: Not provided", "Details:", "It leaks.", "Ref: N/A")
    assert [(line, why) for line, _, _, why in cuts(*lines)] == [
        (0, "empty field"),
        (2, "empty field"),
        (5, "empty field"),
    ]
