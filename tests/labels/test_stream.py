"""One pass from file to file: in order, in bounded memory, and nothing written when it fails."""

import csv
import sys
from dataclasses import replace

import pandas as pd
import pytest

from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import InputFileError, SettingsError
from classifier.labels.batch import tag_files
from classifier.labels.chunk import ChunkTask, tag_chunk
from classifier.labels.stream import run_tasks
from classifier.labels.tagging import Totals

TEXTS = [
    "The bin was missed again and nobody rang back",
    "",
    "Charged twice for my permit, and no refund has come",
    "ok",
    "The officer was rude to my mother on her own doorstep",
]
SMALL = TagSettings(chunk_rows=2)


def save(path, texts):
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Ref", "Complaint", "Amount"])
        rows.writerows([f"C{n}", text, n] for n, text in enumerate(texts))
    return path


def test_a_chunk_is_drawn_only_when_the_one_before_is_done(shipped_models):
    drawn = []

    def tasks():
        for number, text in enumerate(TEXTS):
            drawn.append(number)
            yield ChunkTask(1, {"complaint_text": [text]})

    results = run_tasks(tasks(), shipped_models, TagSettings())
    assert drawn == []
    first = next(results)
    assert drawn == [0]
    assert first.columns["tag_status"] == ["tagged"]
    assert [r.columns["tag_status"] for r in results] == [
        ["no_text"], ["tagged"], ["too_short"], ["tagged"]
    ]  # fmt: skip


def test_engines_that_are_not_there_are_errors_with_a_mend(shipped_models, monkeypatch):
    with pytest.raises(SettingsError, match="There is no engine 'spark'") as error:
        run_tasks(iter(()), shipped_models, TagSettings(engine="spark"))
    assert error.value.mend == "use local or dask"
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match="The engine `dask` is not installed") as error:
        run_tasks(iter(()), shipped_models, TagSettings(engine="dask"))
    assert "complaint-themes[dask]" in error.value.mend


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_size_of_chunks_changes_nothing(tmp_path, shipped_models, ending):
    cases = save(tmp_path / "cases.csv", TEXTS * 3)
    tables = []
    for size in (1, 4, 100):
        out = tmp_path / f"out{size}{ending}"
        settings = TagSettings(chunk_rows=size)
        result = tag_files([cases], out, shipped_models, settings=settings)
        assert result.rows == 15
        assert result.statuses["theme"] == {"tagged": 9, "no_text": 3, "too_short": 3}
        tables.append(read_table(out).frame)
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])
    assert tables[0]["Complaint"].tolist() == TEXTS * 3


def test_counts_are_those_of_the_table(tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", TEXTS * 3)
    result = tag_files([cases], tmp_path / "o.parquet", shipped_models, settings=SMALL)
    themes = [cell.split("; ") for cell in read_table(result.path).frame["themes"] if cell]
    found = {label: sum(label in cell for cell in themes) for label in result.counts["theme"]}
    assert result.counts["theme"] == found
    assert sum(found.values()) >= 6
    assert list(found) == list(shipped_models[0].scheme.ids)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_an_input_that_is_changed_under_way_leaves_the_old_output(tmp_path, shipped_models, ending):
    cases = save(tmp_path / "cases.csv", TEXTS)
    out = tmp_path / f"out{ending}"
    out.write_text("old")

    def change(done):
        save(cases, [*TEXTS, "one more, exported just now"])

    with pytest.raises(InputFileError, match=r"cases\.csv was changed while it was being read"):
        tag_files([cases], out, shipped_models, settings=SMALL, progress=change)
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", out.name]


def test_patterns_and_datasets_are_inputs(tmp_path, shipped_models):
    for name in ("b.csv", "a.csv"):
        save(tmp_path / name, [f"Nobody from {name} ever rang me back"])
    out = tmp_path / "both.parquet"
    tag_files([tmp_path / "?.csv"], out, shipped_models)
    assert read_table(out).frame["source_file"].tolist() == ["a.csv", "b.csv"]
    (tmp_path / "set.parquet").mkdir()
    for part in (1, 0):
        frame = pd.DataFrame({"Complaint": [f"Part {part} never came, again"], "n": [part]})
        frame.to_parquet(tmp_path / "set.parquet" / f"part-{part}.parquet")
    tag_files([tmp_path / "set.parquet"], tmp_path / "out.parquet", shipped_models)
    assert read_table(tmp_path / "out.parquet").frame["n"].tolist() == [0, 1]


def test_parquet_keeps_types_that_all_inputs_agree_on(tmp_path, shipped_models):
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    text = "Nobody ever rang me back about it"
    when = pd.Timestamp("2025-03-04 09:30", tz="UTC")
    pd.DataFrame({"Complaint": [text], "paid": [1.5], "n": [1], "at": [when]}).to_parquet(one)
    pd.DataFrame({"Complaint": [text], "paid": [2.5], "n": ["x"]}).to_parquet(two)
    tag_files([one, two], tmp_path / "out.parquet", shipped_models)
    frame = pd.read_parquet(tmp_path / "out.parquet")
    assert frame["paid"].tolist() == [1.5, 2.5]
    assert frame["n"].tolist() == ["1", "x"]
    assert frame["at"].tolist() == [when, pd.NaT]
    # A scheme without a text to read has probabilities of no value, not of no type.
    assert frame["p_capacity"].dtype == float and frame["p_capacity"].isna().all()
    assert frame["p_delay"].dtype == float and frame["p_delay"].notna().all()


class Fails:
    """A data scientist's own classifier that can't cope with anything."""

    def score_cleaned(self, cleaned):
        raise RuntimeError(f"not {cleaned[0][:3]}")


def test_failures_are_told_with_their_rows_the_first_twenty_of_them(tmp_path, shipped_models):
    cases = save(tmp_path / "cases.csv", [TEXTS[0]] * 30)
    models = [replace(shipped_models[0], classifier=Fails())]
    result = tag_files([cases], tmp_path / "out.csv", models, settings=TagSettings(chunk_rows=7))
    assert result.statuses["theme"] == {"failed": 30}
    assert len(result.warnings) == 21
    assert result.warnings[0] == "cases.csv, row 2: could not be tagged (RuntimeError: not The)"
    assert result.warnings[8].startswith("cases.csv, row 10: ")
    assert result.warnings[20] == "30 rows in all could not be tagged"
    assert read_table(result.path).frame["p_delay"].tolist() == [""] * 30


def test_totals_add_up_and_name_only_so_many_failures(shipped_models):
    models = [replace(shipped_models[0], classifier=Fails())]
    total = Totals(models, most=3)
    for _ in range(2):
        total.add(tag_chunk(ChunkTask(2, {"complaint_text": [TEXTS[0], ""]}), models))
        total.add(tag_chunk(ChunkTask(1, {"complaint_text": [TEXTS[2]]}), models))
    assert (total.rows, total.n_failures) == (6, 4)
    assert [row for row, _ in total.failures] == [0, 2, 3]
    assert total.statuses == {"theme": {"failed": 4, "no_text": 2}}
