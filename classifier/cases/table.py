"""The case table with typed, canonical columns, and what is wrong with its data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from classifier.cases.columns import ColumnMapping, match_columns
from classifier.cases.reading import RawTable
from classifier.cases.schema import (
    CANONICAL,
    DATE_COLUMNS,
    SOURCE_COLUMN,
    TEXT_COLUMNS,
    normalise_name,
)
from classifier.cases.values import parse_amount, parse_category, parse_date, parse_yes_no
from classifier.cases.writing import cell_text
from classifier.errors import ColumnError

_CATEGORIES = {"outcome": "outcomes", "stage": "stages", "procedure": "procedures"}


@dataclass(frozen=True)
class Finding:
    """Something wrong with one cell; the row stays.

    Attributes:
        row: row number in the file, counted from 1, the header included.
        column: the file's own column name.
        problem: what is wrong, with the cell's content.
    """

    row: int
    column: str
    problem: str


@dataclass
class CaseTable:
    """Cases with canonical columns.

    Attributes:
        frame: one row a case, in the file's order. Dates are ``datetime64``, ``remedy_amount``
            float, ``remedied_before`` True, False or None; all else text, blank ``""``.
            Columns that the file doesn't have are absent.
        columns: canonical name -> the file's own column name.
        findings: what is wrong with single cells.
        source: how messages name the table.
    """

    frame: pd.DataFrame
    columns: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    source: str = ""


def to_case_table(
    raw: RawTable,
    *,
    mapping: ColumnMapping | None = None,
    wanted: Iterable[str] = CANONICAL,
    extra: Sequence[str] = (),
) -> CaseTable:
    """Give a raw table its canonical columns and types.

    Args:
        raw: the table as read.
        mapping: a council's own names and values.
        wanted: canonical columns to look for.
        extra: columns of the raw table to carry along as text (e.g. those that tagging wrote).

    Raises:
        ColumnError: see :func:`classifier.cases.columns.match_columns`.
    """
    columns = match_columns(
        [name for name in raw.frame.columns if name not in extra],
        wanted,
        mapping=mapping,
        source=raw.source,
    )
    values = mapping.values if mapping else {}
    findings: list[Finding] = []
    data: dict[str, pd.Series] = {}
    for name, header in columns.items():
        cells = raw.frame[header].tolist()
        convert = _converter(name, values)
        parsed, bad = _convert(cells, convert)
        findings += [Finding(raw.row_numbers[row], header, problem) for row, problem in bad]
        if name in DATE_COLUMNS:
            data[name] = pd.to_datetime(pd.Series(parsed, dtype=object))
        elif name == "remedy_amount":
            data[name] = pd.Series(parsed, dtype=float)
        else:
            data[name] = pd.Series(parsed, dtype=object)
    for header in extra:
        data[header] = raw.frame[header].map(cell_text).astype(object)
    frame = pd.DataFrame(data, index=raw.frame.index)
    _fill_references(frame, raw.row_numbers)
    findings += _contradictions(frame, columns, raw.row_numbers)
    return CaseTable(frame, columns, sorted(findings, key=lambda f: f.row), raw.source)


def _convert(
    cells: Sequence[object], convert: Callable[[object], object]
) -> tuple[list[object], list[tuple[int, str]]]:
    """Convert cells, each distinct text once; a bad cell becomes None and is listed."""
    seen: dict[tuple[type, object], tuple[object, str]] = {}
    parsed, bad = [], []
    for row, cell in enumerate(cells):
        key = (type(cell), cell)
        if key not in seen:
            try:
                seen[key] = (convert(cell), "")
            except ValueError as error:
                seen[key] = (None, str(error))
        value, problem = seen[key]
        parsed.append(value)
        if problem:
            bad.append((row, problem))
    return parsed, bad


def _converter(name: str, own: Mapping[str, Mapping[str, str]]) -> Callable[[object], object]:
    if name in DATE_COLUMNS:
        return parse_date
    if name == "remedy_amount":
        return parse_amount
    if name == "remedied_before":
        return parse_yes_no
    if name in _CATEGORIES:
        section = _CATEGORIES[name]

        def category(cell: object) -> str:
            value = parse_category(cell, section, own)
            if value is None:
                raise ValueError(
                    f"{cell_text(cell)!r} is not a known {name}; map it under [{section}]"
                )
            return value

        return category
    if name == "team":
        aliases = own.get("teams", {})
        return lambda cell: aliases.get(normalise_name(cell_text(cell)), _squeeze(cell))
    return cell_text if name in TEXT_COLUMNS else _squeeze


def _squeeze(cell: object) -> str:
    return " ".join(cell_text(cell).split())


def _fill_references(frame: pd.DataFrame, row_numbers: Sequence[int]) -> None:
    numbers = pd.Series([f"row {number}" for number in row_numbers], index=frame.index)
    if "case_ref" in frame:
        frame["case_ref"] = frame["case_ref"].where(frame["case_ref"] != "", numbers)
    else:
        frame["case_ref"] = numbers.astype(object)


def _contradictions(
    frame: pd.DataFrame, columns: Mapping[str, str], row_numbers: Sequence[int]
) -> list[Finding]:
    """Dates that can't both be right."""
    if "received_date" not in frame:
        return []
    findings = []
    for name in ("acknowledged_date", "responded_date"):
        if name not in frame:
            continue
        early = frame[name] < frame["received_date"]
        for row in early.to_numpy().nonzero()[0].tolist():
            before = frame[name].iloc[row].date()
            received = frame["received_date"].iloc[row].date()
            findings.append(
                Finding(
                    row_numbers[row],
                    columns[name],
                    f"{before} is before the case was received ({received})",
                )
            )
    return findings


def combine(tables: Sequence[CaseTable]) -> CaseTable:
    """Several tables as one, in order, with a ``source_file`` column where there is more than one.

    A table that already says which file its rows came from keeps that.

    Raises:
        ColumnError: there is no table.
    """
    if not tables:
        raise ColumnError("No table was given.", mend="name at least one file")
    if len(tables) == 1:
        return tables[0]
    frames = [
        t.frame if SOURCE_COLUMN in t.frame else t.frame.assign(**{SOURCE_COLUMN: t.source})
        for t in tables
    ]
    frame = pd.concat(frames, ignore_index=True)
    for name in frame.columns:
        if frame[name].dtype == object and name != "remedied_before":
            frame[name] = frame[name].fillna("")
    columns = {name: header for t in tables for name, header in t.columns.items()}
    findings = [finding for t in tables for finding in t.findings]
    return CaseTable(frame, columns, findings, " and ".join(t.source for t in tables))
