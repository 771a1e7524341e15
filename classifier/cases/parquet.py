"""Parquet: a file, or a dataset of part files in one folder, read batch by batch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.grid import Cell, check_names
from classifier.cases.source import CHUNK_CHARS, CaseSource, Chunk
from classifier.errors import InputFileError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

MAGIC = b"PAR1"
_UNNAMED_INDEX = re.compile(r"__index_level_\d+__")
_BUFFER = 2**20


def is_dataset(path: Path) -> bool:
    """Whether a folder is a Parquet dataset: its name ends in ``.parquet`` and it has parts."""
    return path.is_dir() and path.suffix.lower() == ".parquet" and bool(_parts(path))


def _parts(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [part for part in path.glob("*.parquet") if part.is_file()]
    # Numbers in names count as numbers: part.10 comes after part.9.
    return sorted(
        found,
        key=lambda part: (
            [(int(d), t) for d, t in re.findall(r"0*(\d{0,18})(\D*)", part.name) if d]
            + [(0, part.name)]
        ),
    )


def open_parquet(path: Path) -> CaseSource:
    """Open a Parquet file or dataset.

    Args:
        path: the file, or the folder.

    Raises:
        InputFileError: damaged, without rows, or a dataset whose parts have different columns.
        ColumnError: two columns of one name.
    """
    parts = _parts(path)
    headers: list[str] = []
    types: dict[str, pa.DataType] = {}
    rows = 0
    for part in parts:
        with _Opened(part, path.name) as file:
            names, found = _columns(file, path.name)
            rows += file.metadata.num_rows
        if part is parts[0]:
            headers, types = names, found
        elif names != headers:
            raise InputFileError(
                f"{path.name}: its part {part.name} has other columns than {parts[0].name}.",
                found=", ".join(map(repr, names)),
                mend="give the parts as separate files, or write the dataset again",
            )
        types = {name: kind for name, kind in types.items() if found.get(name) == kind}
    if not rows:
        raise InputFileError(
            f"{path.name} has columns and no rows.", mend="write it again, with at least one case"
        )

    def read(size: int) -> Iterator[Chunk]:
        return _read(parts, path.name, headers, size)

    return CaseSource(path, headers, rows, [], read, lambda: types)


class _Opened:
    """A Parquet file; what goes wrong with it becomes an error of ours."""

    def __init__(self, part: Path, name: str) -> None:
        self._part, self._name = part, name

    def __enter__(self) -> ParquetFile:
        from pyarrow.parquet import ParquetFile

        try:
            # Buffered: whole columns of a row group would be held otherwise.
            self._file = ParquetFile(self._part, buffer_size=_BUFFER, pre_buffer=False)
        except Exception as error:
            raise self._error(error) from error
        return self._file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from pyarrow import ArrowException

        self._file.close()
        if isinstance(error, (ArrowException, OSError, ValueError, OverflowError)):
            raise self._error(error) from error

    def _error(self, error: BaseException) -> InputFileError:
        lines = str(error).splitlines() or [type(error).__name__]
        where = "" if self._part.name == self._name else f"its part {self._part.name}: "
        return InputFileError(
            f"{self._name} is not a Parquet file that can be read, or it is damaged.",
            found=where + lines[0],
            mend="write it again",
        )


def _columns(file: ParquetFile, name: str) -> tuple[list[str], dict[str, pa.DataType]]:
    """Column names, an index with a name first, and the types that Parquet stores as they are."""
    import pyarrow.types as kinds

    schema = file.schema_arrow
    index = [n for n in _index_names(schema) if n in schema.names]
    names = index + [n for n in schema.names if n not in index]
    names = [n for n in names if not _UNNAMED_INDEX.fullmatch(n)]
    check_names(schema.names, name)
    stored = (
        kinds.is_integer, kinds.is_floating, kinds.is_boolean, kinds.is_date, kinds.is_timestamp
    )  # fmt: skip
    types = {n: schema.field(n).type for n in names}
    return names, {n: t for n, t in types.items() if any(is_kind(t) for is_kind in stored)}


def _index_names(schema: pa.Schema) -> list[str]:
    found = (schema.pandas_metadata or {}).get("index_columns", [])
    return [name for name in found if isinstance(name, str)]


def _read(parts: Sequence[Path], name: str, headers: Sequence[str], size: int) -> Iterator[Chunk]:
    first = 2
    for part in parts:
        with _Opened(part, name) as file:
            for batch in file.iter_batches(batch_size=size, columns=list(headers)):
                columns = {n: _cells(batch.column(n)) for n in headers}
                for chunk in _split(columns, batch.num_rows, batch.nbytes, first):
                    yield chunk
                    first += chunk.rows


def _split(columns: dict[str, list[Cell]], rows: int, size: int, first: int) -> Iterator[Chunk]:
    """A batch as chunks: one, or several where its texts are very long."""
    step = max(rows * CHUNK_CHARS // max(size, CHUNK_CHARS), 1)
    for start in range(0, rows, step):
        cells = {name: column[start : start + step] for name, column in columns.items()}
        yield Chunk(cells, first + start, min(step, rows - start))


def _cells(array: pa.Array) -> list[Cell]:
    import pyarrow.types as kinds

    # NaN is a missing number here as everywhere else in this program.
    cells = array.to_pylist()
    if kinds.is_floating(array.type):
        return ["" if cell is None or cell != cell else cell for cell in cells]  # noqa: PLR0124
    return ["" if cell is None else cell for cell in cells]
