"""Pounds paid or ordered, by year, team, theme and root cause.

Every row's amount counts: a remedy offered at stage 1 and another that the ombudsman ordered
are two payments on one complaint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from classifier.insight.counting import chains, first_rows
from classifier.insight.kpis import by_keys
from classifier.insight.tagged import SchemeLabels


@dataclass(frozen=True)
class LabelRemedies:
    """Pounds by the labels of a scheme.

    A payment counts in full under each label of its case, so the labels add up to more than was
    paid where a case has several.

    Attributes:
        table: a row a group and label (index: the keys, then ``label``) that has a case; columns
            as :func:`remedy_table`.
        paid: pounds in all over the rows counted.
        paid_unlabelled: of them, on cases without a label or whose text was not read.
        paid_several: of them, on cases with more than one label.
        sum_of_labels: what the table's totals add up to.
    """

    table: pd.DataFrame
    paid: float
    paid_unlabelled: float
    paid_several: float
    sum_of_labels: float


def remedy_table(
    frame: pd.DataFrame, rows: pd.Series, keys: Mapping[str, pd.Series] | None = None
) -> pd.DataFrame | None:
    """Pounds by groups of cases.

    Args:
        frame: cases with canonical columns.
        rows: True for the rows to count.
        keys: see :func:`classifier.insight.kpis.by_keys`; year on year: the financial years of
            the received dates.

    Returns:
        a row a group that has cases; None where the table has no ``remedy_amount`` or every cell
        of it is blank. ``cases``: rows in the group; ``with_remedy``: those with more than £0;
        ``complaints``: the complaints that these belong to; ``total``, ``median``, ``largest``:
        pounds, the latter two over ``with_remedy`` and NaN where there is none.
    """
    amounts = _amounts(frame)
    if amounts is None:
        return None
    grouping = by_keys(rows, keys)
    return _summary(amounts[rows], chains(frame)[rows], grouping)


def remedies_by_label(
    frame: pd.DataFrame,
    labels: SchemeLabels,
    rows: pd.Series,
    keys: Mapping[str, pd.Series] | None = None,
) -> LabelRemedies | None:
    """Pounds by theme or root cause.

    Args:
        frame: cases with canonical columns.
        labels: the labels of a scheme on the same rows. A row whose own complaint text was not
            read (often the ombudsman's) has the themes of its complaint's first row; root causes
            are the row's own.
        rows: True for the rows to count.
        keys: further groups, see :func:`classifier.insight.kpis.by_keys`.

    Returns:
        None where :func:`remedy_table` is None.
    """
    amounts = _amounts(frame)
    if amounts is None:
        return None
    carried, chain = _labels_of_rows(frame, labels)[rows], chains(frame)[rows]
    paid = amounts[rows]
    # Positions of the rows, once for each label that they carry.
    row, column = carried.to_numpy().nonzero()
    label = pd.Series(carried.columns[column], name="label", dtype=object)
    grouping = [key.iloc[row].reset_index(drop=True) for key in by_keys(rows, keys) if keys]
    table = _summary(
        paid.iloc[row].reset_index(drop=True),
        chain.iloc[row].reset_index(drop=True),
        [*grouping, label],
    )
    several = carried.sum(axis=1)
    return LabelRemedies(
        table=table,
        paid=float(paid.sum()),
        paid_unlabelled=float(paid[several == 0].sum()),
        paid_several=float(paid[several > 1].sum()),
        sum_of_labels=float(table["total"].sum()),
    )


def _amounts(frame: pd.DataFrame) -> pd.Series | None:
    if "remedy_amount" not in frame or frame["remedy_amount"].isna().all():
        return None
    return frame["remedy_amount"]


def _summary(amounts: pd.Series, chain: pd.Series, grouping: list[pd.Series]) -> pd.DataFrame:
    given = amounts.where(amounts > 0)
    values = pd.DataFrame({"amount": given, "chain": chain.where(given.notna())})
    groups = values.groupby(grouping)
    paid = groups["amount"]
    table = pd.DataFrame(
        {
            "cases": groups.size(),
            "with_remedy": paid.count(),
            "complaints": groups["chain"].nunique(),
            "total": paid.sum(),
            "median": paid.median(),
            "largest": paid.max(),
        }
    )
    return table.astype(dict.fromkeys(("cases", "with_remedy", "complaints"), "Int64"))


def _labels_of_rows(frame: pd.DataFrame, labels: SchemeLabels) -> pd.DataFrame:
    read = labels.base.to_numpy()
    carried = labels.carried.to_numpy() & read[:, None]
    if labels.scheme.reads == "complaint_text":
        first, chain = first_rows(frame).to_numpy(), chains(frame).to_numpy()
        first_of_chain = np.empty(len(frame), dtype=int)
        first_of_chain[chain[first]] = first.nonzero()[0]
        carried = np.where(read[:, None], carried, carried[first_of_chain[chain]])
    return pd.DataFrame(carried, index=frame.index, columns=labels.carried.columns)
