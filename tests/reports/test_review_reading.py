import datetime as dt
import shutil

import pytest
from review_table import CASES, SCHEMES, Hands, write_sample

from classifier.cases.reading import read_table
from classifier.errors import InputFileError, LabelledDataError
from classifier.insight.review_apply import apply_review
from classifier.reports.review_reading import is_review, read_review


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("review"))


@pytest.fixture
def made(template, tmp_path):
    tagged, sample, path = template
    hands = Hands(shutil.copy(path, tmp_path / "review.xlsx"))
    hands.decide_all()
    return tagged, sample, hands


def by_ref(review):
    return {d.where.split("(case ")[1].rstrip(")"): d for d in review.decisions}


def problem(hands, kind=LabelledDataError):
    with pytest.raises(kind) as error:
        read_review(hands.save(), SCHEMES)
    return str(error.value)


def test_decisions_come_back(made):
    _, sample, hands = made
    review = read_review(hands.save(), SCHEMES)
    assert (review.draw, review.source) == (sample.info.draw, "tagged.csv")
    assert review.frame_hash == sample.info.frame_hash
    assert [d.part for d in review.decisions] == ["random"] * 4 + ["uncertain"] * 2
    found = by_ref(review)
    assert found["W-01"].labels == {
        "theme": ("communication", "service_failure"),
        "root_cause": ("capacity",),
    }
    assert found["W-02"].labels == {"theme": ("incorrect_information",)}
    assert found["W-04"].labels == {"theme": (), "root_cause": ()}
    assert {(d.reviewer, d.date, d.missing) for d in review.decisions} == {
        ("Ann Officer", "2026-11-22", ())
    }


def test_applied_they_stand_in_the_table(made, tmp_path):
    tagged, _, hands = made
    review = read_review(hands.save(), SCHEMES)
    apply_review(tagged, [review], tmp_path / "out.csv", SCHEMES)
    frame = read_table(tmp_path / "out.csv", extra_names=["themes"]).frame
    expected = ["; ".join(sorted(row[3].split("; "))) or "none" for row in CASES]
    assert ["; ".join(sorted(c.split("; "))) for c in frame["themes_reviewed"]] == expected
    assert list(frame["root_causes_reviewed"]) == [
        "capacity", "", "capacity", "none", "training", "",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["yes", "Yes ", "x", "y", True, 1, "✓"])
def test_marks_that_mean_yes(made, mark):
    made[2].put("W-03", "Safety and safeguarding", mark)
    labels = by_ref(read_review(made[2].save(), SCHEMES))["W-03"].labels["theme"]
    assert labels == ("delay", "safety")


@pytest.mark.parametrize("mark", ["no", "  ", False, 0])
def test_marks_that_mean_no(made, mark):
    made[2].put("W-03", "Safety and safeguarding", mark)
    labels = by_ref(read_review(made[2].save(), SCHEMES))["W-03"].labels["theme"]
    assert labels == ("delay",)


@pytest.mark.parametrize(
    "date", [dt.date(2026, 11, 3), "3/11/2026", "3 November 2026", "2026-11-03", 46329]
)
def test_a_row_may_have_its_own_reviewer_and_date(made, date):
    made[2].put("W-03", "Reviewer", "Bea; QA")
    made[2].put("W-03", "Date", date)
    made[2].put("W-03", "Remark", "Close to\nservice failure")
    found = by_ref(read_review(made[2].save(), SCHEMES))
    d = found["W-03"]
    assert (d.reviewer, d.date, d.remark) == (
        "Bea, QA", "2026-11-03", "Close to service failure",
    )  # fmt: skip
    assert found["W-01"].reviewer == "Ann Officer"


def test_undecided_cases_say_what_is_missing(made):
    hands = made[2]
    hands.put("W-03", "Delay", None)
    review = read_review(hands.save(), SCHEMES)
    assert by_ref(review)["W-03"].missing == ("theme",)


def test_rows_in_another_order_are_the_same_review(made):
    hands = made[2]
    before = by_ref(read_review(hands.save(), SCHEMES))
    sheet = hands.sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for place, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            cell.value = value
            # A spreadsheet that sorts keeps a text a text, whatever it starts with.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    after = by_ref(read_review(hands.save(), SCHEMES))
    assert {r: d.labels for r, d in after.items()} == {r: d.labels for r, d in before.items()}


# --- What can be wrong --------------------------------------------------------------------------


def test_a_word_typed_over_a_list(made):
    hands = made[2]
    hands.put("W-03", "Delay", "noise nuisance")
    said = problem(hands)
    assert f"row {hands.row('W-03')} (case W-03): 'noise nuisance' under 'Delay'" in said


def test_a_label_that_the_codebook_does_not_have(made):
    hands = made[2]
    hands.sheet.cell(1, hands.sheet.max_column + 1).value = "Noise"
    hands.put("W-05", "Noise")
    assert "(case W-05): 'Noise' is marked, and the codebook has no such label" in problem(hands)


def test_a_column_of_the_reviewers_own_is_no_matter(made):
    hands = made[2]
    hands.sheet.cell(1, hands.sheet.max_column + 1).value = "My notes"
    hands.put("W-05", "My notes", "ask Bea")
    assert len(read_review(hands.save(), SCHEMES).decisions) == 6


def test_labels_together_with_none(made):
    made[2].put("W-03", "No theme applies")
    assert "'No theme applies' is marked together with Delay" in problem(made[2])


@pytest.mark.parametrize("header", ["What the complainant wrote", "Case"])
def test_a_changed_text(made, header):
    hands = made[2]
    row = hands.row("W-03")
    hands.sheet.cell(row, hands.column(header)).value = "Nine weeks for a badge."
    said = problem(hands)
    assert f"review.xlsx, row {row} " in said
    assert "is not the one that was drawn" in said


def test_a_column_sorted_apart_from_the_others(made):
    hands = made[2]
    one, other, column = hands.row("W-03"), hands.row("W-05"), hands.column("No.")
    cells = hands.sheet.cell(one, column), hands.sheet.cell(other, column)
    cells[0].value, cells[1].value = cells[1].value, cells[0].value
    said = problem(hands)
    assert f"row {one} (case W-03)" in said
    assert f"row {other} (case W-05)" in said


def test_a_missing_case(made):
    hands = made[2]
    number = hands.sheet.cell(hands.row("W-03"), 1).value
    hands.sheet.delete_rows(hands.row("W-03"))
    assert f"rows of these case numbers are missing: {number}" in problem(hands)


@pytest.mark.parametrize(
    ("other", "said"), [("yes", "is there twice, with other labels"), (None, "is there twice (see")]
)
def test_a_case_that_is_there_twice(made, other, said):
    hands = made[2]
    row = hands.row("W-03")
    copy = [cell.value for cell in hands.sheet[row]]
    hands.sheet.append(copy)
    hands.sheet.cell(8, hands.column("Safety and safeguarding")).value = other
    found = problem(hands)
    assert f"review.xlsx, row 8 (case W-03): the case {said}" in found


def test_a_row_of_no_case(made):
    made[2].sheet.append([99, "", "W-99", "Some text"])
    assert "'99' is not a number of a drawn case" in problem(made[2])


@pytest.mark.parametrize(
    ("date", "said"), [("soon", "the date 'soon' is not a date"), ("31/02/2026", "is not a date")]
)
def test_a_date_that_is_none(made, date, said):
    made[2].put("W-03", "Date", date)
    assert said in problem(made[2])


@pytest.mark.parametrize(
    ("name", "date", "said"),
    [
        ("", "22/11/2026", "who reviewed it is missing"),
        ("Ann", None, "the date is missing"),
        (None, None, "who reviewed it and the date is missing; fill in the yellow cells"),
    ],
)
def test_who_and_when_must_be_said(made, name, date, said):
    made[2].sign(name, date)
    assert said in problem(made[2])


@pytest.mark.parametrize("name", ["Cases", "Sampling"])
def test_a_deleted_sheet(made, name):
    del made[2].book[name]
    assert f"sheet {name!r} is gone" in problem(made[2], InputFileError)


def test_the_codebook_may_go(made):
    del made[2].book["Codebook"]
    assert len(read_review(made[2].save(), SCHEMES).decisions) == 6


@pytest.mark.parametrize("header", ["Delay", "No theme applies", "Date", "No."])
def test_a_deleted_column(made, header):
    made[2].sheet.delete_cols(made[2].column(header))
    assert f"no {header!r}" in problem(made[2], InputFileError)


def test_a_column_that_is_there_twice(made):
    made[2].sheet.cell(1, made[2].column("Quality of service")).value = "Delay"
    said = problem(made[2], InputFileError)
    assert "no 'Quality of service'" in said
    assert "'delay' twice" in said


def test_what_was_drawn_wiped_out(made):
    sheet = made[2].book["Sampling"]
    sheet.delete_rows(2, sheet.max_row)
    assert "doesn't say any more which cases were drawn" in problem(made[2], InputFileError)


def test_no_workbook(tmp_path):
    with pytest.raises(InputFileError, match="There is no file"):
        read_review(tmp_path / "none.xlsx", SCHEMES)
    (tmp_path / "text.xlsx").write_text("not a workbook", encoding="utf-8")
    with pytest.raises(InputFileError, match="not a workbook that can be read"):
        read_review(tmp_path / "text.xlsx", SCHEMES)


def test_many_problems_are_listed_and_counted(tmp_path):
    hands = Hands(write_sample(tmp_path, random=6, uncertain=0)[2])
    hands.decide_all()
    for ref, *_ in CASES:
        hands.put(ref, "Delay", "perhaps")
        hands.put(ref, "Safety and safeguarding", "perhaps")
    said = problem(hands)
    assert said.count("perhaps") == 10
    assert "… and 2 more" in said


def test_a_scheme_that_is_not_given_is_named(made):
    path = made[2].save()
    with pytest.raises(InputFileError) as error:
        read_review(path, SCHEMES[:1])
    assert "asks about labels that none of the models has" in str(error.value)
    assert "root_cause" in str(error.value) and "--models" in str(error.value)


def test_is_review_looks_at_the_sheets(made, tmp_path):
    tagged, _, hands = made
    assert is_review(hands.save())
    assert not is_review(tagged)
    assert not is_review(tmp_path / "none.xlsx")
    del hands.book["Sampling"]
    assert not is_review(hands.save())
    (tmp_path / "text.xlsx").write_text("not a workbook", encoding="utf-8")
    assert not is_review(tmp_path / "text.xlsx")
