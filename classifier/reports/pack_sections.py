"""What a team's pack says: one function a section."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from classifier.insight.change import LEAST, Change
from classifier.insight.periods import readable_period
from classifier.insight.recurring import RecurringIssue
from classifier.insight.repeats import Repeat
from classifier.insight.themes import LabelCounts
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Few,
    Quotation,
    Section,
    Table,
    Value,
    counted,
    listed,
    percent,
)
from classifier.reports.quotations import surest
from classifier.reports.results import CAUSES, Results, SchemeResults
from classifier.reports.sections.handling_tables import whole
from classifier.reports.sections.leading import NO_FAULT
from classifier.reports.tables import overall_columns

_LEADING = 3
_ROWS = 6
_QUOTATIONS_A_LABEL = 2
_PAIRS = 5
_MOVED = 2


@dataclass(frozen=True)
class TeamCounts:
    """Counts of one scheme for every team, made once for all packs."""

    found: SchemeResults
    last: LabelCounts

    def leading(self, team: str) -> list[str]:
        """The team's labels, most frequent first, those without a case left out."""
        whole_ = self.found.groups
        return [label for label in whole_.ranked(team) if whole_.count(team, label)]


@dataclass(frozen=True)
class Team:
    """What all packs share, and which team one is about.

    ``handled`` are its key figures, None where all of its cases are the ombudsman's.
    """

    results: Results
    name: str
    complaints: int
    rows: pd.Index
    counts: list[TeamCounts]
    issues: list[tuple[SchemeResults, RecurringIssue]]
    repeats: list[Repeat]
    handled: pd.Series | None

    @property
    def frame(self) -> pd.DataFrame:
        """All cases."""
        return self.results.frame


def summary(team: Team) -> Section:
    """The pack in brief."""
    points = [f"{counted(team.complaints, 'complaint', 'was')} about {team.name}."]
    points += [_leading_point(c, team.name) for c in team.counts if c.found.groups.base(team.name)]
    flagged = [
        f"{found.label(issue.label).lower()} ({issue.cases:,} of {issue.base:,}, against"
        f" {percent(issue.elsewhere)} elsewhere)"
        for found, issue in team.issues
        if issue.flagged and issue.elsewhere is not None
    ]
    if flagged:
        points.append(f"More frequent here than chance would have it: {listed(flagged)}.")
    elif any(issue.judged for _, issue in team.issues):
        points.append("Nothing is more frequent here than chance would have it.")
    else:
        points.append("There are too few cases to judge whether anything is above the council's.")
    points += _moved(team)
    points += _handled(team)
    points += [
        chart.sentence
        for charts in team.results.charts.values()
        for chart in charts
        if chart.group == team.name and chart.sentence
    ]
    return Section("summary", "In brief", points=points)


def _moved(team: Team) -> list[str]:
    """Themes that rose or fell from the last complete period but one to the last."""
    kind = team.results.view.settings.period
    said = [
        f"{found.label(issue.label)} {'rose' if change.direction == 'rise' else 'fell'} from"
        f" {change.cases_before} of {counted(change.base_before, 'case')} in"
        f" {readable_period(change.before, kind)} to {change.cases} of {change.base} in"
        f" {readable_period(change.period, kind)}."
        for found, issue in team.issues
        if found.labels.scheme.id != CAUSES
        and (change := issue.previous)
        and change.direction != "unclear"
    ]
    return said[:_MOVED]


def _leading_point(counts: TeamCounts, team: str) -> str:
    scheme, whole_ = counts.found.labels.scheme, counts.found.groups
    base, carried = whole_.base(team), counts.leading(team)
    leading = [label for label in carried if label != NO_FAULT][:_LEADING]
    clear = ""
    if NO_FAULT in carried:
        clear = (
            f"No fault was found in {whole_.count(team, NO_FAULT):,} of {counted(base, 'case')}."
        )
    if not leading:
        return clear or f"No {scheme.name.lower()} was found in {counted(base, 'case')}."
    words = []
    for label in leading:
        share = whole_.elsewhere(team, label)
        against = f", {percent(share)} elsewhere" if share is not None else ""
        count = whole_.count(team, label)
        words.append(f"{scheme.names[label].lower()} ({count:,} of {base:,}{against})")
    return f"Leading {scheme.name.lower()}s: {'; '.join(words)}. {clear}".strip()


def _handled(team: Team) -> list[str]:
    row = team.handled
    if row is None:
        return []
    said = []
    timed, on_time = whole(row["timed"]), whole(row["on_time"])
    if timed and on_time is not None:
        share = f" ({percent(on_time / timed)})" if timed >= MIN_BASE else ""
        said.append(f"{on_time:,} of {timed:,} with a time limit were answered in time{share}")
    decided, upheld = whole(row["decided"]), whole(row["upheld_any"])
    if decided and upheld is not None:
        share = f" ({percent(upheld / decided)})" if decided >= MIN_BASE else ""
        said.append(f"{upheld:,} of {decided:,} decided were upheld{share}")
    return [f"{'; '.join(said)}."] if said else []


def against_council(counts: TeamCounts, team: Team) -> Table:
    """The team's leading labels against the council and its own past."""
    scheme, whole_ = counts.found.labels.scheme, counts.found.groups
    base = whole_.base(team.name)
    few = base < MIN_BASE
    changes = {
        issue.label: issue.previous
        for found, issue in team.issues
        if found.labels.scheme.id == scheme.id
    }
    leading, correction = counts.leading(team.name), counts.found.correction(team.name)
    rows: list[list[Value]] = []
    for label in leading[:_ROWS]:
        change, fixed = changes.get(label), correction.get(label)
        count = whole_.count(team.name, label)
        rows.append(
            [
                scheme.names[label],
                count,
                Few(count, base) if few else whole_.share(team.name, label),
                *(
                    [fixed.share, (fixed.low, fixed.high)]
                    if fixed
                    else [Few(count, base) if few else whole_.interval(team.name, label)]
                ),
                whole_.elsewhere(team.name, label),
                _since(change),
            ]
        )
    kind = team.results.view.settings.period
    latest = next((c for c in changes.values() if c), None)
    between = (
        f"{readable_period(latest.before, kind)} to {readable_period(latest.period, kind)}"
        if latest
        else f"Last {kind}s"
    )
    last = readable_period(team.results.view.order[-1], kind)
    more = len(leading) - len(rows)
    left = f" {counted(more, 'rarer label', 'is')} left out." if more > 0 else ""
    if correction:
        drawn = counts.found.drawn_groups.base(team.name)
        left += f" Corrected by {drawn:,} randomly drawn cases that a person reviewed."
    return Table(
        f"{scheme.column}_team",
        f"{scheme.name}s of {team.name}",
        [
            *overall_columns(scheme.name, corrected=bool(correction)),
            Column("Share elsewhere, counted" if correction else "Share elsewhere", "share"),
            Column(between),
        ],
        rows,
        base=f"Base: {counted(base, 'case')} whose text could be read,"
        f" {counts.last.base(team.name):,} of them in {last}.{left}",
    )


_WAY = {"rise": "a rise", "fall": "a fall", "unclear": "no clear change"}


def _since(change: Change | None) -> str:
    """A label in the last two periods, and whether it moved."""
    if change is None:
        return "no cases to compare"
    said = f"{change.cases_before} of {change.base_before}, then {change.cases} of {change.base}"
    if change.direction == "unclear" and min(change.base_before, change.base) < LEAST:
        return f"{said}: too few to judge"
    return f"{said}: {_WAY[change.direction]}"


def repeats_section(team: Team) -> Section | None:
    """Complaints of the team that resemble an earlier upheld one; None without any."""
    if not team.repeats:
        return None
    later = len({pair.later for pair in team.repeats})
    labels = team.results.leading
    said = [
        f"{counted(later, 'complaint')} resembled an earlier one that had been upheld. Were the"
        " lessons of the first carried out? About one pair in five is chance: read both."
    ]
    rows: list[list[Value]] = []
    for pair in sorted(team.repeats, key=lambda pair: -pair.similarity)[:_PAIRS]:
        one, other = team.frame.index[pair.later], team.frame.index[pair.earlier]
        rows.append(
            [
                str(team.frame.at[one, "case_ref"]),
                team.frame.at[one, "received_date"].date().isoformat(),
                str(team.frame.at[other, "case_ref"]),
                team.frame.at[other, "received_date"].date().isoformat(),
                "; ".join(labels.label(x) for x in pair.labels) if labels else "none",
            ]
        )
    table = Table(
        "repeats_team",
        "Pairs to read together, the most alike first",
        [
            Column("Case"),
            Column("Received", "date"),
            Column("Earlier case, upheld"),
            Column("Earlier received", "date"),
            Column("Themes of both"),
        ],
        rows,
    )
    return Section("repeats", "Upheld before, and again", sentences=said, tables=[table])


def actions_section(team: Team) -> Section | None:
    """Whether changes that concern the team worked; None without any."""
    about = [
        result.sentence for result in team.results.actions if result.change.team in ("", team.name)
    ]
    return Section("actions", "Actions: did they work?", points=about) if about else None


def quotations_of(team: Team, counts: TeamCounts) -> list[Quotation]:
    """Evidence for the team's leading themes, redacted; no words are quoted twice."""
    result: list[Quotation] = []
    if counts.found.labels.scheme.reads != "complaint_text":
        return result
    for label in counts.leading(team.name)[:_LEADING]:
        left = _QUOTATIONS_A_LABEL
        for quotation in surest(team.frame, team.rows, counts.found.labels, label):
            if all(quotation.words != other.words for other in result):
                result.append(quotation)
                left -= 1
            if not left:
                break
    return result
