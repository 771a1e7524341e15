import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.cleaning import clean, tidy

ANY_CHARACTER = st.characters(exclude_categories=[])
PIECES = st.sampled_from(
    (
        *("<p>", "</p>", "<br>", "<b ", "<!--", "-->", "<style>", "</style>", "<3", "a < b"),
        *("&amp;", "&lt;", "&gt;", "&#13;", "&nbsp;", "lt;", "_x000D_", "_x005F_", "x000D_"),
        *("\n", "\r", "\x0b", "\x85", "> ", ">", "\n\n", "\u200d", "\u200b", "\x00", "\u2022 "),
        *("From: Jo <jo@example.org>\n", "Sent: Monday\n", "Subject: Re: bin\n", "Subject: "),
        *(
            "On 12 March 2024 at 10:15, Jo <jo@example.org> wrote:\n",
            "-----Original Message-----\n",
        ),
        *("Sent from my iPhone", "Disclaimer: none\n", "Thank you for your e-mail. ", "My bin. "),
        *("Â£", "â€™", "Ã©", "caf\u00e9", "cafe\u0301"),
    )
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The bill was Â£120.50 again", "The bill was £120.50 again"),
        ("You donâ€™t reply â€“ ever", "You don’t reply – ever"),
        ("â€œUrgentâ€\x9d she said", "“Urgent” she said"),
        ("The cafÃ© bins in the cul-de-sac", "The café bins in the cul-de-sac"),
        ("You don\x92t care", "You don’t care"),
        ("It’s “urgent”, £1,250.00 owed", "It’s “urgent”, £1,250.00 owed"),
        ("cafe\u0301", "café"),
        ("Śmieci nie odebrane, proszę", "Śmieci nie odebrane, proszę"),
    ],
)
def test_encoding_damage_is_mended_and_nothing_else(before, after):
    assert clean(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>My bin was missed.</p><p>Again.</p>", "My bin was missed.\n\nAgain."),
        ("Line one<br>Line two<br/>Line three", "Line one\nLine two\nLine three"),
        ("<ul><li>Damp</li><li>Mould</li></ul>", "Damp\n\nMould"),
        ("<table><tr><td>Issue</td><td>Damp</td></tr></table>", "Issue Damp"),
        ("<P CLASS='x'>No <B>heating</B> for <i>weeks</i></P>", "No heating for weeks"),
        ("<style>p { color: red }</style><p>No heating</p>", "No heating"),
        ("<html><head><title>Mail</title></head><body>Bin</body></html>", "Bin"),
        ("<p>Bin<script>if (a < b) { go() }</script></p>", "Bin"),
        ("<p>Bin<!-- mso 9 --> missed</p>", "Bin missed"),
        ("<!--[if mso]><p>Outlook only</p><![endif]--><p>Bin</p>", "Bin"),
        ("<!--[if !mso]><!--><p>Bin</p><!--<![endif]-->", "Bin"),
        ("<p>Bin <!-- missed again", "Bin missed again"),
        ("<div>Bin</div><style>missed again", "Bin\nmissed again"),
        ("<p>Write to <jo@example.org> please</p>", "Write to <jo@example.org> please"),
        ("<p class=MsoNormal>Damp<o:p></o:p></p>", "Damp"),
        ("&lt;p&gt;Escaped twice&lt;/p&gt;", "Escaped twice"),
    ],
)
def test_html_becomes_text(before, after):
    assert clean(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "I <3 my street",
        "if a < b then a > b is wrong",
        "it took <5 minutes, then >3 weeks",
        "Write to <jo@example.org> please",
        "R&D; B&Q; Q&A",
        "terms &notices were lost",
        "- first\n- second",
        "The 👨‍👩‍👧 family next door",
    ],
)
def test_what_only_looks_like_markup_stays(text):
    assert clean(text) == text


def test_less_than_stays_in_html_too():
    assert clean("<p>I <3 it &amp; 2 < 3</p>") == "I <3 it & 2 < 3"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Tom &amp; Jerry&#39;s &quot;bin&quot;", 'Tom & Jerry\'s "bin"'),
        ("Owed &pound;50 &#8211; or &euro;60", "Owed £50 – or €60"),
        ("Rent &amp;amp; arrears", "Rent & arrears"),
        ("no&nbsp;heating", "no heating"),
        ("terms &notices &amp; letters", "terms &notices & letters"),
        ("&#0;&#55296;&#99999999; ok", "\ufffd\ufffd&#99999999; ok"),
    ],
)
def test_entities_become_characters(before, after):
    assert clean(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\ufeffmis\u00adsed\u200b bin", "missed bin"),
        ("\u2067left\u2069 \u202eright\u202c", "left right"),
        ("a\u200d b", "a b"),
        ("bin\x00missed\x07", "bin missed"),
        ("no\u00a0heating,\u3000\tno  water", "no heating, no water"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("one_x000D_\ntwo_x000D_three_x0009_four", "one\ntwo\nthree four"),
        ("costs _x00A3_5 _xD83D_", "costs £5"),
        ("  one  \n\n\n\n  two  ", "one\n\ntwo"),
        ("• Damp\n\u00b7Mould\n  \uf0b7\tRats", "- Damp\n- Mould\n- Rats"),
        ("Damp · mould", "Damp · mould"),
        ("", ""),
        (" \n\t\u200b\n ", ""),
    ],
)
def test_space_controls_and_bullets(before, after):
    assert clean(before) == after


def test_tidy_keeps_one_blank_line_between_paragraphs():
    assert tidy(" a  b \n\n \n\tc ") == "a b\n\nc"


@settings(max_examples=150, deadline=None)
@given(st.text(ANY_CHARACTER))
def test_any_text_is_cleaned_once_and_for_all(text):
    once = clean(text)
    assert clean(once) == once


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join))
def test_mail_and_markup_in_any_order_are_cleaned_once_and_for_all(text):
    once = clean(text)
    assert clean(once) == once
    assert "\r" not in once
    assert "  " not in once


def test_time_grows_with_length_only(long_text, seconds):
    assert seconds(clean, long_text) < 3
