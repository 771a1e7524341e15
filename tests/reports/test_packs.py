import pytest
from made_cases import rows

from classifier.config import ReportSettings
from classifier.reports.packs import team_packs
from classifier.reports.page import render_page
from classifier.reports.view import make_view


@pytest.fixture(scope="module")
def packs(cases):
    return dict(team_packs(make_view(cases, ReportSettings()), "22 November 2026"))


def test_a_pack_compares_the_team_with_the_rest(packs):
    waste = packs["waste"]
    assert waste.title == "Learning pack: Waste"
    assert waste.sections[0].points == [
        "90 complaints were about Waste.",
        "Leading themes: delay (36 of 90, 0% elsewhere); staff conduct (3 of 90, 3% elsewhere).",
    ]
    (table,) = waste.sections[1].tables
    delay = table.rows[0]
    assert delay[:3] == ["Delay", 36, 0.4]
    assert delay[4:] == [0.0, 18]
    assert table.columns[-1].name == "Cases in 2026-27 Q3"


def test_quotations_are_the_latest_and_redacted(packs):
    quotations = packs["waste"].sections[-1].quotations
    assert [(q.label, q.about) for q in quotations[:2]] == [
        ("Delay", "received in October 2026"),
        ("Delay", "received in October 2026"),
    ]
    # The latest first, where the model was as sure of all.
    assert quotations[0].words == "I waited in, case 17. Mr [name] came late."
    assert len({quotation.words for quotation in quotations}) == len(quotations) == 3
    page = render_page(packs["waste"])
    assert "Blaketon" not in page and "Orson" not in page
    assert "Q0-03" not in page


def test_a_team_under_the_minimum_gets_no_pack(cases):
    view = make_view(cases, ReportSettings(min_count=13))
    assert [name for name, _ in team_packs(view, "today")] == ["parking", "waste"]


def test_names_that_make_one_file_name_are_kept_apart(load):
    names = {"Waste": "A & B", "Parking": "A + B", "Registrars": "Ünïcode / Team"}
    cases = load([{**r, "team": names[r["team"]]} for r in rows()])
    packs = team_packs(make_view(cases, ReportSettings()), "today")
    assert [name for name, _ in packs] == ["a-b", "a-b-2", "n-code-team"]


def test_the_surest_case_is_quoted_first(load):
    table = [{**r, "p_delay": 0.95 if r["case_ref"] == "Q0-02" else 0.5} for r in rows()]
    packs = dict(team_packs(make_view(load(table), ReportSettings()), "today"))
    first, second = packs["waste"].sections[-1].quotations[:2]
    assert first.words.startswith("I waited in, case 2.")
    assert (first.about, second.about) == ("received in April 2026", "received in October 2026")
