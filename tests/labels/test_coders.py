import json

import numpy as np
import pytest

from classifier.labels.codebook import own_scheme
from classifier.labels.coders import read_codings
from classifier.labels.corpus import Corpus, Example

SCHEME = own_scheme("topic", ["bins", "roads", "staff"])


def corpus(*fields):
    return Corpus(SCHEME, tuple(Example(f"text {i}", (), fields=f) for i, f in enumerate(fields)))


def test_both_codings_of_the_texts_that_were_coded_twice():
    found = read_codings(
        corpus(
            {"first_coder": '["bins"]', "second_coder": '["bins", "staff"]'},
            {"first_coder": '["roads"]'},
            {"first_coder": "[]", "second_coder": "[]"},
        )
    )
    assert found.rows.tolist() == [0, 2]
    assert found.second.tolist() == [[1, 0, 1], [0, 0, 0]]
    assert found.first.tolist() == [[1, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("bins; staff", [1, 0, 1]),
        ("roads", [0, 1, 0]),
        ("none", [0, 0, 0]),
        (' ["staff"] ', [0, 0, 1]),
    ],
)
def test_what_a_coding_may_look_like(cell, expected):
    found = read_codings(corpus({"second_coder": cell}))
    assert found.second.tolist() == [expected]
    assert found.first is None


@pytest.mark.parametrize("cell", ["", "Anna", '["bins", "weather"]', "[1, 2]", "[broken"])
def test_what_is_no_coding_is_left_out(cell):
    assert read_codings(corpus({"second_coder": cell})) is None
    mixed = read_codings(corpus({"second_coder": cell}, {"second_coder": "bins"}))
    assert mixed.rows.tolist() == [1]


def test_the_shipped_texts_were_all_coded_twice(theme_corpus):
    found = read_codings(theme_corpus)
    assert len(found.rows) == len(theme_corpus)
    last = json.loads(theme_corpus.examples[-1].fields["first_coder"])
    ids = np.asarray(theme_corpus.scheme.ids)
    assert set(ids[found.first[-1] > 0]) == set(last)
