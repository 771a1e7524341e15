import pandas as pd
import pytest

from classifier.cases.columns import ColumnMapping
from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.batch import tag_files

APRIL = {"Ref": ["A1", "A2"], "Details": ["The bin was missed again this week", ""]}
MAY = {
    "Ref": ["B1"],
    "Team": ["Parking"],
    "Description": ["Charged twice for my permit and no refund has come"],
}


def write(path, columns):
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_several_files_become_one_table_in_order(tmp_path, shipped_models):
    april, may = write(tmp_path / "april.csv", APRIL), write(tmp_path / "may.csv", MAY)
    rows = []
    result = tag_files(
        [april, may], tmp_path / "out.csv", shipped_models, start=rows.append, progress=rows.append
    )
    assert rows == [3, 2, 1]
    table = read_table(result.path).frame
    assert table["Ref"].tolist() == ["A1", "A2", "B1"]
    assert table["source_file"].tolist() == ["april.csv", "april.csv", "may.csv"]
    assert table["tag_status"].tolist() == ["tagged", "no_text", "tagged"]
    assert list(table.columns)[:5] == ["Ref", "Details", "Team", "Description", "source_file"]
    assert "charges" in table["themes"][2]
    assert result.rows == 3
    assert result.statuses["theme"] == {"tagged": 2, "no_text": 1}


def test_tagging_a_combined_table_again_keeps_its_sources(tmp_path, shipped_models):
    april, may = write(tmp_path / "april.csv", APRIL), write(tmp_path / "may.csv", MAY)
    june = write(tmp_path / "june.csv", {"Details": ["Nobody answers the phone at all"]})
    both = tag_files([april, may], tmp_path / "both.csv", shipped_models).path
    mapping = ColumnMapping({"complaint_text": "Details"})
    again = tag_files([both, june], tmp_path / "all.csv", shipped_models, mapping=mapping).path
    sources = read_table(again).frame["source_file"].tolist()
    assert sources == ["april.csv", "april.csv", "may.csv", "june.csv"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_each_format_holds_the_same_table(tmp_path, shipped_models, ending):
    april = write(tmp_path / "april.csv", APRIL)
    result = tag_files([april], tmp_path / f"out{ending}", shipped_models)
    table = read_table(result.path).frame
    assert table["Details"].tolist() == APRIL["Details"]
    assert table["tag_status"].tolist() == ["tagged", "no_text"]
    assert float(table["p_service_failure"][0]) > 0.3
    assert table["p_service_failure"][1] in ("", None)


def test_columns_can_be_named_by_option(tmp_path, shipped_models):
    odd = write(tmp_path / "odd.csv", {"Field 7": ["The bin was missed"], "Details": ["x y z"]})
    result = tag_files([odd], tmp_path / "o.csv", shipped_models, text_column="Field 7")
    assert result.used == {"complaint_text": "Field 7"}
    with pytest.raises(ColumnError) as caught:
        tag_files([odd], tmp_path / "p.csv", shipped_models, text_column="Field 8")
    assert "'Field 8'" in str(caught.value) and "--text-column" in str(caught.value)
    assert not (tmp_path / "p.csv").exists()


def test_settings_reach_tagging(tmp_path, shipped_models):
    path = write(tmp_path / "a.csv", {"Details": ["Ring Mr Tobias Wren on 07700 900456 please"]})
    settings = TagSettings(redact=True)
    tag_files([path], tmp_path / "b.csv", shipped_models, settings=settings)
    assert "Wren" not in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
