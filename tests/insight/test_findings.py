import pandas as pd
import pytest

from classifier.insight.findings import finding, latest_signal, state_of
from classifier.insight.spc import control_chart

STEADY = [24, 20] * 6
MONTHS = [str(month) for month in pd.period_range("2025-04", periods=24, freq="M")]


def said(values, name="Delay", rebase=(), incomplete=0):
    complete = [True] * (len(values) - incomplete) + [False] * incomplete
    chart = control_chart(values, rebase=rebase, complete=complete)
    return finding(chart, name, MONTHS[: len(values)], (values, values)), chart


@pytest.mark.parametrize(
    ("name", "values", "sentence", "state"),
    [
        ("nothing", [*STEADY, 24, 21, 23], "", "none"),
        (
            "a shift that goes on",
            [*STEADY, *[26] * 7],
            "Delay rose in April 2026 and has stayed above its earlier level for 7 months"
            " (26 a month on average, 22 a month before).",
            "concern",
        ),
        (
            "a shift within the points that the limits come from",
            [24, 20, 24, 20, 24, *[20.5] * 7],
            "Delay fell in September 2025 and has stayed below its average for 7 months"
            " (20 a month on average, 22 a month before).",
            "improvement",
        ),
        (
            "a shift that ended",
            [*STEADY, *[24, 25] * 4, 20],
            "Delay rose in April 2026 and stayed above its average up to November 2026"
            " (24 a month on average, 22 a month before).",
            "past",
        ),
        (
            "from the first month",
            [*[18, 22] * 3, 18, *[26, 30] * 2, 26, 24, 22],
            "Delay was below its average from April 2025 to October 2025 (20 a month on average).",
            "past",
        ),
        (
            "outside in the last month",
            [*STEADY, 23, 40],
            "Delay was unusually high in May 2026: 40, where up to 33 is usual.",
            "concern",
        ),
        (
            "outside earlier",
            [*STEADY, 5, 23],
            "Delay was unusually low in April 2026: 5, where down to 11 is usual."
            " It has been within its usual range since.",
            "past",
        ),
        (
            "rising",
            [*STEADY, 21, 22, 23, 24, 25, 26],
            "Delay has risen every month from March 2026 to September 2026, from 20 to 26.",
            "concern",
        ),
        (
            "falling, then up",
            [*STEADY, 26, 25, 24, 23, 21, 20, 19, 23],
            "Delay fell every month from April 2026 to October 2026, from 26 to 19.",
            "past",
        ),
        (
            "near a limit",
            [*STEADY, 30, 30, 23],
            "Delay came near its upper limit twice in three months, last in May 2026 (30)."
            " It has been within its usual range since.",
            "past",
        ),
    ],
)
def test_what_a_chart_says(name, values, sentence, state):
    text, chart = said(values)
    assert (text, state_of(chart, "down")) == (sentence, state), name


def test_a_direction_has_to_be_declared_for_improvement_or_concern():
    _, chart = said([*STEADY, *[26] * 7])
    assert [state_of(chart, way) for way in ("down", "up", "neutral")] == [
        "concern",
        "improvement",
        "change",
    ]


def test_an_incomplete_month_does_not_end_a_signal():
    text, chart = said([*STEADY, *[26] * 7, 3], incomplete=1)
    assert "for 7 months" in text and state_of(chart, "down") == "concern"
    assert latest_signal(chart).end == 18


def test_after_a_rebasing_nothing_is_said_to_go_on_or_to_have_come_back():
    text, chart = said([*STEADY, 24, 40, 50, 51], rebase=[14])
    assert latest_signal(chart).status == "cut"
    assert text == "Delay was unusually high in May 2026: 40, where up to 33 is usual."


def test_shares_are_said_in_per_cent_of_pooled_cases():
    counts = [6, 4] * 6 + [12] * 7
    bases = [20] * 12 + [30, 30, 30, 30, 30, 30, 40]
    chart = control_chart([c / b for c, b in zip(counts, bases, strict=True)], kind="share")
    assert finding(chart, "Delay", MONTHS, (counts, bases)) == (
        "Delay rose in April 2026 and has stayed above its earlier level for 7 months"
        # 84 of 220, and 60 of 240.
        " (38% on average, 25% before)."
    )
