import datetime as dt

import pandas as pd
import pytest

from classifier.errors import SettingsError
from classifier.insight.clocks import Clock, ClockRules, clock_table, last_date

DATES = ("received_date", "acknowledged_date", "responded_date", "due_date", "extended_to")
SHORT = dict(zip(("received", "acknowledged", "responded", "due", "extended"), DATES, strict=True))


def table(*rows):
    """Cases of a full table; what a row does not name is blank."""
    blank = dict.fromkeys(DATES) | {"procedure": "corporate", "stage": "1", "outcome": ""}
    frame = pd.DataFrame([blank | {SHORT.get(k, k): v for k, v in row.items()} for row in rows])
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def judged(rules=None, as_of=None, **case):
    return clock_table(table(case), rules, as_of).iloc[0]


@pytest.mark.parametrize(
    ("case", "due", "source", "status", "taken", "late"),
    [
        # LGSCO Code: 10 working days of acknowledgement (2), over Easter and early May.
        (
            {"received": "2025-04-16", "acknowledged": "2025-04-22", "responded": "2025-05-07"},
            "2025-05-07", "procedure", "on_time", 12, 0,
        ),
        (
            {"received": "2025-04-16", "acknowledged": "2025-04-22", "responded": "2025-05-08"},
            "2025-05-07", "procedure", "late", 13, 1,
        ),
        # Not acknowledged: 10 from the fifth day after receipt, 2 January. Answered on Saturday.
        (
            {"received": "2025-12-23", "responded": "2026-01-17"},
            "2026-01-16", "procedure", "late", 16, 1,
        ),
        # Acknowledged before receipt is no acknowledgement; nor is one after the response.
        (
            {"received": "2025-12-23", "acknowledged": "2025-12-22", "responded": "2026-01-16"},
            "2026-01-16", "procedure", "on_time", 15, 0,
        ),
        (
            {"received": "2025-12-23", "acknowledged": "2026-12-24", "responded": "2026-01-19"},
            "2026-01-16", "procedure", "late", 16, 1,
        ),
        # The council's own due date is the clock, be it shorter or longer.
        (
            {"received": "2026-01-05", "responded": "2026-01-13", "due": "2026-01-12"},
            "2026-01-12", "due_date", "late", 6, 1,
        ),
        (
            {"received": "2026-01-05", "responded": "2026-03-02", "due": "2026-03-01"},
            "2026-03-01", "due_date", "late", 40, 1,
        ),
        # A due date before receipt is none.
        (
            {"received": "2025-12-23", "responded": "2026-01-16", "due": "2025-01-12"},
            "2026-01-16", "procedure", "on_time", 15, 0,
        ),
        # Extensions: within 20 working days of acknowledgement, at the end of them, beyond.
        (
            {"received": "2026-04-27", "acknowledged": "2026-04-28", "extended": "2026-05-20",
             "responded": "2026-05-20"},
            "2026-05-20", "extended_to", "on_time", 16, 0,
        ),
        (
            {"received": "2026-04-27", "acknowledged": "2026-04-28", "extended": "2026-05-28",
             "responded": "2026-05-29"},
            "2026-05-28", "extended_to", "late", 22, 1,
        ),
        (
            {"received": "2026-04-27", "acknowledged": "2026-04-28", "extended": "2026-06-30",
             "responded": "2026-06-01"},
            "2026-05-28", "extended_to", "late", 23, 2,
        ),
        # An extension to before the due date moves nothing.
        (
            {"received": "2026-04-27", "acknowledged": "2026-04-28", "extended": "2026-05-12",
             "responded": "2026-05-13"},
            "2026-05-13", "procedure", "on_time", 11, 0,
        ),
        # Stage 2: 20 of acknowledgement, both codes.
        (
            {"stage": "2", "received": "2026-04-27", "acknowledged": "2026-04-28",
             "responded": "2026-05-28"},
            "2026-05-28", "procedure", "on_time", 21, 0,
        ),
        (
            {"procedure": "housing", "stage": "2", "received": "2026-04-27",
             "acknowledged": "2026-04-28", "responded": "2026-05-29"},
            "2026-05-28", "procedure", "late", 22, 1,
        ),
        # Children: from receipt. 10 over Easter 2026; 25; 65 at the longest.
        (
            {"procedure": "children", "received": "2026-04-01", "acknowledged": "2026-04-09",
             "responded": "2026-04-20"},
            "2026-04-17", "procedure", "late", 11, 1,
        ),
        (
            {"procedure": "children", "stage": "2", "received": "2025-07-04",
             "responded": "2025-08-08"},
            "2025-08-08", "procedure", "on_time", 25, 0,
        ),
        (
            {"procedure": "children", "stage": "2", "received": "2025-07-04",
             "extended": "2025-12-01", "responded": "2025-10-08"},
            "2025-10-06", "extended_to", "late", 67, 2,
        ),
        (
            {"procedure": "children", "stage": "3", "received": "2026-01-05",
             "responded": "2026-03-16"},
            "2026-03-16", "procedure", "on_time", 50, 0,
        ),
        # Adults: by the agreed date, or no date.
        (
            {"procedure": "adults", "received": "2026-01-05", "due": "2026-03-06",
             "responded": "2026-03-10"},
            "2026-03-06", "due_date", "late", 46, 2,
        ),
        (
            {"procedure": "adults", "received": "2026-01-05", "extended": "2026-06-05",
             "responded": "2026-03-10"},
            "2026-06-05", "extended_to", "on_time", 46, 0,
        ),
        (
            {"procedure": "adults", "received": "2026-01-05", "responded": "2026-03-10"},
            None, "none", "no_date", 46, None,
        ),
        # No clock: the ombudsman, an unknown procedure; unless a date was set.
        (
            {"stage": "ombudsman", "received": "2026-01-05", "responded": "2026-03-10"},
            None, "none", "no_clock", 46, None,
        ),
        (
            {"procedure": "", "received": "2026-01-05", "responded": "2026-03-10"},
            None, "none", "no_clock", 46, None,
        ),
        (
            {"procedure": "", "received": "2026-01-05", "responded": "2026-03-10",
             "due": "2026-03-10"},
            "2026-03-10", "due_date", "on_time", 46, 0,
        ),
        # An impossible order, and dates that are missing.
        (
            {"received": "2026-01-05", "responded": "2026-01-02"},
            "2026-01-26", "procedure", "no_date", None, None,
        ),
        ({"responded": "2026-01-02"}, None, "none", "no_date", None, None),
        (
            {"received": "2026-01-05", "outcome": "upheld"},
            "2026-01-26", "procedure", "no_date", None, None,
        ),
    ],
)  # fmt: skip
def test_the_clock_of_a_case(case, due, source, status, taken, late):
    row = judged(**case)
    assert (row["due"] == pd.Timestamp(due)) if due else pd.isna(row["due"])
    assert (row["due_source"], row["status"]) == (source, status)
    assert (None if pd.isna(row["working_days"]) else row["working_days"]) == taken
    assert (None if pd.isna(row["days_late"]) else row["days_late"]) == late


def test_only_a_response_before_receipt_is_an_impossible_order():
    assert judged(received="2026-01-05", responded="2026-01-02")["impossible_order"]
    assert not judged(received="2026-01-05", responded="2026-01-05")["impossible_order"]


@pytest.mark.parametrize(
    ("extended", "beyond"), [("2026-05-28", False), ("2026-05-29", True), (None, False)]
)
def test_an_extension_beyond_the_maximum_is_marked(extended, beyond):
    row = judged(received="2026-04-27", acknowledged="2026-04-28", extended=extended)
    assert row["beyond_maximum"] == beyond


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        ({"acknowledged": "2026-01-02"}, "yes"),
        ({"acknowledged": "2026-01-05"}, "no"),
        ({"acknowledged": "2025-12-23"}, "yes"),
        ({}, "no_data"),
        ({"acknowledged": "2025-12-22"}, "no_data"),
        ({"acknowledged": "2026-01-09", "responded": "2026-01-08"}, "no_data"),
        ({"acknowledged": "2026-01-02", "received": None}, "no_data"),
        ({"acknowledged": "2025-12-30", "procedure": "adults"}, "yes"),
        ({"acknowledged": "2025-12-31", "procedure": "adults"}, "no"),
        ({"acknowledged": "2025-12-24", "procedure": "children"}, "no_clock"),
        ({"acknowledged": "2025-12-24", "stage": "ombudsman"}, "no_clock"),
    ],
)
def test_acknowledged_within_five_working_days_over_christmas(case, answer):
    row = judged(**{"received": "2025-12-23"} | case)
    assert row["acknowledged_on_time"] == answer


@pytest.mark.parametrize(
    ("as_of", "status", "late"),
    [
        (dt.date(2026, 1, 26), "open_in_time", 0),
        (dt.date(2026, 1, 27), "open_overdue", 1),
        (dt.date(2026, 1, 31), "open_overdue", 5),
    ],
)
def test_open_cases_are_judged_at_a_days_end(as_of, status, late):
    row = judged(received="2026-01-05", outcome="open", as_of=as_of)
    assert (row["state"], row["status"], row["days_late"]) == ("open", status, late)


def test_open_cases_are_judged_at_the_last_date_of_the_data():
    frame = table(
        {"received": "2026-01-05", "outcome": "open"},
        {"received": "2026-01-20", "responded": "2026-01-28", "due": "2026-12-01"},
    )
    assert last_date(frame) == pd.Timestamp("2026-01-28")
    assert clock_table(frame)["days_late"].tolist() == [2, 0]


def test_a_slip_of_the_keyboard_is_not_the_last_date():
    slip = table({"received": "2026-01-05"}, {"received": "2026-02-05", "responded": "2062-02-16"})
    assert last_date(slip) == pd.Timestamp("2026-02-05")
    assert pd.isna(last_date(table({})))
    assert last_date(table({"received": "2062-01-05"})) == pd.Timestamp("2062-01-05")


@pytest.mark.parametrize(
    ("drop", "status", "state"),
    [
        (["outcome"], ["on_time", "open_overdue"], ["closed", "open"]),
        (["responded_date"], ["no_date", "open_overdue"], ["closed", "open"]),
        (["responded_date", "outcome"], ["no_date"] * 2, ["unknown"] * 2),
        (["procedure"], ["no_clock"] * 2, ["closed", "open"]),
        (["stage"], ["no_clock"] * 2, ["closed", "open"]),
        (["received_date"], ["on_time", "no_date"], ["closed", "open"]),
        (["acknowledged_date", "due_date", "extended_to"], ["on_time", "open_overdue"], None),
    ],
)
def test_columns_that_the_table_lacks(drop, status, state):
    frame = table(
        {"received": "2026-01-05", "acknowledged": "2026-01-06", "responded": "2026-01-20",
         "outcome": "upheld"},
        {"received": "2026-01-05", "outcome": "open"},
    ).drop(columns=drop)  # fmt: skip
    found = clock_table(frame, as_of=dt.date(2026, 2, 2))
    assert found["status"].tolist() == status
    assert state is None or found["state"].tolist() == state


def test_an_empty_table_and_the_callers_index():
    assert clock_table(table({}).iloc[:0]).empty
    frame = table({"received": "2026-01-05"}, {"received": "2026-01-06"}).set_axis([9, 4])
    assert clock_table(frame).index.tolist() == [9, 4]


def test_a_council_may_change_a_clock():
    rules = ClockRules()
    housing = rules.clocks["housing", "2"]
    assert housing.defaults == ("response_days", "longest_days")
    assert housing.is_default and not rules.clocks["corporate", "1"].is_default
    changed = rules.changed("housing", "2", response_days=25)
    assert changed.clocks["housing", "2"].defaults == ("longest_days",)
    assert rules.clocks["housing", "2"].response_days == 20
    case = {"procedure": "housing", "stage": "2", "received": "2026-01-05"}
    assert judged(**case)["due"] == pd.Timestamp("2026-02-09")
    assert judged(changed, **case)["due"] == pd.Timestamp("2026-02-16")
    third = rules.changed("corporate", "3", response_days=5)
    assert judged(third, stage="3", received="2026-01-05")["due"] == pd.Timestamp("2026-01-12")


def test_a_council_may_name_the_procedure_of_cases_that_name_none():
    rules = ClockRules(default_procedure="corporate", default_stage="1")
    frame = table({"received": "2026-01-05"}).drop(columns=["procedure", "stage"])
    assert clock_table(frame, rules)["due"].tolist() == [pd.Timestamp("2026-01-26")]


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"response_days": -1}, "response_days of a clock is below 0"),
        ({"counted_from": "Tuesday"}, "counted from something that isn't known"),
        ({"response_days": 20, "longest_days": 10}, "shorter than one without"),
    ],
)
def test_a_clock_that_makes_no_sense(figures, said):
    with pytest.raises(SettingsError, match=said):
        Clock(**figures)
