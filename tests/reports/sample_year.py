"""The sample year with its true labels as a person's, as it is and with teams and dates"
" shuffled."""

import json

import pandas as pd

from classifier.insight.changes import group_names, load_changes
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

OTHER_DATES = ["Date acknowledged", "Date of response", "Response due", "Extended to"]
GROUPS = ["Team", "Service area", "Directorate"]


def true_year(root):
    sample = root / "training_data" / "sample"
    frame = pd.read_csv(sample / "cases.csv", dtype=str, keep_default_na=False)
    for column, status in (("themes", "tag_status"), ("root_causes", "finding_status")):
        lines = (sample / f"{column}.jsonl").read_text(encoding="utf-8").splitlines()
        labels = {row["id"]: "; ".join(row["labels"]) or "none" for row in map(json.loads, lines)}
        frame[column] = ""
        frame[f"{column}_reviewed"] = frame["Case Reference"].map(labels).fillna("")
        frame[status] = "no_text"
    return frame


def shuffled_year(root, seed):
    """The same texts and labels, dealt out blindly to teams and days."""
    frame = true_year(root).drop(columns=[*OTHER_DATES, "Parent case"])
    order = frame.sample(frac=1, random_state=seed).index
    frame[GROUPS] = frame.loc[order, GROUPS].to_numpy()
    order = frame.sample(frac=1, random_state=seed + 1000).index
    frame["Date received"] = frame.loc[order, "Date received"].to_numpy()
    return frame


def load_year(frame, folder, root, group="team"):
    path = folder / "tagged.csv"
    frame.to_csv(path, index=False)
    cases = load_tagged([path], list(shipped_codebook().schemes.values()), group=group)
    labels = {k: v for found in cases.labels.values() for k, v in found.scheme.names.items()}
    changes = load_changes(
        root / "training_data" / "sample" / "changes.csv",
        teams=group_names(cases.table.frame),
        labels=labels,
    )
    return cases, changes
