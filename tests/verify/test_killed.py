"""The real command line, killed anywhere: the output is whole or not there, and nothing is left."""

import csv
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from classifier.cases.reading import read_table

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]

ROWS = 6000
TEXT = "The bin was missed again, crew {} never came, and nobody rang me back about it. "


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "cases.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Ref", "Complaint"])
        rows.writerows([f"C{n}", TEXT.format(n) * 12] for n in range(ROWS))
    return path


@pytest.fixture
def start(root, cases, tmp_path):
    """Start tagging in a process of its own; gives the process and the output."""
    running = []

    def run(name="out.csv", *options):
        out = tmp_path / name
        command = [sys.executable, root / "cli.py", "tag", cases, "-o", out, *options]
        process = psutil.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(root)},
        )
        running.append(process)
        return process, out

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()


def wait_for(what, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def partial(folder):
    return [path for path in folder.rglob("*") if path.is_file() and ".partial-" in str(path)]


def names(folder):
    return [path.name for path in folder.iterdir()]


def check_whole(out):
    table = read_table(out).frame
    assert table["Ref"].tolist() == [f"C{n}" for n in range(ROWS)]
    assert set(table["tag_status"]) == {"tagged"}


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_killed_at_any_moment_the_output_is_old_or_whole_and_a_second_run_clears_up(
    start, tmp_path, ending
):
    for delay in (0.0, 0.6, 1.5):
        process, out = start(f"out{ending}")
        out.write_text("old")
        wait_for(lambda: partial(tmp_path))
        time.sleep(delay)
        process.kill()
        process.wait()
        if out.read_bytes() != b"old":
            check_whole(out)
    process, out = start(f"out{ending}")
    assert process.wait(timeout=300) == 0
    check_whole(out)
    assert names(tmp_path) == [out.name]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_asked_to_stop_clears_up_at_once(start, tmp_path, number, status):
    process, _ = start("out.csv", "--jobs", "2")
    wait_for(lambda: partial(tmp_path))
    family = wait_for(lambda: process.children(recursive=True))
    process.send_signal(number)
    assert process.wait(timeout=60) == status
    assert names(tmp_path) == []
    psutil.wait_procs(family, timeout=20)
    assert not any(one.is_running() for one in family)


def workers(process):
    """The processes that tag: started by the server of forks, not by the run itself, and busy."""
    return [
        one
        for one in process.children(recursive=True)
        if one.ppid() != process.pid and one.cpu_times().user > 0.3
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet"])
def test_a_worker_that_is_killed_is_told_and_nothing_is_written(start, tmp_path, name):
    process, _ = start(name, "--jobs", "2")
    wait_for(lambda: partial(tmp_path))
    wait_for(lambda: workers(process))[0].kill()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Error: A worker process was ended before its work was done." in errors
    assert "fewer --jobs" in errors
    assert "Traceback" not in errors
    assert names(tmp_path) == []


def test_workers_do_not_outlive_a_run_that_is_killed(start, tmp_path):
    process, _ = start("out.csv", "--jobs", "2")
    wait_for(lambda: workers(process))
    family = process.children(recursive=True)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
