"""A small tagged table whose every count is known."""

import pandas as pd
import pytest

from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

ROWS = [
    # ref, parent, received, team, themes, status, to check, reviewed, causes, finding status
    ("A1", "", "03/04/2026", "Waste", "delay; charges", "tagged", "", "", "capacity", "tagged"),
    ("A2", "A1", "09/06/2026", "Waste", "charges", "tagged", "", "", "capacity", "tagged"),
    ("A3", "", "10/04/2026", "Waste", "", "no_label", "delay", "", "", "no_text"),
    ("A4", "", "11/05/2026", "Parking", "charges", "tagged", "safety", "", "", "no_label"),
    ("A5", "", "12/07/2026", "Parking", "delay", "tagged", "delay", "charges", "", "no_text"),
    ("A6", "", "13/07/2026", "Parking", "delay", "tagged", "", "none", "", "no_text"),
    ("A7", "", "14/07/2026", "", "", "no_text", "", "", "", "no_text"),
    ("A8", "", "32/07/2026", "Waste", "delay", "tagged", "", "", "", "no_text"),
    ("", "", "", "", "", "no_text", "", "", "", "no_text"),
    ("A9", "", "15/07/2026", "Waste", "", "no_text", "", "safety; bins", "", "no_text"),
]
NAMES = [
    "Reference", "Parent case", "Date received", "Team", "themes", "tag_status",
    "themes_to_check", "themes_reviewed", "root_causes", "finding_status",
]  # fmt: skip


@pytest.fixture
def tagged_path(tmp_path):
    frame = pd.DataFrame(ROWS, columns=NAMES)
    frame["model_versions"] = "theme-11111111; root_cause-22222222"
    path = tmp_path / "tagged.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def cases(tagged_path):
    return load_tagged([tagged_path], list(shipped_codebook().schemes.values()))
