"""What a finding on the data is, and how one is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from classifier.insight.tagged import TaggedCases


@dataclass(frozen=True)
class Example:
    """A case that a finding is about.

    Attributes:
        case: its reference; ``row N`` of its file where it has none.
        source: the file, as messages name it.
        detail: what was found, e.g. the two dates; may be empty.
    """

    case: str
    source: str
    detail: str = ""


@dataclass(frozen=True)
class DataFinding:
    """Something wrong with the data.

    Attributes:
        kind: an id for programs, e.g. ``two_exports``.
        count: how many cases (rows, cells, months, as the sentence says) it is about.
        sentence: what is wrong, for the reader of a report.
        mend: what to do about it.
        examples: some of the cases, in the table's order.
    """

    kind: str
    count: int
    sentence: str
    mend: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class QualitySettings:
    """What the checks go by.

    Attributes:
        group: ``team``, ``service`` or ``directorate``, as in the report.
        known_groups: the names that the council's mapping knows; None where none was given.
        today: dates after it can't be right; without it, received dates are held against the
            others.
        examples: the most examples of a finding.
    """

    group: str = "team"
    known_groups: frozenset[str] | None = None
    today: dt.date | None = None
    examples: int = 10


@dataclass(frozen=True)
class Tables:
    """The tables that are checked, and how a finding on their cases is written.

    Attributes:
        cases: tagged cases.
        settings: what the checks go by.
        source: the file of every row.
    """

    cases: TaggedCases
    settings: QualitySettings
    source: pd.Series

    @property
    def frame(self) -> pd.DataFrame:
        """The cases."""
        return self.cases.table.frame

    def column(self, name: str) -> pd.Series:
        """A text column, blank where it is absent or its wording wasn't known."""
        return self.frame.get(name, pd.Series("", index=self.frame.index)).fillna("")

    def finding(
        self, kind: str, where: pd.Series, sentence: str, mend: str, dates: tuple[str, ...] = ()
    ) -> list[DataFinding]:
        """The finding on the cases where ``where`` is True; none where there is no such case.

        Args:
            kind: its id.
            where: a boolean a row.
            sentence: with ``{cases}`` for how many cases.
            mend: what to do.
            dates: columns that the examples show.
        """
        count = int(where.sum())
        if not count:
            return []
        rows = self.frame.index[where][: self.settings.examples]
        examples = tuple(
            Example(
                self.frame.at[row, "case_ref"],
                self.source.at[row],
                ", ".join(
                    f"{date_words(name)} {self.frame.at[row, name]:%Y-%m-%d}" for name in dates
                ),
            )
            for row in rows
        )
        return [
            DataFinding(kind, count, sentence.replace("{cases}", counted(count)), mend, examples),
        ]


def counted(count: int, word: str = "case") -> str:
    """A count with its word, in the plural where it is not 1."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def quoted(name: object) -> str:
    """A name as it stands in the data, in quotation marks."""
    return f"‘{name}’"


def date_words(column: str) -> str:
    """A date column's name in a sentence: ``received_date`` is ``received``."""
    return column.removesuffix("_date").replace("_", " ")
