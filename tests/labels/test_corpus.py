import json

import numpy as np
import pandas as pd
import pytest

from classifier.errors import InputFileError, LabelledDataError, SettingsError
from classifier.labels.codebook import shipped_codebook
from classifier.labels.corpus import Corpus, Example, load_corpus

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


# --- Reviewed tables beside a corpus ------------------------------------------------------------

REVIEWED = pd.DataFrame(
    {
        "complaint_text": ["Bin missed", "Rude man", "Late", "Lovely"],
        "finding_text": ["Crew short of two", "He was spoken to", "", "Passed on"],
        "themes": ["delay", "delay", "delay", "delay"],
        "tag_status": ["tagged"] * 4,
        "themes_reviewed": ["service_failure", "", "none", "delay"],
        "root_causes_reviewed": ["capacity", "training", "", "none"],
        "review_part": ["random draw-1", "", "uncertain draw-1", "random draw-2"],
    }
)


def reviewed(tmp_path, frame=REVIEWED):
    frame.to_csv(tmp_path / "reviewed.csv", index=False)
    return tmp_path / "reviewed.csv"


def test_reviewed_cases_count_by_their_weight_beside_other_texts(tmp_path):
    lines = write_lines(tmp_path / "x.jsonl", RECORD)
    corpus = load_corpus([lines, reviewed(tmp_path)], review_weight=3)
    assert [(e.labels, e.reviewed) for e in corpus.examples] == [
        (("communication", "service_failure"), False),
        (("service_failure",), True),
        ((), True),
        (("delay",), True),
    ]
    assert corpus.weights().tolist() == [1.0, 3.0, 3.0, 3.0]
    # Where all count alike there is nothing to weigh.
    assert load_corpus(lines).weights() is None
    assert load_corpus(reviewed(tmp_path), scheme="theme", review_weight=3).weights() is None
    assert load_corpus([lines, reviewed(tmp_path)], review_weight=1).weights() is None


def test_a_table_is_read_for_the_scheme_of_the_lines_beside_it(tmp_path):
    cause = {"text": "Two posts were vacant.", "labels": ["capacity"], "scheme": "root_cause"}
    files = [reviewed(tmp_path), write_lines(tmp_path / "x.jsonl", cause)]
    corpus = load_corpus(files)
    assert corpus.scheme.id == "root_cause"
    assert [(e.text, e.labels) for e in corpus.examples] == [
        ("Crew short of two", ("capacity",)),
        ("He was spoken to", ("training",)),
        ("Passed on", ()),
        ("Two posts were vacant.", ("capacity",)),
    ]


def test_reviews_names_the_draws_of_random_parts(tmp_path):
    corpus = load_corpus(reviewed(tmp_path), scheme="theme")
    assert corpus.reviews() == ("draw-1", "draw-2")
    assert load_corpus(write_lines(tmp_path / "x.jsonl", RECORD)).reviews() == ()


def test_the_random_part_leaves_out_what_was_drawn_for_being_uncertain(tmp_path):
    lines = write_lines(tmp_path / "x.jsonl", RECORD)
    part = load_corpus([lines, reviewed(tmp_path)]).random_part()
    assert [e.text for e in part.examples] == [RECORD["text"], "Bin missed", "Lovely"]
    # Reviewed without a draw: nothing says how they were chosen, so all stay.
    by_hand = load_corpus(reviewed(tmp_path, REVIEWED.drop(columns="review_part")), scheme="theme")
    assert len(by_hand.random_part()) == len(by_hand) == 3


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(tmp_path, weight):
    with pytest.raises(SettingsError, match="weight above 0"):
        load_corpus(reviewed(tmp_path), review_weight=weight)


def test_the_hash_follows_weights():
    scheme = shipped_codebook().schemes["theme"]
    one, same, heavier = (
        Corpus(scheme, (Example("Late", ("delay",), weight=weight),)) for weight in (1, 1.0, 2)
    )
    assert one.data_hash() == same.data_hash() != heavier.data_hash()
