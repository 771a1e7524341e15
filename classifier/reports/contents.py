"""From tagged cases to what a report says. Every figure of the report is made here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from classifier.config import ReportSettings
from classifier.errors import SettingsError
from classifier.insight.periods import (
    PERIODS,
    all_periods,
    parse_day,
    period_labels,
    readable_period,
)
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.insight.themes import ALL, LabelCounts, count_labels, ranked
from classifier.reports import tables
from classifier.reports.method import method_section, quality_section
from classifier.reports.model import Report, Section, Table, TrendChart, percent

_AUDIENCES = ("team", "committee")
_GROUPS = ("team", "service", "directorate")
# Below this base a share jumps with every single case; a line through it would mislead.
MIN_TREND_BASE = 10
_TREND_LINES = 4
_HEAT_GROUPS = 25


@dataclass(frozen=True)
class View:
    """The cases that a report counts, and how.

    Attributes:
        cases: all tagged cases.
        settings: what the report covers.
        rows: True for rows received in the report's span.
        complaints: of those, each complaint's first row.
        groups: the team (or service, directorate) of every row.
        periods: the period of every row.
        order: the periods in order.
        undated: rows without a date that could be read, which no period can count.
    """

    cases: TaggedCases
    settings: ReportSettings
    rows: pd.Series
    complaints: pd.Series
    groups: pd.Series
    periods: pd.Series
    order: list[str]
    undated: int

    @property
    def span(self) -> str:
        """The span in words."""
        dates = self.cases.table.frame.loc[self.rows, "received_date"]
        first, last = dates.min(), dates.max()
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"

    @property
    def group_word(self) -> str:
        """``team``, ``service`` or ``directorate``."""
        return self.settings.group

    @property
    def minimum(self) -> int:
        """Counts below this are withheld; 0 for none."""
        return self.settings.min_count if self.settings.audience == "committee" else 0


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
    rows = dates.notna()
    if start:
        rows &= dates >= pd.Timestamp(start)
    if end:
        rows &= dates <= pd.Timestamp(end)
    if not rows.any():
        known = dates.dropna()
        found = f"dates from {known.min():%Y-%m-%d} to {known.max():%Y-%m-%d}" if len(known) else (
            "no received date that can be read"
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
        complaints=rows & cases.first,
        groups=groups,
        periods=period_labels(dates, settings.period),
        order=order,
        undated=int(dates.isna().sum()),
    )


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


def build_report(
    cases: TaggedCases,
    settings: ReportSettings,
    *,
    manifests: Sequence[Mapping[str, Any]] = (),
    today: dt.date,
) -> tuple[Report, View]:
    """Everything that the report says, as plain data.

    Args:
        cases: tagged cases.
        settings: span, periods, groups, audience.
        manifests: of the models, for the method note.
        today: the day on which the report is made.

    Raises:
        SettingsError: see :func:`make_view`.
    """
    view = make_view(cases, settings)
    sections = [_summary(view)]
    for labels in cases.labels.values():
        sections += _scheme_sections(view, labels)
    if settings.audience == "team":
        sections.append(_check_section(view))
    sections.append(quality_section(view.cases, view.undated, settings.audience))
    sections.append(method_section(cases, settings, manifests))
    report = Report(
        title=f"Complaint themes by {settings.group}",
        subtitle=f"Complaints received {view.span}",
        made_on=today.isoformat(),
        sections=sections,
        notes=_notes(settings),
    )
    return report, view


def _notes(settings: ReportSettings) -> list[str]:
    notes = [
        "A complaint is counted once, by its first row: rows that escalate one another are one.",
        "A complaint can carry several themes, so shares add up to more than 100%.",
        "Intervals are 95% intervals for a share (Wilson's score interval). They allow for chance"
        " in which complaints came in, not for mistakes of the model.",
    ]
    if settings.audience == "committee" and settings.min_count > 1:
        notes.append(
            f"[c] stands for a number from 1 to {settings.min_count - 1}, or one from which such"
            " a number could be worked out; it is withheld so that nobody can be identified."
        )
    return notes


# --- Summary ----------------------------------------------------------------------------------


def _summary(view: View) -> Section:
    complaints, rows = int(view.complaints.sum()), int(view.rows.sum())
    points = [
        f"{complaints:,} complaints were received ({rows:,} cases, escalations counted"
        f" separately), about {_distinct_groups(view)}."
    ]
    for labels in view.cases.labels.values():
        points += _leading_points(view, labels)
    if view.settings.audience == "team":
        checks = sum(
            (view.rows & (labels.to_check != "")).sum() for labels in view.cases.labels.values()
        )
        points.append(f"{checks:,} tags are near their threshold: a person should look at them.")
    return Section("summary", "In brief", points=points)


def _distinct_groups(view: View) -> str:
    names = set(view.groups[view.complaints]) - {""}
    word = view.group_word if len(names) == 1 else _plural(view.group_word)
    return f"{len(names):,} {word}"


def _plural(word: str) -> str:
    return {"directorate": "directorates", "service": "services", "team": "teams"}.get(word, word)


def _leading_points(view: View, labels: SchemeLabels) -> list[str]:
    total = _totals(view, labels)
    base = int(total.bases[ALL])
    name = labels.scheme.name.lower()
    if not base:
        return [f"No {name} can be counted: no case has a text for it that could be read."]
    top = [label for label in ranked(total)[:3] if total.counts.loc[ALL, label]]
    if not top:
        return [f"No {name} was found in {base:,} cases."]
    parts = [_share_words(view, labels, total, label) for label in top]
    text = f"The leading {name}s were {_join(parts)}."
    points = [text]
    groups = count_labels(labels, _counted(view, labels), view.groups)
    leader = _most_above(view, groups, total, top[0])
    if leader:
        count, base = int(groups.counts.loc[leader, top[0]]), int(groups.bases[leader])
        rest = int(total.counts.loc[ALL, top[0]]) - count
        rest_base = int(total.bases[ALL]) - base
        points.append(
            f"{labels.scheme.names[top[0]]} stood out most in {leader}: {count:,} of {base:,}"
            f" ({percent(count / base)}), against {percent(rest / rest_base)} elsewhere."
        )
    return points


def _share_words(view: View, labels: SchemeLabels, total: LabelCounts, label: str) -> str:
    count, base = int(total.counts.loc[ALL, label]), int(total.bases[ALL])
    if 0 < count < view.minimum:
        return f"{labels.scheme.names[label].lower()} (withheld)"
    return f"{labels.scheme.names[label].lower()} ({count:,} of {base:,}, {percent(count / base)})"


def _join(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _most_above(view: View, groups: LabelCounts, total: LabelCounts, label: str) -> str:
    """The group whose interval lies most clearly above the council's share; empty if none."""
    share = total.counts.loc[ALL, label] / total.bases[ALL]
    best, margin = "", 0.0
    for group in groups.counts.index:
        small = groups.bases[group] < max(MIN_TREND_BASE, 2 * view.minimum)
        if small or group == "Not stated" or groups.bases[group] == total.bases[ALL]:
            continue
        above = groups.interval(group, label)[0] - share
        if above > margin and groups.counts.loc[group, label] >= view.minimum:
            best, margin = group, above
    return best


def _counted(view: View, labels: SchemeLabels) -> pd.Series:
    """Themes count complaints once; root causes count every case with a finding."""
    return view.complaints if labels.scheme.reads == "complaint_text" else view.rows


def _totals(view: View, labels: SchemeLabels) -> LabelCounts:
    return count_labels(labels, _counted(view, labels))


# --- A scheme's sections ----------------------------------------------------------------------


def _scheme_sections(view: View, labels: SchemeLabels) -> list[Section]:
    scheme, counted = labels.scheme, _counted(view, labels)
    total = _totals(view, labels)
    base = _base_words(view, labels, int(total.bases[ALL]))
    if not total.bases[ALL]:
        column = "finding" if scheme.reads == "finding_text" else "complaint"
        text = f"No data: no case has a {column} text that could be read."
        return [Section(scheme.column, scheme.name, sentences=[text])]
    kind = view.settings.period
    periods = count_labels(labels, counted, view.periods, view.order)
    groups = count_labels(labels, counted, view.groups)
    overall = Section(scheme.column, f"{scheme.name}s", sentences=[base])
    overall.tables.append(tables.overall(view, labels, total, base))
    overall.charts += _trend(view, labels, periods, ranked(total), base)
    overall.tables.append(
        tables.cross(
            f"{scheme.column}_by_period",
            f"{scheme.name}s by {kind}",
            kind.capitalize(),
            labels,
            periods,
            base,
            minimum=view.minimum,
            rename=lambda name: readable_period(name, kind),
        )
    )
    by_group = Section(
        f"{scheme.column}_by_{view.group_word}", f"{scheme.name}s by {view.group_word}"
    )
    by_group.sentences += _group_sentences(view, groups)
    by_group.tables += [
        tables.cross(
            f"{scheme.column}_by_{view.group_word}",
            f"Share of a {view.group_word}'s cases with each {scheme.name.lower()}",
            view.group_word.capitalize(),
            labels,
            groups,
            base,
            minimum=view.minimum,
            heat=True,
            page_rows=_HEAT_GROUPS,
        )
    ]
    by_group.tables.append(
        tables.long(f"{scheme.column}_counts", labels, groups, view.group_word, base, view.minimum)
    )
    return [overall, by_group]


def _base_words(view: View, labels: SchemeLabels, base: int) -> str:
    counted = int(_counted(view, labels).sum())
    what = "complaints" if labels.scheme.reads == "complaint_text" else "cases"
    text = "a text" if labels.scheme.reads == "complaint_text" else "a finding"
    return f"Base: {base:,} {what} with {text} that could be read, of {counted:,} {what}."


def _group_sentences(view: View, groups: LabelCounts) -> list[str]:
    few = int((groups.bases < MIN_TREND_BASE).sum())
    sentences = []
    if len(groups.bases) > _HEAT_GROUPS:
        sentences.append(
            f"The {_HEAT_GROUPS} {_plural(view.group_word)} with the most cases are shown;"
            f" the workbook has all {len(groups.bases):,}."
        )
    if few:
        sentences.append(
            f"{few:,} {_plural(view.group_word)} had fewer than {MIN_TREND_BASE} cases: too few to"
            " judge by a share."
        )
    return sentences


def _trend(
    view: View, labels: SchemeLabels, periods: LabelCounts, order: Sequence[str], base: str
) -> list[TrendChart]:
    """The leading labels over time, where there are at least two periods to compare."""
    shown = [name for name in periods.bases.index if name in view.order]
    enough = [name for name in shown if periods.bases[name] >= MIN_TREND_BASE]
    if len(enough) < 2:  # noqa: PLR2004
        return []
    shares = periods.shares()
    hidden = tables.hidden_cells(periods, view.minimum)
    series: dict[str, list[float | None]] = {}
    for label in [name for name in order if periods.counts[name].sum()][:_TREND_LINES]:
        series[labels.scheme.names[label]] = [
            float(shares.loc[name, label])
            if name in enough and not hidden.loc[name, label]
            else None
            for name in shown
        ]
    if not series:
        return []
    kind = view.settings.period
    names = [readable_period(name, kind) for name in shown]
    words = "; ".join(
        f"{name}: {', '.join('not shown' if v is None else percent(v) for v in values[-6:])}"
        for name, values in series.items()
    )
    return [
        TrendChart(
            title=_trend_title(labels, series, names),
            periods=names,
            series=dict(series),
            base=base,
            alternative=f"Share of cases by {kind}, last {min(6, len(names))} of {len(names)}"
            f" periods. {words}.",
        )
    ]


def _trend_title(
    labels: SchemeLabels, series: Mapping[str, Sequence[float | None]], names: Sequence[str]
) -> str:
    leader, values = next(iter(series.items()))
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return f"The leading {labels.scheme.name.lower()}s over time"
    (first, before), (last, after) = known[0], known[-1]
    return f"{leader}: {percent(before)} in {first}, {percent(after)} in {last}"


# --- Cases to check ---------------------------------------------------------------------------


def _check_section(view: View) -> Section:
    rows = []
    frame = view.cases.table.frame
    for labels in view.cases.labels.values():
        names = labels.scheme.names
        chosen = view.rows & (labels.to_check != "")
        for row in chosen.to_numpy().nonzero()[0]:
            ids = labels.to_check.iloc[row].split("; ")
            carried = [names[label] for label in names if labels.carried[label].iloc[row]]
            rows.append(
                (
                    frame["case_ref"].iloc[row],
                    view.groups.iloc[row] or "Not stated",
                    frame["received_date"].iloc[row].date().isoformat(),
                    labels.scheme.name,
                    "; ".join(carried) or "none",
                    "; ".join(names.get(label, label) for label in ids),
                )
            )
    section = Section("to_check", "Cases to check")
    if not rows:
        section.sentences.append("No tag is near its threshold.")
        return section
    section.sentences.append(
        "On these cases the model was least sure. Read the case, decide, and write the labels into"
        " the reviewed columns of the tagged table: a person's decision always counts before the"
        " model's."
    )
    section.tables.append(
        Table(
            "cases_to_check",
            "Cases with a label that a person should look at",
            tables.columns("Case", view.group_word.capitalize(), "Received", "Scheme", "Assigned",
                           "To check"),
            rows,
            base=f"{len(rows):,} tags, of {int(view.rows.sum()):,} cases",
            page_rows=30,
        )
    )
    return section
