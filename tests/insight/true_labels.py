"""The sample year with its true labels as reviewed ones, and small tagged tables by hand."""

import json

import pandas as pd

from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook


def sample_year(root, folder):
    sample = root / "training_data" / "sample"
    frame = pd.read_csv(sample / "cases.csv", dtype=str, keep_default_na=False)
    for column, status in (("themes", "tag_status"), ("root_causes", "finding_status")):
        lines = (sample / f"{column}.jsonl").read_text(encoding="utf-8").splitlines()
        labels = {row["id"]: "; ".join(row["labels"]) or "none" for row in map(json.loads, lines)}
        frame[column] = ""
        frame[f"{column}_reviewed"] = frame["Case Reference"].map(labels).fillna("")
        frame[status] = "no_text"
    return tagged(frame, folder)


def tagged(frame, folder):
    path = folder / "tagged.csv"
    frame.to_csv(path, index=False)
    return load_tagged([path], list(shipped_codebook().schemes.values()))


def monthly(team, theme, start, counts, directorate="Place"):
    """Rows of cases, as (with the theme, in all) by month from ``start`` on.

    A month's cases are received on every day from its 1st to its 28th, and its last on its last
    day but one, so that months are complete.
    """
    rows = []
    for month, (with_it, base) in zip(
        pd.period_range(start, periods=len(counts), freq="M"), counts, strict=True
    ):
        for number in range(base):
            day = number % 28 + 1 if number < base - 1 else month.days_in_month - 1
            rows.append(
                {
                    "received_date": f"{month}-{day:02d}",
                    "team": team,
                    "directorate": directorate,
                    "themes": theme if number < with_it else "",
                    "tag_status": "tagged" if number < with_it else "no_label",
                }
            )
    return rows
