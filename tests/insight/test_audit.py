import dataclasses
import json
from pathlib import Path

import pytest
from reviewed_year import SCHEMES, year_reviewed

from classifier.errors import LabelledDataError
from classifier.insight.audit import agreement, agreements, audit, learnt_from
from classifier.insight.intervals import wilson
from classifier.insight.random_sample import FRAME_COLUMN, PART_COLUMN, predicted_labels
from classifier.insight.review_apply import Decision, ReviewedWorkbook

THEME = SCHEMES[0]


@pytest.fixture(scope="module")
def year(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    return year_reviewed(root, folder, random=100, uncertain=60, seed=2, full_text=True)


def test_the_random_part_alone_is_compared_with_the_truth(year):
    cases, truth = year
    result = audit(cases, "theme")
    frame = cases.table.frame
    drawn = frame[PART_COLUMN].str.startswith("random") & cases.labels["theme"].base
    given = predicted_labels(cases, "theme")
    pairs = [
        (set(given.columns[given.loc[place]]), set(truth["theme", frame.at[place, "case_ref"]]))
        for place in frame.index[drawn]
    ]
    right = sum(len(ours & theirs) for ours, theirs in pairs)
    ours, theirs = sum(len(o) for o, _ in pairs), sum(len(t) for _, t in pairs)
    assert result.cases == len(pairs) == 99
    assert result.precision.value == pytest.approx(right / ours)
    assert result.recall.value == pytest.approx(right / theirs)
    assert result.f1.value == pytest.approx(2 * right / (ours + theirs))
    assert list(result.table[["given", "carried", "right"]].sum()) == [ours, theirs, right]
    # Labels of one case hang together: an interval is never narrower than of so many cases.
    low, high = wilson(right, ours)
    assert result.precision.low <= low + 1e-9
    assert result.precision.high >= high - 1e-9


def test_the_verdict_says_how_many_were_right(year):
    result = audit(year[0], "theme")
    p = result.precision
    assert result.enough
    assert result.verdict.startswith(
        f"On 99 of your cases, {p.value:.0%} ({100 * p.low:.0f} to {100 * p.high:.0f}) of the"
        " labels were right, and "
    )


def small(cases, refs):
    frame = cases.table.frame
    frame[PART_COLUMN] = ["random draw-1" if ref in refs else "" for ref in frame["case_ref"]]
    frame[FRAME_COLUMN] = "draw-1"
    return audit(cases, "theme")


def test_by_hand(cases):
    # A5: delay given, charges right. A6: delay given, none right.
    result = small(cases, ("A5", "A6"))
    by_label = result.table.set_index("label")
    assert (result.precision.value, result.recall.value, result.f1.value) == (0.0, 0.0, 0.0)
    assert by_label.at["delay", "given"] == 2
    assert by_label.at["charges", "carried"] == 1
    assert by_label.at["delay", "precision_high"] == pytest.approx(wilson(0, 2)[1])
    assert by_label["recall"].isna().sum() == len(by_label) - 1
    assert result.verdict.startswith("2 of your cases were drawn at random and reviewed: too few")


def test_no_random_case_is_no_verdict(cases):
    result = audit(cases, "theme")
    assert (result.cases, result.precision) == (0, None)
    assert result.verdict.startswith("No randomly drawn case")


def test_as_json_the_figures_are_the_same_and_undefined_ones_are_null(cases):
    result = small(cases, ("A5", "A6"))
    found = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert (found["cases"], found["enough"], found["verdict"]) == (2, False, result.verdict)
    assert found["precision"] == {"value": 0.0, "low": 0.0, "high": result.precision.high}
    assert found["labels"]["delay"]["precision"]["high"] == pytest.approx(wilson(0, 2)[1])
    assert found["labels"]["delay"]["given"] == 2
    assert found["labels"]["delay"]["recall"] is None
    nothing = small(cases, ()).to_dict()
    assert (nothing["cases"], nothing["precision"], nothing["f1"]) == (0, None, None)


@pytest.mark.parametrize(
    ("reviews", "versions", "draws", "warned"),
    [
        (["draw-1", "draw-2"], ["theme-1"], ["draw-2", "draw-3"], True),
        (["draw-1"], ["theme-1"], ["draw-2"], False),
        (["draw-1"], ["theme-2"], ["draw-1"], False),
        (None, ["theme-1"], ["draw-1"], False),
    ],
)
def test_a_model_that_has_learnt_from_what_judges_it(reviews, versions, draws, warned):
    training = {"texts": 100} | ({} if reviews is None else {"reviews": reviews})
    found = learnt_from([{"version": "theme-1", "training": training}], versions, draws)
    assert bool(found) == warned
    if warned:
        assert found[0].startswith("theme-1 has learnt from the random cases of draw-2,")


# --- Two reviewers ------------------------------------------------------------------------------

FIRST = {"a": ("delay",), "b": ("delay", "charges"), "c": (), "d": ("safety",)}
SECOND = {"a": ("delay",), "b": ("delay",), "c": (), "e": ("safety",)}


def workbook(name, labels):
    decisions = tuple(
        Decision(f"{name}, {case}", case, "random", "", {"theme": given}, (), name, "2026-07-06")
        for case, given in labels.items()
    )
    return ReviewedWorkbook(Path(name), "draw-1", "tagged.csv", "", "", (), decisions)


def test_agreement_by_hand():
    result = agreement(workbook("one", FIRST), workbook("two", SECOND), THEME)
    assert result.cases == 3
    assert result.same.value == pytest.approx(2 / 3)
    by_label = result.table.set_index("label")
    assert list(by_label.loc["delay", ["first", "second", "both", "agreed"]]) == [2, 2, 2, 1.0]
    assert list(by_label.loc["charges", ["first", "second", "both"]]) == [1, 0, 0]
    assert by_label.at["delay", "alpha"] == 1.0
    # One disagreement in 36 pairs; 5 of 72 values are 1, so 2 * 5 * 67 / (72 * 71) by chance.
    assert result.alpha == pytest.approx(1 - (1 / 36) / (2 * 5 * 67 / (72 * 71)))


def test_agreement_needs_cases_in_common():
    other = dataclasses.replace(workbook("two", {"z": ()}))
    with pytest.raises(LabelledDataError, match="no decided case in common"):
        agreement(workbook("one", FIRST), other, THEME)


def test_what_is_to_settle_names_both_rows():
    result = agreement(workbook("one", FIRST), workbook("two", SECOND), THEME)
    assert result.differing == ("one, b: Delay; Charges and payments | two, b: Delay",)
    found = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert found["labels"]["charges"] == {
        "first": 1, "second": 0, "both": 0, "agreed": pytest.approx(2 / 3), "alpha": 0.0,
    }  # fmt: skip
    # Nobody gave this label, so there is no telling how far they agree on it.
    assert found["labels"]["equality_access"]["alpha"] is None


def test_every_two_workbooks_with_cases_in_common():
    other = workbook("three", {"d": (), "y": ()})
    found = agreements([workbook("one", FIRST), workbook("two", SECOND), other], SCHEMES)
    assert {key: value.cases for key, value in found.items()} == {
        ("one", "two", "theme"): 3,
        ("one", "three", "theme"): 1,
    }
    with pytest.raises(LabelledDataError, match="No two of the reviews"):
        agreements([workbook("two", SECOND), other], SCHEMES)
