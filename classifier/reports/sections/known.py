"""Five things to know: the most important sentences of the report, chosen by stated rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from classifier.insight.actions import IMPROVED, VOLUME, WORSE, ActionResult, Rate
from classifier.insight.kpis import kpi_table
from classifier.insight.recurring import sentence
from classifier.insight.similar import likely_slips
from classifier.reports.model import MIN_BASE, Section, counted, day_words, listed, percent
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections.actions import alike
from classifier.reports.sections.handling_tables import whole
from classifier.reports.sections.leading import leading_words

KINDS = ("recurring", "trend", "action", "repeat", "clock")
RULE = (
    "They are chosen by rule: the most important finding of each kind (issues that stand out,"
    " changes over time, actions, repeats, time taken), then further ones in the same order."
)
_FIVE = 5


@dataclass(frozen=True)
class Known:
    """A sentence that may be among the five.

    Attributes:
        sentence: the sentence, with counts and bases.
        subject: what it is about, as group and label; of two on the same, the second waits.
    """

    sentence: str
    subject: tuple[str, str] = ("", "")


def known_section(results: Results) -> Section:
    """The report's first section."""
    return Section(
        "summary",
        "Five things to know",
        sentences=[opening(results)],
        points=choose(_found(results), _nothing(results)),
        numbered=True,
        remarks=[RULE],
    )


def choose(found: Mapping[str, Sequence[Known]], nothing: Mapping[str, str]) -> list[str]:
    """The five sentences.

    One of each kind first, passing over what is about a pair of group and label that an earlier
    one was about; then further pairs, in the kinds' order; then, for kinds without a finding, what
    was looked for in vain.

    Args:
        found: kind -> its findings, the most important first.
        nothing: kind -> what to say where it has none.
    """
    chosen: list[Known] = []
    for kind in KINDS:
        subjects = {known.subject for known in chosen if any(known.subject)}
        new = [known for known in found.get(kind, ()) if known.subject not in subjects]
        chosen += (new or list(found.get(kind, ())))[:1]
    subjects = {known.subject for known in chosen if any(known.subject)}
    rest = [known for kind in KINDS for known in found.get(kind, ()) if known not in chosen]
    chosen += [known for known in rest if known.subject not in subjects]
    blanks = [nothing[kind] for kind in KINDS if not found.get(kind) and kind in nothing]
    return [*(known.sentence for known in chosen), *blanks][:_FIVE]


def opening(results: Results) -> str:
    """How many complaints, about whom, and the leading themes."""
    view = results.view
    complaints, cases = int(view.complaints.sum()), int(view.rows.sum())
    rows = f" ({cases:,} cases, escalations counted separately)" if cases > complaints else ""
    names = set(view.groups[view.rows & (view.groups != "")])
    if any(finding.kind == f"{view.group_word}_slip" for finding in results.findings):
        names -= {rare for rare, *_ in likely_slips(view.groups)}
    named = len(names)
    about = f" They name {counted(named, view.group_word)}." if named > 1 else ""
    said = f"{counted(complaints, 'complaint', 'was')} received{rows}.{about}"
    themes = results.leading
    return f"{said} {leading_words(themes)}" if themes else said


def _found(results: Results) -> dict[str, list[Known]]:
    themes = results.leading
    if themes is None:
        return {}
    scheme = themes.labels.scheme.id
    lasting = results.lasting(scheme)
    return {
        "recurring": _recurring(results),
        "trend": [Known(chart.sentence, (chart.group, chart.label)) for chart in lasting],
        "action": _actions(results.actions),
        "repeat": _repeats(results),
        "clock": _clock(results),
    }


def _recurring(results: Results) -> list[Known]:
    """Themes before root causes; in each, the most cases beyond the rest's rate first."""
    kind = results.view.settings.period
    return [
        Known(sentence(issue, found.label(issue.label), kind), (issue.group, issue.label))
        for found in results.schemes.values()
        for issue in found.flagged
    ]


def _actions(actions: Sequence[ActionResult]) -> list[Known]:
    """Those that made things worse first, then those that worked, then the rest."""
    order = {WORSE: 0, IMPROVED: 1}
    ranked = sorted(actions, key=lambda result: order.get(result.verdict, 2))
    return [
        Known(action_words(result), (result.change.team, result.change.theme)) for result in ranked
    ]


def action_words(result: ActionResult) -> str:
    """A verdict in one sentence."""
    change = result.change
    name = "the number of complaints" if change.theme == VOLUME else _lower(result.name)
    where = f" in {change.team}" if change.team else ""
    after = f"After ‘{change.what}’ ({day_words(change.date)}), {name}{where}"
    said = {
        IMPROVED: "improved",
        WORSE: "got worse",
        "lower": "is lower",
        "higher": "is higher",
        "no clear change": "shows no clear change",
        "too early": "cannot be judged yet: it is too early",
        "too few": "cannot be judged: there are too few cases",
    }[result.verdict]
    if result.after.end < result.after.start:
        return f"{after} {said}."
    figures = f"from {_rate(result, result.before)} to {_rate(result, result.after)}"
    rest = ""
    before, since = result.rest_before, result.rest_after
    judged = result.verdict not in ("too early", "too few")
    if judged and result.measure == "share" and before and since and before.base and since.base:
        rest = f"; in the rest of the council it went from {percent(before.value)} to"
        rest += f" {percent(since.value)}"
    return f"{after} {said}: {figures}{rest}."


def _rate(result: ActionResult, rate: Rate) -> str:
    if result.measure == "volume":
        return f"{rate.value or 0:.1f} a month ({rate.count:,})"
    base = int(rate.base)
    share = f" ({percent(rate.value)})" if base >= MIN_BASE else ""
    return f"{rate.count:,} of {counted(base, 'case')}{share}"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _repeats(results: Results) -> list[Known]:
    repeats = results.repeats
    if not repeats.pairs or alike(results):
        return []
    groups = results.view.groups.iloc[repeats.cases].value_counts()
    groups = groups[groups > 0]
    most = listed([f"{name} ({count:,})" for name, count in groups.head(3).items()])
    like = "resembles" if len(repeats.cases) == 1 else "resemble"
    return [
        Known(
            f"{len(repeats.cases):,} of {counted(repeats.base, 'complaint')}"
            f" ({percent(len(repeats.cases) / repeats.base)}) {like} an earlier one that was upheld"
            f" in the same {results.view.group_word}; the most are in {most}."
        )
    ]


def _clock(results: Results) -> list[Known]:
    """Time taken at the first stage; where no case names a stage, at all of them."""
    frame, rows = results.frame, results.view.rows
    first = rows & (frame["stage"] == "1") if "stage" in frame else rows & False
    stage = "stage 1 complaints" if first.any() else "cases"
    table = kpi_table(frame, results.clock, first if first.any() else rows)
    if table.empty:
        return []
    row = table.iloc[0]
    timed, on_time = whole(row["timed"]), whole(row["on_time"])
    if timed is None or on_time is None or timed < MIN_BASE:
        return []
    late, days = timed - on_time, row["median_days_late"]
    by = "" if pd.isna(days) else f", by a median of {days:.0f} working days"
    said = (
        f"{on_time:,} of {timed:,} {stage} with a time limit ({percent(on_time / timed)}) were"
        f" answered in time; {late:,} {'was' if late == 1 else 'were'} late{by}."
    )
    return [Known(said)]


def _nothing(results: Results) -> dict[str, str]:
    """What was looked for and not found, said so."""
    view, themes = results.view, results.leading
    word = view.group_word
    drawn = [c for charts in results.charts.values() for c in charts if c.chart is not None]
    return {
        "recurring": f"No case names its {word}, so that none can stand out."
        if not view.has_group
        else f"There is no other {word} to compare with, so that none can stand out."
        if themes and len(themes.groups.groups) < 2  # noqa: PLR2004
        else f"No pair of {word} and {themes.name if themes else 'theme'} stands out by more than"
        f" chance.{_small(results, themes)}",
        "trend": results.no_charts
        or (
            f"No lasting change: {counted(len(drawn), 'monthly chart', 'is')} drawn, and no more of"
            " them show a change that still lasts than chance would give."
            if drawn
            else "There are too few cases or months to tell a change over time from chance."
        ),
        "action": "No action or new system was named, so none could be judged (--changes).",
        "repeat": f"Whether complaints were upheld before can't be told: {results.repeats.no_data}."
        if results.repeats.no_data
        else "Whether complaints were upheld before can't be told: the texts are too much alike."
        if results.repeats.pairs
        else f"No complaint has an earlier one of the same {word} that was upheld."
        if not results.repeats.base
        else f"None of {counted(results.repeats.base, 'complaint')} resembles an earlier one of the"
        f" same {word} that was upheld.",
        "clock": "How many were answered in time can't be told: too few cases have the dates that"
        " it takes.",
    }


def _small(results: Results, themes: SchemeResults | None) -> str:
    if themes is None:
        return ""
    groups = themes.groups
    few = sum(0 < groups.base(name) < MIN_BASE for name in groups.groups)
    word = results.view.group_word
    return f" {counted(few, word)} had too few cases to judge." if few else ""
