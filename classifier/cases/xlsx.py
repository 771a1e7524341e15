"""Writing XLSX, row by row, within what a spreadsheet can hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from classifier.cases.cells import cell_text, cut_utf16, is_missing, utf16_length

XLSX_CELL_CHARS = 32_767
XLSX_ROWS = 1_048_576
_FIRST_YEAR = 1900
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number, too few for some references
_ZIP32_ROWS = 100_000  # more may pass the 4 GB of a sheet's XML that a plain zip file holds
_WIDE = re.compile(r"text|complaint|finding|evidence|description|details|response|learning", re.I)

Columns = Mapping[str, Sequence[object]]


class XlsxWriter:
    """Writes XLSX; see :class:`classifier.cases.writing.TableWriter`."""

    def __init__(self, target: Path, headers: Sequence[str], rows: int) -> None:
        import xlsxwriter

        self.warnings: list[str] = []
        self._headers = list(headers)
        self._next = 1
        # Cells have no time zone: a time is written as it reads.
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "remove_timezone": True,
            # What a killed run leaves is then where the next one clears it.
            "tmpdir": str(target.parent),
        }
        self._book = xlsxwriter.Workbook(str(target), options)
        if rows > _ZIP32_ROWS:
            self._book.use_zip64()
        self._sheet = self._book.add_worksheet("cases")
        bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        for index, name in enumerate(self._headers):
            self._sheet.set_column(index, index, 60 if _WIDE.search(name) else 16)
            self._sheet.write_string(0, index, name, bold)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, rows, max(len(headers) - 1, 0))

    def write(self, columns: Columns) -> None:
        """See :class:`TableWriter`."""
        cells = [columns[name] for name in self._headers]
        for row, line in enumerate(zip(*cells, strict=True), start=self._next):
            for index, cell in enumerate(line):
                if type(cell) is str and len(cell) < XLSX_CELL_CHARS // 2:
                    if cell:
                        self._sheet.write_string(row, index, cell)
                elif not is_missing(cell):
                    self._write_cell(row, index, cell)
        self._next += len(cells[0]) if cells else 0

    def _write_cell(self, row: int, index: int, cell: Any) -> None:  # noqa: ANN401 - any cell
        if isinstance(cell, bool):
            self._sheet.write_boolean(row, index, cell)
        elif isinstance(cell, (int, float)) and abs(cell) < _EXACT:
            self._sheet.write_number(row, index, cell)
        elif isinstance(cell, (dt.datetime, dt.date)) and cell.year >= _FIRST_YEAR:
            whole = not isinstance(cell, dt.datetime) or cell.time() == dt.time()
            self._sheet.write_datetime(row, index, cell, self._date if whole else self._time)
        else:
            self._write_text(row, index, cell_text(cell))

    def _write_text(self, row: int, index: int, text: str) -> None:
        if utf16_length(text) > XLSX_CELL_CHARS:
            mark = f" … [cut: {len(text):,} characters in the original]"
            self.warnings.append(
                f"Row {row + 1}: the {len(text):,} characters of {self._headers[index]!r} are cut"
                f" to the {XLSX_CELL_CHARS:,} that a spreadsheet cell holds; .csv and .parquet"
                " keep them whole"
            )
            text = cut_utf16(text, XLSX_CELL_CHARS - len(mark)) + mark
        self._sheet.write_string(row, index, text)

    def close(self) -> None:
        """See :class:`TableWriter`."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error

    def abandon(self) -> None:
        """See :class:`TableWriter`."""
        with suppress(OSError):
            self._sheet.row_data_fh.close()
