import pytest

from classifier.text.encoding import drop_invisible, mend_encoding, undo_entities, undo_escapes
from classifier.text.offsets import EditedText


def after(step, text):
    edited = EditedText(text, tracked=True)
    step(edited)
    plain = EditedText(text, tracked=False)
    step(plain)
    assert plain.text == edited.text
    return edited


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Itâ€™s Â£5", "It’s £5"),
        ("one line\nItâ€™s two", "one line\nIt’s two"),
        ("IsnÃ¢â‚¬â„¢t", "Isn’t"),
        ("\ud83d\ude00 ok", "😀 ok"),
        ("œuvre – “£5”, Zoë £é", "œuvre – “£5”, Zoë £é"),
        ("Mae’r tŷ’n oer – ŵ", "Mae’r tŷ’n oer – ŵ"),
        ("Zoe\u0308 and cafe\u0301s", "Zoë and cafés"),
        ("\u1112\u1161\u11ab", "한"),
        ("caf=C3=A9 =E2=80=93 soft=\nly=20\nnext", "café – softly \nnext"),
        ("2+2=20\nand =AB", "2+2 \nand =AB"),
        ("sum=20 of =3D", "sum=20 of =3D"),
    ],
)
def test_encodings_are_mended(before, expected):
    assert after(mend_encoding, before).text == expected


def test_a_repair_leaves_its_neighbours_in_place():
    edited = after(mend_encoding, "donâ€™t e\u0301 x")
    assert edited.text == "don’t é x"
    assert list(zip(edited.starts, edited.ends, strict=True)) == [
        *((0, 1), (1, 2), (2, 3), (3, 6), (6, 7), (7, 8), (8, 10), (10, 11), (11, 12)),
    ]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("a_x000D_\nb_x0009_c", "a\r\nb\tc"),
        ("_x0007_ _xZZZZ_", "  _xZZZZ_"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        (r"Dear Sir\n\nMy bin\nagain", "Dear Sir\n\nMy bin\nagain"),
        (r"Dear Sir\r\nMy bin", "Dear Sir\nMy bin"),
        (r"saved in C:\new\notes", r"saved in C:\new\notes"),
        ("a\\n\\nb\nc", "a\\n\\nb\nc"),
    ],
)
def test_escapes_are_undone(before, expected):
    assert after(undo_escapes, before).text == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("&amp;", "&"),
        ("&amp;amp;amp;", "&"),
        ("&amp;lt;b&amp;gt;", "<b>"),
        ("&amp;#163;5 &#xa3;5", "£5 £5"),
        ("R&D; B&Q; &notices &amp;notices", "R&D; B&Q; &notices &notices"),
    ],
)
def test_entities(before, expected):
    assert after(undo_entities, before).text == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("a\r\nb\x0bc\u2029d", "a\nb\nc\nd"),
        ("mis\u00adsed\u200b", "missed"),
        ("👩\u200d👧 a\u200d b\u200d", "👩\u200d👧 a b"),
        ("a\x00b\x9fc", "a b c"),
        ("•one\n  ▪ two\n· three · four", "- one\n- two\n- three · four"),
    ],
)
def test_what_shows_nothing_goes(before, expected):
    assert after(drop_invisible, before).text == expected
