"""Complete or not at all: whatever ends a run, and wherever."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from classifier.cases.dataset import PART_ROWS, new_dataset
from classifier.cases.output import check_dataset, clear_leftovers, replacing
from classifier.cases.reading import read_table
from classifier.cases.writing import new_table
from classifier.errors import OutputError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
HANG = """
import sys, time
from pathlib import Path
from classifier.cases.writing import new_table
path = Path(sys.argv[1])
with new_table(path, ["Ref", "Complaint"], rows=9) as table:
    table.write({"Ref": ["1"], "Complaint": ["half"]})
    print("writing", flush=True)
    time.sleep(60)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@POSIX
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_what_a_killed_run_leaves_is_cleared_by_the_next(tmp_path, root, ending):
    out = tmp_path / f"out{ending}"
    out.write_text("old")
    run = subprocess.Popen(
        [sys.executable, "-c", HANG, out], stdout=subprocess.PIPE, cwd=root, text=True
    )
    assert run.stdout.readline() == "writing\n"
    # While it runs, its half is its own: another run to the same output leaves it alone.
    clear_leftovers(out)
    assert len(names(tmp_path)) == 2
    run.kill()
    run.wait()
    assert out.read_text() == "old"
    assert len(names(tmp_path)) == 2
    with new_table(out, ["Ref", "Complaint"], rows=1) as table:
        table.write({"Ref": ["1"], "Complaint": ["whole"]})
    assert names(tmp_path) == [out.name]
    assert read_table(out).frame.astype(str).values.tolist() == [["1", "whole"]]


def test_only_this_outputs_leftovers_are_cleared(tmp_path):
    for name in (".out.csv.partial-abc", ".out2.csv.partial-abc", "out.csv.partial-abc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half.csv").touch()
    clear_leftovers(tmp_path / "out.csv")
    assert names(tmp_path) == [".out2.csv.partial-abc", "out.csv.partial-abc"]


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="needs a file of limited size")
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_full_disk_is_told_and_leaves_the_old_output(tmp_path, root, ending):
    """The system refuses a file over 64 kB, as it refuses one on a full disk."""
    out = tmp_path / f"out{ending}"
    out.write_text("old")
    code = """
import resource, signal, sys
from pathlib import Path
from classifier.cases.writing import new_table
from classifier.errors import OutputError
import xlsxwriter, pyarrow.parquet
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
cells = ["%d bin %d" % (n * 7919, n ** 5) for n in range(20_000)]
try:
    with new_table(Path(sys.argv[1]), ["Complaint"], rows=len(cells)) as table:
        table.write({"Complaint": cells})
except OutputError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, out], capture_output=True, text=True, cwd=root, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"The output {out} could not be written." in done.stdout
    assert "free some disk space" in done.stdout
    assert out.read_text() == "old"
    assert names(tmp_path) == [out.name]


def test_a_chunk_that_can_not_be_written_leaves_nothing(tmp_path):
    for ending in (".csv", ".xlsx", ".parquet"):
        with (
            pytest.raises(KeyError),
            new_table(tmp_path / f"out{ending}", ["Ref", "Complaint"], rows=2) as table,
        ):
            table.write({"Ref": ["1"], "Complaint": ["x"]})
            table.write({"Ref": ["2"]})
    assert names(tmp_path) == []


# --- Datasets ---------------------------------------------------------------------------------


def write_dataset(path, rows, text="x"):
    with new_dataset(path, ["Ref", "Complaint"]) as table:
        for start in range(0, rows, 20_000):
            n = min(20_000, rows - start)
            table.write({"Ref": [str(start + i) for i in range(n)], "Complaint": [text] * n})


def test_a_dataset_has_parts_in_order_and_replaces_an_older_one_as_a_whole(tmp_path):
    out = tmp_path / "out.parquet"
    write_dataset(out, 2 * PART_ROWS + 40_000)
    assert names(out) == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    table = read_table(out).frame
    assert table["Ref"].tolist() == [str(n) for n in range(2 * PART_ROWS + 40_000)]
    write_dataset(out, 3, "new")
    assert names(out) == ["part-00000.parquet"]
    assert read_table(out).frame["Complaint"].tolist() == ["new"] * 3
    assert names(tmp_path) == ["out.parquet"]


def test_a_dataset_that_fails_leaves_the_older_one(tmp_path):
    out = tmp_path / "out.parquet"
    write_dataset(out, 3, "old")
    with pytest.raises(RuntimeError), new_dataset(out, ["Ref", "Complaint"]) as table:
        table.write({"Ref": ["1"], "Complaint": ["new"]})
        raise RuntimeError
    assert read_table(out).frame["Complaint"].tolist() == ["old"] * 3
    assert names(tmp_path) == ["out.parquet"]


def test_a_move_that_fails_puts_the_older_dataset_back(tmp_path):
    out = tmp_path / "out.parquet"
    write_dataset(out, 3, "old")
    with (
        pytest.raises(OutputError, match="could not be written"),
        replacing(out, folder=True) as temporary,
    ):
        shutil.rmtree(temporary)
        temporary.symlink_to(temporary, target_is_directory=True)
    assert read_table(out).frame["Complaint"].tolist() == ["old"] * 3


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("letters.parquet", "is not a Parquet dataset"),
        ("file.parquet", "is not a Parquet dataset"),
        ("out.csv", "has an ending that can't be written"),
        ("nosuch/out.parquet", "doesn't exist"),
        ("cases.parquet", "is the input itself"),
    ],
)
def test_where_no_dataset_can_be_written(tmp_path, name, problem):
    (tmp_path / "letters.parquet").mkdir()
    (tmp_path / "letters.parquet" / "letter.docx").touch()
    (tmp_path / "file.parquet").touch()
    write_dataset(tmp_path / "cases.parquet", 1)
    with pytest.raises(OutputError, match=problem):
        check_dataset(tmp_path / name, [tmp_path / "cases.parquet"])
    with pytest.raises(OutputError, match="is the input itself"):
        check_dataset(
            tmp_path / "cases.parquet", [tmp_path / "cases.parquet" / "part-00000.parquet"]
        )


def test_types_are_kept_where_they_are_given_and_text_elsewhere(tmp_path):
    import pyarrow as pa

    out = tmp_path / "out.parquet"
    with new_dataset(out, ["n", "t"], types=lambda: {"n": pa.int64()}) as table:
        table.write({"n": [1, ""], "t": [1, None]})
    frame = pd.read_parquet(out)
    assert frame["n"].tolist()[0] == 1 and pd.isna(frame["n"][1])
    assert frame["t"].tolist() == ["1", ""]


@POSIX
def test_a_request_to_end_clears_up(tmp_path, root):
    out = tmp_path / "out.csv"
    code = "from classifier import terminal\nwith terminal.ended_tidily():\n" + "".join(
        f"    {line}\n" for line in HANG.strip().splitlines()
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, out], stdout=subprocess.PIPE, cwd=root, text=True
    )
    assert run.stdout.readline() == "writing\n"
    time.sleep(0.1)
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=20) == 128 + signal.SIGTERM
    assert names(tmp_path) == []
