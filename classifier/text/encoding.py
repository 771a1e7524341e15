"""Damage that programs did to characters on the way: encodings, escapes, invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata

from classifier.text.offsets import Edit, EditedText, run_edits, trimmed_edit

# Two neighbours beyond ASCII, or one of these, are the least that damage shows itself by; most
# texts have single pound signs and curly quotes only.
_MAY_BE_DAMAGED = re.compile(
    "[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9f\u00c2\u00c3\u0152\u0153\ufffd\ud800-\udfff]))"
)
_DAMAGE = re.compile("[\x80-\x9f\ufffd\ud800-\udfff]")
# Where a character can't join the one before it, a part of the text can be composed alone.
_COMPOSED_ALONE = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")
_ENTITY = re.compile(
    r"&(?:amp;)*(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});|&(?:amp;)+(?=[a-z#])", re.I
)
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TERMINAL = re.compile("\x1b\\[[\\d;]{0,20}[A-Za-z]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Zero-width and bidirectional marks, the soft hyphen and the byte-order mark: nobody typed them.
# A joiner stays within an emoji, which it holds together.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+|"
    "(?<!\u200d)\u200d++(?=[\\w\\s]|$)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BULLET = re.compile(r"(?m)^[ \t]*[\u2022\u25cf\u25aa\u25e6\u2023\uf0b7\uf0a7\u00b7][ \t]*")
# A mail that was stored as it travels: only these tell it from '=20' in a sum.
_PRINTABLE_SIGNS = ("=E2=80=", "=C2=A", "=20\n", "=20\r\n", "=0D=0A", '=3D"')
_PRINTABLE = re.compile(r"=\r?\n|(?:=[0-9A-F]{2})+")
_WRITTEN_LINE_END = re.compile(r"(?:\\r)?\\n")


def mend_encoding(edited: EditedText) -> None:
    """Undo mojibake, half-decoded mails, and decomposed letters.

    Curly quotes, ligatures and full-width characters are the person's own and stay.
    """
    if "=" in edited.text and any(sign in edited.text for sign in _PRINTABLE_SIGNS):
        edited.sub(_PRINTABLE, _decode_printable)
    if edited.text.isascii():
        return
    if _MAY_BE_DAMAGED.search(edited.text):
        _mend_mojibake(edited)
    if not unicodedata.is_normalized("NFC", edited.text):
        edited.apply(
            edit
            for match in _COMPOSED_ALONE.finditer(edited.text)
            for edit in trimmed_edit(
                match.start(), match.group(), unicodedata.normalize("NFC", match.group())
            )
        )


def _mend_mojibake(edited: EditedText) -> None:
    import ftfy
    from ftfy.badness import is_bad

    edits: list[Edit] = []
    start = 0
    for line in edited.text.split("\n"):
        if not line.isascii() and (_DAMAGE.search(line) or is_bad(line)):
            mended = ftfy.fix_text(
                line,
                unescape_html=False,
                uncurl_quotes=False,
                fix_latin_ligatures=False,
                fix_character_width=False,
                fix_line_breaks=False,
                remove_terminal_escapes=False,
                remove_control_chars=False,
                normalization=None,
            )
            edits += run_edits(start, line, mended)
        start += len(line) + 1
    edited.apply(edits)


def _decode_printable(match: re.Match[str]) -> str:
    octets = match.group()
    if octets.endswith("\n"):
        return ""
    try:
        return bytes.fromhex(octets.replace("=", "")).decode("utf-8")
    except UnicodeDecodeError:
        return octets


def undo_escapes(edited: EditedText) -> None:
    """Undo a spreadsheet's and a program's escapes and HTML entities, once or twice escaped."""
    text = edited.text
    if "_x" in text:
        edited.sub(_EXCEL_ESCAPE, _excel_character)
    if "\x1b" in text:
        edited.sub(_TERMINAL, "")
    if "\\n" in text and "\n" not in text and ("\\n\\n" in text or "\\r\\n" in text):
        edited.sub(_WRITTEN_LINE_END, "\n")


def _excel_character(match: re.Match[str]) -> str:
    # Excel's own escape for characters that XML can't hold.
    character = chr(int(match.group(1), 16))
    return character if character in "\t\n\r" or character.isprintable() else " "


def undo_entities(edited: EditedText) -> None:
    """Write HTML entities as the characters that they stand for."""
    if "&" in edited.text:
        edited.sub(_ENTITY, _entity_character)


def _entity_character(match: re.Match[str]) -> str:
    entity = "&" + match.group()[1:].replace("amp;", "") if "&amp;" in match.group() else ""
    return html.unescape(entity or match.group())


def drop_invisible(edited: EditedText) -> None:
    """Take away what shows nothing, and give every line and list one kind of end and bullet."""
    text = edited.text
    if not text.replace("\n", " ").isprintable():
        edited.sub(_LINE_END, "\n")
        edited.sub(_INVISIBLE, "")
        edited.sub(_CONTROL, " ")
    if not edited.text.isascii():
        edited.sub(_BULLET, "- ")
