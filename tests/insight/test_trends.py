import datetime as dt

import numpy as np
import pandas as pd
import pytest
from true_labels import monthly, sample_year, tagged

from classifier.cases.table import CaseTable
from classifier.insight.changes import Change
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.insight.trends import expected_by_chance, month_span, monthly_charts
from classifier.labels.codebook import shipped_codebook

STEADY = [(12, 40), (8, 40)] * 6


def dates(*days):
    return pd.to_datetime(pd.Series(days, dtype=object))


def charts_of(cases, scheme="theme", **settings):
    rows = cases.first & cases.table.frame["received_date"].notna()
    charts = monthly_charts(cases, scheme, rows, **settings)
    return {(chart.group, chart.label): chart for chart in charts}


def made(folder, *rows):
    return tagged(pd.DataFrame([row for group in rows for row in group]), folder)


END = "2026-06-30"


@pytest.mark.parametrize(
    ("name", "days", "complete_to", "months", "complete", "last"),
    [
        # 30 June 2026 is a Tuesday.
        ("one weekday left", ["2026-05-01", "2026-06-29"], None, 2, (True, True), END),
        ("two", ["2026-05-01", "2026-06-26"], None, 2, (True, True), END),
        ("three", ["2026-05-01", "2026-06-25"], None, 2, (True, False), "2026-06-25"),
        # 1 May 2026 is a Friday, with a weekend after it.
        ("first on the third weekday", ["2026-05-05", END], None, 2, (True, True), END),
        ("first on the fourth", ["2026-05-06", END], None, 2, (False, True), END),
        ("told", ["2026-05-01", "2026-06-12"], END, 2, (True, True), END),
        ("told otherwise", ["2026-05-01", END], "2026-06-29", 2, (True, False), "2026-06-29"),
        ("an empty month between", ["2026-04-01", END], None, 3, (True,) * 3, END),
    ],
)
def test_which_months_are_complete(name, days, complete_to, months, complete, last):
    told = dt.date.fromisoformat(complete_to) if complete_to else None
    span = month_span(dates(*days, None), told)
    assert (len(span.months), span.complete, span.last.isoformat()) == (months, complete, last), (
        name
    )


def test_months_of_a_few_mistyped_dates_are_left_out():
    real = [f"2025-{month:02d}-{day:02d}" for month in (4, 5, 6) for day in range(1, 31)]
    span = month_span(dates("2015-05-04", "2025-01-07", *real, "2026-04-01"))
    assert [str(month) for month in span.months] == ["2025-04", "2025-05", "2025-06"]
    assert span.left_out == 3 and span.first == dt.date(2025, 4, 1)


def test_no_date_no_chart(tmp_path):
    assert month_span(dates(None, None)) is None
    cases = made(tmp_path, monthly("Waste", "delay", "2025-04", [(1, 3)]))
    assert monthly_charts(cases, "theme", cases.first & False) == []


def test_a_rise_in_one_team_is_seen_where_it_is(tmp_path):
    waste = monthly("Waste", "delay", "2025-04", [*STEADY, *[(16, 40)] * 7])
    parking = monthly("Parking", "charges", "2025-04", [(10, 20)] * 19, "Resources")
    charts = charts_of(made(tmp_path, waste, parking))
    delay = charts["Waste", "delay"]
    assert delay.level == "team" and delay.counts[-1] == 16 and set(delay.bases) == {40}
    # 12 and 8 of 40: mean 25%, moving range 10 points, limits 25% +- 26.6.
    assert round(delay.chart.points[-1].mean, 4) == 0.25
    assert round(delay.chart.points[-1].upper, 4) == 0.516
    assert delay.state == "concern"
    assert delay.sentence == (
        "Delay in Waste rose in April 2026 and has stayed above its earlier level for 7 months"
        " (40% on average, 25% before)."
    )
    assert charts["Place", "delay"].sentence.startswith("Delay in Place rose in April 2026")
    council = charts["", "delay"]
    assert council.level == "council" and set(council.bases) == {60}
    assert council.sentence.startswith("Delay rose in April 2026")
    assert charts["Parking", "charges"].state == "none"
    assert charts["Waste", "charges"].too_few == "fewer than 5 cases with it a month"
    assert charts["Waste", "charges"].chart is None


def test_the_number_of_complaints_is_neutral(tmp_path):
    rows = monthly("Waste", "delay", "2025-04", [(0, 20), (0, 24)] * 6 + [(0, 50)])
    cases = made(tmp_path, rows)
    volume = charts_of(cases)["", ""]
    assert (volume.state, volume.direction) == ("change", "neutral")
    assert volume.sentence == (
        "The number of complaints was unusually high in April 2026: 50, where up to 33 is usual."
    )
    assert charts_of(cases, directions={"": "down"})["", ""].state == "concern"
    assert ("", "") not in charts_of(cases, volume=False)


def test_the_last_month_is_not_judged_before_it_is_over(tmp_path):
    rows = monthly("Waste", "delay", "2025-04", [(0, 20), (0, 24)] * 6)
    rows += [dict(rows[0], received_date="2026-04-02")] * 3
    volume = charts_of(made(tmp_path, rows))["", ""]
    assert volume.counts[-1] == 3 and not volume.complete[-1]
    assert not volume.chart.points[-1].judged and volume.state == "none"


def change(day, team="", theme="", kind="recording"):
    return Change(dt.date.fromisoformat(day), team, theme, kind, "Web form")


@pytest.mark.parametrize(
    ("name", "changes", "start"),
    [
        ("in the first half of a month", [change("2026-04-15")], 12),
        ("in its second half", [change("2026-04-16")], 13),
        ("an action with six months since", [change("2026-05-01", kind="action")], 13),
        ("an action with five", [change("2026-06-01", kind="action")], None),
        ("recording, with five", [change("2026-06-01")], 14),
        ("another team's", [change("2026-04-01", "Parking")], None),
        ("another theme's", [change("2026-04-01", "", "charges")], None),
        ("this theme's", [change("2026-04-01", "Waste", "delay")], 12),
        ("before the first month", [change("2025-04-01")], None),
        ("to come", [change("2027-04-01")], None),
    ],
)
def test_limits_start_afresh_at_changes_that_concern_a_chart(tmp_path, name, changes, start):
    rows = monthly("Waste", "delay", "2025-04", [*STEADY, *[(16, 40)] * 7])
    chart = charts_of(made(tmp_path, rows), changes=changes)["Waste", "delay"]
    segments = [point.segment for point in chart.chart.points]
    assert segments == ([0] * 19 if start is None else [0] * start + [1] * (19 - start)), name
    assert bool(chart.rebased) is (start is not None)


def test_a_rebased_chart_says_how_its_level_changed(tmp_path):
    rows = monthly("Waste", "delay", "2025-04", [*STEADY, *[(16, 40)] * 7])
    chart = charts_of(made(tmp_path, rows), changes=[change("2026-04-01")])["Waste", "delay"]
    assert chart.state == "none" and chart.chart.trial
    assert chart.rebased_sentence == (
        "Delay in Waste: limits start afresh in April 2026 (Web form): 25% on average before,"
        " 40% since."
    )


def test_root_causes_without_fault_have_no_better_direction(tmp_path):
    rows = monthly("Waste", "delay", "2025-04", STEADY)
    frame = pd.DataFrame(rows)
    frame["root_causes"] = np.where(frame["themes"] == "delay", "no_fault", "capacity")
    frame["finding_status"] = "tagged"
    charts = charts_of(tagged(frame, tmp_path), "root_cause")
    assert charts["", "no_fault"].direction == "neutral"
    assert charts["", "capacity"].direction == "down"


def test_the_sample_year_has_no_more_signals_than_chance(root, tmp_path):
    cases = sample_year(root, tmp_path)
    rows = cases.first & cases.table.frame["received_date"].notna()
    charts = monthly_charts(cases, "theme", rows)
    council = {chart.label: chart for chart in charts if chart.level == "council"}
    assert council["delay"].months[0] == "2025-04" and council["delay"].months[-1] == "2026-06"
    assert all(council["delay"].complete)
    assert sum(council[""].counts) == 575
    drawn = [chart for chart in charts if chart.chart]
    signals = [chart for chart in drawn if chart.state != "none"]
    assert len(drawn) == 12 and len(signals) == 1
    # Twelve charts of 15 months, each with a signal by noise in 13.5%.
    assert expected_by_chance(charts) == pytest.approx(12 * 0.135, abs=0.05)
    assert expected_by_chance(charts, latest=True) == pytest.approx(12 * 0.037, abs=0.05)


def test_a_hundred_thousand_cases_of_five_hundred_teams_take_seconds():
    rng = np.random.default_rng(3)
    size, scheme = 100_000, shipped_codebook().schemes["theme"]
    days = pd.to_datetime("2024-04-01") + pd.to_timedelta(rng.integers(0, 730, size), unit="D")
    frame = pd.DataFrame({"received_date": days, "team": rng.integers(0, 500, size).astype(str)})
    carried = pd.DataFrame(rng.random((size, 12)) < 0.15, columns=list(scheme.ids))
    yes, blank = pd.Series(True, index=frame.index), pd.Series("", index=frame.index)
    labels = SchemeLabels(scheme, carried, yes, ~yes, blank, blank)
    cases = TaggedCases(CaseTable(frame, {}), {"theme": labels}, yes, [])
    charts = monthly_charts(cases, "theme", yes)
    assert len(charts) == 13 * 501
    assert sum(chart.counts[0] for chart in charts if chart.label == "") == 2 * charts[0].counts[0]
