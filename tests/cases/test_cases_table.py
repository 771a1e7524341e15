import datetime as dt

import pandas as pd
import pytest

from classifier.cases.columns import ColumnMapping
from classifier.cases.reading import read_table
from classifier.cases.table import Finding, combine, to_case_table
from classifier.errors import ColumnError

CASES = """\
Ref,Complaint details,Date received,Response date,Team,Outcome,Stage,Remedy,Satisfactory remedy
C1,Bin missed,04/03/2025,18/03/2025,Waste  team,Upheld,Stage 1,"£1,250.00",Yes
C2,Leak,31/02/2025,2025-03-20,N. Area,Perhaps,9,an apology,maybe
,Rude on the phone,45720,01/03/2025,Waste team,,2,,
"""


@pytest.fixture
def table(save_text):
    return to_case_table(read_table(save_text(CASES)))


def test_columns_get_canonical_names_and_types(table):
    assert table.columns["complaint_text"] == "Complaint details"
    first = table.frame.iloc[0]
    assert first.to_dict() == {
        "case_ref": "C1",
        "complaint_text": "Bin missed",
        "received_date": pd.Timestamp("2025-03-04"),
        "responded_date": pd.Timestamp("2025-03-18"),
        "team": "Waste team",
        "stage": "1",
        "outcome": "upheld",
        "remedy_amount": 1250.0,
        "remedied_before": True,
    }


def test_every_row_stays_and_a_missing_reference_becomes_the_row_number(table):
    assert table.frame["case_ref"].tolist() == ["C1", "C2", "row 4"]
    assert table.frame["received_date"].tolist() == [
        pd.Timestamp("2025-03-04"),
        pd.NaT,
        pd.Timestamp("2025-03-04"),
    ]


def test_what_is_wrong_is_found_with_row_column_and_content(table):
    assert table.findings == [
        Finding(3, "Date received", "'31/02/2025' is not a date"),
        Finding(3, "Stage", "'9' is not a known stage; map it under [stages]"),
        Finding(3, "Outcome", "'Perhaps' is not a known outcome; map it under [outcomes]"),
        Finding(3, "Remedy", "'an apology' is not an amount in pounds"),
        Finding(4, "Response date", "2025-03-01 is before the case was received (2025-03-04)"),
    ]


def test_a_mapping_gives_values_and_teams_their_names(save_text):
    mapping = ColumnMapping(
        values={"outcomes": {"perhaps": "partly_upheld"}, "teams": {"n area": "North area"}}
    )
    table = to_case_table(read_table(save_text(CASES)), mapping=mapping)
    assert table.frame["outcome"].tolist() == ["upheld", "partly_upheld", ""]
    assert table.frame["team"].tolist() == ["Waste team", "North area", "Waste team"]


def test_real_dates_and_text_dates_of_a_workbook_are_the_same(save_xlsx):
    rows = [
        ["Ref", "Complaint", "Date received"],
        ["C1", "Bin missed", dt.date(2025, 3, 4)],
        ["C2", "Bin missed", dt.datetime(2025, 3, 4, 16, 45)],
        ["C3", "Bin missed", "4 March 2025"],
        ["C4", "Bin missed", 45720],
        [5, "Bin missed", "soon"],
    ]
    table = to_case_table(read_table(save_xlsx({"Cases": rows})))
    assert table.frame["received_date"].tolist()[:4] == [pd.Timestamp("2025-03-04")] * 4
    assert table.frame["case_ref"].tolist()[-1] == "5"
    assert table.findings == [Finding(6, "Date received", "'soon' is not a date")]


def test_row_numbers_are_those_of_the_file(save_text):
    text = f"Complaints of Q1\n\n{CASES}"
    table = to_case_table(read_table(save_text(text)))
    assert {finding.row for finding in table.findings} == {5, 6}
    assert table.frame["case_ref"].tolist()[-1] == "row 6"


def test_extra_columns_are_carried_along_as_text(save_text):
    raw = read_table(save_text(CASES.replace("Team", "themes")))
    table = to_case_table(raw, wanted=["case_ref"], extra=["themes"])
    assert list(table.frame.columns) == ["case_ref", "themes"]
    assert table.frame["themes"].tolist() == ["Waste  team", "N. Area", "Waste team"]


def test_the_raw_table_is_not_changed(save_text):
    raw = read_table(save_text(CASES))
    before = raw.frame.copy()
    to_case_table(raw)
    pd.testing.assert_frame_equal(raw.frame, before)


def test_several_tables_become_one_in_order(save_text):
    first = to_case_table(read_table(save_text(CASES, "q1.csv")))
    second = to_case_table(read_table(save_text("Ref,Ward,Service\nC9,East,Housing\n", "q2.csv")))
    both = combine([first, second])
    assert both.frame["case_ref"].tolist() == ["C1", "C2", "row 4", "C9"]
    assert both.frame["source_file"].tolist() == ["q1.csv"] * 3 + ["q2.csv"]
    assert both.frame["service"].tolist() == ["", "", "", "Housing"]
    assert both.frame["team"].tolist()[-1] == ""
    assert both.findings == first.findings
    assert both.source == "q1.csv and q2.csv"


def test_one_table_stays_as_it_is_and_none_is_an_error(table):
    assert combine([table]) is table
    with pytest.raises(ColumnError, match="No table was given"):
        combine([])
