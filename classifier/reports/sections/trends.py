"""What changed over time: shares by period, and control charts by month."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.insight.findings import VOLUME
from classifier.insight.periods import readable_period
from classifier.insight.themes import ALL
from classifier.insight.trends import COUNCIL, MonthlyChart, expected_by_chance
from classifier.reports import tables
from classifier.reports.model import (
    MIN_BASE,
    Column,
    ControlFigure,
    Section,
    Table,
    TrendChart,
    Value,
    counted,
    percent,
)
from classifier.reports.results import Results, SchemeResults

_LINES = 4
_RECENT = 6
_FIGURES = 4
_LEADING = 1
_GROUPS = 25


def trends_section(results: Results) -> Section:
    """Trends of the themes: by period, then by month against limits."""
    section = Section("trends", "Changes over time")
    found = results.leading
    if found is None or not found.total.base():
        section.sentences.append("No data: no theme could be counted.")
        return section
    chart = period_chart(results, found)
    if chart:
        section.charts.append(chart)
    _add_charts(section, results, found)
    for scheme in results.schemes.values():
        if scheme.total.base():
            section.tables.append(_by_period(results, scheme))
    return section


def _by_period(results: Results, found: SchemeResults) -> Table:
    kind = results.view.settings.period
    return tables.cross(
        f"{found.labels.scheme.column}_by_period",
        f"{found.labels.scheme.name}s by {kind}",
        kind.capitalize(),
        found,
        found.periods,
        rename=lambda name: readable_period(name, kind),
        place="details",
    )


# --- By period -----------------------------------------------------------------------------------


def period_chart(results: Results, found: SchemeResults) -> TrendChart | None:
    """The leading labels by period; None with fewer than two periods to compare."""
    periods, kind = found.periods, results.view.settings.period
    readable = {name: readable_period(name, kind) for name in results.view.order}
    shares = {
        label: {
            words: periods.share(name, label) if periods.base(name) >= MIN_BASE else None
            for name, words in readable.items()
        }
        for label in [x for x in found.total.ranked() if found.total.count(ALL, x)][:_LINES]
    }
    return draw_periods(
        {found.label(label): values for label, values in shares.items()},
        list(readable.values()),
        kind,
        found.name,
        found.base_words,
    )


def draw_periods(
    shares: dict[str, dict[str, float | None]],
    order: Sequence[str],
    kind: str,
    name: str,
    base: str,
) -> TrendChart | None:
    """A chart of shares by period; None where fewer than two periods have one.

    Args:
        shares: line -> period -> share.
        order: the periods in order, as readers see them.
        kind: what they are.
        name: what the lines are, e.g. ``theme``.
        base: what the shares are shares of.
    """
    drawn = [p for p in order if any(values[p] is not None for values in shares.values())]
    if len(drawn) < 2:  # noqa: PLR2004
        return None
    # Periods at either end that are too small to draw would only be empty space.
    names = list(order[order.index(drawn[0]) : order.index(drawn[-1]) + 1])
    series: dict[str, Sequence[float | None]] = {
        line: [values[period] for period in names] for line, values in shares.items()
    }
    words = "; ".join(
        f"{line}: {', '.join('not shown' if v is None else percent(v) for v in values[-_RECENT:])}"
        for line, values in series.items()
    )
    return TrendChart(
        title=_title(name, kind, series),
        periods=names,
        series=series,
        base=f"Share of cases. {base}",
        alternative=f"Share of cases by {kind}, the last {min(_RECENT, len(names))} of"
        f" {len(names)}. {words}.",
        table=Table(
            f"{name.replace(' ', '_')}_chart",
            f"Leading {name}s by {kind}",
            [Column(kind.capitalize()), *(Column(line, "share") for line in series)],
            [[p, *(values[i] for values in series.values())] for i, p in enumerate(names)],
        ),
    )


def _title(name: str, kind: str, series: dict[str, Sequence[float | None]]) -> str:
    """How far the leading line ranges: its two ends alone would look like a rise or a fall."""
    leader, values = next(iter(series.items()))
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return f"The leading {name}s over time"
    low, high = percent(min(known)), percent(max(known))
    if low == high:
        return f"{leader}: {low} in every {kind}"
    return f"{leader}: between {low} and {high} from {kind} to {kind}"


# --- By month ------------------------------------------------------------------------------------


def _add_charts(section: Section, results: Results, found: SchemeResults) -> None:
    if results.no_charts:
        section.sentences.append(f"No change over time is told by month: {results.no_charts}")
        return
    scheme = found.labels.scheme.id
    charts = results.charts[scheme]
    drawn = [chart for chart in charts if chart.chart is not None]
    if not drawn:
        why = charts[0].too_few if charts else "no case has a date"
        section.sentences.append(f"No month-by-month chart could be drawn: {why}.")
        return
    signals = results.signals(scheme)
    lasting = sum(chart.state != "past" for chart in signals)
    section.sentences.append(
        f"{counted(len(drawn), 'monthly control chart')} of complaints and {found.name}s could be"
        f" drawn: {counted(len(signals), 'chart', 'has')} a signal, {lasting or 'none'} of"
        " them still lasting."
        f" Had nothing changed anywhere, one would expect {expected_by_chance(drawn):.1f}."
        " The other series have too few cases or months."
    )
    section.points = [
        " ".join(filter(None, (chart.sentence, chart.rebased_sentence)))
        for chart in signals[:_FIGURES]
    ]
    leading = [label for label in found.total.ranked() if found.total.count(ALL, label)][:_LEADING]
    council = [
        chart for chart in drawn if chart.level == COUNCIL and chart.label in (VOLUME, *leading)
    ]
    figures = list(dict.fromkeys([*signals[:_FIGURES], *council]))
    section.charts += [control_figure(chart) for chart in figures]
    section.tables.append(_monthly(charts, found))


def control_figure(item: MonthlyChart) -> ControlFigure:
    """A control chart as it is drawn."""
    chart = item.chart
    if chart is None:
        raise ValueError(f"there is no chart of {item.name}: {item.too_few}")
    months = [readable_period(month, "month") for month in item.months]
    volume = item.label == VOLUME
    name = f"{item.name} in {item.group}" if item.group else item.name
    usual = "is within its usual range" if not item.sentence else ""
    title = item.sentence or f"{name} {usual} from {months[0]} to {months[-1]}."
    starts = {point.segment: i for i, point in reversed(list(enumerate(chart.points)))}
    # Changes whose limits start at one month follow each other; each start has at least one.
    later = [starts[segment] for segment in sorted(starts) if segment]
    changes = [
        (position, change.what) for position, change in zip(later, item.rebased, strict=False)
    ]
    last = next((p for p in reversed(chart.points) if p.mean is not None), None)
    limits = (
        f" Usual range {_number(last.lower, volume)} to {_number(last.upper, volume)}, mean"
        f" {_number(last.mean, volume)}."
        if last
        else ""
    )
    values = ", ".join(
        f"{month} {_number(point.value, volume)}"
        for month, point in zip(months, chart.points, strict=True)
    )
    what = "Complaints a month" if volume else "Share of a month's cases"
    return ControlFigure(
        title=title,
        periods=months,
        values=[point.value for point in chart.points],
        means=[point.mean for point in chart.points],
        lower=[point.lower for point in chart.points],
        upper=[point.upper for point in chart.points],
        signals=chart.signals,
        open=[i for i, point in enumerate(chart.points) if not point.complete],
        changes=changes,
        shares=not volume,
        base=f"{what}, {sum(item.bases):,} in all. Solid line: mean; dashed lines: limits"
        f"{', trial limits from few months' if chart.trial else ''}. A ringed point is part of a"
        " signal.",
        alternative=f"{title}{limits} By month: {values}.",
        table=Table(
            "chart",
            name,
            [
                Column("Month"),
                Column("Complaints" if volume else "Cases with it", "count"),
                *([] if volume else [Column("Cases", "count"), Column("Share", "share")]),
            ],
            [
                [month, count, *([] if volume else [base, count / base if base else None])]
                for month, count, base in zip(months, item.counts, item.bases, strict=True)
            ],
        ),
    )


def _number(value: float | None, volume: bool) -> str:
    if value is None:
        return "no data"
    return f"{value:.0f}" if volume else percent(float(value))


def _monthly(charts: Sequence[MonthlyChart], found: SchemeResults) -> Table:
    """Figures of the charts by month, for the workbook."""
    drawn = [c for c in charts if c.chart is not None]
    groups = {chart.group for chart in drawn}
    if len(groups) > _GROUPS:
        drawn = [c for c in drawn if c.level != "team" or c.sentence]
    rows: list[list[Value]] = []
    for item in drawn:
        points = item.chart.points if item.chart else ()
        for month, count, base, point in zip(
            item.months, item.counts, item.bases, points, strict=True
        ):
            volume = item.label == VOLUME
            rows.append(
                [
                    item.level.capitalize(),
                    item.group or "All",
                    item.name,
                    readable_period(month, "month"),
                    count,
                    None if volume else base,
                    _limit(point.mean, volume),
                    _limit(point.lower, volume),
                    _limit(point.upper, volume),
                    "; ".join(point.rules).replace("_", " ") or "none",
                    "yes" if point.complete else "no",
                ]
            )
    return Table(
        f"{found.labels.scheme.column}_by_month",
        f"Monthly figures of the control charts of complaints and {found.name}s",
        [
            Column("Level"),
            Column("Group"),
            Column("Series"),
            Column("Month"),
            Column("Cases with it", "count"),
            Column("Cases", "count"),
            Column("Mean"),
            Column("Lower limit"),
            Column("Upper limit"),
            Column("Rules"),
            Column("Complete month"),
        ],
        rows,
        base="Means and limits of shares lie between 0 and 1.",
        sheet="Monthly figures",
        place="workbook",
    )


def _limit(value: float | None, volume: bool) -> float | None:
    return None if value is None else round(float(value), 1 if volume else 4)
