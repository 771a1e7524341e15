import dataclasses

import openpyxl
import pytest
from review_table import CASES, SCHEMES, write_sample

from classifier.reports.review_workbook import write_review


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made[2])


def header(sheet):
    return [cell.value for cell in sheet[1]]


def test_every_label_has_a_list_with_help(book):
    sheet = book["Cases"]
    names = header(sheet)
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            (cells,) = rule.sqref.ranges
            lists[names[cells.min_col - 1]] = (rule, cells)
    wanted = [label.name for s in SCHEMES for label in s.labels]
    assert list(lists) == [*wanted[:12], "No theme applies", *wanted[12:], "No root cause applies"]
    rule, cells = lists["Delay"]
    assert rule.formula1 == '"yes"'
    assert rule.prompt == SCHEMES[0].labels[0].definition
    assert (cells.min_row, cells.max_row) == (2, 7)


def test_texts_are_shown_as_texts(made, book):
    sheet, names = book["Cases"], header(book["Cases"])
    column = names.index("What the complainant wrote") + 1
    shown = {sheet.cell(row, 3).value: sheet.cell(row, column) for row in range(2, 8)}
    assert shown["W-02"].data_type == "s"
    assert shown["W-02"].value.startswith("=HYPERLINK(")
    assert shown["W-06"].value == CASES[5][1]
    assert "Blaketon" not in shown["W-01"].value
    assert not any(sheet.cell(row, column).hyperlink for row in range(2, 8))


def test_the_uncertain_part_shows_what_the_model_says(made, book):
    sheet, names = book["Cases"], header(book["Cases"])
    column = names.index("Theme: what the model says") + 1
    parts = dict(zip(made[1].cases["case_ref"], made[1].cases["part"], strict=True))
    for row in range(2, 8):
        ref, cell = sheet.cell(row, 3).value, sheet.cell(row, column).value
        assert bool(cell) == (parts[ref] == "uncertain")
    uncertain = [ref for ref, part in parts.items() if part == "uncertain"]
    assert set(uncertain) & {"W-01", "W-06"}


def test_cells_without_a_text_need_nothing(book):
    sheet, names = book["Cases"], header(book["Cases"])
    row = next(r for r in range(2, 8) if sheet.cell(r, 3).value == "W-02")
    theme, cause = names.index("Delay") + 1, names.index("Staffing and capacity") + 1
    assert sheet.cell(row, theme).protection.locked is False
    assert sheet.cell(row, cause).protection.locked is True
    status = sheet.cell(row, 2).value
    assert status.count("COUNTA") == 1


def test_a_row_has_room_for_the_text_and_for_what_the_model_says(made, tmp_path):
    cases = made[1].cases.copy()
    cases["complaint_text"], cases["finding_text"] = "Late.", ""
    cases["theme_suggested"] = cases["root_cause_suggested"] = ""
    last = cases.index[-1]
    cases.at[last, "theme_suggested"] = "\n".join(["Delay: “eight weeks and a day, he said”"] * 12)
    cases.at[cases.index[0], "complaint_text"] = "word " * 200
    write_review(dataclasses.replace(made[1], cases=cases), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Cases"]
    heights = [sheet.row_dimensions[row].height for row in range(2, len(cases) + 2)]
    # 1,000 characters in lines of 82 are 13 lines; nothing is less than two.
    assert heights[0] == pytest.approx(13 * 14.5, abs=1)
    assert heights[1:-1] == pytest.approx([29] * (len(cases) - 2), abs=1)
    assert heights[-1] == pytest.approx(12 * 14.5, abs=1)
