"""Files in, tagged file out, in one pass and in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.columns import ColumnMapping, match_columns, missing_column
from classifier.cases.output import check_dataset, check_output
from classifier.cases.reading import find_files, open_table
from classifier.cases.schema import SOURCE_COLUMN, TEXT_COLUMNS, names_people
from classifier.cases.source import CaseSource, Chunk
from classifier.cases.writing import TableWriter, new_table
from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.chunk import ChunkTask, TaggedChunk, chunk_task
from classifier.labels.stream import run_tasks
from classifier.labels.tagging import Totals, added_columns, kept_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from classifier.labels.training import TrainedModel

_OPTIONS = {"complaint_text": "--text-column", "finding_text": "--finding-column"}
_NAMED_FAILURES = 20


@dataclass(frozen=True)
class TagResult:
    """What tagging some files gave.

    Attributes:
        path: the output.
        rows: rows written.
        statuses: scheme id -> status -> count.
        counts: scheme id -> label -> count.
        warnings: what was odd about input or output.
        used: canonical text column -> the column that was read, of the first file.
    """

    path: Path
    rows: int
    statuses: dict[str, dict[str, int]]
    counts: dict[str, dict[str, int]]
    warnings: list[str]
    used: dict[str, str]


@dataclass(frozen=True)
class _Input:
    """A case file, and what its columns are for.

    Attributes:
        source: the file.
        texts: canonical text column -> the file's own.
        kept: the columns that are written again.
        names: columns of people's names.
    """

    source: CaseSource
    texts: Mapping[str, str]
    kept: Sequence[str]
    names: Sequence[str]


def tag_files(
    paths: Sequence[Path | str],
    output: Path | str,
    models: Sequence[TrainedModel],
    *,
    mapping: ColumnMapping | None = None,
    text_column: str = "",
    finding_column: str = "",
    settings: TagSettings | None = None,
    start: Callable[[int], None] | None = None,
    progress: Callable[[int], None] | None = None,
) -> TagResult:
    """Tag the cases of one or more files into one table.

    Rows are read, tagged and written chunk by chunk: memory does not grow with their number, but
    for workbooks, which are read as a whole. The output appears when all is written.

    Args:
        paths: case files, Parquet datasets, or patterns such as ``exports/*.csv``; of several,
            rows follow one another, with a ``source_file`` column.
        output: ``.csv``, ``.xlsx`` or ``.parquet``; with the engine ``dask``, the folder of a
            Parquet dataset, whose name ends in ``.parquet``.
        models: one a scheme.
        mapping: the council's own column names.
        text_column: the complaint's column, where its name isn't understood.
        finding_column: the finding's column, likewise.
        settings: processes, redaction, engine.
        start: called with the number of rows, before tagging.
        progress: called with the number of rows done since the last call.

    Raises:
        UserError: InputFileError, ColumnError, OutputError as reading, tagging and writing do, or
            as :func:`classifier.labels.stream.run_tasks` does; nothing is written then.
    """
    settings = settings or TagSettings()
    paths = find_files(paths)
    output = (check_dataset if settings.engine == "dask" else check_output)(output, paths)
    options = {"complaint_text": text_column, "finding_text": finding_column}
    inputs = [_open(path, mapping, options, models) for path in paths]
    rows = sum(item.source.rows for item in inputs)
    if start:
        start(rows)
    added = added_columns([model.scheme for model in models])
    headers = [*_kept(inputs), *added]
    total = Totals(models, _NAMED_FAILURES)
    failures: list[str] = []
    types = partial(_types, inputs, added, settings)
    dataset = settings.engine == "dask"
    with _new_output(output, headers, rows, types, dataset=dataset) as table:
        for item, chunk, tagged in _tagged(inputs, models, settings):
            table.write(_assemble(item, chunk, tagged, headers))
            if len(failures) < _NAMED_FAILURES:
                failures += [
                    f"{item.source.source}, row {chunk.first + row}: could not be tagged ({why})"
                    for row, why in tagged.failures
                ]
            total.add(tagged)
            if progress:
                progress(chunk.rows)
    warnings = [warning for item in inputs for warning in item.source.warnings]
    warnings += failures[:_NAMED_FAILURES]
    if total.n_failures > _NAMED_FAILURES:
        warnings.append(f"{total.n_failures:,} rows in all could not be tagged")
    return TagResult(
        output,
        total.rows,
        total.statuses,
        total.counts,
        warnings + table.warnings,
        dict(inputs[0].texts),
    )


def _open(
    path: Path,
    mapping: ColumnMapping | None,
    options: Mapping[str, str],
    models: Sequence[TrainedModel],
) -> _Input:
    named = [name for name in options.values() if name]
    needs = [] if options["complaint_text"] else ["complaint_text"]
    source = open_table(path, mapping=mapping, needs=needs, extra_names=named)
    texts = _text_headers(source, mapping, options)
    names = [name for name in source.headers if names_people(name)]
    return _Input(source, texts, kept_columns(source.headers, models), names)


def _text_headers(
    source: CaseSource, mapping: ColumnMapping | None, options: Mapping[str, str]
) -> dict[str, str]:
    """Which of a table's columns hold the texts."""
    headers = source.headers
    found = {}
    for name, given in options.items():
        if not given:
            continue
        if given not in headers:
            raise ColumnError(
                f"{source.source} has no column {given!r}.",
                found=f"the columns {', '.join(map(repr, headers))}",
                mend=f"name one of these with {_OPTIONS[name]}",
            )
        found[name] = given
    rest = [name for name in TEXT_COLUMNS if name not in found]
    left = [header for header in headers if header not in found.values()]
    found |= match_columns(left, rest, mapping=mapping, source=source.source)
    if "complaint_text" not in found:
        raise missing_column("complaint_text", headers, source.source, "--text-column")
    return found


def _kept(inputs: Sequence[_Input]) -> list[str]:
    """The columns of all inputs, in order of their appearance, and where each row came from."""
    names = list(dict.fromkeys(name for item in inputs for name in item.kept))
    if len(inputs) == 1:
        return names
    # Tagging the outcome of several files again keeps where each row came from.
    return [*(name for name in names if name != SOURCE_COLUMN), SOURCE_COLUMN]


def _types(
    inputs: Sequence[_Input], added: Sequence[str], settings: TagSettings
) -> dict[str, pa.DataType]:
    """Parquet types of the output: a column's own where all inputs agree on it, else text."""
    import pyarrow as pa

    found: dict[str, set[pa.DataType | None]] = {}
    for item in inputs:
        types = item.source.types()
        redacted = item.texts.values() if settings.redact else ()
        for name in item.kept:
            kind = None if name in redacted else types.get(name)
            found.setdefault(name, set()).add(kind)
        if len(inputs) > 1 and SOURCE_COLUMN not in item.kept:
            found.setdefault(SOURCE_COLUMN, set()).add(None)
    agreed = {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}
    types = {name: kind for name, kind in agreed.items() if kind is not None}
    return types | {name: pa.float64() for name in added if name.startswith("p_")}


def _new_output(
    output: Path,
    headers: Sequence[str],
    rows: int,
    types: Callable[[], dict[str, pa.DataType]],
    *,
    dataset: bool,
) -> AbstractContextManager[TableWriter]:
    if dataset:
        from classifier.cases.dataset import new_dataset

        return new_dataset(output, headers, types=types)
    return new_table(output, headers, rows=rows, types=types)


def _tagged(
    inputs: Sequence[_Input], models: Sequence[TrainedModel], settings: TagSettings
) -> Iterator[tuple[_Input, Chunk, TaggedChunk]]:
    waiting: deque[tuple[_Input, Chunk]] = deque()

    def tasks() -> Iterator[ChunkTask]:
        for item in inputs:
            for chunk in item.source.chunks(settings.chunk_rows):
                waiting.append((item, chunk))
                yield chunk_task(
                    {name: chunk.columns[header] for name, header in item.texts.items()},
                    [chunk.columns[name] for name in item.names],
                    chunk.rows,
                    redact=settings.redact,
                )

    for tagged in run_tasks(tasks(), models, settings):
        yield *waiting.popleft(), tagged


def _assemble(
    item: _Input, chunk: Chunk, tagged: TaggedChunk, headers: Sequence[str]
) -> dict[str, Sequence[object]]:
    """The rows of a chunk as they are written: input columns, source, what tagging added."""
    columns: dict[str, Sequence[object]] = {name: chunk.columns[name] for name in item.kept}
    for name, texts in tagged.texts.items():
        columns[item.texts[name]] = texts
    columns.update(tagged.columns)
    if SOURCE_COLUMN not in columns:
        columns[SOURCE_COLUMN] = [item.source.path.name] * chunk.rows
    blank = [""] * chunk.rows
    return {name: columns.get(name, blank) for name in headers}
