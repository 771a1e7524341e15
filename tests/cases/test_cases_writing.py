import csv
import datetime as dt
import os

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.cases.reading import read_table
from classifier.cases.writing import (
    XLSX_CELL_CHARS,
    cell_text,
    check_output,
    guard_formula,
    undo_guard,
    utf16_length,
    write_atomically,
    write_table,
)
from classifier.errors import OutputError

FORMATS = (".csv", ".xlsx", ".parquet")
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.org","open")',
    "+44 7700 900123 rang twice",
    "- the bin was missed",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "'=1+1",
    "-1+cmd|' /C calc'!A0",
]
AWKWARD = [
    *FORMULAS,
    "-5",
    "+12.50%",
    "'quoted' from the start",
    "''",
    "line\nbreak",
    "line\r\nbreak",
    "  kept  ",
    'He said "no", twice; then\tleft',
    "😀 не говорю Café",
    "bell\a nul\0 escape\x1b",
    "_x000D_ as it stands",
    "\ufeffmark",
    "\u2028\u2029\x85",
    "0012",
    "NaN",
    "None",
    "#N/A",
    "",
]


def table_of(texts):
    refs = [f"C{number}" for number in range(len(texts))]
    return pd.DataFrame({"case_ref": refs, "complaint_text": texts}, dtype=object)


def written(frame, path):
    write_table(frame, path)
    return read_table(path).frame


# --- Round trips ------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_awkward_texts_survive_writing_and_reading(tmp_path, ending):
    frame = table_of(AWKWARD)
    assert written(frame, tmp_path / f"out{ending}").values.tolist() == frame.values.tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("written")


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# XML has no place for two code points that stand for no character.
XLSX_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(ANY_TEXT, min_size=1, max_size=8))
def test_any_text_survives_csv(folder, texts):
    assert written(table_of(texts), folder / "out.csv")["complaint_text"].tolist() == texts


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(ANY_TEXT, min_size=1, max_size=8))
def test_any_text_survives_parquet(folder, texts):
    assert written(table_of(texts), folder / "out.parquet")["complaint_text"].tolist() == texts


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(XLSX_TEXT, min_size=1, max_size=8))
def test_any_text_survives_xlsx(folder, texts):
    assert written(table_of(texts), folder / "out.xlsx")["complaint_text"].tolist() == texts


@pytest.mark.parametrize("ending", FORMATS)
def test_numbers_dates_and_blanks_come_back(tmp_path, ending):
    day, time = dt.date(2025, 3, 4), dt.datetime(2025, 3, 4, 9, 30)
    frame = pd.DataFrame(
        {
            "complaint_text": ["Bin missed", "", None],
            "count": [3, None, 4],
            "urn": [10**17 + 1, 2, None],
            "p_delay": [0.25, float("nan"), 1.0],
            "received": [day, None, pd.NaT],
            "logged": [time, pd.Timestamp(time), ""],
            "paid": [True, False, None],
            "mixed": [1, "one", day],
            "early": [dt.date(1066, 10, 14), None, None],
        },
        dtype=object,
    )
    back = written(frame, tmp_path / f"out{ending}")
    assert back.map(cell_text).values.tolist() == [
        [
            *("Bin missed", "3", "100000000000000001", "0.25", "2025-03-04"),
            *("2025-03-04 09:30:00", "True", "1", "1066-10-14"),
        ],
        ["", "", "2", "", "", "2025-03-04 09:30:00", "False", "one", ""],
        ["", "4", "", "1", "", "", "", "2025-03-04", ""],
    ]


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_dates_and_numbers_keep_their_types(tmp_path, ending):
    frame = pd.DataFrame(
        {"complaint_text": ["Bin"], "received": [dt.date(2025, 3, 4)], "p_delay": [0.25]},
        dtype=object,
    )
    assert written(frame, tmp_path / f"out{ending}").values.tolist() == frame.values.tolist()


@pytest.mark.parametrize("ending", FORMATS)
def test_times_with_a_zone_and_lists_do_not_stop_the_writing(tmp_path, ending):
    logged = pd.Timestamp("2025-03-04 09:30", tz="UTC")
    frame = pd.DataFrame(
        {"complaint_text": ["Bin"], "logged": [logged], "tags": [["a", "b"]]}, dtype=object
    )
    back = written(frame, tmp_path / f"out{ending}").iloc[0]
    assert cell_text(back["logged"]).startswith("2025-03-04 09:30:00")
    assert back["tags"] == "['a', 'b']"


def test_writing_does_not_change_the_table(tmp_path):
    frame = table_of(AWKWARD)
    before = frame.copy()
    for ending in FORMATS:
        write_table(frame, tmp_path / f"out{ending}")
    pd.testing.assert_frame_equal(frame, before)


# --- Formulas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded_and_the_guard_taken_off(text):
    assert guard_formula(text) == f"'{text}"
    assert undo_guard(guard_formula(text)) == text


@pytest.mark.parametrize("text", ["", "-5", "+12.50%", "-1,250", "'", "it's =1", "a=b", "'quoted'"])
def test_what_is_no_formula_is_left_alone(text):
    assert guard_formula(text) == text
    assert undo_guard(text) == text


def test_no_cell_of_a_csv_file_starts_as_a_formula_does_nor_does_a_header(tmp_path):
    path = tmp_path / "out.csv"
    write_table(table_of(FORMULAS).rename(columns={"complaint_text": "=cmd()"}), path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) == 2 * (1 + len(FORMULAS))
    assert [cell for cell in cells if cell[0] in "=+-@\t\r\n"] == []
    assert list(read_table(path).frame.columns) == ["case_ref", "=cmd()"]


def test_every_formula_is_text_in_xlsx(tmp_path):
    path = tmp_path / "out.xlsx"
    write_table(table_of(FORMULAS).rename(columns={"complaint_text": "=cmd()"}), path)
    column = openpyxl.load_workbook(path).active["B"]
    assert [cell.data_type for cell in column] == ["s"] * (1 + len(FORMULAS))
    assert column[1].value == "=1+1"


# --- Long texts -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["x" * XLSX_CELL_CHARS, "😀" * (XLSX_CELL_CHARS // 2)])
def test_a_text_that_just_fits_a_cell_is_whole(tmp_path, text):
    assert write_table(table_of([text]), tmp_path / "out.xlsx") == []
    assert read_table(tmp_path / "out.xlsx").frame["complaint_text"].tolist() == [text]


@pytest.mark.parametrize(
    "text", ["x" * (XLSX_CELL_CHARS + 1), "😀" * (XLSX_CELL_CHARS // 2 + 1), "Bin, 😀. " * 90_000]
)
def test_a_longer_text_is_cut_with_a_mark_and_a_warning(tmp_path, text):
    warnings = write_table(table_of(["Bin", text, "Late"]), tmp_path / "out.xlsx")
    first, cut, last = read_table(tmp_path / "out.xlsx").frame["complaint_text"]
    mark = f" … [cut: {len(text):,} characters in the original]"
    assert (first, last) == ("Bin", "Late")
    assert cut.endswith(mark)
    assert text.startswith(cut.removesuffix(mark))
    assert XLSX_CELL_CHARS - 1 <= utf16_length(cut) <= XLSX_CELL_CHARS
    assert warnings == [
        f"Row 3: the {len(text):,} characters of 'complaint_text' are cut to the 32,767 that a"
        " spreadsheet cell holds; .csv and .parquet keep them whole"
    ]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_long_text_is_whole_elsewhere(tmp_path, ending):
    text = "The bin was missed again. " * 40_000
    assert write_table(table_of([text]), tmp_path / f"out{ending}") == []
    assert read_table(tmp_path / f"out{ending}").frame["complaint_text"].tolist() == [text]


def test_more_rows_than_a_spreadsheet_holds_are_an_error(tmp_path):
    frame = pd.DataFrame({"case_ref": range(1_048_576)})
    with pytest.raises(OutputError, match="1,048,575 rows below its header") as error:
        write_table(frame, tmp_path / "out.xlsx")
    assert error.value.found == "1,048,576 rows"
    assert list(tmp_path.iterdir()) == []


# --- Where to, and complete or not at all -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "problem", "mend"),
    [
        ("out.docx", "has an ending that can't be written", ".csv, .xlsx or .parquet"),
        ("out", "has an ending that can't be written", ".csv, .xlsx or .parquet"),
        ("folder", "is a folder", "add a file name"),
        ("folder.csv", "is a folder", "add a file name"),
        ("nosuch/out.csv", "doesn't exist", "make the folder first"),
        ("cases.csv/out.csv", "is not a folder", "make the folder first"),
        ("cases.csv", "is the input itself", "another name"),
        ("folder/../cases.csv", "is the input itself", "another name"),
        ("link.csv", "is the input itself", "another name"),
        ("same.csv", "is the input itself", "another name"),
        ("open.xlsx", "is open in another program", "close it in Excel"),
        ("calc.xlsx", "is open in another program", "close it in Excel"),
        ("new.xlsx", "is open in another program", "close it in Excel"),
    ],
)
def test_where_no_table_can_be_written(tmp_path, name, problem, mend):
    cases = tmp_path / "cases.csv"
    cases.write_text("complaint_text\nBin\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(cases)
    os.link(cases, tmp_path / "same.csv")
    for lock in ("~$open.xlsx", ".~lock.calc.xlsx#", "~$w.xlsx"):
        (tmp_path / lock).touch()
    with pytest.raises(OutputError, match=problem) as error:
        check_output(tmp_path / name, [tmp_path / "other.csv", cases])
    assert name.split("/")[0] in error.value.problem
    assert mend in error.value.mend


@pytest.mark.parametrize("name", ["out.csv", "OUT.XLSX", "out.v2.parquet"])
def test_where_a_table_can_be_written(tmp_path, name):
    assert check_output(str(tmp_path / name)) == tmp_path / name
    (tmp_path / name).touch()
    assert check_output(tmp_path / name, [tmp_path / "cases.csv"]) == tmp_path / name


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_read_only_file_or_folder_is_an_error(tmp_path):
    out = tmp_path / "out.csv"
    out.touch(mode=0o400)
    with pytest.raises(OutputError, match="is read-only"):
        check_output(out)
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="can't be written to"):
        check_output(tmp_path / "new.csv")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (OSError(28, "No space left on device"), OutputError),
        (PermissionError(13, "Permission denied"), OutputError),
        (ZeroDivisionError(), ZeroDivisionError),
    ],
)
def test_a_fault_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path, fault, raised):
    out = tmp_path / "out.csv"
    out.write_text("old")

    def write(target):
        target.write_text("half")
        raise fault

    with pytest.raises(raised) as error:
        write_atomically(out, write)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    if raised is OutputError:
        assert str(out) in error.value.problem
        assert error.value.found == fault.strerror


@pytest.mark.parametrize("ending", FORMATS)
def test_an_old_file_is_replaced_and_nothing_else_left(tmp_path, ending):
    out = tmp_path / f"out{ending}"
    out.write_bytes(b"old")
    write_table(table_of(["Bin"]), out)
    assert read_table(out).frame.values.tolist() == [["C0", "Bin"]]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("as it stands ", "as it stands "),
        (3.0, "3"),
        (3.25, "3.25"),
        (10**17 + 1, "100000000000000001"),
        (True, "True"),
        (dt.date(2025, 3, 4), "2025-03-04"),
        (dt.datetime(2025, 3, 4), "2025-03-04"),
        (dt.datetime(2025, 3, 4, 9, 30), "2025-03-04 09:30:00"),
        (dt.time(9, 30), "09:30:00"),
        (float("inf"), "inf"),
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
    ],
)
def test_cells_as_text(cell, text):
    assert cell_text(cell) == text
