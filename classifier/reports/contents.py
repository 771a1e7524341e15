"""From tagged cases to what a report says: which sections, for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from classifier.config import ReportSettings
from classifier.insight.audit import Agreement
from classifier.insight.changes import Change
from classifier.insight.tagged import TaggedCases
from classifier.reports.committee import review as committee_review
from classifier.reports.committee.contents import committee_sections, committee_view
from classifier.reports.committee.counts import settle
from classifier.reports.method import method_section, notes
from classifier.reports.model import Report, Section, day_words
from classifier.reports.results import Results, work_out
from classifier.reports.sections.actions import actions_section, repeats_section
from classifier.reports.sections.checking import check_section, data_section
from classifier.reports.sections.handling import handling_section
from classifier.reports.sections.known import known_section
from classifier.reports.sections.review import changes_section, review_words
from classifier.reports.sections.themes import causes_section, recurring_section, themes_section
from classifier.reports.sections.trends import trends_section
from classifier.reports.sections.uncovered import uncovered_section
from classifier.reports.view import make_view


def build_report(
    cases: TaggedCases,
    settings: ReportSettings,
    *,
    manifests: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[Change] = (),
    agreements: Mapping[str, Agreement] | None = None,
    today: dt.date,
) -> tuple[Report, Results]:
    """Everything that the report says, as plain data.

    Args:
        cases: tagged cases.
        settings: span, periods, groups, audience.
        manifests: of the models, for the method note.
        changes: dated, named changes.
        agreements: scheme id -> how far two reviewers of the same cases agreed, where two
            workbooks were compared.
        today: the day on which the report is made.

    Returns:
        the report, and the results that it rests on.

    Raises:
        SettingsError: see :func:`classifier.reports.view.make_view`.
    """
    view = make_view(cases, settings)
    if settings.audience == "committee":
        view = committee_view(view)
    results = work_out(view, changes, today)
    if settings.audience == "committee":
        counts = settle(view, results)
        sections = committee_sections(results, counts)
        reviewed = committee_review.review_words(
            results, counts.shown, list(counts.groups), agreements or {}
        )
    else:
        sections = _team_sections(results)
        reviewed = review_words(results, agreements or {})
    sections.append(method_section(cases, settings, manifests, reviewed))
    report = Report(
        title=f"Complaint themes by {view.group_word}",
        subtitle=f"Complaints received {view.span}",
        made_on=day_words(today),
        sections=sections,
        notes=notes(settings),
    )
    return report, results


def _team_sections(results: Results) -> list[Section]:
    return [
        known_section(results),
        recurring_section(results),
        *themes_section(results),
        trends_section(results),
        *causes_section(results),
        handling_section(results),
        repeats_section(results),
        actions_section(results),
        uncovered_section(results),
        check_section(results),
        *changes_section(results),
        data_section(results),
    ]
