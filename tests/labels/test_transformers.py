import pytest

from classifier.labels.transformers import TextCleaner, own_words

MAIL = (
    "Dear Sir or Madam,\n\nNobody has emptied our bin since Easter.\n\n"
    "Kind regards\nJo Marsh\n07700 900123"
)
OWN = "Nobody has emptied our bin since Easter."


@pytest.mark.parametrize(
    ("text", "everything", "own"),
    [
        (MAIL, MAIL, OWN),
        ("<p>The   bin\u200b is full</p>", "The bin is full", "The bin is full"),
        ("", "", ""),
        ("Kind regards\nJo", "Kind regards\nJo", "Kind regards\nJo"),
    ],
)
def test_cleaned_texts(text, everything, own):
    assert TextCleaner().transform([text]) == [everything]
    assert TextCleaner(parts="own").fit([text]).transform([text]) == [own]


def test_a_forwarded_message_of_the_persons_is_not_written_now():
    text = (
        "Any news?\n\n---------- Forwarded message ---------\n"
        "From: Jo Marsh <jo@example.com>\nDate: Mon, 2 June 2025\nSubject: Bin\n"
        "To: Sam <sam@example.com>\n\nThe bin is still full."
    )
    assert own_words(text) == "Any news?"
    assert "still full" in TextCleaner().transform([text])[0]


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="parts must be 'all' or 'own', found 'mine'"):
        TextCleaner(parts="mine").fit([])
    with pytest.raises(TypeError, match="found one string"):
        TextCleaner().transform("a text")
