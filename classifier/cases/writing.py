"""Writing tables, chunk by chunk: CSV, XLSX and Parquet, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from classifier.cases.cells import (
    cell_text,
    guard_formula,
    is_missing,
    safe_column,
    undo_guard,
    utf16_length,
)
from classifier.cases.output import (
    WRITES,
    check_output,
    dump_text,
    replacing,
    write_atomically,
)
from classifier.cases.xlsx import XLSX_CELL_CHARS, XLSX_ROWS, Columns, XlsxWriter
from classifier.errors import OutputError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "WRITES",
    "XLSX_CELL_CHARS",
    "XLSX_ROWS",
    "TableWriter",
    "cell_text",
    "check_output",
    "column_types",
    "dump_text",
    "guard_formula",
    "new_table",
    "undo_guard",
    "utf16_length",
    "write_atomically",
    "write_table",
]

# What Parquet has types of its own for; a column of anything else, or of a mixture, is text.
_STORED = {int, float, bool, dt.date, dt.datetime}
_BIGGEST = 2**63
# Rows of a Parquet row group, and bytes past which a group is written sooner.
_GROUP_ROWS, _GROUP_BYTES = 16_384, 2**26

Types = Mapping[str, "pa.DataType"]


class TableWriter(Protocol):
    """Takes a table chunk by chunk.

    Attributes:
        warnings: what could not be kept, naming rows.
    """

    warnings: list[str]

    def write(self, columns: Columns) -> None:
        """Append rows: column -> cells; the columns are those that the table was opened with."""

    def close(self) -> None:
        """Write what is held back, and finish the file."""

    def abandon(self) -> None:
        """Let go of the file, which is going to be deleted."""


@contextmanager
def new_table(
    path: Path, headers: Sequence[str], *, rows: int, types: Callable[[], Types] = dict
) -> Iterator[TableWriter]:
    """Write a table in chunks as CSV (UTF-8 with mark, which Excel needs), XLSX or Parquet.

    Text that a spreadsheet would run as a formula is written as text. In XLSX, text over 32,767
    characters is cut, with a mark that says so. The file appears when the block ends well, and
    not at all otherwise.

    Args:
        path: the file; its ending decides the format.
        headers: the columns, in order.
        rows: how many rows there will be.
        types: gives, where Parquet is written, the types of the columns that are not text.

    Raises:
        OutputError: more rows than a spreadsheet holds, or see
            :func:`classifier.cases.output.replacing`.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx" and rows >= XLSX_ROWS:
        raise OutputError(
            f"A spreadsheet holds {XLSX_ROWS - 1:,} rows below its header.",
            found=f"{rows:,} rows",
            mend="write to .csv or .parquet",
        )
    with replacing(path) as temporary:
        writer: TableWriter
        if suffix == ".xlsx":
            writer = XlsxWriter(temporary, headers, rows)
        elif suffix == ".parquet":
            writer = ParquetWriter(temporary, headers, types())
        else:
            writer = CsvWriter(temporary, headers)
        try:
            yield writer
            writer.close()
        except BaseException:
            writer.abandon()
            raise


def write_table(frame: pd.DataFrame, path: Path | str) -> list[str]:
    """Write a table; see :func:`new_table`.

    Args:
        frame: the table; cells may be text, numbers, dates; blanks ``""`` or missing.
        path: the file; its ending decides the format.

    Returns:
        warnings, naming rows.

    Raises:
        OutputError: see :func:`check_output` and :func:`new_table`.
    """
    path = check_output(path)
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    types = lambda: column_types(columns)  # noqa: E731
    with new_table(path, list(columns), rows=len(frame), types=types) as table:
        table.write(columns)
    return table.warnings


def column_types(columns: Columns) -> dict[str, pa.DataType]:
    """Parquet types of the columns whose cells are all numbers, all dates and so on."""
    import pyarrow as pa

    types = {}
    for name, column in columns.items():
        kinds = {_kind(cell) for cell in column if not is_missing(cell)}
        if len(kinds) != 1 or not kinds <= _STORED:
            continue
        cells = [cell for cell in column if not is_missing(cell)]
        if kinds == {int} and any(abs(cell) >= _BIGGEST for cell in cells):  # type: ignore[arg-type]
            continue
        try:
            found = pa.infer_type(cells)
            # A time in nanoseconds reaches from 1677 to 2262 only.
            types[name] = pa.timestamp("us", found.tz) if pa.types.is_timestamp(found) else found
        except (pa.ArrowException, ValueError):
            continue
    return types


def _kind(cell: object) -> type:
    kind = type(cell)
    # A pandas time stamp and numpy's numbers are kinds of Python's own.
    return kind if kind in _STORED else next((k for k in kind.__mro__ if k in _STORED), kind)


class CsvWriter:
    """Writes CSV as UTF-8 with mark."""

    def __init__(self, target: Path, headers: Sequence[str]) -> None:
        self.warnings: list[str] = []
        self._headers = list(headers)
        self._file = target.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file, lineterminator="\r\n")
        self._rows.writerow([guard_formula(name) for name in headers])

    def write(self, columns: Columns) -> None:
        """See :class:`TableWriter`."""
        cells = (safe_column(columns[name]) for name in self._headers)
        self._rows.writerows(zip(*cells, strict=True))

    def close(self) -> None:
        """See :class:`TableWriter`."""
        self._file.close()

    def abandon(self) -> None:
        """See :class:`TableWriter`."""
        with suppress(OSError):
            self._file.close()


class ParquetWriter:
    """Writes Parquet: columns with a type of their own as that, all others as text."""

    def __init__(self, target: Path, headers: Sequence[str], types: Types) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter as ArrowWriter

        self.warnings: list[str] = []
        self.schema = pa.schema([(name, types.get(name, pa.string())) for name in headers])
        self._typed = frozenset(types)
        self._writer = ArrowWriter(target, self.schema)
        self._held: list[pa.Table] = []

    def write(self, columns: Columns) -> None:
        """See :class:`TableWriter`."""
        import pyarrow as pa

        arrays = []
        for field in self.schema:
            column: list[Any]
            if field.name in self._typed:
                column = [None if is_missing(cell) else cell for cell in columns[field.name]]
            else:
                column = [cell_text(cell) for cell in columns[field.name]]
            arrays.append(pa.array(column, field.type))
        self._held.append(pa.Table.from_arrays(arrays, schema=self.schema))
        held = self._held
        if sum(map(len, held)) >= _GROUP_ROWS or sum(t.nbytes for t in held) >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        held, self._held = self._held, []
        if held:
            self._writer.write_table(pa.concat_tables(held), row_group_size=_GROUP_ROWS)

    def close(self) -> None:
        """See :class:`TableWriter`."""
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        """See :class:`TableWriter`."""
        with suppress(OSError):
            self._writer.close()
