"""Dated, named changes that a council tells the report about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from classifier.cases.reading import RawTable, read_table
from classifier.cases.schema import GROUP_COLUMNS, normalise_name
from classifier.cases.values import parse_date
from classifier.cases.writing import cell_text
from classifier.errors import ColumnError, InputFileError

COLUMNS = ("date", "team", "theme", "kind", "what")
KINDS = ("action", "system", "recording", "structure")
_SHOWN = 12


@dataclass(frozen=True)
class Change:
    """A dated, named change.

    Attributes:
        date: its first day.
        team: team (or service, directorate) that it concerns; empty for all.
        theme: id of the label that it is about; empty for all.
        kind: ``action`` (meant to better something), ``system`` (new software), ``recording``
            (what is counted, or how), ``structure`` (who does what).
        what: its name for readers.
    """

    date: dt.date
    team: str
    theme: str
    kind: str
    what: str

    def concerns(self, team: str, theme: str) -> bool:
        """Whether it is about a team's series of a theme; empty names mean the whole of it.

        A change in one team doesn't concern the council's series, nor one in a theme the number
        of complaints.
        """
        return self.team in ("", team) and self.theme in ("", theme)

    @property
    def breaks_comparison(self) -> bool:
        """Whether figures before and after count different things."""
        return self.kind in ("recording", "structure")


def group_names(frame: pd.DataFrame) -> list[str]:
    """Every team, service and directorate that the cases name."""
    names = {name for column in GROUP_COLUMNS if column in frame for name in frame[column].unique()}
    return sorted(names - {""})


def load_changes(
    path: Path | str, *, teams: Iterable[str], labels: Mapping[str, str]
) -> list[Change]:
    """Read a changes file: ``date, team, theme, kind, what``; blank rows are passed over.

    Args:
        path: any table that :func:`classifier.cases.reading.read_table` reads.
        teams: names that may stand under ``team``; matched in any case.
        labels: label id -> name; either may stand under ``theme``, in any case.

    Returns:
        the changes by date, with the names as ``teams`` has them and labels by id.

    Raises:
        InputFileError: the file can't be read, or a cell is not what its column holds.
        ColumnError: a column is missing.
    """
    raw = read_table(path, extra_names=COLUMNS)
    headers = {normalise_name(header): header for header in raw.frame.columns}
    missing = [name for name in COLUMNS if name not in headers]
    if missing:
        raise ColumnError(
            f"{raw.source} has no column {' or '.join(map(repr, missing))}.",
            found=f"the columns {', '.join(map(repr, raw.frame.columns))}",
            mend=f"give a changes file the columns {', '.join(COLUMNS)};"
            " an empty team or theme means all",
        )
    known_teams = {normalise_name(name): name for name in teams}
    known_labels = {normalise_name(name): key for key, name in labels.items()}
    known_labels |= {normalise_name(key): key for key in labels}
    changes = []
    for position, number in enumerate(raw.row_numbers):
        cells = {name: raw.frame[headers[name]].iloc[position] for name in COLUMNS}
        if not any(cell_text(cell).strip() for cell in cells.values()):
            continue
        row = _Row(raw, number, cells)
        changes.append(
            Change(
                row.date(),
                row.known("team", known_teams, list(known_teams.values())),
                row.known("theme", known_labels, list(labels)),
                row.kind(),
                row.what(),
            )
        )
    return sorted(changes, key=lambda change: change.date)


@dataclass(frozen=True)
class _Row:
    """One row of the file, which turns its cells into values or names what is wrong."""

    raw: RawTable
    number: int
    cells: Mapping[str, object]

    def text(self, column: str) -> str:
        return " ".join(cell_text(self.cells[column]).split())

    def wrong(self, column: str, problem: str, *, mend: str, found: str = "") -> InputFileError:
        where = f"{self.raw.source}, row {self.number}, column {column!r}"
        return InputFileError(
            f"{where}: {problem}", found=found or repr(self.text(column)), mend=mend
        )

    def date(self) -> dt.date:
        mend = "write the change's first day as 2025-11-03 or 03/11/2025"
        try:
            date = parse_date(self.cells["date"])
        except ValueError as error:
            raise self.wrong("date", "not a date.", mend=mend, found=str(error)) from error
        if date is None:
            raise self.wrong("date", "no date.", mend=mend, found="an empty cell")
        return date

    def kind(self) -> str:
        kind = self.text("kind").casefold()
        if kind not in KINDS:
            raise self.wrong(
                "kind", "not a kind of change that is known.", mend=f"use one of {', '.join(KINDS)}"
            )
        return kind

    def what(self) -> str:
        what = self.text("what")
        if not what:
            raise self.wrong(
                "what",
                "the change has no name.",
                mend="say in a few words what was changed; the report prints it",
                found="an empty cell",
            )
        return what

    def known(self, column: str, names: Mapping[str, str], shown: list[str]) -> str:
        text = self.text(column)
        key = normalise_name(text)
        if not text or key in names:
            return names[key] if text else ""
        near = get_close_matches(key, list(names), n=3, cutoff=0.6)
        choices = list(dict.fromkeys(names[name] for name in near))
        hint = f"did you mean {' or '.join(map(repr, choices))}?" if choices else _some(shown)
        raise self.wrong(
            column,
            f"no case has the {column} that it names."
            if column == "team"
            else "not a theme that is known.",
            mend=f"{hint} One {column} a row; leave it empty for all",
        )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"use one of {', '.join(map(repr, names[:_SHOWN]))}{more}."
