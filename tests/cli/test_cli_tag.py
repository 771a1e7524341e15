"""The tag command: engines, patterns, and what it says while it works."""

import re
import sys

import pytest

import cli
from classifier import terminal
from classifier.cases.reading import read_table

COMPLAINT = "The bin was not collected for three weeks and nobody rang me back."


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in a folder with two case files; gives status, output and errors."""
    for name in ("q1.csv", "q2.csv"):
        (tmp_path / name).write_text(f"Ref,Complaint\n{name},{COMPLAINT}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def go(*arguments):
        monkeypatch.setattr(sys, "argv", ["cli.py", "tag", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code, *capsys.readouterr()

    return go


def test_a_pattern_in_quotes_names_several_files(run, tmp_path):
    status, out, _ = run("q?.csv", "-o", "both.csv")
    assert status == 0
    assert "Wrote 2 rows to both.csv" in out
    assert read_table(tmp_path / "both.csv").frame["source_file"].tolist() == ["q1.csv", "q2.csv"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("x*.csv -o out.csv", ["No file fits x*.csv.", "check the pattern"]),
        ("q1.csv -o out.csv --engine spark", ["There is no engine 'spark'.", "local or dask"]),
        ("q1.csv -o out.csv --engine dask", ["an ending that can't be written", ".parquet"]),
        (
            "q1.csv -o out.csv --scheduler tcp://127.0.0.1:8786",
            ["--scheduler is for the engine `dask`", "add --engine dask"],
        ),
    ],
)
def test_faults_of_engines_and_patterns_are_told(run, tmp_path, options, words):
    status, out, errors = run(*options.split())
    assert (status, out) == (1, "")
    assert all(word in errors for word in words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q1.csv", "q2.csv"]


def test_where_dask_is_missing_the_mend_is_told(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, _, errors = run("q1.csv", "-o", "out.parquet", "--engine", "dask")
    assert status == 1
    assert "The engine `dask` is not installed." in errors
    assert "pip install 'complaint-themes[dask]'" in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q1.csv", "q2.csv"]


def test_the_bar_shows_rate_and_time_left_on_a_terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with terminal.progress("Tagging", rate="cases") as bar:
        bar.update(bar.task_ids[0], total=4000)
        for _ in range(20):
            bar.advance(bar.task_ids[0], 100)
            bar.refresh()
        task = bar.tasks[0]
        shown = [str(column(task)) for column in bar.columns if not isinstance(column, str)]
    assert any(re.fullmatch(r"[\d,]+ cases a second", text) for text in shown)
    assert any(re.fullmatch(r"\d+:\d\d:\d\d", text) for text in shown)
