"""What a committee may see of the review, and of what no label covers."""

from __future__ import annotations

from collections.abc import Mapping

from classifier.insight.audit import Agreement
from classifier.insight.periods import readable_period
from classifier.insight.suppression import Key, Shown
from classifier.insight.themes import ALL
from classifier.insight.uncovered import Uncovered
from classifier.reports.committee.review_counts import MOST_GROUPS
from classifier.reports.model import (
    MIN_BASE,
    WITHHELD,
    Column,
    Section,
    Table,
    Value,
    counted,
    percent,
)
from classifier.reports.results import Results, SchemeResults
from classifier.reports.sections import review, uncovered
from classifier.reports.tables import CORRECTED_COLUMNS


def uncovered_section(results: Results, shown: Shown, schemes: list[str]) -> Section:
    """How many cases no label covers, and what recurs in them; no case is shown."""
    section = Section("uncovered", uncovered.TITLE)
    for scheme in schemes:
        found = results.schemes[scheme]
        if found.uncovered is None:
            continue
        section.sentences.append(_size_words(found, found.uncovered, shown, scheme))
        table = _groups(results, found, found.uncovered, shown)
        section.tables += [table] if table.rows else []
    if not section.sentences:
        section.sentences.append("No data: no case has a text that could be read.")
    if section.tables:
        section.remarks.append(
            "Cases are grouped where words recur in them far more often than in the cases that"
            " carry a label. A group may be a theme that the codebook lacks, or praise and"
            " enquiries that need none."
        )
    return section


def _size_words(found: SchemeResults, result: Uncovered, shown: Shown, scheme: str) -> str:
    base, none = shown.count(("base", scheme)), shown.count(("uncovered", scheme))
    if base is None or none is None:
        return f"How many {found.what}s carry no {found.name} that is sure may not be shown."
    share = f" ({percent(none / base)})" if base >= MIN_BASE else ""
    said = f"{none:,} of {counted(base, found.what)}{share} carry no {found.name}, or none that is"
    said += " sure"
    held = any(shown.count(("uncovered", scheme, n)) for n in range(len(result.groups)))
    return said + ("." if held else ". No group of them with words in common may be shown.")


def _groups(results: Results, found: SchemeResults, result: Uncovered, shown: Shown) -> Table:
    scheme, kind = found.labels.scheme, results.view.settings.period
    least, pair = max(results.view.settings.min_count, 1), uncovered.latest(found)
    rows: list[list[Value]] = []
    for number, group in enumerate(result.groups):
        key: Key = ("uncovered", scheme.id, number)
        size = shown.count(key)
        # A word of fewer cases could be the word of one person.
        words = [w for w, held in zip(group.words, group.held, strict=True) if held >= least]
        if size is None or not words:
            continue
        row: list[Value] = [", ".join(words), size]
        if pair:
            row += [value_of(shown, (*key, "before")), value_of(shown, (*key, "last"))]
        rows.append(row)
    columns = [Column("Words in common"), Column("Cases", "count")]
    if pair:
        columns += [Column(f"In {readable_period(name, kind)}", "count") for name in pair]
    return Table(
        f"{scheme.column}_uncovered",
        f"What recurs in {found.what}s that no {found.name} covers",
        columns,
        rows,
        base="A case is in one group at most; small groups are left out.",
        sheet=f"No {found.name}",
    )


def changes_section(results: Results, shown: Shown, schemes: list[str]) -> list[Section]:
    """What reviewers changed; nothing where nobody has reviewed a case."""
    done = [s for s in schemes if results.schemes[s].changes.reviewed]
    if not done:
        return []
    section = Section("reviewed", review.TITLE)
    for scheme in done:
        found = results.schemes[scheme]
        section.points.append(_changes_words(found, shown))
        section.tables.append(_changes(found, shown))
    if any(results.schemes[s].changes.compared > results.schemes[s].changes.drawn for s in done):
        section.remarks.append(review.NOT_TYPICAL)
    return [section]


def _changes_words(found: SchemeResults, shown: Shown) -> str:
    scheme, name = found.labels.scheme.id, found.labels.scheme.name
    base, done = shown.count(("base", scheme)), shown.count(("reviewed", scheme))
    if base is None or done is None:
        return f"{name}s: too few {found.what}s were reviewed for a number to be shown."
    said = f"{name}s: {done:,} of {counted(base, found.what)} reviewed."
    compared, left = shown.count(("compared", scheme)), shown.count(("left", scheme))
    if compared and left is not None and compared >= MIN_BASE:
        said += (
            f" {left:,} of {compared:,} ({percent(left / compared)}) were left as the model had"
            " labelled them."
        )
    removed, added = shown.count(("removed", scheme)), shown.count(("added", scheme))
    if removed is not None and added is not None:
        said += f" {counted(removed, 'label', 'was')} removed and {added:,} added."
    return said


def _changes(found: SchemeResults, shown: Shown) -> Table:
    scheme = found.labels.scheme
    rows: list[list[Value]] = [
        [
            scheme.names[label],
            value_of(shown, ("removed", scheme.id, label)),
            value_of(shown, ("added", scheme.id, label)),
        ]
        for label in scheme.ids
    ]
    return Table(
        f"{scheme.column}_changed",
        f"{scheme.name}s that reviewers removed and added",
        [Column(scheme.name), Column("Removed", "count"), Column("Added", "count")],
        rows,
        base=f"Reviewed {found.what}s that the model had read.",
        sheet=f"{scheme.name}s changed",
        place="details",
    )


def corrected_groups(
    results: Results, shown: Shown, scheme: str, groups: list[str]
) -> Table | None:
    """Corrected shares of groups that may be seen; None where there are none."""
    found, word = results.schemes[scheme], results.view.group_word
    if len(groups) > MOST_GROUPS:
        return None
    rows: list[list[Value]] = []
    for group in found.corrected_names:
        base = shown.count(("base", scheme, "group", group))
        for label in found.labels.scheme.ids:
            count = shown.count(("label", scheme, label, "group", group))
            fixed = corrected(found, shown, label, group)
            if base and count is not None and fixed and (count or fixed[0]):
                name = found.label(label)
                rows.append([group, name, count, count / base, *fixed])
    if not rows:
        return None
    return Table(
        f"{found.labels.scheme.column}_corrected_by_{word}",
        f"{found.labels.scheme.name}s by {word}: counted, and corrected by a reviewed random"
        " sample",
        [Column(word.capitalize()), Column(found.labels.scheme.name), *CORRECTED_COLUMNS],
        rows,
        base=f"Each {word} is corrected by its own reviewed cases, so that the corrected shares"
        f" don't add up to the council's. Rows that may not be shown, and {word}s with fewer than"
        f" {found.corrected_groups.minimum} randomly drawn, reviewed cases, are left out.",
        sheet=f"{found.labels.scheme.name}s corrected by group",
        place="details",
    )


def corrected(
    found: SchemeResults, shown: Shown, label: str, group: str = ALL
) -> tuple[float, tuple[float, float]] | None:
    """A corrected share and its interval; None where there is none or it may not be seen."""
    scheme = found.labels.scheme.id
    place: Key = (scheme, label) if group == ALL else (scheme, label, "group", group)
    fixed = found.correction(group).get(label)
    if fixed is None or not shown.all([("label", *place), ("drawn", *place)]):
        return None
    return fixed.share, (fixed.low, fixed.high)


def value_of(shown: Shown, key: Key) -> Value:
    """A count as a table shows it."""
    count = shown.count(key)
    return WITHHELD if count is None else count


def review_words(
    results: Results, shown: Shown, schemes: list[str], agreements: Mapping[str, Agreement]
) -> list[str]:
    """Sentences of the method note on the review."""
    if not results.reviewers.cases:
        return review.review_words(results, agreements)
    if results.reviewers.cases < results.view.settings.min_count:
        return ["Too few cases were reviewed for a number to be shown."]
    audited = [
        words
        for scheme in schemes
        if results.schemes[scheme].audit.enough
        for words in review.audit_words(results.schemes[scheme])
    ]
    return [
        review.reviewed_words(results),
        *audited,
        *review.corrected_words(results),
        review.agreement_words(results, agreements),
    ]
