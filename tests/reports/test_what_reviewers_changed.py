import re

import openpyxl
import pandas as pd
import pytest
from made_cases import TODAY, reviewed_rows
from test_corrected_tables import row, section, table

from classifier.config import ReportSettings
from classifier.insight.audit import Agreement, Rate
from classifier.insight.intervals import wilson
from classifier.reports.contents import build_report
from classifier.reports.model import WITHHELD
from classifier.reports.writing import write_report

AUDIENCES = ("team", "committee")


def test_what_was_changed_in_sentences_and_a_table(reviewed_report):
    said = section(reviewed_report, "reviewed")
    assert said.sentences == [
        "60 cases were decided on by 2 people. Their decisions count before the model's in every"
        " figure."
    ]
    assert said.points == [
        "Themes: 60 of 180 complaints reviewed. 57 of 60 (95%) were left as the model had labelled"
        " them. On the others 0 labels were removed and 3 added; most often added: delay (3)."
    ]
    changed = table(reviewed_report, "themes_changed")
    assert [list(r) for r in changed.rows] == [
        ["Delay", 12, 12, 0, 3, 15],
        ["Charges and payments", 12, 12, 0, 0, 12],
    ]
    assert "60 of them drawn at random" in changed.base
    # All were drawn at random, so that nothing has to be said of the others.
    assert said.remarks == []


def test_cases_that_were_chosen_are_not_taken_for_typical(load, build):
    chosen = [
        {**r, "themes_reviewed": "none"} if r["case_ref"].endswith("-01") else r
        for r in reviewed_rows()
    ]
    said = section(build(load(chosen))[0], "reviewed")
    assert "63 of 180 complaints reviewed." in said.points[0]
    assert said.sentences[0].startswith(
        "63 cases were decided on by 2 people; 3 cases are unsigned"
    )
    assert said.remarks[0].startswith("Where cases were reviewed because the model was unsure")


def test_a_case_that_only_a_person_read_is_told_apart(load, build):
    paper = reviewed_rows()
    paper[0] |= {"themes": "", "tag_status": "no_text"}
    said = section(build(load(paper))[0], "reviewed").points[0]
    assert "60 of 180 complaints reviewed. The model had not read 1 of them. 56 of 59 (95%)" in said


def test_without_a_review_there_is_no_such_section(report):
    assert "reviewed" not in [s.id for s in report.sections]
    assert "No case has been reviewed by a person" in " ".join(section(report, "method").sentences)


def test_the_method_note_tells_how_good_the_labels_were(reviewed_report):
    said = section(reviewed_report, "method").sentences
    # 24 labels given and all right, of 27 that the reviewers gave, in 24 and 27 cases.
    low = wilson(24, 24)[0]
    assert next(s for s in said if s.startswith("Themes:")).startswith(
        "Themes: on 60 cases of these tables that were drawn at random, whatever their stage and"
        f" date, a person found 100% of the model's labels right (95% interval {100 * low:.0f}% to"
        " 100%). It had given 89% ("
    )
    text = " ".join(said)
    assert "Figures that don't say ‘corrected’ rest on counts." in text
    assert "has not learnt from the same cases" in text
    assert "keep one decision a case" in text


def test_too_few_random_cases_judge_nothing(load, build):
    few = reviewed_rows()
    for r in few:
        if r["case_ref"] > "Q1-20":
            r["themes_reviewed"] = ""
    text = " ".join(section(build(load(few))[0], "method").sentences)
    assert "Themes: 27 randomly drawn cases were reviewed, too few to judge the model by." in text
    assert "A corrected share estimates" not in text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_agreement_of_two_reviewers_is_told(reviewed, audience):
    found = Agreement(30, Rate(0.8, 0.63, 0.91), 0.714, pd.DataFrame())
    report, _ = build_report(
        reviewed, ReportSettings(audience=audience), agreements={"theme": found}, today=TODAY
    )
    assert (
        "Agreement between reviewers: on 30 cases that two people reviewed apart, they gave exactly"
        " the same themes to 80% (63 to 91) (95% interval; Krippendorff's alpha 0.71)."
    ) in section(report, "method").sentences


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_reviewer_is_named(reviewed, tmp_path, audience):
    _, files = write_report(reviewed, tmp_path, ReportSettings(audience=audience), today=TODAY)
    text = " ".join(f.read_text(encoding="utf-8") for f in files if f.suffix == ".html")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    text += " ".join(
        str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line
    )
    assert "2 people" in text
    assert not re.search("quillfeather|tapperly", text, re.IGNORECASE)


def test_a_committee_sees_no_small_change(reviewed, build):
    report = build(reviewed, audience="committee")[0]
    said = section(report, "reviewed")
    # Three were changed, three labels added.
    assert said.points == ["Themes: 60 of 180 complaints reviewed."]
    changed = table(report, "themes_changed")
    assert row(changed, "Delay") == ["Delay", 0, WITHHELD]
    assert row(changed, "Charges and payments")[1] == 0
    open_ = build(reviewed, audience="committee", min_count=3)[0]
    assert (
        "57 of 60 (95%) were left as the model had labelled them. 0 labels were removed and 3"
        in (section(open_, "reviewed").points[0])
    )


def test_a_committee_sees_corrected_shares_that_tell_no_small_number(reviewed, build):
    report = build(reviewed, audience="committee")[0]
    overall = table(report, "themes_overall")
    assert row(overall, "Delay")[3] == pytest.approx(0.25)
    said = section(report, "summary").sentences[0]
    assert "Corrected by 60 randomly drawn complaints that a person reviewed: delay 25% (" in said
    # 12 of the 39 with charges were drawn; a minimum of 13 must not let the 12 be worked out.
    report = build(reviewed, audience="committee", min_count=13)[0]
    charges = row(table(report, "themes_overall"), "Charges and payments")
    assert charges[1:] == [39, 39 / 180, WITHHELD, WITHHELD]
