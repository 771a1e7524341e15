"""Reading case files: CSV, TSV, XLSX, XLS, ODS and Parquet, as councils really export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from classifier.cases.columns import ColumnMapping
from classifier.cases.delimited import read_delimited
from classifier.cases.grid import READS, SPREADSHEET, Grid, check_names
from classifier.cases.schema import normalise_name
from classifier.cases.workbook import read_workbook
from classifier.errors import InputFileError

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
        sheet, grid = read_workbook(path, mapping, needs, extra_names, known)
        return _to_raw(grid, path, sheet)
    return _to_raw(read_delimited(path, known), path)


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
                mend=f"give a table ({READS}); if Excel opens it, {SPREADSHEET}",
            )
    return head


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
