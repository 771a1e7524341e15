"""Which cases a report counts, and how they are grouped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from classifier.config import ReportSettings
from classifier.errors import SettingsError
from classifier.insight.periods import PERIODS, all_periods, parse_day, period_labels
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.reports.model import day_words

_AUDIENCES = ("team", "committee")
_GROUPS = ("team", "service", "directorate")


@dataclass(frozen=True)
class View:
    """The cases that a report counts, and how.

    Attributes:
        cases: all tagged cases.
        settings: what the report covers.
        rows: True for rows received in the report's span.
        history: True for dated rows up to the report's last day, those before its first, too:
            what trends and actions are judged on.
        complaints: of those, each complaint's first row.
        groups: the team (or service, directorate) of every row.
        periods: the period of every row.
        order: the periods in order.
        undated: rows without a date that could be read, which no period can count.
        apart: received dates that were left out since they stand far apart from all others.
    """

    cases: TaggedCases
    settings: ReportSettings
    rows: pd.Series
    history: pd.Series
    complaints: pd.Series
    groups: pd.Series
    periods: pd.Series
    order: list[str]
    undated: int
    apart: list[str]

    @property
    def span(self) -> str:
        """The span in words."""
        dates = self.cases.table.frame.loc[self.rows, "received_date"]
        first, last = dates.min(), dates.max()
        return f"{day_words(first)} to {day_words(last)}"

    @property
    def complete_to(self) -> dt.date | None:
        """The last day that the user says the cases reach; None where they don't."""
        return parse_day(self.settings.date_to, "--to")

    @property
    def has_group(self) -> bool:
        """Whether any case that counts names its team (service, directorate)."""
        return bool((self.groups[self.rows] != "").any())

    @property
    def group_word(self) -> str:
        """``team``, ``service`` or ``directorate``."""
        return self.settings.group

    @property
    def group_words(self) -> str:
        """The plural of it."""
        return f"{self.settings.group}s"

    def count(self, rows: pd.Series) -> int:
        """How many rows are True."""
        return int(rows.sum())


def make_view(cases: TaggedCases, settings: ReportSettings) -> View:
    """Choose the rows that a report counts.

    Raises:
        SettingsError: an option has no sensible value, or no case lies in the span.
    """
    _check(settings)
    frame = cases.table.frame
    start = parse_day(settings.date_from, "--from")
    end = parse_day(settings.date_to, "--to")
    dates = frame["received_date"]
    slips = isolated_dates(dates)
    apart = slips if not (start or end) else pd.Series(False, index=dates.index)
    rows = dates.notna() & ~apart
    history = dates.notna() & ~slips
    if end:
        history &= dates <= pd.Timestamp(end)
    if start:
        rows &= dates >= pd.Timestamp(start)
    if end:
        rows &= dates <= pd.Timestamp(end)
    if not rows.any():
        known = dates.dropna()
        found = (
            f"dates from {known.min():%Y-%m-%d} to {known.max():%Y-%m-%d}"
            if len(known)
            else ("no received date that can be read")
        )
        raise SettingsError(
            "No case was received in the span of the report.",
            found=found,
            mend="change --from and --to, or correct the received dates",
        )
    span = dates[rows]
    order = all_periods(span.min().date(), span.max().date(), settings.period)
    groups = frame[settings.group]
    return View(
        cases=cases,
        settings=settings,
        rows=rows,
        history=history,
        complaints=rows & cases.first,
        groups=groups,
        periods=period_labels(dates, settings.period),
        order=order,
        undated=int(dates.isna().sum()),
        apart=sorted({f"{date:%Y-%m-%d}" for date in dates[apart]}),
    )


def isolated_dates(dates: pd.Series) -> pd.Series:
    """True for received dates that stand so far apart that they must be slips of the keyboard.

    Those are dates with more than a year between them and all others, at either end, where they
    are no more than one in a hundred (or a single one). A report that reached out to them would
    be ten years of empty quarters.
    """
    known = dates.dropna().sort_values(kind="stable")
    most = max(1, len(known) // 100)
    gaps = known.diff().to_numpy() > pd.Timedelta(days=366)
    early = [i for i in range(1, min(most, len(known) - 1) + 1) if gaps[i]]
    late = [i for i in range(max(len(known) - most, 1), len(known)) if gaps[i]]
    first = max(early, default=0)
    last = min((i for i in late if i > first), default=len(known))
    return dates.notna() & ~pd.Series(dates.index.isin(known.index[first:last]), index=dates.index)


def _check(settings: ReportSettings) -> None:
    for option, value, allowed in (
        ("--period", settings.period, PERIODS),
        ("--by", settings.group, _GROUPS),
        ("--audience", settings.audience, _AUDIENCES),
    ):
        if value not in allowed:
            raise SettingsError(
                f"{option} has a value that isn't known.",
                found=repr(value),
                mend=f"use one of {', '.join(allowed)}",
            )
    if settings.min_count < 0:
        raise SettingsError(
            "--min-count is below 0.", found=str(settings.min_count), mend="use 0 or more"
        )


def counted_rows(view: View, labels: SchemeLabels) -> pd.Series:
    """Themes count complaints once; root causes count every case with a finding."""
    return view.complaints if labels.scheme.reads == "complaint_text" else view.rows
