import pandas as pd
import pytest

from classifier.cases.reading import read_table
from classifier.cases.table import combine, to_case_table
from classifier.insight.completeness import FIELDS, completeness, unreadable_dates

CELLS = """Ref,Details,Date received,Acknowledged on,Date of response,Response due,Team,Outcome
1,the bins,01/04/2026,02/04/2026,20/04/2026,,Waste,Upheld
2,,03/04/2026,01/04/2026,02/04/2026,01/01/2026,Waste,
3,the bins,31/02/2026,soon,01/05/2026,,Waste,Upheld
4,the fine,04/04/2026,05/04/2026,,,Parking,Open
5,the fine,05/04/2026,,,,,
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(CELLS, encoding="utf-8")
    return to_case_table(read_table(path))


def measured(table, **more):
    frame = table.frame
    rows = pd.Series(True, index=frame.index)
    return completeness(table, rows, {"team": frame["team"]}, **more)


def test_shares_of_filled_cells_by_team(table):
    found = measured(table)
    assert found.cases.to_dict() == {"Not stated": 1, "Parking": 1, "Waste": 3}
    waste = found.filled.loc["Waste"].dropna().to_dict()
    assert waste == {
        "complaint_text": 2 / 3, "received_date": 2 / 3, "acknowledged_date": 2 / 3,
        "responded_date": 1.0, "due_date": 1 / 3, "team": 1.0, "outcome": 2 / 3,
    }  # fmt: skip
    assert found.filled.at["Not stated", "team"] == 0.0


def test_an_absent_column_is_no_data(table):
    found = measured(table)
    assert found.absent == (
        "finding_text", "service", "directorate", "channel", "procedure", "stage", "category",
    )  # fmt: skip
    assert list(found.filled.columns) == list(FIELDS)
    assert found.filled[list(found.absent)].isna().all(axis=None)
    assert found.orders["extended_before_due"].isna().all()


def test_dates_in_an_impossible_order(table):
    found = measured(table)
    assert found.orders.loc["Waste"].dropna().to_dict() == {
        "acknowledged_before_received": 1, "responded_before_received": 1,
        "responded_before_acknowledged": 0, "due_before_received": 1,
    }  # fmt: skip
    # All three are in one case.
    assert found.out_of_order.to_dict() == {"Not stated": 0, "Parking": 0, "Waste": 1}


def test_unreadable_dates(table, tmp_path):
    expected = {"received_date": 1, "acknowledged_date": 1, "responded_date": 0, "due_date": 0}
    assert unreadable_dates(table) == expected
    assert measured(table).unreadable == expected
    other = tmp_path / "other.csv"
    other.write_text("Ref,Text,Received,Target date,Team\n9,a,never,12/13/2026,Waste\n", "utf-8")
    both = combine([table, to_case_table(read_table(other))])
    assert unreadable_dates(both) == expected | {"received_date": 2, "due_date": 0}


def test_unreadable_dates_by_team_where_the_rows_are_known(table):
    assert measured(table).unreadable_by_group is None
    rows = pd.Series([0, 0, 2, 0, 0])
    by_team = measured(table, unreadable=rows).unreadable_by_group
    assert by_team.to_dict() == {"Not stated": 0, "Parking": 0, "Waste": 2}


def test_only_the_rows_asked_for(table):
    rows = table.frame["team"] == "Parking"
    found = completeness(table, rows)
    assert found.cases.tolist() == [1]
    assert found.filled.at["All", "responded_date"] == 0.0


def test_the_sample_year(root):
    table = to_case_table(read_table(root / "training_data" / "sample" / "cases.csv"))
    rows = pd.Series(True, index=table.frame.index)
    found = completeness(table, rows, {"all": table.frame["procedure"]})
    assert found.cases.sum() == 731
    assert round((found.filled["acknowledged_date"] * found.cases).sum()) == 731 - 45
    assert found.orders.sum().to_dict()["acknowledged_before_received"] == 8
    assert found.out_of_order.sum() == 8 and found.absent == ()
