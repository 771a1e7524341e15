import pandas as pd
import pytest

from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import ColumnError, OutputError
from classifier.labels.batch import tag_files
from classifier.labels.redacting import redact_file


def write(path, columns):
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


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


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_rows_of_many_chunks_stay_in_order_and_other_columns_as_they_were(tmp_path, ending):
    rows = 2 * TagSettings().chunk_rows + 7
    columns = {
        "Ref": list(range(rows)),
        "Details": [f"Ring 07700 900{n % 1000:03d}{' today' * (n % 50)}" for n in range(rows)],
        "Paid": [n / 4 for n in range(rows)],
    }
    pd.DataFrame(columns).to_parquet(tmp_path / "a.parquet")
    done = []
    found = redact_file(tmp_path / "a.parquet", tmp_path / f"b{ending}", progress=done.append)
    assert found == (rows, ["Details"], [])
    assert sum(done) == rows
    table = read_table(tmp_path / f"b{ending}").frame
    assert table["Details"].tolist() == [
        f"Ring [telephone]{' today' * (n % 50)}" for n in range(rows)
    ]
    assert table["Ref"].astype(int).tolist() == columns["Ref"]
    assert table["Paid"].astype(float).tolist() == columns["Paid"]
