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


@pytest.mark.parametrize("name", ["themes.jsonl", "root_causes.jsonl"])
def test_corpus_has_enough_of_every_label(records, name):
    counts = Counter(label for record in records[name] for label in record["labels"])
    least = 25 if name == "themes.jsonl" else 15
    for label in shipped_codebook().schemes[FILES[name]].ids:
        assert counts[label] >= least, label
    assert {record["channel"] for record in records[name]} <= CHANNELS[FILES[name]]


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
    assert len(frame) >= 60
    assert len(cases.columns) == 23, "every column of the case table"
    sizes = frame["team"].value_counts()
    assert (sizes >= 5).sum() >= 6
    assert set(frame["stage"]) >= {"1", "2", "ombudsman"}
    assert set(frame["outcome"]) >= {"upheld", "partly_upheld", "not_upheld", "open"}
    assert frame["received_date"].dt.to_period("Q").nunique() >= 2
    # Blanks and oddities are part of it.
    assert cases.findings
    assert (frame["team"] == "").any() and (frame["complaint_text"] == "").any()
    refs = set(frame["case_ref"])
    parents = [ref for ref in frame["parent_ref"] if ref]
    assert parents and set(parents) <= refs
