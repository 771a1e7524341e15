import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from review_table import EVIDENCE, SCHEMES, Hands, write_sample

from classifier.errors import OutputError
from classifier.reports.review_reading import read_review
from classifier.reports.review_workbook import check_review_output, write_review


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made[2])


def header(sheet):
    return [cell.value for cell in sheet[1]]


def test_the_sheets_and_nothing_hidden(book):
    assert book.sheetnames == ["Read me", "Codebook", "Cases", "Sampling"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for sheet in book:
        assert not any(d.hidden for d in sheet.column_dimensions.values())
        assert not any(d.hidden for d in sheet.row_dimensions.values())


def test_the_codebook_says_what_every_label_means(book):
    rows = list(book["Codebook"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [label.name for s in SCHEMES for label in s.labels]
    delay = rows[0]
    assert delay[:2] == ("Theme", "Delay")
    assert "(Handling of an earlier complaint)" in delay[4]
    assert "complaint_handling" not in delay[4]


def test_the_random_part_is_blind(tmp_path):
    path = write_sample(tmp_path, random=6, uncertain=0)[2]
    sheet = openpyxl.load_workbook(path)["Cases"]
    assert not any("model" in name for name in header(sheet))
    with zipfile.ZipFile(path) as parts:
        content = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert EVIDENCE not in content
    # The codebook and headers have names; ids of labels stand nowhere.
    for scheme in SCHEMES:
        assert not [label for label in scheme.ids if "_" in label and label in content]


def test_what_was_drawn_is_recorded(made, book):
    rows = [[cell for cell in row if cell is not None] for row in book["Sampling"].values]
    said = {row[0]: row[1] for row in rows if len(row) == 2}
    info = made[1].info
    assert said["Draw"] == info.draw
    assert said["Tagged file"] == "tagged.csv"
    assert said["Seed of the random numbers"] == "1"
    assert said["Models that tagged the file"] == "theme-11111111; root_cause-22222222"
    assert ["all cases", 6, 4] in rows


def test_another_ending_is_refused(made, tmp_path):
    with pytest.raises(OutputError, match="A review is a workbook"):
        write_review(made[1], tmp_path / "review.csv")


def test_a_workbook_that_may_hold_decisions_is_never_replaced(made, tmp_path):
    tagged, _, path = made
    assert check_review_output(tmp_path / "new.xlsx", [tagged]) == tmp_path / "new.xlsx"
    with pytest.raises(OutputError, match="may hold somebody's decisions"):
        check_review_output(path, [tagged])
    with pytest.raises(OutputError, match="is the input itself"):
        check_review_output(path, [path])
    with pytest.raises(OutputError, match="A review is a workbook"):
        check_review_output(tmp_path / "new.ods")
    with pytest.raises(OutputError, match="folder"):
        check_review_output(tmp_path / "nosuch" / "new.xlsx")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_keeps_lists_and_decisions(made, tmp_path):
    hands = Hands(shutil.copy(made[2], tmp_path / "review.xlsx"))
    hands.decide_all()
    filled = read_review(hands.save(), SCHEMES)
    out = tmp_path / "lo"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    subprocess.run(
        [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, hands.path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = read_review(out / "review.xlsx", SCHEMES)
    assert again.decisions == filled.decisions
    sheet = openpyxl.load_workbook(out / "review.xlsx", data_only=True)["Cases"]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) == 26
    assert {rule.formula1 for rule in rules} == {'"yes"'}
    assert {sheet.cell(row, 2).value for row in range(2, 8)} == {"done"}
