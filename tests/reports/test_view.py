import pandas as pd
import pytest
from made_cases import rows

from classifier.config import ReportSettings
from classifier.errors import SettingsError
from classifier.reports.view import isolated_dates, make_view


def test_the_span_in_words_and_periods_in_order(cases):
    view = make_view(cases, ReportSettings())
    assert view.span == "1 April 2026 to 28 October 2026"
    assert view.order == ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3"]
    assert int(view.rows.sum()) == 180


@pytest.mark.parametrize(
    ("date_from", "date_to", "count"),
    [
        ("2026-07-01", "", 120),
        ("", "2026-06-30", 60),
        ("2026-04-02", "2026-04-02", 3),
        ("2026-04-28", "2026-07-01", 5),
    ],
)
def test_from_and_to_are_both_inside(cases, date_from, date_to, count):
    view = make_view(cases, ReportSettings(date_from=date_from, date_to=date_to))
    assert int(view.rows.sum()) == count


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"period": "week"}, "--period"),
        ({"group": "officer"}, "--by"),
        ({"audience": "public"}, "--audience"),
        ({"min_count": -1}, "--min-count"),
        ({"date_from": "1 April"}, "--from is not a date"),
        ({"date_from": "2027-01-01"}, "dates from 2026-04-01 to 2026-10-28"),
    ],
)
def test_settings_that_make_no_sense_are_refused(cases, settings, said):
    with pytest.raises(SettingsError) as caught:
        make_view(cases, ReportSettings(**settings))
    assert said in str(caught.value)


def dates(*days):
    return pd.to_datetime(pd.Series(list(days)))


def test_a_slip_of_the_keyboard_does_not_stretch_the_report():
    year = [f"2026-{month:02d}-01" for month in range(1, 13)]
    early = dates("2016-03-19", *year)
    assert isolated_dates(early).tolist() == [True] + [False] * 12
    late = dates(*year, None, "2062-01-01")
    assert isolated_dates(late).tolist() == [False] * 13 + [True]
    both = dates(*year, "2016-03-19", "2062-01-01")
    assert isolated_dates(both).tolist() == [False] * 12 + [True, True]


def test_dates_that_belong_together_stay():
    assert not isolated_dates(dates("2026-01-01")).any()
    assert not isolated_dates(dates("2024-01-01", "2026-01-01", None)).sum() > 1
    two_years = [f"{year}-0{month}-01" for year in (2023, 2026) for month in range(1, 9)]
    assert not isolated_dates(dates(*two_years)).any()


def test_dates_left_out_are_named(load):
    table = rows()
    table[0]["received_date"] = "2016-03-19"
    view = make_view(load(table), ReportSettings())
    assert view.apart == ["2016-03-19"]
    assert int(view.rows.sum()) == 179
    asked = make_view(load(table), ReportSettings(date_from="2010-01-01"))
    assert int(asked.rows.sum()) == 180
