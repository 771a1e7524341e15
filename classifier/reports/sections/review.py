"""What reviewers changed, and how far they agree with the model and with each other."""

from __future__ import annotations

from collections.abc import Mapping

from classifier.insight.audit import Agreement, Rate
from classifier.insight.review_changes import ReviewChanges
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Section,
    Table,
    Value,
    counted,
    listed,
    percent,
)
from classifier.reports.results import Results, SchemeResults

TITLE = "What reviewers changed"
NOT_TYPICAL = (
    "Where cases were reviewed because the model was unsure of them, more is changed than on"
    " others: how often the model is right is told under ‘Method and limits’, by the randomly"
    " drawn cases alone."
)
LEARNT = (
    "This holds for a model that has not learnt from the same cases. One that was trained on this"
    " review agrees with it better than with other cases; to measure it, review a new random"
    " sample."
)
_NAMED = 3


def changes_section(results: Results) -> list[Section]:
    """A person's labels against the model's; nothing where nobody has reviewed a case."""
    found = [f for f in results.schemes.values() if f.changes.reviewed]
    if not found:
        return []
    section = Section("reviewed", TITLE)
    section.sentences.append(reviewed_words(results))
    for scheme in found:
        section.points.append(changes_words(scheme, scheme.changes))
        if scheme.changes.compared:
            section.tables.append(_changes(scheme))
    if any(f.changes.compared > f.changes.drawn for f in found):
        section.remarks.append(NOT_TYPICAL)
    return [section]


def reviewed_words(results: Results) -> str:
    """How many cases were reviewed, by how many people; no name is given."""
    done = results.reviewers
    by = f" by {_people(done.people)}" if done.people else ""
    unsigned = f"; {counted(done.unsigned, 'case', 'is')} unsigned" if done.unsigned else ""
    return (
        f"{counted(done.cases, 'case', 'was')} decided on{by}{unsigned}. Their decisions count"
        " before the model's in every figure."
    )


def _people(number: int) -> str:
    return "one person" if number == 1 else f"{number:,} people"


def changes_words(found: SchemeResults, changes: ReviewChanges) -> str:
    """What was changed, in sentences."""
    name, what = found.labels.scheme.name, found.what
    said = f"{name}s: {changes.reviewed:,} of {counted(found.total.base(), what)} reviewed."
    if changes.unread:
        said += f" The model had not read {changes.unread:,} of them."
    if not changes.compared:
        return said
    share = f" ({percent(changes.same / changes.compared)})" if changes.compared >= MIN_BASE else ""
    said += (
        f" {changes.same:,} of {changes.compared:,}{share} were left as the model had labelled"
        f" them. On the others {counted(changes.removed, 'label', 'was')} removed and"
        f" {changes.added:,} added"
        if changes.same < changes.compared
        else f" All {changes.compared:,} were left as the model had labelled them"
    )
    parts = []
    for way in ("removed", "added"):
        most = changes.table[way].sort_values(ascending=False, kind="stable").head(_NAMED)
        words = [f"{found.label(str(k)).lower()} ({n:,})" for k, n in most.items() if n]
        if words:
            parts.append(f"most often {way}: {listed(words)}")
    return f"{said}{''.join(f'; {part}' for part in parts)}."


def _changes(found: SchemeResults) -> Table:
    scheme, changes = found.labels.scheme, found.changes
    rows: list[list[Value]] = [
        [
            scheme.names[label],
            *(int(changes.table.at[label, name]) for name in ("given", "kept", "removed", "added")),
            int(changes.table.at[label, "kept"] + changes.table.at[label, "added"]),
        ]
        for label in scheme.ids
        if changes.table.loc[label].any()
    ]
    rows.sort(key=lambda row: -int(str(row[1])))
    return Table(
        f"{scheme.column}_changed",
        f"{scheme.name}s on reviewed {found.what}s, before and after the review",
        [
            Column(scheme.name),
            Column("Given by the model", "count"),
            Column("Kept", "count"),
            Column("Removed", "count"),
            Column("Added", "count"),
            Column("After the review", "count"),
        ],
        rows,
        base=f"Base: {counted(changes.compared, f'reviewed {found.what}')} that the model had"
        f" read, {changes.drawn:,} of them drawn at random.",
        sheet=f"{scheme.name}s changed",
        place="details",
    )


# --- Method note --------------------------------------------------------------------------------


def review_words(results: Results, agreements: Mapping[str, Agreement]) -> list[str]:
    """Sentences of the method note on the review."""
    if not results.reviewers.cases:
        return [
            "No case has been reviewed by a person, so how well the labels do on this council's own"
            " cases is not known, and every share is a plain count of assigned labels."
        ]
    return [
        reviewed_words(results),
        *(words for found in results.schemes.values() for words in audit_words(found)),
        *corrected_words(results),
        agreement_words(results, agreements),
    ]


def audit_words(found: SchemeResults) -> list[str]:
    """How often the model agreed with a person on the random part of the review."""
    result, name = found.audit, found.labels.scheme.name
    if not result.cases:
        return []
    if not result.enough or result.precision is None:
        return [
            f"{name}s: {counted(result.cases, 'randomly drawn case', 'was')} reviewed, too few to"
            " judge the model by."
        ]
    again = (
        f" It had given {result.recall.value:.0%} ({_interval(result.recall)}) of the labels that"
        " the person gave."
        if result.recall
        else ""
    )
    return [
        f"{name}s: on {result.cases:,} cases of these tables that were drawn at random, whatever"
        f" their stage and date, a person found {result.precision.value:.0%} of the model's labels"
        f" right (95% interval {_interval(result.precision)}).{again}"
    ]


def _interval(rate: Rate) -> str:
    return f"{100 * rate.low:.0f}% to {100 * rate.high:.0f}%"


def corrected_words(results: Results) -> list[str]:
    """What corrected shares are, and which figures aren't."""
    if not any(found.corrected.corrected for found in results.schemes.values()):
        return []
    return [
        "A corrected share estimates how many of these very cases would carry a label had a person"
        " read every one: the model's average over all cases, put right by the errors that the"
        " randomly drawn, reviewed cases show (prediction-powered inference, tuned; Angelopoulos"
        " and others 2023). Its 90% interval allows for the size of that sample. Figures that don't"
        " say ‘corrected’ rest on counts.",
        LEARNT,
    ]


def agreement_words(results: Results, agreements: Mapping[str, Agreement]) -> str:
    """How far two reviewers of the same cases agree."""
    said = []
    for scheme, result in agreements.items():
        if scheme not in results.schemes:
            continue
        alpha = "" if result.alpha is None else f"; Krippendorff's alpha {result.alpha:.2f}"
        said.append(
            f"on {counted(result.cases, 'case')} that two people reviewed apart, they gave exactly"
            f" the same {results.schemes[scheme].name}s to {result.same} (95% interval{alpha})"
        )
    if said:
        return f"Agreement between reviewers: {'; '.join(said)}."
    if results.reviewers.people == 1:
        return "One person reviewed, so how far two people would agree is not known."
    return (
        "How far reviewers agree with each other can't be told from these tables, which keep one"
        " decision a case."
    )
