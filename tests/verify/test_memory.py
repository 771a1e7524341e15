"""Peak memory of the real command line does not grow with the number of rows."""

import contextlib
import csv
import os
import subprocess
import sys
import time

import psutil
import pytest

pytestmark = pytest.mark.slow

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
    """Most resident bytes, fifty times a second, of tagging a file in a process of its own.

    Not the system's own peak: that of a new process begins with its parent's memory.
    """
    command = [sys.executable, str(root / "cli.py"), "tag", str(cases), "-o", str(out)]
    process = psutil.Popen(
        command, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(root)}
    )
    most = 0
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            most = max(most, process.memory_info().rss)
        time.sleep(0.02)
    assert process.returncode == 0
    return most


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_five_times_the_rows_take_no_more_memory(root, tmp_path, ending):
    small = peak(root, make(tmp_path / "small.csv", SMALL), tmp_path / f"s{ending}")
    large = peak(root, make(tmp_path / "large.csv", LARGE), tmp_path / f"l{ending}")
    # As a table, the larger file's cells alone are some 70 MB more than the smaller's.
    assert large < small + 45_000_000
    assert 150_000_000 < large < 700_000_000
