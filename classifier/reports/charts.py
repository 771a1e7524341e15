"""Charts as inline SVG, in the Analysis Function's accessible palette, labelled directly."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from classifier.reports.model import TrendChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
_MARKERS = ("o", "s", "^", "D")
_GREY = "#3D3D3D"
_MAX_TICKS = 9
_GAP = 0.075


def trend_svg(chart: TrendChart, identifier: str) -> str:
    """A trend chart as an SVG element, titled and described for who can't see it.

    Args:
        chart: at most four series, told apart by marker and label as well as by colour.
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
        figure = Figure(figsize=(9, 3.9))
        axes = figure.subplots()
        _draw(axes, chart)
        figure.subplots_adjust(left=0.06, right=0.66, top=0.96, bottom=0.15)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _embed(buffer.getvalue(), chart, identifier)


def _draw(axes: Axes, chart: TrendChart) -> None:
    positions = range(len(chart.periods))
    top = max((v for values in chart.series.values() for v in values if v is not None), default=0)
    ceiling = min(1.0, max(0.1, top * 1.2))
    ends = []
    for index, (name, values) in enumerate(chart.series.items()):
        colour = PALETTE[index % len(PALETTE)]
        heights = [float("nan") if value is None else value for value in values]
        axes.plot(
            positions, heights, color=colour, marker=_MARKERS[index % 4], markersize=5, linewidth=2
        )
        last = max((i for i, value in enumerate(values) if value is not None), default=None)
        if last is not None:
            ends.append((heights[last], name, colour, _MARKERS[index % 4]))
    axes.set_ylim(0, ceiling)
    axes.set_xlim(-0.3, len(chart.periods) - 0.7)
    _label_ends(axes, ends, len(chart.periods), ceiling)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    step = -(-len(chart.periods) // _MAX_TICKS)
    axes.set_xticks(list(positions)[::step], [_short(p) for p in chart.periods[::step]])
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


def _embed(svg: str, chart: TrendChart, identifier: str) -> str:
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
