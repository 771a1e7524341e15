"""Reading case files: CSV, TSV, XLSX, XLS, ODS and Parquet, as councils really export them."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.columns import ColumnMapping
from classifier.cases.delimited import open_delimited
from classifier.cases.grid import READS, SPREADSHEET
from classifier.cases.schema import normalise_name
from classifier.cases.source import CaseSource, Chunk, file_stamps, in_chunks
from classifier.errors import InputFileError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

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
_TABLE_ROWS = 10_000


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
    """Read one table as a whole; see :func:`open_table`.

    Raises:
        InputFileError, ColumnError: as :func:`open_table`.
    """
    import pandas as pd

    source = open_table(path, mapping=mapping, needs=needs, extra_names=extra_names)
    columns: dict[str, list] = {name: [] for name in source.headers}
    first = 0
    for chunk in source.chunks(_TABLE_ROWS):
        first = first or chunk.first
        for name, cells in chunk.columns.items():
            columns[name] += cells
    frame = pd.DataFrame(
        {place: pd.Series(cells, dtype=object) for place, cells in enumerate(columns.values())}
    )
    frame.columns = pd.Index(source.headers, dtype=object)
    numbers = list(range(first, first + source.rows))
    return RawTable(frame, source.path, numbers, source.warnings, source.sheet)


def open_table(
    path: Path | str,
    *,
    mapping: ColumnMapping | None = None,
    needs: Sequence[str] = (),
    extra_names: Sequence[str] = (),
) -> CaseSource:
    """Open one table, whatever its format, encoding, delimiter and line ends, to read in chunks.

    The file's content decides how it is read, not only its name. Delimited text and Parquet are
    read in bounded memory; a workbook is held as a whole.

    Args:
        path: the file, or the folder of a Parquet dataset (its name ends in ``.parquet``).
        mapping: a council's own names, which help to find the header and the sheet.
        needs: canonical columns that the right sheet of a workbook has.
        extra_names: further column names that the right sheet has.

    Raises:
        InputFileError: missing, a folder, not a table, protected, damaged, or without rows.
        ColumnError: two columns of one name, or no single sheet with the needed columns.
    """
    path = Path(path)
    names = [*(mapping.columns.values() if mapping else ()), *extra_names]
    known = frozenset(normalise_name(name) for name in names)
    head = _check_file(path)
    if head.startswith(_PARQUET):
        from classifier.cases.parquet import open_parquet

        return open_parquet(path)
    if head.startswith((_ZIP, _OLE)):
        return _open_workbook(path, mapping, needs, extra_names, known)
    return open_delimited(path, known)


def find_files(paths: Sequence[Path | str]) -> list[Path]:
    """Case files by name or pattern, such as ``exports/*.csv``, each pattern's in name order.

    Raises:
        InputFileError: no file fits a pattern.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.exists() or not glob.has_magic(str(path)):
            found.append(path)
            continue
        fitting = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
        if not fitting:
            raise InputFileError(
                f"No file fits {path}.", mend="check the pattern and the folder, and try again"
            )
        found += fitting
    return found


def _check_file(path: Path) -> bytes:
    if path.is_dir():
        from classifier.cases.parquet import is_dataset

        if is_dataset(path):
            return _PARQUET
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


def _open_workbook(
    path: Path,
    mapping: ColumnMapping | None,
    needs: Sequence[str],
    extra_names: Sequence[str],
    known: frozenset[str],
) -> CaseSource:
    from classifier.cases.workbook import read_workbook
    from classifier.cases.writing import column_types

    stamps = file_stamps(path)
    try:
        sheet, grid = read_workbook(path, mapping, needs, extra_names, known)
    except MemoryError as error:
        raise InputFileError(
            f"{path.name} is too big for the memory of this computer.",
            mend="close other programs, or save its sheet as CSV UTF-8, which is read in parts",
        ) from error

    def read(size: int) -> Iterator[Chunk]:
        return in_chunks(iter(grid.rows), grid.headers, size, grid.numbers[0])

    def types() -> dict[str, pa.DataType]:
        cells = map(list, zip(*grid.rows, strict=True))
        return column_types(dict(zip(grid.headers, cells, strict=True)))

    return CaseSource(path, grid.headers, len(grid.rows), grid.warnings, read, types, sheet, stamps)
