import json

import numpy as np
import pytest

from classifier.labels.coders import Codings
from classifier.labels.figures import compare_coder, measure

LABELS = ("bins", "roads", "staff")
Y = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 0]])
ASSIGNED = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 0, 0]]) > 0
PROBABILITIES = np.where(ASSIGNED, 0.8, 0.1)
WRITERS = np.array([0, 0, 1, 2, 3, 4])
CODINGS = Codings(
    rows=np.array([0, 1, 3]),
    second=np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]]),
    first=np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0]]),
)


@pytest.fixture(scope="module")
def figures():
    return measure(
        Y,
        ASSIGNED,
        PROBABILITIES,
        labels=LABELS,
        thresholds=np.full(3, 0.5),
        to_check=np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]]) > 0,
        groups={"channel": ["email"] * 6, "service": ["a", "b"] * 3},
        clusters=WRITERS,
        codings=CODINGS,
    )


def test_counts_and_shares_by_hand(figures):
    # Hits: bins 2, roads 1, staff 1; wrong: bins once, staff once; missed: bins once, roads once.
    assert figures.micro["f1"] == pytest.approx(2 * 4 / (2 * 4 + 2 + 2))
    assert figures.labels["bins"]["support"] == 3 and figures.labels["bins"]["assigned"] == 3
    assert figures.macro["recall"] == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert figures.exact_match == pytest.approx(4 / 6)
    assert figures.checked_share == pytest.approx(2 / 6)
    # Two of the four wrong labels stand in the second text, which is to be checked.
    assert figures.checked_errors == pytest.approx(2 / 4)


def test_what_is_taken_for_what(figures):
    assert figures.taken_for == {
        "bins": {"missed": 1, "nothing": 0.0, "instead": {"staff": 1.0}},
        "roads": {"missed": 1, "nothing": 0.0, "instead": {"bins": 1.0}},
        "staff": {"missed": 0, "nothing": 0.0, "instead": {}},
    }


def test_intervals_say_what_they_rest_on(figures):
    assert figures.resampled_groups == 5
    plain = measure(
        Y,
        ASSIGNED,
        PROBABILITIES,
        labels=LABELS,
        thresholds=np.full(3, 0.5),
        to_check=ASSIGNED,
    )
    assert plain.resampled_groups == 0
    assert plain.second_coder is None and plain.groups == {}


def test_the_second_coder_beside_the_model_on_the_same_texts():
    found = compare_coder(Y, ASSIGNED, CODINGS, labels=LABELS)
    assert found["texts"] == 3
    # Settled: bins, bins and roads, roads. The second coder missed one road.
    assert found["settled"]["micro"]["f1"] == pytest.approx(2 * 3 / (2 * 3 + 0 + 1))
    assert found["settled"]["labels"]["roads"]["recall"] == 0.5
    # Against the first: two texts agree, the third is bins to one and roads to the other.
    assert found["first"]["micro"]["f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    # The model on these three: bins found, then roads found with staff for bins, bins for roads.
    assert found["model"]["micro"]["f1"] == pytest.approx(2 * 2 / (2 * 2 + 2 + 2))
    assert found["first"]["alpha"]["staff"] is None
    assert set(found["first"]["alpha"]) == set(LABELS)


def test_without_the_first_coding_the_second_stands_against_the_settled_one():
    alone = Codings(CODINGS.rows, CODINGS.second, None)
    found = compare_coder(Y, ASSIGNED, alone, labels=LABELS)
    assert found["first"] is None
    assert found["settled"]["micro"]["f1"] == pytest.approx(6 / 7)


def test_all_of_it_is_json(figures):
    again = json.loads(json.dumps(figures.to_dict()))
    assert again["micro"]["f1"] == figures.micro["f1"]
    assert again["taken_for"]["bins"]["instead"] == {"staff": 1.0}
    assert again["second_coder"]["texts"] == 3
    assert again["checking_curve"][0] == [0, 0] and again["checking_curve"][-1] == [1, 1]
