"""The gates of the labelled texts: form, evidence, variety, counts; no leak into the test set."""

import json
import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from classifier.cases.reading import read_table
from classifier.cases.table import to_case_table
from classifier.labels.codebook import shipped_codebook
from classifier.labels.corpus import load_corpus

FILES = {
    "themes.jsonl": "theme",
    "root_causes.jsonl": "root_cause",
    "sample/themes.jsonl": "theme",
    "sample/root_causes.jsonl": "root_cause",
}
CHANNELS = {
    "theme": {"web_form", "email", "call_note", "letter", "social_media", "enquiry"},
    "root_cause": {
        "stage1_reply", "stage2_reply", "outcome_note", "ombudsman_decision", "learning_field",
        "action_note",
    },
}  # fmt: skip
BANDS = [(0, 30), (30, 101), (101, 221), (221, 10_000)]
WORD = re.compile(r"[a-z0-9']+")


@pytest.fixture(scope="module")
def records(root):
    return {
        name: [
            json.loads(line)
            for line in (root / "training_data" / name).read_text(encoding="utf-8").splitlines()
        ]
        for name in FILES
    }


@pytest.mark.parametrize("name", FILES)
def test_corpus_loads_and_every_label_has_its_evidence(root, records, name):
    corpus = load_corpus(root / "training_data" / name)
    assert corpus.scheme.id == FILES[name]
    for record in records[name]:
        assert set(record["evidence"]) == set(record["labels"]), record["id"]
        assert all(record["evidence"].values()), record["id"]
        assert record["writer"] and record["channel"] and "service" in record
        assert all(string in record["text"] for string in record["pii"]), record["id"]


@pytest.mark.parametrize(
    ("name", "texts", "positives"), [("themes.jsonl", 3000, 270), ("root_causes.jsonl", 1000, 90)]
)
def test_corpus_has_enough_texts_and_enough_of_every_label(records, name, texts, positives):
    counts = Counter(label for record in records[name] for label in record["labels"])
    assert len(records[name]) >= texts
    for label in shipped_codebook().schemes[FILES[name]].ids:
        assert counts[label] >= positives, label
    channels = Counter(record["channel"] for record in records[name])
    assert set(channels) == CHANNELS[FILES[name]]
    assert min(channels.values()) >= 100


def test_complaints_are_as_varied_as_they_were_meant_to_be(records):
    themes = records["themes.jsonl"]
    words = [len(record["text"].split()) for record in themes]
    bands = [sum(low <= n < high for n in words) / len(words) for low, high in BANDS]
    assert bands == pytest.approx([0.25, 0.33, 0.32, 0.10], abs=0.03)
    assert max(words) <= 500
    assert len({record["writer"] for record in themes}) >= 25
    assert len({record["service"] for record in themes}) >= 40
    assert sum("hard" in record for record in themes) >= 500
    assert sum(not record["labels"] for record in themes) >= 250
    assert 0.4 < sum(bool(record["pii"]) for record in themes) / len(themes) < 0.7


def test_every_text_was_coded_twice_and_what_both_gave_stands(records):
    for name in FILES:
        for record in records[name]:
            first, second = set(record["first_coder"]), set(record["second_coder"])
            assert first & second <= set(record["labels"]) <= first | second, record["id"]


def test_ids_are_unique_and_no_text_stands_twice(records):
    every = [record for name in FILES for record in records[name]]
    ids = Counter((record["scheme"], record["id"]) for record in every)
    assert [key for key, count in ids.items() if count > 1] == []
    texts = Counter(" ".join(WORD.findall(record["text"].lower())) for record in every)
    assert [text for text, count in texts.items() if count > 1 and len(text) > 40] == []


def test_no_phrase_is_a_habit(records):
    openings, runs = Counter(), Counter()
    for name in FILES:
        for record in records[name]:
            words = WORD.findall(record["text"].lower())
            if len(words) >= 6:
                openings[tuple(words[:6])] += 1
            runs.update({tuple(words[i : i + 8]) for i in range(len(words) - 7)})
    assert [" ".join(key) for key, count in openings.items() if count > 3] == []
    assert [" ".join(key) for key, count in runs.items() if count > 4] == []


def grams(text):
    plain = " ".join(WORD.findall(text.lower()))
    return {plain[i : i + 5] for i in range(len(plain) - 4)}


def test_no_two_texts_are_nearly_the_same(records):
    """No pair has a Jaccard index of character 5-grams over 0.5.

    Such a pair shares rare 5-grams too, so only pairs that share some of those are compared.
    """
    every = [grams(record["text"]) for name in FILES for record in records[name]]
    holders = defaultdict(list)
    for number, found in enumerate(every):
        for gram in found:
            holders[gram].append(number)
    shared = Counter()
    for numbers in holders.values():
        if 2 <= len(numbers) <= 8:
            shared.update(combinations(numbers, 2))
    alike = [
        pair
        for pair, count in shared.items()
        if count >= 5
        and len(every[pair[0]] & every[pair[1]]) > 0.5 * len(every[pair[0]] | every[pair[1]])
    ]
    assert alike == []


def test_no_text_of_the_sample_is_in_the_training_files(records):
    def texts(names):
        return {" ".join(WORD.findall(r["text"].lower())) for n in names for r in records[n]}

    sample = {name for name in FILES if name.startswith("sample")}
    assert not texts(sample) & texts(set(FILES) - sample)


def test_sample_writers_wrote_nothing_to_train_on(records):
    trained = {r["writer"] for name in ("themes.jsonl", "root_causes.jsonl") for r in records[name]}
    sample = {r["writer"] for name in FILES if name.startswith("sample") for r in records[name]}
    assert trained and sample and not trained & sample


def test_sample_cases_are_as_a_real_export(root):
    raw = read_table(root / "training_data" / "sample" / "cases.csv")
    cases = to_case_table(raw)
    frame = cases.frame
    assert len(frame) >= 600
    assert len(cases.columns) == 23, "every column of the case table"
    sizes = frame.loc[frame["team"] != "", "team"].value_counts()
    assert 10 <= (sizes >= 5).sum() <= 14
    assert set(frame["stage"]) >= {"1", "2", "3", "ombudsman"}
    assert set(frame["outcome"]) >= {"upheld", "partly_upheld", "not_upheld", "open"}
    assert (frame["received_date"].dt.to_period("Q").value_counts() > 100).sum() == 5
    assert set(frame["procedure"]) >= {"corporate", "housing", "adults", "children"}
    assert frame["directorate"].value_counts().gt(20).sum() == 5
    # Blanks and oddities are part of it.
    assert cases.findings
    assert (frame["team"] == "").any() and (frame["complaint_text"] == "").any()
    refs = set(frame["case_ref"])
    parents = [ref for ref in frame["parent_ref"] if ref]
    assert parents and set(parents) <= refs
