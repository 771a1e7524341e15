"""A chunk on its own: shared reading, combinations of labels, and texts that fail alone."""

import pickle
from dataclasses import replace

import numpy as np

from classifier.labels.chunk import ChunkTask, chunk_task, tag_chunk

TEXTS = [
    "The bin was missed again and nobody rang me back",
    "",
    "Charged twice for my permit, and no refund has come",
]


def test_cells_of_any_kind_become_texts_and_names_travel_only_where_they_are_needed():
    task = chunk_task({"complaint_text": [12.0, None]}, [["Ottilie", None]], 2, redact=False)
    assert task == ChunkTask(2, {"complaint_text": ["12", ""]}, [], False)
    task = chunk_task({}, [["Ottilie", None]], 2, redact=True)
    assert task.names == [["Ottilie", ""]]


def test_what_a_chunk_gives_survives_the_way_between_processes(shipped_models):
    task = pickle.loads(pickle.dumps(ChunkTask(3, {"complaint_text": TEXTS})))
    there = pickle.loads(pickle.dumps(tag_chunk(task, shipped_models)))
    here = tag_chunk(ChunkTask(3, {"complaint_text": TEXTS}), shipped_models)
    assert there.statuses == here.statuses
    for name, column in here.columns.items():
        np.testing.assert_array_equal(there.columns[name], column)


def test_labels_are_those_over_their_thresholds_in_the_schemes_order(shipped_models):
    theme = shipped_models[0]
    everything = replace(theme.calibration, thresholds=np.zeros(len(theme.scheme.ids)))
    nothing = replace(theme.calibration, thresholds=np.full(len(theme.scheme.ids), 1.1))
    task = ChunkTask(3, {"complaint_text": TEXTS})
    tagged = tag_chunk(task, [replace(theme, calibration=everything)])
    all_ids = "; ".join(theme.scheme.ids)
    assert tagged.columns["themes"] == [all_ids, "", all_ids]
    assert tagged.counts["theme"] == dict.fromkeys(theme.scheme.ids, 2)
    tagged = tag_chunk(task, [replace(theme, calibration=nothing)])
    assert tagged.columns["themes"] == ["", "", ""]
    assert tagged.columns["tag_status"] == ["no_label", "no_text", "no_label"]
    assert set(tagged.counts["theme"].values()) == {0}


def test_a_text_that_can_not_be_redacted_is_not_printed(shipped_models):
    # A name that is no text is more than the redactor can cope with.
    task = ChunkTask(3, {"complaint_text": TEXTS[:3]}, [["", "", 5]], redact=True)
    tagged = tag_chunk(task, shipped_models)
    assert tagged.texts["complaint_text"] == [TEXTS[0], "", "[could not be redacted]"]
    assert tagged.columns["themes_evidence"][2] == "[could not be redacted]"
    assert "The bin was missed" in tagged.columns["themes_evidence"][0]
    assert [row for row, _ in tagged.failures] == [2]
