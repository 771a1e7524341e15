import json

import numpy as np
import pandas as pd
import pytest

from classifier.errors import SettingsError
from classifier.insight.chance import count_tails, critical_counts
from classifier.insight.change import probability_of_rise
from classifier.insight.pairs import as_complaints, counted_cases
from classifier.insight.periods import all_periods, period_labels
from classifier.insight.recurring import (
    RecurringSettings,
    recurring_issues,
    sentence,
    to_show,
)
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

SCHEMES = list(shipped_codebook().schemes.values())


def look(cases, scheme="theme", *, groups=None, kind="quarter", settings=None):
    """The issues of a table, as a report asks for them, with what it was asked with."""
    frame = cases.table.frame
    dates = frame["received_date"]
    # Three dates of the sample year are slips of years, which a report leaves out.
    rows = dates.between("2025-04-01", "2026-06-30")
    order = all_periods(dates[rows].min().date(), dates[rows].max().date(), kind)
    counted = rows & cases.first if scheme == "theme" else rows
    given = {
        "rows": counted,
        "groups": frame["team"] if groups is None else groups,
        "periods": period_labels(dates, kind),
        "order": order,
    }
    return recurring_issues(cases, scheme, **given, kind=kind, settings=settings), given


def by_pair(issues):
    return {(issue.group, issue.label): issue for issue in issues}


# --- A table whose every count is known ---------------------------------------------------------

# Quarter -> its cases of Waste: themes -> how many. Parking has six without a theme in each.
WASTE = {
    "2025-04-01": {"delay": 4, "": 2},
    "2025-07-10": {"delay": 3, "charges": 3},
    "2025-10-10": {},
    "2026-01-10": {"delay": 1, "charges": 4},
    "2026-04-10": {"delay": 5},
}


def made(last_day):
    rows = []
    for day, waste in WASTE.items():
        themes = [theme for theme, number in waste.items() for _ in range(number)]
        rows += [(day, "Waste", theme) for theme in themes]
        rows += [(day, "Parking", "")] * 6
    rows += [(last_day, "", "delay"), (last_day, "Registrars", "charges")]
    frame = pd.DataFrame(rows, columns=["Date received", "Team", "themes"])
    return frame.assign(tag_status="tagged", Outcome="Upheld")


@pytest.fixture
def load(tmp_path):
    def loaded(frame):
        path = tmp_path / "tagged.csv"
        frame.to_csv(path, index=False)
        return load_tagged([path], SCHEMES)

    return loaded


def test_counts_bases_and_the_rest(load):
    issue = by_pair(look(load(made("2026-05-20")))[0])["Waste", "delay"]
    assert (issue.cases, issue.base) == (13, 22)
    # Thirty of Parking, one of Registrars and one of no team; the last carries delay.
    assert (issue.elsewhere_cases, issue.elsewhere_base) == (1, 32)
    assert (issue.upheld, issue.decided, issue.with_finding, issue.causes) == (13, 13, None, None)
    assert issue.low < issue.estimate < issue.high
    assert 1 / 32 < issue.estimate < 13 / 22


def test_only_pairs_with_a_case_and_a_stated_group_are_issues(load):
    found = by_pair(look(load(made("2026-05-20")))[0])
    assert set(found) == {("Waste", "delay"), ("Waste", "charges"), ("Registrars", "charges")}
    tiny = found["Registrars", "charges"]
    assert (tiny.judged, tiny.flagged, tiny.chance) == (False, False, None)
    assert sentence(tiny, "Charges", "quarter") == (
        "Charges in Registrars: 1 of 1 case, too few to judge; 1 of 1 decided was upheld."
    )


def test_periods_led_leave_out_the_unfinished_one_and_those_without_cases(load):
    found = by_pair(look(load(made("2026-05-20")))[0])
    delay, charges = found["Waste", "delay"], found["Waste", "charges"]
    assert delay.recent == ("2025-26 Q1", "2025-26 Q2", "2025-26 Q4")
    assert delay.led == ("2025-26 Q1", "2025-26 Q2")
    assert charges.led == ("2025-26 Q2", "2025-26 Q4")
    assert delay.gap
    # The last complete quarter has no case in the one before, nor is there a year before.
    assert (delay.previous, delay.last_year) == (None, None)


def test_a_finished_last_period_counts_and_is_compared(load):
    delay = by_pair(look(load(made("2026-06-22")))[0])["Waste", "delay"]
    assert delay.recent == ("2025-26 Q1", "2025-26 Q2", "2025-26 Q4", "2026-27 Q1")
    assert delay.led == ("2025-26 Q1", "2025-26 Q2", "2026-27 Q1")
    previous, last_year = delay.previous, delay.last_year
    assert (previous.period, previous.before) == ("2026-27 Q1", "2025-26 Q4")
    assert (previous.cases, previous.base) == (5, 5)
    assert (previous.cases_before, previous.base_before) == (1, 5)
    assert (last_year.before, last_year.cases_before, last_year.base_before) == ("2025-26 Q1", 4, 6)
    expected = probability_of_rise(*(np.array([n]) for n in (5, 5, 1, 5)))[0]
    assert previous.probability == pytest.approx(expected)
    assert (previous.direction, last_year.direction) == ("rise", "unclear")


def test_years_are_compared_with_the_year_before(load):
    delay = by_pair(look(load(made("2026-06-22")), kind="year")[0])["Waste", "delay"]
    # Of 2026-27 only a quarter has passed: the last complete year has none before it.
    assert (delay.recent, delay.previous, delay.last_year) == (("2025-26",), None, None)


def test_where_no_period_is_complete_all_are_looked_at(load):
    frame = made("2026-05-20")
    short = frame[frame["Date received"].between("2026-04-02", "2026-05-30")]
    delay = by_pair(look(load(short))[0])["Waste", "delay"]
    assert (delay.recent, delay.led) == (("2026-27 Q1",), ("2026-27 Q1",))
    assert not delay.judged


def test_a_table_without_outcomes_or_with_a_single_team(load):
    only = made("2026-06-22").query("Team == 'Waste'").drop(columns="Outcome")
    delay = by_pair(look(load(only))[0])["Waste", "delay"]
    assert (delay.upheld, delay.decided) == (None, None)
    assert (delay.elsewhere_base, delay.judged, delay.flagged) == (0, False, False)
    assert sentence(delay, "Delay", "quarter").startswith(
        "Delay in Waste: 13 of 22 cases, with no case elsewhere to compare with"
    )


def test_a_table_in_which_nothing_was_read_has_no_issues(load):
    assert look(load(made("2026-06-22").assign(tag_status="no_text")))[0] == []


def test_unknown_schemes_and_periods_are_refused(load):
    cases = load(made("2026-06-22"))
    with pytest.raises(SettingsError, match="no such scheme of the table"):
        look(cases, "root_cause")
    issues, given = look(cases)
    assert issues
    with pytest.raises(SettingsError, match="no such kind of period"):
        recurring_issues(cases, "theme", **given, kind="week")


def test_fewer_cases_than_the_settings_ask_for_are_not_flagged(load):
    cases = load(made("2026-06-22"))
    assert by_pair(look(cases)[0])["Waste", "delay"].flagged
    strict = by_pair(look(cases, settings=RecurringSettings(min_cases=14))[0])
    assert not strict["Waste", "delay"].flagged
    large = by_pair(look(cases, settings=RecurringSettings(min_base=23))[0])
    assert not large["Waste", "delay"].judged
    assert not large["Waste", "delay"].flagged


# --- The sample year ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    """The sample year with its true labels as a person's decisions."""
    folder = root / "training_data" / "sample"
    frame = pd.read_csv(folder / "cases.csv", dtype=str, keep_default_na=False)
    for column, status in (("themes", "tag_status"), ("root_causes", "finding_status")):
        lines = (folder / f"{column}.jsonl").read_text(encoding="utf-8").splitlines()
        true = {line["id"]: "; ".join(line["labels"]) or "none" for line in map(json.loads, lines)}
        frame[column] = ""
        frame[f"{column}_reviewed"] = frame["Case Reference"].map(true).fillna("")
        frame[status] = np.where(frame["Case Reference"].isin(true), "no_label", "no_text")
    path = tmp_path_factory.mktemp("sample") / "tagged.csv"
    frame.to_csv(path, index=False)
    return load_tagged([path], SCHEMES)


@pytest.fixture(scope="module")
def themes(sample):
    return look(sample)[0]


def test_the_sample_years_stories_are_flagged(themes):
    flagged = {(issue.group, issue.label) for issue in themes if issue.flagged}
    assert flagged >= {
        ("Council Tax and Benefits", "delay"),
        ("SEND", "delay"),
        ("Adult Finance", "incorrect_information"),
        ("Customer Contact", "equality_access"),
        ("Waste Collection", "equality_access"),
    }
    # The storms' single quarter is no more, over the year, than chance could have it.
    assert not {"Highways", "Registrars", "Street Scene"} & {group for group, _ in flagged}


def test_seven_of_25_is_not_enough_to_flag_and_leads_what_is_shown_of_its_team(themes):
    records = by_pair(themes)["Family Safeguarding", "records_privacy"]
    assert (records.cases, records.base, records.flagged) == (7, 25, False)
    assert 0.005 < records.chance < 0.05
    shown = to_show(themes, most=len(themes))
    assert next(issue for issue in shown if issue.group == "Family Safeguarding") is records


def test_registrars_are_too_few_to_judge_and_parkings_conduct_is_no_rise(themes):
    registrars = [issue for issue in themes if issue.group == "Registrars"]
    assert registrars
    assert not any(issue.judged or issue.flagged for issue in registrars)
    conduct = by_pair(themes)["Parking Services", "staff_conduct"]
    assert (conduct.previous.direction, conduct.last_year.direction) == ("unclear", "unclear")


def test_changes_tell_of_the_new_revenues_system_and_of_the_storms(themes):
    found = by_pair(themes)
    delay = found["Council Tax and Benefits", "delay"]
    assert delay.last_year.direction == "rise"
    assert delay.causes[0][0] == "systems"
    assert sum(number for _, number in delay.causes) >= delay.with_finding > 15
    assert found["SEND", "delay"].last_year.direction == "unclear"
    storms = found["Street Scene", "safety"]
    assert (storms.previous.before, storms.previous.direction) == ("2025-26 Q4", "fall")


def test_flagged_issues_lead_the_page(themes):
    shown = to_show(themes, most=15)
    flags = [issue.flagged for issue in shown]
    assert len(shown) == 15
    assert flags == sorted(flags, reverse=True)
    assert 5 <= sum(flags) < 15


def shuffle_counts(counted, random):
    """The complaints' teams dealt out anew within periods: counts by group and label."""
    group = counted.group.copy()
    for period in range(counted.periods):
        here = np.flatnonzero(counted.period == period)
        group[here] = group[random.permutation(here)]
    columns = [np.bincount(group[c], minlength=len(counted.groups) + 1) for c in counted.carried.T]
    return group, np.stack(columns, axis=1)


@pytest.mark.parametrize("scheme", ["theme", "root_cause"])
def test_with_teams_shuffled_the_stories_vanish(sample, scheme):
    """Each scheme has half of the report's one in ten: 20 of 400, 31 at most in 99 runs of 100."""
    given = look(sample, scheme)[1]
    labels = sample.labels[scheme]
    counted = counted_cases(
        labels, given["rows"], given["groups"], given["periods"], given["order"]
    )
    judged = np.bincount(counted.group)[: len(counted.groups)] >= 10
    counted = as_complaints(counted, sample.table.frame)
    counts, sizes = counted.by_period()
    totals = np.repeat(sizes.sum(axis=0)[:, None], counts.shape[2], axis=1)
    tails = count_tails(sizes[:-1][judged], counts.sum(axis=0), totals)
    critical = critical_counts(tails, alpha=0.05, least=5)
    random = np.random.default_rng(20261122)
    flagged = 0
    for _ in range(400):
        _, dealt = shuffle_counts(counted, random)
        flagged += bool((dealt[:-1][judged] >= critical).any())
    assert 5 <= flagged <= 31


def test_the_report_itself_flags_few_shuffled_years(sample):
    """The whole way, with both schemes: 2 of 20 are expected, 5 at most in 98 runs of 100."""
    frame = sample.table.frame
    random = np.random.default_rng(7)
    period = period_labels(frame["received_date"], "quarter").to_numpy()
    reports = 0
    for _ in range(20):
        team = frame["team"].to_numpy(dtype=object).copy()
        for name in np.unique(period):
            here = np.flatnonzero(period == name)
            team[here] = team[random.permutation(here)]
        groups = pd.Series(team, index=frame.index)
        found = [look(sample, scheme, groups=groups)[0] for scheme in ("theme", "root_cause")]
        reports += any(issue.flagged for issues in found for issue in issues)
    assert reports <= 5
