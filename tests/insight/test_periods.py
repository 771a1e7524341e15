import datetime as dt

import pandas as pd
import pytest

from classifier.errors import SettingsError
from classifier.insight.periods import (
    all_periods,
    parse_day,
    period_label,
    period_labels,
    readable_period,
)


@pytest.mark.parametrize(
    ("day", "month", "quarter", "year"),
    [
        ("2026-03-31", "2026-03", "2025-26 Q4", "2025-26"),
        ("2026-04-01", "2026-04", "2026-27 Q1", "2026-27"),
        ("2026-06-30", "2026-06", "2026-27 Q1", "2026-27"),
        ("2026-07-01", "2026-07", "2026-27 Q2", "2026-27"),
        ("2025-12-31", "2025-12", "2025-26 Q3", "2025-26"),
        ("2000-01-01", "2000-01", "1999-00 Q4", "1999-00"),
    ],
)
def test_period_labels_at_their_edges(day, month, quarter, year):
    date = dt.date.fromisoformat(day)
    found = [period_label(date, kind) for kind in ("month", "quarter", "year")]
    assert found == [month, quarter, year]


def test_a_missing_date_has_no_period():
    dates = pd.to_datetime(pd.Series(["2026-04-01", None]))
    assert period_labels(dates, "quarter").tolist() == ["2026-27 Q1", ""]


def test_all_periods_have_no_gap():
    first, last = dt.date(2025, 11, 30), dt.date(2026, 7, 1)
    assert all_periods(first, last, "quarter") == [
        "2025-26 Q3",
        "2025-26 Q4",
        "2026-27 Q1",
        "2026-27 Q2",
    ]
    assert all_periods(first, last, "year") == ["2025-26", "2026-27"]
    assert all_periods(first, first, "month") == ["2025-11"]


def test_months_are_written_out_and_years_are_not_months():
    assert readable_period("2026-03", "month") == "March 2026"
    assert readable_period("2005-06", "year") == "2005-06"
    assert readable_period("2025-26 Q4", "quarter") == "2025-26 Q4"


def test_days_given_as_options():
    assert parse_day("", "--from") is None
    assert parse_day("2026-04-01", "--from") == dt.date(2026, 4, 1)
    with pytest.raises(SettingsError, match="--to is not a date"):
        parse_day("01/04/2026", "--to")
