import datetime as dt
import runpy

import pandas as pd
import pytest
from true_labels import monthly, sample_year, tagged

from classifier.insight.actions import judge_actions
from classifier.insight.changes import Change, group_names, load_changes
from classifier.labels.codebook import shipped_codebook

ACTION = Change(dt.date(2026, 4, 1), "Waste", "delay", "action", "Second crew")


def table(folder, waste, start="2025-04", parking=None):
    rows = monthly("Waste", "delay", start, waste)
    if parking:
        rows += monthly("Parking", "delay", start, parking, "Resources")
    return tagged(pd.DataFrame(rows), folder)


def judged(cases, *changes, **settings):
    return judge_actions(cases, changes or [ACTION], **settings)


@pytest.mark.parametrize(
    ("name", "waste", "verdict"),
    [
        # 60 of 120 before.
        ("halved", [(5, 10)] * 12 + [(2, 10)] * 6, "improved"),
        ("risen", [(5, 10)] * 12 + [(8, 10)] * 6, "worse"),
        ("the same", [(5, 10)] * 12 + [(5, 10)] * 6, "no clear change"),
        ("a little lower", [(5, 10)] * 12 + [(4, 10)] * 6, "no clear change"),
        ("one month", [(5, 10)] * 12 + [(0, 10)], "too early"),
        ("two months", [(5, 10)] * 12 + [(0, 10)] * 2, "improved"),
        ("few yet", [(5, 10)] * 12 + [(0, 3)] * 3, "too early"),
        ("few, half a year on", [(5, 10)] * 12 + [(0, 1)] * 6, "too few"),
        ("few before", [(0, 1)] * 9 + [(0, 0)] * 3 + [(5, 10)] * 6, "too few"),
        ("not begun", [(5, 10)] * 11, "too early"),
    ],
)
def test_verdicts(tmp_path, name, waste, verdict):
    # Others fill the months, so that the cases' span is the same whatever the team has.
    parking = [(10, 40)] * len(waste)
    (result,) = judged(table(tmp_path, waste, parking=parking))
    assert result.verdict == verdict, name


def test_counts_bases_interval_and_the_rest(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 12 + [(2, 10)] * 6, parking=[(3, 10)] * 12 + [(1, 10)] * 6)
    (result,) = judged(cases)
    assert (result.before.count, result.before.base) == (60, 120)
    assert (result.before.start, result.before.end) == (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert (result.after.count, result.after.base) == (12, 60)
    assert (result.after.start, result.after.end) == (dt.date(2026, 4, 1), dt.date(2026, 9, 30))
    # Wilson: 12 of 60 is 0.1183 to 0.3178, 60 of 120 is 0.4119 to 0.5881.
    assert result.difference == pytest.approx((-0.3, -0.4201, -0.1529), abs=1e-4)
    assert (result.rest_before.count, result.rest_before.base) == (36, 120)
    assert (result.rest_after.count, result.rest_after.base) == (6, 60)
    # -0.3 less -0.2.
    assert result.beyond_rest[0] == pytest.approx(-0.1)
    assert result.beyond_rest[1] < 0 < result.beyond_rest[2]


def test_no_more_than_twelve_months_before_count(tmp_path):
    cases = table(tmp_path, [(10, 10)] * 6 + [(2, 10)] * 12 + [(2, 10)] * 6, start="2024-10")
    (result,) = judged(cases)
    assert (result.before.count, result.before.base) == (24, 120)
    assert result.verdict == "no clear change"


def test_days_of_bedding_in_count_on_neither_side(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 12 + [(10, 10)] + [(2, 10)] * 6)
    (result,) = judged(cases, bedding_in=30)
    assert (result.after.start, result.after.count, result.after.base) == (
        dt.date(2026, 5, 1),
        12,
        60,
    )
    with pytest.raises(ValueError, match="bedding_in"):
        judged(cases, bedding_in=-1)


def test_figures_are_not_compared_across_a_change_of_recording(tmp_path):
    cases = table(tmp_path, [(9, 10)] * 6 + [(5, 10)] * 12)
    recorded = Change(dt.date(2025, 10, 1), "", "", "recording", "Enquiries are logged")
    (result,) = judged(cases, recorded, ACTION)
    assert (result.before.start, result.before.count) == (dt.date(2025, 10, 1), 30)
    later = Change(dt.date(2026, 5, 1), "Waste", "", "structure", "Split in two")
    (result,) = judged(cases, ACTION, later)
    assert (result.after.end, result.verdict) == (dt.date(2026, 4, 30), "too few")
    elsewhere = Change(dt.date(2026, 5, 1), "Parking", "", "structure", "Split in two")
    assert judged(cases, ACTION, elsewhere)[0].after.end == dt.date(2026, 9, 30)


def test_other_changes_in_the_time_compared_are_named(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 18)
    system = Change(dt.date(2026, 1, 5), "Waste", "", "system", "New rounds")
    other_theme = Change(dt.date(2026, 1, 5), "Waste", "charges", "action", "Refunds")
    results = judged(cases, ACTION, system, other_theme)
    assert [result.change.what for result in results] == ["Second crew", "New rounds", "Refunds"]
    assert results[0].others == (system,)
    assert "In the same time: New rounds (5 January 2026)." in results[0].sentence


@pytest.mark.parametrize(
    ("name", "months", "verdict"),
    [
        ("fewer", [20] * 12 + [8] * 6, "lower"),
        ("none at all", [20] * 12 + [0] * 6, "lower"),
        ("more", [20] * 12 + [35] * 6, "higher"),
        ("alike", [20] * 12 + [22] * 6, "no clear change"),
        ("too uneven to say", [2, 38] * 6 + [5, 30] * 3, "no clear change"),
        ("a handful", [1] * 12 + [1] * 6, "too few"),
    ],
)
def test_without_a_theme_the_number_of_complaints_is_compared(tmp_path, name, months, verdict):
    cases = table(tmp_path, [(0, n) for n in months], parking=[(0, 40)] * 18)
    change = Change(dt.date(2026, 4, 1), "Waste", "", "action", "Second crew")
    (result,) = judged(cases, change)
    assert (result.measure, result.verdict) == ("volume", verdict), name
    assert result.before.count == sum(months[:12])
    assert result.before.base == pytest.approx(12, abs=0.02)


def test_a_change_about_all_has_no_rest_of_the_council(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 18, parking=[(5, 10)] * 18)
    (result,) = judged(cases, Change(dt.date(2026, 4, 1), "", "delay", "action", "Second crew"))
    assert result.before.base == 240 and result.rest_before is None
    assert result.beyond_rest is None


def test_a_directorate_may_stand_for_a_team(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 18, parking=[(5, 10)] * 18)
    (result,) = judged(
        cases, Change(dt.date(2026, 4, 1), "Resources", "delay", "action", "Second crew")
    )
    assert result.before.base == 120 and result.rest_before.base == 120


def test_direction_can_be_declared(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 12 + [(2, 10)] * 6)
    assert judged(cases, directions={"delay": "up"})[0].verdict == "worse"
    assert judged(cases, directions={"delay": "neutral"})[0].verdict == "lower"


def test_only_actions_and_systems_are_judged(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 18)
    changes = [
        Change(dt.date(2026, 4, 1), "Waste", "delay", kind, kind)
        for kind in ("action", "system", "recording", "structure")
    ]
    assert [result.change.kind for result in judged(cases, *changes[:2])] == ["action", "system"]
    assert judged(cases, *changes[2:]) == []
    assert judged(cases, ACTION, rows=cases.first & False) == []


def test_a_label_that_no_scheme_has_is_refused(tmp_path):
    cases = table(tmp_path, [(5, 10)] * 18)
    with pytest.raises(ValueError, match="lateness"):
        judged(cases, Change(dt.date(2026, 4, 1), "Waste", "lateness", "action", "x"))


def test_the_two_changes_of_the_sample_year(root, tmp_path):
    cases = sample_year(root, tmp_path)
    changes = load_changes(
        root / "training_data" / "sample" / "changes.csv",
        teams=group_names(cases.table.frame),
        labels=shipped_codebook().schemes["theme"].names,
    )
    tax, repairs = judge_actions(cases, changes)
    assert (tax.verdict, repairs.verdict) == ("worse", "improved")
    assert [(rate.count, rate.base) for rate in (repairs.before, repairs.after)] == [
        (19, 36),
        (8, 35),
    ]
    assert [(rate.count, rate.base) for rate in (tax.before, tax.after)] == [(3, 21), (23, 42)]
    # Other themes of Housing Repairs don't fall, as the sample's story says.
    others = [
        Change(repairs.change.date, "Housing Repairs", theme, "action", "x")
        for theme in ("delay", "service_quality", "service_failure")
    ]
    assert [result.verdict for result in judge_actions(cases, others)] == ["no clear change"] * 3


def test_false_verdicts_and_power_as_the_benchmark_measures_them(root):
    bench = runpy.run_path(str(root / "benchmarks" / "spc.py"))
    improved, worse = bench["verdict_shares"](40, 40, 0.25, 0.25)
    assert (round(improved, 3), round(worse, 3)) == (0.025, 0.025)
    assert round(bench["verdict_shares"](40, 40, 0.5, 0.25)[0], 3) == 0.647
    assert bench["after_a_bad_spell"]()[0] == pytest.approx(0.049, abs=0.01)
