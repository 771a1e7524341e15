"""What councils really send: every fault is told and mended, every row comes out."""

import json
import shutil
import sys

import openpyxl
import pandas as pd
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

import cli
from classifier.cases.reading import read_table
from classifier.cases.writing import write_table
from classifier.labels.batch import tag_files

COMPLAINT = "The bin was not collected for three weeks and nobody rang me back."
CASES = f"case_ref,complaint_text\nC1,{COMPLAINT}\nC2,The officer was rude to my mother.\n"
TEXT_FILES = {
    "cases.csv": CASES,
    "empty.csv": "",
    "blank.csv": ",,\n\n,,\n",
    "header.csv": "case_ref,complaint_text\n",
    "unclosed.csv": 'case_ref,complaint_text\nC1,"The bin\nC2,Late\n',
    "no_text.csv": f"Ref,Wording\nC1,{COMPLAINT}\n",
    "ambiguous.csv": f"Ref,Description,Customer comments\nC1,{COMPLAINT},none\n",
    "twice.csv": f"Ref,Complaint,Team,Team\nC1,{COMPLAINT},Waste,East\n",
    "overwritten.csv": f"Complaint,tag_status\n{COMPLAINT},mine\n",
    "letter.pdf": "%PDF-1.7\n1 0 obj\n",
    "wrong.toml": "[columns]\ncomplaint = 'Wording'\n",
    "~$held.xlsx": "",
    ".~lock.calc.csv#": "",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, root):
    """A folder with a good case file, and with everything that goes wrong."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in TEXT_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("exports", "models/none"):
        (folder / name).mkdir(parents=True)
    (folder / "link.csv").symlink_to(folder / "cases.csv")
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 20)
    frame = pd.DataFrame({"case_ref": ["C1"], "complaint_text": [COMPLAINT]})
    write_table(frame, folder / "book.xlsx")
    book = (folder / "book.xlsx").read_bytes()
    (folder / "damaged.xlsx").write_bytes(book[: len(book) // 2])
    with (folder / "book.xlsx").open("rb") as plain, (folder / "secret.xlsx").open("wb") as secret:
        OOXMLFile(plain).encrypt("Complaints1", secret)
    shutil.copy(folder / "secret.xlsx", folder / "secret.xls")
    old = shutil.copytree(root / "models" / "theme", folder / "models" / "old")
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    (old / "manifest.json").write_text(json.dumps(manifest | {"schema_version": 0}))
    return folder


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Command line -> what the message says: the file, the column or row, and the mend.
FAULTS = {
    "nosuch.csv -o out.csv": ["There is no file nosuch.csv.", "check the name and the folder"],
    "cases.csv nosuch.csv -o out.csv": ["There is no file nosuch.csv."],
    "exports -o out.csv": ["exports is a folder.", "inside it"],
    "letter.pdf -o out.csv": ["letter.pdf is not a table", "a PDF document", ".xlsx"],
    "binary.csv -o out.csv": ["binary.csv is not a table", "binary data", ".xlsx"],
    "damaged.xlsx -o out.csv": ["damaged.xlsx is not a spreadsheet", "damaged", "open it in Excel"],
    "secret.xlsx -o out.csv": ["secret.xlsx is protected by a password.", "clear the password"],
    "secret.xls -o out.csv": ["secret.xls is protected by a password.", "clear the password"],
    "empty.csv -o out.csv": ["empty.csv is empty (0 bytes).", "export the cases again"],
    "blank.csv -o out.csv": ["blank.csv is empty.", "export the cases again"],
    "header.csv -o out.csv": ["header.csv has a header (row 1) and no rows", "at least one case"],
    "unclosed.csv -o out.csv": ["unclosed.csv: a quotation mark in row 2", "close or delete"],
    "no_text.csv -o out.csv": [
        "no_text.csv has no column `complaint_text`",
        "the columns 'Ref', 'Wording'",
        "--text-column",
        "--columns",
    ],
    "no_text.csv -o out.csv --text-column Words": [
        "no_text.csv has no column 'Words'.",
        "the columns 'Ref', 'Wording'",
        "--text-column",
    ],
    "no_text.csv -o out.csv --columns wrong.toml": ["wrong.toml", "complaint", "complaint_text"],
    "no_text.csv -o out.csv --columns nosuch.toml": ["nosuch.toml can't be read", "[columns]"],
    "ambiguous.csv -o out.csv": [
        "ambiguous.csv: more than one column could be `complaint_text`",
        "'Description', 'Customer comments'",
        'complaint_text = "Description"',
    ],
    "twice.csv -o out.csv": [
        "twice.csv has two columns of one name.",
        "'Team' in columns 3 and 4",
        "another name",
    ],
    "overwritten.csv -o out.csv": ["would overwrite", "'tag_status'", "rename them"],
    "cases.csv -o nosuch/out.csv": ["The folder nosuch of the output", "make the folder first"],
    "cases.csv -o exports": ["The output exports is a folder.", "add a file name"],
    "cases.csv -o out.docx": ["The output out.docx has an ending", ".csv, .xlsx or .parquet"],
    "cases.csv -o held.xlsx": ["held.xlsx is open in another program", "close it in Excel"],
    "cases.csv -o calc.csv": ["calc.csv is open in another program", "close it in Excel"],
    "cases.csv -o cases.csv": ["The output cases.csv is the input itself.", "another name"],
    "cases.csv -o exports/../cases.csv": ["is the input itself.", "another name"],
    "cases.csv -o link.csv": ["link.csv is the input itself.", "another name"],
    "link.csv book.xlsx -o cases.csv": ["cases.csv is the input itself.", "another name"],
    "cases.csv -o out.csv --models nosuch": ["no model in nosuch", "leave --models out"],
    "cases.csv -o out.csv --models models/none": ["no model in models/none", "leave --models out"],
    "cases.csv -o out.csv --models models/old": [
        "The model in models/old was saved by another version",
        "schema version 0",
        "train it again",
    ],
}
# Those that also run as their own process: one of each kind of error.
IN_A_PROCESS = (
    "nosuch.csv -o out.csv",
    "ambiguous.csv -o out.csv",
    "cases.csv -o held.xlsx",
    "cases.csv -o out.csv --models models/old",
)


def check_fault(line, status, out, err):
    assert status == 1
    assert out == ""
    assert err.startswith("Error: ")
    assert err.count("\n  To mend it: ") == 1
    for words in FAULTS[line]:
        assert words in err


@pytest.mark.parametrize("line", FAULTS)
def test_a_fault_is_told_with_its_mend_and_nothing_is_written(desk, line, monkeypatch, capsys):
    before = contents(desk)
    monkeypatch.chdir(desk)
    monkeypatch.setattr(sys, "argv", ["cli.py", "tag", *line.split()])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    check_fault(line, stopped.value.code, *capsys.readouterr())
    assert contents(desk) == before


@pytest.mark.parametrize("line", IN_A_PROCESS)
def test_a_fault_ends_the_process_with_status_1(desk, line, run_cli):
    before = contents(desk)
    done = run_cli("tag", *line.split(), cwd=desk)
    check_fault(line, done.returncode, done.stdout, done.stderr)
    assert contents(desk) == before


# --- What simply works ------------------------------------------------------------------------


def test_a_workbook_as_exported_is_tagged_with_notes(tmp_path, run_cli):
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("Q1")
    for row in (
        ["Complaints, Q1 2025"],
        [],
        ["Team", "Complaint details", "Date received"],
        ["Waste", COMPLAINT, "04/03/2025"],
        [],
        [None, "=1+1", "31/02/2025"],
        ["Total", 2],
    ):
        sheet.append(row)
    sheet["B6"].data_type = "s"
    sheet.merge_cells("A4:A6")
    book.save(tmp_path / "q1.xlsx")
    done = run_cli("tag", "q1.xlsx", "-o", "tagged.xlsx", cwd=tmp_path)
    assert (done.returncode, "Wrote 3 rows to tagged.xlsx" in done.stdout) == (0, True)
    assert done.stderr.splitlines() == [
        "Note: q1.xlsx, sheet 'Q1': what stands above the header in row 3 is left out",
        "Note: q1.xlsx, sheet 'Q1': row 7 is a total below the cases and left out",
    ]
    frame = read_table(tmp_path / "tagged.xlsx").frame
    assert frame.iloc[:, :3].values.tolist() == [
        ["Waste", COMPLAINT, "04/03/2025"],
        ["Waste", "", ""],
        ["Waste", "=1+1", "31/02/2025"],
    ]
    assert frame["tag_status"].tolist() == ["tagged", "no_text", "no_text"]
    cell = openpyxl.load_workbook(tmp_path / "tagged.xlsx").active["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


LONG = f"{COMPLAINT} " * 15_700
# Text -> the status that its row comes out with.
ROWS = {
    "": "no_text",
    "   ": "no_text",
    "12345": "no_text",
    "2025-03-04": "no_text",
    "😀👍🏽": "no_text",
    "\0\a\x1b\x0b": "no_text",
    "N/A": "no_text",
    "late": "too_short",
    "Moje śmieci nie zostały odebrane przez trzy tygodnie i nikt nie odpowiada.": "not_english",
    COMPLAINT: "tagged",
    f"😀 {COMPLAINT} 👎🏽": "tagged",
    COMPLAINT.replace(" ", "\0 \a", 3): "tagged",
    COMPLAINT.replace(" ", "\r\n"): "tagged",
    f'=HYPERLINK("http://example.org","{COMPLAINT}")': "tagged",
    f"<p>{COMPLAINT}</p><script>alert(1)</script>": "tagged",
    LONG: "tagged",
}
DATES = ["31/02/2025", "soon", "04/03/2025", "1066-10-14"] * 4


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_every_row_comes_out_in_order_with_a_status(tmp_path, shipped_models, ending):
    refs = [f"C{number}" for number in range(len(ROWS))]
    frame = pd.DataFrame(
        {"Ref": refs, "Complaint": list(ROWS), "Date received": DATES}, dtype=object
    )
    write_table(frame, tmp_path / "cases.csv")
    result = tag_files([tmp_path / "cases.csv"], tmp_path / f"out{ending}", shipped_models)
    back = read_table(tmp_path / f"out{ending}").frame
    assert dict(zip(ROWS, back["tag_status"], strict=True)) == ROWS
    assert back["finding_status"].tolist() == ["no_text"] * len(ROWS)
    assert (
        back[["Ref", "Date received"]].values.tolist()
        == frame[["Ref", "Date received"]].values.tolist()
    )
    assert result.rows == len(ROWS)
    assert result.statuses["theme"] == pd.Series(ROWS.values()).value_counts().to_dict()
    whole = len(ROWS) - (ending == ".xlsx")
    assert back["Complaint"].tolist()[:whole] == list(ROWS)[:whole]
    cut = [f"Row 17: the {len(LONG):,} characters of 'Complaint' are cut"] * (len(ROWS) - whole)
    assert [warning.split(" to ")[0] for warning in result.warnings] == cut


def test_numbers_and_dates_in_the_text_column_of_a_workbook_stay_and_get_a_status(
    tmp_path, shipped_models
):
    cells = [12345, 0.5, pd.Timestamp("2025-03-04"), True, COMPLAINT]
    frame = pd.DataFrame({"Ref": range(5), "Complaint": cells}, dtype=object)
    write_table(frame, tmp_path / "cases.xlsx")
    tag_files([tmp_path / "cases.xlsx"], tmp_path / "out.csv", shipped_models)
    back = read_table(tmp_path / "out.csv").frame
    assert back["Complaint"].tolist() == ["12345", "0.5", "2025-03-04", "True", COMPLAINT]
    assert back["tag_status"].tolist() == ["no_text"] * 3 + ["too_short", "tagged"]


def test_ragged_and_blank_rows_stay_and_the_ragged_ones_are_named(tmp_path, shipped_models):
    (tmp_path / "cases.csv").write_text(
        f"Ref,Complaint,Team\nC1,{COMPLAINT}\n\nC2,{COMPLAINT},Waste,surplus\nC3,{COMPLAINT},East\n"
    )
    result = tag_files([tmp_path / "cases.csv"], tmp_path / "out.csv", shipped_models)
    back = read_table(tmp_path / "out.csv").frame
    assert back[["Ref", "Team", "unnamed_4", "tag_status"]].values.tolist() == [
        ["C1", "", "", "tagged"],
        ["", "", "", "no_text"],
        ["C2", "Waste", "surplus", "tagged"],
        ["C3", "East", "", "tagged"],
    ]
    assert result.warnings == [
        "cases.csv: 2 rows have more or fewer cells than the header's 3 (row 2, 4); missing cells"
        " are blank, surplus ones have columns of their own"
    ]


def test_several_files_become_one_table_that_says_where_rows_came_from(tmp_path, shipped_models):
    (tmp_path / "q1.csv").write_text(CASES)
    frame = pd.DataFrame({"Complaint": [COMPLAINT], "Ward": ["East"]})
    write_table(frame, tmp_path / "q2.xlsx")
    files = [tmp_path / "q1.csv", tmp_path / "q2.xlsx"]
    tag_files(files, tmp_path / "out.parquet", shipped_models)
    back = read_table(tmp_path / "out.parquet").frame
    assert back["source_file"].tolist() == ["q1.csv", "q1.csv", "q2.xlsx"]
    assert back["Complaint"].tolist() == ["", "", COMPLAINT]
    assert back["Ward"].tolist() == ["", "", "East"]
    assert back["tag_status"].isin(["tagged", "no_label"]).all()
