import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import peer_models
import peers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't be 20 minutes late-again, X-ray!", "dont be minutes late again x ray"),
        ("Ward 7.\r\nKind\nstaff", "ward kind staff"),
        ("5/10?", ""),
        ("£20 “owed”", "£ “owed”"),
    ],
)
def test_the_peers_texts_lose_digits_and_punctuation(text, expected):
    assert peer_models.without_marks(text) == expected


def test_f1_counts_all_decisions_and_leaves_out_labels_without_texts():
    y = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]])
    assigned = np.array([[1, 0, 1], [1, 0, 0], [1, 0, 0]]) > 0
    # Two hits, four assigned, four to be assigned; label by label 4/5, 0, and one without texts.
    assert peer_models.micro_f1(y, assigned) == pytest.approx(4 / 8)
    assert peer_models.macro_f1(y, assigned) == pytest.approx(0.4)


def test_one_threshold_serves_all_labels_and_an_empty_row_can_be_filled():
    probabilities = np.array([[0.8, 0.1], [0.3, 0.5], [0.015, 0.01]])
    y = np.array([[1, 0], [0, 1], [1, 0]])
    alone = peer_models.single_threshold(y, probabilities, fill=False)
    filled = peer_models.single_threshold(y, probabilities, fill=True)
    assert alone.tolist() == [[True, False], [False, True], [False, False]]
    assert filled.tolist() == [[True, False], [False, True], [True, False]]


def test_the_table_gives_costs_as_multiples_of_ours():
    def result(name, seconds, rate, memory):
        f1 = {"": {"micro": 0.7, "macro": 0.5}}
        return {
            "name": name,
            "training_seconds": seconds,
            "texts_a_second": rate,
            "peak_memory_mb": memory,
            "f1": f1,
        }

    results = {
        "ours": result("ours", [4.0, 6.0], 2000.0, 300.0),
        "peer": result("peer", [100.0, 100.0], 50.0, 450.0),
    }
    assert peers.table(results).splitlines()[2:] == [
        "| ours | 0.700 | 0.500 | 5 | 1 | 2,000 | 1 | 300 | 1 |",
        "| peer | 0.700 | 0.500 | 100 | 20 | 50 | 0.025 | 450 | 1.5 |",
    ]
