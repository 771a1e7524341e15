import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.redaction import redact
from classifier.text.strict import mask_possible_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I rang and Danika said Dev would ring back.",
            "I rang and [name] said [name] would ring back.",
        ),
        ("Danika never rang back.", "[name] never rang back."),
        ("Nobody came on Tuesday in March.", "Nobody came on Tuesday in March."),
        ("I'VE HAD ENOUGH of this, JORDAN.", "I'VE HAD ENOUGH of this, [name]."),
        ("The Council Tax team and the DWP", "The Council Tax team and the DWP"),
        ("met Ann-Marie O'Shea, Bob and Jo at home", "met [name] at home"),
        ("Sheila's flat is cold", "[name] flat is cold"),
        ("it cost £1250 in 2024, ref 88213", "it cost £1250 in 2024, ref [number]"),
        ("she's seven and he was 11.", "[age] and [age]."),
        ("a ten-month-old at number 40", "a [age] at [address]"),
        ("she was five minutes late", "she was five minutes late"),
        ("[name 1] told [telephone] that", "[name 1] told [telephone] that"),
        ("", ""),
    ],
)
def test_what_might_be_a_name_goes_and_the_sense_stays(text, expected):
    assert mask_possible_names(text) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_masked_once_and_for_all(text):
    once = mask_possible_names(text)
    assert mask_possible_names(once) == once


def test_common_words_are_what_writers_wrote_in_small_letters(root):
    """The list holds no name of the corpus, and most words of any of its texts."""
    listed = set((root / "classifier/text/common_words.txt").read_text("utf-8").split())
    lines = (root / "training_data" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    words = [w for r in records for w in re.findall(r"\b[a-z]{2,}\b", r["text"])]
    assert sum(word in listed for word in words) / len(words) > 0.9
    assert not listed & {"danika", "kofi", "tomasz", "ffion", "theo"}


def test_most_personal_data_of_the_sample_is_gone_from_print(root):
    """The rules were made without the sample's writers; a person still has to read."""
    found = total = 0
    for name in ("themes", "root_causes"):
        path = root / "training_data" / "sample" / f"{name}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            after = mask_possible_names(redact(record["text"]))
            total += len(record["pii"])
            found += sum(
                not re.search(rf"(?<!\w){re.escape(string)}(?!\w)", after)
                for string in record["pii"]
            )
    assert found / total >= 0.95
