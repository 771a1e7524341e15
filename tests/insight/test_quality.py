import datetime as dt

import pandas as pd
import pytest
from true_labels import sample_year, tagged

from classifier.errors import ModelError
from classifier.insight.quality import QualitySettings, data_findings, refuse_mixed_versions
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

NAMES = ("Reference", "Date received", "Team", "Details of complaint")
ROWS = [
    ("Q1", "03/04/2026", "Waste", "Bin not emptied"),
    ("Q2", "04/04/2026", "Waste", "Nobody rings back"),
    ("Q3", "05/04/2026", "Parking", "Fined while I was paying"),
]


def frame_of(rows, **columns):
    frame = pd.DataFrame(rows, columns=list(NAMES))
    return frame.assign(themes="delay", tag_status="tagged", **columns)


def two_exports(folder, *exports):
    paths = []
    for number, rows in enumerate(exports, start=1):
        frame = rows if isinstance(rows, pd.DataFrame) else frame_of(rows)
        paths.append(folder / f"export{number}.csv")
        frame.to_csv(paths[-1], index=False)
    return load_tagged(paths, list(shipped_codebook().schemes.values()))


def kinds(cases, **settings):
    found = data_findings(cases, QualitySettings(**settings))
    return {finding.kind: finding.count for finding in found}


def the(kind, cases, **settings):
    found = data_findings(cases, QualitySettings(**settings))
    (finding,) = [finding for finding in found if finding.kind == kind]
    return finding


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    return sample_year(root, tmp_path_factory.mktemp("sample"))


def test_nothing_is_wrong_with_sound_tables(tmp_path):
    assert data_findings(tagged(frame_of(ROWS), tmp_path)) == []
    other = [("Q4", "05/07/2026", "Waste", "Bin not emptied")]
    assert data_findings(two_exports(tmp_path, ROWS, other)) == []


@pytest.mark.parametrize(
    ("row", "twice"),
    [
        pytest.param(("Q1", "03/04/2026", "Waste", "Bin not emptied"), True, id="the same row"),
        pytest.param(("Q1", "03/04/2026", "Waste", "Bin not done"), True, id="text corrected"),
        pytest.param(("Q1", "", "Refuse", "Bin not emptied"), True, id="team and date corrected"),
        pytest.param(("Q1", "04/07/2026", "Waste", "No answer"), False, id="a reference reused"),
        pytest.param(("Q1", "", "Waste", ""), False, id="nothing to go by"),
        pytest.param(("Q9", "03/04/2026", "Waste", "Bin not emptied"), False, id="another case"),
    ],
)
def test_a_case_in_two_exports(tmp_path, row, twice):
    cases = two_exports(tmp_path, ROWS, [row])
    assert ("two_exports" in kinds(cases)) == twice
    if twice:
        finding = the("two_exports", cases)
        assert finding.count == 1
        assert [(e.case, e.source) for e in finding.examples] == [("Q1", "export2.csv")]


def test_without_references_the_same_text_and_day_are_the_same_case(tmp_path):
    first, second, third = (row[1:] for row in ROWS)
    exports = [
        frame_of([("", *row) for row in rows]).drop(columns="Reference")
        for rows in ([first, second], [third, first, ("05/04/2026", *second[1:])])
    ]
    finding = the("two_exports", two_exports(tmp_path, *exports))
    assert [(e.case, e.source) for e in finding.examples] == [("row 3", "export2.csv")]


def test_copied_rows_are_no_points_of_one_case(tmp_path):
    point = ("Q1", "03/04/2026", "Waste", "And the lid was broken")
    assert kinds(tagged(frame_of([*ROWS, point]), tmp_path)) == {}
    # The same text under another category is a point of its own, too.
    frame = frame_of([*ROWS, ROWS[0]], Category=["Delay", "", "", "Damage"])
    assert kinds(tagged(frame, tmp_path)) == {}
    copied = tagged(frame_of([*ROWS, ROWS[0], ROWS[0], point]), tmp_path)
    assert kinds(copied) == {"copied_rows": 2}


def test_blank_and_misspelt_teams(tmp_path):
    rows = [(f"W{n}", f"{n:02d}/04/2026", "Waste Collection", f"Missed {n}") for n in range(1, 11)]
    rows += [("S1", "11/04/2026", "Waste Colection", ""), ("S2", "12/04/2026", "", "Missed")]
    cases = tagged(frame_of(rows), tmp_path)
    assert kinds(cases) == {"blank_team": 1, "team_slip": 1}
    slip = the("team_slip", cases)
    assert slip.sentence == "Team ‘Waste Colection’ (1 case) looks like ‘Waste Collection’ (10)."
    assert "[teams]" in slip.mend
    assert [e.case for e in slip.examples] == ["S1"]


def test_teams_that_the_mapping_does_not_know(tmp_path):
    rows = [*ROWS, ("Q4", "06/04/2026", "{cases}", "x"), ("Q5", "06/04/2026", "", "y")]
    cases = tagged(frame_of(rows), tmp_path)
    finding = the("unknown_team", cases, known_groups=frozenset({"Waste"}), examples=1)
    assert finding.count == 2
    assert "‘Parking’ (1) and 1 more" in finding.sentence
    assert [e.case for e in finding.examples] == ["Q3"]
    assert "unknown_team" not in kinds(
        cases, known_groups=frozenset({"Waste", "Parking", "{cases}"})
    )
    # A council may use any characters in a name.
    odd = the("unknown_team", cases, known_groups=frozenset({"Waste", "Parking"}))
    assert odd.sentence.startswith("1 case with a team")


@pytest.mark.parametrize(
    ("column", "day", "kind"),
    [
        ("Date acknowledged", "02/04/2026", "acknowledged_before_received"),
        ("Response date", "02/04/2026", "responded_before_received"),
        ("Due", "02/04/2026", "due_before_received"),
        ("Extended to", "02/04/2026", "extended_before_received"),
        ("Date acknowledged", "05/04/2027", "acknowledged_a_year_later"),
        ("Date acknowledged", "03/04/2026", ""),
        ("Response date", "03/04/2028", ""),
        ("Due", "", ""),
    ],
)
def test_dates_that_cannot_be_right(tmp_path, column, day, kind):
    cases = tagged(frame_of(ROWS, **{column: [day, "", ""]}), tmp_path)
    assert kinds(cases) == ({kind: 1} if kind else {})
    if kind:
        (example,) = the(kind, cases).examples
        assert example.case == "Q1"
        assert "received 2026-04-03" in example.detail


def test_dates_that_are_missing_or_no_dates(tmp_path):
    rows = [*ROWS, ("Q4", "", "Waste", "x"), ("Q5", "31/02/2026", "Waste", "y")]
    cases = tagged(frame_of(rows), tmp_path)
    assert kinds(cases) == {"undated": 2, "unusable_cells": 1}
    (example,) = the("unusable_cells", cases).examples
    assert (example.case, "31/02/2026" in example.detail) == ("row 6", True)


def test_received_after_all_other_dates(tmp_path):
    rows = [*ROWS, ("Q4", "06/04/2062", "Waste", "A bin")]
    responses = {"Response date": ["01/06/2026", "", "", ""]}
    cases = tagged(frame_of(rows, **responses), tmp_path)
    finding = the("received_in_future", cases)
    assert [e.case for e in finding.examples] == ["Q4"]
    assert finding.sentence == "1 case received, by the date given, after all other dates."
    # One in four responded to long after the others says that the table goes on till then.
    late = {"Response date": ["", "", "", "01/06/2062"]}
    assert "received_in_future" not in kinds(tagged(frame_of(rows, **late), tmp_path))
    known = kinds(tagged(frame_of(rows), tmp_path), today=dt.date(2026, 4, 4))
    assert known["received_in_future"] == 2


def test_a_month_that_looks_incomplete_is_named(tmp_path):
    rows = [
        (f"{month}-{n}", f"{n % 28 + 1:02d}/{month:02d}/2026", "Waste", f"text {month} {n}")
        for month, count in ((1, 40), (2, 40), (3, 5), (4, 40), (5, 40))
        for n in range(count)
    ]
    finding = the("incomplete_month", tagged(frame_of(rows), tmp_path))
    assert finding.count == 5
    assert finding.sentence == (
        "March 2026 looks incomplete: 5 cases, where one would expect about 40 from those around"
        " it."
    )


def test_texts_labels_and_rows_that_count_as_nothing(tmp_path):
    rows = [*ROWS, ("Q4", "06/04/2026", "Waste", ""), ("", "", "", "")]
    frame = frame_of(rows, themes_reviewed=["", "bins", "", "", ""])
    frame["tag_status"] = ["tagged", "not_english", "not_english", "no_text", "no_text"]
    cases = tagged(frame.assign(themes=["delay", "", "", "", ""]), tmp_path)
    # Q2's text is not in English, but a person decided on it.
    assert kinds(cases) == {
        "theme_not_english": 1, "theme_no_text": 1, "unknown_label": 1, "blank_rows": 1,
    }  # fmt: skip
    assert "‘bins’ (1 case)" in the("unknown_label", cases).sentence


def versions_of(folder, versions, **columns):
    return tagged(frame_of(ROWS, model_versions=versions, **columns), folder)


OLD, NEW = "theme-11111111; root_cause-22222222", "theme-33333333; root_cause-22222222"


def test_tables_tagged_by_different_models_are_refused(tmp_path):
    cases = versions_of(tmp_path, [OLD, NEW, NEW])
    with pytest.raises(ModelError) as caught:
        refuse_mixed_versions(cases)
    assert "theme-11111111 (1 case), theme-33333333 (2 cases)" in caught.value.found
    assert caught.value.mend == "tag all the tables again with one model"
    finding = the("mixed_versions", cases)
    assert finding.count == 3
    refuse_mixed_versions(cases, pd.Series([False, True, True]))


@pytest.mark.parametrize(
    ("versions", "columns"),
    [
        pytest.param([OLD, OLD, OLD], {}, id="one version"),
        pytest.param([OLD, "", OLD], {}, id="a row that names none"),
        pytest.param(["", "", ""], {}, id="none named"),
        pytest.param([OLD, NEW, NEW], {"themes_reviewed": ["none", "", ""]}, id="reviewed"),
        pytest.param(["theme-11111111", OLD, OLD], {}, id="one scheme's only"),
    ],
)
def test_versions_that_matter_to_no_count(tmp_path, versions, columns):
    cases = versions_of(tmp_path, versions, **columns)
    refuse_mixed_versions(cases)
    assert "mixed_versions" not in kinds(cases)


def test_what_was_not_read_may_name_any_version(tmp_path):
    frame = frame_of(ROWS, model_versions=[OLD, NEW, NEW])
    frame["tag_status"] = ["no_text", "tagged", "tagged"]
    refuse_mixed_versions(tagged(frame, tmp_path))


def test_versions_over_two_tables(tmp_path):
    frames = [frame_of(ROWS[:2], model_versions=OLD), frame_of(ROWS[2:], model_versions=NEW)]
    with pytest.raises(ModelError, match="theme model"):
        refuse_mixed_versions(two_exports(tmp_path, *frames))
    without = [frames[0], frames[1].drop(columns="model_versions")]
    refuse_mixed_versions(two_exports(tmp_path, *without))


def test_the_sample_years_slips(sample):
    found = kinds(sample)
    slips = [f for f in data_findings(sample) if f.kind == "team_slip"]
    assert "‘Shool Transport’" in " ".join(f.sentence for f in slips)
    assert len(slips) == 11
    assert {k: found[k] for k in ("blank_team", "undated", "acknowledged_before_received")} == {
        "blank_team": 10,
        "undated": 7,
        "acknowledged_before_received": 8,
    }
    # Received in 2015 and 2016, acknowledged in 2025 and 2026; four more in January to April 2025.
    assert found["acknowledged_a_year_later"] == 6
    assert not {"two_exports", "copied_rows", "incomplete_month", "mixed_versions"} & set(found)


def test_escalations_that_name_no_first_case_are_told(tmp_path):
    stages = {"Stage": ["Stage 1", "Stage 2", "Ombudsman"]}
    found = the("unlinked_escalations", tagged(frame_of(ROWS, **stages), tmp_path))
    assert found.count == 2
    assert found.sentence.startswith("2 cases went beyond stage 1, and no row says")
    named = stages | {"Parent case": ["", "Q1", ""]}
    assert "unlinked_escalations" not in kinds(tagged(frame_of(ROWS, **named), tmp_path))
    blank = stages | {"Parent case": ["", "", ""]}
    assert kinds(tagged(frame_of(ROWS, **blank), tmp_path))["unlinked_escalations"] == 2
    first = {"Stage": ["Stage 1", "", "Stage 1"]}
    assert "unlinked_escalations" not in kinds(tagged(frame_of(ROWS, **first), tmp_path))
