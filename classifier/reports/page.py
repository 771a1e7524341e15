"""The report as a page: one file, no outside address, readable without scripts, printable."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from classifier.reports.charts import chart_svg
from classifier.reports.model import Kind, Report, Value, Withheld, format_value

if TYPE_CHECKING:
    from jinja2 import Environment

_SHADES = 6
_FULL_SHADE = 0.6


def render_page(report: Report) -> str:
    """The page of a report as HTML."""
    charts = {
        (section.id, number): chart_svg(chart, f"chart-{section.id}-{number}")
        for section in report.sections
        for number, chart in enumerate(section.charts)
    }
    return _environment().get_template("report.html").render(report=report, charts=charts)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("classifier.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = cell_words
    environment.filters["shade"] = shade
    # Only for SVG that this program drew: its texts are escaped where it is made.
    environment.filters["drawn"] = Markup
    return environment


def cell_words(value: Value, kind: Kind) -> str:
    """A cell's words on the page."""
    return format_value(value, kind)


def shade(value: Value) -> int:
    """How dark a cell of a heat table is: 0 (none) to 6, evenly up to a share of 60%."""
    if isinstance(value, Withheld) or not isinstance(value, float):
        return 0
    return min(_SHADES, round(_SHADES * value / _FULL_SHADE))
