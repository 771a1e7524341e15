"""Tagging a batch: every input row comes out once, in order, with labels and a status."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from classifier.cases.writing import cell_text
from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.codebook import Scheme
from classifier.labels.evidence import assign_evidence, format_evidence
from classifier.labels.training import TrainedModel
from classifier.text.cleaning import clean
from classifier.text.readable import READABLE, readability
from classifier.text.redaction import CaseRedactor

TAGGED, NO_LABEL, FAILED = "tagged", "no_label", "failed"
VERSIONS_COLUMN = "model_versions"


@dataclass(frozen=True)
class TaggedBatch:
    """A tagged table.

    Attributes:
        frame: the input's rows and columns, in order, then what tagging adds.
        statuses: scheme id -> status -> count.
        counts: scheme id -> label -> count of rows that carry it.
        failures: row positions (from 0) and what went wrong, for rows with status ``failed``.
    """

    frame: pd.DataFrame
    statuses: dict[str, dict[str, int]]
    counts: dict[str, dict[str, int]]
    failures: list[tuple[int, str]]


def added_columns(schemes: Sequence[Scheme]) -> list[str]:
    """The columns that tagging adds, in order."""
    names = []
    for scheme in schemes:
        names += [scheme.column, f"{scheme.column}_to_check", f"{scheme.column}_evidence"]
        names += [f"p_{label}" for label in scheme.ids]
        names.append(scheme.status_column)
    return [*names, VERSIONS_COLUMN]


def tag_table(
    frame: pd.DataFrame,
    text_headers: dict[str, str],
    models: Sequence[TrainedModel],
    *,
    settings: TagSettings | None = None,
    name_headers: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> TaggedBatch:
    """Tag every row of a table with every model.

    Args:
        frame: the input; it is not changed.
        text_headers: canonical text column (``complaint_text``, ``finding_text``) -> the
            frame's own column. A model whose column is absent gives every row ``no_text``.
        models: one a scheme.
        settings: processes, chunk size, redaction.
        name_headers: columns that hold people's names, which redaction then knows.
        progress: called with the number of rows done since the last call.

    Returns:
        the tagged table; columns of an earlier tagging are replaced.

    Raises:
        ColumnError: two models write one column, or the input has such a column of its own.
    """
    settings = settings or TagSettings()
    base = _without_earlier_tags(frame, models)
    texts = {
        reads: [cell_text(cell) for cell in frame[header].tolist()]
        for reads, header in text_headers.items()
    }
    bounds = [
        (start, min(start + settings.chunk_rows, len(frame)))
        for start in range(0, len(frame), settings.chunk_rows)
    ]
    parts = []
    chunks = ({key: column[a:b] for key, column in texts.items()} for a, b in bounds)
    for (start, end), part in zip(
        bounds, _tag_chunks(chunks, [b - a for a, b in bounds], models, settings), strict=True
    ):
        parts.append(part)
        if progress:
            progress(end - start)
    tags = _join(parts)
    if settings.redact:
        base = _redact(base, tags, models, list(text_headers.values()), name_headers)
    failures = [(row, problem) for row, problem in enumerate(tags.pop("_failure")) if problem]
    result = pd.concat([base, pd.DataFrame(tags, index=base.index)], axis=1)
    return TaggedBatch(result, _statuses(result, models), _counts(result, models), failures)


def _without_earlier_tags(frame: pd.DataFrame, models: Sequence[TrainedModel]) -> pd.DataFrame:
    added = added_columns([model.scheme for model in models])
    twice = sorted({name for name in added if added.count(name) > 1})
    if twice:
        raise ColumnError(
            "Two models write columns of one name.",
            found=", ".join(twice),
            mend="give --models a folder with only one of them",
        )
    present = [name for name in added if name in frame.columns]
    if present and VERSIONS_COLUMN not in frame.columns:
        raise ColumnError(
            "The input has columns that tagging would overwrite.",
            found=", ".join(map(repr, present)),
            mend="rename them in the spreadsheet first",
        )
    return frame.drop(columns=present)


# --- Chunks -----------------------------------------------------------------------------------


def _tag_chunks(
    chunks: Iterator[dict[str, list[str]]],
    sizes: Sequence[int],
    models: Sequence[TrainedModel],
    settings: TagSettings,
) -> Iterator[dict[str, list]]:
    pairs = zip(chunks, sizes, strict=True)
    if settings.jobs == 1:
        return (tag_chunk(chunk, size, models) for chunk, size in pairs)
    from joblib import Parallel, delayed

    run = Parallel(n_jobs=settings.jobs, return_as="generator")
    return run(delayed(tag_chunk)(chunk, size, models) for chunk, size in pairs)


def tag_chunk(
    texts: dict[str, list[str]], rows: int, models: Sequence[TrainedModel]
) -> dict[str, list]:
    """Tag some rows.

    Args:
        texts: canonical text column -> texts.
        rows: number of rows.
        models: one a scheme.

    Returns:
        added column -> values, and ``_failure`` -> what went wrong, a row.
    """
    columns: dict[str, list] = {"_failure": [""] * rows}
    for model in models:
        column = texts.get(model.scheme.reads, [""] * rows)
        try:
            tags = _tag_texts(column, model)
        except Exception:
            tags = _tag_one_by_one(column, model, columns["_failure"])
        columns.update(tags)
    versions = "; ".join(model.version for model in models)
    columns[VERSIONS_COLUMN] = [versions] * rows
    return columns


def _tag_one_by_one(
    column: Sequence[str], model: TrainedModel, failures: list[str]
) -> dict[str, list]:
    parts = []
    for row, text in enumerate(column):
        try:
            parts.append(_tag_texts([text], model))
        except Exception as error:
            failures[row] = f"{type(error).__name__}: {error}"
            parts.append(_blank(model.scheme, FAILED))
    return _join(parts)


def _blank(scheme: Scheme, status: str) -> dict[str, list]:
    tags: dict[str, list] = {name: [""] for name in added_columns([scheme])[:-1]}
    tags.update({f"p_{label}": [None] for label in scheme.ids})
    return tags | {scheme.status_column: [status]}


def _tag_texts(texts: Sequence[str], model: TrainedModel) -> dict[str, list]:
    """Labels, labels to check, evidence, probabilities and status of each text."""
    scheme, ids = model.scheme, np.asarray(model.scheme.ids, dtype=object)
    cleaned = [clean(text) for text in texts]
    status = [readability(text) for text in cleaned]
    rows = [row for row, state in enumerate(status) if state == READABLE]
    tags: dict[str, list] = {
        name: [""] * len(texts)
        for name in (scheme.column, f"{scheme.column}_to_check", f"{scheme.column}_evidence")
    }
    probabilities = np.full((len(texts), len(ids)), np.nan)
    if rows:
        scores, sentences, parts = model.classifier.score_cleaned([cleaned[row] for row in rows])
        p = model.calibration.probabilities(scores)
        assigned, check = model.calibration.assigned(p), model.calibration.to_check(p)
        probabilities[rows] = np.round(p, 4)
        evidence = assign_evidence(sentences, parts, assigned, scheme.ids)
        for place, row in enumerate(rows):
            tags[scheme.column][row] = "; ".join(ids[assigned[place]])
            tags[f"{scheme.column}_to_check"][row] = "; ".join(ids[check[place]])
            tags[f"{scheme.column}_evidence"][row] = format_evidence(evidence[place])
            status[row] = TAGGED if assigned[place].any() else NO_LABEL
    for place, label in enumerate(scheme.ids):
        values = probabilities[:, place].tolist()
        tags[f"p_{label}"] = [None if math.isnan(value) else value for value in values]
    return tags | {scheme.status_column: status}


def _join(parts: Sequence[dict[str, list]]) -> dict[str, list]:
    return {name: [cell for part in parts for cell in part[name]] for name in parts[0]}


# --- Redaction and counts ---------------------------------------------------------------------


def _redact(
    base: pd.DataFrame,
    tags: dict[str, list],
    models: Sequence[TrainedModel],
    text_headers: Sequence[str],
    name_headers: Sequence[str],
) -> pd.DataFrame:
    """The input with its texts redacted; evidence in ``tags`` is redacted in place, alike."""
    evidence = [f"{model.scheme.column}_evidence" for model in models]
    result = base.copy()
    columns = [[cell_text(cell) for cell in base[name].tolist()] for name in text_headers]
    columns += [tags[name] for name in evidence]
    names = [[cell_text(cell) for cell in base[name].tolist()] for name in name_headers]
    done: list[list[str]] = []
    for row in range(len(base)):
        known = tuple(column[row] for column in names if column[row])
        done.append(CaseRedactor(known).redact(*(column[row] for column in columns)))
    by_column = list(map(list, zip(*done, strict=True)))
    for place, name in enumerate(text_headers):
        result[name] = pd.Series(by_column[place], index=base.index, dtype=object)
    for place, name in enumerate(evidence, start=len(text_headers)):
        tags[name] = by_column[place]
    return result


def _statuses(frame: pd.DataFrame, models: Sequence[TrainedModel]) -> dict[str, dict[str, int]]:
    return {
        model.scheme.id: {
            str(status): int(count)
            for status, count in frame[model.scheme.status_column].value_counts().items()
        }
        for model in models
    }


def _counts(frame: pd.DataFrame, models: Sequence[TrainedModel]) -> dict[str, dict[str, int]]:
    counts = {}
    for model in models:
        cells = [set(cell.split("; ")) for cell in frame[model.scheme.column].tolist()]
        counts[model.scheme.id] = {
            label: sum(label in cell for cell in cells) for label in model.scheme.ids
        }
    return counts
