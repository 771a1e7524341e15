"""Cells: as text, missing or not, and safe to open in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

# With any apostrophes before it: text that has one of its own gets another, so that both come back.
_FORMULA_START = re.compile(r"'*[=+\-@\t\r\n]")
_FORMULA_SIGNS = frozenset("'=+-@\t\r\n")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?$")
# By name, so that nothing need import pandas to know its missing values.
_MISSING_TYPES = frozenset(("NaTType", "NAType"))


def guard_formula(text: str) -> str:
    """Text in the form in which a spreadsheet shows it rather than runs it, in CSV.

    A plain number keeps its sign; anything else that starts like a formula gets an apostrophe
    first, which :func:`undo_guard` takes off again.
    """
    if text[:1] not in _FORMULA_SIGNS:
        return text
    return f"'{text}" if _FORMULA_START.match(text) and not _NUMBER.match(text) else text


def undo_guard(text: str) -> str:
    """Text as it was before :func:`guard_formula`."""
    return text[1:] if text[:1] == "'" and _FORMULA_START.match(text) else text


def safe_column(column: Sequence[object]) -> list[str]:
    """Cells as text, each in the form of :func:`guard_formula`."""
    # Most cells are harmless text; a call for each would be most of what writing CSV takes.
    return [
        cell
        if type(cell) is str and cell[:1] not in _FORMULA_SIGNS
        else ""
        if type(cell) is float and cell != cell  # noqa: PLR0124 - only NaN is not itself
        else guard_formula(cell_text(cell))
        for cell in column
    ]


def undo_guards(row: Sequence[str]) -> list[str]:
    """Cells as they were before :func:`guard_formula`."""
    return [cell if cell[:1] != "'" else undo_guard(cell) for cell in row]


def is_missing(cell: object) -> bool:
    """Whether a cell holds nothing: None, NaN, a missing value of pandas, or empty text."""
    if isinstance(cell, str):
        return not cell
    # Not `in`: a cell may be a list, which compares cell by cell.
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or type(cell).__name__ in _MISSING_TYPES


def cell_text(cell: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a decimal point, missing as ``""``."""
    if isinstance(cell, str):
        return cell
    if type(cell) is float and 0 < cell < 1:
        return str(cell)
    if is_missing(cell):
        return ""
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell)


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: emoji and other rare signs count twice."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def cut_utf16(text: str, length: int) -> str:
    """The first so many characters of a text, as :func:`utf16_length` counts them."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "ignore")
