"""Team packs: what one team needs for its learning review."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from classifier.insight.periods import readable_period
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import ALL, count_labels
from classifier.labels.evidence import parse_evidence
from classifier.reports.contents import View
from classifier.reports.model import Column, Quotation, Report, Section, Table, Value, percent
from classifier.text.redaction import CaseRedactor

_MAX_QUOTATIONS = 6
_MAX_WORDS = 40
_NAME_COLUMNS = ("reviewed_by",)


def team_packs(view: View, made_on: str) -> Iterator[tuple[str, Report]]:
    """A pack for every team with at least ``min_count`` complaints.

    Yields:
        the file's name, without ending, and the pack.
    """
    sizes = view.groups[view.complaints & (view.groups != "")].value_counts()
    taken: set[str] = set()
    for team in sorted(sizes[sizes >= max(view.settings.min_count, 1)].index):
        name = _file_name(team, taken)
        taken.add(name)
        yield name, _pack(view, team, made_on)


def _file_name(team: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", team.casefold()).strip("-")[:60] or "team"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _pack(view: View, team: str, made_on: str) -> Report:
    here = view.groups == team
    count = int((view.complaints & here).sum())
    sections = [
        Section(
            "summary",
            "In brief",
            points=[
                f"{count:,} complaints were about {team}.",
                *(p for labels in view.cases.labels.values() for p in _points(view, labels, here)),
            ],
        )
    ]
    for labels in view.cases.labels.values():
        table = _against_council(view, labels, here, team)
        if table:
            sections.append(Section(labels.scheme.column, f"{labels.scheme.name}s", tables=[table]))
    quotations = _quotations(view, here)
    if quotations:
        sections.append(
            Section(
                "words",
                "In people's words",
                sentences=[
                    "Redacted by rules, which can miss a name: read before you pass it on."
                ],
                quotations=quotations,
            )
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


def _rows(view: View, labels: SchemeLabels) -> pd.Series:
    return view.complaints if labels.scheme.reads == "complaint_text" else view.rows


def _points(view: View, labels: SchemeLabels, here: pd.Series) -> list[str]:
    rows = _rows(view, labels)
    team = count_labels(labels, rows & here)
    rest = count_labels(labels, rows & ~here)
    base = int(team.bases[ALL])
    if not base:
        return []
    top = team.counts.loc[ALL].sort_values(ascending=False, kind="stable")
    top = top[top > 0][:3]
    if top.empty:
        return [f"No {labels.scheme.name.lower()} was found in {base:,} cases."]
    words = []
    for label, count in top.items():
        elsewhere = int(rest.bases[ALL])
        against = (
            f", {percent(rest.counts.loc[ALL, label] / elsewhere)} elsewhere" if elsewhere else ""
        )
        name = labels.scheme.names[str(label)].lower()
        words.append(f"{name} ({count:,} of {base:,}{against})")
    return [f"Leading {labels.scheme.name.lower()}s: {'; '.join(words)}."]


def _against_council(
    view: View, labels: SchemeLabels, here: pd.Series, team: str
) -> Table | None:
    rows = _rows(view, labels)
    own = count_labels(labels, rows & here)
    rest = count_labels(labels, rows & ~here)
    periods = count_labels(labels, rows & here, view.periods, view.order)
    base = int(own.bases[ALL])
    if not base:
        return None
    last = view.order[-1]
    values: list[list[Value]] = []
    for label in own.counts.loc[ALL].sort_values(ascending=False, kind="stable").index:
        count = int(own.counts.loc[ALL, label])
        if not count:
            continue
        others = int(rest.bases[ALL])
        values.append(
            [
                labels.scheme.names[str(label)],
                count,
                count / base,
                own.interval(ALL, str(label)),
                int(rest.counts.loc[ALL, label]) / others if others else None,
                int(periods.counts.loc[last, label]),
            ]
        )
    return Table(
        f"{labels.scheme.column}_team",
        f"{labels.scheme.name}s of {team}",
        [
            Column(labels.scheme.name),
            Column("Cases", "count"),
            Column("Share", "share"),
            Column("95% interval", "interval"),
            Column("Share elsewhere", "share"),
            Column(f"Cases in {readable_period(last, view.settings.period)}", "count"),
        ],
        values,
        base=f"Base: {base:,} cases whose text could be read.",
    )


def _quotations(view: View, here: pd.Series) -> list[Quotation]:
    """The latest evidence for the team's leading labels, redacted."""
    frame = view.cases.table.frame
    result = []
    for labels in view.cases.labels.values():
        if labels.scheme.reads != "complaint_text":
            continue
        rows = view.complaints & here & (labels.evidence != "")
        leading = count_labels(labels, rows).counts.loc[ALL].nlargest(_MAX_QUOTATIONS // 2).index
        order = frame.loc[rows, "received_date"].sort_values(ascending=False, kind="stable").index
        for label in leading:
            found = 0
            for row in order:
                quoted = parse_evidence(labels.evidence[row]).get(str(label))
                if not quoted or not labels.carried.loc[row, label]:
                    continue
                known = tuple(frame.at[row, c] for c in _NAME_COLUMNS if c in frame)
                text = frame.at[row, "complaint_text"] if "complaint_text" in frame else ""
                words = CaseRedactor(known).redact(" ".join(quoted), text)[0]
                result.append(
                    Quotation(
                        labels.scheme.names[str(label)],
                        " ".join(words.split()[: 2 * _MAX_WORDS]),
                        f"received in {frame.at[row, 'received_date']:%B %Y}",
                    )
                )
                found += 1
                if found == 2:  # noqa: PLR2004
                    break
    return result[:_MAX_QUOTATIONS]

