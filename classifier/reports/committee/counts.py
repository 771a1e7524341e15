"""The counts of a committee's report, settled by one ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from classifier.insight.kpis import kpi_table, stage_rows
from classifier.insight.ombudsman import ombudsman_table
from classifier.insight.periods import period_labels, readable_period
from classifier.insight.remedies import remedy_table
from classifier.insight.suppression import Key, Ledger, Shown
from classifier.insight.tagged import SchemeLabels
from classifier.insight.themes import ALL, LabelCounts, count_labels
from classifier.reports.committee.review_counts import enter_review
from classifier.reports.model import MIN_BASE, WITHHELD, Few, Value
from classifier.reports.results import Results
from classifier.reports.sections.handling_tables import STAGES, council_rows, whole
from classifier.reports.view import View, counted_rows

CONDUCT = "staff_conduct"
# Complaints of staff are withheld for groups with fewer cases than this many times the minimum.
_CONDUCT_TIMES = 10
_MOST_GROUPS = 25
PARTS = {"decided": ("upheld", "not_upheld"), "timed": ("on_time", "late")}
# One name for both where stage 3 is small; else stage 2 would be withheld with it.
LATER_STAGES = "Stages 2 and 3"
NOT_DECIDED = ("refused", "withdrawn", "open")
HANDLED = ("received", "decided", "upheld", "not_upheld", "timed", "on_time", "late")


@dataclass(frozen=True)
class CommitteeCounts:
    """What a committee may see.

    Attributes:
        shown: every count, withheld or not.
        periods: names of the periods, those with few cases joined to a neighbour.
        groups: scheme id -> its groups, largest first.
        stages: stages that there are.
        handled_groups: groups that key figures are given for.
        years: financial years with remedies.
    """

    shown: Shown
    periods: list[str]
    groups: Mapping[str, list[str]]
    stages: list[str]
    handled_groups: list[str]
    years: list[str]

    def value(self, key: Key) -> Value:
        """A count as a table shows it."""
        count = self.shown.count(key)
        return WITHHELD if count is None else count

    def share(self, count: Key, base: Key) -> Value:
        """A share as a table shows it."""
        part, whole_ = self.shown.count(count), self.shown.count(base)
        if part is None or whole_ is None:
            return WITHHELD
        if not whole_:
            return None
        return part / whole_ if whole_ >= MIN_BASE else Few(part, whole_)

    def open(self, scheme: str, label: str, dimension: str) -> bool:
        """Whether all of a label's counts in a dimension may be seen."""
        names = self.periods if dimension == "period" else self.groups[scheme]
        return self.shown.all(
            key
            for name in names
            for key in (
                ("label", scheme, label, dimension, name),
                ("base", scheme, dimension, name),
            )
        ) and self.shown.all([("label", scheme, label), ("base", scheme)])


def settle(view: View, results: Results | None = None) -> CommitteeCounts:
    """Enter all counts of a view and decide what is withheld.

    Args:
        view: the cases.
        results: what is found in them; without, the review and what no label covers are left out.
    """
    ledger = Ledger(view.settings.min_count)
    ledger.enter(("complaints",), int(view.complaints.sum()))
    schemes = {
        scheme: labels
        for scheme, labels in view.cases.labels.items()
        if (counted_rows(view, labels) & labels.base).any()
    }
    joined, order = _joined(view, schemes)
    groups = {}
    for scheme, labels in schemes.items():
        rows = counted_rows(view, labels)
        by_group = count_labels(labels, rows, view.groups)
        groups[scheme] = by_group.groups
        _enter_scheme(ledger, scheme, labels, rows, by_group, (joined, order))
    names = next(iter(groups.values()), [])
    handled = names if len(names) <= _MOST_GROUPS else []
    stages = _enter_handling(ledger, view, (joined, order), handled)
    for scheme, listed in groups.items():
        for name in set(listed) & set(handled):
            # A group is seen in themes and in key figures, or in neither.
            one, other = ("base", scheme, "group", name), ("kpi", "received", "group", name)
            ledger.follow(one, [other])
            ledger.follow(other, [one])
    years = _enter_remedies(ledger, view)
    if results:
        enter_review(ledger, results, groups)
    return CommitteeCounts(ledger.settle(), order, groups, stages, handled, years)


def _joined(view: View, schemes: Mapping[str, SchemeLabels]) -> tuple[pd.Series, list[str]]:
    """Periods for readers, those with too few cases of any scheme joined to the one before."""
    least = max(MIN_BASE, view.settings.min_count)
    sizes = [
        view.periods[counted_rows(view, labels) & labels.base]
        .value_counts()
        .reindex(view.order, fill_value=0)
        for labels in schemes.values()
    ]
    size = pd.concat(sizes, axis=1).min(axis=1) if sizes else pd.Series(0, index=view.order)
    runs: list[list[str]] = []
    for period in view.order:
        if runs and (size[period] < least or size[runs[-1]].sum() < least):
            runs[-1].append(period)
        else:
            runs.append([period])
    kind = view.settings.period
    names: dict[str, str] = {}
    for run in runs:
        first, last = readable_period(run[0], kind), readable_period(run[-1], kind)
        names |= dict.fromkeys(run, first if first == last else f"{first} to {last}")
    return view.periods.map(lambda name: names.get(name, "")), list(dict.fromkeys(names.values()))


_Periods = tuple[pd.Series, Sequence[str]]


def _enter_scheme(
    ledger: Ledger,
    scheme: str,
    labels: SchemeLabels,
    rows: pd.Series,
    by_group: LabelCounts,
    periods: _Periods,
) -> None:
    total = count_labels(labels, rows)
    by_period = count_labels(labels, rows, periods[0], periods[1])
    tables = {"group": by_group, "period": by_period}
    ledger.enter(("base", scheme), total.base())
    for label in labels.scheme.ids:
        ledger.enter(("label", scheme, label), total.count(ALL, label), of=("base", scheme))
    for dimension, counts in tables.items():
        bases: list[Key] = [("base", scheme, dimension, name) for name in counts.groups]
        for name, key in zip(counts.groups, bases, strict=True):
            ledger.enter(key, counts.base(name))
        ledger.adds_up(("base", scheme), bases)
        for label in labels.scheme.ids:
            cells: list[Key] = [("label", scheme, label, dimension, n) for n in counts.groups]
            for name, key, base in zip(counts.groups, cells, bases, strict=True):
                ledger.enter(key, counts.count(name, label), of=base)
                ledger.follow(base, [key])
            ledger.adds_up(("label", scheme, label), cells)
            if dimension == "period":
                ledger.together(cells)
    few = _CONDUCT_TIMES * ledger.minimum
    if CONDUCT in labels.scheme.ids:
        for name in by_group.groups:
            if by_group.base(name) < few:
                ledger.withhold(("label", scheme, CONDUCT, "group", name))


def _enter_handling(
    ledger: Ledger, view: View, periods: _Periods, groups: Sequence[str]
) -> list[str]:
    """Key figures: the total, and by stage, group and period."""
    from classifier.insight.clocks import clock_table

    frame = view.cases.table.frame
    clock = clock_table(frame, as_of=view.complete_to)
    stage = frame.get("stage", pd.Series("", index=frame.index)).fillna("")
    stage = stage.map(lambda name: STAGES.get(name, ""))
    rows = council_rows(view)
    later = rows & stage_rows(frame)
    if 0 < int((stage[later] == STAGES["3"]).sum()) < ledger.minimum:
        stage = stage.replace({STAGES["2"]: LATER_STAGES, STAGES["3"]: LATER_STAGES})
    whole_table = kpi_table(frame, clock, rows).reindex(["All"])
    total = _handled(whole_table).iloc[0]
    for name in HANDLED:
        ledger.enter(("kpi", name), int(total[name]))
    _partition(ledger, ())
    _enter_outcomes(ledger, whole_table.iloc[0], int(total["decided"]), int(total["received"]))
    by_stage = _handled(kpi_table(frame, clock, rows, {"stage": stage}))
    tables = {"stage": by_stage}
    tables["period"] = _handled(kpi_table(frame, clock, rows, {"period": periods[0]}))
    tables["period"] = tables["period"].reindex(list(periods[1]), fill_value=0)
    if groups:
        table = _handled(kpi_table(frame, clock, rows, {"group": view.groups}))
        order = [*groups, *(name for name in table.index if name not in groups)]
        tables["group"] = table.reindex(order, fill_value=0)
    for dimension, table in tables.items():
        for name in HANDLED:
            keys: list[Key] = [("kpi", name, dimension, part) for part in table.index]
            for part, key in zip(table.index, keys, strict=True):
                ledger.enter(key, int(table.at[part, name]))
                if name != "received":
                    ledger.follow(("kpi", "received", dimension, part), [key])
            ledger.adds_up(("kpi", name), keys)
            if dimension == "period":
                ledger.together(keys)
        for part in table.index:
            _partition(ledger, (dimension, part))
    _enter_ombudsman(ledger, view)
    return [str(name) for name in by_stage.index]


def _enter_ombudsman(ledger: Ledger, view: View) -> None:
    """The ombudsman's cases, which are in no other count of key figures."""
    table = ombudsman_table(view.cases.table.frame, view.rows)
    if table is None or table.empty:
        return
    row = table.iloc[0]
    names = ("received", "investigated", "upheld")
    received, looked, upheld = (whole(row[name]) or 0 for name in names)
    parts: list[Key] = [("ombudsman", "upheld"), ("ombudsman", "not_upheld")]
    ledger.enter(("ombudsman", "received"), received)
    ledger.enter(("ombudsman", "investigated"), looked)
    ledger.enter(parts[0], upheld)
    ledger.enter(parts[1], looked - upheld)
    ledger.adds_up(("ombudsman", "investigated"), parts)
    ledger.follow(("ombudsman", "received"), [("ombudsman", "investigated")])


def _handled(table: pd.DataFrame) -> pd.DataFrame:
    """The counts of key figures; what a group has no data for is nothing decided or timed."""
    counts = table[["received", "decided", "upheld_any", "not_upheld", "timed", "on_time"]]
    counts = counts.fillna(0).astype(int).rename(columns={"upheld_any": "upheld"})
    return counts.assign(late=counts["timed"] - counts["on_time"])


def _enter_outcomes(ledger: Ledger, row: pd.Series, decided: int, received: int) -> None:
    """Refused and withdrawn complaints, and what is left of those without a decision."""
    refused, withdrawn = whole(row["refused"]) or 0, whole(row["withdrawn"]) or 0
    rest: Key = ("kpi", "not_decided")
    ledger.enter(rest, received - decided)
    ledger.enter(("kpi", "refused"), refused)
    ledger.enter(("kpi", "withdrawn"), withdrawn)
    ledger.enter(("kpi", "open"), received - decided - refused - withdrawn)
    ledger.adds_up(rest, [("kpi", name) for name in NOT_DECIDED])
    for whole_ in ("received", "decided"):
        ledger.follow(("kpi", whole_), [rest])


def _partition(ledger: Ledger, place: tuple[str, ...]) -> None:
    for total, parts in PARTS.items():
        ledger.adds_up(("kpi", total, *place), [("kpi", part, *place) for part in parts])


def _enter_remedies(ledger: Ledger, view: View) -> list[str]:
    frame = view.cases.table.frame
    years = period_labels(frame["received_date"], "year")
    table = remedy_table(frame, view.rows, {"year": years})
    if table is None:
        return []
    names = [str(name) for name in table.index]
    ledger.enter(("remedies",), sum(whole(table.at[n, "with_remedy"]) or 0 for n in names))
    for name in names:
        ledger.enter(("remedies", name), whole(table.at[name, "with_remedy"]) or 0)
    ledger.adds_up(("remedies",), [("remedies", name) for name in names])
    ledger.together([("remedies", name) for name in names])
    return names
