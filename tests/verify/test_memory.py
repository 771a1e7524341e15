"""Peak memory of the real command line does not grow with the number of rows."""

import csv
import os
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system tells no peak"),
]

WORDS = "the bin was missed again and crew {} never came so nobody at {} rang me back about it"
SMALL, LARGE = 8_000, 40_000


def make(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["Ref", "Complaint", "Team"])
        text = f"{WORDS}. " * 8
        lines.writerows([n, text.format(*[n % 977] * 16), n % 12] for n in range(rows))
    return path


def peak(root, cases, out):
    """Peak resident bytes of tagging a file in a process of its own."""
    command = [sys.executable, str(root / "cli.py"), "tag", str(cases), "-o", str(out)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(root)}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_five_times_the_rows_take_no_more_memory(root, tmp_path, ending):
    small = peak(root, make(tmp_path / "small.csv", SMALL), tmp_path / f"s{ending}")
    large = peak(root, make(tmp_path / "large.csv", LARGE), tmp_path / f"l{ending}")
    # As a table, the larger file's cells alone are some 70 MB more than the smaller's.
    assert large < small + 45_000_000
    assert large < 700_000_000
