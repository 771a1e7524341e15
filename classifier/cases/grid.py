"""From rows of cells to a table: where the header is, where the data ends, and what is odd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.cases.schema import normalise_name, synonym_table
from classifier.errors import ColumnError, InputFileError

HEADER_SEARCH_ROWS = 30
_TOTAL = re.compile(r"^\s*((grand|sub)[ -]?)?totals?\b|^\s*(count|number) of\b|^\s*end of\b", re.I)
_FEW_CELLS = 3

Cell = object
Row = Sequence[Cell]


@dataclass
class Grid:
    """A table as it stands in its file, before any meaning is given to its columns.

    Attributes:
        headers: column names, in order, each once.
        rows: data rows, each as long as ``headers``; a blank cell is ``""``.
        numbers: for each row, its row number in the file, counted from 1 as spreadsheets do.
        warnings: what was odd, naming rows.
    """

    headers: list[str]
    rows: list[list[Cell]]
    numbers: list[int]
    warnings: list[str] = field(default_factory=list)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_header(rows: Sequence[Row], known: frozenset[str] = frozenset()) -> int | None:
    """Index of the header row: the row, near the top, that holds most known column names.

    Where no row holds a known name, the first row with the most filled cells of the first rows.

    Args:
        rows: the file's rows.
        known: further names to know, normalised (those of a mapping, of ``--text-column``).

    Returns:
        the index, or None where every row is blank.
    """
    synonyms = synonym_table()
    best, best_score = None, (0, 0)
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        names = [normalise_name(cell) for cell in row if isinstance(cell, str)]
        hits = sum(name in known or name in synonyms for name in names)
        filled = sum(not is_blank(cell) for cell in row)
        # A cell of data may read 'Complaint'; one hit in a full row is not yet a header.
        score = (hits, 0) if hits > 1 or (hits == 1 and filled <= _FEW_CELLS) else (0, filled)
        if score > best_score:
            best, best_score = index, score
    return best


def build_grid(
    rows: Sequence[Row],
    numbers: Sequence[int],
    *,
    source: str,
    known: frozenset[str] = frozenset(),
) -> Grid:
    """Make a table of a file's rows.

    Rows above the header (a title block) and totals below the data are left out and named in a
    warning. Blank rows within the data stay, so that rows keep their places; those at the end
    go. A row with too few cells is filled up; surplus cells get columns of their own.

    Raises:
        InputFileError: there is no header, or no row below it.
        ColumnError: two columns have one name.
    """
    top = find_header(rows, known)
    if top is None:
        raise InputFileError(
            f"{source} is empty.",
            mend="export the cases again: a header row, and a row for each case",
        )
    warnings = []
    if any(not is_blank(cell) for row in rows[:top] for cell in row):
        warnings.append(f"{source}: what stands above the header in row {numbers[top]} is left out")
    body = list(rows[top + 1 :])
    body_numbers = list(numbers[top + 1 :])
    _drop_tail(body, body_numbers, source, warnings)
    if not body:
        raise InputFileError(
            f"{source} has a header (row {numbers[top]}) and no rows below it.",
            mend="export the cases again, with at least one case",
        )
    headers = _headers(rows[top], body, source)
    width = len(headers)
    _warn_ragged(rows[top], body, body_numbers, source, warnings)
    table = [
        ["" if cell is None else cell for cell in row[:width]] + [""] * (width - len(row))
        for row in body
    ]
    return Grid(headers, table, body_numbers, warnings)


def _drop_tail(body: list[Row], numbers: list[int], source: str, warnings: list[str]) -> None:
    """Drop blank rows at the end, and the totals row that they may hide."""
    totals = []
    while body:
        cells = [cell for cell in body[-1] if not is_blank(cell)]
        if cells and not (len(cells) <= _FEW_CELLS and _TOTAL.match(str(cells[0]))):
            break
        body.pop()
        number = numbers.pop()
        if cells:
            totals.append(number)
    if totals:
        named = ", ".join(map(str, sorted(totals)))
        warnings.append(f"{source}: row {named} is a total below the cases and is left out")


def _headers(header_row: Row, body: Sequence[Row], source: str) -> list[str]:
    width = max(len(header_row), *(len(row) for row in body))
    used = [
        index
        for index in range(width)
        if (index < len(header_row) and not is_blank(header_row[index]))
        or any(index < len(row) and not is_blank(row[index]) for row in body)
    ]
    headers: list[str] = []
    for index in range(max(used) + 1):
        cell = header_row[index] if index < len(header_row) else ""
        headers.append(f"unnamed_{index + 1}" if is_blank(cell) else str(cell).strip())
    places: dict[str, int] = {}
    for place, name in enumerate(headers, start=1):
        if name in places:
            raise ColumnError(
                f"{source} has two columns of one name.",
                found=f"{name!r} in columns {places[name]} and {place}",
                mend="give one of them another name in the spreadsheet, and save it again",
            )
        places[name] = place
    return headers


def _warn_ragged(
    header_row: Row, body: Sequence[Row], numbers: Sequence[int], source: str, warnings: list[str]
) -> None:
    width = len(header_row)
    ragged = [
        number
        for row, number in zip(body, numbers, strict=True)
        if row and (len(row) < width or any(not is_blank(cell) for cell in row[width:]))
    ]
    if ragged:
        shown = ", ".join(map(str, ragged[:10])) + (", …" if len(ragged) > 10 else "")  # noqa: PLR2004
        warnings.append(
            f"{source}: {len(ragged)} rows have more or fewer cells than the header's {width}"
            f" (row {shown}); missing cells are blank, surplus ones have columns of their own"
        )
