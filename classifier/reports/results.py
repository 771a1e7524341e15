"""Everything that the insight stage finds in the cases of a report, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from classifier.errors import ModelError
from classifier.insight.actions import ActionResult, judge_actions
from classifier.insight.changes import Change
from classifier.insight.clocks import clock_table
from classifier.insight.quality import (
    DataFinding,
    QualitySettings,
    data_findings,
    refuse_mixed_versions,
)
from classifier.insight.recurring import RecurringIssue, recurring_issues
from classifier.insight.repeats import Repeats, find_repeats
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import LabelCounts, count_labels
from classifier.insight.trends import MonthlyChart, expected_by_chance, monthly_charts
from classifier.reports.view import View, counted_rows

THEMES, CAUSES = "theme", "root_cause"
# Chance of telling of lasting changes where there are none.
_ALPHA = 0.10


@dataclass(frozen=True)
class SchemeResults:
    """What is found of one scheme's labels.

    Attributes:
        labels: the labels.
        rows: True for the rows that count.
        total: counts over the whole council.
        groups: counts by team (service, directorate).
        periods: counts by period.
        issues: every pair of group and label, ranked.
    """

    labels: SchemeLabels
    rows: pd.Series
    total: LabelCounts
    groups: LabelCounts
    periods: LabelCounts
    issues: list[RecurringIssue]

    @property
    def name(self) -> str:
        """The scheme's name in a sentence, e.g. ``theme``."""
        return self.labels.scheme.name.lower()

    @property
    def flagged(self) -> list[RecurringIssue]:
        """Pairs above chance, those with the most cases beyond the rest's rate first."""
        return [issue for issue in self.issues if issue.flagged]

    def label(self, identifier: str) -> str:
        """A label's name."""
        return self.labels.scheme.names[identifier]

    @property
    def base_words(self) -> str:
        """What the shares are shares of."""
        themes = self.labels.scheme.reads == "complaint_text"
        what, text = ("complaints", "a text") if themes else ("cases", "a finding")
        return (
            f"Base: {self.total.base():,} {what} with {text} that could be read, of"
            f" {int(self.rows.sum()):,} {what}."
        )


@dataclass(frozen=True)
class Results:
    """Everything that is found.

    Attributes:
        view: the cases of the report.
        schemes: by scheme id; those of which no case could be read have no issues.
        charts: control charts of schemes that read complaints, by scheme id; the number of
            complaints is with the first.
        no_charts: why there are none; empty where there are.
        changes: dated changes that the user told of.
        actions: verdicts on those that are judged.
        repeats: complaints that resemble an earlier upheld one.
        clock: see :func:`classifier.insight.clocks.clock_table`.
        findings: what is wrong with the data.
    """

    view: View
    schemes: dict[str, SchemeResults]
    charts: dict[str, list[MonthlyChart]]
    no_charts: str
    changes: Sequence[Change]
    actions: list[ActionResult]
    repeats: Repeats
    clock: pd.DataFrame
    findings: list[DataFinding]

    @property
    def frame(self) -> pd.DataFrame:
        """The cases."""
        return self.view.cases.table.frame

    def signals(self, scheme: str) -> list[MonthlyChart]:
        """Charts with a signal: those that still last first, of these the council's, the largest.

        A signal that is ``past`` comes last.
        """
        charts = [chart for chart in self.charts.get(scheme, []) if chart.sentence]
        return sorted(
            charts,
            key=lambda chart: (
                chart.state == "past",
                chart.level != "council",
                -sum(chart.counts),
                chart.group,
                chart.label,
            ),
        )

    def lasting(self, scheme: str) -> list[MonthlyChart]:
        """Signals that still last, where there are more of them than chance would give.

        So many charts are looked at that one or two show something by chance. They are told only
        where as many or more would be seen less than once in ten, had nothing changed anywhere
        (Poisson's distribution over the expected number).
        """
        from scipy.stats import poisson

        signals = [chart for chart in self.signals(scheme) if chart.state != "past"]
        expected = expected_by_chance(self.charts.get(scheme, []), latest=True)
        sure = float(poisson.sf(len(signals) - 1, expected)) < _ALPHA
        return signals if signals and sure else []

    @property
    def leading(self) -> SchemeResults | None:
        """The themes; or the first scheme of a council's own; None where there is none."""
        return self.schemes.get(THEMES) or next(iter(self.schemes.values()), None)


def work_out(view: View, changes: Sequence[Change] = (), today: dt.date | None = None) -> Results:
    """Work out all that a report tells.

    Args:
        view: the cases.
        changes: dated changes.
        today: the day on which the report is made; later dates can't be right.
    """
    cases = view.cases
    schemes = {scheme: _scheme(view, labels) for scheme, labels in cases.labels.items()}
    charts, no_charts = _charts(view, changes)
    return Results(
        view=view,
        schemes=schemes,
        charts=charts,
        no_charts=no_charts,
        changes=changes,
        actions=judge_actions(cases, changes, rows=view.history, complete_to=view.complete_to),
        # A committee sees no cases, and so no pairs of them.
        repeats=Repeats(no_data="pairs of cases are for teams")
        if view.settings.audience == "committee"
        else find_repeats(cases, group=view.settings.group, rows=view.rows),
        clock=clock_table(cases.table.frame, as_of=view.complete_to),
        findings=data_findings(cases, QualitySettings(group=view.settings.group, today=today)),
    )


def _scheme(view: View, labels: SchemeLabels) -> SchemeResults:
    rows = counted_rows(view, labels)
    return SchemeResults(
        labels=labels,
        rows=rows,
        total=count_labels(labels, rows),
        groups=count_labels(labels, rows, view.groups),
        periods=count_labels(labels, rows, view.periods, view.order),
        issues=recurring_issues(
            view.cases,
            labels.scheme.id,
            rows=rows,
            groups=view.groups,
            periods=view.periods,
            order=view.order,
            kind=view.settings.period,
        ),
    )


def _charts(view: View, changes: Sequence[Change]) -> tuple[dict[str, list[MonthlyChart]], str]:
    """Charts of every scheme that reads complaints, or why a change over time can't be told."""
    try:
        refuse_mixed_versions(view.cases, view.history)
    except ModelError as error:
        return {}, f"{error.problem} Found: {error.found}. To mend it, {error.mend}."
    levels = list(dict.fromkeys(("directorate", view.settings.group)))
    charts: dict[str, list[MonthlyChart]] = {}
    for scheme, labels in view.cases.labels.items():
        # Findings come late, so that the causes of the last months are those of the quick cases.
        if labels.scheme.reads != "complaint_text":
            continue
        charts[scheme] = monthly_charts(
            view.cases,
            scheme,
            view.history & view.cases.first,
            levels=levels,
            changes=changes,
            complete_to=view.complete_to,
            volume=not charts,
        )
    return charts, ""
