import datetime as dt

import pytest

from classifier.cases.grid import build_grid, find_header
from classifier.errors import ColumnError, InputFileError

HEADER = ["Ref", "Complaint details", "Date received"]
CASE = ["C1", "The bin was missed again.", "04/03/2025"]


def grid_of(rows, known=frozenset()):
    return build_grid(rows, range(1, len(rows) + 1), source="q1.csv", known=known)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([HEADER, CASE], 0),
        ([["Complaints, Q1"], [], HEADER, CASE], 2),
        ([["Date", "04/04/2025"], HEADER, CASE], 1),
        ([["Produced by", "Firmstep", "", ""], ["", "", ""], HEADER, CASE], 2),
        # A case whose cells read as column names do.
        (
            [
                ["Ref no", "Complaint text", "Kind", "State", "Verdict"],
                ["C1", "Bin missed", "Complaint", "Closed", "Upheld"],
            ],
            0,
        ),
        # One known name, and a case with a cell too many.
        ([["No", "Comments", "Ward", "Officer"], ["1", "Bin", "East", "AB", "x"]], 0),
        # A header without a name over the row numbers.
        ([["", "Comments", "Ward", "Officer"], ["0", "Bin missed", "East", "AB"]], 0),
        # Headings over groups of columns.
        ([["Complaint", "", "Response"], [*HEADER, "Response", "Outcome"], CASE], 1),
        ([["Wort", "Datum"], ["Müll", "04.03.2025"]], 0),
        ([["complaint_text"], ["Complaint"]], 0),
        ([[], ["", None, "  "]], None),
        ([], None),
    ],
)
def test_the_header_is_found(rows, index):
    assert find_header(rows) == index


def test_names_that_the_user_gave_help_to_find_the_header():
    rows = [["Date", "Source", "Firmstep"], ["Nr", "Wording", "Patch"], ["1", "Bin", "East"]]
    assert find_header(rows, frozenset({"wording", "patch"})) == 1


def test_a_header_below_the_thirtieth_row_is_not_looked_for():
    assert find_header([["note"]] * 29 + [HEADER, CASE]) == 29
    assert find_header([["note"]] * 30 + [HEADER, CASE]) == 0


def test_a_title_block_is_left_out_with_a_warning():
    grid = grid_of([["Complaints, Q1 2025"], [], HEADER, CASE])
    assert grid.headers == HEADER
    assert grid.rows == [CASE]
    assert grid.numbers == [4]
    assert grid.warnings == ["q1.csv: what stands above the header in row 3 is left out"]


def test_blank_rows_keep_their_places_but_at_the_end():
    grid = grid_of([HEADER, [], CASE, ["", None, " "], CASE, [], ["", "", ""]])
    assert grid.numbers == [2, 3, 4, 5]
    assert grid.rows == [["", "", ""], CASE, ["", "", " "], CASE]
    assert grid.warnings == []


@pytest.mark.parametrize(
    "row",
    [
        ["Total", 12],
        ["", "Grand total", "1,250.00", "£75"],
        ["Sub-totals:", 1, 2, 3, 4.5, 6],
        ["Total complaints: 12"],
        ["Number of cases", "12"],
        ["Count of records = 12"],
        ["TOTAL £1,250.00"],
        ["End of report"],
    ],
)
def test_a_totals_row_at_the_end_is_left_out_with_a_warning(row):
    grid = grid_of([HEADER, CASE, [], row, []])
    assert grid.numbers == [2]
    assert grid.warnings == ["q1.csv: row 4 is a total below the cases and left out"]


def test_several_totals_rows_are_named_in_order():
    grid = grid_of([HEADER, CASE, ["Sub-total", 1], ["Total", 1]])
    assert grid.warnings == ["q1.csv: row 3 and row 4 are totals below the cases and left out"]


@pytest.mark.parametrize(
    "row",
    [
        ["Total disgrace, nobody came."],
        ["", "Totally ignored for three weeks"],
        ["", "End of my tether with this council"],
        ["", "Number of calls I have made: 12"],
        ["Total", "The whole street was missed"],
        ["Count of missed bins is now four"],
    ],
)
def test_a_last_case_that_begins_like_a_total_stays(row):
    grid = grid_of([HEADER, CASE, row])
    assert grid.rows[-1][: len(row)] == row
    assert grid.warnings[1:] == []


def test_ragged_rows_are_filled_up_and_named():
    grid = grid_of([HEADER, ["C1", "Bin"], CASE, [*CASE, "surplus"], [*CASE, ""]])
    assert grid.headers == [*HEADER, "unnamed_4"]
    assert grid.rows == [
        ["C1", "Bin", "", ""],
        [*CASE, ""],
        [*CASE, "surplus"],
        [*CASE, ""],
    ]
    assert grid.warnings == [
        "q1.csv: 2 rows have more or fewer cells than the header's 3 (row 2, 4); missing cells"
        " are blank, surplus ones have columns of their own"
    ]


def test_one_ragged_row_is_one_and_many_are_not_all_named():
    assert "1 row has more or fewer" in grid_of([HEADER, ["C1"]]).warnings[0]
    many = grid_of([HEADER, *[["C", "Bin"]] * 12]).warnings[0]
    assert "12 rows have" in many
    assert "(row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …)" in many


def test_columns_without_a_name_are_numbered_and_empty_ones_at_the_end_go():
    grid = grid_of([["Ref", "", "Complaint", "", ""], ["C1", "x", "Bin missed", "", ""]])
    assert grid.headers == ["Ref", "unnamed_2", "Complaint"]
    assert grid.rows == [["C1", "x", "Bin missed"]]


def test_headers_that_are_numbers_or_dates_read_as_in_the_spreadsheet():
    header = ["Ref", "Complaint", 2024.0, dt.date(2025, 4, 1), " Ward\n"]
    grid = grid_of([header, ["C1", "Bin missed", 1, 2, "East"]])
    assert grid.headers == ["Ref", "Complaint", "2024", "2025-04-01", "Ward"]


def test_two_columns_of_one_name_are_an_error_that_names_their_places():
    with pytest.raises(ColumnError) as error:
        grid_of([["Ref", "Complaint", "Team", "Team "], ["C1", "Bin", "A", "B"]])
    assert error.value.problem == "q1.csv has two columns of one name."
    assert error.value.found == "'Team' in columns 3 and 4"
    assert "another name" in error.value.mend


def test_no_rows_and_no_header_are_errors():
    with pytest.raises(InputFileError, match=r"q1\.csv is empty"):
        grid_of([[], ["", " "]])
    with pytest.raises(InputFileError, match=r"q1\.csv has a header \(row 1\) and no rows below"):
        grid_of([HEADER, [], ["", ""]])
