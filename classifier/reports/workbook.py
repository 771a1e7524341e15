"""The report as a workbook that anyone can read, by the Analysis Function's own library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from classifier.cases.writing import write_atomically
from classifier.reports.model import Few, Report, Section, Table, Value, Withheld

if TYPE_CHECKING:
    from gptables import Cover, GPTable

_SHEET_NAME = 31
_MAX_ROWS = 1_000_000
# Characters across the cover, and points of one line of its text.
_COVER_WIDTH = 90
_LINE = 16
# XlsxWriter's number of the size of paper.
_A4 = 9
# gptables reads these as a link and as a note's reference; a case's text may hold them by chance.
_LINK = re.compile(r"\]\(")
_REFERENCE = re.compile(r"\$\$")
# A cell is one line, so that each sentence on a table's base stands in its own.
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


_FORMATS = {"share": "0%", "interval": "0%", "pounds": "£#,##0", "days": "0.0"}


def write_workbook(report: Report, path: Path) -> None:
    """Write a report as XLSX: cover, contents, one table a sheet, percentages as numbers.

    Raises:
        OutputError: the file can't be written.
    """
    write_atomically(path, lambda target: _write(report, target))


def _write(report: Report, target: Path) -> None:
    from gptables import produce_workbook

    cover = _cover(report)
    book = produce_workbook(
        filename=str(target),
        sheets=_sheets(report),
        cover=cover,
        contentsheet_label="Contents",
        notes_table=_notes(report),
        auto_width=True,
        gridlines="show_all",
        workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": f"{report.title}: {report.subtitle}"})
    sheet = book.get_worksheet_by_name(cover.cover_label)
    # Not every program makes room for wrapped text by itself.
    for row, (text, line) in enumerate(_cover_lines(cover)):
        sheet.set_row(row, line * -(-len(text) * line // (_COVER_WIDTH * _LINE)))
    for sheet in book.worksheets():
        _fit_to_print(sheet)
    book.close()


def _fit_to_print(sheet: Any) -> None:  # noqa: ANN401 - a worksheet of XlsxWriter
    """All columns of a sheet on one page across, A4."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _cover(report: Report) -> Cover:
    from gptables import Cover

    return Cover(
        title=f"{report.title}: {report.subtitle}",
        intro=[
            f"Report made on {report.made_on}.",
            "Each worksheet holds one table. The contents sheet lists them.",
            *_plain(report.sections[0]),
        ],
        about=[
            "[c] stands for a number that is withheld, [u] for a share of too few cases to be"
            " given, [x] for one that there is no data for.",
            *[
                line
                for section in report.sections[1:]
                if section.id in ("data", "method")
                for line in _plain(section)
            ],
        ],
        width=_COVER_WIDTH,
    )


def _cover_lines(cover: Cover) -> list[tuple[str, int]]:
    """The cover's rows and the height in points of one line of each."""
    heading, subheading = 21, 19
    return [
        (cover.title, heading),
        ("Introductory information", subheading),
        *((text, _LINE) for text in cover.intro),
        ("About these data", subheading),
        *((text, _LINE) for text in cover.about),
    ]


def _sheets(report: Report) -> dict[str, GPTable]:
    from gptables import GPTable

    sheets: dict[str, GPTable] = {}
    references = "".join(f"$${name}$$" for name in _references(report))
    for section in report.sections:
        # A sheet without a row would hold nothing that the page doesn't say.
        for table in (table for table in section.tables if table.rows):
            base, *more = _SENTENCE.split(_safe(table.base))
            sheets[_sheet_name(table.sheet or table.title, sheets)] = GPTable(
                table=_frame(table),
                table_name=re.sub(r"\W", "_", table.id),
                title=f"{_safe(table.title)} {references}".strip(),
                subtitles=more,
                scope=base or None,
                source="Complaints as exported and tagged; see the cover for method and limits.",
                instructions="This worksheet contains one table.",
                legend=_legend(table),
                index_columns={1: 0} if len(table.columns) > 1 else {},
                additional_formatting=_formats(table),
            )
    return sheets


def _references(report: Report) -> list[str]:
    return [f"note{number}" for number, _ in enumerate(report.notes, 1)]


def _notes(report: Report) -> pd.DataFrame | None:
    """The notes sheet's table; every table refers to all of them."""
    if not report.notes:
        return None
    return pd.DataFrame({"Note reference": _references(report), "Note text": list(report.notes)})


def _plain(section: Section) -> list[str]:
    return [_safe(line) for line in (*section.sentences, *section.points)]


def _safe(text: str) -> str:
    return _REFERENCE.sub("$ $", _LINK.sub("] (", text))


def _sheet_name(title: str, taken: dict[str, Any]) -> str:
    """A sheet's name: the title cut to what Excel allows, unique."""
    name = re.sub(r"[\[\]:*?/\\']", "", title)[:_SHEET_NAME].strip()
    number = 2
    while name.casefold() in {other.casefold() for other in taken}:
        ending = f" {number}"
        name = name[: _SHEET_NAME - len(ending)].rstrip() + ending
        number += 1
    return name


def _frame(table: Table) -> pd.DataFrame:
    """The table with intervals as two columns, and marks for what isn't there."""
    data: dict[str, list[object]] = {}
    rows = list(table.rows)[:_MAX_ROWS]
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in rows]
        if column.kind == "interval":
            data[f"{column.name}, lower"] = [_bound(cell, 0) for cell in cells]
            data[f"{column.name}, upper"] = [_bound(cell, 1) for cell in cells]
        else:
            data[column.name] = [_mark(cell) for cell in cells]
    return pd.DataFrame(data, dtype=object)


def _bound(cell: Value, side: int) -> object:
    return round(cell[side], 4) if isinstance(cell, tuple) else _mark(cell)


def _mark(cell: Value) -> object:
    if cell is None:
        return "[x]"
    if isinstance(cell, Withheld):
        return "[c]"
    if isinstance(cell, Few):
        return "[u]"
    if isinstance(cell, float):
        return round(cell, 4)
    return _safe(cell) if isinstance(cell, str) else cell


def _legend(table: Table) -> list[str]:
    """The meaning of the marks that the table holds."""
    cells = [cell for row in table.rows for cell in row]
    marks = {
        "[c] = withheld, so that nobody can be identified": Withheld,
        "[u] = too few cases to give a share": Few,
        "[x] = no data": type(None),
    }
    return [words for words, kind in marks.items() if any(isinstance(c, kind) for c in cells)]


def _formats(table: Table) -> list[dict[str, Any]]:
    """Number formats of shares, pounds and days."""
    found: dict[str, list[str]] = {}
    for column in table.columns:
        names = [column.name]
        if column.kind == "interval":
            names = [f"{column.name}, lower", f"{column.name}, upper"]
        if column.kind in _FORMATS:
            found.setdefault(_FORMATS[column.kind], []).extend(names)
    return [
        {"column": {"columns": names, "format": {"num_format": form}, "include_names": False}}
        for form, names in found.items()
    ]
