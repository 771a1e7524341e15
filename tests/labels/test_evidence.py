import numpy as np
import pytest

from classifier.labels.corpus import Corpus, Example
from classifier.labels.evidence import (
    assign_evidence,
    evidence_scores,
    format_evidence,
    parse_evidence,
)
from classifier.labels.model import Sentences

TEXT = "Nobody came on Tuesday. I rang\ntwice. The flat is cold."


def test_each_assigned_label_gets_its_best_sentence_on_one_line():
    sentences = Sentences.of([TEXT, ""])
    assert sentences.strings() == [
        "Nobody came on Tuesday.",
        "I rang",
        "twice.",
        "The flat is cold.",
    ]
    scores = np.array([[3.0, 0.0], [0.0, 2.0], [0.0, 1.0], [1.0, 0.0]])
    assigned = np.array([[True, True], [True, False]])
    found = assign_evidence(sentences, scores, assigned, ["failure", "contact"])
    assert found[0] == {"failure": ["Nobody came on Tuesday."], "contact": ["I rang"]}
    assert found[1] == {}


@pytest.mark.parametrize(
    ("found", "cell"),
    [
        ({}, ""),
        ({"delay": ["six weeks"]}, "delay: six weeks"),
        (
            {"delay": ["six weeks", "still waiting"], "charges": ["paid: £40"]},
            "delay: six weeks … still waiting\ncharges: paid: £40",
        ),
    ],
)
def test_cells_are_read_back(found, cell):
    assert format_evidence(found) == cell
    assert parse_evidence(cell) == found


def test_scores_compare_with_two_baselines(theme_corpus):
    scheme = theme_corpus.scheme
    example = Example(TEXT, ("delay",), {"delay": ("The flat is cold.",)})
    plain = Example(TEXT, ("delay",), {})
    corpus = Corpus(scheme, (example, plain))
    right = evidence_scores(corpus, [{"delay": ["The flat is cold."]}, {}])
    assert (right.model, right.count) == (1.0, 1)
    assert right.whole_text == pytest.approx(2 * 4 / (4 + 11))
    assert evidence_scores(Corpus(scheme, (plain,)), [{}]) is None
