"""Counts of labels by group and period as arrays, and what became of the cases behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.insight.counting import chains
from classifier.insight.tagged import SchemeLabels, TaggedCases

_UPHELD = ("upheld", "partly_upheld")
_DECIDED = (*_UPHELD, "not_upheld")
CAUSES = "root_cause"


@dataclass(frozen=True)
class CountedCases:
    """The cases that are counted, in the table's order.

    Attributes:
        positions: of the cases in the table.
        carried: cases by labels, True where a case carries a label.
        group: index of each case's group in ``groups``; ``len(groups)`` where none is stated.
        period: index of each case's period in the report's order.
        groups: names of the groups, in alphabetical order.
        periods: how many periods the report has.
    """

    positions: NDArray[np.int64]
    carried: NDArray[np.bool_]
    group: NDArray[np.int64]
    period: NDArray[np.int64]
    groups: tuple[str, ...]
    periods: int

    def by_period(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cases with each label, and all: (groups + 1, periods, labels), (groups + 1, periods)."""
        shape = (len(self.groups) + 1, self.periods)
        cell = self.group * self.periods + self.period
        size = shape[0] * shape[1]
        counts = _sums(self.carried, cell, size).reshape(*shape, -1)
        return counts, np.bincount(cell, minlength=size).reshape(shape)

    def by_group(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Cases with each label among those of ``which``: (groups, labels)."""
        return _sums(self.carried[which], self.group[which], len(self.groups) + 1)[:-1]


def _sums(carried: NDArray[np.bool_], cell: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    columns = [np.bincount(cell[column], minlength=size) for column in carried.T]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0), dtype=np.int64)


def counted_cases(
    labels: SchemeLabels,
    rows: pd.Series,
    groups: pd.Series,
    periods: pd.Series,
    order: Sequence[str],
) -> CountedCases:
    """The cases to count: those of ``rows`` with a text that was read, in a period of ``order``.

    Args:
        labels: of all cases.
        rows: True for rows to count.
        groups: the group of every row, blank for none.
        periods: the period of every row.
        order: the periods in order.
    """
    period = pd.Index(list(order), dtype=object).get_indexer(periods.to_numpy(dtype=object))
    positions = np.flatnonzero((rows & labels.base).to_numpy() & (period >= 0))
    stated = groups.to_numpy(dtype=object)[positions]
    names = sorted({str(name) for name in stated if name})
    group = pd.Index(names, dtype=object).get_indexer(stated)
    return CountedCases(
        positions,
        labels.carried.to_numpy(dtype=bool)[positions],
        np.where(group < 0, len(names), group),
        period[positions],
        tuple(names),
        len(order),
    )


def as_complaints(counted: CountedCases, frame: pd.DataFrame) -> CountedCases:
    """The same with a complaint as one case, for what needs cases that don't hang together.

    Stages of a complaint, and points of one case, reach the same group and tend to carry the same
    labels. Rows of a group joined by ``parent_ref`` or by an equal ``case_ref`` become one, which
    carries what any of them carries and stands where the first of them stands in the table.
    """
    roots = frame["case_ref"].to_numpy()[chains(frame).to_numpy()[counted.positions]]
    keys = pd.MultiIndex.from_arrays([roots, counted.group])
    code, unique = pd.factorize(keys)
    first = np.flatnonzero(~pd.Series(code).duplicated().to_numpy())
    carried = _sums(counted.carried, code, len(unique)) > 0
    return CountedCases(
        counted.positions[first],
        carried,
        counted.group[first],
        counted.period[first],
        counted.groups,
        counted.periods,
    )


@dataclass(frozen=True)
class Outcomes:
    """What became of the counted cases.

    Attributes:
        decided: groups by labels: cases with a decision, upheld or not; None without outcomes.
        upheld: of those, cases upheld in full or in part; None without outcomes.
        with_finding: of those, cases whose finding was read for root causes; None without.
        causes: root cause id -> of those with a finding, cases that carry it, groups by labels.
    """

    decided: NDArray[np.int64] | None = None
    upheld: NDArray[np.int64] | None = None
    with_finding: NDArray[np.int64] | None = None
    causes: dict[str, NDArray[np.int64]] | None = None


def outcomes_of(cases: TaggedCases, counted: CountedCases, *, with_causes: bool) -> Outcomes:
    """Upheld cases and the root causes that their findings name.

    Where only complaints' first rows are counted, a complaint is upheld if any of its rows was,
    and its root causes are those of the rows that were upheld.

    Args:
        cases: all cases.
        counted: the cases that are counted.
        with_causes: whether to count root causes, where the table has any.
    """
    frame = cases.table.frame
    if "outcome" not in frame:
        return Outcomes()
    owner = _owners(cases, counted)
    outcome = frame["outcome"]
    upheld_rows = outcome.isin(_UPHELD).to_numpy()

    def any_row(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = np.zeros(len(counted.positions), dtype=bool)
        found[owner[which & (owner >= 0)]] = True
        return found

    decided = counted.by_group(any_row(outcome.isin(_DECIDED).to_numpy()))
    upheld = counted.by_group(any_row(upheld_rows))
    causes = cases.labels.get(CAUSES) if with_causes else None
    if causes is None:
        return Outcomes(decided, upheld)
    found = upheld_rows & causes.base.to_numpy()
    named = {
        cause: counted.by_group(any_row(found & causes.carried[cause].to_numpy(dtype=bool)))
        for cause in causes.scheme.ids
    }
    return Outcomes(decided, upheld, counted.by_group(any_row(found)), named)


def _owners(cases: TaggedCases, counted: CountedCases) -> NDArray[np.int64]:
    """For each row of the table, which counted case it is a row of; -1 for none."""
    owner = np.full(len(cases.table.frame), -1, dtype=np.int64)
    owner[counted.positions] = np.arange(len(counted.positions))
    if not cases.first.to_numpy()[counted.positions].all():
        return owner
    chain = chains(cases.table.frame).to_numpy()
    by_chain = np.full(len(owner), -1, dtype=np.int64)
    by_chain[chain[counted.positions]] = np.arange(len(counted.positions))
    return by_chain[chain]
