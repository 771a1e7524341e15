from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.cleaning import clean, read_text

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


def test_one_blank_line_stays_between_paragraphs():
    assert clean(" a  b \n\n \n\tc ") == "a b\n\nc"


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


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(ANY_CHARACTER, max_size=4), max_size=14).map("".join))
def test_places_lead_back_to_the_original(raw):
    read = read_text(raw)
    assert read.text == clean(raw)
    places = [read.to_raw(at, at + 1) for at in range(len(read.text))]
    assert all(0 <= start < end <= len(raw) for start, end in places)
    assert all(a <= b and c <= d for (a, c), (b, d) in pairwise(places))
    for character, (start, end) in zip(read.text, places, strict=True):
        # A visible ASCII character that stands alone in its run was not made from another one.
        if end - start == 1 and character.isascii() and character.isalnum():
            assert raw[start] == character
    assert all(0 <= gone.start < gone.end <= len(raw) for gone in read.removed)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join))
def test_parts_are_in_order_and_leave_out_white_space_only(raw):
    read = read_text(raw)
    ends = [0, *(place for part in read.parts for place in (part.start, part.end)), len(read.text)]
    assert ends == sorted(ends)
    assert not any(read.text[a:b].strip() for a, b in zip(ends[::2], ends[1::2], strict=True))
    assert all(read.text[part.start : part.end].strip() for part in read.parts)


@pytest.mark.parametrize("depth", [1, 7, 40])
def test_what_is_wrapped_many_times_is_unwrapped(depth):
    assert clean("<b" * depth + ">" * depth + "Bin") == "Bin"
    assert clean("Subject: " * depth + "bin") == "bin"
    assert clean("&" + "amp;" * depth + "lt;p&gt;Bin") == "Bin"


HOSTILE = {
    "headers in one line": "From: a Sent: b To: c Subject: d ",
    "half headers in one line": "x From: a Sent: 12/03/2024 To: ",
    "labels": "Name:\n",
    "headers": "From: a\nTo: b\nhi\n",
    "subjects": "subject: re: ",
    "entities": "&amp;",
    "an attribute": "<a ======",
    "attributes": "<p x=1 nowrap ",
    "pictures": "[cid:[image: ",
    "links": "x <http://a ",
    "mojibake": "donâ€™t ",
    "damage without words": "â€™",
    "decomposed letters": "e\u0301",
    "combining marks": "\u0301",
    "escapes": "_x000D_=E2=80=99=20\n\x1b[",
    "white space": " \t\n ",
    "chats": "[12/03/2024, 10:15] Agent: x\n",
    "disclaimers": "this email is\n",
    "broken attributions": "On 12/03/2024 10:15 a\n",
    "alternating quotes": "> a\nb\n",
    "quotes in one line": "> ",
    "attributions in one line": "On 1 Jan 2024 at 10:15, aaa@a.b wrote: > x ",
    "block quotations": "<blockquote>",
    "emoji": "👨\u200d👩",
    "greetings and names": "Dear Ada Okoro\nRegards\n",
    "lone surrogates": "\ud800",
}


@pytest.mark.parametrize("size", [60_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_take_no_longer_than_their_length(piece, size, seconds):
    # A pattern that takes the square of the length needs minutes for the shorter one already.
    assert seconds(read_text, piece * (size // len(piece))) < 1.5 + 12e-6 * size


def test_a_megabyte_of_words_is_cleaned_within_a_second(seconds):
    assert seconds(clean, "My bin was missed again, and it cost me £40.\n" * 23_000) < 1


def test_time_grows_with_length_only(long_text, seconds):
    assert seconds(clean, long_text[:250_000]) < 2
