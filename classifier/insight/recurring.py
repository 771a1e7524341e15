"""Recurring issues: pairs of group and label, how far above the rest, how steady, what came of it.

The flag is family-wise: where teams differed by chance alone, at most one report in ten would
flag any pair (``benchmarks/recurring.py`` measures it). The share that a pair is ranked by is
drawn towards what is usual over all groups, so that three cases of four don't lead the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.errors import SettingsError
from classifier.insight.chance import Judgement, beyond_chance
from classifier.insight.change import Change, probability_of_rise
from classifier.insight.pairs import (
    CAUSES,
    CountedCases,
    Outcomes,
    as_complaints,
    counted_cases,
    outcomes_of,
)
from classifier.insight.periods import period_label
from classifier.insight.recurring_issue import RecurringIssue, ranked, sentence, to_show
from classifier.insight.shrinkage import Estimates, fit_prior, shrunk
from classifier.insight.tagged import TaggedCases

__all__ = [
    "RecurringIssue",
    "RecurringSettings",
    "ranked",
    "recurring_issues",
    "sentence",
    "to_show",
]

# Periods of each kind in a year, and days without a case at its edge that a complete one may have.
_A_YEAR = {"month": 12, "quarter": 4, "year": 1}
_EDGE_DAYS = {"month": 3, "quarter": 10, "year": 31}


@dataclass(frozen=True)
class RecurringSettings:
    """What counts as a recurring issue.

    Attributes:
        alpha: highest chance that a report flags any pair where teams differ by chance alone;
            shared out evenly among the schemes that the table has cases of.
        min_cases: a pair with fewer complaints than this is never flagged.
        min_base: a group with fewer cases than this is too small to judge.
        recent: how many of a group's last complete periods are looked at for what led.
    """

    alpha: float = 0.10
    min_cases: int = 5
    min_base: int = 10
    recent: int = 4


# --- Which pairs there are ----------------------------------------------------------------------


def recurring_issues(
    cases: TaggedCases,
    scheme_id: str,
    *,
    rows: pd.Series,
    groups: pd.Series,
    periods: pd.Series,
    order: Sequence[str],
    kind: str = "quarter",
    settings: RecurringSettings | None = None,
) -> list[RecurringIssue]:
    """Every pair of group and label that has a case, ranked (see :func:`ranked`).

    Args:
        cases: tagged cases.
        scheme_id: the scheme whose labels to look at, e.g. ``theme``.
        rows: True for rows to count: complaints' first rows for themes, all for root causes.
        groups: the group of every row, blank for none.
        periods: the period of every row; rows in none of ``order`` are left out.
        order: the periods in order, without a gap.
        kind: ``month``, ``quarter`` or ``year``: what the periods are.
        settings: what counts as recurring.

    Returns:
        the issues; none where no case was read.

    Raises:
        SettingsError: the scheme or the kind of period isn't known.
    """
    _check(cases, scheme_id, kind)
    settings = settings or RecurringSettings()
    labels = cases.labels[scheme_id]
    counted = counted_cases(labels, rows, groups, periods, order)
    if not len(counted.positions):
        return []
    frame = cases.table.frame
    last, complete = _complete(frame.loc[rows & periods.isin(order), "received_date"], order, kind)
    schemes = sum(bool(other.base.any()) for other in cases.labels.values())
    builder = _Builder(
        counted,
        labels.scheme.ids,
        order,
        outcomes_of(cases, counted, with_causes=scheme_id != CAUSES),
        _judge(counted, as_complaints(counted, frame), settings.alpha / schemes, settings),
        settings,
    )
    return ranked(builder.issues(complete, last, _A_YEAR[kind]))


def _check(cases: TaggedCases, scheme_id: str, kind: str) -> None:
    for what, value, allowed in (
        ("scheme of the table", scheme_id, cases.labels),
        ("kind of period", kind, _A_YEAR),
    ):
        if value not in allowed:
            raise SettingsError(
                f"There is no such {what}.",
                found=repr(value),
                mend=f"use one of {', '.join(allowed)}",
            )


def _complete(dates: pd.Series, order: Sequence[str], kind: str) -> tuple[int, NDArray[np.bool_]]:
    """The last complete period, and which are complete; all are where none would be.

    A period at either end is complete if the cases reach to within a few days of its edge.
    """
    complete = np.ones(len(order), dtype=bool)
    days = dt.timedelta(days=_EDGE_DAYS[kind])
    first, last = dates.min().date(), dates.max().date()
    complete[0] = period_label(first - days, kind) != order[0]
    complete[-1] &= period_label(last + days, kind) != order[-1]
    if not complete.any():
        complete[:] = True
    return int(np.flatnonzero(complete)[-1]), complete


def _judge(
    counted: CountedCases, complaints: CountedCases, alpha: float, settings: RecurringSettings
) -> Judgement:
    """Groups by labels. A complaint counts once here, whatever is counted else."""
    cases = np.bincount(counted.group, minlength=len(counted.groups) + 1)
    stated = np.arange(len(cases)) < len(counted.groups)
    counts, sizes = complaints.by_period()
    return beyond_chance(
        counts,
        sizes,
        tested=(cases >= settings.min_base) & stated,
        alpha=alpha,
        least=settings.min_cases,
    )


# --- What is said of each -----------------------------------------------------------------------


class _Builder:
    """Turns arrays into issues."""

    def __init__(
        self,
        counted: CountedCases,
        labels: Sequence[str],
        order: Sequence[str],
        outcomes: Outcomes,
        judgement: Judgement,
        settings: RecurringSettings,
    ) -> None:
        self.groups, self.labels, self.order = counted.groups, labels, order
        self.outcomes, self.judgement, self.settings = outcomes, judgement, settings
        counts, bases = counted.by_period()
        self.by_period, self.base_by_period = counts[:-1], bases[:-1]
        self.counts, self.bases = self.by_period.sum(axis=1), self.base_by_period.sum(axis=1)
        self.total, self.total_base = counts.sum(axis=(0, 1)), int(bases.sum())

    def issues(self, complete: NDArray[np.bool_], last: int, a_year: int) -> list[RecurringIssue]:
        estimates = [self._estimates(label) for label in range(len(self.labels))]
        previous = self._changes(last, last - 1)
        last_year = self._changes(last, last - a_year) if a_year > 1 else previous
        led = (self.by_period > 0) & (
            self.by_period == self.by_period.max(axis=2, keepdims=True, initial=0)
        )
        found = []
        for group in range(len(self.groups)):
            recent = np.flatnonzero(complete & (self.base_by_period[group] > 0))
            recent = recent[-self.settings.recent :]
            span = int(np.count_nonzero(complete[recent[0] :])) if len(recent) else 0
            for label in np.flatnonzero(self.counts[group]).tolist():
                issue = self._issue(
                    group,
                    label,
                    estimate=estimates[label],
                    recent=recent,
                    led=recent[led[group, recent, label]],
                    gap=span > len(recent),
                    changes=(previous.get((group, label)), last_year.get((group, label))),
                )
                found.append(issue)
        return found

    def _issue(
        self,
        group: int,
        label: int,
        *,
        estimate: Estimates,
        recent: NDArray[np.int64],
        led: NDArray[np.int64],
        gap: bool,
        changes: tuple[Change | None, Change | None],
    ) -> RecurringIssue:
        cases, base = int(self.counts[group, label]), int(self.bases[group])
        rest = self.total_base - base
        judged = base >= self.settings.min_base and rest > 0
        return RecurringIssue(
            group=self.groups[group],
            label=self.labels[label],
            cases=cases,
            base=base,
            elsewhere_cases=int(self.total[label]) - cases,
            elsewhere_base=rest,
            estimate=float(estimate.mean[group]),
            low=float(estimate.low[group]),
            high=float(estimate.high[group]),
            recent=tuple(self.order[period] for period in recent),
            led=tuple(self.order[period] for period in led),
            gap=gap,
            upheld=_at(self.outcomes.upheld, group, label),
            decided=_at(self.outcomes.decided, group, label),
            with_finding=_at(self.outcomes.with_finding, group, label),
            causes=self._causes(group, label),
            previous=changes[0],
            last_year=changes[1],
            judged=judged,
            chance=float(self.judgement.chance[group, label]) if judged else None,
            flagged=bool(self.judgement.found[group, label]),
        )

    def _estimates(self, label: int) -> Estimates:
        counts = self.counts[:, label]
        return shrunk(counts, self.bases, fit_prior(counts, self.bases))

    def _causes(self, group: int, label: int) -> tuple[tuple[str, int], ...] | None:
        if self.outcomes.causes is None:
            return None
        named = [(cause, int(c[group, label])) for cause, c in self.outcomes.causes.items()]
        return tuple(sorted(((c, n) for c, n in named if n), key=lambda item: -item[1]))

    def _changes(self, now: int, before: int) -> dict[tuple[int, int], Change]:
        """Of the pairs whose group has cases in both periods."""
        if before < 0:
            return {}
        bases = self.base_by_period
        group, label = np.nonzero(
            (self.counts > 0) & ((bases[:, now] > 0) & (bases[:, before] > 0))[:, None]
        )
        numbers = (
            self.by_period[group, now, label],
            bases[group, now],
            self.by_period[group, before, label],
            bases[group, before],
        )
        sure = probability_of_rise(*numbers)
        return {
            (g, c): Change(self.order[now], k, n, self.order[before], k_before, n_before, p)
            for g, c, k, n, k_before, n_before, p in zip(
                group.tolist(), label.tolist(), *(x.tolist() for x in (*numbers, sure)), strict=True
            )
        }


def _at(numbers: NDArray[np.int64] | None, group: int, label: int) -> int | None:
    return None if numbers is None else int(numbers[group, label])
