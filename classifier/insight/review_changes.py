"""What reviewers changed: a person's labels against those that the model had given."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from classifier.insight.random_sample import predicted_labels, random_sample
from classifier.insight.tagged import TaggedCases
from classifier.labels.tagging import NO_LABEL, TAGGED


@dataclass(frozen=True)
class ReviewChanges:
    """A person's decisions against the model's labels, for one scheme.

    Attributes:
        reviewed: cases that a person decided on.
        unread: of those, cases whose text the model had not read; they are in nothing below.
        same: cases on which the person left exactly the model's labels.
        drawn: cases that were drawn at random.
        table: a row a label, indexed by label id: ``given`` (cases to which the model gave it),
            ``kept``, ``removed`` and ``added`` (by a person); given = kept + removed.
    """

    reviewed: int
    unread: int
    same: int
    drawn: int
    table: pd.DataFrame

    @property
    def compared(self) -> int:
        """Reviewed cases whose text the model had read."""
        return self.reviewed - self.unread

    @property
    def added(self) -> int:
        """Labels that reviewers added, over all cases."""
        return int(self.table["added"].sum())

    @property
    def removed(self) -> int:
        """Labels that reviewers removed, over all cases."""
        return int(self.table["removed"].sum())


def review_changes(cases: TaggedCases, scheme: str, rows: pd.Series) -> ReviewChanges:
    """Compare decisions with the labels that the model gave to the same cases.

    Args:
        cases: tagged cases.
        scheme: scheme id.
        rows: True for the rows to count.
    """
    labels = cases.labels[scheme]
    reviewed = rows & labels.reviewed
    read = cases.table.frame[labels.scheme.status_column].isin((TAGGED, NO_LABEL))
    compared = reviewed & read
    given = predicted_labels(cases, scheme)[compared]
    carried = labels.carried[compared]
    same = (given == carried).all(axis=1)
    drawn = random_sample(cases, scheme).rows[compared]
    table = pd.DataFrame(
        {
            "given": given.sum(),
            "kept": (given & carried).sum(),
            "removed": (given & ~carried).sum(),
            "added": (carried & ~given).sum(),
        }
    )
    return ReviewChanges(
        reviewed=int(reviewed.sum()),
        unread=int((reviewed & ~read).sum()),
        same=int(same.sum()),
        drawn=int(drawn.sum()),
        table=table.astype(int),
    )


@dataclass(frozen=True)
class Reviewers:
    """Who reviewed, as numbers: no name leaves this module.

    Attributes:
        cases: cases that a person decided on, for any scheme.
        people: different names that they are signed with, whatever the case of their letters.
        unsigned: cases without a name.
        shared: cases signed by two people or more.
    """

    cases: int
    people: int
    unsigned: int
    shared: int


def reviewers(cases: TaggedCases, rows: pd.Series) -> Reviewers:
    """Count the people who decided on cases, by ``reviewed_by`` (names joined by ``; ``).

    Args:
        cases: tagged cases.
        rows: True for the rows to count.
    """
    frame = cases.table.frame
    decided = pd.Series(False, index=frame.index)
    for labels in cases.labels.values():
        decided |= labels.reviewed
    decided &= rows
    blank = pd.Series("", index=frame.index, dtype=object)
    cells = frame.get("reviewed_by", blank)[decided].astype(str)
    signed = [
        {" ".join(name.split()).casefold() for name in cell.split(";") if name.strip()}
        for cell in cells
    ]
    return Reviewers(
        cases=int(decided.sum()),
        people=len(set().union(*signed)),
        unsigned=sum(not names for names in signed),
        shared=sum(len(names) > 1 for names in signed),
    )
