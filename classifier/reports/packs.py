"""Team packs: what one team needs for its learning review, in one to three pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.insight.kpis import kpi_table
from classifier.insight.recurring import RecurringIssue
from classifier.insight.repeats import Repeat
from classifier.insight.themes import count_labels
from classifier.reports.model import Report, Section
from classifier.reports.pack_sections import (
    Team,
    TeamCounts,
    actions_section,
    against_council,
    quotations_of,
    repeats_section,
    summary,
)
from classifier.reports.questions import questions
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections.actions import alike
from classifier.reports.sections.handling_tables import council_rows


def team_packs(results: Results, made_on: str) -> Iterator[tuple[str, Report]]:
    """A pack for every team with at least ``min_count`` complaints.

    Yields:
        the file's name, without ending, and the pack.
    """
    view = results.view
    sizes = view.groups[view.complaints & (view.groups != "")].value_counts()
    teams = sorted(sizes[sizes >= max(view.settings.min_count, 1)].index)
    last = view.periods == view.order[-1]
    counts = [
        TeamCounts(found, count_labels(found.labels, found.rows & last, view.groups, teams))
        for found in results.schemes.values()
        if found.total.base()
    ]
    rows_of = view.groups[view.complaints].groupby(view.groups[view.complaints]).groups
    issues: dict[str, list[tuple[SchemeResults, RecurringIssue]]] = {}
    for found in results.schemes.values():
        for issue in found.issues:
            issues.setdefault(issue.group, []).append((found, issue))
    repeats: dict[str, list[Repeat]] = {}
    for pair in [] if alike(results) else results.repeats.pairs:
        repeats.setdefault(str(view.groups.iloc[pair.later]), []).append(pair)
    handled = kpi_table(
        results.frame, results.clock, council_rows(view), {"team": view.groups.astype(object)}
    )
    taken: set[str] = set()
    for name in teams:
        file = _file_name(name, taken)
        taken.add(file)
        team = Team(
            results,
            name,
            int(sizes[name]),
            rows_of[name],
            [c for c in counts if name in c.found.groups.counts.index],
            issues.get(name, []),
            repeats.get(name, []),
            handled.loc[name] if name in handled.index else None,
        )
        yield file, _pack(team, made_on)


def _file_name(team: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", team.casefold()).strip("-")[:60] or "team"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _pack(team: Team, made_on: str) -> Report:
    sections = [summary(team)]
    for c in team.counts:
        if c.leading(team.name):
            scheme = c.found.labels.scheme
            section = Section(scheme.column, f"{scheme.name}s", tables=[against_council(c, team)])
            sections.append(section)
    quotations = [q for c in team.counts for q in quotations_of(team, c)]
    if quotations:
        warning = (
            "The marked words are the evidence for the theme. Redacted by rules, which can miss a"
            " name: read before you pass it on."
        )
        sections.append(
            Section("words", "In people's words", sentences=[warning], quotations=quotations)
        )
    sections += [s for s in (repeats_section(team), actions_section(team)) if s]
    sections.append(
        Section("questions", "Questions for the discussion", points=questions(team), numbered=True)
    )
    return Report(
        title=f"Learning pack: {team.name}",
        subtitle=f"Complaints received {team.results.view.span}",
        made_on=made_on,
        sections=sections,
        portrait=True,
        notes=[
            "A complaint can carry several themes, so shares add up to more than 100%.",
            "The labels are a model's unless a person reviewed the case: read the cases behind a"
            " figure before acting on it. Method and accuracy are in the main report.",
        ],
    )
