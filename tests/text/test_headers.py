import pytest

from classifier.text.headers import Headers, break_flat_mail, is_forwarded, may_be_introduced
from classifier.text.offsets import EditedText

BLOCK = ["From: Ada", "Sent: Monday", "Subject: Bin", "", "My bin."]


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (BLOCK, 3),
        (["-----Original Message-----", *BLOCK], 4),
        (["________________", *BLOCK], 4),
        (["Begin forwarded message:", "", *BLOCK], 5),
        (["> From: Ada", "> To: Complaints", "> Hello"], 2),
        (["From: the third floor", "it leaks"], 0),
        (["On Mon, 4 Mar 2024 at 09:00, Jo <jo@example.org> wrote:"], 1),
        (["On Mon, 4 Mar 2024 at 09:00, Jo Pike", "<jo@example.org> wrote:"], 2),
        (["Jo Pike <jo@example.org> wrote:"], 1),
        (["2024-03-12 10:15 GMT+00:00 Jo <jo@example.org>:"], 1),
        (["On Monday your officer wrote:"], 0),
        (["> On Monday your officer wrote:"], 1),
        (["Am Di., 12. März 2024 um 10:15 Uhr schrieb Jo <jo@example.org>:"], 1),
        (["W dniu 12.03.2024 o 10:15, Jo pisze:"], 1),
        (["Le 12/03/2024 à 10:15, Jo a écrit :"], 1),
        (["Von: Jo", "Gesendet: Montag", "An: Amt", "Betreff: AW: Müll", ""], 4),
        (["Oddi wrth/From: Jo", "Anfonwyd/Sent: Llun", "At/To: Ni", "Pwnc/Subject: Bin", ""], 4),
        (["-----", "My bin"], 0),
        (["The original message was lost"], 0),
    ],
)
def test_introductions_have_so_many_lines(lines, length):
    assert Headers(lines).introduction_length(0) == length
    assert length == 0 or may_be_introduced("\n".join(lines).lower())


@pytest.mark.parametrize(
    ("lines", "sender", "recipient"),
    [
        (["From: Ada <a@x.org>", "To: Us; Cllr Day"], "Ada <a@x.org>", "Us; Cllr Day"),
        (["*From:* Ada", "*To:* B"], "Ada", "B"),
        (["Von: Ada", "An: Amt"], "Ada", "Amt"),
        (["> On 1 May 2024, Ada wrote:"], "Ada", ""),
        (["On 12 Mar 2024 at 10:15:32 GMT, Bin Team <b@x.org> wrote:"], "Bin Team <b@x.org>", ""),
        (["On 12 Mar at 9:15 AM Jo Pike", "<jo@x.org> wrote:"], "Jo Pike <jo@x.org>", ""),
        (["Subject: x", "Date: y"], "", ""),
    ],
)  # fmt: skip
def test_correspondents_of_an_introduction(lines, sender, recipient):
    headers = Headers(lines)
    assert headers.sender(range(len(lines))) == sender
    assert headers.recipient(range(len(lines))) == recipient


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Subject: FW: bin", True), ("Subject: Re: Fwd: bin", True), ("Subject: RE: bin", False)],
)
def test_forwarded_subjects(subject, expected):
    assert is_forwarded(subject) is expected


@pytest.mark.parametrize(
    ("flat", "lines"),
    [
        (
            "Hi. From: Ada Sent: 12 March 2024 To: Us Cc: Jo Subject: Bin My bin",
            ["Hi.", "From: Ada", "Sent: 12 March 2024", "To: Us", "Cc: Jo", "Subject: Bin My bin"],
        ),
        (
            "Hi. On 1 May 2024 at 10:15, Ada <a@x.org> wrote: > My bin > Again",
            ["Hi.", "On 1 May 2024 at 10:15, Ada <a@x.org> wrote:", "> My bin", "> Again"],
        ),
        ("I came From: Leeds To: York", ["I came From: Leeds To: York"]),
        ("On Monday Jo wrote: nothing", ["On Monday Jo wrote: nothing"]),
    ],
)
def test_lost_line_breaks_come_back_round_headers(flat, lines):
    edited = EditedText(flat, tracked=False)
    break_flat_mail(edited)
    assert edited.text.split("\n") == lines
