import pandas as pd
import pytest

from classifier.cases.reading import read_table
from classifier.cases.table import to_case_table
from classifier.insight.intervals import wilson
from classifier.insight.ombudsman import HOUSING, LGSCO, ombudsman_of, ombudsman_table

ROWS = [
    # ref, parent, team, procedure, stage, outcome, remedied before
    ("A", "", "Waste", "corporate", "1", "upheld", None),
    ("B", "A", "Waste", "corporate", "ombudsman", "upheld", True),
    ("C", "", "Waste", "corporate", "ombudsman", "partly_upheld", False),
    ("D", "", "Waste", "corporate", "ombudsman", "not_upheld", None),
    ("E", "", "Waste", "corporate", "ombudsman", "refused", None),
    ("F", "", "Waste", "corporate", "ombudsman", "open", None),
    ("G", "", "Waste", "corporate", "ombudsman", "upheld", None),
    # Twice at the ombudsman is one complaint.
    ("H", "A", "Waste", "corporate", "ombudsman", "upheld", True),
    ("I", "", "Lettings", "housing", "ombudsman", "not_upheld", None),
    ("J", "", "Parking", "", "ombudsman", "", None),
    ("K", "", "Repairs", "housing", "ombudsman", "upheld", None),
]
NAMES = ["case_ref", "parent_ref", "team", "procedure", "stage", "outcome", "remedied_before"]


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=NAMES).astype({"remedied_before": object})


def table(frame, **keys):
    return ombudsman_table(frame, pd.Series(True, index=frame.index), keys)


def only(row, *names):
    return [None if pd.isna(row[name]) else row[name] for name in names]


def test_upheld_over_detailed_investigations(frame):
    waste = table(frame, team=frame["team"]).loc["Waste"]
    parts = ("received", "investigated", "refused", "withdrawn", "undecided")
    assert only(waste, *parts) == [6, 4, 1, 0, 1]
    assert only(waste, "upheld", "uphold_share") == [3, 3 / 4]
    assert only(waste, "uphold_low", "uphold_high") == list(wilson(3, 4))


def test_satisfactory_remedies_over_upheld_where_it_is_recorded(frame):
    found = table(frame, team=frame["team"])
    names = ("remedied_before", "remedied_base", "remedied_not_recorded", "remedied_share")
    assert only(found.loc["Waste"], *names) == [1, 2, 1, 1 / 2]
    # Nothing was upheld; something was, and it is never recorded.
    assert only(found.loc["Lettings"], *names) == [0, 0, 0, None]
    assert only(found.loc["Repairs"], *names) == [None, None, 1, None]


def test_no_outcome_is_no_data(frame):
    parking = table(frame, team=frame["team"]).loc["Parking"]
    assert only(parking, "received", "investigated", "upheld", "undecided") == [1, None, None, None]
    (row,) = table(frame.drop(columns="outcome")).to_dict("records")
    assert only(row, "received", "upheld", "uphold_share") == [9, None, None]


def test_both_ombudsmen(frame):
    found = table(frame, ombudsman=ombudsman_of(frame))
    assert found["received"].to_dict() == {HOUSING: 2, LGSCO: 6, "Not stated": 1}


def test_without_the_columns(frame):
    assert table(frame.drop(columns="stage")) is None
    assert table(frame.assign(stage="")) is None
    assert table(frame[frame["stage"] == "1"]).empty
    (row,) = table(frame.drop(columns="remedied_before")).to_dict("records")
    assert only(row, "upheld", "remedied_before", "remedied_base") == [4, None, None]


def test_the_sample_year_counted_by_its_cells(root):
    frame = to_case_table(read_table(root / "training_data" / "sample" / "cases.csv")).frame
    (row,) = table(frame).to_dict("records")
    cells = pd.read_csv(root / "training_data" / "sample" / "cases.csv", dtype=str).fillna("")
    cells = cells[cells["Stage"].str.casefold().str.contains("ombudsman|lgsco|lgo")]
    assert row["received"] == len(cells) == 39
    assert only(row, "investigated", "upheld", "refused", "undecided") == [31, 27, 4, 4]
    satisfied = cells["Satisfactory remedy before ombudsman"].value_counts()
    assert row["remedied_before"] == satisfied["yes"] == 7
    assert row["remedied_base"] == satisfied["yes"] + satisfied["no"] == 27
