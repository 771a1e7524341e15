"""Packed spreadsheets that would fill the memory are refused before anything unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from classifier.cases.grid import SPREADSHEET
from classifier.errors import InputFileError

ZIP = b"PK\x03\x04"
# A spreadsheet of a million complaints of 150 words unpacks to about 1.5 GB, at 4 to 10 times its
# packed size; what a packer can at most do is a thousand times.
MAX_BYTES = 2**31
MAX_RATIO, RATIO_FROM_BYTES = 200, 2**27
# The reader holds a sheet as one block from A1 to its last cell.
MAX_CELLS = 50_000_000
MAX_ENTRIES = 10_000
_BLOCK = 2**20
_OVERLAP = 200
_CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,100}?\br="([A-Za-z]{1,3})(\d{1,7})"')
_SHEETS = re.compile(r"xl/worksheets/.*\.xml", re.I)
_ENCRYPTED = 1  # such a part is not unpacked without its password


def check_unpacked(data: bytes, name: str) -> None:
    """Check that a packed spreadsheet unpacks to a size that can be read.

    Args:
        data: the file.
        name: its name, for messages.

    Raises:
        InputFileError: it would unpack to over 2 GB, or to over 200 times its size; a part holds
            more than it says; or a sheet stretches over more cells than can be held.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            whole, packed = sum(entry.file_size for entry in entries), len(data)
            ratio_is_odd = whole > RATIO_FROM_BYTES and whole > MAX_RATIO * packed
            if whole > MAX_BYTES or ratio_is_odd or len(entries) > MAX_ENTRIES:
                raise _too_big(
                    name, f"{whole:,} bytes in {len(entries):,} parts, packed into {packed:,}"
                )
            for entry in entries:
                _check_entry(file, entry, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise InputFileError(
            f"{name} is not a spreadsheet that can be read, or it is damaged.",
            found=str(error),
            mend=f"open it in Excel to see that it is whole; then {SPREADSHEET}",
        ) from error


def _check_entry(file: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Unpack a part block by block, keeping none: it ends where it says, and its cells are few."""
    if entry.flag_bits & _ENCRYPTED:
        return
    is_sheet = _SHEETS.fullmatch(entry.filename)
    rows = columns = 0
    for block in _blocks(file, entry):
        for letters, number in _CELL.findall(block) if is_sheet else ():
            rows = max(rows, int(number))
            columns = max(columns, _column(letters))
    if rows * columns > MAX_CELLS:
        raise _too_big(name, f"a sheet of {rows:,} rows and {columns:,} columns")


def _blocks(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content, in blocks that overlap a little, so that no cell is cut in two."""
    with file.open(entry) as part:
        kept = b""
        while block := part.read(_BLOCK):
            yield kept + block
            kept = block[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _too_big(name: str, found: str) -> InputFileError:
    return InputFileError(
        f"{name} unpacks to more than a table of cases can be, and is not read.",
        found=found,
        mend="copy the rows with cases into a new workbook, or export them as CSV",
    )
