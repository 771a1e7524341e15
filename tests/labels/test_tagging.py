import numpy as np
import pandas as pd
import pytest

from classifier.config import TagSettings
from classifier.errors import ColumnError
from classifier.labels.evidence import parse_evidence
from classifier.labels.tagging import added_columns, tag_table
from classifier.text.cleaning import clean

CASES = [
    "Recycling missed three weeks running, nobody has been near our street and bags piling up",
    "",
    "Your man swore at my wife and called her a liar on her own doorstep. Disgusting behaviour.",
    "see attached",
    "Proszę o pomoc, śmieci nie zostały odebrane od trzech tygodni i nikt nie odpowiada",
    "I was charged twice for the permit, £120 gone from my account and no refund yet",
    "ok then",
]
STATUSES = ["tagged", "no_text", "tagged", "no_text", "not_english", "tagged", "too_short"]


@pytest.fixture(scope="module")
def frame():
    return pd.DataFrame(
        {"Ref": [f"C{i}" for i in range(len(CASES))], "Details": CASES, "Team": "Waste"},
        dtype=object,
    )


@pytest.fixture(scope="module")
def batch(frame, shipped_models):
    return tag_table(frame, {"complaint_text": "Details"}, shipped_models)


def test_every_row_comes_out_once_in_order_with_a_status(frame, batch):
    tagged = batch.frame
    assert tagged["Ref"].tolist() == frame["Ref"].tolist()
    assert tagged["Details"].tolist() == CASES
    assert tagged["tag_status"].tolist() == STATUSES
    assert tagged["finding_status"].tolist() == ["no_text"] * len(CASES)
    assert batch.statuses["theme"] == {"tagged": 3, "no_text": 2, "not_english": 1, "too_short": 1}
    assert batch.failures == []


def test_columns_are_those_of_the_contract(frame, batch, shipped_models):
    schemes = [model.scheme for model in shipped_models]
    expected = list(frame.columns) + added_columns(schemes)
    assert list(batch.frame.columns) == expected
    start = ["themes", "themes_to_check", "themes_evidence", "p_delay", "p_communication"]
    assert added_columns(schemes)[:5] == start
    assert added_columns(schemes)[-2:] == ["finding_status", "model_versions"]
    versions = "; ".join(model.version for model in shipped_models)
    assert set(batch.frame["model_versions"]) == {versions}


def test_labels_probabilities_and_evidence_agree(batch, shipped_models):
    theme = shipped_models[0]
    thresholds = dict(zip(theme.scheme.ids, theme.calibration.thresholds, strict=True))
    for _, row in batch.frame.iterrows():
        assigned = [label for label in row["themes"].split("; ") if label]
        evidence = parse_evidence(row["themes_evidence"])
        assert list(evidence) == assigned
        for quotations in evidence.values():
            for words in quotations:
                assert words in " ".join(clean(row["Details"]).split())
                assert len(words.split()) <= 40
        if row["tag_status"] == "tagged":
            likely = [i for i in theme.scheme.ids if row[f"p_{i}"] >= thresholds[i] + 1e-4]
            assert set(likely) <= set(assigned)
        else:
            assert assigned == [] and np.isnan(row["p_delay"])


def test_plain_cases_get_the_theme_that_they_show(batch):
    themes = [set(cell.split("; ")) for cell in batch.frame["themes"]]
    assert "service_failure" in themes[0]
    assert "staff_conduct" in themes[2]
    assert "charges" in themes[5]


def test_chunks_and_processes_change_nothing(frame, batch, shipped_models):
    for settings in (TagSettings(chunk_rows=2), TagSettings(chunk_rows=3, jobs=2)):
        done = []
        other = tag_table(
            frame,
            {"complaint_text": "Details"},
            shipped_models,
            settings=settings,
            progress=done.append,
        )
        assert sum(done) == len(frame)
        pd.testing.assert_frame_equal(other.frame, batch.frame, atol=1e-4)


def test_tagging_again_replaces_tags_and_keeps_reviews(batch, shipped_models):
    once = batch.frame.assign(themes_reviewed=["delay", *[""] * 6], themes="old")
    again = tag_table(once, {"complaint_text": "Details"}, shipped_models).frame
    assert again["themes"].tolist() == batch.frame["themes"].tolist()
    assert again["themes_reviewed"].tolist() == ["delay", *[""] * 6]
    assert len(again.columns) == len(batch.frame.columns) + 1


def test_a_column_of_the_councils_own_is_not_overwritten(frame, shipped_models):
    own = frame.assign(themes="Bins")
    with pytest.raises(ColumnError, match="would overwrite"):
        tag_table(own, {"complaint_text": "Details"}, shipped_models)


def test_two_models_of_one_scheme_are_refused(frame, shipped_models):
    with pytest.raises(ColumnError, match="columns of one name"):
        tag_table(frame, {"complaint_text": "Details"}, [shipped_models[0]] * 2)


def test_findings_are_read_by_their_own_model(shipped_models):
    frame = pd.DataFrame(
        {
            "c": ["Still no answer about my claim, it has been eleven weeks now"] * 2,
            "f": ["Two of the four posts were vacant and the backlog reached nine weeks.", ""],
        },
        dtype=object,
    )
    headers = {"complaint_text": "c", "finding_text": "f"}
    tagged = tag_table(frame, headers, shipped_models).frame
    assert tagged["finding_status"].tolist() == ["tagged", "no_text"]
    assert "capacity" in tagged["root_causes"][0]


def test_redaction_reaches_texts_and_evidence_and_not_the_input(shipped_models):
    text = "Mrs Winifred Ackroyd of 14 Sorrel Bank, 07700 900123: nobody has come to empty the bin."
    frame = pd.DataFrame({"Details": [text], "Team": ["Waste"]}, dtype=object)
    tagged = tag_table(
        frame, {"complaint_text": "Details"}, shipped_models, settings=TagSettings(redact=True)
    ).frame
    for cell in (tagged["Details"][0], tagged["themes_evidence"][0]):
        for secret in ("Winifred", "Ackroyd", "07700 900123", "14 Sorrel Bank"):
            assert secret not in cell
    assert "nobody has come to empty the bin" in tagged["Details"][0]
    assert frame["Details"][0] == text


class FailsOnOne:
    """A data scientist's own classifier that can't cope with one text."""

    def __init__(self, inner):
        self.inner = inner

    def score_cleaned(self, cleaned):
        if any("permit" in text for text in cleaned):
            raise RuntimeError("no permit please")
        return self.inner.score_cleaned(cleaned)


def test_one_text_that_fails_does_not_stop_the_batch(frame, batch, shipped_models):
    from dataclasses import replace

    theme = shipped_models[0]
    broken = replace(theme, classifier=FailsOnOne(theme.classifier))
    result = tag_table(frame, {"complaint_text": "Details"}, [broken, shipped_models[1]])
    expected = [*STATUSES[:5], "failed", STATUSES[6]]
    assert result.frame["tag_status"].tolist() == expected
    assert result.failures == [(5, "RuntimeError: no permit please")]
    kept = result.frame["themes"].drop(index=5)
    assert kept.tolist() == batch.frame["themes"].drop(index=5).tolist()
