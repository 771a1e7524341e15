"""The report as a page: one file, no outside address, readable without scripts, printable."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
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
    folded = any(chart.table for section in report.sections for chart in section.charts) or any(
        table.place == "details" for table in report.tables
    )
    script = _script()
    template = _environment().get_template("report.html")
    return template.render(
        report=report, charts=charts, folded=folded, script=script, script_hash=_hash(script)
    )


@cache
def _script() -> str:
    return (resources.files("classifier.reports") / "templates" / "tables.js").read_text("utf-8")


def _hash(script: str) -> str:
    """How the page's own policy names the one script that may run."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


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
    # Only for what this program made: the script, and SVG whose texts are escaped already.
    environment.filters["ours"] = Markup
    return environment


def cell_words(value: Value, kind: Kind) -> str:
    """A cell's words on the page."""
    return format_value(value, kind)


def shade(value: Value) -> int:
    """How dark a cell of a heat table is: 0 (none) to 6, evenly up to a share of 60%."""
    if isinstance(value, Withheld) or not isinstance(value, float):
        return 0
    return min(_SHADES, round(_SHADES * value / _FULL_SHADE))
