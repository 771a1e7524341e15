"""Questions for a team's learning review, drawn from its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.insight.actions import IMPROVED, WORSE
from classifier.reports.model import percent
from classifier.reports.results import CAUSES
from classifier.reports.sections.leading import NO_FAULT

if TYPE_CHECKING:
    from classifier.reports.pack_sections import Team

_MOST = 6
_LEAST = 3


def questions(team: Team) -> list[str]:
    """Up to six questions, each with the figure that it comes from.

    They ask about what stands out, what is upheld most, which causes the findings name, what came
    again, and what an action did; a team with little to ask about gets the questions that any
    review has.
    """
    asked = [*_outstanding(team), *_causes(team), *_repeats(team), *_actions(team), *_upheld(team)]
    general = [
        "Which of these complaints could have been put right at the first contact?",
        "Which case of this list did we learn most from, and who else has heard of it?",
    ]
    return (asked[:_MOST] + general)[: max(len(asked[:_MOST]), _LEAST)]


def _outstanding(team: Team) -> list[str]:
    return [
        f"{found.label(issue.label)} is in {issue.cases:,} of {issue.base:,} cases, against"
        f" {percent(issue.elsewhere)} elsewhere. What is different about our work, and what of it"
        " is in our hands?"
        for found, issue in team.issues
        if issue.flagged
    ][:2]


def _causes(team: Team) -> list[str]:
    """The root cause that the findings name most."""
    counts = next((c for c in team.counts if c.found.labels.scheme.id == CAUSES), None)
    if counts is None:
        return []
    named = [label for label in counts.leading(team.name) if label not in (NO_FAULT, "external")]
    if not named:
        return []
    count, base = (
        counts.found.groups.count(team.name, named[0]),
        counts.found.groups.base(team.name),
    )
    return [
        f"{count:,} of {base:,} findings name {counts.found.label(named[0]).lower()}. What would"
        " have"
        " to change so that the next ones don't?"
    ]


def _repeats(team: Team) -> list[str]:
    if not team.repeats:
        return []
    pair = max(team.repeats, key=lambda pair: pair.similarity)
    later = team.frame.at[team.frame.index[pair.later], "case_ref"]
    earlier = team.frame.at[team.frame.index[pair.earlier], "case_ref"]
    return [
        f"{later} resembles {earlier}, which was upheld {pair.days} days before. What did we"
        " promise"
        " then, and was it done?"
    ]


def _actions(team: Team) -> list[str]:
    ask = {
        IMPROVED: "What made it work, and how do we keep it?",
        WORSE: "What went wrong, and who decides on what to do now?",
    }
    return [
        f"‘{result.change.what}’: {result.verdict}."
        f" {ask.get(result.verdict, 'How will we know whether it works?')}"
        for result in team.results.actions
        if result.change.team == team.name
    ]


def _upheld(team: Team) -> list[str]:
    """The theme with the most upheld cases."""
    known = [
        (issue.upheld or 0, issue.decided or 0, found, issue)
        for found, issue in team.issues
        if found.labels.scheme.id != CAUSES and issue.decided
    ]
    if not known:
        return []
    upheld, decided, found, issue = max(known, key=lambda item: item[0])
    if not upheld:
        return []
    return [
        f"{upheld:,} of {decided:,} decided complaints about {found.label(issue.label).lower()}"
        " were"
        " upheld. Could we have agreed with the person sooner?"
    ]
