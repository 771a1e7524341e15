import pytest
from reviewed_year import year_reviewed

from classifier.insight.random_sample import PART_COLUMN
from classifier.insight.review_changes import review_changes, reviewers


def test_by_hand(cases):
    # A5: delay, a person says charges. A6: delay, a person says none. A9: a person alone.
    found = review_changes(cases, "theme", cases.first)
    assert (found.reviewed, found.unread, found.compared, found.same) == (3, 1, 2, 0)
    assert (found.removed, found.added, found.drawn) == (2, 1, 0)
    assert list(found.table.loc["delay"]) == [2, 0, 2, 0]
    assert list(found.table.loc["charges"]) == [0, 0, 0, 1]
    assert found.table.drop(["delay", "charges"]).to_numpy().sum() == 0


def test_no_rows_no_review(cases):
    found = review_changes(cases, "theme", cases.first & False)
    assert (found.reviewed, found.compared, found.added) == (0, 0, 0)
    assert reviewers(cases, cases.first & False).cases == 0


def test_against_the_truth_of_the_sample_year(root, tmp_path):
    cases, truth = year_reviewed(root, tmp_path, random=40, uncertain=10, seed=3, full_text=True)
    frame = cases.table.frame
    everything = frame["case_ref"] != ""
    found = review_changes(cases, "theme", everything)
    kept = removed = added = same = drawn = 0
    for ref, cell, decided, part, status in zip(
        frame["case_ref"],
        frame["themes"],
        frame["themes_reviewed"],
        frame[PART_COLUMN],
        frame["tag_status"],
        strict=True,
    ):
        if decided == "" or status == "no_text":
            continue
        given = set(cell.split("; ")) - {""}
        true = set(truth["theme", ref])
        kept, removed = kept + len(given & true), removed + len(given - true)
        added, same = added + len(true - given), same + (given == true)
        drawn += part.startswith("random")
    assert (found.removed, found.added, found.same, found.drawn) == (removed, added, same, drawn)
    assert int(found.table["kept"].sum()) == kept
    assert reviewers(cases, everything).people == 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("", "", ""), (3, 0, 3, 0)),
        (("Ann Lee", "ann  lee ", "Ann Lee"), (3, 1, 0, 0)),
        (("Ann Lee; Bo Ek", "Bo Ek", ""), (3, 2, 1, 1)),
    ],
)
def test_people_are_counted_not_named(cases, names, expected):
    frame = cases.table.frame
    frame["reviewed_by"] = ""
    frame.loc[frame["case_ref"].isin(["A5", "A6", "A9"]), "reviewed_by"] = list(names)
    found = reviewers(cases, cases.first)
    assert (found.cases, found.people, found.unsigned, found.shared) == expected
