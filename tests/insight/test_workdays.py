import datetime as dt
import random

import pandas as pd
import pytest

from classifier.insight.workdays import add_working_days, working_days_between

# Bank holidays in England and Wales, Good Friday and Christmas Day, as gov.uk lists them.
LISTED = {
    dt.date.fromisoformat(day)
    for day in (
        "2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26 "
        "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28"
    ).split()
}


def dates(*days):
    return pd.Series(pd.to_datetime(list(days)))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-01-05", 1, "2026-01-06"),  # a Monday
        ("2026-01-09", 1, "2026-01-12"),  # a Friday
        ("2026-01-03", 1, "2026-01-05"),  # received on a Saturday
        ("2026-01-04", 5, "2026-01-09"),  # on a Sunday
        ("2026-01-03", 0, "2026-01-03"),
        ("2025-04-16", 2, "2025-04-22"),  # Good Friday and Easter Monday
        ("2025-04-16", 10, "2025-05-02"),
        ("2025-04-16", 11, "2025-05-06"),  # and the early May holiday
        ("2025-04-18", 1, "2025-04-22"),  # received on Good Friday
        ("2025-12-23", 2, "2025-12-29"),  # Christmas on a Thursday
        ("2025-12-23", 5, "2026-01-02"),  # and New Year's Day
        ("2021-12-24", 1, "2021-12-29"),  # Christmas on a Saturday: two substitutes
        ("2022-12-23", 1, "2022-12-28"),  # on a Sunday: Boxing Day, then the substitute
        ("2026-05-01", 1, "2026-05-05"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2023-05-05", 1, "2023-05-09"),  # the coronation
        ("2022-09-16", 1, "2022-09-20"),  # the Queen's funeral
        ("2022-06-01", 1, "2022-06-06"),  # the platinum jubilee
        ("2012-06-01", 1, "2012-06-06"),  # the diamond jubilee
        ("2011-04-28", 1, "2011-05-03"),  # a royal wedding before the early May holiday
        ("2020-05-01", 1, "2020-05-04"),  # the early May holiday moved to VE Day
        ("2020-05-07", 1, "2020-05-11"),
        ("1995-05-05", 1, "1995-05-09"),  # as in 1995
        ("1999-12-30", 1, "2000-01-04"),  # the millennium
        ("1990-01-01", 1, "1990-01-02"),
        ("2099-12-24", 1, "2099-12-29"),  # Christmas Day is a Friday
        ("2099-12-31", 65, "2100-04-06"),
    ],
)
def test_the_end_of_a_clock(start, days, end):
    (found,) = add_working_days(dates(start), days)
    assert found == pd.Timestamp(end)
    if days:
        assert working_days_between(dates(start), dates(end)).tolist() == [days]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-01-05", "2026-01-05", 0),
        ("2026-01-03", "2026-01-03", 0),
        ("2026-01-08", "2026-01-10", 2),  # answered on a Saturday: as on the Monday
        ("2026-01-03", "2026-01-04", 1),
        ("2026-01-12", "2026-01-09", -1),
        ("2025-12-29", "2025-12-24", -1),
        ("2025-03-31", "2026-03-31", 253),  # 52 weeks, the Tuesday, less eight holidays
    ],
)
def test_working_days_between_two_dates(start, end, days):
    assert working_days_between(dates(start), dates(end)).tolist() == [days]


def test_a_year_counted_day_by_day():
    rng = random.Random(7)
    first = dt.date(2025, 1, 2)
    starts = [first + dt.timedelta(days=rng.randrange(600)) for _ in range(300)]
    counts = [rng.randrange(1, 70) for _ in starts]
    ends = []
    for start, count in zip(starts, counts, strict=True):
        day, left = start, count
        while left:
            day += dt.timedelta(days=1)
            left -= day.weekday() < 5 and day not in LISTED
        ends.append(day)
    found = add_working_days(dates(*starts), pd.Series(counts))
    assert [day.date() for day in found] == ends
    assert working_days_between(dates(*starts), found).tolist() == counts


def test_missing_dates_and_clocks_stay_missing():
    start = dates("2026-01-05", None, "2026-01-05")
    found = add_working_days(start, pd.Series([5.0, 5.0, None]))
    assert found.isna().tolist() == [False, True, True]
    taken = working_days_between(start, found)
    assert taken.isna().tolist() == [False, True, True]
    assert taken[0] == 5
    assert add_working_days(dates(), 5).empty
    assert working_days_between(dates(), dates()).empty


def test_the_index_is_the_callers():
    start = dates("2026-01-05", "2026-01-06").set_axis([7, 3])
    assert add_working_days(start, 1).index.tolist() == [7, 3]


def test_a_clock_cannot_run_backwards():
    with pytest.raises(ValueError, match="below 0, found -1"):
        add_working_days(dates("2026-01-05"), -1)
