"""The real command line on real files: what it writes, prints and returns."""

import json
import re
import time

import openpyxl
import pandas as pd
import pytest
import typer.main

import cli
from classifier.cases.reading import read_table

COMMANDS = typer.main.get_command(cli.app).commands


def options(command):
    return [
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-") and option not in ("--help", "--output")
    ]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_in_readme_and_help(root, name):
    readme = (root / "README.md").read_text(encoding="utf-8")
    commands = readme[readme.index("## Commands") :].splitlines()
    row = next(line for line in commands if re.match(rf"\| `{name}[` ]", line))
    for option in options(COMMANDS[name]):
        assert option in row, f"README's row of {name} doesn't name {option}"
    assert COMMANDS[name].help
    for parameter in COMMANDS[name].params:
        assert parameter.help, f"{name}: {parameter.name} has no help"


def test_help_lists_every_command_and_answers_at_once(run_cli):
    started = time.perf_counter()
    done = run_cli("--help")
    seconds = time.perf_counter() - started
    assert done.returncode == 0
    assert all(re.search(rf"\n\s+{name}\s", done.stdout) for name in COMMANDS)
    # Half a second is the aim; a busy machine gets some room.
    assert seconds < 2
    imported = run_cli_imports()
    assert not imported & {"pandas", "sklearn", "scipy", "spacy", "matplotlib", "numpy"}


def run_cli_imports():
    import subprocess
    import sys

    code = "import cli, sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_themes_prints_the_codebook(run_cli):
    done = run_cli("themes")
    assert done.returncode == 0
    assert "Failure to provide a service (service_failure)" in done.stdout
    assert "Handover and joint working (coordination)" in done.stdout
    assert "Overdue or absent:" in done.stdout
    one = run_cli("themes", "--scheme", "root_cause")
    assert "service_failure" not in one.stdout and "capacity" in one.stdout
    wrong = run_cli("themes", "--scheme", "topic")
    assert wrong.returncode == 1
    assert "use one of theme, root_cause" in wrong.stderr


@pytest.fixture(scope="module")
def demo(run_cli, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "new" / "folder"
    return run_cli("demo", "-o", folder), folder


def test_demo_tags_reports_and_says_where(demo, root):
    done, folder = demo
    assert done.returncode == 0, done.stderr
    assert f"The report is {folder / 'report.html'}" in done.stdout
    sample = read_table(root / "training_data" / "sample" / "cases.csv").frame
    tagged = read_table(folder / "tagged.xlsx").frame
    assert len(tagged) == len(sample)
    assert list(tagged.columns[: len(sample.columns)]) == list(sample.columns)
    assert tagged["Case Reference"].tolist() == sample["Case Reference"].tolist()
    assert set(tagged["tag_status"]) <= {
        "tagged", "no_label", "no_text", "too_short", "not_english"
    }  # fmt: skip
    page = (folder / "report.html").read_text(encoding="utf-8")
    for heading in (
        "Five things to know",
        "Themes by team",
        "Root causes by team",
        "Method and limits",
    ):
        assert f">{heading}</h2>" in page
    assert "Cover" in openpyxl.load_workbook(folder / "report.xlsx").sheetnames
    assert len(list((folder / "packs").glob("*.html"))) >= 6


def test_report_for_a_committee_by_month(demo, run_cli, tmp_path):
    _, folder = demo
    done = run_cli(
        "report", folder / "tagged.xlsx", "-o", tmp_path / "out", "--audience", "committee",
        "--period", "month", "--from", "2025-07-01", "--to", "2025-12-31", "--by", "directorate",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "July 2025" in page and "June 2025" not in page
    assert "Complaint themes by directorate" in page
    assert not re.search(r"MV-2\d-\d{5}", page)
    assert not (tmp_path / "out" / "packs").exists()


def test_train_evaluate_and_tag_with_a_scheme_of_ones_own(run_cli, root, tmp_path):
    lines = (root / "training_data" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines[::5]]
    pd.DataFrame(
        {
            "words": [r["text"] for r in records],
            "Money": [int("charges" in r["labels"]) for r in records],
            "Manners": [int("staff_conduct" in r["labels"]) for r in records],
            "who": [r["writer"] for r in records],
        }
    ).to_csv(tmp_path / "own.csv", index=False)
    model = tmp_path / "models" / "topic"
    trained = run_cli(
        "train", tmp_path / "own.csv", "-o", model, "--scheme", "topic",
        "--text-column", "words", "--group", "who",
    )  # fmt: skip
    assert trained.returncode == 0, trained.stderr
    assert re.search(r"Cross-validated on \d+ texts by \d+ whos", trained.stdout)
    assert "money" in trained.stdout and "Saved topic-" in trained.stdout

    figures = tmp_path / "figures.json"
    measured = run_cli(
        "evaluate", tmp_path / "own.csv", "--model", model, "--text-column", "words",
        "--json", figures,
    )  # fmt: skip
    assert measured.returncode == 0, measured.stderr
    assert "the figures are too good" in measured.stdout
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert 0.5 < found["micro"]["f1"] <= 1
    assert set(found["labels"]) == {"money", "manners"}
    assert 0 < found["macro"]["f1"] <= 1 and 0 < found["labels"]["money"]["f1"] <= 1

    out = tmp_path / "tagged.csv"
    tagged = run_cli(
        "tag", tmp_path / "own.csv", "-o", out, "--models", tmp_path / "models",
        "--text-column", "words", "--jobs", "2",
    )  # fmt: skip
    assert tagged.returncode == 0, tagged.stderr
    frame = read_table(out).frame
    assert {"topics", "topics_to_check", "topics_evidence", "p_money", "topic_status"} <= set(
        frame.columns
    )
    assert len(frame) == len(records)


def test_redact_writes_the_same_table_without_names(run_cli, root, tmp_path):
    sample = root / "training_data" / "sample" / "cases.csv"
    done = run_cli("redact", sample, "-o", tmp_path / "redacted.csv")
    assert done.returncode == 0, done.stderr
    assert "redacted: Details of complaint, Investigation findings" in done.stdout
    before, after = read_table(sample).frame, read_table(tmp_path / "redacted.csv").frame
    assert after["Team"].tolist() == before["Team"].tolist()
    assert after["Details of complaint"].str.contains(r"\[name", regex=True).sum() > 20
    assert not after["Details of complaint"].str.contains(r"\b07700 900\d{3}\b", regex=True).any()
