"""Charts as inline SVG, in the Analysis Function's accessible palette, labelled directly."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from classifier.reports.model import Chart, ControlFigure, TrendChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
_MARKERS = ("o", "s", "^", "D")
_GREY = "#3D3D3D"
_MAX_TICKS = 9
_GAP = 0.075


def chart_svg(chart: Chart, identifier: str) -> str:
    """A chart as an SVG element, titled and described for who can't see it.

    Args:
        chart: at most four series, told apart by marker and label as well as by colour; or one
            series with its limits.
        identifier: unique on the page, for the element's ids.

    Returns:
        an ``<svg>`` element without any outside address.
    """
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": identifier,
        "font.family": "sans-serif",
        "font.size": 11,
    }
    with mpl.rc_context(settings):
        lines = isinstance(chart, TrendChart)
        figure = Figure(figsize=(9, 3.9 if lines else 3.2))
        axes = figure.subplots()
        if isinstance(chart, TrendChart):
            _draw(axes, chart)
        else:
            _draw_control(axes, chart)
        figure.subplots_adjust(
            left=0.06, right=0.66 if lines else 0.88, top=0.96, bottom=0.15 if lines else 0.18
        )
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _embed(buffer.getvalue(), chart, identifier)


def _draw_control(axes: Axes, chart: ControlFigure) -> None:
    positions = range(len(chart.periods))
    values = _heights(chart.values)
    known = [v for v in (*chart.values, *chart.upper) if v is not None]
    ceiling = max(known, default=1.0) * 1.15 or 1.0
    for bound in (chart.lower, chart.upper):
        axes.plot(positions, _heights(bound), color=_GREY, linewidth=1.2, linestyle=(0, (5, 3)))
    axes.plot(positions, _heights(chart.means), color=_GREY, linewidth=1.2)
    axes.plot(positions, values, color=PALETTE[0], linewidth=2, marker="o", markersize=4)
    for position in chart.open:
        # A month that is not over: an empty marker.
        axes.plot(
            position, values[position], marker="o", markersize=6, color=PALETTE[0], mfc="white"
        )
    for position in chart.signals:
        axes.plot(
            position,
            values[position],
            marker="o",
            markersize=11,
            mfc="none",
            color=PALETTE[3],
            mew=2,
        )
    for position, what in chart.changes:
        axes.axvline(position - 0.5, color=PALETTE[2], linewidth=1.2)
        axes.text(position - 0.4, ceiling * 0.97, what[:48], color=PALETTE[2], va="top", fontsize=9)
    _label_limits(axes, chart)
    if chart.shares:
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    _frame(axes, chart.periods, ceiling)


def _label_limits(axes: Axes, chart: ControlFigure) -> None:
    """Names at the right end of the lines."""
    last = max((i for i, mean in enumerate(chart.means) if mean is not None), default=None)
    if last is None:
        return
    floor = -1.0
    top = axes.get_ylim()[1]
    for name, line in (
        ("Lower limit", chart.lower),
        ("Mean", chart.means),
        ("Upper limit", chart.upper),
    ):
        height = line[last]
        if height is not None:
            at = max(height, floor + 0.09 * top)
            floor = at
            axes.text(len(chart.periods) - 0.55, at, name, color=_GREY, va="center", fontsize=9)


def _heights(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _draw(axes: Axes, chart: TrendChart) -> None:
    positions = range(len(chart.periods))
    top = max((v for values in chart.series.values() for v in values if v is not None), default=0)
    ceiling = min(1.0, max(0.1, top * 1.2))
    ends = []
    for index, (name, values) in enumerate(chart.series.items()):
        colour = PALETTE[index % len(PALETTE)]
        heights = _heights(values)
        axes.plot(
            positions, heights, color=colour, marker=_MARKERS[index % 4], markersize=5, linewidth=2
        )
        last = max((i for i, value in enumerate(values) if value is not None), default=None)
        if last is not None:
            ends.append((heights[last], name, colour, _MARKERS[index % 4]))
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    _frame(axes, chart.periods, ceiling)
    _label_ends(axes, ends, len(chart.periods), ceiling)


def _frame(axes: Axes, periods: Sequence[str], ceiling: float) -> None:
    axes.set_ylim(0, ceiling)
    axes.set_xlim(-0.3, len(periods) - 0.7)
    step = -(-len(periods) // _MAX_TICKS)
    axes.set_xticks(list(range(len(periods)))[::step], [_short(p) for p in periods[::step]])
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_GREY, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _label_ends(
    axes: Axes, ends: list[tuple[float, str, str, str]], n: int, ceiling: float
) -> None:
    """Write each line's name at its end, pushed apart where they would overlap."""
    floor = -1.0
    for height, name, colour, marker in sorted(ends):
        at = max(height, floor + _GAP * ceiling)
        floor = at
        # The name in dark grey, which the lighter colours' contrast would not allow; its marker
        # in the line's colour and shape.
        place = axes.transAxes.inverted().transform(axes.transData.transform((n - 1, at)))[1]
        axes.plot(
            1.02,
            place,
            marker=marker,
            color=colour,
            markersize=7,
            clip_on=False,
            transform=axes.transAxes,
        )
        axes.text(1.04, place, name, color=_GREY, va="center", transform=axes.transAxes)


def _short(period: str) -> str:
    month = re.fullmatch(r"([A-Z][a-z]{2})[a-z]* (\d{4})", period)
    return f"{month.group(1)}\n{month.group(2)}" if month else "\n".join(reversed(period.split()))


def _embed(svg: str, chart: Chart, identifier: str) -> str:
    from markupsafe import escape

    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    # The namespaces are addresses; HTML needs none of them.
    body = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", body)
    body = body.replace("xlink:href", "href")
    # Ids must be unique on a page that holds several charts.
    body = re.sub(r'id="([^"]+)"', rf'id="{identifier}-\1"', body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{identifier}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{identifier}-\1)", body)
    head = re.match(r"<svg[^>]*>", body)
    if head is None:
        raise ValueError("matplotlib gave no SVG")
    box = re.search(r'viewBox="([^"]+)"', head.group(0))
    opening = (
        f'<svg viewBox="{box.group(1) if box else "0 0 648 280"}" role="img" '
        f'aria-labelledby="{identifier}-title {identifier}-desc">'
        f'<title id="{identifier}-title">{escape(chart.title)}</title>'
        f'<desc id="{identifier}-desc">{escape(chart.alternative)}</desc>'
    )
    return opening + body[head.end() :]
