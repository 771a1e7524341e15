"""Tagging a chunk of rows, on its own and so in any process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from classifier.cases.cells import cell_text
from classifier.text.readable import NO_TEXT, READABLE, readability

if TYPE_CHECKING:
    from classifier.labels.training import TrainedModel

TAGGED, NO_LABEL, FAILED = "tagged", "no_label", "failed"
VERSIONS_COLUMN = "model_versions"
NOT_REDACTED = "[could not be redacted]"


@dataclass(frozen=True)
class ChunkTask:
    """Some rows to tag.

    Attributes:
        rows: number of rows.
        texts: canonical text column (``complaint_text``, ``finding_text``) -> a text a row. A
            model whose column is absent gives every row ``no_text``.
        names: columns of people's names, a cell a row, which redaction then knows.
        redact: replace personal data in the texts and in the evidence.
    """

    rows: int
    texts: Mapping[str, Sequence[str]]
    names: Sequence[Sequence[str]] = ()
    redact: bool = False


@dataclass(frozen=True)
class TaggedChunk:
    """What tagging adds to some rows.

    Attributes:
        columns: added column -> cells, see :func:`added_columns`; probabilities are NaN where
            there is no text to judge.
        texts: canonical text column -> redacted texts; empty without redaction.
        statuses: scheme id -> status -> count.
        counts: scheme id -> label -> count of rows that carry it.
        failures: row positions (from 0) and what went wrong, for rows with status ``failed``.
    """

    columns: dict[str, list]
    texts: dict[str, list[str]]
    statuses: dict[str, Counter[str]]
    counts: dict[str, Counter[str]]
    failures: list[tuple[int, str]]


def chunk_task(
    texts: Mapping[str, Sequence[object]],
    names: Sequence[Sequence[object]],
    rows: int,
    *,
    redact: bool,
) -> ChunkTask:
    """A task for some rows, cells of any kind; names are left out where nothing is redacted."""
    return ChunkTask(
        rows,
        {name: list(map(cell_text, column)) for name, column in texts.items()},
        [list(map(cell_text, column)) for column in names] if redact else [],
        redact,
    )


def tag_chunk(task: ChunkTask, models: Sequence[TrainedModel]) -> TaggedChunk:
    """Tag some rows. A text that can't be tagged fails alone: the others are tagged.

    Args:
        task: the rows.
        models: one a scheme; those that read one column share its cleaned texts.
    """
    failures: dict[int, str] = {}
    read = {name: _read(texts, failures) for name, texts in task.texts.items()}
    tagged = TaggedChunk({}, {}, {}, {}, [])
    for model in models:
        scheme = model.scheme
        column = read.get(scheme.reads) or _Read([""] * task.rows, [NO_TEXT] * task.rows)
        labels = _label(column, model, failures)
        tagged.columns.update(labels.columns)
        tagged.statuses[scheme.id] = Counter(labels.columns[scheme.status_column])
        tagged.counts[scheme.id] = labels.counts
    versions = "; ".join(model.version for model in models)
    tagged.columns[VERSIONS_COLUMN] = [versions] * task.rows
    if task.redact:
        evidence = [f"{model.scheme.column}_evidence" for model in models]
        _redact(task, tagged, evidence, failures)
    tagged.failures.extend(sorted(failures.items()))
    return tagged


@dataclass(frozen=True)
class _Read:
    """A column's cleaned texts, and whether each can be judged."""

    cleaned: list[str]
    status: list[str]


@dataclass
class _Labels:
    """What one model adds."""

    columns: dict[str, list] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def _read(texts: Sequence[str], failures: dict[int, str]) -> _Read:
    from classifier.text.cleaning import clean

    cleaned, status = [], []
    for row, text in enumerate(texts):
        try:
            plain = clean(text)
            state = readability(plain)
        except Exception as error:
            plain, state = "", FAILED
            failures[row] = f"{type(error).__name__}: {error}"
        cleaned.append(plain)
        status.append(state)
    return _Read(cleaned, status)


def _label(column: _Read, model: TrainedModel, failures: dict[int, str]) -> _Labels:
    """Labels, labels to check, evidence, probabilities and status of each text."""
    scheme, status = model.scheme, list(column.status)
    rows = [row for row, state in enumerate(status) if state == READABLE]
    scored = _score_all([column.cleaned[row] for row in rows], model)
    for place, why in scored.failures.items():
        status[rows[place]] = FAILED
        failures[rows[place]] = why
    good = [row for place, row in enumerate(rows) if place not in scored.failures]
    labels = _Labels()
    for name, cells in (
        (scheme.column, _joined(scored.assigned, scheme.ids)),
        (f"{scheme.column}_to_check", _joined(scored.check, scheme.ids)),
        (f"{scheme.column}_evidence", scored.evidence),
    ):
        labels.columns[name] = _spread(good, cells, len(status))
    probabilities = np.full((len(status), len(scheme.ids)), np.nan)
    probabilities[good] = scored.probabilities
    names = (f"p_{label}" for label in scheme.ids)
    labels.columns.update(zip(names, probabilities.T.tolist(), strict=True))
    for row in good:
        status[row] = NO_LABEL
    for place in np.flatnonzero(scored.assigned.any(axis=1)).tolist():
        status[good[place]] = TAGGED
    labels.columns[scheme.status_column] = status
    labels.counts.update(dict(zip(scheme.ids, scored.assigned.sum(axis=0).tolist(), strict=True)))
    return labels


def _spread(rows: Sequence[int], cells: Sequence[str], length: int) -> list[str]:
    column = [""] * length
    for row, cell in zip(rows, cells, strict=True):
        column[row] = cell
    return column


def _joined(mask: np.ndarray, ids: Sequence[str]) -> list[str]:
    """The labels of each row of a mask, joined; each combination is put together once."""
    known: dict[bytes, str] = {}
    cells = []
    row: np.ndarray
    for row in mask:
        key = row.tobytes()
        if key not in known:
            known[key] = "; ".join(
                label for label, here in zip(ids, row.tolist(), strict=True) if here
            )
        cells.append(known[key])
    return cells


@dataclass(frozen=True)
class _Scored:
    """What a model says of some texts; arrays have a row a text that did not fail."""

    probabilities: np.ndarray
    assigned: np.ndarray
    check: np.ndarray
    evidence: list[str]
    failures: dict[int, str] = field(default_factory=dict)


def _score_all(cleaned: Sequence[str], model: TrainedModel) -> _Scored:
    try:
        return _score(cleaned, model)
    except Exception:
        # One text is at fault, or each: only one by one can they be told apart.
        parts, failures = [_score([], model)], {}
        for place, text in enumerate(cleaned):
            try:
                parts.append(_score([text], model))
            except Exception as error:
                failures[place] = f"{type(error).__name__}: {error}"
        return _Scored(
            np.concatenate([part.probabilities for part in parts]),
            np.concatenate([part.assigned for part in parts]),
            np.concatenate([part.check for part in parts]),
            [cell for part in parts for cell in part.evidence],
            failures,
        )


def _score(cleaned: Sequence[str], model: TrainedModel) -> _Scored:
    from classifier.labels.evidence import assign_evidence, format_evidence

    ids = model.scheme.ids
    if not cleaned:
        none = np.zeros((0, len(ids)), dtype=bool)
        return _Scored(np.zeros(none.shape), none, none, [])
    scores, sentences, parts = model.classifier.score_cleaned(cleaned)
    p = model.calibration.probabilities(scores)
    assigned = model.calibration.assigned(p)
    evidence = assign_evidence(sentences, parts, assigned, ids)
    return _Scored(
        np.round(p, 4),
        assigned,
        model.calibration.to_check(p),
        [format_evidence(found) for found in evidence],
    )


def _redact(
    task: ChunkTask, tagged: TaggedChunk, evidence: Sequence[str], failures: dict[int, str]
) -> None:
    """Redact texts and evidence alike, so that one person has one placeholder in both."""
    from classifier.text.redaction import CaseRedactor

    columns = [*task.texts.values(), *(tagged.columns[name] for name in evidence)]
    done: list[list[str]] = []
    for row in range(task.rows):
        known = tuple(column[row] for column in task.names if column[row])
        try:
            done.append(CaseRedactor(known).redact(*(column[row] for column in columns)))
        except Exception as error:
            # Better no text than a name in print.
            done.append([NOT_REDACTED if column[row] else "" for column in columns])
            failures[row] = f"{type(error).__name__}: {error}"
    by_column = [list(cells) for cells in zip(*done, strict=True)]
    for name, cells in zip([*task.texts, *evidence], by_column, strict=True):
        if name in task.texts:
            tagged.texts[name] = cells
        else:
            tagged.columns[name] = cells
