"""The report command on real files: options, the changes file, what is written and printed."""

import re

import openpyxl
import pytest


@pytest.fixture(scope="module")
def tagged(run_cli, root, tmp_path_factory):
    path = tmp_path_factory.mktemp("tagged") / "tagged.csv"
    done = run_cli("tag", root / "training_data" / "sample" / "cases.csv", "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def changes(root):
    return root / "training_data" / "sample" / "changes.csv"


def test_report_prints_the_five_things_and_judges_the_changes(run_cli, tagged, changes, tmp_path):
    done = run_cli("report", tagged, "-o", tmp_path / "out", "--changes", changes)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^(\d)\. ", done.stdout, flags=re.MULTILINE) == list("12345")
    assert "579 complaints were received" in done.stdout
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Text-message reminders and a named contact (3 November 2025)" in page
    assert "one verdict in forty" in page
    pack = (tmp_path / "out" / "packs" / "housing-repairs.html").read_text(encoding="utf-8")
    assert "What made it work, and how do we keep it?" in pack
    sheets = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx").sheetnames
    assert {"Cover", "Contents", "Notes", "Actions", "Monthly figures", "Repeats"} <= set(sheets)


def test_without_a_changes_file_the_report_says_how_to_give_one(run_cli, tagged, tmp_path):
    done = run_cli("report", tagged, "-o", tmp_path / "out", "--from", "2026-01-01")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "give it with --changes" in page


def test_a_change_that_names_no_team_of_the_cases_is_refused(run_cli, tagged, tmp_path):
    wrong = tmp_path / "changes.csv"
    wrong.write_text(
        "date,team,theme,kind,what\n03/11/2025,Housing Repair Team,delay,action,New rota\n"
    )
    done = run_cli("report", tagged, "-o", tmp_path / "out", "--changes", wrong)
    assert done.returncode == 1
    assert "row 2, column 'team'" in done.stderr and "Housing Repairs" in done.stderr
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_committee_gets_directorates_and_no_packs(run_cli, tagged, changes, tmp_path):
    done = run_cli(
        "report", tagged, "-o", tmp_path / "out", "--audience", "committee", "--changes", changes
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Complaint themes by directorate" in page and "[c]" in page
    assert not (tmp_path / "out" / "packs").exists()
    assert not re.search(r"MV-2\d-\d{5}", page)
