import pandas as pd
import pytest
from reviewed_year import SCHEMES

from classifier.cases.writing import write_table
from classifier.insight.review_table import frame_hash, frame_of, load_review_table


def load(tmp_path, rows, name="t.csv", **columns):
    frame = pd.DataFrame(rows, columns=["Reference", "Complaint"])
    frame = frame.assign(themes="", tag_status="no_label", **columns)
    write_table(frame, tmp_path / name)
    return load_review_table(tmp_path / name, SCHEMES)


ROWS = [("1", "Late."), ("2", "Late."), ("2", "Late."), ("3", "")]


def test_every_case_has_a_fingerprint_of_its_own(tmp_path):
    table = load(tmp_path, ROWS)
    prints = list(table.frame["fingerprint"])
    assert len(set(prints)) == 4
    assert prints[2] == f"{prints[1]}-2"


def test_the_fingerprint_knows_text_and_reference_whatever_the_order_and_spacing(tmp_path):
    before = load(tmp_path, ROWS)
    after = load(tmp_path, [ROWS[3], ("1", " Late.\n"), *ROWS[1:3]], name="u.csv")
    assert set(before.frame["fingerprint"]) == set(after.frame["fingerprint"])
    assert frame_hash(before, frame_of(before)) == frame_hash(after, frame_of(after))
    changed = load(tmp_path, [("1", "Later."), *ROWS[1:]], name="v.csv")
    assert before.frame["fingerprint"][0] not in set(changed.frame["fingerprint"])


@pytest.mark.parametrize(
    ("cell", "stands"),
    [("", ""), ("none", "none"), ("delay;  charges", "charges; delay"), ("None", "none")],
)
def test_earlier_decisions_are_compared_as_sets(tmp_path, cell, stands):
    table = load(tmp_path, ROWS[:1], **{"themes_reviewed": [cell], "Reviewer": ["Ann"]})
    assert table.frame["theme_decided"].tolist() == [stands]
    assert table.headers == {"themes_reviewed": "themes_reviewed", "reviewed_by": "Reviewer"}
