"""A file in, and the same table with personal data in its texts replaced out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.cells import cell_text
from classifier.cases.columns import ColumnMapping, match_columns, missing_column
from classifier.cases.output import check_output
from classifier.cases.reading import open_table
from classifier.cases.schema import TEXT_COLUMNS, names_people
from classifier.cases.source import Chunk
from classifier.cases.writing import new_table
from classifier.config import TagSettings

if TYPE_CHECKING:
    import pyarrow as pa


def redact_file(
    path: Path | str,
    output: Path | str,
    *,
    mapping: ColumnMapping | None = None,
    spacy_pipeline: str = "",
    progress: Callable[[int], None] | None = None,
) -> tuple[int, list[str], list[str]]:
    """Write a table again with personal data in its text columns replaced, chunk by chunk.

    Args:
        path: a case file.
        output: ``.csv``, ``.xlsx`` or ``.parquet``.
        mapping: the council's own column names.
        spacy_pipeline: an installed spaCy pipeline that finds names as well; empty for none.
        progress: called with the number of rows done since the last call.

    Returns:
        the number of rows, the columns that were redacted, and warnings.

    Raises:
        InputFileError, ColumnError, OutputError, SettingsError: nothing is written then.
    """
    output = check_output(output, [path])
    source = open_table(path, mapping=mapping)
    found = match_columns(source.headers, TEXT_COLUMNS, mapping=mapping, source=source.source)
    headers = [*found.values(), *(n for n in source.headers if n.endswith("_evidence"))]
    if not headers:
        raise missing_column("complaint_text", source.headers, source.source)
    names = [name for name in source.headers if names_people(name)]

    def types() -> dict[str, pa.DataType]:
        return {name: kind for name, kind in source.types().items() if name not in headers}

    with new_table(output, source.headers, rows=source.rows, types=types) as table:
        for chunk in source.chunks(TagSettings().chunk_rows):
            redacted = _redact_chunk(chunk, headers, names, spacy_pipeline)
            table.write(chunk.columns | redacted)
            if progress:
                progress(chunk.rows)
    return source.rows, headers, [*source.warnings, *table.warnings]


def _redact_chunk(
    chunk: Chunk, headers: Sequence[str], names: Sequence[str], spacy_pipeline: str
) -> dict[str, list[object]]:
    from classifier.text.redaction import CaseRedactor

    columns = [list(map(cell_text, chunk.columns[name])) for name in headers]
    people = [list(map(cell_text, chunk.columns[name])) for name in names]
    rows = []
    for row in range(chunk.rows):
        known = tuple(column[row] for column in people if column[row])
        redactor = CaseRedactor(known, spacy_pipeline)
        rows.append(redactor.redact(*(column[row] for column in columns)))
    return dict(zip(headers, map(list, zip(*rows, strict=True)), strict=True))
