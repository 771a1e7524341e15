import runpy
from itertools import pairwise

import numpy as np
import pytest

from classifier.insight.spc import (
    RULES,
    control_chart,
    noise_share,
    segment_signals,
    too_few_to_chart,
)

# Mean 11, every moving range 2: limits 5.68 and 16.32, near ones 7.4533 and 14.5467.
STEADY = [12, 10] * 6


def limits(point):
    return (round(point.lower, 4), round(point.mean, 4), round(point.upper, 4))


def flagged(chart):
    return {
        rule: [i for i, point in enumerate(chart.points) if rule in point.rules]
        for rule in RULES
        if any(rule in point.rules for point in chart.points)
    }


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    # Mean 13; moving ranges 4, 2, 4, 4, 2, mean 3.2; 2.66 x 3.2 = 8.512.
    chart = control_chart([10, 14, 12, 16, 12, 14])
    assert {limits(point) for point in chart.points} == {(4.488, 13.0, 21.512)}
    assert all(point.trial and point.judged for point in chart.points)
    assert chart.trial and chart.signals == ()


def test_limits_are_locked_on_the_first_twelve_points():
    chart = control_chart([*STEADY, 13, 9, 13])
    assert {limits(point) for point in chart.points} == {(5.68, 11.0, 16.32)}
    assert not chart.trial
    assert control_chart(STEADY[:11]).trial
    eight = control_chart([*STEADY[:8], 20, 20], baseline=8)
    assert limits(eight.points[-1]) == (5.68, 11.0, 16.32) and not eight.trial


def test_five_points_have_no_limits():
    chart = control_chart([1, 100, 1, 100, 500])
    assert {(p.mean, p.lower, p.upper, p.judged, p.rules) for p in chart.points} == {
        (None, None, None, False, ())
    }


@pytest.mark.parametrize(
    ("name", "then", "found"),
    [
        ("above the upper limit", [17], {"outside": [12]}),
        ("below the lower", [11, 5.6], {"outside": [13]}),
        ("on the limit is inside", [16.32], {}),
        ("six on one side", [11.5] * 6, {}),
        ("seven on one side", [11.5] * 7, {"shift": [12, 13, 14, 15, 16, 17, 18]}),
        ("the eighth belongs to it", [11.5] * 8, {"shift": list(range(12, 20))}),
        ("one on the mean breaks it", [12, 12, 12, 11, 12, 12, 12, 12], {}),
        ("seven below, with the baseline's last", [10.5] * 6, {"shift": [*range(11, 18)]}),
        ("six rising", [10.5, 11, 11.5, 12, 12.5], {}),
        ("seven rising", [10.5, 11, 11.5, 12, 12.5, 13], {"trend": [*range(11, 18)]}),
        ("a pause breaks the rise", [10.5, 11, 11, 11.5, 12, 12.5], {}),
        ("seven falling", [12, 11.8, 11.4, 11, 10.8, 10.6, 10.4], {"trend": [*range(12, 19)]}),
        ("one near a limit", [15], {}),
        ("two of three near a limit", [15, 12, 15], {"near_limit": [12, 14]}),
        ("two running, and a third on their side", [15, 15, 12], {"near_limit": [12, 13]}),
        ("two running, no third on their side", [15, 15, 10], {}),
        ("two near opposite limits", [15, 7, 15], {}),
        ("a third on the other side", [15, 10, 15], {}),
        ("an outlier is not near a limit", [17, 12, 15], {"outside": [12]}),
        ("two low", [7, 7.2, 9], {"near_limit": [12, 13]}),
    ],
)  # fmt: skip
def test_the_four_rules(name, then, found):
    assert flagged(control_chart([*STEADY, *then])) == found, name


def test_outlying_moving_ranges_are_left_out_once_and_said():
    # Moving ranges 2 x 9 and 18 x 2: mean 54/11 = 4.91; 18 > 3.267 x 4.91.
    values = [10, 12, 10, 12, 30, 12, 10, 12, 10, 12, 10, 12]
    screened, plain = control_chart(values), control_chart(values, screen=False)
    assert screened.screened and screened.dropped == (2,)
    assert round(screened.points[0].upper, 3) == round(152 / 12 + 2.66 * 2, 3)
    assert not plain.screened and plain.dropped == (0,)
    assert round(plain.points[0].upper, 3) == round(152 / 12 + 2.66 * 54 / 11, 3)
    # The outlier lifts the mean above all others.
    assert flagged(screened) == {"outside": [4], "shift": [5, 6, 7, 8, 9, 10, 11]}


def test_limits_stay_where_values_can_be():
    share = control_chart([0.9, 0.6, 0.9, 0.6, 0.9, 0.6], kind="share")
    assert (share.points[0].lower, share.points[0].upper) == (0.0, 1.0)
    assert control_chart([9, 0, 9, 0, 9, 0]).points[0].lower == 0.0


def test_an_incomplete_month_is_drawn_and_not_judged():
    chart = control_chart([*STEADY, 2], complete=[True] * 12 + [False])
    last = chart.points[-1]
    assert (last.value, last.judged, last.complete, last.rules, last.side) == (
        2,
        False,
        False,
        (),
        0,
    )
    assert limits(last) == (5.68, 11.0, 16.32)
    trial = control_chart([*STEADY[:8], 99], complete=[True] * 8 + [False])
    assert limits(trial.points[0]) == (5.68, 11.0, 16.32)


def test_a_missing_month_breaks_runs_and_has_no_moving_range():
    chart = control_chart([*STEADY, 11.5, 11.5, 11.5, None, 11.5, 11.5, 11.5, 11.5])
    assert flagged(chart) == {}
    assert (chart.points[15].value, chart.points[15].judged) == (None, False)
    gap = control_chart([12, 10, 12, None, 1000, 1002, 1000], kind="count")
    # Moving ranges 2, 2 and 2, 2: none across the gap.
    assert round(gap.points[0].upper - gap.points[0].mean, 2) == 5.32


def test_rebasing_starts_limits_and_runs_afresh():
    values = [*STEADY, *[11.5] * 6, *[30, 32] * 3]
    chart = control_chart(values, rebase=[18])
    assert [point.segment for point in chart.points] == [0] * 18 + [1] * 6
    assert limits(chart.points[-1]) == (25.68, 31.0, 36.32)
    assert flagged(chart) == {} and chart.trial
    assert flagged(control_chart(values))["outside"] == [*range(18, 24)]
    assert control_chart(values, rebase=[12, 18]).points[12].mean == 11.5


def test_equal_shares_fall_to_no_side_by_rounding():
    chart = control_chart([0.1 + 0.2, 0.3] * 8, kind="share")
    assert chart.signals == () and {point.side for point in chart.points} == {0}


@pytest.mark.parametrize(
    "wrong", [{"kind": "rate"}, {"complete": [True]}, {"rebase": [6]}, {"rebase": [-1]}]
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"kind|flags|rebase"):
        control_chart([1, 2, 3, 4, 5, 6], **wrong)


def plainly(values):
    """The rules again, read from their definitions a point at a time."""
    base = values[:12]
    moves = [abs(b - a) for a, b in pairwise(base)]
    average = sum(moves) / len(moves)
    kept = [move for move in moves if move < 3.267 * average]
    spread = 2.66 * sum(kept) / len(kept)
    mean = sum(base) / len(base)
    found = {rule: set() for rule in RULES}
    for i, value in enumerate(values):
        if abs(value - mean) > spread:
            found["outside"].add(i)
        seven = values[i : i + 7]
        if len(seven) == 7:
            if all(v > mean for v in seven) or all(v < mean for v in seven):
                found["shift"] |= set(range(i, i + 7))
            steps = [b - a for a, b in pairwise(seven)]
            if all(step > 0 for step in steps) or all(step < 0 for step in steps):
                found["trend"] |= set(range(i, i + 7))
        three = values[i : i + 3]
        near = [
            j for j in range(i, i + len(three)) if spread * 2 / 3 < abs(values[j] - mean) <= spread
        ]
        alike = all(v > mean for v in three) or all(v < mean for v in three)
        if len(near) >= 2 and alike and len(three) == 3:
            found["near_limit"] |= set(near)
    return found


@pytest.mark.parametrize("months", [12, 15, 24, 36])
def test_many_series_at_once_agree_with_the_definitions(months):
    rng = np.random.default_rng(months)
    # A drift and a step make every rule occur.
    series = rng.normal(0, 1, (200, months)) + np.linspace(0, 2, months) * rng.choice(
        [0, 0, 1, -2], (200, 1)
    )
    found = segment_signals(series, np.ones(months, bool))
    seen = set()
    for row, values in enumerate(series.tolist()):
        for rule, positions in plainly(values).items():
            assert set(found.rules[rule][row].nonzero()[0].tolist()) == positions
            seen |= {rule} if positions else set()
    assert seen >= {"outside", "shift", "near_limit"}


@pytest.mark.parametrize(
    ("months", "any_rule", "at_the_end"), [(6, 0.018, 0.011), (12, 0.07, 0.013), (24, 0.327, 0.06)]
)
def test_how_often_noise_trips_a_rule(months, any_rule, at_the_end):
    assert noise_share(months) == pytest.approx(any_rule, abs=0.006)
    assert noise_share(months, latest=True) == pytest.approx(at_the_end, abs=0.004)


def test_too_short_a_series_never_trips_one():
    assert noise_share(5) == 0.0


def test_noise_in_shares_and_counts_as_the_benchmark_measures_it(root):
    bench = runpy.run_path(str(root / "benchmarks" / "spc.py"))
    rng = np.random.default_rng(1)
    share = bench["tripped"](bench["shares"](rng, 4000, 15, 60, 0.25))
    assert share[-2:] == pytest.approx([0.138, 0.04], abs=0.015)
    rare = bench["tripped"](bench["counts"](rng, 4000, 15, 1))
    assert rare[-2] == pytest.approx(0.295, abs=0.02)
    assert bench["chart_power"](0.2, 0.4, 60, 7, series=1000) > 0.99


@pytest.mark.parametrize(
    ("counts", "bases", "why"),
    [
        ([5] * 6, None, ""),
        ([5] * 5, None, "fewer than 6 complete months"),
        ([4, 5] * 6, None, "fewer than 5 cases a month"),
        ([5] * 6, [10] * 6, ""),
        ([4, 5] * 6, [60] * 12, "fewer than 5 cases with it a month"),
        ([5] * 6, [9] * 6, "fewer than 5 cases without it a month"),
        ([1] * 6, [4] * 6, "fewer than 5 cases a month"),
        ([], [], "fewer than 6 complete months"),
    ],
)
def test_rare_events_are_not_charted(counts, bases, why):
    assert too_few_to_chart(counts, bases) == why
