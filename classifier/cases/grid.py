"""From rows of cells to a table: where the header is, where the data ends, and what is odd."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.cases.cells import cell_text
from classifier.cases.schema import normalise_name, synonym_table
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
_TOTAL_CHARS = 80
_NAMED_ROWS = 10

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


@dataclass(frozen=True)
class Layout:
    """Where a table lies among the rows of its file.

    Attributes:
        headers: column names, in order, each once.
        skip: rows up to and including the header.
        count: rows of data below it.
        warnings: what was odd, naming rows.
    """

    headers: list[str]
    skip: int
    count: int
    warnings: list[str]


def lay_out(
    rows: Iterable[Row], *, source: str, known: frozenset[str] = frozenset(), first: int = 1
) -> Layout:
    """Find a table among the rows of its file, in one pass that keeps only the top ones.

    Rows above the header (a title block) and totals below the data are left out and named in a
    warning. Blank rows within the data stay, so that rows keep their places; those at the end
    go. A row with too few cells is filled up; surplus cells get columns of their own.

    Args:
        rows: the file's rows.
        source: how messages name the table.
        known: normalised column names that help to find the header.
        first: number of the first row.

    Raises:
        InputFileError: there is no header, or no row below it.
        ColumnError: two columns have one name.
    """
    stream = iter(rows)
    head = list(itertools.islice(stream, HEADER_SEARCH_ROWS))
    top = find_header(head, known)
    if top is None:
        raise InputFileError(
            f"{source} is empty.",
            mend="export the cases again: a header row, and a row for each case",
        )
    header_row, number = head[top], first + top
    survey = _Survey(len(header_row), _filled_width(header_row))
    for place, row in enumerate(itertools.chain(head[top + 1 :], stream), start=number + 1):
        survey.add(place, row)
    if not survey.count:
        raise InputFileError(
            f"{source} has a header (row {number}) and no rows below it.",
            mend="export the cases again, with at least one case",
        )
    headers = []
    for index in range(survey.width):
        cell = header_row[index] if index < len(header_row) else ""
        headers.append(f"unnamed_{index + 1}" if is_blank(cell) else cell_text(cell).strip())
    check_names(headers, source)
    warnings = []
    if any(not is_blank(cell) for row in head[:top] for cell in row):
        warnings.append(f"{source}: what stands above the header in row {number} is left out")
    return Layout(headers, top + 1, survey.count, warnings + survey.warnings(source))


class _Survey:
    """What a pass over the rows below a header finds out.

    Blank and totals rows count only once a row of data follows them, so each figure is kept
    twice: as it stands at the last row of data, and with the rows since.
    """

    def __init__(self, header_width: int, filled: int) -> None:
        self.count = 0
        self.width = filled
        self._header_width = header_width
        self._ragged: list[int] = []
        self._n_ragged = 0
        self._since: list[int] = []
        self._n_since = self._rows_since = 0
        self._width_since = filled
        self._totals: list[int] = []

    def add(self, number: int, row: Row) -> None:
        self._rows_since += 1
        filled = _filled_width(row)
        if row and (len(row) < self._header_width or filled > self._header_width):
            self._n_since += 1
            if len(self._since) <= _NAMED_ROWS:
                self._since.append(number)
        if not filled:
            return
        self._width_since = max(self._width_since, filled)
        if _is_total(row):
            self._totals.append(number)
            return
        self._totals.clear()
        self.count += self._rows_since
        self.width = self._width_since
        self._ragged = (self._ragged + self._since)[: _NAMED_ROWS + 1]
        self._n_ragged += self._n_since
        self._since.clear()
        self._n_since = self._rows_since = 0

    def warnings(self, source: str) -> list[str]:
        found = []
        if self._totals:
            named = " and ".join(f"row {number}" for number in self._totals)
            what = "is a total" if len(self._totals) == 1 else "are totals"
            found.append(f"{source}: {named} {what} below the cases and left out")
        if self._n_ragged:
            more = ", …" if self._n_ragged > _NAMED_ROWS else ""
            shown = ", ".join(map(str, self._ragged[:_NAMED_ROWS])) + more
            rows = "1 row has" if self._n_ragged == 1 else f"{self._n_ragged:,} rows have"
            found.append(
                f"{source}: {rows} more or fewer cells than the header's {self._header_width}"
                f" (row {shown}); missing cells are blank, surplus ones have columns of their own"
            )
        return found


def _filled_width(row: Row) -> int:
    """Cells up to the last that is not blank."""
    width = len(row)
    while width and is_blank(row[width - 1]):
        width -= 1
    return width


def body(rows: Iterable[Row], layout: Layout) -> Iterator[list[Cell]]:
    """The data rows of a table, each as long as its headers; a blank cell is ``""``."""
    width = len(layout.headers)
    for row in itertools.islice(rows, layout.skip, layout.skip + layout.count):
        cells = ["" if cell is None else cell for cell in row[:width]]
        yield cells + [""] * (width - len(cells))


def build_grid(
    rows: Sequence[Row],
    numbers: Sequence[int],
    *,
    source: str,
    known: frozenset[str] = frozenset(),
) -> Grid:
    """Make a table of a file's rows, all at once; see :func:`lay_out`.

    Raises:
        InputFileError: there is no header, or no row below it.
        ColumnError: two columns have one name.
    """
    layout = lay_out(rows, source=source, known=known, first=numbers[0] if len(numbers) else 1)
    places = list(numbers[layout.skip : layout.skip + layout.count])
    return Grid(layout.headers, list(body(rows, layout)), places, layout.warnings)


def _is_total(row: Row) -> bool:
    filled = (cell_text(cell).strip() for cell in row if not is_blank(cell))
    first = next(filled)
    return (
        len(first) <= _TOTAL_CHARS
        and bool(_TOTAL.fullmatch(first))
        and all(_NUMBER.fullmatch(cell) for cell in filled)
    )


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
