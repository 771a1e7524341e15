import dataclasses

import pytest

from classifier.labels.codebook import own_scheme, shipped_codebook
from classifier.reports.review_layout import (
    label_headers,
    none_header,
    shown_hash,
    suggestion_header,
)

THEME = shipped_codebook().schemes["theme"]


def test_a_column_is_named_as_its_label():
    headers = label_headers((THEME,))
    assert headers["theme", "communication"] == "Poor communication"
    assert none_header(THEME) == "No theme applies"
    assert suggestion_header(THEME) == "Theme: what the model says"


def test_labels_that_share_a_name_say_whose_they_are():
    topic = dataclasses.replace(own_scheme("topic", ["delay", "noise"]), name="Topic")
    headers = label_headers((THEME, topic))
    assert headers["theme", "delay"] == "Theme: Delay"
    assert headers["topic", "delay"] == "Topic: Delay"
    assert headers["topic", "noise"] == "Noise"


@pytest.mark.parametrize(
    ("reference", "text", "same"),
    [
        ("A1", "Two  words\n", True),
        ("A1", "Twowords", False),
        ("A1", "Two words.", False),
        ("A2", "Two words", False),
        ("A1Two", "words", False),
    ],
)
def test_what_is_shown_is_known_again(reference, text, same):
    assert (shown_hash(reference, (text,)) == shown_hash("A1", ("Two words",))) is same
