import pytest
from made_cases import rows

from classifier.config import ReportSettings
from classifier.reports.packs import team_packs
from classifier.reports.page import render_page
from classifier.reports.results import work_out
from classifier.reports.view import make_view


def packs_of(cases, **settings):
    return dict(team_packs(work_out(make_view(cases, ReportSettings(**settings))), "today"))


def section(pack, identifier):
    return next(s for s in pack.sections if s.id == identifier)


@pytest.fixture(scope="module")
def packs(cases):
    return packs_of(cases)


def test_a_pack_compares_the_team_with_the_rest(packs):
    waste = packs["waste"]
    assert waste.title == "Learning pack: Waste"
    assert waste.sections[0].points == [
        "90 complaints were about Waste.",
        "Leading themes: delay (36 of 90, 0% elsewhere); staff conduct (3 of 90, 3% elsewhere).",
        "More frequent here than chance would have it: delay (36 of 90, against 0% elsewhere).",
        "Delay rose from 6 of 30 cases in 2026-27 Q1 to 12 of 30 in 2026-27 Q2.",
    ]
    (table,) = waste.sections[1].tables
    delay = table.rows[0]
    assert delay[:3] == ["Delay", 36, 0.4]
    assert delay[4:] == [0.0, "6 of 30, then 12 of 30: a rise"]
    assert table.columns[-1].name == "2026-27 Q1 to 2026-27 Q2"


def test_quotations_are_the_latest_and_redacted(packs):
    quotations = section(packs["waste"], "words").quotations
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
    assert list(packs_of(cases, min_count=13)) == ["parking", "waste"]


def test_names_that_make_one_file_name_are_kept_apart(load):
    names = {"Waste": "A & B", "Parking": "A + B", "Registrars": "Ünïcode / Team"}
    cases = load([{**r, "team": names[r["team"]]} for r in rows()])
    assert list(packs_of(cases)) == ["a-b", "a-b-2", "n-code-team"]


def test_the_surest_case_is_quoted_first(load):
    table = [{**r, "p_delay": 0.95 if r["case_ref"] == "Q0-02" else 0.5} for r in rows()]
    first, second = section(packs_of(load(table))["waste"], "words").quotations[:2]
    assert first.words.startswith("I waited in, case 2.")
    assert (first.about, second.about) == ("received in April 2026", "received in October 2026")


def test_the_evidence_is_marked_within_its_sentence(load):
    text = "I rang in May. Nobody came for six weeks. I gave up. Please call."
    table = [
        {**r, "complaint_text": text, "themes_evidence": "delay: Nobody came for six weeks."}
        if r["team"] == "Waste"
        else r
        for r in rows()
    ]
    pack = packs_of(load(table))["waste"]
    quotation = section(pack, "words").quotations[0]
    assert (quotation.before, quotation.words, quotation.after) == (
        "I rang in May.",
        "Nobody came for six weeks.",
        "I gave up.",
    )
    assert "<mark>Nobody came for six weeks.</mark>" in render_page(pack)


def test_questions_come_from_the_figures(packs):
    asked = section(packs["waste"], "questions").points
    assert asked[0].startswith("Delay is in 36 of 90 cases, against 0% elsewhere.")
    assert len(section(packs["registrars"], "questions").points) == 2
