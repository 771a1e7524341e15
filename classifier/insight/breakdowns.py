"""Themes or root causes by every dimension of a case, and against the case system's category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from classifier.insight.intervals import wilson
from classifier.insight.periods import all_periods, period_labels
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.insight.themes import NOT_STATED, LabelCounts, count_labels

OVERALL = "overall"
PERIOD = "period"
DIMENSIONS = (
    OVERALL,
    "team",
    "service",
    "directorate",
    "procedure",
    "stage",
    "channel",
    "category",
    PERIOD,
)
COLUMNS = (
    "dimension",
    "group",
    "label",
    "cases",
    "base",
    "share",
    "low",
    "high",
    "reviewed",
)


@dataclass(frozen=True)
class CategoryThemes:
    """What the cases of one category are about.

    Attributes:
        category: the case system's own category; ``Not stated`` where that is blank.
        base: its cases whose text was read.
        counts: label -> its cases with it, the most frequent first, those without a case left out.
        leading: the most frequent label, of equals the first in the scheme; ``""`` for none.
        others: cases that carry labels, but not the leading one: what the category hides.
        other_counts: label -> how many of those carry it, the most frequent first.
        unlabelled: cases that carry no label.
    """

    category: str
    base: int
    counts: Mapping[str, int]
    leading: str
    others: int
    other_counts: Mapping[str, int]
    unlabelled: int

    def share(self, label: str) -> float | None:
        """Share of the category's cases with a label, 0 to 1; None where the base is 0."""
        return self.counts.get(label, 0) / self.base if self.base else None


@dataclass(frozen=True)
class LabelCategories:
    """Under which categories the cases of one label are filed.

    Attributes:
        label: the label.
        cases: cases with it.
        category: the category with the most of them; ``""`` where there is no case.
        elsewhere: cases that are filed under another category, or under none.
        categories: categories with at least one of its cases, a blank one not counted.
    """

    label: str
    cases: int
    category: str
    elsewhere: int
    categories: int


@dataclass(frozen=True)
class CategoryTable:
    """Labels against the case system's own categories.

    Attributes:
        counts: cases by category and label; None where there is no data.
        categories: the categories, those with the most cases first, ``Not stated`` last.
        labels: the labels, in the scheme's order.
        no_data: why there is none; empty where there is.
    """

    counts: LabelCounts | None = None
    categories: list[CategoryThemes] = field(default_factory=list)
    labels: list[LabelCategories] = field(default_factory=list)
    no_data: str = ""


def label_table(
    cases: TaggedCases,
    scheme: str = "theme",
    *,
    rows: pd.Series | None = None,
    period: str = "quarter",
) -> pd.DataFrame:
    """Counts of every label in every group of every dimension, one row each.

    Themes count each complaint once, by its first row, in that row's team, stage, period and so
    on; root causes count every case with a finding. A case can carry several labels, so that the
    cases of a group add up to more than its base.

    Args:
        cases: tagged cases.
        scheme: whose labels, e.g. ``theme`` or ``root_cause``.
        rows: True for the rows to count; all by default.
        period: ``month``, ``quarter`` or ``year``.

    Returns:
        :data:`COLUMNS`: the dimension (one of :data:`DIMENSIONS` that the table has, with any
        cell filled); the group in it (``All``; ``Not stated`` for blanks; periods in order, empty
        ones too); the label's id; cases that carry it; the base, i.e. cases of the group whose
        text was read or decided on; cases over base, with its 95% interval (Wilson), 0 to 1, NaN
        where the base is 0; and how many of the base a person decided on.

    Raises:
        KeyError: the table has no labels of the scheme.
    """
    labels = cases.labels[scheme]
    counted = _counted(cases, labels, rows)
    parts = []
    for dimension in DIMENSIONS:
        counts = _counts(cases, labels, counted, dimension, period)
        if counts is not None:
            parts.append(_long(counts, dimension))
    return pd.concat(parts, ignore_index=True)


def _counted(cases: TaggedCases, labels: SchemeLabels, rows: pd.Series | None) -> pd.Series:
    if rows is None:
        rows = pd.Series(True, index=cases.table.frame.index)
    return rows & cases.first if labels.scheme.reads == "complaint_text" else rows


def _counts(
    cases: TaggedCases, labels: SchemeLabels, counted: pd.Series, dimension: str, period: str
) -> LabelCounts | None:
    """Counts by one dimension; None where the table doesn't have it."""
    frame = cases.table.frame
    if dimension == OVERALL:
        return count_labels(labels, counted)
    if dimension == PERIOD:
        dates = frame["received_date"]
        known = dates[counted].dropna()
        if known.empty:
            return None
        order = all_periods(known.min().date(), known.max().date(), period)
        return count_labels(labels, counted, period_labels(dates, period), order)
    if dimension not in frame:
        return None
    # A wording that isn't known is a finding on its cell; here it is as good as blank.
    groups = frame[dimension].fillna("")
    return count_labels(labels, counted, groups) if (groups[counted] != "").any() else None


def _long(counts: LabelCounts, dimension: str) -> pd.DataFrame:
    names, labels = counts.groups, list(counts.counts.columns)
    cases = counts.counts.to_numpy().ravel()
    base = np.repeat(counts.bases.to_numpy(), len(labels))
    pairs = zip(cases.tolist(), base.tolist(), strict=True)
    bounds = [wilson(count, of) if of else (np.nan, np.nan) for count, of in pairs]
    low, high = np.array(bounds, dtype=float).reshape(-1, 2).T
    with np.errstate(invalid="ignore"):
        share = cases / base
    return pd.DataFrame(
        {
            "dimension": dimension,
            "group": np.repeat(names, len(labels)),
            "label": labels * len(names),
            "cases": cases,
            "base": base,
            "share": share,
            "low": low,
            "high": high,
            "reviewed": np.repeat(counts.reviewed.to_numpy(), len(labels)),
        },
        columns=list(COLUMNS),
    )


def category_table(
    cases: TaggedCases, scheme: str = "theme", *, rows: pd.Series | None = None
) -> CategoryTable:
    """Labels against the case system's own categories, and what a category alone would hide.

    Args:
        cases: tagged cases.
        scheme: whose labels.
        rows: True for the rows to count; all by default.

    Returns:
        the table; without data where no counted case has a category, or none could be read.

    Raises:
        KeyError: the table has no labels of the scheme.
    """
    labels = cases.labels[scheme]
    frame = cases.table.frame
    counted = _counted(cases, labels, rows) & labels.base
    if "category" not in frame or not (frame.loc[counted, "category"] != "").any():
        return CategoryTable(no_data="no case that could be read has a category")
    counts = count_labels(labels, counted, frame["category"])
    groups = frame.loc[counted, "category"].replace("", NOT_STATED)
    carried = labels.carried[counted]
    found = [
        _category(name, counts, carried.iloc[positions])
        for name, positions in _positions(groups, counts.groups)
    ]
    return CategoryTable(counts, found, [_label(label, counts) for label in labels.scheme.ids])


def _positions(groups: pd.Series, order: list[str]) -> list[tuple[str, np.ndarray]]:
    indices = groups.groupby(groups.to_numpy(), sort=False).indices
    return [(name, indices[name]) for name in order]


def _category(name: str, counts: LabelCounts, carried: pd.DataFrame) -> CategoryThemes:
    ranked = {label: counts.count(name, label) for label in counts.ranked(name)}
    ranked = {label: count for label, count in ranked.items() if count}
    leading = next(iter(ranked), "")
    labelled = carried.any(axis=1)
    others = carried[labelled & ~carried[leading]] if leading else carried[labelled]
    sums = others.sum().sort_values(ascending=False, kind="stable")
    return CategoryThemes(
        category=name,
        base=counts.base(name),
        counts=ranked,
        leading=leading,
        others=len(others),
        other_counts={str(label): int(count) for label, count in sums.items() if count},
        unlabelled=int((~labelled).sum()),
    )


def _label(label: str, counts: LabelCounts) -> LabelCategories:
    by_category = counts.counts[label]
    stated = by_category.drop(NOT_STATED, errors="ignore")
    most = str(stated.idxmax()) if stated.max() > 0 else ""
    return LabelCategories(
        label=label,
        cases=int(by_category.sum()),
        category=most,
        elsewhere=int(by_category.sum() - (stated[most] if most else 0)),
        categories=int((stated > 0).sum()),
    )
