"""Team packs: what one team needs for its learning review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from classifier.insight.periods import readable_period
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import LabelCounts, count_labels
from classifier.labels.evidence import parse_evidence
from classifier.reports.model import (
    Column,
    Quotation,
    Report,
    Section,
    Table,
    Value,
    counted,
    percent,
)
from classifier.reports.view import View, counted_rows
from classifier.text.redaction import CaseRedactor
from classifier.text.strict import mask_possible_names

_LEADING = 3
_QUOTATIONS_A_LABEL = 2
_MAX_WORDS = 80


@dataclass(frozen=True)
class TeamCounts:
    """Counts of one scheme for every team, made once for all packs."""

    labels: SchemeLabels
    whole: LabelCounts
    last: LabelCounts

    def leading(self, team: str) -> list[str]:
        """The team's labels, most frequent first, those without a case left out."""
        return [label for label in self.whole.ranked(team) if self.whole.count(team, label)]


def team_packs(view: View, made_on: str) -> Iterator[tuple[str, Report]]:
    """A pack for every team with at least ``min_count`` complaints.

    Yields:
        the file's name, without ending, and the pack.
    """
    sizes = view.groups[view.complaints & (view.groups != "")].value_counts()
    teams = sorted(sizes[sizes >= max(view.settings.min_count, 1)].index)
    counts = [_count(view, labels, teams) for labels in view.cases.labels.values()]
    rows_of = view.groups[view.complaints].groupby(view.groups[view.complaints]).groups
    taken: set[str] = set()
    for team in teams:
        name = _file_name(team, taken)
        taken.add(name)
        quotations = _quotations(view, rows_of[team], team, counts)
        yield name, _pack(view, team, int(sizes[team]), counts, quotations, made_on)


def _count(view: View, labels: SchemeLabels, teams: list[str]) -> TeamCounts:
    rows = counted_rows(view, labels)
    last = rows & (view.periods == view.order[-1])
    return TeamCounts(
        labels,
        count_labels(labels, rows, view.groups, teams),
        count_labels(labels, last, view.groups, teams),
    )


def _file_name(team: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", team.casefold()).strip("-")[:60] or "team"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _pack(
    view: View,
    team: str,
    complaints: int,
    counts: list[TeamCounts],
    quotations: list[Quotation],
    made_on: str,
) -> Report:
    points = [f"{counted(complaints, 'complaint', 'was')} about {team}."]
    points += [_leading_point(c, team) for c in counts if c.whole.base(team)]
    sections = [Section("summary", "In brief", points=points)]
    for c in counts:
        if c.leading(team):
            scheme = c.labels.scheme
            table = _against_council(view, c, team)
            sections.append(Section(scheme.column, f"{scheme.name}s", tables=[table]))
    if quotations:
        warning = "Redacted by rules, which can miss a name: read before you pass it on."
        sections.append(
            Section("words", "In people's words", sentences=[warning], quotations=quotations)
        )
    return Report(
        title=f"Learning pack: {team}",
        subtitle=f"Complaints received {view.span}",
        made_on=made_on,
        sections=sections,
        notes=[
            "A complaint can carry several themes, so shares add up to more than 100%.",
            "The labels are a model's unless a person reviewed the case: read the cases behind a"
            " figure before acting on it. Method and accuracy are in the main report.",
        ],
    )


def _leading_point(counts: TeamCounts, team: str) -> str:
    scheme, base = counts.labels.scheme, counts.whole.base(team)
    leading = counts.leading(team)[:_LEADING]
    if not leading:
        return f"No {scheme.name.lower()} was found in {counted(base, 'case')}."
    words = []
    for label in leading:
        share = counts.whole.elsewhere(team, label)
        against = f", {percent(share)} elsewhere" if share is not None else ""
        count = counts.whole.count(team, label)
        words.append(f"{scheme.names[label].lower()} ({count:,} of {base:,}{against})")
    return f"Leading {scheme.name.lower()}s: {'; '.join(words)}."


def _against_council(view: View, counts: TeamCounts, team: str) -> Table:
    scheme, base = counts.labels.scheme, counts.whole.base(team)
    rows: list[list[Value]] = []
    for label in counts.leading(team):
        count = counts.whole.count(team, label)
        rows.append(
            [
                scheme.names[label],
                count,
                counts.whole.share(team, label),
                counts.whole.interval(team, label),
                counts.whole.elsewhere(team, label),
                counts.last.count(team, label),
            ]
        )
    last = readable_period(view.order[-1], view.settings.period)
    return Table(
        f"{scheme.column}_team",
        f"{scheme.name}s of {team}",
        [
            Column(scheme.name),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
            Column("Share elsewhere", "share"),
            Column(f"Cases in {last}", "count"),
        ],
        rows,
        base=f"Base: {base:,} cases whose text could be read,"
        f" {counts.last.base(team):,} of them in {last}.",
    )


def _quotations(view: View, rows: pd.Index, team: str, counts: list[TeamCounts]) -> list[Quotation]:
    """Evidence for the team's leading themes, redacted; no words are quoted twice."""
    result: list[Quotation] = []
    for c in counts:
        if c.labels.scheme.reads != "complaint_text":
            continue
        for label in c.leading(team)[:_LEADING]:
            left = _QUOTATIONS_A_LABEL
            for quotation in _surest(view.cases.table.frame, rows, c.labels, label):
                if all(quotation.words != other.words for other in result):
                    result.append(quotation)
                    left -= 1
                if not left:
                    break
    return result


def _surest(
    frame: pd.DataFrame, rows: pd.Index, labels: SchemeLabels, label: str
) -> Iterator[Quotation]:
    """Quotations for a label, those of which the model is surest first; of equals the latest."""
    with_it = rows[labels.carried.loc[rows, label]]
    order = pd.DataFrame({"date": frame.loc[with_it, "received_date"]})
    probability = frame.loc[with_it, f"p_{label}"] if f"p_{label}" in frame else 0.0
    order["p"] = pd.to_numeric(probability, errors="coerce")
    for row in order.sort_values(["p", "date"], ascending=False, kind="stable").index:
        words = parse_evidence(labels.evidence[row]).get(label)
        if words:
            about = f"received in {frame.at[row, 'received_date']:%B %Y}"
            yield Quotation(labels.scheme.names[label], _redacted(frame, row, words), about)


def _redacted(frame: pd.DataFrame, row: int, words: list[str]) -> str:
    # The whole text helps to know a name that the quotation only repeats.
    text = frame.at[row, "complaint_text"] if "complaint_text" in frame else ""
    redacted = CaseRedactor().redact(" … ".join(words), text)[0]
    return " ".join(mask_possible_names(redacted).split()[:_MAX_WORDS])
