"""The randomly drawn, reviewed cases of a tagged table, and what each of them stands for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from classifier.insight.tagged import TaggedCases, marked

# `random draw-3f9a01c2`: the part of a review that a case was in, and the draw.
PART_COLUMN = "review_part"
# `draw-3f9a01c2; draw-77b01e44 Waste`: every draw in which the case had a chance to be in the
# random part, with its stratum where there were several.
FRAME_COLUMN = "review_frame"
RANDOM, UNCERTAIN = "random", "uncertain"


@dataclass(frozen=True)
class RandomSample:
    """What a reviewed random sample says about which cases, for one scheme.

    Attributes:
        rows: True for cases that were drawn at random and that a person decided on.
        spoken_for: True for cases that had a chance to be drawn, where any such case was decided.
        weights: how many cases each drawn case stands for, at least 1; 0 for all others.
    """

    rows: pd.Series
    spoken_for: pd.Series
    weights: pd.Series


def random_sample(cases: TaggedCases, scheme: str) -> RandomSample:
    """Find a scheme's random sample by the columns that applying a review adds.

    Cases with one value of ``review_frame`` had the same chance to be drawn by one draw or
    another, so a drawn one stands for the cases of its value divided by the drawn ones that were
    decided (Horvitz and Thompson 1952). Only cases whose text the model read take part.

    Args:
        cases: tagged cases; without the two columns the sample is empty.
        scheme: scheme id.
    """
    frame, labels = cases.table.frame, cases.labels[scheme]
    blank = pd.Series("", index=frame.index, dtype=object)
    part, strata = frame.get(PART_COLUMN, blank), frame.get(FRAME_COLUMN, blank)
    eligible = (strata != "") & labels.base
    rows = eligible & part.str.startswith(RANDOM) & labels.reviewed
    sizes = strata[eligible].value_counts()
    decided = strata[rows].value_counts()
    ratio = (sizes / decided).dropna()
    weights = strata.map(ratio).astype(float).fillna(0.0)
    return RandomSample(rows, eligible & (weights > 0), weights.where(rows, 0.0))


def predicted_labels(cases: TaggedCases, scheme: str) -> pd.DataFrame:
    """The labels that the model assigned, whatever a person decided; boolean, (cases, labels)."""
    labels = cases.labels[scheme].scheme
    return marked(cases.table.frame[labels.column], labels.ids)


def predicted_probabilities(cases: TaggedCases, scheme: str) -> pd.DataFrame:
    """The model's probabilities; where a cell has none, 1 for an assigned label and 0 for others.

    Returns:
        0 to 1, shape (cases, labels), columns named by label id.
    """
    assigned = predicted_labels(cases, scheme).astype(float)
    frame = cases.table.frame
    known = {
        label: pd.to_numeric(frame[f"p_{label}"], errors="coerce")
        for label in assigned.columns
        if f"p_{label}" in frame
    }
    stated = pd.DataFrame(known, index=frame.index).reindex(columns=assigned.columns)
    return stated.where(stated.notna(), assigned).clip(0.0, 1.0)
