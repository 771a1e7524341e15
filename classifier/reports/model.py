"""What a report is made of: sections of sentences, tables and charts, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "date", "count", "share", "interval", "days", "pounds"]
Place = Literal["page", "details", "workbook"]


@dataclass(frozen=True)
class Withheld:
    """A small number that is not shown."""

    def __str__(self) -> str:
        return "[c]"


@dataclass(frozen=True)
class Few:
    """A count on a base that is too small to give a share of it."""

    count: int
    base: int

    def __str__(self) -> str:
        return f"{self.count} of {self.base}"


WITHHELD = Withheld()
Value = str | int | float | Withheld | Few | None | tuple[float, float]

# Below this base a share jumps with every single case.
MIN_BASE = 10


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: heading.
        kind: ``text``; ``date``; ``count``; ``share``, 0 to 1; ``interval``, a pair of shares;
            ``days``, working days with a decimal; or ``pounds``.
    """

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        id: name within the report, letters, digits and ``_``.
        title: what it shows, with the period.
        columns: headings; the first column names the row.
        rows: a value a column; None where there is no data.
        base: what the shares are shares of.
        heat: shade shares by size (the number stands in the cell all the same).
        page_rows: rows that the page shows; the workbook has all.
        sheet: name of its sheet in the workbook, at most 31 characters; by default the title's.
        place: on the page, there behind a button (``details``), or in the workbook alone.
    """

    id: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    base: str = ""
    heat: bool = False
    page_rows: int = 40
    sheet: str = ""
    place: Place = "page"


@dataclass(frozen=True)
class TrendChart:
    """Lines over periods.

    Attributes:
        title: what it shows, as a sentence that states the finding.
        periods: names along the axis.
        series: name -> share a period, 0 to 1 (None where the base is too small to show).
        base: what the shares are shares of.
        alternative: the same in words, for who can't see the chart.
        table: its figures, shown beside it.
    """

    title: str
    periods: Sequence[str]
    series: dict[str, Sequence[float | None]]
    base: str
    alternative: str
    table: Table | None = None


@dataclass(frozen=True)
class ControlFigure:
    """A series over months with its limits.

    Attributes:
        title: what it shows, as a sentence that states the finding.
        periods: names along the axis.
        values: one a period; None where there is none.
        means, lower, upper: the limits at each period; None where there are none.
        signals: positions of the points that a rule names.
        open: positions of periods that are not complete.
        changes: position at which limits start afresh, and what was changed.
        shares: whether values are shares, 0 to 1; else counts.
        base: what is counted.
        alternative: the same in words.
        table: its figures, shown beside it.
    """

    title: str
    periods: Sequence[str]
    values: Sequence[float | None]
    means: Sequence[float | None]
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    signals: Sequence[int]
    open: Sequence[int]
    changes: Sequence[tuple[int, str]]
    shares: bool
    base: str
    alternative: str
    table: Table | None = None


Chart = TrendChart | ControlFigure


@dataclass(frozen=True)
class Quotation:
    """A person's words, redacted.

    Attributes:
        label: the label's name.
        words: the evidence.
        about: e.g. when it was received.
        before: the redacted text just before the evidence.
        after: and just after it.
    """

    label: str
    words: str
    about: str
    before: str = ""
    after: str = ""


@dataclass
class Section:
    """A part of the report under one heading.

    Attributes:
        id: anchor.
        title: heading.
        sentences: paragraphs of plain text.
        points: a list of plain sentences.
        numbered: whether the points are counted through.
        charts, quotations, tables: in this order below the sentences.
        remarks: paragraphs below all that.
    """

    id: str
    title: str
    sentences: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    numbered: bool = False
    charts: list[Chart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class Report:
    """A whole report.

    Attributes:
        title: e.g. ``Complaint themes by team``.
        subtitle: period and audience.
        made_on: the day, in words.
        sections: in order; the first is the summary.
        notes: notes for the reader of any table.
        portrait: whether it is printed upright.
    """

    title: str
    subtitle: str
    made_on: str
    sections: list[Section]
    notes: list[str] = field(default_factory=list)
    portrait: bool = False

    @property
    def tables(self) -> list[Table]:
        """Every table, those that stand beside charts left out."""
        return [table for section in self.sections for table in section.tables]


def format_value(value: Value, kind: Kind) -> str:
    """A value as readers see it."""
    if value is None:
        return "no data"
    if isinstance(value, tuple):
        return f"{_percent(value[0])} to {_percent(value[1])}"
    if isinstance(value, int | float):
        return _number(value, kind)
    return "too few" if isinstance(value, Few) and kind == "interval" else str(value)


def _number(value: float, kind: Kind) -> str:
    if kind == "pounds":
        return f"£{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    return _percent(value) if kind == "share" else f"{value:,.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def counted(number: int, noun: str, verb: str = "") -> str:
    """A number with its noun, and perhaps a verb, that agree with it.

    >>> counted(1, "case", "was"), counted(1200, "case", "was")
    ('1 case was', '1,200 cases were')
    """
    plurals = {"was": "were", "is": "are", "has": "have", "stands": "stand"}
    words = f"{number:,} {noun}{'' if number == 1 else 's'}"
    if not verb:
        return words
    return f"{words} {verb if number == 1 else plurals[verb]}"


def percent(share: float | None) -> str:
    """A share as a whole percentage; under 1% and over 0 as ``under 1%``; None as ``no data``."""
    if share is None:
        return "no data"
    return "under 1%" if 0 < share < 0.005 else _percent(share)  # noqa: PLR2004


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def day_words(date: object) -> str:
    """A date in words: ``6 October 2025``."""
    return f"{date.day} {date:%B %Y}"  # type: ignore[attr-defined]
