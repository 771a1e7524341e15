import datetime as dt

import numpy as np
import pandas as pd
import pytest

from classifier.cases.reading import read_table
from classifier.cases.table import to_case_table
from classifier.insight.clocks import clock_table
from classifier.insight.intervals import wilson
from classifier.insight.kpis import LATE_BANDS, escalation, kpi_table, stage_rows
from classifier.insight.periods import period_labels

NAMES = [
    "case_ref", "parent_ref", "team", "procedure", "stage", "received_date",
    "acknowledged_date", "responded_date", "outcome",
]  # fmt: skip
ROWS = [
    # In time to the day, 5 and 6 working days late; the third was acknowledged a day late.
    ("W1", "", "Waste", "corporate", "1", "2026-01-05", "2026-01-06", "2026-01-20", "upheld"),
    ("W2", "", "Waste", "corporate", "1", "2026-01-05", "2026-01-06", "2026-01-27",
     "partly_upheld"),
    ("W3", "", "Waste", "corporate", "1", "2026-01-05", "2026-01-13", "2026-02-04", "not_upheld"),
    ("W4", "", "Waste", "corporate", "1", "2026-01-06", "2026-01-07", "2026-01-08", "refused"),
    ("W5", "", "Waste", "corporate", "1", "2026-01-06", None, None, "withdrawn"),
    ("W6", "", "Waste", "corporate", "1", "2026-04-01", None, None, "open"),
    # Escalations of W3; the second row at stage 2 is the same complaint at the same stage.
    ("W7", "W3", "Waste", "corporate", "2", "2026-02-10", "2026-02-11", "2026-03-11", "upheld"),
    ("W9", "W3", "Waste", "corporate", "2", "2026-02-12", "2026-02-13", "2026-09-13", "upheld"),
    ("W8", "W7", "Waste", "corporate", "ombudsman", "2026-04-10", None, "2026-06-30", "upheld"),
    # A team that records neither responses nor outcomes.
    ("P1", "", "Parking", "corporate", "1", "2026-01-05", None, None, ""),
    ("P2", "", "Parking", "corporate", "1", "2026-01-07", None, None, ""),
    # Adults have no fixed time.
    ("A1", "", "Care", "adults", "1", "2026-01-05", "2026-01-06", "2026-03-10", "upheld"),
    # A stage 2 complaint whose first stage is in no table; nobody's team.
    ("X1", "Z9", "", "housing", "2", "2026-01-05", "2026-01-06", "2026-02-04", "not_upheld"),
]  # fmt: skip


@pytest.fixture
def frame():
    cases = pd.DataFrame(ROWS, columns=NAMES)
    for name in NAMES[5:8]:
        cases[name] = pd.to_datetime(cases[name])
    return cases


def table(frame, *keys, rows=None):
    clock = clock_table(frame, as_of=dt.date(2026, 6, 30))
    rows = pd.Series(True, index=frame.index) if rows is None else rows
    return kpi_table(frame, clock, rows, {key: frame[key] for key in keys})


def only(row, *names):
    return [None if pd.isna(row[name]) else row[name] for name in names]


def test_a_complaint_counts_once_a_stage(frame):
    assert frame["case_ref"][~stage_rows(frame)].tolist() == ["W9"]
    again = frame.iloc[::-1]
    assert again["case_ref"][~stage_rows(again)].tolist() == ["W9"]


def test_a_team_at_a_stage(frame):
    row = table(frame, "team", "stage").loc[("Waste", "1")]
    assert only(row, "received", "closed", "open", "open_overdue") == [6, 5, 1, 1]
    assert only(row, "in_full", "timed", "on_time", "late", "no_date") == [3, 3, 1, 2, 0]
    assert only(row, "on_time_share", "on_time_low", "on_time_high") == [1 / 3, *wilson(1, 3)]
    # 11, 16 and 22 working days; 5 and 6 late.
    assert only(row, "days_base", "mean_days", "median_days") == [3, 49 / 3, 16]
    assert only(row, *LATE_BANDS, "median_days_late") == [1, 1, 0, 0, 0, 5.5]
    assert only(row, "acknowledged", "acknowledged_base") == [3, 4]
    outcomes = ("upheld", "partly_upheld", "not_upheld", "withdrawn", "refused", "decided")
    assert only(row, *outcomes) == [1, 1, 1, 1, 1, 3]
    assert only(row, "uphold_share", "uphold_low", "uphold_high") == [2 / 3, *wilson(2, 3)]
    # No case has an extension, as the table has no such column.
    assert only(row, "extended") == [None]


def test_later_stages(frame):
    found = table(frame, "team", "stage")
    second, ombudsman = found.loc[("Waste", "2")], found.loc[("Waste", "ombudsman")]
    assert only(second, "received", "on_time", "timed", "median_days") == [1, 1, 1, 21]
    names = ("received", "timed", "no_clock", "on_time_share", "uphold_share")
    assert only(ombudsman, *names) == [1, 0, 1, None, 1]


def test_no_data_is_not_zero(frame):
    parking = table(frame, "team").loc["Parking"]
    assert only(parking, "received") == [2]
    assert [name for name in parking.index if pd.notna(parking[name])] == ["received"]


def test_adults_without_an_agreed_date(frame):
    care = table(frame, "team").loc["Care"]
    names = ("in_full", "timed", "no_date", "on_time_share", "median_days", "acknowledged_share")
    assert only(care, *names) == [1, 0, 1, None, 46, 1]


def test_all_open_is_zero_closed(frame):
    april = table(frame, "stage", rows=frame["case_ref"] == "W6").loc["1"]
    names = ("received", "closed", "open", "on_time", "timed", "upheld", "on_time_share")
    assert only(april, *names) == [1, 0, 1, 0, 0, 0, None]


def test_blank_groups_are_not_stated_and_without_keys_all_is_one(frame):
    assert table(frame, "team").index.tolist() == ["Care", "Not stated", "Parking", "Waste"]
    (everything,) = table(frame).to_dict("records")
    assert everything["received"] == 12


@pytest.mark.parametrize(
    ("drop", "missing", "kept"),
    [
        ("outcome", ["upheld", "refused", "uphold_share", "decided"], {"closed": 7, "on_time": 3}),
        ("responded_date", ["on_time", "late_1_5", "mean_days"], {"closed": 8, "decided": 6}),
        ("acknowledged_date", ["acknowledged", "acknowledged_share"], {"decided": 6}),
        ("procedure", ["on_time_share"], {"no_clock": 6, "timed": 0, "closed": 8}),
    ],
)
def test_a_column_that_is_missing_or_blank(frame, drop, missing, kept):
    blank = frame.assign(**{drop: None if drop.endswith("date") else ""})
    if drop.endswith("date"):
        blank[drop] = pd.to_datetime(blank[drop])
    blank = blank[blank["stage"] != "ombudsman"]
    for cases in (blank, blank.drop(columns=drop)):
        (row,) = table(cases).to_dict("records")
        assert only(row, *missing) == [None] * len(missing)
        assert {name: row[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("days", "band"),
    [(1, 0), (5, 0), (6, 1), (10, 1), (11, 2), (20, 2), (21, 3), (60, 3), (61, 4), (900, 4)],
)
def test_bands_of_days_late(frame, days, band):
    one = frame.iloc[:1]
    clock = clock_table(one).assign(status="late", days_late=pd.array([days], dtype="Int64"))
    (row,) = kpi_table(one, clock, one["team"] == "Waste").to_dict("records")
    assert only(row, *LATE_BANDS) == [int(band == position) for position in range(5)]


def test_the_escalation_funnel(frame):
    rows = pd.Series(True, index=frame.index)
    funnel = escalation(frame, rows, {"team": frame["team"]})
    waste = funnel.loc["Waste"]
    assert only(waste, "stage_1", "stage_2", "stage_3", "ombudsman") == [6, 1, 0, 1]
    names = ("base_stage_2", "reached_stage_2", "ratio_stage_2", "reached_stage_2_share")
    assert only(waste, *names) == [6, 1, 1 / 6, 1 / 6]
    assert only(waste, "base_ombudsman", "reached_ombudsman", "ratio_ombudsman") == [1, 1, 1]
    assert only(waste, "reached_stage_2_low", "reached_stage_2_high") == list(wilson(1, 6))
    # Adults have one stage: the ombudsman is next.
    care = funnel.loc["Care"]
    assert only(care, "base_stage_2", "ratio_stage_2", "base_ombudsman") == [0, None, 1]
    assert only(care, "reached_ombudsman", "reached_ombudsman_share") == [0, 0]
    # What reached stage 2 outside the rows counted still counts for the complaint.
    january = escalation(frame, frame["received_date"] < "2026-02-01")
    assert only(january.iloc[0], "stage_2", "reached_stage_2", "base_stage_2") == [1, 1, 7]


def test_the_funnel_without_parents_or_stages(frame):
    rows = pd.Series(True, index=frame.index)
    no_parents = escalation(frame.drop(columns="parent_ref"), rows).iloc[0]
    names = ("stage_1", "stage_2", "reached_stage_2", "reached_stage_2_share")
    assert only(no_parents, *names) == [9, 3, None, None]
    assert no_parents["ratio_stage_2"] == 3 / 8
    no_stages = escalation(frame.drop(columns="stage"), rows).iloc[0]
    assert [n for n in no_stages.index if pd.notna(no_stages[n])] == ["received"]


# The sample year, counted by other means.
HOLIDAYS = (
    "2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26 2026-01-01 "
    "2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31"
).split()
ALLOWED = {
    ("corporate", "1"): (5, 10, 20), ("corporate", "2"): (5, 20, 40),
    ("housing", "1"): (5, 10, 20), ("housing", "2"): (5, 20, 40),
    ("children", "1"): (0, 10, 20), ("children", "2"): (0, 25, 65), ("children", "3"): (0, 50, 999),
}  # fmt: skip


def after(day, days):
    return pd.Timestamp(np.busday_offset(day.date(), days, roll="backward", holidays=HOLIDAYS))


def deadline(case):
    """The last day for a response, worked out case by case."""
    limits = ALLOWED.get((case.procedure, case.stage))
    latest = due = None
    if limits:
        first, days, longest = limits
        said = case.acknowledged_date
        if case.procedure == "children":
            start = case.received_date
        elif pd.isna(said) or said < case.received_date:
            start = after(case.received_date, first)
        else:
            start = said
        due, latest = after(start, days), after(start, longest)
    if pd.notna(case.due_date):
        due = case.due_date
    if pd.notna(case.extended_to):
        moved = min(case.extended_to, latest or case.extended_to)
        due = max(due, moved) if due else moved
    return due


@pytest.fixture(scope="module")
def sample(root):
    frame = to_case_table(read_table(root / "training_data" / "sample" / "cases.csv")).frame
    return frame[frame["received_date"].between("2025-04-01", "2026-06-30")]


def test_the_sample_years_times_are_those_worked_out_case_by_case(sample):
    stages = ["procedure", "stage"]
    keys = {key: sample[key] for key in stages}
    rows = pd.Series(True, index=sample.index)
    found = kpi_table(sample, clock_table(sample), rows, keys)
    closed = sample[sample["outcome"].isin(["upheld", "partly_upheld", "not_upheld"])].copy()
    closed["due"] = [deadline(case) for case in closed.itertuples()]
    timed = closed[closed["due"].notna() & closed["responded_date"].notna()]
    in_time = timed[timed["responded_date"] <= timed["due"]]
    for name, cases in (("timed", timed), ("on_time", in_time), ("in_full", closed)):
        expected = cases.groupby(stages).size().reindex(found.index, fill_value=0)
        assert found[name].tolist() == expected.tolist(), name
    assert int(found["timed"].sum()) == 560
    assert int(found["on_time"].sum()) == 438
    assert found.loc[("corporate", "1"), "on_time_share"] == 259 / 325
    assert found["extended"].sum() == sample["extended_to"].notna().sum() == 57
    assert found["beyond_maximum"].sum() == 5
    assert int(found[list(LATE_BANDS)].sum().sum()) == int(found["late"].sum()) == 122


def test_the_sample_years_outcomes_are_those_of_the_cells(sample):
    keys = {"period": period_labels(sample["received_date"], "quarter"), "team": sample["team"]}
    rows = pd.Series(True, index=sample.index)
    found = kpi_table(sample, clock_table(sample), rows, keys)
    groups = [keys["period"], sample["team"].replace("", "Not stated")]
    for name in ("upheld", "partly_upheld", "not_upheld", "withdrawn", "refused"):
        expected = (sample["outcome"] == name).groupby(groups).sum()
        assert found[name].tolist() == expected.tolist(), name
    assert found["received"].sum() == len(sample) == 717
    assert found["upheld_any"].sum() == 443 and found["decided"].sum() == 622


def test_the_sample_years_funnel_is_that_of_a_join(sample):
    funnel = escalation(sample, pd.Series(True, index=sample.index), {"all": sample["directorate"]})
    parents = sample[sample["parent_ref"] != ""].merge(
        sample, left_on="parent_ref", right_on="case_ref", suffixes=("", "_from")
    )
    second = parents[(parents["stage"] == "2") & (parents["stage_from"] == "1")]
    ombudsman = parents[
        (parents["stage"] == "ombudsman")
        & (
            parents["stage_from"].eq("2") & parents["procedure"].isin(["corporate", "housing"])
            | parents["procedure"].eq("adults")
        )
    ]
    assert funnel["reached_stage_2"].sum() == second["parent_ref"].nunique() == 100
    assert funnel["reached_ombudsman"].sum() == ombudsman["parent_ref"].nunique() == 36
