import pandas as pd
import pytest

from classifier.errors import ColumnError
from classifier.insight.tagged import load_tagged, marked
from classifier.labels.codebook import shipped_codebook

SCHEMES = list(shipped_codebook().schemes.values())


def test_a_persons_decision_wins_over_the_model(cases):
    theme = cases.labels["theme"]
    by_ref = dict(zip(cases.table.frame["case_ref"], theme.carried.to_dict("records"), strict=True))
    carried = {ref: [label for label, yes in row.items() if yes] for ref, row in by_ref.items()}
    assert carried["A1"] == ["delay", "charges"]
    assert carried["A5"] == ["charges"]
    assert carried["A6"] == []
    assert carried["A9"] == ["safety"]
    assert theme.unknown == {"bins": 1}
    assert int(theme.reviewed.sum()) == 3


def test_reviewed_cases_count_in_the_base_and_need_no_check(cases):
    theme, refs = cases.labels["theme"], cases.table.frame["case_ref"]
    assert refs[theme.base].tolist() == ["A1", "A2", "A3", "A4", "A5", "A6", "A8", "A9"]
    assert refs[theme.to_check != ""].tolist() == ["A3", "A4"]


def test_blank_rows_count_as_nothing_and_bad_dates_stay(cases):
    assert cases.blank_rows == 1
    assert len(cases.table.frame) == 9
    assert cases.table.frame["received_date"].isna().tolist() == [False] * 7 + [True, False]
    (finding,) = cases.table.findings
    assert (finding.row, finding.column) == (9, "Date received")
    assert "32/07/2026" in finding.problem


def test_escalations_are_one_complaint(cases):
    assert cases.first.tolist() == [True, False] + [True] * 7


def test_versions_and_schemes_are_those_of_the_table(cases):
    assert cases.versions == ["theme-11111111", "root_cause-22222222"]
    assert list(cases.labels) == ["theme", "root_cause"]


def test_two_tables_are_counted_as_one(tagged_path, tmp_path):
    more = tmp_path / "more.csv"
    pd.DataFrame(
        {
            "Ref": ["B1"],
            "Received": ["2026-08-01"],
            "Team": ["Waste"],
            "themes": ["safety"],
            "tag_status": ["tagged"],
        }
    ).to_csv(more, index=False)
    both = load_tagged([tagged_path, more], SCHEMES)
    assert len(both.table.frame) == 10
    assert both.labels["theme"].carried["safety"].sum() == 2


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        (["themes", "root_causes"], "has not been tagged"),
        (["Date received"], "no column `received_date`"),
        (["Team"], "no column `team`"),
    ],
)
def test_a_table_that_lacks_what_a_report_needs(tagged_path, drop, said):
    frame = pd.read_csv(tagged_path, dtype=str).drop(columns=drop)
    frame.to_csv(tagged_path, index=False)
    with pytest.raises(ColumnError) as caught:
        load_tagged([tagged_path], SCHEMES)
    assert said in str(caught.value)
    assert "To mend it" in str(caught.value)


def test_another_group_is_offered_where_there_is_one(tagged_path):
    frame = pd.read_csv(tagged_path, dtype=str).rename(columns={"Team": "Directorate"})
    frame.to_csv(tagged_path, index=False)
    with pytest.raises(ColumnError, match="--by directorate"):
        load_tagged([tagged_path], SCHEMES)
    assert load_tagged([tagged_path], SCHEMES, group="directorate").blank_rows == 1


def test_marked_reads_cells_of_joined_ids():
    cells = pd.Series(
        ["delay; charges", "", None, "other; charges", "delay"], index=[5, 3, 9, 1, 0]
    )
    found = marked(cells, ["charges", "delay"])
    assert found.index.tolist() == [5, 3, 9, 1, 0]
    assert found["charges"].tolist() == [True, False, False, True, False]
    assert found["delay"].tolist() == [True, False, False, False, True]
    assert marked(cells[:0], ["charges"]).shape == (0, 1)
