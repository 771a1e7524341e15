"""The review loop on the sample year: its true labels play the reviewer of a random part.

Tags the sample cases with the shipped models, draws a review, fills the workbook in with the
labels that the coders settled, applies it, and compares shares before and after with the true
ones. Prints Markdown for README.

    python benchmarks/review_loop.py [--random 100] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd

from classifier.config import shipped_path
from classifier.insight.audit import audit
from classifier.insight.corrected import corrected_shares
from classifier.insight.review import draw_review
from classifier.insight.review_apply import apply_review
from classifier.insight.tagged import TaggedCases, load_tagged
from classifier.labels.batch import tag_files
from classifier.labels.codebook import Scheme
from classifier.labels.persistence import find_models, load_model
from classifier.reports.review_layout import (
    CASES,
    DATE_CELL,
    NAME_CELL,
    README,
    REFERENCE,
    TEXT_HEADERS,
    YES,
    label_headers,
    none_header,
)
from classifier.reports.review_reading import read_review
from classifier.reports.review_workbook import write_review

SAMPLE = shipped_path("training_data", "sample")
FILES = {"theme": "themes.jsonl", "root_cause": "root_causes.jsonl"}
Truth = dict[str, dict[str, list[str]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    truth = {scheme: true_labels(SAMPLE / name) for scheme, name in FILES.items()}
    models = [load_model(folder) for folder in find_models(shipped_path("models"))]
    schemes = [model.scheme for model in models if model.scheme.id in FILES]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tag_files([SAMPLE / "cases.csv"], folder / "tagged.csv", models)
        sample = draw_review(folder / "tagged.csv", schemes, random=asked.random, seed=asked.seed)
        workbook = write_review(sample, folder / "review.xlsx")
        fill_in(workbook, schemes, truth)
        review = read_review(workbook, schemes)
        apply_review(folder / "tagged.csv", [review], folder / "reviewed.csv", schemes)
        before, after = (
            load_tagged([folder / f"{table}.csv"], schemes) for table in ("tagged", "reviewed")
        )
    for scheme in schemes:
        print(f"\n{audit(after, scheme.id).verdict}\n")
        print(shares(before, after, scheme, truth[scheme.id]))


def true_labels(path: Path) -> dict[str, list[str]]:
    records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {record["id"]: record["labels"] for record in records}


def fill_in(path: Path, schemes: list[Scheme], truth: Truth) -> None:
    book = openpyxl.load_workbook(path)
    sheet, headers = book[CASES], label_headers(tuple(schemes))
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        reference = sheet.cell(row, at[REFERENCE]).value
        for scheme in schemes:
            if not sheet.cell(row, at[TEXT_HEADERS[scheme.reads]]).value:
                continue
            # A text in another language was not labelled, nor is a decision on it needed.
            labels = truth[scheme.id].get(reference, [])
            marks = [headers[scheme.id, label] for label in labels] or [none_header(scheme)]
            for mark in marks:
                sheet.cell(row, at[mark]).value = YES
    for row in book[README].iter_rows(max_col=2):
        if row[0].value in (NAME_CELL, DATE_CELL):
            row[1].value = {NAME_CELL: "The coders", DATE_CELL: "06/07/2026"}[row[0].value]
    book.save(path)


def shares(
    before: TaggedCases, after: TaggedCases, scheme: Scheme, truth: dict[str, list[str]]
) -> str:
    """A row a label: counted before the review, counted and corrected after it, and true."""
    references = after.table.frame["case_ref"]
    rows = after.first & references.isin(truth)
    plain = corrected_shares(before, scheme.id, rows).table.set_index("label")
    table = corrected_shares(after, scheme.id, rows).table.set_index("label")
    use = rows & after.labels[scheme.id].base
    carried = [truth[reference] for reference in references[use]]
    true = pd.Series(
        {k: sum(k in labels for labels in carried) / len(carried) for k in table.index}
    )
    lines = [
        f"| {scheme.name} | counted | counted after the review | corrected | 90% interval | true |",
        "|---|---|---|---|---|---|",
    ]
    for label in true.sort_values(ascending=False).index:
        row = table.loc[label]
        lines.append(
            f"| {scheme.names[label]} | {plain.at[label, 'counted']:.1%} | {row['counted']:.1%} |"
            f" {row['share']:.1%} | {row['low']:.1%} to {row['high']:.1%} | {true[label]:.1%} |"
        )
    errors = [
        float((found - true).abs().mean())
        for found in (plain["counted"], table["counted"], table["share"])
    ]
    inside = int(((table["low"] <= true) & (true <= table["high"])).sum())
    lines.append(
        f"| mean error | {errors[0]:.1%} | {errors[1]:.1%} | {errors[2]:.1%} |"
        f" {inside} of {len(true)} hold the true share | |"
    )
    lines.append(
        f"\n{int(table['reviewed'].iloc[0]):,} randomly drawn of {len(carried):,} complaints."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
