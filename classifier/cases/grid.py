"""From rows of cells to a table: where the header is, where the data ends, and what is odd."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from classifier.cases.schema import normalise_name, synonym_table
from classifier.cases.writing import cell_text
from classifier.errors import ColumnError, InputFileError

READS = ".csv, .tsv, .txt, .csv.gz, .xlsx, .xls, .ods or .parquet"
SPREADSHEET = "save it from Excel as .xlsx or as CSV UTF-8, and give that file"
HEADER_SEARCH_ROWS = 30
# The whole cell, so that a complaint that begins 'Total disgrace' stays.
_CASES = r"(?:cases?|complaints?|records?|rows?|entries|enquiries)"
_TOTAL = re.compile(
    rf"(?:(?:(?:grand|sub)[ -]?)?totals?(?: (?:number of )?{_CASES})?|(?:count|number) of {_CASES}"
    r"|end of (?:the )?(?:report|file|list|extract|export|data|table))\s*[:=]?[£\d,.\s]*",
    re.I,
)
_NUMBER = re.compile(r"[-£\d,.%\s]+")

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


def count_names(row: Row, names: Container[str]) -> int:
    """How many of a row's cells are among some normalised column names."""
    return sum(normalise_name(cell) in names for cell in row if isinstance(cell, str))


def find_header(rows: Sequence[Row], known: frozenset[str] = frozenset()) -> int | None:
    """Index of the header row: the first row, near the top, that is full and holds a column name.

    Not the one with most names: a case may read 'Complaint', 'Closed', 'Upheld'. Nor the fullest:
    a case may have a cell too many. Full is over two thirds as many cells as the fullest has, which
    a title block, such as 'Date' and a date, has not.

    Args:
        rows: the file's rows.
        known: names that the user gave, normalised (those of a mapping, of ``--text-column``);
            where a row holds one, no other row is the header.

    Returns:
        the index, or None where every row is blank.
    """
    top = rows[:HEADER_SEARCH_ROWS]
    filled = [sum(not is_blank(cell) for cell in row) for row in top]
    full = [index for index, count in enumerate(filled) if 3 * count > 2 * max(filled)]
    given = [count_names(row, known) for row in top]
    ours = [count_names(row, synonym_table()) for row in top]
    for names in (given, ours, filled):
        if any(names):
            return next((i for i in full if names[i]), names.index(max(names)))
    return None


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
        if cells and not _is_total(cells):
            break
        body.pop()
        number = numbers.pop()
        if cells:
            totals.append(number)
    if totals:
        named = " and ".join(f"row {number}" for number in sorted(totals))
        what = "is a total" if len(totals) == 1 else "are totals"
        warnings.append(f"{source}: {named} {what} below the cases and left out")


def _is_total(cells: Sequence[Cell]) -> bool:
    first, *others = (cell_text(cell).strip() for cell in cells)
    return bool(_TOTAL.fullmatch(first)) and all(_NUMBER.fullmatch(cell) for cell in others)


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
        headers.append(f"unnamed_{index + 1}" if is_blank(cell) else cell_text(cell).strip())
    check_names(headers, source)
    return headers


def check_names(headers: Sequence[str], source: str) -> None:
    """Check that every column has a name of its own.

    Raises:
        ColumnError: two columns have one name.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(headers, start=1):
        if name in places:
            raise ColumnError(
                f"{source} has two columns of one name.",
                found=f"{name!r} in columns {places[name]} and {place}",
                mend="give one of them another name in the spreadsheet, and save it again",
            )
        places[name] = place


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
        rows = "1 row has" if len(ragged) == 1 else f"{len(ragged):,} rows have"
        warnings.append(
            f"{source}: {rows} more or fewer cells than the header's {width}"
            f" (row {shown}); missing cells are blank, surplus ones have columns of their own"
        )
