"""What the person wrote, without what machines and officers added to it."""

from __future__ import annotations

import re
import unicodedata

from classifier.text.mail import strip_mail

# A text is HTML where it has one of these; 'a < b' and '<3' are no tags.
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|li|ul|ol|table|tr|td|th|font|a|html|body|head|style|"
    r"h[1-6]|blockquote|o:p|img|hr|meta)\b[^<>]{0,2000}>",
    re.I,
)
_MARKUP = re.compile(
    r"(?P<comment><!--+>?)|-->|<[!?][^<>]{0,2000}>|"
    r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*(?::[a-z0-9]+)?)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_BLOCK = frozenset(
    "p br div li tr table ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote hr pre section".split()
)
_CELL = frozenset(("td", "th"))
_UNSEEN = frozenset(("style", "script", "head", "title"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.I)
_NESTED_ENTITY = re.compile(r"&(?:amp;)+(?=[a-z#])", re.I)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Zero-width and bidirectional marks, the soft hyphen and the byte-order mark: nobody typed them.
# A joiner stays within an emoji, which it holds together.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|"
    "\u200d(?=[\\w\\s]|$)"
)
_DAMAGE = re.compile("[\x1b\x80-\x9f\ufffd\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BULLET = re.compile(r"(?m)^[ \t]*[\u2022\u25cf\u25aa\u25e6\u2023\uf0b7\uf0a7\u00b7][ \t]*")
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_PASSES = 6


def clean(text: str) -> str:
    """What the person wrote, ready to be read by a model or a person.

    Mends encoding damage; takes away HTML, invisible and control characters, mail headers,
    signatures of machines, disclaimers, and messages of the council's that are quoted below the
    person's own. Words that the person wrote stay as they wrote them, quoted ones of their own
    included. Running it twice changes nothing.

    Args:
        text: a cell of a case export.

    Returns:
        the cleaned text, possibly empty; lines end in a line feed; no two spaces in a row.
    """
    # What was escaped twice, or quoted within a quotation, shows itself after the first pass.
    for _ in range(_MOST_PASSES):
        before, text = text, _clean_once(text)
        if text == before:
            break
    return text


def _clean_once(text: str) -> str:
    if not text.isascii():
        text = _mend_encoding(text)
    text = _EXCEL_ESCAPE.sub(_excel_character, text)
    if _TAG.search(text):
        text = _strip_html(text)
    text = _LINE_END.sub("\n", _unescape(text))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _BULLET.sub("- ", text)
    return tidy(strip_mail(tidy(text)))


def tidy(text: str) -> str:
    """Runs of white space as one space or, between paragraphs, one blank line."""
    text = _SPACES.sub(" ", text)
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _mend_encoding(text: str) -> str:
    import ftfy
    from ftfy.badness import is_bad

    # Most texts have curly quotes and nothing wrong; the full repair is slow.
    if not _DAMAGE.search(text) and not is_bad(text):
        return unicodedata.normalize("NFC", text)
    # Curly quotes and full-width characters are the person's own; only damage is mended.
    return ftfy.fix_text(
        text,
        unescape_html=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        remove_control_chars=False,
        normalization="NFC",
    )


def _excel_character(match: re.Match[str]) -> str:
    # Excel's own escape for characters that XML can't hold.
    character = chr(int(match.group(1), 16))
    return character if character in "\t\n\r" or character.isprintable() else " "


def _strip_html(text: str) -> str:
    """The text of an HTML fragment, blocks on lines of their own.

    The standard library's parser isn't used: it takes '<jo@example.org>' for a tag, and its time
    grows with the square of the length where a tag or a comment isn't closed.
    """
    shown: list[str] = []
    unseen: list[str] = []
    waiting_for = ""
    last = 0
    for mark in _MARKUP.finditer(text):
        (unseen if waiting_for else shown).append(text[last : mark.start()])
        last = mark.end()
        name = (mark["name"] or "").lower()
        if waiting_for:
            closed = f"{mark['close']}{name}" if name else mark.group()[-3:]
            if closed == waiting_for:
                waiting_for = ""
                unseen.clear()
        elif mark["comment"] and not mark.group().endswith(">"):
            waiting_for = "-->"
        elif name in _UNSEEN and not mark["close"]:
            waiting_for = f"/{name}"
        else:
            shown.append("\n" if name in _BLOCK else " " if name in _CELL else "")
    # What a never closed comment or style would hide is shown: it may be the person's words.
    return "".join([*shown, *unseen, text[last:]])


def _unescape(text: str) -> str:
    import html

    if "&" not in text:
        return text
    text = _NESTED_ENTITY.sub("&", text) if "&amp;" in text else text
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)
