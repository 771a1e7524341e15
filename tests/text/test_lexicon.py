import pytest

from classifier.text.lexicon import Word, kind_of_word, plain_words, small_names, word_list

LISTS = (
    *("given_names", "nicknames", "other_names", "english_words", "common_words", "places"),
    *("not_names", "names_too"),
)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Monday", Word.OFFICE),
        ("Council", Word.OFFICE),
        ("Boiler", Word.PLAIN),
        ("boiler", Word.PLAIN),
        ("Plymouth", Word.PLACE),
        ("Hill", Word.FAMILY),
        ("May", Word.FAMILY),
        ("Grace", Word.EITHER),
        ("Chelsea", Word.EITHER),
        ("Kieran", Word.NAME),
        ("KIERAN", Word.NAME),
        ("Xyloph", Word.UNKNOWN),
        ("O’Brien", kind_of_word("O'Brien")),
        ("Twenty-five", Word.PLAIN),
        ("Kieran-Xyloph", Word.NAME),
        ("A-B", Word.UNKNOWN),
        ("", Word.UNKNOWN),
    ],
)
def test_what_a_word_may_be(word, kind):
    assert kind_of_word(word) is kind


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_words_in_small_letters_without_their_heads(name):
    words = word_list(name)
    assert len(words) > 20
    assert not any(word.startswith("#") or word != word.lower() for word in words)


def test_names_in_small_letters_are_no_plain_words():
    assert {"kieran", "john"} <= small_names()
    assert small_names().isdisjoint({"rose", "will", "mark", "leicester", "may"})
    assert len(small_names() & plain_words()) < 50
