"""Reading a review's workbook as it comes back from a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.cases.grid import is_blank
from classifier.cases.schema import TEXT_COLUMNS, normalise_name
from classifier.cases.values import parse_date, parse_yes_no
from classifier.cases.writing import cell_text
from classifier.errors import InputFileError, LabelledDataError
from classifier.insight.review_apply import Decision, ReviewedWorkbook, listed
from classifier.labels.codebook import Scheme
from classifier.reports.review_layout import (
    CASES,
    DATE,
    DATE_CELL,
    NAME_CELL,
    NUMBER,
    README,
    REFERENCE,
    REMARK,
    REVIEWER,
    SAMPLING,
    SAMPLING_HEADERS,
    SAMPLING_KEYS,
    STATUS,
    STRATUM_HEADERS,
    TEXT_HEADERS,
    YES,
    label_headers,
    none_header,
    shown_hash,
    suggestion_header,
)

_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))
_TICKS = frozenset(("x", "✓", "✔"))
Rows = list[list[object]]


@dataclass(frozen=True)
class _Drawn:
    """A case as the sheet on sampling records it."""

    part: str
    fingerprint: str
    shown: str
    decided_before: str
    needed: tuple[str, ...]


@dataclass
class _Columns:
    """Where the sheet of cases has what."""

    places: dict[str, int]
    marks: dict[str, dict[str, int]]
    none: dict[str, int]
    texts: list[str]
    unknown: dict[str, int]


def is_review(path: Path | str) -> bool:
    """Whether a file is a review's workbook, by its sheets; False where it can't be read."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if Path(path).suffix.lower() not in _WORKBOOKS:
        return False
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return {CASES, SAMPLING} <= set(book.sheet_names)
    except (CalamineError, PasswordError, OSError, ValueError):
        return False


def read_review(path: Path | str, schemes: Sequence[Scheme]) -> ReviewedWorkbook:
    """Read a filled-in workbook and check that it is consistent in itself.

    Args:
        path: the workbook, saved by Excel, LibreOffice or the like.
        schemes: all schemes of the review; those that it doesn't ask about are left out.

    Raises:
        InputFileError: not a workbook, a sheet or column is gone, or a scheme is not given.
        LabelledDataError: rows that are missing, twice there or changed, marks that are neither
            yes nor blank, labels together with 'none', an unknown label, no reviewer, a date that
            is none. The message names up to ten rows.
    """
    path = Path(path)
    sheets = _sheets(path)
    info, strata, drawn = _read_sampling(sheets[SAMPLING], path)
    needed = {name for case in drawn.values() for name in case.needed}
    asked = [scheme for scheme in schemes if scheme.id in needed]
    if len(asked) < len(needed):
        raise InputFileError(
            f"{path.name} asks about labels that none of the models has.",
            found=", ".join(sorted(needed - {scheme.id for scheme in asked})),
            mend="give the models that tagged the table (--models)",
        )
    rows = sheets[CASES]
    columns = _columns(rows, asked, path)
    defaults = _defaults(sheets.get(README, []))
    problems: list[str] = []
    decisions: dict[int, Decision] = {}
    for place, row in enumerate(rows[1:], start=2):
        if all(is_blank(cell) for cell in row):
            continue
        found = _decision(row, place, columns, drawn, asked, defaults, path, problems)
        if found is None:
            continue
        number, decision = found
        other = decisions.setdefault(number, decision)
        if other is not decision:
            problems += _twice(other, decision)
    missing = [number for number in drawn if number not in decisions]
    problems += _missing(missing, path, problems)
    if problems:
        raise LabelledDataError(
            f"The review {path.name} has rows that can't be used.",
            found=listed(problems),
            mend="correct these rows in the workbook, save it, and apply it again",
        )
    return ReviewedWorkbook(
        path=path,
        draw=info["draw"],
        source=info["source"],
        frame_hash=info["frame_hash"],
        group=info["group"],
        strata=tuple(strata),
        decisions=tuple(decisions[number] for number in drawn),
    )


def _missing(numbers: Sequence[int], path: Path, problems: Sequence[str]) -> list[str]:
    # A row that could not be understood has been named already.
    if not numbers or problems:
        return []
    named = ", ".join(map(str, numbers[:20])) + (", …" if len(numbers) > 20 else "")  # noqa: PLR2004
    return [f"{path.name}, sheet {CASES!r}: rows of these case numbers are missing: {named}"]


def _twice(one: Decision, other: Decision) -> list[str]:
    same = one.labels == other.labels
    what = "is there twice" if same else "is there twice, with other labels"
    return [f"{other.where}: the case {what} (see {one.where})"]


# --- Sheets -------------------------------------------------------------------------------------


def _sheets(path: Path) -> dict[str, Rows]:
    if not path.is_file():
        raise InputFileError(
            f"There is no file {path}.", mend="check the name and the folder, and try again"
        )
    sheets = _all_sheets(path)
    gone = [name for name in (CASES, SAMPLING) if not sheets.get(name)]
    if gone:
        raise InputFileError(
            f"{path.name} is not a whole review: sheet {' and '.join(map(repr, gone))} is gone.",
            found=f"sheets {', '.join(map(repr, sheets)) or 'none'}",
            mend="go back to the last copy that has it; or draw the same sample again (same seed)"
            " and copy the marks over",
        )
    return sheets


def _all_sheets(path: Path) -> dict[str, Rows]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return {
                name: [
                    list(row)
                    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                ]
                for name in book.sheet_names
            }
    except (CalamineError, PasswordError, OSError, ValueError) as error:
        raise InputFileError(
            f"{path.name} is not a workbook that can be read.",
            found=str(error),
            mend="open it in Excel, save it as .xlsx without a password, and close it",
        ) from error


def _read_sampling(rows: Rows, path: Path) -> tuple[dict[str, str], list[str], dict[int, _Drawn]]:
    keys = {normalise_name(key): name for name, key in SAMPLING_KEYS.items()}
    info = dict.fromkeys(SAMPLING_KEYS, "")
    strata: list[str] = []
    drawn: dict[int, _Drawn] = {}
    state = ""
    for row in rows:
        cells = [cell_text(cell).strip() for cell in row] + [""] * len(SAMPLING_HEADERS)
        if not cells[0]:
            state = ""
        elif cells[0] in (STRATUM_HEADERS[0], NUMBER):
            state = cells[0]
        elif state == STRATUM_HEADERS[0]:
            strata.append(cells[0])
        elif state == NUMBER:
            _, part, _, _, fingerprint, shown, before, needed = cells[: len(SAMPLING_HEADERS)]
            schemes = tuple(name for name in needed.split("; ") if name)
            drawn[int(cells[0])] = _Drawn(part, fingerprint, shown, before, schemes)
        elif normalise_name(cells[0]) in keys:
            info[keys[normalise_name(cells[0])]] = cells[1]
    if not drawn or not info["draw"]:
        raise InputFileError(
            f"{path.name}, sheet {SAMPLING!r}, doesn't say any more which cases were drawn.",
            mend="go back to the last copy of the workbook in which nobody changed that sheet",
        )
    return info, strata, drawn


def _columns(rows: Rows, schemes: Sequence[Scheme], path: Path) -> _Columns:
    headers = [normalise_name(cell) for cell in rows[0]]
    places = {header: place for place, header in enumerate(headers) if header}
    twice = [header for header, count in Counter(filter(None, headers)).items() if count > 1]
    names = label_headers(tuple(schemes))
    texts = [name for name in TEXT_COLUMNS if any(s.reads == name for s in schemes)]
    fixed = [NUMBER, REFERENCE, *(TEXT_HEADERS[name] for name in texts), REVIEWER, DATE, REMARK]
    wanted = [*fixed, *names.values(), *map(none_header, schemes)]
    gone = [name for name in wanted if normalise_name(name) not in places]
    if gone or twice:
        raise InputFileError(
            f"{path.name}, sheet {CASES!r}: columns are missing, renamed or doubled.",
            found=", ".join([*(f"no {name!r}" for name in gone), *(f"{n!r} twice" for n in twice)]),
            mend="give the columns their names back; marks of a deleted column must be made again",
        )
    at = {name: places[normalise_name(name)] for name in wanted}
    ours = {normalise_name(name) for name in (*wanted, STATUS, *map(suggestion_header, schemes))}
    return _Columns(
        places=at,
        marks={s.id: {label: at[names[s.id, label]] for label in s.ids} for s in schemes},
        none={s.id: at[none_header(s)] for s in schemes},
        texts=texts,
        unknown={
            cell_text(rows[0][place]): place for name, place in places.items() if name not in ours
        },
    )


def _defaults(rows: Rows) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in rows:
        if row and cell_text(row[0]).strip() in (NAME_CELL, DATE_CELL):
            found[cell_text(row[0]).strip()] = row[1] if len(row) > 1 else ""
    return found


# --- Rows ---------------------------------------------------------------------------------------


def _decision(
    row: Sequence[object],
    place: int,
    columns: _Columns,
    drawn: dict[int, _Drawn],
    schemes: Sequence[Scheme],
    defaults: dict[str, object],
    path: Path,
    problems: list[str],
) -> tuple[int, Decision] | None:
    """A row's case number and decision; None, with a problem noted, where there is no telling."""

    def cell(name: str) -> str:
        return cell_text(_at(row, columns.places[name])).strip()

    where = f"{path.name}, row {place} (case {cell(REFERENCE)})"
    number = cell(NUMBER)
    case = drawn.get(int(number)) if number.isdigit() else None
    if case is None:
        problems.append(f"{where}: {number or 'a blank'!r} is not a number of a drawn case")
        return None
    texts = tuple(cell_text(_at(row, columns.places[TEXT_HEADERS[n]])) for n in columns.texts)
    if shown_hash(cell(REFERENCE), texts) != case.shown:
        problems.append(
            f"{where}: its reference or text is not the one that was drawn as case {number}"
            " (changed, or sorted apart from its number)"
        )
        return None
    before = len(problems)
    labels = _labels(row, where, columns, schemes, problems)
    missing = tuple(s.name.lower() for s in schemes if s.id in case.needed and s.id not in labels)
    reviewer = cell(REVIEWER) or cell_text(defaults.get(NAME_CELL, "")).strip()
    date = _at(row, columns.places[DATE])
    date = defaults.get(DATE_CELL, "") if is_blank(date) else date
    when = _date(date, where, problems)
    if labels and len(problems) == before:
        problems += _unsigned(where, reviewer, when)
    return int(number), Decision(
        where=where,
        fingerprint=case.fingerprint,
        part=case.part,
        decided_before=case.decided_before,
        labels=labels,
        missing=missing,
        reviewer=" ".join(reviewer.replace(";", ",").split()),
        date=when,
        remark=" ".join(cell(REMARK).split()),
    )


def _unsigned(where: str, reviewer: str, when: str) -> list[str]:
    gone = [what for what, have in (("who reviewed it", reviewer), ("the date", when)) if not have]
    if not gone:
        return []
    return [f"{where}: {' and '.join(gone)} is missing; fill in the yellow cells on {README!r}"]


def _at(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else ""


def _labels(
    row: Sequence[object],
    where: str,
    columns: _Columns,
    schemes: Sequence[Scheme],
    problems: list[str],
) -> dict[str, tuple[str, ...]]:
    """Scheme id -> labels, for the schemes that the row decides on."""

    def marked(place: int, name: str) -> bool:
        cell = _at(row, place)
        if is_blank(cell):
            return False
        if cell_text(cell).strip().casefold() in _TICKS:
            return True
        answer = parse_yes_no(cell)
        if answer is None:
            problems.append(
                f"{where}: {cell_text(cell)!r} under {name!r} is neither {YES} nor blank"
            )
        return bool(answer)

    result = {}
    for scheme in schemes:
        marks = columns.marks[scheme.id]
        given = tuple(label for label in scheme.ids if marked(marks[label], scheme.names[label]))
        none = marked(columns.none[scheme.id], none_header(scheme))
        if given and none:
            problems.append(
                f"{where}: {none_header(scheme)!r} is marked together with"
                f" {', '.join(scheme.names[label] for label in given)}"
            )
        if given or none:
            result[scheme.id] = given
    for name, place in columns.unknown.items():
        if parse_yes_no(_at(row, place)) or cell_text(_at(row, place)).casefold() in _TICKS:
            problems.append(f"{where}: {name!r} is marked, and the codebook has no such label")
    return result


def _date(cell: object, where: str, problems: list[str]) -> str:
    try:
        date: dt.date | None = parse_date(cell)
    except ValueError as error:
        problems.append(f"{where}: the date {error}")
        return ""
    return date.isoformat() if date else ""
