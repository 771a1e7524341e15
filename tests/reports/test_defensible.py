"""What an officer would be asked about a figure: its base, its stage, and when it is too little."""

import re

import pandas as pd
import pytest
from made_cases import rows

from classifier.insight.change import Change
from classifier.reports.model import Few, format_value
from classifier.reports.pack_sections import _since
from classifier.reports.packs import team_packs
from classifier.reports.quotations import quotation_of
from classifier.reports.sections.trends import draw_periods
from classifier.reports.workbook import _frame


def handled_rows():
    """30 complaints at stage 1, of which 20 upheld; six of these at the ombudsman, two upheld."""
    made = [
        {
            **row,
            "received_date": "2026-04-13",
            "responded_date": "2026-04-20",
            "due_date": "2026-04-24",
            "procedure": "corporate",
            "stage": "1",
            "outcome": "refused" if number >= 28 else "upheld" if number < 20 else "not upheld",
            "parent_ref": "",
        }
        for number, row in enumerate(rows()[:30])
    ]
    for number in range(6):
        made.append(
            {
                **made[number],
                "case_ref": f"LGO-{number}",
                "responded_date": "2026-10-19",
                "due_date": "",
                "stage": "ombudsman",
                "outcome": "upheld" if number < 2 else "refused",
                "parent_ref": made[number]["case_ref"],
            }
        )
    return made


@pytest.fixture(scope="module")
def handled(load, build):
    return build(load(handled_rows()))


def section(report, name):
    return next(s for s in report.sections if s.id == name)


def table(report, name):
    return next(t for t in report.tables if t.id == name)


def cells(found, row=0):
    return {c.name: v for c, v in zip(found.columns, found.rows[row], strict=True)}


def test_the_ombudsmans_time_and_decisions_are_in_no_team_figure(handled):
    team = cells(table(handled[0], "handling_by_team"))
    # Five working days from 13 to 20 April; the ombudsman's half year is not the team's.
    assert (team["Received"], team["Mean days"], team["Decided"]) == (30, 5.0, 28)
    assert team["Upheld"] == pytest.approx(20 / 28)
    said = section(handled[0], "handling").points
    assert "Upheld in full or in part, of those decided: stage 1, 20 of 28 (71%)." in said
    assert any(p.startswith("2 complaints were refused, none withdrawn") for p in said)
    (pack,) = [pack for _, pack in team_packs(handled[1], "today")]
    assert (
        "28 of 28 with a time limit were answered in time (100%); 20 of 28 decided were upheld"
        in (" ".join(section(pack, "summary").points))
    )


def test_refused_complaints_are_told_by_theme(handled):
    refused = table(handled[0], "refused")
    assert "2 refused complaints with a text that could be read, of 2" in refused.base


def test_days_late_extensions_and_acknowledgements_have_a_table(handled):
    late = cells(table(handled[0], "handling_delays"))
    assert (late["Stage"], late["Late"], late["1 to 5 days late"]) == ("Stage 1", 0, 0)
    # Nothing of the kind is recorded, which is not nought.
    assert late["Extended"] is None and late["Acknowledgements with a limit"] is None


def test_a_committee_sees_the_ombudsman_apart_and_refusals_where_they_may_be_shown(load, build):
    many = [{**r, "outcome": "refused"} if i < 8 else r for i, r in enumerate(handled_rows())]
    said = section(build(load(many), audience="committee")[0], "handling").points
    assert any(p.startswith("10 complaints were refused") for p in said)
    assert "Complaints received at each stage: Stage 1 30; the ombudsman 6." in said
    few = section(build(load(handled_rows()), audience="committee")[0], "handling").points
    assert not any("refused" in p for p in few)


def test_a_committee_is_told_no_data_where_no_case_has_an_outcome(load, build):
    blank = [{**r, "outcome": ""} for r in handled_rows()]
    report = build(load(blank), audience="committee")[0]
    assert cells(table(report, "handling_by_stage"))["Decided"] is None


def test_few_cases_are_given_as_counts_in_every_table(load, build):
    report, results = build(load(rows()[:8]))
    overall = cells(table(report, "themes_overall"))
    assert overall["Share"] == Few(6, 8) and overall["95% interval"] == Few(6, 8)
    everything = cells(table(report, "themes_by_everything"))
    assert everything["Share"] == Few(6, 8)
    assert format_value(Few(6, 8), "share") == "6 of 8"
    assert format_value(Few(6, 8), "interval") == "too few"
    (pack,) = [pack for _, pack in team_packs(results, "today")]
    shown = cells(section(pack, "themes").tables[0])
    assert (shown["Cases"], shown["Share"], shown["95% interval"]) == (6, Few(6, 8), Few(6, 8))


@pytest.mark.parametrize(
    ("before", "now", "probability", "said"),
    [
        ((2, 4), (0, 4), 0.1, "2 of 4, then 0 of 4: too few to judge"),
        ((5, 13), (3, 12), 0.3, "5 of 13, then 3 of 12: no clear change"),
        ((2, 12), (9, 12), 0.99, "2 of 12, then 9 of 12: a rise"),
    ],
)
def test_a_team_is_told_whether_a_change_can_be_judged(before, now, probability, said):
    assert _since(Change("b", *now, "a", *before, probability)) == said


def test_no_case_before_is_no_data_of_a_kind_that_is_said():
    assert _since(None) == "no cases to compare"


def test_completeness_names_its_teams_in_the_workbook(report):
    found = _frame(table(report, "completeness"))
    assert found["Team"].tolist() == ["Waste", "Parking", "Registrars"]


def test_periods_that_were_joined_can_be_drawn():
    names = ["January 2025 to April 2025", "May 2025"]
    chart = draw_periods(
        {"Delay": dict(zip(names, (0.2, 0.3), strict=True))}, names, "month", "theme", "Base."
    )
    assert chart.periods == names
    assert chart.title == "Delay: between 20% and 30% from month to month"


def test_teams_without_a_date_are_not_taken_from_those_named(load, build):
    # A misspelling of Parking, counted in no period.
    slips = [
        {**rows()[0], "case_ref": f"S-{i}", "team": "Parkin", "received_date": ""} for i in range(3)
    ]
    report = build(load(rows() + slips))[0]
    assert "They name 3 teams." in section(report, "summary").sentences[0]


def test_without_another_team_none_can_stand_out(load, build):
    report = build(load([{**r, "team": "Waste", "directorate": "Place"} for r in rows()]))[0]
    said = "There is no other team to compare with, so that none can stand out."
    assert said in section(report, "summary").points
    assert section(report, "recurring").sentences == [said]
    # The only team is the council again, and has no chart of its own.
    assert not re.search(r" in (Waste|Place)", repr(section(report, "trends")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("my grandmother of 96 in full sun", "my grandmother of [age] in full sun"),
        ("The boy was 14 and cold", "The boy was [age] and cold"),
        ("the man was 40 minutes late", "the man was 40 minutes late"),
    ],
)
def test_ages_of_people_are_not_quoted(text, shown):
    frame = pd.DataFrame({"complaint_text": [text]})
    assert quotation_of(frame, 0, [text], "Delay", "").words == shown
