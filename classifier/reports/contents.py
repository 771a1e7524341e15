"""From tagged cases to what a report says. Every figure of the report is made here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

from classifier.config import ReportSettings
from classifier.insight.periods import readable_period
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.insight.themes import ALL, NOT_STATED, LabelCounts, count_labels
from classifier.reports import tables
from classifier.reports.method import method_section, quality_section
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Report,
    Section,
    Table,
    TrendChart,
    counted,
    percent,
)
from classifier.reports.view import View, counted_rows, make_view

# One-sided chance of naming a group where none differs.
ALPHA = 0.05
_TREND_LINES = 4
_HEAT_GROUPS = 25
_RECENT = 6
_STANDOUTS = 3
_MIN_CASES = 5


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

    Returns:
        the report, and the view of the cases that it rests on.

    Raises:
        SettingsError: see :func:`classifier.reports.view.make_view`.
    """
    view = make_view(cases, settings)
    sections = [_summary(view)]
    for labels in cases.labels.values():
        sections += _scheme_sections(view, labels)
    if settings.audience == "team":
        sections.append(_check_section(view))
    sections.append(quality_section(view))
    sections.append(method_section(cases, settings, manifests))
    report = Report(
        title=f"Complaint themes by {settings.group}",
        subtitle=f"Complaints received {view.span}",
        made_on=f"{today.day} {today:%B %Y}",
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
        f"Where fewer than {MIN_BASE} cases could be read, counts stand in place of shares.",
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
    names = set(view.groups[view.complaints]) - {""}
    about = counted(len(names), view.group_word)
    points = [
        f"{counted(complaints, 'complaint', 'was')} received ({counted(rows, 'case')}, escalations"
        f" counted separately), about {about}."
    ]
    for labels in view.cases.labels.values():
        points += _leading_points(view, labels)
    if view.settings.audience == "team":
        checks = sum(
            int((view.rows & (labels.to_check != "")).sum())
            for labels in view.cases.labels.values()
        )
        tags = counted(checks, "tag", "is")
        points.append(f"{tags} near the threshold: a person should look at them.")
    return Section("summary", "In brief", points=points)


def _leading_points(view: View, labels: SchemeLabels) -> list[str]:
    rows, name = counted_rows(view, labels), labels.scheme.name.lower()
    total = count_labels(labels, rows)
    if not total.base():
        return [f"No {name} can be counted: no case has a text for it that could be read."]
    top = [label for label in total.ranked()[:3] if total.count(ALL, label)]
    if not top:
        return [f"No {name} was found in {counted(total.base(), 'case')}."]
    words = [_share_words(view, labels, total, label) for label in top]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    points = [f"The leading {name}{' was' if len(words) == 1 else 's were'} {listed}."]
    groups = count_labels(labels, rows, view.groups)
    points += [
        f"{labels.scheme.names[label]} stands out in {group}: {groups.count(group, label):,} of"
        f" {groups.base(group):,} ({percent(groups.share(group, label))}), against"
        f" {percent(groups.elsewhere(group, label))} elsewhere."
        for group, label in stand_out(groups, view.minimum)[:_STANDOUTS]
    ]
    return points


def _share_words(view: View, labels: SchemeLabels, total: LabelCounts, label: str) -> str:
    count, name = total.count(ALL, label), labels.scheme.names[label].lower()
    if 0 < count < view.minimum:
        return f"{name} (withheld)"
    share = f", {percent(total.share(ALL, label))}" if total.base() >= MIN_BASE else ""
    return f"{name} ({count:,} of {total.base():,}{share})"


def stand_out(groups: LabelCounts, minimum: int = 0) -> list[tuple[str, str]]:
    """Pairs of group and label with a share above the other groups' by more than chance.

    The difference must be clear of chance in both shares. Its interval is widened for the number
    of pairs looked at (Bonferroni), so that where no group differs about one scheme in twenty,
    at most, names a pair.

    Args:
        groups: counts by group.
        minimum: counts below this are withheld; a label with a withheld count is not named.

    Returns:
        the pairs, those with the most cases above the share elsewhere first; pairs with fewer
        than 5 cases, or of groups with fewer than 10, are never named.
    """
    hidden = tables.hidden_cells(groups, minimum)
    labels = [label for label in groups.counts.columns if not (minimum and hidden[label].any())]
    names = [g for g in groups.groups if groups.base(g) >= MIN_BASE and g != NOT_STATED]
    z = NormalDist().inv_cdf(1 - ALPHA / max(len(names) * len(labels), 1))
    found = []
    for name in names:
        for label in labels:
            elsewhere = groups.elsewhere(name, label)
            if elsewhere is None:
                continue
            count = groups.count(name, label)
            if count >= _MIN_CASES and groups.stands_out(name, label, z):
                found.append((count - elsewhere * groups.base(name), name, label))
    return [(name, label) for _, name, label in sorted(found, key=lambda item: -item[0])]


# --- A scheme's sections ----------------------------------------------------------------------


def _scheme_sections(view: View, labels: SchemeLabels) -> list[Section]:
    scheme, rows = labels.scheme, counted_rows(view, labels)
    total = count_labels(labels, rows)
    if not total.base():
        column = "finding" if scheme.reads == "finding_text" else "complaint"
        text = f"No data: no case has a {column} text that could be read."
        return [Section(scheme.column, f"{scheme.name}s", sentences=[text])]
    base = _base_words(labels, total.base(), int(rows.sum()))
    kind = view.settings.period
    periods = count_labels(labels, rows, view.periods, view.order)
    by_period = tables.cross(
        f"{scheme.column}_by_period",
        f"{scheme.name}s by {kind}",
        kind.capitalize(),
        labels,
        periods,
        base,
        minimum=view.minimum,
        rename=lambda name: readable_period(name, kind),
    )
    overall = Section(
        scheme.column,
        f"{scheme.name}s",
        sentences=[base],
        charts=_trend(view, labels, periods, total, base),
        tables=[tables.overall(view, labels, total, base), by_period],
    )
    groups = count_labels(labels, rows, view.groups)
    return [overall, _group_section(view, labels, groups, base)]


def _group_section(view: View, labels: SchemeLabels, groups: LabelCounts, base: str) -> Section:
    scheme, word = labels.scheme, view.group_word
    heat = tables.cross(
        f"{scheme.column}_by_{word}",
        f"Share of a {word}'s cases with each {scheme.name.lower()}",
        word.capitalize(),
        labels,
        groups,
        base,
        minimum=view.minimum,
        heat=True,
        page_rows=_HEAT_GROUPS,
    )
    counts = tables.long(f"{scheme.column}_counts", labels, groups, word, base, view.minimum)
    sentences = []
    if len(groups.groups) > _HEAT_GROUPS:
        sentences.append(
            f"The {_HEAT_GROUPS} {view.group_words} with the most cases are shown first; the"
            f" workbook has all {len(groups.groups):,}."
        )
    few = sum(groups.base(name) < MIN_BASE for name in groups.groups)
    if few:
        sentences.append(
            f"{counted(few, word)} had fewer than {MIN_BASE} cases: too few to judge by a share."
        )
    return Section(
        f"{scheme.column}_by_{word}",
        f"{scheme.name}s by {word}",
        sentences=sentences,
        tables=[heat, counts],
    )


def _base_words(labels: SchemeLabels, base: int, counted: int) -> str:
    themes = labels.scheme.reads == "complaint_text"
    what, text = ("complaints", "a text") if themes else ("cases", "a finding")
    return f"Base: {base:,} {what} with {text} that could be read, of {counted:,} {what}."


def _trend(
    view: View, labels: SchemeLabels, periods: LabelCounts, total: LabelCounts, base: str
) -> list[TrendChart]:
    """Draw the leading labels over time, where there are at least two periods to compare."""
    kind, scheme = view.settings.period, labels.scheme
    hidden = tables.hidden_cells(periods, view.minimum)
    drawn = [name for name in view.order if periods.base(name) >= MIN_BASE]
    leading = [label for label in total.ranked() if total.count(ALL, label)][:_TREND_LINES]
    if len(drawn) < 2 or not leading:  # noqa: PLR2004
        return []
    # Periods at either end that are too small to draw would only be empty space.
    shown = view.order[view.order.index(drawn[0]) : view.order.index(drawn[-1]) + 1]
    series: dict[str, Sequence[float | None]] = {
        scheme.names[label]: [
            periods.share(name, label) if name in drawn and not hidden[label].at[name] else None
            for name in shown
        ]
        for label in leading
    }
    names = [readable_period(name, kind) for name in shown]
    words = "; ".join(
        f"{name}: {', '.join('not shown' if v is None else percent(v) for v in values[-_RECENT:])}"
        for name, values in series.items()
    )
    recent = min(_RECENT, len(names))
    return [
        TrendChart(
            title=_trend_title(scheme.name, series, names),
            periods=names,
            series=series,
            base=base,
            alternative=f"Share of cases by {kind}, the last {recent} of {len(names)}. {words}.",
        )
    ]


def _trend_title(
    scheme: str, series: Mapping[str, Sequence[float | None]], names: Sequence[str]
) -> str:
    leader, values = next(iter(series.items()))
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return f"The leading {scheme.lower()}s over time"
    (first, before), (last, after) = known[0], known[-1]
    return f"{leader}: {percent(before)} in {first}, {percent(after)} in {last}"


# --- Cases to check ---------------------------------------------------------------------------


def _check_section(view: View) -> Section:
    section = Section("to_check", "Cases to check")
    rows = [row for labels in view.cases.labels.values() for row in _check_rows(view, labels)]
    if not rows:
        section.sentences.append("No tag is near its threshold.")
        return section
    section.sentences.append(
        "On these cases the model was least sure. Read the case, decide, and write the labels into"
        " the reviewed columns of the tagged table: a person's decision always counts before the"
        " model's."
    )
    names = ("Case", view.group_word.capitalize(), "Received", "Scheme", "Assigned", "To check")
    section.tables.append(
        Table(
            "cases_to_check",
            "Cases with a label that a person should look at",
            [Column(name, "date" if name == "Received" else "text") for name in names],
            rows,
            base=f"{counted(len(rows), 'tag')}, of {counted(int(view.rows.sum()), 'case')}.",
            page_rows=30,
            sheet="Cases to check",
        )
    )
    return section


def _check_rows(view: View, labels: SchemeLabels) -> list[tuple[str, ...]]:
    frame, names = view.cases.table.frame, labels.scheme.names
    rows: list[tuple[str, ...]] = []
    for row in frame.index[view.rows & (labels.to_check != "")]:
        carried = [name for label, name in names.items() if labels.carried.at[row, label]]
        doubtful = [names.get(label, label) for label in labels.to_check.at[row].split("; ")]
        rows.append(
            (
                frame.at[row, "case_ref"],
                view.groups.at[row] or NOT_STATED,
                frame.at[row, "received_date"].date().isoformat(),
                labels.scheme.name,
                "; ".join(carried) or "none",
                "; ".join(doubtful),
            )
        )
    return rows
