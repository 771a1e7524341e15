"""Writing tables: complete or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from classifier.errors import OutputError

WRITES = (".csv", ".xlsx", ".parquet")
XLSX_CELL_CHARS = 32_767
XLSX_ROWS = 1_048_576
XLSX_FIRST_YEAR = 1900
XLSX_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number, too few for some references
# With any apostrophes before it: text that has one of its own gets another, so that both come back.
_FORMULA_START = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?$")
# What Parquet has types of its own for; a column of anything else, or of a mixture, is text.
_STORED = {int, float, bool, dt.date, dt.datetime, pd.Timestamp}
_WIDE = re.compile(r"text|complaint|finding|evidence|description|details|response|learning", re.I)


def check_output(path: Path | str, inputs: Sequence[Path | str] = ()) -> Path:
    """Check, before any work, that a table can be written to ``path``.

    Args:
        path: the output; its ending decides the format.
        inputs: files that must not be overwritten.

    Raises:
        OutputError: wrong ending, a folder, no such folder, open in Excel, or an input.
    """
    path = Path(path)
    if path.is_dir():
        raise OutputError(f"The output {path} is a folder.", mend="add a file name to it")
    if path.suffix.lower() not in WRITES:
        raise OutputError(
            f"The output {path} has an ending that can't be written.",
            found=path.suffix or "no ending",
            mend=f"end the output's name in {', '.join(WRITES[:-1])} or {WRITES[-1]}",
        )
    if not path.parent.is_dir():
        raise OutputError(
            f"The folder {path.parent} of the output doesn't exist, or is not a folder.",
            mend="make the folder first, or write somewhere else",
        )
    for source in inputs:
        if Path(source).exists() and path.exists() and path.samefile(source):
            raise OutputError(
                f"The output {path} is the input itself.",
                mend="choose another name: the input is never changed",
            )
    lock = next((p for p in _lock_files(path) if p.exists()), None)
    if lock is not None:
        raise _held_open(path, f"its lock file {lock.name}")
    if path.exists():
        try:
            with path.open("r+b"):
                pass
        except PermissionError as error:
            raise _held_open(path, error.strerror or "no permission") from error
    elif not os.access(path.parent, os.W_OK):
        raise OutputError(
            f"The folder {path.parent} can't be written to.",
            mend="choose a folder of your own, such as Documents",
        )
    return path


def _lock_files(path: Path) -> tuple[Path, Path, Path]:
    # Excel drops the first two characters of a long name in its owner file.
    return (
        path.with_name(f"~${path.name}"),
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f".~lock.{path.name}#"),
    )


def _held_open(path: Path, why: str) -> OutputError:
    return OutputError(
        f"The output {path} is open in another program, or is read-only.",
        found=why,
        mend="close it in Excel and run the command again, or choose another name",
    )


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then move it into place.

    Whatever goes wrong, no half-written file is left and an old output stays whole.

    Raises:
        OutputError: the disk is full or the file can't be replaced.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
    except OSError as error:
        raise OutputError(
            f"The folder {path.parent} can't be written to.",
            found=error.strerror or str(error),
            mend="choose a folder of your own, such as Documents",
        ) from error
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except PermissionError as error:
        raise _held_open(path, error.strerror or str(error)) from error
    except OSError as error:
        raise OutputError(
            f"The output {path} could not be written.",
            found=error.strerror or str(error),
            mend="free some disk space, or write somewhere else",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def dump_text(target: Path, text: str) -> None:
    """Write text as UTF-8, with the same line ends on every system."""
    target.write_text(text, encoding="utf-8", newline="\n")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_table(frame: pd.DataFrame, path: Path | str) -> list[str]:
    """Write a table as CSV (UTF-8 with mark, which Excel needs), XLSX or Parquet.

    Text that a spreadsheet would run as a formula is written as text. In XLSX, text over 32,767
    characters is cut, with a mark that says so.

    Args:
        frame: the table; cells may be text, numbers, dates; blanks ``""`` or missing.
        path: the file; its ending decides the format.

    Returns:
        warnings, naming rows.

    Raises:
        OutputError: see :func:`check_output` and :func:`write_atomically`.
    """
    path = check_output(path)
    warnings: list[str] = []
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        if len(frame) >= XLSX_ROWS:
            raise OutputError(
                f"A spreadsheet holds {XLSX_ROWS - 1:,} rows below its header.",
                found=f"{len(frame):,} rows",
                mend="write to .csv or .parquet",
            )
        write_atomically(path, lambda target: warnings.extend(_write_xlsx(frame, target)))
    elif suffix == ".parquet":
        write_atomically(path, lambda target: _write_parquet(frame, target))
    else:
        write_atomically(path, lambda target: _write_csv(frame, target))
    return warnings


def guard_formula(text: str) -> str:
    """Text in the form in which a spreadsheet shows it rather than runs it, in CSV.

    A plain number keeps its sign; anything else that starts like a formula gets an apostrophe
    first, which :func:`undo_guard` takes off again.
    """
    return f"'{text}" if _FORMULA_START.match(text) and not _NUMBER.match(text) else text


def undo_guard(text: str) -> str:
    """Text as it was before :func:`guard_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA_START.match(text) else text


def cell_text(cell: object) -> str:
    """A cell as text: dates as ISO, whole numbers without a decimal point, missing as ``""``."""
    if isinstance(cell, str):
        return cell
    if _missing(cell):
        return ""
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell)


def _write_csv(frame: pd.DataFrame, target: Path) -> None:
    safe = pd.DataFrame(
        {
            name: [guard_formula(cell_text(cell)) for cell in frame[name].tolist()]
            for name in frame.columns
        },
        columns=frame.columns,
        dtype=object,
    ).rename(columns=lambda name: guard_formula(str(name)))
    safe.to_csv(target, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _write_parquet(frame: pd.DataFrame, target: Path) -> None:
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype == object:
            cells = [None if _missing(cell) else cell for cell in column.tolist()]
            kinds = {type(cell) for cell in cells} - {type(None)}
            if not (len(kinds) == 1 and kinds <= _STORED):
                cells = [cell_text(cell) for cell in cells]
            column = pd.Series(cells, index=column.index, dtype=object)
        columns[name] = column
    pd.DataFrame(columns).to_parquet(target, index=False)


def _missing(cell: object) -> bool:
    # Not `in`: a cell may be a list, which compares cell by cell.
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, str) and not cell)


def _write_xlsx(frame: pd.DataFrame, target: Path) -> list[str]:
    import xlsxwriter

    warnings: list[str] = []
    # Cells have no time zone: a time is written as it reads.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        sheet = book.add_worksheet("cases")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for index, name in enumerate(frame.columns):
            sheet.set_column(index, index, 60 if _WIDE.search(str(name)) else 16)
            sheet.write_string(0, index, str(name), bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))
        columns = [frame[name].tolist() for name in frame.columns]
        for row in range(len(frame)):
            for index, column in enumerate(columns):
                if _write_cell(sheet, row + 1, index, column[row], formats):
                    warnings.append(
                        f"Row {row + 2}: the {len(column[row]):,} characters of"
                        f" {frame.columns[index]!r} are cut to the {XLSX_CELL_CHARS:,} that a"
                        " spreadsheet cell holds; .csv and .parquet keep them whole"
                    )
    return warnings


def _write_cell(sheet: object, row: int, index: int, cell: object, formats: dict) -> bool:
    """Write one cell; True where its text had to be cut."""
    write = sheet
    if _missing(cell):
        return False
    if isinstance(cell, bool):
        write.write_boolean(row, index, cell)  # type: ignore[attr-defined]
    elif isinstance(cell, (int, float)) and abs(cell) < XLSX_EXACT:
        write.write_number(row, index, cell)  # type: ignore[attr-defined]
    elif isinstance(cell, (dt.datetime, dt.date)) and cell.year >= XLSX_FIRST_YEAR:
        whole = not isinstance(cell, dt.datetime) or cell.time() == dt.time()
        write.write_datetime(row, index, cell, formats[dt.date if whole else dt.datetime])  # type: ignore[attr-defined]
    else:
        text = cell_text(cell)
        mark = f" … [cut: {len(text):,} characters in the original]"
        long = utf16_length(text) > XLSX_CELL_CHARS
        if long:
            text = _cut_utf16(text, XLSX_CELL_CHARS - len(mark)) + mark
        write.write_string(row, index, text)  # type: ignore[attr-defined]
        return long
    return False


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: emoji and other rare signs count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut_utf16(text: str, length: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "ignore")
