"""What stands before and behind a run of capitalised words."""

from __future__ import annotations

import re

from classifier.text import cues

_OPENING = " \t\"“‘('[*_"
_ENDS = frozenset(".!?:;…\n\r•>|”")
LEFT = 60  # characters before a run that are looked at
_MOST_LEFT = 4  # words of them
_LINE_END = re.compile(r"[ \t.,!x]*(?:\([^()\n]{1,60}\))?[ \t]*(?:\r?\n|\Z|[\]}]|[.,] ?[\[\]}+\d])")
_FOLLOWING = re.compile(r"[ \t]([^\W\d_]+(?:['’][^\W\d_]+)?)")
# Stands for every character that is replaced: no pattern matches it or reaches across it.
HIDDEN, HIDDEN_ADDRESS = "]", "}"
_POSTCODE = re.compile(
    rf",?\s{{1,3}}(?:[A-Z]{{1,2}}\d[A-Z\d]? ?[\dO][A-Z]{{2}}\b|{HIDDEN_ADDRESS})"
)
_GAP = 3  # characters between the lines of an address
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_CLOSE = 5  # words of a complimentary close at most


class Surroundings:
    """What stands round ``text[start:end]``.

    Attributes:
        text: the whole text.
        start: where the run begins.
        end: where it ends.
        starts: whether a sentence, a line or a quotation begins with the run.
        left: up to four words before the run in its sentence, in small letters.
    """

    __slots__ = ("_before", "_signs", "_stripped", "end", "left", "start", "starts", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self._before = text[max(0, start - LEFT) : start]
        self._stripped = before = self._before.rstrip(_OPENING)
        self.starts = not before or before[-1] in _ENDS or before.endswith((" -", " –", "\n-"))
        self._signs: bool | None = None
        self.left: tuple[str, ...] = ()
        if not self.starts:
            words = before.rsplit(None, _MOST_LEFT)[-_MOST_LEFT:]
            self.left = tuple([word.strip("\"“‘'(").lower() for word in words])

    @property
    def introduced(self) -> bool:
        """Whether the words before it introduce a person."""
        left = self.left
        if self._in_field:
            return True
        if not left:
            return False
        last = left[-1].rstrip(",")
        if last in cues.KIN or last in cues.STAFF:
            return True
        return " ".join(left[-2:]) in cues.INTRODUCTIONS

    @property
    def called(self) -> bool:
        """Whether the words before it say that a name follows, whatever word it is."""
        left = self.left
        return bool(left) and (
            left[-1] in cues.CALLED or left[-1] == "name" or " ".join(left[-2:]) in cues.NAME_IS
        )

    @property
    def _in_field(self) -> bool:
        """Whether it is the value of a line such as 'Name: …'."""
        if self._stripped[-1:] != ":":
            return False
        line = self._before[self._before.rfind("\n") + 1 :].rstrip(_OPENING)
        if not line.endswith(":") or len(line) == LEFT:
            return False
        words = line[:-1].lower().split()
        return 0 < len(words) <= 3 and words[-1] in cues.FIELDS  # noqa: PLR2004

    @property
    def following(self) -> str:
        """The word behind the run, in small letters; empty where none follows at once."""
        match = _FOLLOWING.match(self.text, self.end)
        return match.group(1).lower() if match else ""

    @property
    def possessive(self) -> bool:
        """Whether ``'s`` follows."""
        return self.text[self.end : self.end + 2] in {"'s", "’s"}

    @property
    def alone(self) -> bool:
        """Whether the run is a line of its own, and not the first, or the text's last word."""
        if not self.starts or not _LINE_END.match(self.text, self.end):
            return False
        before = self._before.rstrip(" \t(")
        return before.endswith("\n") or (bool(before) and self.ends)

    @property
    def ends(self) -> bool:
        """Whether the text ends with the run."""
        return not self.text[self.end : self.end + LEFT].strip(" \t.!x\n")

    @property
    def in_address(self) -> bool:
        """Whether a street stands right before it, or a postcode right behind."""
        before = self._before.rstrip(" ,\n\t")
        if 0 < len(self._before) - len(before) <= _GAP:
            word = before[before.rfind(" ") + 1 :].lower()
            if word.endswith(HIDDEN_ADDRESS) or word in cues.STREETS:
                return True
        return _POSTCODE.match(self.text, self.end) is not None

    @property
    def signs(self) -> bool:
        """Whether it follows a complimentary close, on its line or on the line before."""
        if self._signs is None:
            self._signs = follows_close(self._before)
        return self._signs


def follows_close(before: str) -> bool:
    """Whether the last line before a place is a complimentary close, as 'Kind regards,' is."""
    before = before[-LEFT:].rstrip()
    line = before[before.rfind("\n") + 1 :]
    pieces = len(line.split())
    if not 0 < pieces <= _SHORT_CLOSE:
        return False
    words = _WORD.findall(line.lower())
    return len(words) == pieces and words[-1] in cues.SIGN_OFFS
