"""Tagging a table: every input row comes out once, in order, with labels and a status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.chunk import (
    FAILED,
    NO_LABEL,
    TAGGED,
    VERSIONS_COLUMN,
    ChunkTask,
    TaggedChunk,
    chunk_task,
)
from classifier.labels.codebook import Scheme

if TYPE_CHECKING:
    import pandas as pd

    from classifier.labels.training import TrainedModel

__all__ = [
    "FAILED",
    "NO_LABEL",
    "TAGGED",
    "VERSIONS_COLUMN",
    "TaggedBatch",
    "Totals",
    "added_columns",
    "kept_columns",
    "tag_table",
]


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


def kept_columns(headers: Sequence[str], models: Sequence[TrainedModel]) -> list[str]:
    """The columns of a table that tagging keeps: all but those of an earlier tagging.

    Raises:
        ColumnError: two models write one column, or the table has such a column of its own.
    """
    added = added_columns([model.scheme for model in models])
    twice = sorted({name for name in added if added.count(name) > 1})
    if twice:
        raise ColumnError(
            "Two models write columns of one name.",
            found=", ".join(twice),
            mend="give --models a folder with only one of them",
        )
    present = [name for name in added if name in headers]
    if present and VERSIONS_COLUMN not in headers:
        raise ColumnError(
            "The input has columns that tagging would overwrite.",
            found=", ".join(map(repr, present)),
            mend="rename them in the spreadsheet first",
        )
    return [name for name in headers if name not in added]


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
    import pandas as pd

    from classifier.labels.stream import run_tasks

    settings = settings or TagSettings()
    result = frame[kept_columns(list(frame.columns), models)].copy()
    cells = {name: frame[header].tolist() for name, header in text_headers.items()}
    names = [frame[header].tolist() for header in name_headers]

    def tasks() -> Iterator[ChunkTask]:
        for start in range(0, len(frame), settings.chunk_rows):
            end = min(start + settings.chunk_rows, len(frame))
            yield chunk_task(
                {name: column[start:end] for name, column in cells.items()},
                [column[start:end] for column in names],
                end - start,
                redact=settings.redact,
            )

    total = Totals(models)
    added: dict[str, list] = {n: [] for n in added_columns([m.scheme for m in models])}
    texts: dict[str, list[str]] = {name: [] for name in text_headers}
    for tagged in run_tasks(tasks(), models, settings):
        total.add(tagged)
        for name, column in tagged.columns.items():
            added[name] += column
        for name, column in tagged.texts.items():
            texts[name] += column
        if progress:
            progress(len(tagged.columns[VERSIONS_COLUMN]))
    for name, header in text_headers.items() if settings.redact else ():
        result[header] = pd.Series(texts[name], index=frame.index, dtype=object)
    result = pd.concat([result, pd.DataFrame(added, index=frame.index)], axis=1)
    return TaggedBatch(result, total.statuses, total.counts, total.failures)


class Totals:
    """Statuses and counts of a run, added up chunk by chunk.

    Attributes:
        rows: rows so far.
        failures: as in :class:`TaggedBatch`, the first ``most`` of them.
        n_failures: how many there are.
    """

    def __init__(self, models: Sequence[TrainedModel], most: int | None = None) -> None:
        self.rows = self.n_failures = 0
        self.failures: list[tuple[int, str]] = []
        self._most = most
        self._statuses: dict[str, Counter[str]] = {m.scheme.id: Counter() for m in models}
        self._counts = {m.scheme.id: Counter(dict.fromkeys(m.scheme.ids, 0)) for m in models}

    def add(self, tagged: TaggedChunk) -> None:
        """Add a chunk."""
        for scheme, statuses in tagged.statuses.items():
            self._statuses[scheme].update(statuses)
            self._counts[scheme].update(tagged.counts[scheme])
        room = None if self._most is None else max(self._most - len(self.failures), 0)
        self.failures += [(self.rows + row, why) for row, why in tagged.failures[:room]]
        self.n_failures += len(tagged.failures)
        self.rows += len(tagged.columns[VERSIONS_COLUMN])

    @property
    def statuses(self) -> dict[str, dict[str, int]]:
        """Scheme id -> status -> count, the most frequent first."""
        return {scheme: dict(found.most_common()) for scheme, found in self._statuses.items()}

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Scheme id -> label -> count of rows that carry it, in the scheme's order."""
        return {scheme: dict(found) for scheme, found in self._counts.items()}
