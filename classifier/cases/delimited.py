"""Delimited text of any encoding, delimiter and line ends, read in bounded memory."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from classifier.cases.cells import undo_guards
from classifier.cases.encoding import MAX_LINE_CHARS, TextFile, detect_encoding
from classifier.cases.grid import body, count_names, find_header, lay_out
from classifier.cases.schema import synonym_table
from classifier.cases.source import CaseSource, Chunk, in_chunks
from classifier.errors import InputFileError

_DELIMITERS = (",", ";", "\t", "|")
_END = "\0"
_SAMPLE = 200_000
_BLANKS = "\ufeff\x00 \t\r\n,;|"
_NAMED_LINES = 10


def open_delimited(path: Path, known: frozenset[str]) -> CaseSource:
    """Open CSV, TSV and the like, packed by gzip or not.

    The file is read through once, to see where the table lies in it; a second time for its rows.

    Args:
        path: the file.
        known: normalised column names that help to find the header.

    Raises:
        InputFileError: damaged, binary, empty, or a quotation mark that is never closed.
        ColumnError: two columns of one name.
    """
    file = detect_encoding(path)
    sample = file.sample(_SAMPLE)
    if not sample.strip(_BLANKS) and not any(line.strip(_BLANKS) for line in file.lines()):
        raise InputFileError(
            f"{path.name} is empty.",
            mend="export the cases again: a header row, and a row for each case",
        )
    # The csv module refuses longer cells; the limit is the process's, and lines keep within it.
    csv.field_size_limit(MAX_LINE_CHARS)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    delimiter = _find_delimiter(sample, suffixes, known)
    layout = lay_out(_rows(file, delimiter), source=path.name, known=known)

    def read(size: int) -> Iterator[Chunk]:
        rows = body(_rows(file, delimiter), layout)
        return in_chunks(rows, layout.headers, size, layout.skip + 1)

    warnings = [*_damage(file), *layout.warnings]
    return CaseSource(path, layout.headers, layout.count, warnings, read)


def _damage(file: TextFile) -> list[str]:
    if not file.n_damaged:
        return []
    more = ", …" if file.n_damaged > _NAMED_LINES else ""
    shown = ", ".join(map(str, file.damaged[:_NAMED_LINES])) + more
    lines = "1 line has" if file.n_damaged == 1 else f"{file.n_damaged:,} lines have"
    return [
        f"{file.path.name}: {lines} bytes that are not UTF-8, as the rest of the file is"
        f" (line {shown}); those bytes were read as Windows-1252"
    ]


def _find_delimiter(sample: str, suffixes: Sequence[str], known: frozenset[str]) -> str:
    """The delimiter that shows the most column names, then the most rows as wide as the header."""
    names = known | synonym_table().keys()

    def fit(delimiter: str) -> tuple[int, bool, float, int]:
        rows = _first_rows(sample, delimiter, 50)
        top = find_header(rows, known)
        if top is None:
            return 0, False, 0.0, 0
        width = len(rows[top])
        as_wide = sum(len(row) == width for row in rows[top:]) / len(rows[top:])
        return count_names(rows[top], names), width > 1, as_wide, width

    if ".tsv" in suffixes and fit("\t")[1]:
        return "\t"
    return max(_DELIMITERS, key=fit)


def _first_rows(sample: str, delimiter: str, most: int) -> list[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    # What can't be split is told of when the whole file is.
    with suppress(csv.Error):
        rows.extend(itertools.islice(reader, most))
    return [row for row in rows if row]


def _rows(file: TextFile, delimiter: str) -> Iterator[list[str]]:
    """Every row of a file, guards against formulas taken off."""
    # A quotation mark that is never closed would swallow this line too, with all rows before it.
    lines: Iterable[str] = itertools.chain(file.lines(), [_END])
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    held: list[str] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise _unclosed(file, number + 1, "a cell that runs on and on") from error
        if held is not None:
            yield held
        held = undo_guards(row)
        number += 1
    if held != [_END]:
        raise _unclosed(file, number, "a cell that runs on to the end of the file")


def _unclosed(file: TextFile, row: int, found: str) -> InputFileError:
    return InputFileError(
        f"{file.path.name}: a quotation mark in row {row} is never closed.",
        found=found,
        mend="close or delete the mark in that row, or export the cases as .xlsx",
    )
