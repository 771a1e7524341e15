"""Delimited text of any encoding, delimiter and line ends."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Sequence
from pathlib import Path

from classifier.cases.grid import READS, Grid, build_grid, count_names, find_header
from classifier.cases.schema import synonym_table
from classifier.cases.writing import undo_guard
from classifier.errors import InputFileError

_DELIMITERS = (",", ";", "\t", "|")
_GZIP = b"\x1f\x8b"
_END = "\0"
# Past this the csv module would refuse a cell; a scanned letter can be long.
_MAX_CELL_CHARS = 2**30


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


def read_delimited(path: Path, known: frozenset[str]) -> Grid:
    """Read CSV, TSV and the like, packed by gzip or not.

    Args:
        path: the file.
        known: normalised column names that help to find the header.

    Raises:
        InputFileError: damaged, binary, empty, or a quotation mark that is never closed.
        ColumnError: two columns of one name.
    """
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
    return build_grid(rows, range(1, len(rows) + 1), source=path.name, known=known)
