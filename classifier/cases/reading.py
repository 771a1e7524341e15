"""Reading case files: CSV, TSV, XLSX, XLS, ODS and Parquet, as councils really export them."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from classifier.cases.columns import ColumnMapping, match_columns
from classifier.cases.grid import Grid, build_grid, check_names, count_names, find_header
from classifier.cases.schema import normalise_name, synonym_table
from classifier.cases.writing import undo_guard
from classifier.errors import ColumnError, InputFileError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

READS = ".csv, .tsv, .txt, .csv.gz, .xlsx, .xls, .ods or .parquet"
_DELIMITERS = (",", ";", "\t", "|")
_MAGIC = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a Word document (RTF)",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"<": "a web page or XML, whatever its name ends in",
}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SPREADSHEET = "save it from Excel as .xlsx or as CSV UTF-8, and give that file"
_END = "\0"
# Past this the csv module would refuse a cell; a scanned letter can be long.
_MAX_CELL_CHARS = 2**30


@dataclass
class RawTable:
    """A table as read, with its own column names and values.

    Attributes:
        frame: every input row and column, in order; cells as the file holds them (text from
            CSV; text, numbers, dates from a spreadsheet); blank cells are ``""``.
        path: the file.
        row_numbers: each row's number in the file, counted from 1, the header included.
        warnings: what was odd about the file.
        sheet: the sheet's name, for a workbook.
    """

    frame: pd.DataFrame
    path: Path
    row_numbers: list[int]
    warnings: list[str] = field(default_factory=list)
    sheet: str = ""

    @property
    def source(self) -> str:
        """How messages name the table."""
        return f"{self.path.name}, sheet {self.sheet!r}" if self.sheet else self.path.name


def read_table(
    path: Path | str,
    *,
    mapping: ColumnMapping | None = None,
    needs: Sequence[str] = (),
    extra_names: Sequence[str] = (),
) -> RawTable:
    """Read one table, whatever its format, encoding, delimiter and line ends.

    The file's content decides how it is read, not only its name.

    Args:
        path: the file.
        mapping: a council's own names, which help to find the header and the sheet.
        needs: canonical columns that the right sheet of a workbook has.
        extra_names: further column names that the right sheet has.

    Raises:
        InputFileError: missing, a folder, not a table, protected, damaged, or without rows.
        ColumnError: two columns of one name, or no single sheet with the needed columns.
    """
    path = Path(path)
    head = _check_file(path)
    names = [*(mapping.columns.values() if mapping else ()), *extra_names]
    known = frozenset(normalise_name(name) for name in names)
    if head.startswith(_PARQUET):
        return _read_parquet(path)
    if head.startswith((_ZIP, _OLE)):
        return _read_workbook(path, mapping, needs, extra_names, known)
    return _read_delimited(path, known)


def _check_file(path: Path) -> bytes:
    if path.is_dir():
        raise InputFileError(f"{path} is a folder.", mend=f"give a file ({READS}) inside it")
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError as error:
        raise InputFileError(
            f"There is no file {path}.", mend="check the name and the folder, and try again"
        ) from error
    except OSError as error:
        raise InputFileError(
            f"{path} can't be opened.",
            found=error.strerror or str(error),
            mend="close it in other programs and check that you may read it",
        ) from error
    if not head:
        raise InputFileError(
            f"{path.name} is empty (0 bytes).",
            mend="export the cases again: a header row, and a row for each case",
        )
    for magic, what in _MAGIC.items():
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise InputFileError(
                f"{path.name} is not a table that can be read.",
                found=what,
                mend=f"give a table ({READS}); if Excel opens it, {_SPREADSHEET}",
            )
    return head


# --- Delimited text ---------------------------------------------------------------------------


def decode(data: bytes, name: str) -> str:
    """Text of a file of unknown encoding: UTF-8 and UTF-16 with or without mark, else Windows-1252.

    Raises:
        InputFileError: the bytes are not text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    sample = data[:4096]
    if sample.count(0) > len(sample) // 4:
        odd_zeros, even_zeros = sample[1::2].count(0), sample[::2].count(0)
        if min(odd_zeros, even_zeros) * 10 > max(odd_zeros, even_zeros):
            raise InputFileError(
                f"{name} is not a table that can be read.",
                found="binary data",
                mend=f"give a spreadsheet or data file: {READS}",
            )
        return data.decode("utf-16-le" if odd_zeros > even_zeros else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)  # noqa: PLR2004
    if controls > len(sample) // 20:
        raise InputFileError(
            f"{name} is not a table that can be read.",
            found="binary data",
            mend=f"give a spreadsheet or data file: {READS}",
        )
    # Windows-1252 leaves five bytes undefined; they must not lose a file.
    return data.decode("cp1252", errors="replace")


def _find_delimiter(text: str, suffixes: Sequence[str], known: frozenset[str]) -> str:
    """The delimiter that shows the most column names, then the most rows as wide as the header."""
    if ".tsv" in suffixes:
        return "\t"
    sample = text[:200_000]
    names = known | synonym_table().keys()

    def fit(delimiter: str) -> tuple[int, bool, float, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        rows = [row for row, _ in zip(reader, range(50), strict=False) if row]
        top = find_header(rows, known)
        if top is None:
            return 0, False, 0.0, 0
        width = len(rows[top])
        as_wide = sum(len(row) == width for row in rows[top:]) / len(rows[top:])
        return count_names(rows[top], names), width > 1, as_wide, width

    return max(_DELIMITERS, key=fit)


def _split_rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    # A quotation mark that is never closed would swallow this line too, with all rows before it.
    lines = itertools.chain(io.StringIO(text, newline=""), [_END])
    rows = [[undo_guard(cell) for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    if rows.pop() != [_END]:
        raise InputFileError(
            f"{name}: a quotation mark in row {len(rows) + 1} is never closed.",
            found="a cell that runs on to the end of the file",
            mend="close or delete the mark in that row, or export the cases as .xlsx",
        )
    return rows


def _read_delimited(path: Path, known: frozenset[str]) -> RawTable:
    data = path.read_bytes()
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise InputFileError(
                f"{path.name} is damaged.",
                found=f"a gzip file that can't be unpacked ({error})",
                mend="copy or export the file again",
            ) from error
    text = decode(data, path.name)
    if not text.strip("\ufeff\x00 \t\r\n,;|"):
        raise InputFileError(
            f"{path.name} is empty.",
            mend="export the cases again: a header row, and a row for each case",
        )
    csv.field_size_limit(_MAX_CELL_CHARS)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    rows = _split_rows(text, _find_delimiter(text, suffixes, known), path.name)
    grid = build_grid(rows, range(1, len(rows) + 1), source=path.name, known=known)
    return _to_raw(grid, path)


# --- Workbooks and Parquet --------------------------------------------------------------------


def _read_workbook(
    path: Path,
    mapping: ColumnMapping | None,
    needs: Sequence[str],
    extra_names: Sequence[str],
    known: frozenset[str],
) -> RawTable:
    grids: dict[str, Grid] = {}
    problems: list[InputFileError | ColumnError] = []
    for sheet, rows in _sheets(path):
        source = f"{path.name}, sheet {sheet!r}"
        try:
            grids[sheet] = build_grid(rows, range(1, len(rows) + 1), source=source, known=known)
        except (InputFileError, ColumnError) as error:
            problems.append(error)
    # A sheet with cases and a fault in its header; a sheet without cases may be anything.
    unclear = [error for error in problems if isinstance(error, ColumnError)]
    if not grids and problems:
        raise (unclear or problems)[0]
    if not grids:
        raise InputFileError(
            f"{path.name} has no sheet with cells.",
            mend=f"put the cases on one; then {_SPREADSHEET}",
        )
    if len(grids) == 1 and not unclear:
        sheet = next(iter(grids))
    else:
        sheet = _choose_sheet(grids, path, mapping, needs, extra_names, unclear)
    return _to_raw(grids[sheet], path, sheet)


def _choose_sheet(
    grids: dict[str, Grid],
    path: Path,
    mapping: ColumnMapping | None,
    needs: Sequence[str],
    extra_names: Sequence[str],
    unclear: Sequence[ColumnError],
) -> str:
    wanted = {normalise_name(name) for name in extra_names}

    def fits(grid: Grid) -> bool:
        if wanted and not wanted <= {normalise_name(header) for header in grid.headers}:
            return False
        try:
            found = match_columns(grid.headers, needs, mapping=mapping, source=path.name)
        except ColumnError as error:
            # Two candidates: the right sheet, with a question that is asked later.
            return "more than one column" in error.problem
        return all(name in found for name in needs)

    fitting = [sheet for sheet, grid in grids.items() if fits(grid)]
    if len(fitting) == 1:
        return fitting[0]
    if unclear and not fitting:
        raise unclear[0]
    what = " and ".join(f"`{name}`" for name in [*needs, *extra_names]) or "the cases"
    listing = "; ".join(f"{sheet!r}: {', '.join(grid.headers)}" for sheet, grid in grids.items())
    raise ColumnError(
        f"{path.name} has {len(grids)} sheets, and {len(fitting) or 'none'} of them"
        f" {'has' if not fitting else 'have'} {what}.",
        found=listing,
        mend="save the sheet with the cases as a file of its own, or name its columns in a"
        " mapping file (--columns)",
    )


def _sheets(path: Path) -> list[tuple[str, list[list[object]]]]:
    """Every visible worksheet's rows, from row 1, merged cells filled with their value."""
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with _open_workbook(path) as book:
            names = [
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
            return [(name, _sheet_rows(book.get_sheet_by_name(name))) for name in names]
    except PasswordError as error:
        raise InputFileError(
            f"{path.name} is protected by a password.",
            mend="open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password,"
            " clear the password, and save it",
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputFileError(
            f"{path.name} is not a spreadsheet that can be read, or it is damaged.",
            found=str(error),
            mend=f"open it in Excel to see that it is whole; then {_SPREADSHEET}",
        ) from error


def _open_workbook(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise PasswordError
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        # The ending says what it was meant to be, and so what is wrong with it.
        return CalamineWorkbook.from_path(str(path))


def _sheet_rows(sheet: object) -> list[list[object]]:
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        if top >= len(rows) or left >= len(rows[top]):
            continue
        # Merged down, a team named once stands for several cases. Merged across is a title, which
        # must not be filled: it would look like a row of names.
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            rows[row][left] = rows[top][left]
    return rows


def _read_parquet(path: Path) -> RawTable:
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    try:
        check_names(read_schema(path).names, path.name)
        # Nullable types: a column of whole numbers with a gap would become one of decimals.
        frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    except (ArrowException, OSError, ValueError) as error:
        raise InputFileError(
            f"{path.name} is not a Parquet file that can be read, or it is damaged.",
            found=str(error).splitlines()[0],
            mend="write it again",
        ) from error
    if not len(frame):
        raise InputFileError(
            f"{path.name} has columns and no rows.", mend="write it again, with at least one case"
        )
    # An index with a name is a column, such as the case's reference.
    frame = frame.reset_index(drop=frame.index.names == [None])
    frame.columns = [str(name) for name in frame.columns]
    frame = frame.astype(object)
    frame = frame.where(frame.notna(), "")
    return RawTable(frame, path, list(range(2, len(frame) + 2)))


def _to_raw(grid: Grid, path: Path, sheet: str = "") -> RawTable:
    frame = pd.DataFrame(grid.rows, columns=pd.Index(grid.headers, dtype=object), dtype=object)
    return RawTable(frame, path, grid.numbers, grid.warnings, sheet)
