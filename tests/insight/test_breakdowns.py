import math

import pandas as pd
import pytest
from true_labels import sample_year, tagged

from classifier.insight.breakdowns import COLUMNS, category_table, label_table
from classifier.insight.intervals import wilson

NAMES = ("Ref", "Parent", "Received", "Team", "Channel", "Stage", "Category", "themes", "reviewed")
ROWS = [
    ("C1", "", "03/04/2026", "Waste", "Email", "1", "Delay", "delay; charges", ""),
    ("C2", "C1", "09/07/2026", "Waste", "Email", "2", "Delay", "delay", ""),
    ("C3", "", "10/04/2026", "Waste", "Phone", "1", "Delay", "charges", "charges"),
    ("C4", "", "11/10/2026", "Parking", "", "Wednesday", "Charges", "charges", ""),
    ("C5", "", "12/10/2026", "", "", "1", "", "charges; safety", ""),
    ("C6", "", "13/10/2026", "Parking", "", "1", "Delay", "", "none"),
    ("C7", "", "32/10/2026", "Parking", "Phone", "1", "Charges", "", ""),
]


@pytest.fixture
def cases(tmp_path):
    frame = pd.DataFrame(ROWS, columns=list(NAMES))
    frame = frame.rename(columns={"reviewed": "themes_reviewed"}).assign(Service="")
    frame["tag_status"] = ["tagged"] * 5 + ["no_label", "no_label"]
    return tagged(frame, tmp_path)


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    return sample_year(root, tmp_path_factory.mktemp("sample"))


def cell(table, dimension, group, label):
    where = (table["dimension"] == dimension) & (table["group"] == group)
    (row,) = table[where & (table["label"] == label)].to_dict("records")
    return row


def test_a_row_for_every_label_of_every_group_of_the_dimensions_that_are_filled(cases):
    table = label_table(cases)
    assert tuple(table.columns) == COLUMNS
    groups = {
        name: list(dict.fromkeys(part["group"]))
        for name, part in table.groupby("dimension", sort=False)
    }
    # No directorate or procedure in the table, and no service in any cell.
    assert groups == {
        "overall": ["All"],
        "team": ["Parking", "Waste", "Not stated"],
        "stage": ["1", "Not stated"],
        "channel": ["Phone", "Email", "Not stated"],
        "category": ["Delay", "Charges", "Not stated"],
        "period": ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3", "Not stated"],
    }
    labels = len(cases.labels["theme"].scheme.ids)
    assert len(table) == labels * sum(map(len, groups.values()))


@pytest.mark.parametrize(
    ("dimension", "group", "label", "cases_with", "base", "reviewed"),
    [
        # C2 escalates C1: one complaint, counted by its first row.
        ("overall", "All", "delay", 1, 6, 2),
        ("overall", "All", "charges", 4, 6, 2),
        ("team", "Waste", "charges", 2, 2, 1),
        ("team", "Parking", "charges", 1, 3, 1),
        ("team", "Not stated", "safety", 1, 1, 0),
        ("stage", "1", "charges", 3, 5, 2),
        ("stage", "Not stated", "charges", 1, 1, 0),
        ("channel", "Not stated", "charges", 2, 3, 1),
        ("period", "2026-27 Q1", "delay", 1, 2, 1),
        ("period", "2026-27 Q3", "charges", 2, 3, 1),
        ("period", "Not stated", "charges", 0, 1, 0),
    ],
)
def test_counts_that_anyone_can_check(cases, dimension, group, label, cases_with, base, reviewed):
    row = cell(label_table(cases), dimension, group, label)
    assert (row["cases"], row["base"], row["reviewed"]) == (cases_with, base, reviewed)
    assert row["share"] == cases_with / base
    assert (row["low"], row["high"]) == wilson(cases_with, base)


def test_a_period_without_a_case_is_there_and_has_no_share(cases):
    row = cell(label_table(cases), "period", "2026-27 Q2", "delay")
    assert (row["cases"], row["base"]) == (0, 0)
    assert all(math.isnan(row[name]) for name in ("share", "low", "high"))


def test_the_rows_asked_for_and_another_period(cases):
    rows = cases.table.frame["received_date"].dt.year == 2026
    table = label_table(cases, rows=rows, period="year")
    assert list(dict.fromkeys(table.loc[table["dimension"] == "period", "group"])) == ["2026-27"]
    assert cell(table, "overall", "All", "charges")["base"] == 5
    nothing = label_table(cases, rows=rows & False)
    assert set(nothing["dimension"]) == {"overall"}
    assert nothing["share"].isna().all()


def test_root_causes_count_escalations_too(tmp_path):
    frame = pd.DataFrame(ROWS[:2], columns=list(NAMES)).drop(columns="themes")
    frame = frame.assign(root_causes="capacity", finding_status="tagged")
    table = label_table(tagged(frame, tmp_path), "root_cause")
    assert cell(table, "overall", "All", "capacity")["cases"] == 2
    assert cell(table, "stage", "2", "capacity")["base"] == 1


def test_what_a_category_hides(cases):
    table = category_table(cases)
    delay, charges, blank = table.categories
    assert [c.category for c in table.categories] == ["Delay", "Charges", "Not stated"]
    # C1 and C3 carry charges, C1 delay as well; C6 carries none.
    assert (delay.base, delay.counts) == (3, {"charges": 2, "delay": 1})
    assert (delay.leading, delay.others, delay.other_counts, delay.unlabelled) == (
        "charges", 0, {}, 1,
    )  # fmt: skip
    assert delay.share("delay") == 1 / 3
    assert delay.share("safety") == 0
    assert (charges.base, charges.leading, charges.unlabelled) == (2, "charges", 1)
    assert (blank.base, blank.counts) == (1, {"charges": 1, "safety": 1})
    by_label = {row.label: row for row in table.labels}
    assert (by_label["charges"].cases, by_label["charges"].category) == (4, "Delay")
    assert (by_label["charges"].elsewhere, by_label["charges"].categories) == (2, 2)
    assert (by_label["safety"].category, by_label["safety"].elsewhere) == ("", 1)
    assert by_label["staff_conduct"].cases == by_label["staff_conduct"].elsewhere == 0


def test_cases_that_carry_another_label_than_the_leading_one(tmp_path):
    rows = [
        ("D1", "delay"),
        ("D2", "delay"),
        ("D3", "charges; safety"),
        ("D4", "safety"),
        ("D5", ""),
    ]
    frame = pd.DataFrame(rows, columns=["Ref", "themes"]).assign(
        Received="2026-04-01", Team="Waste", Category="Delay", tag_status="tagged"
    )
    (category,) = category_table(tagged(frame, tmp_path)).categories
    assert category.leading == "delay"
    assert (category.others, category.unlabelled) == (2, 1)
    assert category.other_counts == {"safety": 2, "charges": 1}


def test_without_categories_there_is_no_data(cases, tmp_path):
    assert "category" in category_table(cases, rows=cases.table.frame["case_ref"] == "C5").no_data
    frame = pd.DataFrame(ROWS, columns=list(NAMES)).drop(columns="Category")
    table = category_table(tagged(frame.assign(tag_status="tagged"), tmp_path))
    assert table.counts is None
    assert "category" in table.no_data


def test_the_sample_years_tables_add_up(sample):
    table = label_table(sample, period="year")
    overall = table[table["dimension"] == "overall"].set_index("label")
    for _, part in table.groupby("dimension"):
        sums = part.groupby("label")[["cases", "base", "reviewed"]].sum()
        assert sums.loc[overall.index].equals(overall[["cases", "base", "reviewed"]])
    assert (table["low"].isna() | (table["low"] <= table["share"])).all()
    assert (table["high"].isna() | (table["high"] >= table["share"])).all()


def test_the_sample_years_categories(sample):
    table = category_table(sample)
    assert sum(c.base for c in table.categories) == int(
        (sample.first & sample.labels["theme"].base).sum()
    )
    for c in table.categories:
        assert c.base == c.counts.get(c.leading, 0) + c.others + c.unlabelled
    delay = next(c for c in table.categories if c.category == "Delay")
    assert delay.leading == "delay"
    assert delay.others > 0
