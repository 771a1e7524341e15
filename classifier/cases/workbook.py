"""Workbooks: the sheet that holds the cases, merged cells filled, formulas by their values."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cases.columns import ColumnMapping, match_columns
from classifier.cases.grid import SPREADSHEET, Grid, build_grid
from classifier.cases.schema import normalise_name
from classifier.cases.unpacking import ZIP, check_unpacked
from classifier.errors import ColumnError, InputFileError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(
    path: Path,
    mapping: ColumnMapping | None,
    needs: Sequence[str],
    extra_names: Sequence[str],
    known: frozenset[str],
) -> tuple[str, Grid]:
    """Read the sheet of a workbook that holds the cases.

    Args:
        path: XLSX, XLS or ODS.
        mapping: a council's own names.
        needs: canonical columns that the right sheet has, where there are several sheets.
        extra_names: further column names that it has.
        known: normalised column names that help to find the header.

    Returns:
        the sheet's name, and its table.

    Raises:
        InputFileError: protected, damaged, or without rows.
        ColumnError: two columns of one name, or no single sheet that fits.
    """
    grids: dict[str, Grid] = {}
    problems: list[InputFileError | ColumnError] = []
    for sheet, rows in _sheets(path):
        source = f"{path.name}, sheet {sheet!r}"
        try:
            grids[sheet] = build_grid(rows, range(1, len(rows) + 1), source=source, known=known)
        except (InputFileError, ColumnError) as error:
            problems.append(error)
    # A sheet with cases and a fault in its header; a sheet without cases may be anything.
    unclear = [error for error in problems if isinstance(error, ColumnError)]
    if not grids and problems:
        raise (unclear or problems)[0]
    if not grids:
        raise InputFileError(
            f"{path.name} has no sheet with cells.",
            mend=f"put the cases on one; then {SPREADSHEET}",
        )
    if len(grids) == 1 and not unclear:
        sheet = next(iter(grids))
    else:
        sheet = _choose_sheet(grids, path, mapping, needs, extra_names, unclear)
    return sheet, grids[sheet]


def _choose_sheet(
    grids: dict[str, Grid],
    path: Path,
    mapping: ColumnMapping | None,
    needs: Sequence[str],
    extra_names: Sequence[str],
    unclear: Sequence[ColumnError],
) -> str:
    wanted = {normalise_name(name) for name in extra_names}

    def fits(grid: Grid) -> bool:
        if wanted and not wanted <= {normalise_name(header) for header in grid.headers}:
            return False
        try:
            found = match_columns(grid.headers, needs, mapping=mapping, source=path.name)
        except ColumnError as error:
            # Two candidates: the right sheet, with a question that is asked later.
            return "more than one column" in error.problem
        return all(name in found for name in needs)

    fitting = [sheet for sheet, grid in grids.items() if fits(grid)]
    if len(fitting) == 1:
        return fitting[0]
    if unclear and not fitting:
        raise unclear[0]
    what = " and ".join(f"`{name}`" for name in [*needs, *extra_names]) or "the cases"
    listing = "; ".join(f"{sheet!r}: {', '.join(grid.headers)}" for sheet, grid in grids.items())
    raise ColumnError(
        f"{path.name} has {len(grids)} sheets, and {len(fitting) or 'none'} of them"
        f" {'has' if not fitting else 'have'} {what}.",
        found=listing,
        mend="save the sheet with the cases as a file of its own, or name its columns in a"
        " mapping file (--columns)",
    )


def _sheets(path: Path) -> list[tuple[str, list[list[object]]]]:
    """Every visible worksheet's rows, from row 1, merged cells filled with their value."""
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with _open_workbook(path) as book:
            names = [
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
            return [(name, _sheet_rows(book.get_sheet_by_name(name))) for name in names]
    except PasswordError as error:
        raise InputFileError(
            f"{path.name} is protected by a password.",
            mend="open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password,"
            " clear the password, and save it",
        ) from error
    except InputFileError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    except BaseException as error:
        # The reader's own faults on odd files are no Exceptions, by the rules of its language.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, "cells that make no sense") from error


def _damaged(path: Path, found: str) -> InputFileError:
    return InputFileError(
        f"{path.name} is not a spreadsheet that can be read, or it is damaged.",
        found=found,
        mend=f"open it in Excel to see that it is whole; then {SPREADSHEET}",
    )


def _open_workbook(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    data = path.read_bytes()
    if data.startswith(ZIP):
        check_unpacked(data, path.name)
    if _ENCRYPTED in data:
        raise PasswordError
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        # The ending says what it was meant to be, and so what is wrong with it.
        return CalamineWorkbook.from_path(str(path))


def _sheet_rows(sheet: object) -> list[list[object]]:
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        if top >= len(rows) or left >= len(rows[top]):
            continue
        # Merged down, a team named once stands for several cases. Merged across is a title, which
        # must not be filled: it would look like a row of names.
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            rows[row][left] = rows[top][left]
    return rows
