import pytest

from classifier.text.cleaning import read_text
from classifier.text.document import Part, Removed

RAW = "Dear Sir,\r\n\r\n&pound;40   was <b>lost</b>.\r\n\r\nSent from my iPhone"


def test_a_quotation_is_found_in_the_original():
    read = read_text(RAW)
    assert read.text == "Dear Sir,\n\n£40 was lost."
    start, end = read.to_raw(read.text.index("£40"), read.text.index("."))
    assert RAW[start:end] == "&pound;40   was <b>lost"


def test_parts_and_what_was_removed_have_their_places():
    read = read_text(RAW)
    assert read.parts == (
        Part(0, 9, "now", "complainant", "greeting"),
        Part(11, len(read.text), "now", "complainant", "message"),
    )
    tags = [Removed(RAW.index(tag), RAW.index(tag) + len(tag), "html") for tag in ("<b>", "</b>")]
    device = RAW.index("Sent")
    assert read.removed == (*tags, Removed(device, len(RAW), "device signature"))


@pytest.mark.parametrize(
    ("raw", "place", "expected"), [("ab  c", 3, 4), ("ab  c", 4, 5), (" a ", 1, 3), ("", 0, 0)]
)
def test_an_empty_stretch_has_a_place(raw, place, expected):
    assert read_text(raw).to_raw(place, place) == (expected, expected)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 6), (7, 7)])
def test_a_stretch_outside_the_text_is_an_error(start, end):
    with pytest.raises(ValueError, match=r"0 <= start <= end <= 5"):
        read_text("hello").to_raw(start, end)
