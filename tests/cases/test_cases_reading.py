import datetime as dt
import gzip
import shutil
import zipfile

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.cases.columns import ColumnMapping
from classifier.cases.reading import read_table
from classifier.errors import ColumnError, InputFileError

TEXTS = ["The rent went up by £5 – “why?”", "Café noise;\nevery night,\tstill"]
CSV = f'case_ref,complaint_text\nC1,{TEXTS[0]}\nC2,"{TEXTS[1]}"\n'
NOTES = [["About this file"], ["Exported on", "04/04/2025"]]


def texts_of(path, **options):
    return read_table(path, **options).frame["complaint_text"].tolist()


# --- Delimited text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(save_text, encoding):
    assert texts_of(save_text(CSV, encoding=encoding)) == TEXTS


def test_utf16_with_a_big_endian_mark(save_text):
    assert texts_of(save_text(f"\ufeff{CSV}", encoding="utf-16-be")) == TEXTS


def test_bytes_that_windows_1252_leaves_undefined_lose_no_row(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(b"case_ref,complaint_text\nC1,Caf\xe9 \x81 closed\nC2,Late\n")
    assert texts_of(path) == ["Café \ufffd closed", "Late"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(save_text, end):
    text = CSV.replace("\n", end)
    assert texts_of(save_text(text)) == [TEXTS[0], TEXTS[1].replace("\n", end)]
    assert texts_of(save_text(text.rstrip(end))) == [TEXTS[0], TEXTS[1].replace("\n", end)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(save_text, delimiter):
    text = f'case_ref{delimiter}complaint_text\nC1{delimiter}"Bin, bag; box\t| crate"\n'
    assert texts_of(save_text(text)) == ["Bin, bag; box\t| crate"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_list_in_a_text_is_not_taken_for_columns(save_text, separator):
    letter = "\n".join(f"point {n}{separator} more" for n in range(9))
    assert texts_of(save_text(f'case_ref,complaint_text\nC1,"{letter}"\n')) == [letter]


def test_one_column_of_texts_with_commas_and_no_quotation_marks(save_text):
    path = save_text("complaint_text\nMissed bin, again\nLate, rude, and loud\n")
    assert texts_of(path) == ["Missed bin, again", "Late, rude, and loud"]


def test_a_column_that_the_user_names_helps_to_find_the_delimiter(save_text):
    path = save_text("Nr;Wording\n1;Late, rude, loud\n2;Bin, bag, box\n")
    table = read_table(path, extra_names=["Wording"])
    assert table.frame["Wording"].tolist() == ["Late, rude, loud", "Bin, bag, box"]


def test_excels_separator_line_is_no_case(save_text):
    assert texts_of(save_text("sep=;\ncase_ref;complaint_text\nC1;Bin, bag\n")) == ["Bin, bag"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"He said ""no"" twice"', 'He said "no" twice'),
        ('"one\ntwo\n\nthree"', "one\ntwo\n\nthree"),
        ('"one\r\ntwo"', "one\r\ntwo"),
        ('""', ""),
        ("  two spaces  ", "  two spaces  "),
        ("it's 5\" wide", "it's 5\" wide"),
        ("'=1+1", "=1+1"),
        ("'quoted'", "'quoted'"),
        ("tab\there", "tab\there"),
        ("nul\0bell\a", "nul\0bell\a"),
    ],
)
def test_cells_come_out_as_they_stand(save_text, cell, text):
    path = save_text(f"case_ref,complaint_text\nC1,{cell}\nC2,last\n")
    assert texts_of(path) == [text, "last"]


def test_a_quotation_mark_that_is_never_closed_is_an_error_that_names_the_row(save_text):
    path = save_text('case_ref,complaint_text\nC1,Late\nC2,"Bin missed\nC3,Rude\nC4,Loud\n')
    with pytest.raises(InputFileError) as error:
        read_table(path)
    assert error.value.problem == "cases.csv: a quotation mark in row 3 is never closed."
    assert "close or delete the mark" in error.value.mend


def test_a_text_of_a_megabyte_is_read_whole(save_text):
    letter = "The bin was missed again. " * 40_000
    assert texts_of(save_text(f"case_ref,complaint_text\nC1,{letter}\nC2,x\n")) == [letter, "x"]


def test_blank_rows_keep_their_places_and_row_numbers_are_the_files(save_text):
    table = read_table(save_text("Q1\n\ncase_ref,complaint_text\nC1,Bin\n\n,\nC2,Late\n\n"))
    assert table.frame["complaint_text"].tolist() == ["Bin", "", "", "Late"]
    assert table.row_numbers == [4, 5, 6, 7]


def test_packed_and_tab_separated_files(tmp_path, save_text):
    packed = tmp_path / "cases.csv.gz"
    packed.write_bytes(gzip.compress(CSV.encode()))
    assert texts_of(packed) == TEXTS
    assert texts_of(save_text("complaint_text\tNote\nBin, bag\t;;\n", "c.tsv")) == ["Bin, bag"]


# --- Workbooks --------------------------------------------------------------------------------


def test_a_workbook_with_title_totals_dates_and_merged_cells(save_xlsx):
    rows = [
        ["Complaints received, Q1 2025"],
        [],
        ["Team", "Complaint", "Date received", "Amount"],
        ["Waste", "Bin missed\nagain", dt.date(2025, 3, 4), 12],
        [None, "Bin broken", "4 March 2025", 0.5],
        [None, None, dt.datetime(2025, 3, 4, 9, 30), None],
        ["Total", None, None, 12.5],
    ]
    table = read_table(save_xlsx({"Q1": rows}, merged=["A1:D1", "A4:A6"]))
    assert table.frame.values.tolist() == [
        ["Waste", "Bin missed\nagain", dt.date(2025, 3, 4), 12.0],
        ["Waste", "Bin broken", "4 March 2025", 0.5],
        ["Waste", "", dt.datetime(2025, 3, 4, 9, 30), ""],
    ]
    assert table.row_numbers == [4, 5, 6]
    assert table.source == "cases.xlsx, sheet 'Q1'"
    assert table.warnings == [
        "cases.xlsx, sheet 'Q1': what stands above the header in row 3 is left out",
        "cases.xlsx, sheet 'Q1': row 7 is a total below the cases and left out",
    ]


def test_cells_merged_across_or_beyond_the_table_change_nothing(save_xlsx):
    rows = [["Complaint", "Team"], ["Bin missed", "Waste"], ["Late", "Housing"]]
    path = save_xlsx({"Q1": rows}, merged=["H1:H3", "J8:K9", "D2:E2"])
    assert read_table(path).frame.values.tolist() == rows[1:]


def test_the_sheet_with_the_text_column_is_chosen(save_xlsx):
    sheets = {
        "Notes": NOTES,
        "Teams": [["Team", "Manager"], ["Waste", "A. B."]],
        "Export": [["Ref", "Complaint details"], ["C1", "Bin missed"]],
        "Empty": [],
    }
    table = read_table(save_xlsx(sheets), needs=["complaint_text"])
    assert table.sheet == "Export"
    assert table.frame.values.tolist() == [["C1", "Bin missed"]]


def test_the_sheet_with_the_mapped_or_named_column_is_chosen(save_xlsx):
    sheets = {"Notes": NOTES, "Export": [["Nr", "Wording"], ["1", "Bin missed"]]}
    path = save_xlsx(sheets)
    mapping = ColumnMapping({"complaint_text": "Wording"})
    assert read_table(path, mapping=mapping, needs=["complaint_text"]).sheet == "Export"
    assert read_table(path, extra_names=["Wording"]).sheet == "Export"


def test_hidden_sheets_are_not_read(save_xlsx):
    case = [["Ref", "Complaint"], ["C1", "Bin missed"]]
    path = save_xlsx({"Cases": case, "Old": case})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert read_table(path, needs=["complaint_text"]).sheet == "Cases"


@pytest.mark.parametrize(
    ("sheets", "problem"),
    [
        ({"A": [["Complaint"], ["x"]], "B": [["Comments"], ["y"]]}, "2 of them have"),
        ({"A": [["Team"], ["x"]], "B": [["Ward"], ["y"]]}, "none of them has"),
    ],
)
def test_no_single_sheet_with_a_text_is_an_error_that_lists_the_sheets(save_xlsx, sheets, problem):
    with pytest.raises(ColumnError) as error:
        read_table(save_xlsx(sheets), needs=["complaint_text"])
    assert f"cases.xlsx has 2 sheets, and {problem} `complaint_text`" in error.value.problem
    assert error.value.found == f"'A': {sheets['A'][0][0]}; 'B': {sheets['B'][0][0]}"
    assert "--columns" in error.value.mend


def test_two_columns_of_one_name_are_named_though_another_sheet_is_in_order(save_xlsx):
    cases = [["Complaint", "Team", "Team"], ["Bin missed", "Waste", "East"]]
    with pytest.raises(ColumnError) as error:
        read_table(save_xlsx({"Notes": NOTES, "Q1": cases}), needs=["complaint_text"])
    assert error.value.problem == "cases.xlsx, sheet 'Q1' has two columns of one name."
    assert error.value.found == "'Team' in columns 2 and 3"


@pytest.mark.parametrize("name", ["cases.xls", "cases.csv", "cases.ods", "cases", "cases.XLSX"])
def test_a_workbook_is_read_whatever_its_name_ends_in(save_xlsx, tmp_path, name):
    path = save_xlsx({"Q1": [["Ref", "Complaint"], ["C1", "Bin missed"]]}, "original.xlsx")
    shutil.copy(path, tmp_path / name)
    assert read_table(tmp_path / name).frame.values.tolist() == [["C1", "Bin missed"]]


def test_a_workbook_without_cells_is_an_error(save_xlsx, tmp_path):
    with pytest.raises(InputFileError, match=r"cases\.xlsx, sheet 'Q1' is empty"):
        read_table(save_xlsx({"Q1": []}))
    charts = openpyxl.Workbook()
    charts.create_chartsheet("Chart")
    del charts["Sheet"]
    charts.save(tmp_path / "charts.xlsx")
    with pytest.raises(InputFileError, match=r"charts\.xlsx has no sheet with cells"):
        read_table(tmp_path / "charts.xlsx")


# --- Parquet ----------------------------------------------------------------------------------


def test_parquet_keeps_types_and_an_index_with_a_name(tmp_path):
    frame = pd.DataFrame(
        {
            "complaint_text": ["Bin missed", None],
            "urn": pd.array([10**17 + 1, None], dtype="Int64"),
            "when": pd.to_datetime(["2025-03-04", None]),
            "kind": pd.Categorical(["new", "old"]),
        },
        index=pd.Index(["C1", "C2"], name="case_ref"),
    )
    frame.to_parquet(tmp_path / "cases.parquet")
    table = read_table(tmp_path / "cases.parquet")
    assert list(table.frame.columns) == ["case_ref", *frame.columns]
    assert table.frame.values.tolist() == [
        ["C1", "Bin missed", 10**17 + 1, pd.Timestamp("2025-03-04"), "new"],
        ["C2", "", "", "", "old"],
    ]
    assert table.row_numbers == [2, 3]


def test_whole_numbers_with_a_gap_stay_whole_in_parquet_of_other_programs(tmp_path):
    table = pa.table({"case_ref": pa.array([10**17 + 1, None]), "complaint_text": ["a", "b"]})
    pq.write_table(table, tmp_path / "cases.parquet")
    assert read_table(tmp_path / "cases.parquet").frame["case_ref"].tolist() == [10**17 + 1, ""]


def test_parquet_with_two_columns_of_one_name_or_no_rows_is_an_error(tmp_path):
    path = tmp_path / "cases.parquet"
    pq.write_table(pa.table([["a"], ["b"]], names=["team", "team"]), path)
    with pytest.raises(ColumnError, match=r"cases\.parquet has two columns of one name"):
        read_table(path)
    pq.write_table(pa.table({"complaint_text": pa.array([], pa.string())}), path)
    with pytest.raises(InputFileError, match=r"cases\.parquet has columns and no rows"):
        read_table(path)


# --- What is no table -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"{\\rtf1\\ansi}", "a Word document"),
        (b"<html><body><table><tr><td>Ref</td></tr></table>", "a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "a web page"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (bytes(range(256)) * 8, "binary data"),
        (b"\0" * 400, "binary data"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path, data, found):
    path = tmp_path / "cases.xls"
    path.write_bytes(data)
    with pytest.raises(InputFileError, match=r"cases\.xls is not a table") as error:
        read_table(path)
    assert found in error.value.found
    assert ".xlsx" in error.value.mend


@pytest.mark.parametrize("text", ["\ufeff", "\n\n\r\n", " , ,\n;;\n", "\t \n"])
def test_a_file_of_blanks_is_empty(save_text, text):
    with pytest.raises(InputFileError, match=r"cases\.csv is empty"):
        read_table(save_text(text))


def damaged(data, place):
    return data[:place] + b"x" * 60 + data[place + 60 :]


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:40], lambda d: d[: len(d) // 2], lambda d: damaged(d, len(d) // 2)]
)
def test_a_damaged_file_is_an_error_that_names_it(save_xlsx, tmp_path, spoil):
    book = save_xlsx({"Q1": [["Ref", "Complaint"], ["C1", "Bin missed"]]})
    packed = gzip.compress(CSV.encode() * 20)
    pd.DataFrame({"complaint_text": ["Bin missed"] * 9}).to_parquet(tmp_path / "c.parquet")
    for name, data in (
        ("c.xlsx", book.read_bytes()),
        ("c.csv.gz", packed),
        ("c.parquet", (tmp_path / "c.parquet").read_bytes()),
    ):
        (tmp_path / name).write_bytes(spoil(data))
        with pytest.raises(InputFileError, match=name.replace(".", r"\.")) as error:
            read_table(tmp_path / name)
        assert "damaged" in error.value.problem


@pytest.mark.parametrize("name", ["letter.docx", "letter.xlsx"])
def test_another_packed_document_is_no_spreadsheet(tmp_path, name):
    with zipfile.ZipFile(tmp_path / name, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(InputFileError, match="is not a spreadsheet that can be read"):
        read_table(tmp_path / name)
