"""What the person wrote, without what machines and officers added to it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from classifier.text.mail import strip_mail

_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|li|ul|ol|table|tr|td|th|font|a|html|body|"
    r"head|style|h[1-6]|blockquote|o:p|img|hr|meta)\b[^<>]{0,2000}>",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.I)
_BLOCK = frozenset(
    [
        "p",
        "br",
        "div",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
    ]
)
_UNSEEN = frozenset(("style", "script", "head", "title"))
# Zero-width and bidirectional marks, the soft hyphen and the byte-order mark: nobody typed them.
# A joiner stays within an emoji, which it holds together.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\u200d(?=[\\w\\s]|$)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BULLET = re.compile(r"(?m)^[ \t]*[\u2022\u25cf\u25aa\u25e6\u2023\uf0b7\u00b7][ \t]*")
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _TextOnly(HTMLParser):
    """Collects the text of an HTML fragment, blocks on lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._hidden += 1
        if tag in _BLOCK:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCK:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def clean(text: str) -> str:
    """What the person wrote, ready to be read by a model or a person.

    Mends encoding damage; takes away HTML, invisible and control characters, mail headers,
    signatures of machines, disclaimers, and messages of the council's that are quoted below the
    person's own. Words that the person wrote stay as they wrote them, quoted ones of their own
    included. Running it twice changes nothing.

    Args:
        text: a cell of a case export.

    Returns:
        the cleaned text, possibly empty; lines end in ``\\n``; no two spaces in a row.
    """
    if not text.isascii():
        text = _mend_encoding(text)
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    text = _EXCEL_ESCAPE.sub(_excel_character, text)
    if _TAG.search(text):
        text = _strip_html(text)
    elif _ENTITY.search(text):
        text = _unescape(text)
    text = _INVISIBLE.sub("", text)
    text = _CONTROL.sub(" ", text)
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    text = _BULLET.sub("- ", text)
    return tidy(strip_mail(tidy(text)))


def tidy(text: str) -> str:
    """Runs of white space as one space or, between paragraphs, one blank line."""
    text = _SPACES.sub(" ", text)
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _mend_encoding(text: str) -> str:
    import ftfy

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
    return character if character in "\t\n\r" else " "


def _strip_html(text: str) -> str:
    parser = _TextOnly()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


def _unescape(text: str) -> str:
    import html

    return html.unescape(text)
