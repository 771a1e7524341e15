"""Months, quarters and years of the financial year, which runs from April to March."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from classifier.errors import SettingsError

PERIODS = ("month", "quarter", "year")
_FIRST_MONTH = 4


def period_label(date: dt.date, kind: str) -> str:
    """The name of the period that a date is in.

    >>> period_label(dt.date(2026, 3, 31), "quarter")
    '2025-26 Q4'
    """
    if kind == "month":
        return f"{date:%Y-%m}"
    start = date.year - (date.month < _FIRST_MONTH)
    year = f"{start}-{(start + 1) % 100:02d}"
    if kind == "year":
        return year
    return f"{year} Q{(date.month - _FIRST_MONTH) % 12 // 3 + 1}"


def period_labels(dates: pd.Series, kind: str) -> pd.Series:
    """Period names of dates; ``""`` where there is no date."""
    names = {day: period_label(day.date(), kind) for day in dates.dropna().unique()}
    return dates.map(lambda day: names.get(day, "") if pd.notna(day) else "").astype(object)


def all_periods(first: dt.date, last: dt.date, kind: str) -> list[str]:
    """Every period from the one of ``first`` to the one of ``last``, in order, empty ones too."""
    months = pd.period_range(first, last, freq="M")
    return list(dict.fromkeys(period_label(month.start_time.date(), kind) for month in months))


def readable_period(label: str, kind: str) -> str:
    """A period's name for readers: the month ``2026-03`` is ``March 2026``; others stay."""
    if kind != "month" or not label:
        return label
    return f"{dt.date.fromisoformat(f'{label}-01'):%B %Y}"


def parse_day(text: str, option: str) -> dt.date | None:
    """A day given as an option; None where it is empty.

    Raises:
        SettingsError: it is not a day of the form YYYY-MM-DD.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f"{option} is not a date.", found=repr(text), mend="write it as 2026-04-01"
        ) from error
