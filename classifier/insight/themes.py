"""Theme and root-cause tables: counts, bases and shares with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from classifier.insight.intervals import Z95, wilson
from classifier.insight.tagged import SchemeLabels

ALL = "All"
NOT_STATED = "Not stated"


@dataclass(frozen=True)
class LabelCounts:
    """Counts of labels over groups.

    Attributes:
        counts: rows are groups, columns label ids.
        bases: cases in each group whose text was read.
        reviewed: of those, cases that a person decided on.
    """

    counts: pd.DataFrame
    bases: pd.Series
    reviewed: pd.Series

    @property
    def groups(self) -> list[str]:
        """The groups, in order."""
        return [str(name) for name in self.counts.index]

    def count(self, group: str, label: str) -> int:
        """Cases of a group that carry a label."""
        return int(self.counts[label].at[group])

    def base(self, group: str = ALL) -> int:
        """Cases of a group whose text was read."""
        return int(self.bases.at[group])

    def share(self, group: str, label: str) -> float | None:
        """Count over base, 0 to 1; None where the base is 0."""
        base = self.base(group)
        return self.count(group, label) / base if base else None

    def elsewhere(self, group: str, label: str) -> float | None:
        """The share in all other groups together; None where they have no case."""
        base = int(self.bases.sum()) - self.base(group)
        return (int(self.counts[label].sum()) - self.count(group, label)) / base if base else None

    def interval(self, group: str, label: str, z: float = Z95) -> tuple[float, float]:
        """The interval of a share (Wilson), 95% unless ``z`` is given."""
        return wilson(self.count(group, label), self.base(group), z)

    def ranked(self, group: str = ALL) -> list[str]:
        """Label ids, the most frequent in a group first; equals in the scheme's order."""
        return sorted(map(str, self.counts.columns), key=lambda label: -self.count(group, label))


def count_labels(
    labels: SchemeLabels,
    rows: pd.Series,
    groups: pd.Series | None = None,
    order: Sequence[str] = (),
) -> LabelCounts:
    """Count labels over the cases of some rows.

    Args:
        labels: of all cases.
        rows: True for the rows to count.
        groups: the group of every case, blank for none; without, all are one group ``All``.
        order: groups to list first, in this order, whether or not they have cases.

    Returns:
        the counts; groups not in ``order`` follow by size, ``Not stated`` last.
    """
    use = rows & labels.base
    if groups is None:
        groups = pd.Series(ALL, index=labels.carried.index)
        order = order or [ALL]
    keys = groups[use].replace("", NOT_STATED)
    bases = keys.value_counts(sort=False)
    rest = bases.drop([name for name in (*order, NOT_STATED) if name in bases.index])
    names = [*order, *sorted(rest.index, key=lambda name: (-rest[name], str(name)))]
    if NOT_STATED in bases.index and NOT_STATED not in names:
        names.append(NOT_STATED)
    counts = labels.carried[use].groupby(keys.to_numpy(), sort=False).sum()
    return LabelCounts(
        counts.reindex(names, fill_value=0).astype(int),
        bases.reindex(names, fill_value=0).astype(int),
        labels.reviewed[use]
        .groupby(keys.to_numpy())
        .sum()
        .reindex(names, fill_value=0)
        .astype(int),
    )
