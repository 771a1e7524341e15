"""A recurring issue, which of them come first, and what to say of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classifier.insight.change import Change


@dataclass(frozen=True)
class RecurringIssue:
    """One label in one group.

    Attributes:
        group: e.g. the team.
        label: label id.
        cases: the group's cases with the label, at least 1.
        base: the group's cases whose text was read.
        elsewhere_cases: cases with the label in the rest of the council, those of no stated
            group included.
        elsewhere_base: cases of the rest; 0 where there is no other group.
        estimate: the group's rate, drawn towards what is usual, 0 to 1: mean of its posterior.
        low: lower bound of its 90% interval.
        high: upper bound.
        recent: the group's last complete periods with cases, up to four, in order.
        led: those of them in which no other label had more cases in the group.
        gap: whether a period without cases lies among them or after them.
        upheld: cases upheld in full or in part; None where the table has no outcomes.
        decided: cases decided, upheld or not; None where the table has no outcomes.
        with_finding: upheld cases whose finding was read for root causes; None where the table
            has no outcomes or no root causes, or where the label is a root cause itself.
        causes: root causes of those and their cases, the most frequent first; None likewise.
        previous: the last complete period against the one before; None without cases in either.
        last_year: the last complete period against the same a year before; None likewise. Where
            periods are years, the same as ``previous``.
        judged: whether the group has enough cases to judge, and there is a rest of the council.
        chance: probability of as many complaints with the label or more, were the complaints of
            each period dealt out to the groups blindly; None where the group isn't judged.
        flagged: whether the label is more frequent here than chance would have it.
    """

    group: str
    label: str
    cases: int
    base: int
    elsewhere_cases: int
    elsewhere_base: int
    estimate: float
    low: float
    high: float
    recent: tuple[str, ...]
    led: tuple[str, ...]
    gap: bool
    upheld: int | None
    decided: int | None
    with_finding: int | None
    causes: tuple[tuple[str, int], ...] | None
    previous: Change | None
    last_year: Change | None
    judged: bool
    chance: float | None
    flagged: bool

    @property
    def share(self) -> float:
        """Cases over base, as counted."""
        return self.cases / self.base

    @property
    def elsewhere(self) -> float | None:
        """The share in the rest of the council; None where it has no case."""
        return self.elsewhere_cases / self.elsewhere_base if self.elsewhere_base else None

    @property
    def lift(self) -> float | None:
        """How many times the rate elsewhere the estimate is; None where elsewhere has none."""
        return self.estimate / self.elsewhere if self.elsewhere else None

    @property
    def lift_low(self) -> float | None:
        """The same for the lower bound of the estimate."""
        return self.low / self.elsewhere if self.elsewhere else None

    @property
    def excess(self) -> float:
        """Cases beyond those at the rate elsewhere, by the estimate; below 0 if fewer."""
        return self.base * (self.estimate - (self.elsewhere or 0.0)) if self.elsewhere_base else 0.0


def ranked(issues: Iterable[RecurringIssue]) -> list[RecurringIssue]:
    """Flagged issues first, then others of groups that can be judged, then the rest.

    Flagged ones with the most cases beyond the rate elsewhere come first, by the estimate that is
    drawn towards what is usual; of the others, those that chance explains least.
    """

    def key(issue: RecurringIssue) -> tuple[object, ...]:
        rank = -issue.excess if issue.flagged else issue.chance
        by_size = -issue.cases if rank is None else 0
        return (not issue.flagged, not issue.judged, rank or 0.0, by_size, issue.group, issue.label)

    return sorted(issues, key=key)


def to_show(
    issues: Iterable[RecurringIssue], most: int = 10, min_cases: int = 5
) -> list[RecurringIssue]:
    """The issues for a page: every flagged one, and others above the council up to ``most``.

    Others are shown if their group can be judged, they have at least ``min_cases`` cases, and the
    estimate lies above the rate elsewhere.
    """
    order = ranked(issues)
    flagged = [issue for issue in order if issue.flagged]
    others = [
        issue
        for issue in order
        if not issue.flagged and issue.judged and issue.cases >= min_cases and issue.excess > 0
    ]
    return flagged + others[: max(0, most - len(flagged))]


def sentence(issue: RecurringIssue, label_name: str, period_word: str) -> str:
    """An issue in one plain sentence.

    Args:
        issue: the issue.
        label_name: the label's name for readers.
        period_word: ``month``, ``quarter`` or ``year``.

    Returns:
        e.g. ``Delay in Parking: 12 of 31 cases, against 14% elsewhere; has led in 3 of the last 4
        quarters; 5 of 8 decided were upheld.``
    """
    said = [f"{issue.cases:,} of {_plural(issue.base, 'case')}"]
    if not issue.judged and issue.elsewhere_base:
        said[0] += ", too few to judge"
    else:
        said[0] += f", {_against(issue)}"
    if issue.judged and issue.recent:
        said.append(_led(issue, period_word))
    if issue.decided is not None:
        said.append(_upheld(issue))
    return f"{label_name} in {issue.group}: {'; '.join(said)}."


def _against(issue: RecurringIssue) -> str:
    share = issue.elsewhere
    if share is None:
        return "with no case elsewhere to compare with"
    if share == 0:
        return f"against none of {issue.elsewhere_base:,} elsewhere"
    words = f"{share:.0%}" if share >= 0.005 else "under 1%"  # noqa: PLR2004
    return f"against {words} elsewhere"


def _led(issue: RecurringIssue, period_word: str) -> str:
    number, of = len(issue.led), len(issue.recent)
    tail = " with cases" if issue.gap else ""
    if of == 1:
        return f"has {'' if number else 'not '}led in the last {period_word}{tail}"
    return f"has led in {number or 'none'} of the last {of} {period_word}s{tail}"


def _upheld(issue: RecurringIssue) -> str:
    if not issue.decided:
        return "none is decided yet"
    were = "was" if issue.upheld == 1 else "were"
    return f"{issue.upheld or 'none'} of {issue.decided:,} decided {were} upheld"


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
