"""Files in, tagged or redacted file out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from classifier.cases.columns import ColumnMapping, match_columns, missing_column
from classifier.cases.reading import RawTable, read_table
from classifier.cases.schema import TEXT_COLUMNS, names_people
from classifier.cases.writing import cell_text, check_output, write_table
from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.tagging import TaggedBatch, added_columns, tag_table
from classifier.labels.training import TrainedModel
from classifier.text.redaction import CaseRedactor

SOURCE_COLUMN = "source_file"
_OPTIONS = {"complaint_text": "--text-column", "finding_text": "--finding-column"}


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

    Args:
        paths: case files; of several, rows follow one another, with a ``source_file`` column.
        output: ``.csv``, ``.xlsx`` or ``.parquet``.
        models: one a scheme.
        mapping: the council's own column names.
        text_column: the complaint's column, where its name isn't understood.
        finding_column: the finding's column, likewise.
        settings: processes, redaction.
        start: called with the number of rows, before tagging.
        progress: called with the number of rows done since the last call.

    Raises:
        InputFileError, ColumnError, OutputError: as reading, tagging and writing do; nothing is
            written then.
    """
    output = check_output(output, paths)
    options = {"complaint_text": text_column, "finding_text": finding_column}
    raws = [_read(path, mapping, options) for path in paths]
    headers = [_text_headers(raw, mapping, options) for raw in raws]
    if start:
        start(sum(len(raw.frame) for raw in raws))
    batches = [
        tag_table(
            raw.frame,
            found,
            models,
            settings=settings,
            name_headers=[name for name in raw.frame.columns if names_people(name)],
            progress=progress,
        )
        for raw, found in zip(raws, headers, strict=True)
    ]
    warnings = [warning for raw in raws for warning in raw.warnings]
    for raw, batch in zip(raws, batches, strict=True):
        warnings += [
            f"{raw.source}, row {raw.row_numbers[row]}: could not be tagged ({problem})"
            for row, problem in batch.failures
        ]
    frame = _stack(raws, batches, models)
    warnings += write_table(frame, output)
    return TagResult(
        output,
        len(frame),
        _add([batch.statuses for batch in batches]),
        _add([batch.counts for batch in batches]),
        warnings,
        headers[0],
    )


def _read(path: Path | str, mapping: ColumnMapping | None, options: dict[str, str]) -> RawTable:
    named = [name for name in options.values() if name]
    needs = [] if options["complaint_text"] else ["complaint_text"]
    return read_table(path, mapping=mapping, needs=needs, extra_names=named)


def _text_headers(
    raw: RawTable, mapping: ColumnMapping | None, options: dict[str, str]
) -> dict[str, str]:
    """Which of a table's columns hold the texts."""
    headers = list(raw.frame.columns)
    found = {}
    for name, given in options.items():
        if not given:
            continue
        if given not in headers:
            raise ColumnError(
                f"{raw.source} has no column {given!r}.",
                found=f"the columns {', '.join(map(repr, headers))}",
                mend=f"name one of these with {_OPTIONS[name]}",
            )
        found[name] = given
    rest = [name for name in TEXT_COLUMNS if name not in found]
    left = [header for header in headers if header not in found.values()]
    found |= match_columns(left, rest, mapping=mapping, source=raw.source)
    if "complaint_text" not in found:
        raise missing_column("complaint_text", headers, raw.source, "--text-column")
    return found


def _stack(
    raws: Sequence[RawTable], batches: Sequence[TaggedBatch], models: Sequence[TrainedModel]
) -> pd.DataFrame:
    """The tagged tables below one another: input columns, source, then what tagging added."""
    if len(batches) == 1:
        return batches[0].frame
    added = added_columns([model.scheme for model in models])
    inputs = list(
        dict.fromkeys(
            name for batch in batches for name in batch.frame.columns if name not in added
        )
    )
    frames = []
    for raw, batch in zip(raws, batches, strict=True):
        frame = batch.frame.copy()
        # Tagging the outcome of several files again keeps where each row came from.
        if SOURCE_COLUMN not in frame:
            frame[SOURCE_COLUMN] = raw.path.name
        frames.append(frame)
    order = [*(name for name in inputs if name != SOURCE_COLUMN), SOURCE_COLUMN, *added]
    stacked = pd.concat(frames, ignore_index=True).reindex(columns=order)
    return stacked.where(stacked.notna(), "")


def _add(parts: Sequence[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for part in parts:
        for scheme, counts in part.items():
            into = total.setdefault(scheme, {})
            for name, count in counts.items():
                into[name] = into.get(name, 0) + count
    return total


def redact_file(
    path: Path | str,
    output: Path | str,
    *,
    mapping: ColumnMapping | None = None,
    spacy_pipeline: str = "",
    progress: Callable[[int], None] | None = None,
) -> tuple[int, list[str], list[str]]:
    """Write a table again with personal data in its text columns replaced.

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
    raw = read_table(path, mapping=mapping)
    headers = list(
        match_columns(
            list(raw.frame.columns), TEXT_COLUMNS, mapping=mapping, source=raw.source
        ).values()
    )
    headers += [name for name in raw.frame.columns if str(name).endswith("_evidence")]
    if not headers:
        raise missing_column("complaint_text", list(raw.frame.columns), raw.source)
    columns = [[cell_text(cell) for cell in raw.frame[name].tolist()] for name in headers]
    names = [[cell_text(c) for c in raw.frame[h].tolist()] for h in raw.frame if names_people(h)]
    rows = []
    for row in range(len(raw.frame)):
        known = tuple(column[row] for column in names if column[row])
        redactor = CaseRedactor(known, spacy_pipeline)
        rows.append(redactor.redact(*(column[row] for column in columns)))
        if progress:
            progress(1)
    frame = raw.frame.copy()
    for place, name in enumerate(headers):
        frame[name] = pd.Series([row[place] for row in rows], index=frame.index, dtype=object)
    warnings = [*raw.warnings, *write_table(frame, output)]
    return len(frame), headers, warnings
