"""Changes over time that a committee may see."""

from __future__ import annotations

from classifier.insight.findings import VOLUME, latest_signal
from classifier.insight.periods import readable_period
from classifier.insight.suppression import Key
from classifier.insight.trends import COUNCIL, MonthlyChart
from classifier.reports.committee.counts import CommitteeCounts
from classifier.reports.committee.themes import counted_table, crossed
from classifier.reports.model import (
    Section,
    TrendChart,
)
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections.trends import draw_periods

ALL_COUNCIL = "The whole council"
_LINES = 4
_SHOWN = 10


def trends_section(
    results: Results, counts: CommitteeCounts, schemes: dict[str, SchemeResults]
) -> Section:
    """Shares by period, and lasting changes without their figures."""
    section = Section("trends", "Changes over time")
    kind = results.view.settings.period
    if results.no_charts:
        section.sentences.append(f"No change over time is told by month: {results.no_charts}")
    else:
        said = [words for words, _ in signals(results, counts, schemes)]
        section.points = said[:_SHOWN] or [
            "No change over time was found that lasts, is more than chance and may be shown."
        ]
    for scheme, found in schemes.items():
        base = counts.shown.count(("base", scheme))
        words = f"Base: {base:,} cases whose text could be read." if base is not None else ""
        chart = _period_chart(counts, found, kind, words)
        if chart and not section.charts:
            section.charts.append(chart)
        section.tables.append(crossed(counts, found, "period", counts.periods, kind, words))
        section.tables.append(counted_table(counts, found, "period", counts.periods, kind, words))
    return section


def _period_chart(
    counts: CommitteeCounts, found: SchemeResults, kind: str, base: str
) -> TrendChart | None:
    scheme = found.labels.scheme.id
    seen = [
        label
        for label in found.total.ranked()
        if counts.open(scheme, label, "period") and counts.shown.values[("label", scheme, label)]
    ]
    shares: dict[str, dict[str, float | None]] = {}
    for label in seen[:_LINES]:
        values = {}
        for name in counts.periods:
            share = counts.share(
                ("label", scheme, label, "period", name), ("base", scheme, "period", name)
            )
            values[name] = share if isinstance(share, float) else None
        shares[found.label(label)] = values
    return draw_periods(shares, counts.periods, kind, found.name, base) if shares else None


def signals(
    results: Results, counts: CommitteeCounts, schemes: dict[str, SchemeResults]
) -> list[tuple[str, tuple[str, str]]]:
    """Lasting signals of series whose counts may be seen; no figure of theirs is given."""
    said = []
    for scheme, found in schemes.items():
        for item in results.lasting(scheme):
            if item.level not in (COUNCIL, results.view.group_word):
                continue
            name = item.group or ALL_COUNCIL
            label = item.label
            if label == VOLUME:
                keys: list[Key] = [("complaints",)]
                keys += [("base", scheme, "group", item.group)] if item.group else []
            else:
                keys = [("label", scheme, label)]
                keys += [("label", scheme, label, "group", item.group)] if item.group else []
                if not counts.open(scheme, label, "period"):
                    continue
            if not counts.shown.all(key for key in keys if key in counts.shown.values):
                continue
            what = "the number of complaints" if label == VOLUME else found.label(label).lower()
            said.append((f"{name}: {what} {_signal_words(item)}.", (item.group, label)))
    return said


def _signal_words(item: MonthlyChart) -> str:
    signal = latest_signal(item.chart) if item.chart else None
    if signal is None:
        raise ValueError(f"{item.name} has no signal")
    first = readable_period(item.months[signal.start], "month")
    last = readable_period(item.months[signal.end], "month")
    up = signal.way > 0
    if signal.rule == "shift":
        return f"has been {'above' if up else 'below'} its earlier average since {first}"
    if signal.rule == "trend":
        return f"has {'risen' if up else 'fallen'} every month from {first} to {last}"
    return f"was unusually {'high' if up else 'low'} in {last}"
