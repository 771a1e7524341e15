import pytest

from classifier.text.authors import (
    COMPLAINANT,
    COUNCIL,
    UNKNOWN,
    Correspondents,
    chat_author,
    is_council,
    mail_author,
)

KNOWN = Correspondents("Okoro, Ada <ada@example.org>", "Rewire Project")


@pytest.mark.parametrize(
    "sender",
    [
        "noreply@anytown.gov.uk",
        "Anytown Council",
        "Customer Services <x@example.org>",
        "Resident Resolution Team",
        "Lettings Complaints",
        "Housing Options",
        "Schools Admissions",
        "K. Lee, Housing Officer",
    ],
)
def test_names_of_the_council(sender):
    assert is_council(sender)


@pytest.mark.parametrize(
    "sender",
    ["Ada Okoro", "", "Brook Street Surgery", "Complaints R Us <x@gmail.com>", "Tim Parkinson"],
)
def test_names_of_others(sender):
    assert not is_council(sender)


@pytest.mark.parametrize(
    ("body", "sender", "known", "author"),
    [
        ("My bin.", "", None, COMPLAINANT),
        ("Thank you for your e-mail.", "", None, COMPLAINANT),
        ("Thank you for your e-mail.", "noreply@anytown.gov.uk", None, COUNCIL),
        ("I rang you twice.", "noreply@anytown.gov.uk", None, COMPLAINANT),
        ("Please look into this.", "cllr.day@anytown.gov.uk", None, UNKNOWN),
        ("Closed.", "Rewire Project", KNOWN, COUNCIL),
        ("Closed.", "Ada Okoro <ada@example.org>", KNOWN, COMPLAINANT),
        ("Closed.", "Ada Okoro", KNOWN, COMPLAINANT),
        ("We aim to respond in 10 working days.", "jo@gmail.com", KNOWN, COMPLAINANT),
        ("We aim to respond.", "Jo Lee", KNOWN, COUNCIL),
        ("My mum is ill.", "Jo Lee", KNOWN, COMPLAINANT),
        ("He needs a ramp.", "Dr Lee", KNOWN, UNKNOWN),
        (" ", "Ada Okoro", KNOWN, UNKNOWN),
    ],
)
def test_authors_of_mails(body, sender, known, author):
    assert mail_author(body, sender, known) == author


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("You", COMPLAINANT),
        ("Visitor 12", COMPLAINANT),
        ("Customer", COMPLAINANT),
        ("Customer Services", COUNCIL),
        ("Agent Karen", COUNCIL),
        ("Anytown Council", COUNCIL),
        ("Dina", UNKNOWN),
    ],
)
def test_participants_of_chats(name, author):
    assert chat_author(name) == author
