import json

import numpy as np
import pandas as pd
import pytest

from classifier.errors import ColumnError, InputFileError, LabelledDataError
from classifier.labels.corpus import load_corpus
from classifier.labels.labelled_table import label_id

RECORD = {
    "id": "a-1",
    "text": "Nobody came on Tuesday. I rang twice.",
    "labels": ["service_failure", "communication"],
    "evidence": {"service_failure": ["Nobody came on Tuesday"]},
    "scheme": "theme",
    "writer": "a",
}


def write_lines(path, *records):
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_jsonl_labels_come_in_the_schemes_order(tmp_path):
    corpus = load_corpus(write_lines(tmp_path / "x.jsonl", RECORD))
    assert corpus.scheme.id == "theme"
    assert corpus.examples[0].labels == ("communication", "service_failure")
    assert corpus.examples[0].evidence == {"service_failure": ("Nobody came on Tuesday",)}
    assert corpus.examples[0].fields["writer"] == "a"
    row = corpus.indicator()[0]
    assert row.sum() == 2
    assert [corpus.scheme.ids[i] for i in np.flatnonzero(row)] == [
        "communication",
        "service_failure",
    ]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("{not json", "line 2 is not JSON"),
        ({"labels": []}, "lacks what every record needs"),
        ({"text": "x", "labels": "delay"}, "lacks what every record needs"),
        ([1, 2], "lacks what every record needs"),
        ({**RECORD, "evidence": {"service_failure": ["Nobody arrived"]}}, "is not in the text"),
        ({**RECORD, "evidence": {"delay": ["Nobody came"]}}, "a label that isn't assigned"),
        ({**RECORD, "labels": ["lateness"], "evidence": {}}, "lateness"),
    ],
)
def test_a_bad_record_is_named_by_its_line(tmp_path, record, said):
    path = write_lines(tmp_path / "x.jsonl", RECORD, record)
    with pytest.raises(LabelledDataError) as caught:
        load_corpus(path)
    assert said in str(caught.value)
    assert "x.jsonl, line 2" in str(caught.value)


def test_missing_and_empty_files(tmp_path):
    with pytest.raises(InputFileError, match="There is no file"):
        load_corpus(tmp_path / "none.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    with pytest.raises(LabelledDataError, match="no labelled text"):
        load_corpus(empty)


def test_mixed_schemes_need_a_choice(tmp_path):
    cause = {"text": "Two posts were vacant.", "labels": ["capacity"], "scheme": "root_cause"}
    path = write_lines(tmp_path / "x.jsonl", RECORD, cause)
    with pytest.raises(LabelledDataError, match="mixes schemes"):
        load_corpus(path)


def test_table_with_one_labels_column(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "Description": ["Bin missed", "All fine", "", "No idea"],
            "labels": ["service_failure; delay", "none", "delay", ""],
            "writer": ["a", "b", "c", "d"],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path)
    # A row without a text, or without a decision on its labels, is no example.
    assert [e.labels for e in corpus.examples] == [("delay", "service_failure"), ()]
    assert corpus.groups().tolist() == [0, 1]


def test_table_with_a_column_a_label_and_an_own_scheme(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "text": ["late again", "so rude", "late and rude"],
            "Missed bin": [1, 0, 1],
            "Rude staff?": [0, 1, 1],
            "score": [3, 4, 5],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path, scheme="topic")
    assert corpus.scheme.ids == ("missed_bin", "rude_staff")
    assert corpus.indicator().tolist() == [[1, 0], [0, 1], [1, 1]]
    assert corpus.scheme.column == "topics"


def test_reviewed_table_is_labelled_data_and_probabilities_are_not_labels(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "complaint_text": ["Bin missed", "Rude man", "Late"],
            "themes": ["delay", "delay", "delay"],
            "p_delay": [1, 1, 0],
            "themes_reviewed": ["service_failure", "", "none"],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path, scheme="theme")
    assert [(e.text, e.labels) for e in corpus.examples] == [
        ("Bin missed", ("service_failure",)),
        ("Late", ()),
    ]


def test_two_columns_that_become_one_label_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame({"text": ["a", "b"], "Rude?": [1, 0], "rude!": [0, 1]}).to_csv(path, index=False)
    with pytest.raises(ColumnError, match="one label"):
        load_corpus(path, scheme="topic")


@pytest.mark.parametrize(
    ("columns", "arguments", "said"),
    [
        ({"words": ["a"], "labels": ["delay"]}, {}, "--text-column"),
        ({"words": ["a"], "labels": ["delay"]}, {"text_column": "word"}, "no column 'word'"),
        ({"text": ["a"], "count": ["7"]}, {}, "no labels that can be read"),
    ],
)
def test_tables_without_text_or_labels(tmp_path, columns, arguments, said):
    path = tmp_path / "x.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    with pytest.raises((ColumnError, LabelledDataError)) as caught:
        load_corpus(path, **arguments)
    assert said in str(caught.value)


def test_the_hash_follows_text_labels_and_evidence_only(tmp_path):
    first = load_corpus(write_lines(tmp_path / "a.jsonl", RECORD)).data_hash()
    same = load_corpus(write_lines(tmp_path / "b.jsonl", {**RECORD, "id": "z", "note": "x"}))
    assert same.data_hash() == first
    for change in (
        {"text": RECORD["text"] + " Again."},
        {"labels": ["service_failure"]},
        {"evidence": {}},
    ):
        other = load_corpus(write_lines(tmp_path / "c.jsonl", {**RECORD, **change}))
        assert other.data_hash() != first


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Missed bin?", "missed_bin"), ("Staff manner & attributes", "staff_manner_attributes")],
)
def test_label_id(name, expected):
    assert label_id(name) == expected
