"""What a committee reads: the council, and directorate by theme."""

from __future__ import annotations

from dataclasses import replace

from classifier.insight.actions import IMPROVED, WORSE, ActionResult
from classifier.reports.committee import review
from classifier.reports.committee.counts import CommitteeCounts, settle
from classifier.reports.committee.handling import handling_section, on_time, upheld
from classifier.reports.committee.themes import leading, scheme_section, standing_out
from classifier.reports.committee.trends import signals, trends_section
from classifier.reports.method import MANY
from classifier.reports.model import (
    Section,
    counted,
    day_words,
)
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections.known import RULE, Known, action_words, choose
from classifier.reports.view import View

_LEADING = 3
_LINES = 4
_SHOWN = 10
# Teams are shown where no more of their counts of themes than this are withheld.
_MOST_WITHHELD = 0.1
# Findings on the data whose counts are no part of any count of complaints.
_DATA_KINDS = (
    "two_exports",
    "copied_rows",
    "undated",
    "acknowledged_before_received",
    "responded_before_received",
    "received_in_future",
    "blank_rows",
)


def committee_view(view: View) -> View:
    """The same cases by directorate, where by team too many counts would be withheld."""
    frame = view.cases.table.frame
    if view.settings.group == "directorate" or "directorate" not in frame:
        return view
    if frame.loc[view.rows, "directorate"].replace("", None).nunique() < 2:  # noqa: PLR2004
        return view
    counts = settle(view)
    cells = [key for key in counts.shown.values if key[0] == "label" and "group" in key]
    filled = [key for key in cells if counts.shown.values[key]]
    hidden = sum(key in counts.shown.hidden for key in filled)
    if filled and hidden <= _MOST_WITHHELD * len(filled):
        return view
    settings = replace(view.settings, group="directorate")
    return replace(view, settings=settings, groups=frame["directorate"])


def committee_sections(results: Results, counts: CommitteeCounts) -> list[Section]:
    """All sections but the method."""
    schemes = {
        scheme: found for scheme, found in results.schemes.items() if scheme in counts.groups
    }
    sections = [_known(results, counts, schemes)]
    sections += [scheme_section(results, counts, found) for found in schemes.values()]
    sections.append(trends_section(results, counts, schemes))
    sections.append(handling_section(results, counts))
    sections.append(_actions_section(results, counts))
    sections.append(review.uncovered_section(results, counts.shown, list(schemes)))
    sections += review.changes_section(results, counts.shown, list(schemes))
    sections.append(_data(results))
    return sections


def _known(results: Results, counts: CommitteeCounts, schemes: dict[str, SchemeResults]) -> Section:
    complaints = counts.shown.count(("complaints",))
    said = (
        f"Fewer than {results.view.settings.min_count} complaints were received."
        if complaints is None
        else f"{counted(complaints, 'complaint', 'was')} received."
    )
    first = next(iter(schemes.values()), None)
    if first:
        said += f" {leading(counts, first)}"
    found = {
        "recurring": standing_out(counts, schemes),
        "trend": [Known(words, subject) for words, subject in signals(results, counts, schemes)],
        "action": [
            Known(words, (result.change.team, result.change.theme))
            for result in _ranked(results.actions)
            if (words := _action(results, counts, result))
        ],
        "clock": [Known(words) for words in on_time(counts)[:1]],
        "repeat": [Known(words) for words in upheld(counts)[:1]],
    }
    nothing = {
        "recurring": f"No pair of {results.view.group_word} and theme that may be shown stands"
        " out by"
        " more than chance.",
        "trend": "No change over time was found that lasts, is more than chance and may be shown.",
        "action": "No action or new system was named, so none could be judged.",
        "repeat": "How many complaints were upheld can't be told: there are no outcomes, or too"
        " few.",
        "clock": "How many were answered in time can't be told: too few cases have the dates that"
        " it takes, or too few were late.",
    }
    return Section(
        "summary",
        "Five things to know",
        sentences=[said],
        points=choose(found, nothing),
        numbered=True,
        remarks=[RULE.replace("repeats", "outcomes"), MANY],
    )


def _ranked(actions: list[ActionResult]) -> list[ActionResult]:
    order = {WORSE: 0, IMPROVED: 1}
    return sorted(actions, key=lambda result: order.get(result.verdict, 2))


def _action(results: Results, counts: CommitteeCounts, result: ActionResult) -> str:
    """A verdict; with its figures only where they give nothing away."""
    minimum, change = results.view.settings.min_count, result.change
    parts = (result.before, result.after)
    pieces = [n for rate in parts for n in (rate.count, int(rate.base) - rate.count)]
    scheme = next(
        (s for s, f in results.schemes.items() if change.theme in f.labels.scheme.ids), ""
    )
    conduct = change.theme == "staff_conduct"
    open_ = (
        scheme in counts.groups
        and all(counts.open(scheme, change.theme, d) for d in ("group", "period"))
        and result.measure == "share"
    )
    if open_ and not conduct and all(not 0 < piece < minimum for piece in pieces):
        return action_words(result)
    if conduct:
        return ""
    verdict = {
        "improved": "improved",
        "worse": "got worse",
        "lower": "is lower",
        "higher": "is higher",
        "no clear change": "shows no clear change",
        "too early": "cannot be judged yet",
        "too few": "cannot be judged: there are too few cases",
    }[result.verdict]
    name = result.name[:1].lower() + result.name[1:]
    where = f" in {change.team}" if change.team else ""
    return f"After ‘{change.what}’ ({day_words(change.date)}), {name}{where} {verdict}."


def _actions_section(results: Results, counts: CommitteeCounts) -> Section:
    section = Section("actions", "Actions: did they work?")
    section.points = [
        words for result in results.actions if (words := _action(results, counts, result))
    ]
    section.sentences = [
        f"{day_words(change.date)}: {change.what}"
        f"{f' ({change.team})' if change.team else ''}. Figures before and after it do not compare."
        for change in results.changes
        if change.breaks_comparison
    ]
    if not section.points and not section.sentences:
        section.sentences.append("No action or new system was named, so none could be judged.")
    return section


def _data(results: Results) -> Section:
    section = Section("data", "Data quality")
    least = max(results.view.settings.min_count, 1)
    section.points = [
        finding.sentence
        for finding in results.findings
        if finding.kind in _DATA_KINDS and finding.count >= least
    ]
    if not section.points:
        section.sentences.append("Nothing of weight was found wrong with the data.")
    return section
