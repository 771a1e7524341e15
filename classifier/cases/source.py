"""A case file as a source of rows: opened once, given out in chunks, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.grid import Cell
from classifier.errors import InputFileError

if TYPE_CHECKING:
    import pyarrow as pa

# A chunk ends early at so many characters, so that a few giant cells don't fill the memory.
CHUNK_CHARS = 2**23


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table.

    Attributes:
        columns: column name -> cells, all of one length; a blank cell is ``""``.
        first: the first row's number in the file, counted from 1, the header included.
        rows: number of rows.
    """

    columns: dict[str, list[Cell]]
    first: int
    rows: int


@dataclass
class CaseSource:
    """A table that is read chunk by chunk.

    Attributes:
        path: the file, or the folder of a Parquet dataset.
        headers: column names, in order, each once.
        rows: number of rows.
        warnings: what was odd about the file.
        read: gives the rows in chunks of at most so many rows; can be called again.
        types: gives the Parquet types of the columns that are not text.
        sheet: the sheet's name, for a workbook.
    """

    path: Path
    headers: list[str]
    rows: int
    warnings: list[str]
    read: Callable[[int], Iterator[Chunk]]
    types: Callable[[], dict[str, pa.DataType]] = dict
    sheet: str = ""
    _stamps: dict[Path, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self._stamps:
            self._stamps = file_stamps(self.path)

    @property
    def source(self) -> str:
        """How messages name the table."""
        return f"{self.path.name}, sheet {self.sheet!r}" if self.sheet else self.path.name

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, in order.

        Args:
            size: most rows of a chunk.

        Raises:
            InputFileError: the file was changed since it was opened.
        """
        rows = 0
        try:
            for chunk in self.read(size):
                rows += chunk.rows
                yield chunk
        except InputFileError:
            # What can't be read because it was changed should be told as that.
            self.check_unchanged()
            raise
        if rows != self.rows:
            raise _changed(self.path)
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Check that the file is still what it was when it was opened.

        Raises:
            InputFileError: it was changed, or taken away.
        """
        if file_stamps(self.path) != self._stamps:
            raise _changed(self.path)


def file_stamps(path: Path) -> dict[Path, tuple[int, ...]]:
    """Size, time of change and identity of a file, or of each file of a dataset."""
    stamps: dict[Path, tuple[int, ...]] = {}
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        try:
            state = file.stat()
        except OSError:
            continue
        stamps[file] = (state.st_size, state.st_mtime_ns, state.st_ino)
    return stamps


def _changed(path: Path) -> InputFileError:
    return InputFileError(
        f"{path.name} was changed while it was being read.",
        mend="let the export finish, or close the file in other programs, and run the command"
        " again; nothing was written",
    )


def in_chunks(
    rows: Iterator[Sequence[Cell]], headers: Sequence[str], size: int, first: int
) -> Iterator[Chunk]:
    """Rows as chunks of columns.

    Args:
        rows: each as long as ``headers``.
        headers: column names.
        size: most rows of a chunk.
        first: number of the first row.
    """
    held: list[Sequence[Cell]] = []
    chars = 0
    for row in rows:
        held.append(row)
        chars += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(held) >= size or chars >= CHUNK_CHARS:
            yield _chunk(held, headers, first)
            first += len(held)
            held, chars = [], 0
    if held:
        yield _chunk(held, headers, first)


def _chunk(rows: list[Sequence[Cell]], headers: Sequence[str], first: int) -> Chunk:
    columns = dict(zip(headers, map(list, zip(*rows, strict=True)), strict=True))
    return Chunk(columns, first, len(rows))
