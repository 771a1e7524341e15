import pandas as pd
import pytest

from classifier.cases.columns import ColumnMapping
from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import ColumnError, OutputError
from classifier.labels.batch import redact_file, tag_files

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


def test_redacting_a_file_changes_its_texts_alone(tmp_path):
    path = write(
        tmp_path / "a.csv",
        {
            "Ref": ["A1"],
            "Details": ["Mr Tobias Wren, 07700 900456, of SW1A 2AA, waited in all day"],
            "Team": ["Repairs"],
        },
    )
    rows, columns, warnings = redact_file(path, tmp_path / "b.csv")
    assert (rows, columns, warnings) == (1, ["Details"], [])
    table = read_table(tmp_path / "b.csv").frame
    assert table["Details"].tolist() == ["Mr [name], [telephone], of [postcode], waited in all day"]
    assert table[["Ref", "Team"]].to_numpy().tolist() == [["A1", "Repairs"]]
    with pytest.raises(OutputError, match="input itself"):
        redact_file(path, path)


def test_redacting_needs_a_text_column(tmp_path):
    path = write(tmp_path / "a.csv", {"Ref": ["A1"], "Team": ["Repairs"]})
    with pytest.raises(ColumnError, match="complaint_text"):
        redact_file(path, tmp_path / "b.csv")


def test_settings_reach_tagging(tmp_path, shipped_models):
    path = write(tmp_path / "a.csv", {"Details": ["Ring Mr Tobias Wren on 07700 900456 please"]})
    settings = TagSettings(redact=True)
    tag_files([path], tmp_path / "b.csv", shipped_models, settings=settings)
    assert "Wren" not in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")


def test_names_in_the_cases_own_columns_are_redacted_in_its_texts(tmp_path, shipped_models):
    columns = {
        "Customer name": ["Ottilie Marchbank"],
        "Team name": ["Waste"],
        "Details": ["Waste never came, and ottilie does not complain lightly. Marchbank, flat 2"],
    }
    path = write(tmp_path / "a.csv", columns)
    redact_file(path, tmp_path / "b.csv")
    tag_files([path], tmp_path / "c.csv", shipped_models, settings=TagSettings(redact=True))
    for name in ("b.csv", "c.csv"):
        text = read_table(tmp_path / name).frame["Details"][0]
        assert "Marchbank" not in text
        assert text.startswith("Waste never came")
