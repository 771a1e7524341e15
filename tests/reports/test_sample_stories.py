"""The report tells the stories of the sample year's README; dealt out blindly, they vanish."""

import pytest
from made_cases import TODAY
from sample_year import load_year, shuffled_year, true_year

from classifier.config import ReportSettings
from classifier.reports.contents import build_report
from classifier.reports.packs import team_packs

SEEDS = range(4)


def reported(frame, folder, root):
    cases, changes = load_year(frame, folder, root)
    return build_report(cases, ReportSettings(), changes=changes, today=TODAY)


@pytest.fixture(scope="module")
def year(root, tmp_path_factory):
    return reported(true_year(root), tmp_path_factory.mktemp("year"), root)


@pytest.fixture(scope="module")
def report(year):
    return year[0]


@pytest.fixture(scope="module")
def packs(year):
    return dict(team_packs(year[1], "22 November 2026"))


@pytest.fixture(scope="module")
def shuffled(root, tmp_path_factory):
    made = [
        reported(shuffled_year(root, seed), tmp_path_factory.mktemp("year"), root) for seed in SEEDS
    ]
    return [results for _, results in made], [report for report, _ in made]


def section(report, identifier):
    return next(s for s in report.sections if s.id == identifier)


def points(report, identifier, *words):
    said = section(report, identifier).points
    return [point for point in said if all(word in point for word in words)]


def quarters(report, first):
    """The last column of a team's table: the last two complete quarters."""
    themes = section(report, "themes").tables[0]
    return next(row[5] for row in themes.rows if row[0] == first)


def test_council_tax_delay_stands_out_and_rises_after_the_new_system(report, packs):
    (said,) = points(report, "recurring", "Delay in Council Tax and Benefits")
    assert said.startswith(
        "Delay in Council Tax and Benefits: 26 of 63 cases, against 22% elsewhere"
    )
    known = " ".join(section(report, "summary").points)
    assert (
        "After ‘The revenues system was replaced’ (6 October 2025), delay in Council Tax and"
        " Benefits got worse: from 3 of 21 cases (14%) to 23 of 42 cases (55%)"
    ) in known
    assert points(report, "root_causes", "Systems and technology in Council Tax and Benefits")
    causes = [
        row[0] for row in section(packs["council-tax-and-benefits"], "root_causes").tables[0].rows
    ]
    assert {"Systems and technology", "Staffing and capacity"} <= set(causes[:4])


def test_waste_fails_the_same_residents_again(report, packs):
    assert points(report, "recurring", "Equality and access in Waste Collection")
    by_team = section(report, "repeats").tables[0]
    assert by_team.rows[0][0] == "Waste Collection"
    assert by_team.rows[0][1] >= 10
    assert any("resembles" in q for q in section(packs["waste-collection"], "questions").points)


def test_housing_repairs_action_worked_on_its_theme(report, packs):
    (said,) = points(report, "actions", "Housing Repairs")
    assert (
        "poor communication improved. Before: 19 of 36 cases (53%); since: 8 of 35 cases (23%)"
        in said
    )
    moved = [
        p
        for p in section(packs["housing-repairs"], "summary").points
        if " rose " in p or " fell " in p
    ]
    assert not [p for p in moved if not p.startswith("Poor communication fell")]


def test_parking_conduct_does_not_rise_by_more_than_chance(report, packs):
    assert not points(report, "trends", "Parking", "Staff conduct")
    assert quarters(packs["parking-services"], "Staff conduct").endswith("no clear change")


def test_registrars_are_too_few_to_judge(report, packs):
    assert "Registrars (5)" in " ".join(section(report, "themes").sentences)
    assert not points(report, "recurring", "Registrars")
    assert any(
        "too few cases to judge" in p for p in section(packs["registrars"], "summary").points
    )


def test_send_delay_is_high_and_does_not_rise(report, packs):
    (said,) = points(report, "recurring", "Delay in SEND")
    assert "24 of 44 cases, against 21% elsewhere; has led in 4 of the last 4 quarters" in said
    assert not points(report, "trends", "SEND", "Delay")
    assert quarters(packs["send"], "Delay").endswith("no clear change")


def test_school_transport_was_upheld_before_and_again(report, packs):
    by_team = {row[0]: row[1] for row in section(report, "repeats").tables[0].rows}
    assert by_team["School Transport"] >= 3
    assert section(packs["school-transport"], "repeats").tables[0].rows


def test_adult_finance_gives_wrong_information_and_is_mostly_upheld(report):
    (said,) = [
        " ".join(str(cell) for cell in row)
        for row in next(
            t for t in section(report, "recurring").tables if t.id == "themes_issues"
        ).rows
        if row[0] == "Adult Finance" and row[1] == "Incorrect information or advice"
    ]
    assert "10 of 11" in said and said.endswith("yes")


def test_family_safeguarding_records_are_three_times_as_frequent_as_elsewhere(packs):
    themes = section(packs["family-safeguarding"], "themes").tables[0]
    assert "Records and personal data" in [row[0] for row in themes.rows[:2]]
    found = next(row for row in themes.rows if row[0] == "Records and personal data")
    assert found[1] == 8 and found[2] == pytest.approx(8 / 26)
    assert 2.5 < found[2] / found[4] < 3.5


def test_customer_contact_shuts_people_out_steadily(report):
    (said,) = points(report, "recurring", "Equality and access in Customer Contact")
    assert "has led in 4 of the last 4 quarters" in said


def test_street_scene_safety_falls_after_one_quarter(packs):
    said = section(packs["street-scene"], "summary").points
    assert (
        "Safety and safeguarding fell from 7 of 7 cases in 2025-26 Q4 to 0 of 4 in 2026-27 Q1."
        in said
    )


def test_dealt_out_blindly_no_pair_stands_out(shuffled):
    flagged = [
        issue
        for results in shuffled[0]
        for found in results.schemes.values()
        for issue in found.flagged
    ]
    assert flagged == []
    for report in shuffled[1]:
        assert section(report, "recurring").sentences == [
            "No pair of team and theme stands out by more than chance."
        ]


def test_dealt_out_blindly_nothing_gets_worse_and_hardly_anything_improves(shuffled):
    verdicts = [action.verdict for results in shuffled[0] for action in results.actions]
    assert len(verdicts) == 2 * len(SEEDS)
    # One in forty says improved by chance, and one in forty worse.
    assert verdicts.count("worse") == 0
    assert verdicts.count("no clear change") >= len(verdicts) - 1


def test_dealt_out_blindly_repeats_are_a_third_of_what_they_were(year, shuffled):
    real = len(year[1].repeats.cases) / year[1].repeats.base
    for results in shuffled[0]:
        assert len(results.repeats.cases) / results.repeats.base < real / 1.8


def test_dealt_out_blindly_no_lasting_change_is_told(shuffled):
    told = [bool(results.lasting("theme")) for results in shuffled[0]]
    assert sum(told) <= 1


def test_packs_are_one_to_three_pages_of_questions_drawn_from_the_data(packs):
    for name, pack in packs.items():
        asked = section(pack, "questions").points
        assert 3 <= len(asked) <= 6, name
        assert len(set(asked)) == len(asked)
        assert all(len(table.rows) <= 8 for table in pack.tables)
