import re
from itertools import pairwise

import pytest

from classifier.reports.charts import chart_svg
from classifier.reports.model import ControlFigure, TrendChart


def texts(svg):
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)


def trend(**changes):
    made = {
        "title": "Delay rose",
        "periods": ["2025-26 Q1", "2025-26 Q2"],
        "series": {"Delay": [0.2, 0.3]},
        "base": "Base: 90",
        "alternative": "Delay: 20%, 30%",
    }
    return TrendChart(**(made | changes))


def control(values, changes=(), *, shares=True):
    months = [f"{month} 2026" for month in ("April", "May", "June", "July")]
    limits = {"means": [2.5] * 4, "lower": [0.5] * 4, "upper": [12.0] * 4}
    return ControlFigure(
        "Title", months, values, signals=[], open=[], changes=changes, shares=shares, base="Base",
        alternative="Words", **limits,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("period", "lines"),
    [
        ("2025-26 Q1", ["Q1", "2025-26"]),
        ("June 2026", ["Jun", "2026"]),
        ("2025-26", ["2025-26"]),
        ("2024-25 Q4 to 2025-26 Q1", ["Q4 to Q1", "2024-25 to", "2025-26"]),
        ("2025-26 Q1 to 2025-26 Q3", ["Q1 to Q3", "2025-26"]),
    ],
)
def test_a_period_stands_below_its_point_in_short_lines(period, lines):
    found = texts(chart_svg(trend(periods=[period, "2030-31"]), "c"))
    assert [line for line in found if line in lines][: len(lines)] == lines


def test_a_dollar_sign_in_a_name_is_no_formula():
    found = texts(chart_svg(trend(series={r"$\frac{1}$ charges": [0.1, 0.2]}), "c"))
    assert r"$\frac{1}$ charges" in found


def test_a_long_name_is_wrapped_and_then_cut():
    name = "Failure to provide a service that was promised"
    found = texts(chart_svg(trend(series={name: [0.1, 0.2]}), "c"))
    assert found[-2:] == ["Failure to provide a", "service that was…"]


def test_labels_of_lines_that_end_together_stand_apart():
    series = {name: [0.1, 0.3] for name in ("One", "Two", "Three", "Four")}
    svg = chart_svg(trend(series=series), "c")
    heights = sorted(
        float(re.search(rf'y="([\d.]+)"[^>]*>{name}<', svg).group(1)) for name in series
    )
    assert all(lower - upper >= 12 for upper, lower in pairwise(heights))


def test_limits_are_named_with_their_values():
    found = texts(chart_svg(control([2.0, 3.0, 1.0, 4.0], shares=False), "c"))
    assert {"Lower limit 0.5", "Mean 2.5", "Upper limit 12"} <= set(found)


def test_limits_break_where_they_start_afresh():
    def lines(svg):
        return len(re.findall(r'<g id="c-line2d_\d+">\s*<path d="M[^"]+L', svg))

    whole = chart_svg(control([0.1, 0.2, 0.3, 0.2]), "c")
    broken = chart_svg(control([0.1, 0.2, 0.3, 0.2], [(2, "New system")]), "c")
    # Mean and both limits in two parts each, and the line of the change.
    assert lines(broken) == lines(whole) + 4
    assert "New system" in texts(broken)
