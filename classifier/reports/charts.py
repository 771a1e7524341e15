"""Charts as inline SVG, in the Analysis Function's accessible palette, labelled directly."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from classifier.reports.model import Chart, ControlFigure, TrendChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
_MARKERS = ("o", "s", "^", "D")
_GREY = "#3D3D3D"
_MAX_TICKS = 9
_SIZE = (7.5, 3.4)
# Shares of the height of the plot: a line of text at the right, room around it, a line above.
_LINE = 0.08
_GAP = 0.01
_BAND = 0.09
_MAX_BANDS = 3
_ONE_DIGIT = 10


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
        "font.size": 12,
        # Names are people's words: a dollar sign in them is no formula.
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=_SIZE)
        axes = figure.subplots()
        if isinstance(chart, TrendChart):
            figure.subplots_adjust(left=0.085, right=0.68, top=0.96, bottom=_bottom(chart.periods))
            _draw(axes, chart)
        else:
            bands = min(len(chart.changes), _MAX_BANDS)
            top = 0.96 / (1 + _BAND * bands)
            figure.subplots_adjust(left=0.085, right=0.79, top=top, bottom=_bottom(chart.periods))
            _draw_control(axes, chart)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _embed(buffer.getvalue(), chart, identifier)


def _bottom(periods: Sequence[str]) -> float:
    """Room below the plot for the names of the periods."""
    return 0.04 + 0.065 * max(_short(period).count("\n") + 1 for period in periods)


def _draw_control(axes: Axes, chart: ControlFigure) -> None:
    positions = range(len(chart.periods))
    values = _heights(chart.values)
    known = [v for v in (*chart.values, *chart.upper) if v is not None]
    ceiling = max(known, default=1.0) * 1.1 or 1.0
    _draw_limits(axes, chart)
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
    _mark_changes(axes, chart)
    _frame(axes, chart.periods, ceiling, shares=chart.shares)
    _label_limits(axes, chart, ceiling)


def _draw_limits(axes: Axes, chart: ControlFigure) -> None:
    """Mean and limits, broken where they start afresh."""
    starts = [0, *sorted({position for position, _ in chart.changes}), len(chart.periods)]
    for line, style in ((chart.lower, (0, (5, 3))), (chart.means, "-"), (chart.upper, (0, (5, 3)))):
        heights = _heights(line)
        for start, end in pairwise(starts):
            part = heights[start:end]
            axes.plot(range(start, end), part, color=_GREY, linewidth=1.2, linestyle=style)


def _mark_changes(axes: Axes, chart: ControlFigure) -> None:
    """A line where limits start afresh, its name above the plot, where no other line runs."""
    shown = axes.get_xaxis_transform()
    for index, (position, what) in enumerate(chart.changes):
        height = 1 + _BAND * (index % _MAX_BANDS)
        right = position > len(chart.periods) / 2
        line = position - 0.5
        axes.plot(
            [line, line],
            [0, height + 0.06],
            color=PALETTE[2],
            lw=1.2,
            transform=shown,
            clip_on=False,
        )
        axes.annotate(
            _shortened(what, 48),
            (line, height + 0.02),
            xytext=(-4 if right else 4, 0),
            textcoords="offset points",
            xycoords=shown,
            color=PALETTE[2],
            fontsize=11,
            ha="right" if right else "left",
            va="bottom",
            annotation_clip=False,
            # Where another change's line runs behind it, the words stay readable.
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )


def _label_limits(axes: Axes, chart: ControlFigure, ceiling: float) -> None:
    """Names and values at the right end of the lines."""
    last = max((i for i, mean in enumerate(chart.means) if mean is not None), default=None)
    if last is None:
        return
    lines = (
        ("Lower limit", chart.lower[last]),
        ("Mean", chart.means[last]),
        ("Upper limit", chart.upper[last]),
    )
    named = [(height / ceiling, name) for name, height in lines if height is not None]
    places = _spread([height for height, _ in named], [1] * len(named))
    for place, (height, name) in zip(places, named, strict=True):
        words = f"{name} {_figure(height * ceiling, chart.shares)}"
        axes.text(
            1.02, place, words, color=_GREY, va="center", fontsize=11, transform=axes.transAxes
        )


def _figure(value: float, share: bool) -> str:
    if share:
        return f"{100 * value:.0f}%"
    return f"{value:,.1f}" if value < _ONE_DIGIT else f"{value:,.0f}"


def _heights(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _draw(axes: Axes, chart: TrendChart) -> None:
    positions = range(len(chart.periods))
    top = max((v for values in chart.series.values() for v in values if v is not None), default=0)
    ceiling = min(1.0, max(0.1, top * 1.2))
    ends = []
    for index, (name, values) in enumerate(chart.series.items()):
        colour, marker = PALETTE[index % len(PALETTE)], _MARKERS[index % len(_MARKERS)]
        heights = _heights(values)
        axes.plot(positions, heights, color=colour, marker=marker, markersize=6, linewidth=2)
        last = max((i for i, value in enumerate(values) if value is not None), default=None)
        if last is not None:
            ends.append((heights[last] / ceiling, name, colour, marker))
    _frame(axes, chart.periods, ceiling, shares=True)
    _label_ends(axes, ends)


def _frame(axes: Axes, periods: Sequence[str], ceiling: float, *, shares: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_ylim(0, ceiling)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=not shares))
    if shares:
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.set_xlim(-0.3, len(periods) - 0.7)
    step = -(-len(periods) // _MAX_TICKS)
    axes.set_xticks(list(range(len(periods)))[::step], [_short(p) for p in periods[::step]])
    axes.tick_params(axis="x", labelsize=11)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_GREY, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _label_ends(axes: Axes, ends: list[tuple[float, str, str, str]]) -> None:
    """Write each line's name at its end.

    The name is in dark grey, which the lighter colours' contrast would not allow; its marker has
    the line's colour and shape.
    """
    ends = sorted(ends)
    names = [textwrap.wrap(name, 20, max_lines=2, placeholder="…") for _, name, *_ in ends]
    places = _spread([height for height, *_ in ends], [len(lines) for lines in names])
    for place, lines, (_, _, colour, marker) in zip(places, names, ends, strict=True):
        axes.plot(
            1.03,
            place,
            marker=marker,
            color=colour,
            markersize=7,
            clip_on=False,
            transform=axes.transAxes,
        )
        words = "\n".join(lines)
        axes.text(
            1.06, place, words, color=_GREY, va="center", transform=axes.transAxes, linespacing=1.05
        )


def _spread(heights: Sequence[float], lines: Sequence[int]) -> list[float]:
    """Places for labels, as near to the heights as may be without one overlapping another.

    Args:
        heights: where each label would stand, as a share of the plot's height, ascending.
        lines: how many lines of text each has.
    """
    halves = [_LINE * n / 2 + _GAP for n in lines]
    places: list[float] = []
    edge = 0.0 - (halves[0] if halves else 0.0)
    for height, half in zip(heights, halves, strict=True):
        places.append(max(height, edge + half))
        edge = places[-1] + half
    edge = max([1.0 + _LINE / 2, *heights])
    for index in reversed(range(len(places))):
        places[index] = min(places[index], edge - halves[index])
        edge = places[index] - halves[index]
    return places


def _shortened(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"


def _short(period: str) -> str:
    """A period's name in short lines: the quarter or month, then the year."""
    parts = [_month_and_year(part) for part in period.split(" to ")]
    names = list(dict.fromkeys(name for name, _ in parts if name))
    years = list(dict.fromkeys(year for _, year in parts))
    return "\n".join(line for line in (" to ".join(names), " to\n".join(years)) if line)


def _month_and_year(period: str) -> tuple[str, str]:
    month = re.fullmatch(r"([A-Z][a-z]{2})[a-z]* (\d{4})", period)
    if month:
        return month.group(1), month.group(2)
    year, _, quarter = period.partition(" ")
    return quarter, year


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
        f'<svg viewBox="{box.group(1) if box else "0 0 540 245"}" role="img" '
        f'aria-labelledby="{identifier}-title {identifier}-desc">'
        f'<title id="{identifier}-title">{escape(chart.title)}</title>'
        f'<desc id="{identifier}-desc">{escape(chart.alternative)}</desc>'
    )
    return opening + body[head.end() :]
