import pytest

from classifier.text.cleaning import clean

OWN = "My bin was missed again. I rang twice."
COUNCIL_REPLY = (
    "Dear Ms Okoro\n\nThank you for your e-mail. Your complaint has been logged and "
    "we aim to respond within 10 working days.\n\nKind regards\nKaren Lee\nWaste Officer"
)
OWN_EARLIER = "I have been waiting since May. My mum can't get out of her flat."


def quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


INTRODUCTIONS = {
    "Gmail": "On Tue, 12 Mar 2024 at 10:15, {sender} wrote:",
    "Gmail, broken in two": "On Tue, 12 Mar 2024 at 10:15, {name}\n<{address}> wrote:",
    "Apple": "On 12 Mar 2024, at 10:15, {sender} wrote:",
    "no time": "On 12 Mar 2024, {name} wrote:",
    "Outlook": (
        "________________________________\nFrom: {sender}\nSent: 12 March 2024 10:15\n"
        "To: Ada Okoro\nSubject: RE: Missed bin\n"
    ),
    "Outlook, bold": "*From:* {sender}\n*Sent:* 12 March 2024 10:15\n*To:* Ada Okoro\n",
    "Original Message": (
        "-----Original Message-----\nFrom: {sender}\nDate: 12/03/2024\nSubject: RE: Missed bin\n"
    ),
    "forwarded on a phone": (
        "Begin forwarded message:\n\nFrom: {sender}\nDate: 12 March 2024\nTo: Ada Okoro\n"
    ),
}
COUNCIL = {"name": "Customer Services", "address": "customer.services@anytown.gov.uk"}
ADA = {"name": "Ada Okoro", "address": "ada.okoro@gmail.com"}


def chain(introduction, sender, body, mark):
    sender = {**sender, "sender": f"{sender['name']} <{sender['address']}>"}
    older = f"{INTRODUCTIONS[introduction].format(**sender)}\n{body}"
    return f"{OWN}\n\n{quoted(older) if mark else older}"


@pytest.mark.parametrize("mark", [False, True], ids=["plain", "with >"])
@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_quoted_reply_of_the_council_goes(introduction, mark):
    assert clean(chain(introduction, COUNCIL, COUNCIL_REPLY, mark)) == OWN


@pytest.mark.parametrize("mark", [False, True], ids=["plain", "with >"])
@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_own_earlier_mail_stays_without_its_marks(introduction, mark):
    cleaned = clean(chain(introduction, ADA, OWN_EARLIER, mark))
    assert cleaned.startswith(f"{OWN}\n\n")
    assert cleaned.endswith(f"\n\n{OWN_EARLIER}")
    assert ">" not in cleaned
    assert "wrote:" not in cleaned
    assert "ada.okoro" not in cleaned


def test_own_mail_with_the_councils_phrases_stays_where_a_private_address_sent_it():
    body = "You said 10 working days and that we will respond. Nobody has."
    assert clean(chain("Outlook", ADA, body, mark=False)).endswith(body)


def test_a_council_officer_is_known_by_the_words_where_the_sender_is_a_mere_name():
    sender = {"name": "Lee, Karen", "address": "karen.lee@example.org"}
    assert clean(chain("Outlook", sender, COUNCIL_REPLY, mark=False)) == OWN


def test_reply_between_the_own_mails_goes_and_both_of_those_stay():
    oldest = chain("Gmail", ADA, OWN_EARLIER, mark=True).removeprefix(f"{OWN}\n\n")
    text = f"{chain('Outlook', COUNCIL, COUNCIL_REPLY, mark=False)}\n\n{oldest}"
    assert clean(text) == f"{OWN}\n\n{OWN_EARLIER}"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("> On 12 Jan Ada Okoro wrote:", OWN_EARLIER),
        ("> On 12 Jan Customer Services wrote:", ""),
    ],
)
def test_a_quoted_attribution_needs_no_time(line, kept):
    assert clean(f"{OWN}\n\n{line}\n> {OWN_EARLIER}") == f"{OWN}\n\n{kept}".strip()


def test_answers_between_quoted_lines_stay_and_the_quoted_lines_go():
    text = (
        "> We aim to collect within 10 working days.\nThat was six weeks ago.\n"
        "> Thank you for your patience.\nI have none left."
    )
    assert clean(text) == "That was six weeks ago.\n\nI have none left."


def test_header_of_the_only_mail_goes_and_words_of_its_subject_stay():
    text = (
        "From: Ada Okoro <ada.okoro@gmail.com>\nSent: 12 March 2024 10:15\n"
        f"To: complaints@anytown.gov.uk\nCc: Cllr Poole\nSubject: RE: FW: Missed bin\n\n{OWN}"
    )
    assert clean(text) == f"Missed bin\n\n{OWN}"


def test_words_that_the_councils_web_form_sent_stay():
    text = f"From: noreply@anytown.gov.uk\nSubject: Complaint\n\nDetails: {OWN}"
    assert clean(text) == f"Complaint\n\nDetails: {OWN}"


def test_reply_on_top_of_the_own_mail_goes():
    text = (
        f"From: complaints@anytown.gov.uk\nTo: Ada Okoro\n\n{COUNCIL_REPLY}\n\n"
        f"From: Ada Okoro\nTo: complaints@anytown.gov.uk\n\n{OWN}"
    )
    assert clean(text) == OWN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Subject: Missed bin", "Missed bin"),
        ("Subject: Re: Fwd: RE: Missed bin\nAgain", "Missed bin\nAgain"),
        ("SUBJECT : Missed bin\nAgain", "Missed bin\nAgain"),
        ('Subject: "No heating"\nAgain', '"No heating"\nAgain'),
        ("Subject:\nMissed bin", "Subject:\nMissed bin"),
        ("The subject: missed bins", "The subject: missed bins"),
    ],
)
def test_words_of_a_subject_line_stay(before, after):
    assert clean(before) == after


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my iPad. Please excuse any mistakes",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Yahoo Mail on Android",
        "Sent from Outlook for iOS",
        "Sent from Mail for Windows",
        "sent via BT Email App",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Disclaimer: views are my own",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "This email and any files with it are confidential and\nintended solely for the use of\n"
        "the individual to whom they are addressed.",
        "This message is intended only for the person named.\nPlease delete it otherwise.",
        "The information contained in this e-mail may be privileged.",
        "If you have received this message in error please tell the sender.",
        "If you are not the intended recipient, delete it.",
        "Please consider the environment before printing this e-mail.",
        "CAUTION: This email originated from outside the organisation.",
        "[EXTERNAL]",
        "Virus-free. www.avast.com",
        "Scanned by a mail filter",
    ],
)
def test_lines_that_machines_add_go(line):
    assert clean(f"{OWN}\n\n{line}") == OWN
    assert clean(f"{line}\n\n{OWN}") == OWN


@pytest.mark.parametrize("own", [OWN, f"{OWN} Thanks, Ada."])
def test_sent_from_goes_where_line_breaks_were_lost(own):
    assert clean(f"{own} Sent from my iPhone") == own


@pytest.mark.parametrize(
    "line",
    [
        "On Monday I rang the council and then I wrote",
        "On 3 March your housing officer wrote:",
        "On Monday the council wrote:",
        "Sent from my flat to a hostel with two bags",
        "This was sent from my iPhone",
        "This email is intended as a formal complaint.",
        "This email is confidential, please don't tell my neighbour.",
        "If you have received my earlier letters you would know.",
        "Disclaimer fees were charged twice.",
        "External walls are damp.",
        "To: whoever reads these",
        "From: the third floor",
        "Date: 12 March",
        "The original message was lost",
        "--",
        "3 > 2 weeks",
    ],
)
def test_own_lines_that_look_like_a_machines_stay(line):
    text = f"{OWN}\n{line}\nWe have logged nothing, you said. I want it done."
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sent from my iPhone",
        "> We aim to respond within 10 working days.\n> Thank you for contacting us.",
        "From: complaints@anytown.gov.uk\nTo: Ada Okoro",
        "This message is intended only for the addressee.\nPlease delete it.",
    ],
)
def test_the_whole_text_stays_where_nothing_else_would_be_left(text):
    assert clean(text) == text
