"""The text of an HTML fragment, with its quotations marked as plain mail marks them."""

from __future__ import annotations

import re

from classifier.text.offsets import Edit, EditedText

# A tag has attributes with values, or none: 'under <a pound but over> b' is the person's words.
_END = (
    r"(?:\s[^<>=]*+=[^<>]*+|(?:\s++(?:nowrap|noshade|hidden|async|defer|checked|disabled)\b){1,5}"
    r"\s*+/?|\s*+/?)>"
)
_NAMES = (
    "p|br|div|span|b|i|u|s|a|q|em|strong|small|big|sub|sup|strike|del|ins|mark|font|center|"
    "li|ul|ol|dl|dt|dd|table|tbody|thead|tfoot|tr|td|th|col|colgroup|caption|html|body|head|"
    "style|script|title|meta|link|base|h[1-6]|blockquote|pre|code|tt|kbd|hr|img|map|area|section|"
    "article|header|footer|main|nav|aside|figure|figcaption|address|abbr|cite|time|picture|"
    "source|svg|path|video|audio|iframe|object|embed|form|fieldset|legend|input|button|label|"
    "select|option|textarea|noscript|wbr|[a-z][a-z0-9]{0,9}:[a-z][a-z0-9]{0,30}"
)
# A text is HTML where it has one of these; 'a < b' and '<3' are no tags.
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|li|ul|ol|table|tr|td|th|font|a|html|body|head|style|"
    rf"h[1-6]|blockquote|o:p|img|hr|meta){_END}",
    re.I,
)
_MARKUP = re.compile(
    r"(?P<comment><!--+>?)|-->|<[!?][^<>]{0,2000}>|"
    rf"<(?P<close>/?)(?P<name>{_NAMES}){_END}",
    re.I,
)
_BLOCK = frozenset(
    "p br div li tr table ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote hr pre section article "
    "header footer main aside fieldset form option".split()
)
_CELL = frozenset(("td", "th"))
_UNSEEN = frozenset(("style", "script", "head", "title"))
_WHOLLY_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|table|meta|style)\b", re.I)
_SOURCE_LINE = re.compile(r"\r?\n\s*")
# What mail programs write after a link's or an address' own words.
_LINK = re.compile(r"(?<=\S) ?<(?:mailto:|https?://|tel:)[^\s<>]{1,2000}>", re.I)
_IMAGE = re.compile(
    r"\[(?:cid:[^\s\[\]]{1,200}|image: [^\n\[\]]{0,80}|image removed by sender\.?[^\n\[\]]{0,80}|"
    r"inline image \d{0,3})\]",
    re.I,
)


def strip_markup(edited: EditedText) -> None:
    """Take away tags, and the links and pictures that programs wrote out.

    Blocks come to stand on lines of their own, lines of a block quotation behind a ``>``. The
    standard library's parser isn't used: it takes '<jo@example.org>' for a tag, keeps no places,
    and its time grows with the square of the length where a tag or a comment isn't closed.
    """
    if "<" in edited.text:
        if _TAG.search(edited.text):
            _strip_tags(edited)
        edited.sub(_LINK, "", "link")
    if "[" in edited.text:
        edited.sub(_IMAGE, "", "image")


def _strip_tags(edited: EditedText) -> None:
    if _WHOLLY_HTML.match(edited.text) and "<pre" not in edited.text.lower():
        edited.sub(_SOURCE_LINE, " ")  # the program that wrote the HTML broke its lines
    edited.apply(_tag_edits(edited.text))


def _tag_edits(text: str) -> list[Edit]:
    edits: list[Edit] = []
    hidden_from, waiting_for = 0, ""
    hidden: list[Edit] = []
    depth = 0
    for tag in _MARKUP.finditer(text):
        name, close = (tag["name"] or "").lower(), tag["close"] or ""
        if waiting_for:
            hidden.append(Edit(*tag.span(), "", "html"))
            if (f"{close}{name}" if name else tag.group()[-3:]) == waiting_for:
                waiting_for = ""
                hidden.clear()
                edits.append(Edit(hidden_from, tag.end(), "", "html"))
            continue
        hides = "-->" if tag["comment"] and not tag.group().endswith(">") else ""
        if name in _UNSEEN and not close:
            hides = f"/{name}"
        if hides:
            hidden_from, waiting_for = tag.start(), hides
            hidden.append(Edit(*tag.span(), "", "html"))
            continue
        if name == "blockquote":
            depth = max(0, depth - 1) if close else depth + 1
        line = "\n" + "> " * min(depth, 1)
        new = line if name in _BLOCK else " " if name in _CELL else ""
        edits.append(Edit(*tag.span(), new, "html"))
    # What a never closed comment or style would hide is shown: it may be the person's words.
    return edits + hidden
