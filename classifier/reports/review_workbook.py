"""The workbook in which a person reviews cases: instructions, codebook, cases, how drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifier.cases.schema import TEXT_COLUMNS
from classifier.cases.writing import check_output, write_atomically
from classifier.errors import OutputError
from classifier.insight.random_sample import RANDOM
from classifier.insight.review import ReviewSample
from classifier.labels.codebook import Scheme
from classifier.reports.review_cases import CasesSheet
from classifier.reports.review_layout import (
    CASES,
    CODEBOOK,
    DATE_CELL,
    NAME_CELL,
    README,
    SAMPLING,
    SAMPLING_HEADERS,
    SAMPLING_KEYS,
    STRATUM_HEADERS,
    YES,
    none_header,
    shown_hash,
)

_BLUE, _PALE, _GREY = "#12436D", "#FFF8E1", "#EDEDED"


def check_review_output(path: Path | str, inputs: Sequence[Path | str] = ()) -> Path:
    """Check, before any work, that a new review can be written to ``path``.

    A file that stands there is never replaced: it may hold days of somebody's decisions.

    Args:
        path: an ``.xlsx`` file.
        inputs: files that must not be overwritten.

    Raises:
        OutputError: the ending is another, a file stands there, or it can't be written.
    """
    path = _named_workbook(Path(path))
    if path.is_file() and not any(path.samefile(i) for i in map(Path, inputs) if i.exists()):
        raise OutputError(
            f"{path} is there already, and may hold somebody's decisions.",
            mend="choose another name; or delete it, if nobody needs it",
        )
    return check_output(path, inputs)


def write_review(sample: ReviewSample, path: Path | str) -> Path:
    """Write the workbook of a review.

    Nothing of what the model says on a case of the random part stands in it, on any sheet.

    Args:
        sample: the cases.
        path: an ``.xlsx`` file.

    Raises:
        OutputError: the ending is another, or the file can't be written.
    """
    path = check_output(_named_workbook(Path(path)))
    write_atomically(path, lambda target: _write(sample, target))
    return path


def _named_workbook(path: Path) -> Path:
    if path.suffix.lower() != ".xlsx":
        raise OutputError(
            f"A review is a workbook, and {path.name} is not named as one.",
            found=path.suffix or "no ending",
            mend="end the name in .xlsx",
        )
    return path


def _write(sample: ReviewSample, target: Path) -> None:
    import xlsxwriter

    # Texts go in as text cells: nothing in a complaint is run as a formula or made a link.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": f"Review of cases of {sample.info.source}"})
        formats = _formats(book)
        _write_readme(book.add_worksheet(README), sample, formats)
        _write_codebook(book.add_worksheet(CODEBOOK), sample.schemes, formats)
        CasesSheet(book.add_worksheet(CASES), sample, formats).write()
        _write_sampling(book.add_worksheet(SAMPLING), sample, formats)


def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    wrap = {"text_wrap": True, "valign": "top"}
    edge = {"border": 1, "border_color": "#B0B0B0"}
    white = {"bold": True, "font_color": "#FFFFFF", "bg_color": _BLUE, **edge}
    entry = {"bg_color": _PALE, "locked": False, **edge}
    kinds = {
        "title": {"bold": True, "font_size": 18, "font_color": _BLUE},
        "heading": {"bold": True, "font_size": 13, "font_color": _BLUE},
        "plain": {"align": "left", **wrap},
        "bold": {"bold": True, **wrap},
        "header": {**white, **wrap, "valign": "bottom"},
        "label": {**white, "rotation": 90, "text_wrap": True, "valign": "bottom"},
        "cell": {**wrap, **edge},
        "mark": {**entry, "align": "center", "valign": "top"},
        "entry": {**entry, **wrap},
        "date": {**entry, **wrap, "num_format": "dd/mm/yyyy"},
        "off": {"bg_color": _GREY, **edge},
    }
    return {name: book.add_format(kind) for name, kind in kinds.items()}


# --- Read me and codebook -----------------------------------------------------------------------


def _write_readme(sheet: Any, sample: ReviewSample, formats: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 82)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "Reviewing labels of complaints", formats["title"])
    sheet.write_string(2, 0, NAME_CELL, formats["bold"])
    sheet.write_blank(2, 1, None, formats["entry"])
    sheet.write_string(3, 0, DATE_CELL, formats["bold"])
    sheet.write_blank(3, 1, None, formats["date"])
    sheet.write_string(4, 0, "Cases still to do", formats["bold"])
    last = len(sample.cases) + 1
    left = f'=COUNTIF({CASES}!$B$2:$B${last},"to do")'
    sheet.write_formula(4, 1, left, formats["plain"], len(sample.cases))
    row = 6
    for heading, lines in _instructions(sample):
        sheet.write_string(row, 0, heading, formats["heading"])
        row += 1
        for line in lines:
            sheet.merge_range(row, 0, row, 1, line, formats["plain"])
            # Programs don't make room for wrapped text in merged cells by themselves.
            sheet.set_row(row, 15.5 * (1 + len(line) // 112))
            row += 1
        row += 1
    _on_a4(sheet)


def _instructions(sample: ReviewSample) -> list[tuple[str, list[str]]]:
    parts = sample.cases["part"].value_counts()
    drawn, unsure = int(parts.get(RANDOM, 0)), len(sample.cases) - int(parts.get(RANDOM, 0))
    what = []
    if drawn:
        what.append(
            f"Cases 1 to {drawn:,} were drawn at random. They show nothing of what the model said:"
            " decide by the text alone. From them it is worked out how far the model's figures"
            " can be relied on, so take them as they come and leave none out."
        )
    if unsure:
        what.append(
            f"Cases {drawn + 1:,} to {drawn + unsure:,} are those that the model is least sure of."
            " They show what it said and on which words. It is often wrong here: decide for"
            " yourself."
        )
    nones = " and ".join(f"'{none_header(scheme)}'" for scheme in sample.schemes)
    return [
        ("What this is", what),
        (
            "What to do",
            [
                "1. Write your name and the date in the two yellow cells above.",
                f"2. On the sheet '{CASES}', read a text and choose {YES} at every label that it"
                " gives evidence for: from the list in the cell, or by typing it. A text may carry"
                " several labels. Selecting a cell shows what its label means; the sheet"
                f" '{CODEBOOK}' says more.",
                f"3. If no label fits, choose {YES} at {nones}. A case is done when each of its"
                " texts has a label or that mark; then its status turns to 'done'. Grey cells"
                " need nothing: there is no text.",
                "4. Label what the text says, not what you know about the case or guess.",
                "5. The last columns hold a remark, and another reviewer's name or another date"
                " where a row has them.",
                "6. Save the file as an Excel workbook (.xlsx) under any name, and send it back.",
            ],
        ),
        (
            "Good to know",
            [
                "Change a decision by emptying the cell. Leave texts, numbers, column names and the"
                f" sheet '{SAMPLING}' as they are, and don't sort or delete rows: the sheets are"
                " protected against slips, without a password.",
                "A long text may not fit its row: select its cell and read on in the formula bar.",
                "Personal data is replaced by words in square brackets, as far as it was"
                " recognised. Some may be left: treat the file as confidential."
                if sample.info.text == "redacted"
                else "The texts are as residents wrote them, with personal data: treat the file as"
                " confidential.",
            ],
        ),
    ]


def _write_codebook(sheet: Any, schemes: tuple[Scheme, ...], formats: dict[str, Any]) -> None:  # noqa: ANN401
    for column, width in enumerate((16, 28, 40, 55, 55)):
        sheet.set_column(column, column, width)
    headers = ("Question", "Label", "What it means", "Choose it when", "Not when")
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, formats["header"])
    row = 1
    for scheme in schemes:
        for label in scheme.labels:
            cells = (scheme.name, label.name, label.definition, label.apply_when, label.not_when)
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, _with_names(cell, schemes), formats["cell"])
            longest = max(len(label.apply_when), len(label.not_when), len(label.definition) * 1.4)
            sheet.set_row(row, 15.5 * (1 + int(longest) // 46))
            row += 1
    sheet.freeze_panes(1, 2)
    _on_a4(sheet)
    sheet.repeat_rows(0)


def _on_a4(sheet: Any) -> None:  # noqa: ANN401
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _with_names(text: str, schemes: tuple[Scheme, ...]) -> str:
    """Ids in brackets, by which the codebook points at other labels, as their names."""
    for scheme in schemes:
        for label, name in scheme.names.items():
            text = text.replace(f"({label})", f"({name})")
    return text


# --- Sampling -----------------------------------------------------------------------------------


def _write_sampling(sheet: Any, sample: ReviewSample, formats: dict[str, Any]) -> None:  # noqa: ANN401
    for column, width in enumerate((28, 26, 24, 16, 26, 28, 20, 20)):
        sheet.set_column(column, column, width)
    row = 0
    for name, key in SAMPLING_KEYS.items():
        sheet.write_string(row, 0, key, formats["bold"])
        sheet.write_string(row, 1, str(getattr(sample.info, name)), formats["plain"])
        row += 1
    row = _table(sheet, row + 1, STRATUM_HEADERS, [
        (name, *sizes) for name, sizes in sample.info.strata.items()
    ], formats)  # fmt: skip
    cases = sample.cases
    shown = [name for name in TEXT_COLUMNS if any(s.reads == name for s in sample.schemes)]
    rows = [
        (
            case["number"], case["part"], case["stratum"], case["row"], case["fingerprint"],
            shown_hash(case["case_ref"], tuple(case[name] for name in shown)),
            case["decided_before"],
            "; ".join(s.id for s in sample.schemes if case[f"{s.id}_read"]),
        )
        for _, case in cases.iterrows()
    ]  # fmt: skip
    _table(sheet, row + 1, SAMPLING_HEADERS, rows, formats)
    _on_a4(sheet)
    sheet.protect("", {"format_columns": True})


def _table(
    sheet: Any,  # noqa: ANN401
    top: int,
    headers: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    formats: dict[str, Any],
) -> int:
    for column, header in enumerate(headers):
        sheet.write_string(top, column, header, formats["header"])
    for row, cells in enumerate(rows, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, formats["cell"])
            else:
                sheet.write_number(row, column, int(cell), formats["cell"])
    return top + 1 + len(rows)
