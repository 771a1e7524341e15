import pandas as pd
import pytest

from classifier.insight.months import IncompleteMonth, incomplete_months


def received(counts, start="2025-04", first=1, last=None):
    """Received dates: so many a month, spread evenly over its days."""
    dates = []
    months = pd.period_range(start, periods=len(counts), freq="M")
    for month, count in zip(months, counts, strict=True):
        begin = first if month == months[0] else 1
        end = last if last and month == months[-1] else month.days_in_month
        days = [begin + round(n * (end - begin) / max(count - 1, 1)) for n in range(count)]
        dates += [f"{month}-{day:02d}" for day in days]
    return pd.to_datetime(pd.Series(dates, dtype=object))


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([40, 42, 38, 41, 40, 39], id="steady"),
        pytest.param([80, 82, 79, 40, 41, 42], id="a step down"),
        pytest.param([40, 41, 42, 80, 82, 79], id="a step up"),
        pytest.param([40, 41, 21, 40, 41, 40], id="just over half"),
        pytest.param([6, 5, 1, 6, 5, 6], id="few, which may be chance"),
        pytest.param([40, 40, 1], id="too few months"),
        pytest.param([], id="no dates"),
    ],
)
def test_what_is_no_incomplete_month(counts):
    assert incomplete_months(received(counts)) == []


def test_a_month_far_below_those_around_it():
    # Poisson with mean 40: 19 or fewer has a chance of 0.0002; of 7, with mean 16, it is 0.01.
    assert incomplete_months(received([40, 42, 38, 19, 44, 40, 39])) == [
        IncompleteMonth("2025-07", 19, 40.0)
    ]
    assert incomplete_months(received([16, 16, 16, 7, 16, 16, 16])) == []


def test_a_month_without_any_case():
    assert incomplete_months(received([20, 22, 24, 0, 21, 20, 20])) == [
        IncompleteMonth("2025-07", 0, 20.0)
    ]


def test_an_export_that_ends_or_starts_within_a_month():
    # 30 a month, about 1 a day: no case on 7 days has a chance of 0.0009, on 6 of 0.0024.
    even = [30, 30, 30, 30, 30, 30]
    assert incomplete_months(received([*even[:-1], 23], last=23)) == [
        IncompleteMonth("2025-09", 23, 30.0, ends=23)
    ]
    assert incomplete_months(received([*even[:-1], 24], last=24)) == []
    assert incomplete_months(received([22, *even[1:]], first=9)) == [
        IncompleteMonth("2025-04", 22, 30.0, starts=9)
    ]
    assert incomplete_months(received([*even, 2], last=2)) == [
        IncompleteMonth("2025-10", 2, 30.0, ends=2)
    ]


def test_a_slip_of_the_keyboard_makes_no_gap():
    slips = pd.to_datetime(pd.Series(["2015-05-01", "2025-02-11", "2036-05-01", None]))
    assert incomplete_months(pd.concat([received([30] * 6), slips])) == []
