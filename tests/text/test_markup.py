import pytest

from classifier.text.markup import strip_markup
from classifier.text.offsets import EditedText


def stripped(text):
    edited = EditedText(text, tracked=True)
    strip_markup(edited)
    return edited


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<p>A</p><p>B</p>", "\nA\n\nB\n"),
        ("a<br/>b<BR />c", "a\nb\nc"),
        ("<td>1</td><td>2</td>", " 1  2 "),
        ("<blockquote>x<br>y</blockquote>z", "\n> x\n> y\nz"),
        ("<div>a\n   b</div>", "\na b\n"),
        ("a <b>line</b>\nanother", "a line\nanother"),
        ("<pre>a\nb</pre><p>", "\na\nb\n\n"),
        ("<style>p{}</style>x", "x"),
        ("<p><!-- a <b>c</b> -->x", "\nx"),
        ("<p><!-- never <b>closed</b>", "\n never closed"),
        ('<p style="a>b">x</p>', '\nb">x\n'),
        ("<img src='data:image/png;base64," + "A" * 5000 + "'>x", "x"),
        ("<td nowrap>x", " x"),
    ],
)
def test_tags_become_lines_and_spaces(before, expected):
    assert stripped(before).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "under <a pound but over> 50p",
        "<b as in bad> written",
        "<jo@example.org> and <name>",
        "x < y > z <3",
        "see <https://example.org/form>".replace("see ", ""),
        "[see photo] [1] [cid]",
    ],
)
def test_words_between_angles_and_brackets_stay(text):
    assert stripped(text).text == text
    assert stripped(f"<p>{text}</p>").text == f"\n{text}\n"


@pytest.mark.parametrize(
    ("before", "expected", "why"),
    [
        ("jo@x.org<mailto:jo@x.org> said", "jo@x.org said", "link"),
        ("our page <https://x.org/a?b=c>.", "our page.", "link"),
        ("[cid:image001.png@01D]", "", "image"),
        ("[image: Council logo] Hello", " Hello", "image"),
        ("[Image removed by sender.]", "", "image"),
    ],
)
def test_links_and_pictures_that_programs_wrote_out_go(before, expected, why):
    edited = stripped(before)
    assert (edited.text, [gone[2] for gone in edited.removed]) == (expected, [why])
