import dataclasses

import pandas as pd
import pytest
from reviewed_year import SCHEMES, load_reviewed, reviewed, true_labels, write_tagged

from classifier.cases.reading import read_table
from classifier.cases.writing import write_table
from classifier.errors import InputFileError, LabelledDataError, OutputError
from classifier.insight.random_sample import random_sample
from classifier.insight.review import draw_review
from classifier.insight.review_apply import apply_review


@pytest.fixture(scope="module")
def truth(root):
    return true_labels(root)


@pytest.fixture(scope="module")
def tagged(root, tmp_path_factory, truth):
    return write_tagged(root, tmp_path_factory.mktemp("year") / "tagged.csv", truth, most=300)


@pytest.fixture(scope="module")
def sample(tagged):
    return draw_review(tagged, SCHEMES, random=100, uncertain=20, seed=1, full_text=True)


@pytest.fixture
def review(sample, truth):
    return reviewed(sample, lambda scheme, ref: truth[scheme, ref])


def rows(path):
    return read_table(path, extra_names=["themes"]).frame


def change(review, place, **fields):
    decisions = list(review.decisions)
    decisions[place] = dataclasses.replace(decisions[place], **fields)
    return dataclasses.replace(review, decisions=tuple(decisions))


def test_decisions_are_written_and_all_else_stays(tagged, review, sample, truth, tmp_path):
    result = apply_review(tagged, [review], tmp_path / "out.csv", SCHEMES)
    before, after = rows(tagged), rows(tmp_path / "out.csv")
    assert (result.rows, result.decided, result.changed, result.warnings) == (300, 120, 120, [])
    assert list(after.columns) == [*before.columns, "review_part", "review_frame"]
    written = ["themes_reviewed", "root_causes_reviewed", "reviewed_by", "reviewed_on"]
    pd.testing.assert_frame_equal(
        after[before.columns].drop(columns=written), before.drop(columns=written)
    )
    by_ref = after.drop_duplicates("Case Reference").set_index("Case Reference")
    for _, case in sample.cases.iterrows():
        row = by_ref.loc[case["case_ref"]]
        expected = truth.get(("theme", case["case_ref"]))
        if expected is not None:
            assert set(row["themes_reviewed"].split("; ")) == set(expected or ["none"])
        assert (row["reviewed_by"], row["reviewed_on"]) == ("A Reviewer", "2026-07-06")
        assert row["review_part"] == f"{case['part']} {sample.info.draw}"
    assert (after["review_part"] != "").sum() == 120
    assert (after["review_frame"] == sample.info.draw).sum() == sample.info.frame_size


def test_applying_twice_changes_nothing(tagged, review, tmp_path):
    apply_review(tagged, [review], tmp_path / "one.csv", SCHEMES)
    again = apply_review(tmp_path / "one.csv", [review], tmp_path / "two.csv", SCHEMES)
    assert again.changed == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_the_random_part_stands_for_all_cases(tagged, review, tmp_path):
    apply_review(tagged, [review], tmp_path / "out.csv", SCHEMES)
    cases = load_reviewed(tmp_path / "out.csv")
    sample = random_sample(cases, "theme")
    base = cases.labels["theme"].base
    assert sample.weights.sum() == pytest.approx(base.sum())
    assert (sample.spoken_for == base).all()
    assert cases.labels["theme"].reviewed.sum() > sample.rows.sum() == 100


def test_a_second_draw_adds_to_the_first(tagged, review, truth, tmp_path):
    apply_review(tagged, [review], tmp_path / "one.csv", SCHEMES)
    second = draw_review(tmp_path / "one.csv", SCHEMES, random=50, seed=9, full_text=True)
    back = reviewed(second, lambda scheme, ref: truth[scheme, ref], path="second.xlsx")
    apply_review(tmp_path / "one.csv", [back], tmp_path / "two.csv", SCHEMES)
    cases = load_reviewed(tmp_path / "two.csv")
    sample = random_sample(cases, "theme")
    # All random cases have one weight: together they are one random sample.
    assert cases.table.frame["review_part"].str.startswith("random").sum() == 150
    assert sample.weights[sample.rows].nunique() == 1
    again = apply_review(tmp_path / "two.csv", [review, back], tmp_path / "three.csv", SCHEMES)
    assert again.changed == 0


def test_two_who_agree_are_both_named(tagged, review, tmp_path):
    decisions = [dataclasses.replace(d, reviewer="B", date="2026-07-09") for d in review.decisions]
    other = dataclasses.replace(review, decisions=tuple(decisions))
    apply_review(tagged, [review, other], tmp_path / "out.csv", SCHEMES)
    after = rows(tmp_path / "out.csv")
    done = after[after["review_part"] != ""]
    assert set(done["reviewed_by"]) == {"A Reviewer; B"}
    assert set(done["reviewed_on"]) == {"2026-07-09"}


def test_two_who_differ_are_named_by_row(tagged, review, tmp_path):
    other = change(review, 3, labels={"theme": ("safety", "delay")}, where="b.xlsx, row 5")
    with pytest.raises(LabelledDataError, match="conflict") as error:
        apply_review(tagged, [review, other], tmp_path / "out.csv", SCHEMES)
    assert "b.xlsx, row 5: safety; delay, but review.xlsx, row 5" in str(error.value)
    assert not (tmp_path / "out.csv").exists()


def test_a_decision_made_since_the_draw_is_not_overwritten(tagged, review, truth, tmp_path):
    apply_review(tagged, [review], tmp_path / "one.csv", SCHEMES)
    given = ("delay", "safety", "charges")
    other = change(review, 0, labels={"theme": given}, where="late.xlsx, row 2")
    with pytest.raises(LabelledDataError, match="conflict") as error:
        apply_review(tmp_path / "one.csv", [other], tmp_path / "two.csv", SCHEMES)
    assert "late.xlsx, row 2: delay; safety; charges, but one.csv, row" in str(error.value)


def test_a_decision_that_stood_at_the_draw_is_replaced(tagged, tmp_path):
    frame = rows(tagged)
    frame["themes_reviewed"] = "safety"
    frame["reviewed_by"] = "Earlier"
    frame["reviewed_on"] = "2026-01-01"
    write_table(frame, tmp_path / "t.csv")
    sample = draw_review(tmp_path / "t.csv", SCHEMES, random=30, full_text=True)
    back = reviewed(sample, lambda scheme, ref: ("delay",) if scheme == "theme" else ())
    apply_review(tmp_path / "t.csv", [back], tmp_path / "out.csv", SCHEMES)
    after = rows(tmp_path / "out.csv")
    done = after[after["review_part"] != ""]
    read = done["tag_status"] != "no_text"
    assert set(done.loc[read, "themes_reviewed"]) == {"delay"}
    assert set(done.loc[read, "reviewed_by"]) == {"A Reviewer"}
    again = apply_review(tmp_path / "out.csv", [back], tmp_path / "again.csv", SCHEMES)
    assert again.changed == 0


def test_undecided_cases_are_an_error_unless_allowed(tagged, sample, truth, tmp_path):
    skipped = {sample.cases["case_ref"][4], sample.cases["case_ref"][119]}
    review = reviewed(sample, lambda s, ref: None if ref in skipped else truth[s, ref])
    with pytest.raises(LabelledDataError, match="no decision yet") as error:
        apply_review(tagged, [review], tmp_path / "out.csv", SCHEMES)
    assert "row 6" in str(error.value)
    result = apply_review(tagged, [review], tmp_path / "out.csv", SCHEMES, unfinished=True)
    assert result.decided == 118
    assert "1 random cases were passed over" in result.warnings[0]
    after = rows(tmp_path / "out.csv")
    assert set(after.loc[after["Case Reference"].isin(skipped), "review_part"]) == {""}


def test_a_workbook_of_another_table_is_refused(root, review, truth, tmp_path):
    frame = rows(write_tagged(root, tmp_path / "t.csv", truth, most=300))
    frame["Details of complaint"] = "Something else."
    write_table(frame, tmp_path / "other.csv")
    with pytest.raises(InputFileError, match=r"was not drawn from other\.csv"):
        apply_review(tmp_path / "other.csv", [review], tmp_path / "out.csv", SCHEMES)


def test_a_case_that_changed_since_is_named(tagged, review, sample, tmp_path):
    frame = rows(tagged)
    ref = sample.cases["case_ref"][7]
    frame.loc[frame["Case Reference"] == ref, "Details of complaint"] += " And one thing more."
    write_table(frame, tmp_path / "t.csv")
    with pytest.raises(InputFileError, match="text has changed") as error:
        apply_review(tmp_path / "t.csv", [review], tmp_path / "out.csv", SCHEMES)
    assert f"review.xlsx, row 9 (case {ref})" in str(error.value)


def test_cases_added_since_are_not_what_the_sample_speaks_for(tagged, review, tmp_path):
    frame = rows(tagged)
    more = frame.head(30).assign(**{"Case Reference": [f"NEW-{n}" for n in range(30)]})
    write_table(pd.concat([frame, more]), tmp_path / "t.csv")
    with pytest.raises(InputFileError, match="not the same cases to draw from"):
        apply_review(tmp_path / "t.csv", [review], tmp_path / "out.csv", SCHEMES)


def test_rows_sorted_otherwise_are_still_found(tagged, review, tmp_path):
    frame = rows(tagged).sort_values("Team", kind="stable")
    write_table(frame, tmp_path / "t.csv")
    result = apply_review(tmp_path / "t.csv", [review], tmp_path / "out.xlsx", SCHEMES)
    assert result.decided == 120
    after = read_table(tmp_path / "out.xlsx", extra_names=["themes"]).frame
    assert list(after["Case Reference"]) == list(frame["Case Reference"])


def test_by_team_the_frame_names_the_strata(tagged, truth, tmp_path):
    sample = draw_review(tagged, SCHEMES, random=100, by_team=True, full_text=True)
    back = reviewed(sample, lambda scheme, ref: truth[scheme, ref])
    apply_review(tagged, [back], tmp_path / "out.csv", SCHEMES)
    after = rows(tmp_path / "out.csv")
    counts = after["review_frame"].value_counts()
    for name, (size, _) in sample.info.strata.items():
        assert counts[f"{sample.info.draw} {name}"] == size
    found = random_sample(load_reviewed(tmp_path / "out.csv"), "theme")
    assert found.weights.sum() == pytest.approx(found.spoken_for.sum())


def test_the_input_is_never_overwritten(tagged, review):
    with pytest.raises(OutputError, match="is the input itself"):
        apply_review(tagged, [review], tagged, SCHEMES)
