"""The sample year as if tagged by a model that errs, and a reviewer who knows its true labels."""

import json
from pathlib import Path

import numpy as np

from classifier.cases.reading import read_table
from classifier.cases.writing import write_table
from classifier.insight.random_sample import FRAME_COLUMN, PART_COLUMN
from classifier.insight.review import draw_review
from classifier.insight.review_apply import Decision, ReviewedWorkbook, apply_review
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

SCHEMES = tuple(shipped_codebook().schemes.values())
FILES = {"theme": "themes.jsonl", "root_cause": "root_causes.jsonl"}


def true_labels(root):
    """(scheme id, case reference) -> labels."""
    truth = {}
    for scheme, name in FILES.items():
        path = root / "training_data" / "sample" / name
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            truth[scheme, record["id"]] = tuple(record["labels"])
    return truth


def write_tagged(root, path, truth, seed=1, most=1000):
    """Tag the sample cases with probabilities that know a good deal of the truth, not all."""
    frame = read_table(root / "training_data" / "sample" / "cases.csv").frame.head(most).copy()
    for name in ("themes_reviewed", "root_causes_reviewed", "reviewed_by", "reviewed_on"):
        frame[name] = ""
    random = np.random.default_rng(seed)
    refs = frame["Case Reference"].tolist()
    for scheme in SCHEMES:
        read = [(scheme.id, ref) in truth for ref in refs]
        y = np.array([[i in truth.get((scheme.id, ref), ()) for i in scheme.ids] for ref in refs])
        odds = np.where(y, 0.5, -1.6) + 1.2 * random.standard_normal(y.shape)
        p = np.round(1 / (1 + np.exp(-odds)), 4)
        given, check = p >= 0.5, np.abs(p - 0.5) < 0.1
        ids = np.array(scheme.ids, dtype=object)
        frame[scheme.column] = [
            "; ".join(ids[row]) if ok else "" for row, ok in zip(given, read, strict=True)
        ]
        frame[f"{scheme.column}_to_check"] = [
            "; ".join(ids[row]) if ok else "" for row, ok in zip(check, read, strict=True)
        ]
        frame[f"{scheme.column}_evidence"] = [
            "\n".join(f"{i}: some words" for i in ids[row]) if ok else ""
            for row, ok in zip(given, read, strict=True)
        ]
        for place, label in enumerate(scheme.ids):
            cells = [v if ok else "" for v, ok in zip(p[:, place].tolist(), read, strict=True)]
            frame[f"p_{label}"] = np.array(cells, dtype=object)
        frame[scheme.status_column] = [
            ("tagged" if row.any() else "no_label") if ok else "no_text"
            for row, ok in zip(given, read, strict=True)
        ]
    frame["model_versions"] = "theme-11111111; root_cause-22222222"
    write_table(frame, path)
    return path


def reviewed(sample, decide, *, path="review.xlsx", reviewer="A Reviewer", date="2026-07-06"):
    """The workbook of a sample as it comes back; ``decide(scheme id, reference)`` gives labels."""
    decisions = []
    for _, case in sample.cases.iterrows():
        labels = {
            scheme.id: decide(scheme.id, case["case_ref"])
            for scheme in sample.schemes
            if case[f"{scheme.id}_read"]
        }
        decided = {scheme: given for scheme, given in labels.items() if given is not None}
        decisions.append(
            Decision(
                where=f"{path}, row {case['number'] + 1} (case {case['case_ref']})",
                fingerprint=case["fingerprint"],
                part=case["part"],
                decided_before=case["decided_before"],
                labels=decided,
                missing=tuple(scheme for scheme in labels if scheme not in decided),
                reviewer=reviewer,
                date=date,
            )
        )
    info = sample.info
    return ReviewedWorkbook(
        path=Path(path),
        draw=info.draw,
        source=info.source,
        frame_hash=info.frame_hash,
        group=info.group,
        strata=tuple(info.strata),
        decisions=tuple(decisions),
    )


def load_reviewed(path):
    """A tagged table with the columns that say which cases were drawn at random."""
    cases = load_tagged([path], list(SCHEMES))
    raw = read_table(path, extra_names=["themes"]).frame
    for name in (PART_COLUMN, FRAME_COLUMN):
        if name in raw:
            cases.table.frame[name] = raw[name].astype(str).to_numpy()
    return cases


def year_reviewed(root, folder, **draw):
    """Tagged cases of the sample year after a perfect review, and the true labels."""
    truth = true_labels(root)
    tagged = write_tagged(root, folder / "tagged.csv", truth)
    review = reviewed(draw_review(tagged, SCHEMES, **draw), lambda s, ref: truth[s, ref])
    apply_review(tagged, [review], folder / "reviewed.csv", SCHEMES)
    return load_reviewed(folder / "reviewed.csv"), truth
