"""Everything that the insight stage finds in the cases of a report, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from classifier.errors import ModelError
from classifier.insight.actions import ActionResult, judge_actions
from classifier.insight.audit import Audit, audit
from classifier.insight.changes import Change
from classifier.insight.clocks import clock_table
from classifier.insight.corrected import CorrectedShares, corrected_shares
from classifier.insight.quality import (
    DataFinding,
    QualitySettings,
    data_findings,
    refuse_mixed_versions,
)
from classifier.insight.random_sample import random_sample
from classifier.insight.recurring import RecurringIssue, recurring_issues
from classifier.insight.repeats import Repeats, find_repeats
from classifier.insight.review_changes import (
    ReviewChanges,
    Reviewers,
    review_changes,
    reviewers,
)
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import ALL, NOT_STATED, LabelCounts, count_labels
from classifier.insight.trends import MonthlyChart, expected_by_chance, monthly_charts
from classifier.insight.uncovered import Uncovered, uncovered
from classifier.reports.view import View, counted_rows

THEMES, CAUSES = "theme", "root_cause"
# Chance of telling of lasting changes where there are none.
_ALPHA = 0.10


@dataclass(frozen=True)
class Correction:
    """A corrected share and its 90% interval, all 0 to 1."""

    share: float
    low: float
    high: float


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
        drawn_groups: counts by group over randomly drawn, reviewed cases alone.
        corrected: shares of the council, corrected where enough random cases were reviewed.
        corrected_groups: the same by group; without a sample there is nothing by group.
        changes: what reviewers changed, of the rows that count.
        audit: the model against a person, on all random cases of the tables.
        uncovered: what no label covers; None where no case could be read.
    """

    labels: SchemeLabels
    rows: pd.Series
    total: LabelCounts
    groups: LabelCounts
    periods: LabelCounts
    issues: list[RecurringIssue]
    drawn_groups: LabelCounts
    corrected: CorrectedShares
    corrected_groups: CorrectedShares
    changes: ReviewChanges
    audit: Audit
    uncovered: Uncovered | None

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
    def what(self) -> str:
        """What is counted: ``complaint``, or ``case`` for labels of findings."""
        return "complaint" if self.labels.scheme.reads == "complaint_text" else "case"

    @property
    def base_words(self) -> str:
        """What the shares are shares of."""
        text = "a text" if self.what == "complaint" else "a finding"
        return (
            f"Base: {self.total.base():,} {self.what}s with {text} that could be read, of"
            f" {int(self.rows.sum()):,} {self.what}s."
        )

    def correction(self, group: str = ALL) -> dict[str, Correction]:
        """Corrected shares of the council or a group by label; empty where there are none."""
        table = (self.corrected if group == ALL else self.corrected_groups).table
        rows = table[(table["group"] == group) & table["share"].notna()]
        return {
            str(row.label): Correction(float(row.share), float(row.low), float(row.high))
            for row in rows.itertuples(index=False)
        }

    @property
    def drawn(self) -> int:
        """Randomly drawn, reviewed cases of the rows that count."""
        return int(self.drawn_groups.bases.sum())

    def drawn_with(self, group: str, label: str) -> int:
        """Of those, the ones of the council or a group that carry a label."""
        counts = self.drawn_groups.counts[label]
        return int(counts.sum() if group == ALL else counts.get(group, 0))

    @property
    def corrected_names(self) -> list[str]:
        """The groups whose shares are corrected, largest first."""
        return [name for name in self.corrected_groups.corrected if name != NOT_STATED]


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
        reviewers: how many people decided on how many cases.
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
    reviewers: Reviewers

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
        reviewers=reviewers(cases, view.rows),
    )


def _scheme(view: View, labels: SchemeLabels) -> SchemeResults:
    rows, scheme = counted_rows(view, labels), labels.scheme.id
    total, drawn = count_labels(labels, rows), random_sample(view.cases, scheme).rows
    corrected = corrected_shares(view.cases, scheme, rows)
    return SchemeResults(
        labels=labels,
        rows=rows,
        total=total,
        groups=count_labels(labels, rows, view.groups),
        periods=count_labels(labels, rows, view.periods, view.order),
        issues=recurring_issues(
            view.cases,
            scheme,
            rows=rows,
            groups=view.groups,
            periods=view.periods,
            order=view.order,
            kind=view.settings.period,
        ),
        drawn_groups=count_labels(labels, rows & drawn, view.groups),
        corrected=corrected,
        corrected_groups=corrected_shares(view.cases, scheme, rows, view.groups)
        if drawn.any()
        else corrected,
        changes=review_changes(view.cases, scheme, rows),
        audit=audit(view.cases, scheme),
        uncovered=uncovered(view.cases, scheme, rows, view.periods, view.order)
        if total.base()
        else None,
    )


def _charts(view: View, changes: Sequence[Change]) -> tuple[dict[str, list[MonthlyChart]], str]:
    """Charts of every scheme that reads complaints, or why a change over time can't be told."""
    try:
        refuse_mixed_versions(view.cases, view.history)
    except ModelError as error:
        return {}, f"{error.problem} Found: {error.found}. To mend it, {error.mend}."
    frame, rows = view.cases.table.frame, view.history & view.cases.first
    levels = [
        level
        for level in dict.fromkeys(("directorate", view.settings.group))
        # The only group of its kind is the council again.
        if level in frame and frame.loc[rows, level].replace("", None).nunique() > 1
    ]
    charts: dict[str, list[MonthlyChart]] = {}
    for scheme, labels in view.cases.labels.items():
        # Findings come late, so that the causes of the last months are those of the quick cases.
        if labels.scheme.reads != "complaint_text":
            continue
        charts[scheme] = monthly_charts(
            view.cases,
            scheme,
            rows,
            levels=levels,
            changes=changes,
            complete_to=view.complete_to,
            volume=not charts,
        )
    return charts, ""
