"""Tagging on a real Dask cluster: a scheduler and two workers, each a process, over TCP."""

import csv
import os
import subprocess
import sys
import time

import pandas as pd
import psutil
import pytest

from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import ColumnError, SettingsError, UserError
from classifier.labels.batch import tag_files

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")

TEXT = "The bin was missed again, crew {} never came, and {} nobody rang me back about it. "
SMALL = 50


def started(root, *command):
    return psutil.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(root)},
    )


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        file = folder / "scheduler.json"
        self.scheduler = started(
            root, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(file),
        )  # fmt: skip
        end = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < end
            time.sleep(0.1)
        self.address = pd.read_json(file, typ="series")["address"]
        self.workers = []

    def add_worker(self):
        worker = started(
            self.root, "worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
            "--local-directory", str(self.folder),
        )  # fmt: skip
        self.workers.append(worker)
        with distributed.Client(self.address, timeout=30) as client:
            alive = [one for one in self.workers if one.poll() is None]
            client.wait_for_workers(len(alive), timeout=60)

    def stop(self):
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(root, tmp_path_factory):
    cluster = Cluster(root, tmp_path_factory.mktemp("cluster"))
    try:
        for _ in range(2):
            cluster.add_worker()
        assert cluster.address.startswith("tcp://127.0.0.1:")
        yield cluster
    finally:
        cluster.stop()


def save(path, rows, first=0):
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["Ref", "Complaint", "Customer name"])
        for n in range(first, first + rows):
            text = "" if n % 7 == 3 else TEXT.format(n, "Ottilie Marchbank says" * (n % 2)) * 5
            lines.writerow([f"C{n}", text, "Ottilie Marchbank"])
    return path


def by_dask(cluster, **more):
    return TagSettings(engine="dask", scheduler=cluster.address, chunk_rows=SMALL, **more)


@pytest.mark.parametrize("redact", [False, True])
def test_csv_files_and_datasets_give_what_the_local_engine_gives(
    cluster, tmp_path, shipped_models, redact
):
    for n in range(3):
        save(tmp_path / f"q{n}.csv", 300, 300 * n)
    (tmp_path / "old.parquet").mkdir()
    for n in range(2):
        frame = read_table(tmp_path / f"q{n}.csv").frame.assign(Amount=range(300))
        frame.to_parquet(tmp_path / "old.parquet" / f"part-{n}.parquet")
    inputs = [tmp_path / "q?.csv", tmp_path / "old.parquet"]
    done = []
    ours = tag_files(
        inputs, tmp_path / "out.parquet", shipped_models,
        settings=by_dask(cluster, redact=redact), progress=done.append,
    )  # fmt: skip
    local = tag_files(
        inputs, tmp_path / "local.parquet",
        shipped_models, settings=TagSettings(redact=redact),
    )  # fmt: skip
    assert (tmp_path / "out.parquet").is_dir() and (tmp_path / "local.parquet").is_file()
    found, expected = read_table(ours.path).frame, read_table(local.path).frame
    pd.testing.assert_frame_equal(found, expected)
    assert ours.rows == sum(done) == 1500
    assert (ours.counts, ours.statuses) == (local.counts, local.statuses)
    assert found["Complaint"].str.contains("Marchbank").any() != redact


def test_a_worker_that_is_killed_does_not_fail_the_job(cluster, tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", 4000)
    killed = []

    def kill(done):
        if not killed:
            cluster.workers[0].kill()
            killed.append(cluster.workers[0].wait())

    result = tag_files(
        [cases], tmp_path / "out.parquet", shipped_models,
        settings=by_dask(cluster), progress=kill,
    )  # fmt: skip
    assert killed and cluster.workers[1].poll() is None
    assert result.rows == 4000
    table = read_table(result.path).frame
    assert table["Ref"].tolist() == [f"C{n}" for n in range(4000)]
    assert set(table["tag_status"]) == {"tagged", "no_text"}


def test_a_worker_that_joins_later_gets_the_models_too(cluster, tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", 3000)
    changed = []

    def change(done):
        if not changed:
            cluster.add_worker()
            for worker in cluster.workers[:2]:
                worker.kill()
                changed.append(worker.wait())

    result = tag_files(
        [cases], tmp_path / "out.parquet", shipped_models,
        settings=by_dask(cluster), progress=change,
    )  # fmt: skip
    assert len(changed) == 2
    assert read_table(result.path).frame["tag_status"].isin(["tagged", "no_text"]).all()
    assert result.rows == 3000


def test_each_worker_gets_the_models_once(cluster, tmp_path, shipped_models):
    from classifier.labels.dask_worker import ModelsPlugin

    sent = []

    class Counted(ModelsPlugin):
        def __reduce__(self):
            sent.append(1)
            return ModelsPlugin, (self.models,)

    # Pickled once, however many chunks follow: tasks carry rows, not models.
    with distributed.Client(cluster.address) as client:
        client.register_plugin(Counted(shipped_models))
        before = len(sent)
        from classifier.labels.chunk import ChunkTask
        from classifier.labels.dask_worker import tag_on_worker

        tasks = [
            client.submit(tag_on_worker, ChunkTask(1, {"complaint_text": [TEXT * n]}), pure=False)
            for n in range(1, 30)
        ]
        assert all(task.result().columns["tag_status"] == ["tagged"] for task in tasks)
        assert len(sent) == before == 1


def test_the_cluster_that_is_lost_is_told_and_nothing_is_written(cluster, tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", 4000)
    with pytest.raises(UserError, match="The Dask cluster could not finish the work"):
        tag_files(
            [cases], tmp_path / "out.parquet", shipped_models,
            settings=by_dask(cluster), progress=lambda done: cluster.stop(),
        )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_the_command_line_tags_on_a_cluster_and_reports_on_the_dataset(
    cluster, root, tmp_path, run_cli
):
    cases = root / "training_data" / "sample" / "cases.csv"
    out = tmp_path / "tagged.parquet"
    done = run_cli("tag", cases, "-o", out, "--engine", "dask", "--scheduler", cluster.address)
    assert done.returncode == 0, done.stderr
    assert f"rows to {out}" in done.stdout
    assert [path.name for path in out.iterdir()] == ["part-00000.parquet"]
    done = run_cli("report", out, "-o", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report" / "report.html").stat().st_size > 20_000


def test_without_a_scheduler_workers_are_started_here(tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", 200)
    settings = TagSettings(engine="dask", jobs=2, chunk_rows=SMALL)
    result = tag_files([cases], tmp_path / "out.parquet", shipped_models, settings=settings)
    assert result.rows == len(read_table(result.path).frame) == 200


def test_faults_are_told(cluster, tmp_path, shipped_models, run_cli):
    cases = save(tmp_path / "cases.csv", 10)
    nobody = TagSettings(engine="dask", scheduler="nonsense")
    with pytest.raises(SettingsError, match="The Dask scheduler nonsense does not answer"):
        tag_files([cases], tmp_path / "out.parquet", shipped_models, settings=nobody)
    with pytest.raises(ColumnError, match="columns of one name"):
        tag_files(
            [cases], tmp_path / "out.parquet", shipped_models[:1] * 2, settings=by_dask(cluster)
        )
    done = run_cli("tag", cases, "-o", tmp_path / "out.csv", "--engine", "dask")
    assert done.returncode == 1
    assert "has an ending that can't be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
