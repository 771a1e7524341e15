"""Writing a Parquet dataset: a folder of part files, complete or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from classifier.cases.output import replacing
from classifier.cases.writing import Columns, ParquetWriter, TableWriter, Types

# Small enough for one worker of whatever reads the dataset, large enough to be read at speed.
PART_ROWS = 50_000


@contextmanager
def new_dataset(
    path: Path, headers: Sequence[str], *, types: Callable[[], Types] = dict
) -> Iterator[TableWriter]:
    """Write a table in chunks as a folder of Parquet files of about 50,000 rows.

    Args:
        path: the folder; an earlier dataset there is replaced as a whole.
        headers: the columns, in order.
        types: gives the types of the columns that are not text.

    Raises:
        OutputError: see :func:`classifier.cases.output.replacing`.
    """
    with replacing(path, folder=True) as temporary:
        writer = DatasetWriter(temporary, headers, types())
        try:
            yield writer
            writer.close()
        except BaseException:
            writer.abandon()
            raise


class DatasetWriter:
    """Writes ``part-00000.parquet`` and so on; see :class:`TableWriter`."""

    def __init__(self, folder: Path, headers: Sequence[str], types: Types) -> None:
        self.warnings: list[str] = []
        self._folder, self._headers, self._types = folder, headers, types
        self._parts = self._rows = 0
        self._part: ParquetWriter | None = None

    def write(self, columns: Columns) -> None:
        """See :class:`TableWriter`."""
        if self._part is None:
            target = self._folder / f"part-{self._parts:05d}.parquet"
            self._part = ParquetWriter(target, self._headers, self._types)
            self._parts += 1
            self._rows = 0
        self._part.write(columns)
        self._rows += len(columns[self._headers[0]])
        if self._rows >= PART_ROWS:
            self.close()

    def close(self) -> None:
        """See :class:`TableWriter`."""
        if self._part is not None:
            self._part.close()
            self._part = None

    def abandon(self) -> None:
        """See :class:`TableWriter`."""
        if self._part is not None:
            self._part.abandon()
