import pytest

from classifier.insight.random_sample import (
    FRAME_COLUMN,
    PART_COLUMN,
    predicted_labels,
    predicted_probabilities,
    random_sample,
)

# A1 to A6 have themes read (A5 and A6 reviewed), A9 was decided from paper.
PARTS = ["", "", "", "", "random draw-1", "random draw-1", "", "", ""]
FRAMES = ["draw-1 Waste"] * 3 + ["draw-1 Parking"] * 3 + ["", "", ""]


@pytest.fixture
def drawn(cases):
    cases.table.frame[PART_COLUMN] = PARTS
    cases.table.frame[FRAME_COLUMN] = FRAMES
    return cases


def test_a_drawn_case_stands_for_those_of_its_stratum(drawn):
    sample = random_sample(drawn, "theme")
    refs = drawn.table.frame["case_ref"]
    assert list(refs[sample.rows]) == ["A5", "A6"]
    assert list(sample.weights[sample.rows]) == [1.5, 1.5]
    assert sample.weights[~sample.rows].eq(0).all()
    # Nothing of Waste was decided, so the sample says nothing of it.
    assert list(refs[sample.spoken_for]) == ["A4", "A5", "A6"]


def test_root_causes_were_not_decided(drawn):
    sample = random_sample(drawn, "root_cause")
    assert not sample.rows.any()
    assert not sample.spoken_for.any()


def test_a_table_without_a_review_has_no_sample(cases):
    assert not random_sample(cases, "theme").rows.any()


def test_predictions_are_the_models_whatever_a_person_decided(cases):
    found = predicted_labels(cases, "theme")
    a5 = cases.table.frame["case_ref"] == "A5"
    assert list(found.columns[found[a5].iloc[0]]) == ["delay"]
    assert list(found.columns) == list(cases.labels["theme"].scheme.ids)
    assert not found.loc[cases.table.frame["case_ref"] == "A3"].any(axis=None)


def test_probabilities_where_there_are_any_else_the_labels(cases):
    frame = cases.table.frame
    frame["p_delay"] = ["0.7", "", "0.25", "x", "0.4", "0.6", "", "1.2", ""]
    found = predicted_probabilities(cases, "theme")
    assert list(found["delay"]) == [0.7, 0.0, 0.25, 0.0, 0.4, 0.6, 0.0, 1.0, 0.0]
    assert list(found["charges"][:4]) == [1.0, 1.0, 0.0, 1.0]
