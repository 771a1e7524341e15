"""What the complaints are about and why: the leading labels, and group by group."""

from __future__ import annotations

from classifier.insight.breakdowns import CategoryTable, category_table
from classifier.insight.change import Change
from classifier.insight.recurring import RecurringIssue, to_show
from classifier.insight.recurring import sentence as issue_words
from classifier.insight.themes import NOT_STATED
from classifier.reports import tables
from classifier.reports.model import (
    MIN_BASE,
    Column,
    Section,
    Table,
    Value,
    counted,
    listed,
)
from classifier.reports.results import CAUSES, THEMES, Results, SchemeResults
from classifier.reports.sections.leading import leading_words

_HEAT_GROUPS = 25
_SHOWN = 10
_CATEGORIES = 3
LED = (
    "A {name} leads where no other has more of the {word}'s cases; the last four complete {kind}s"
    " with cases are looked at."
)


def recurring_section(results: Results) -> Section:
    """Pairs of group and theme above chance, and further ones above the rest of the council."""
    view, found = results.view, results.leading
    section = Section("recurring", "Recurring issues")
    if not view.has_group:
        section.sentences.append(f"No data: no case names its {view.group_word}.")
        return section
    if found is None or not found.issues:
        section.sentences.append("No data: no theme could be counted.")
        return section
    flagged = found.flagged
    word, name = view.group_word, found.name
    verb = "stands" if len(flagged) == 1 else "stand"
    if flagged:
        section.sentences.append(
            f"{counted(len(flagged), 'pair')} of {word} and {name} {verb} out from the rest of the"
            " council by more than chance. Those with the most complaints beyond the rest's rate"
            " come"
            " first."
        )
    elif len(found.groups.groups) < 2:  # noqa: PLR2004
        section.sentences.append(
            f"There is no other {word} to compare with, so that none can stand out."
        )
    else:
        section.sentences.append(f"No pair of {word} and {name} stands out by more than chance.")
    section.points = [
        issue_words(issue, found.label(issue.label), view.settings.period)
        for issue in flagged[:_SHOWN]
    ]
    shown = to_show(found.issues, most=_SHOWN)
    if shown:
        section.tables.append(_issues(results, found, shown, "page"))
    if len(found.issues) > len(shown):
        section.tables.append(_issues(results, found, found.issues, "workbook"))
    return section


def _issues(
    results: Results, found: SchemeResults, issues: list[RecurringIssue], place: str
) -> Table:
    word = results.view.group_word
    whole = place == "workbook"
    column = found.labels.scheme.column
    causes = results.schemes.get(CAUSES)
    of_causes = found.labels.scheme.id == CAUSES
    kind = results.view.settings.period
    rows: list[list[Value]] = []
    for issue in issues:
        cause = issue.causes[0] if issue.causes else None
        rows.append(
            [
                issue.group,
                found.label(issue.label),
                issue.cases,
                issue.base,
                issue.share if issue.base >= MIN_BASE else None,
                issue.elsewhere,
                issue.estimate,
                (issue.low, issue.high),
                f"{len(issue.led)} of {len(issue.recent)}",
                "no data" if issue.decided is None else f"{issue.upheld} of {issue.decided}",
                *(
                    []
                    if of_causes
                    else [
                        f"{causes.label(cause[0])} ({cause[1]} of {issue.with_finding})"
                        if cause and causes
                        else "no data"
                        if issue.causes is None
                        else "none named"
                    ]
                ),
                *([_change(issue.previous), _change(issue.last_year)] if whole else []),
                "yes" if issue.flagged else "no" if issue.judged else "too few",
            ]
        )
    return Table(
        f"{column}_issues{'_all' if whole else ''}",
        f"All pairs of {word} and {found.name}" if whole else "Recurring issues in figures",
        [
            Column(word.capitalize()),
            Column(found.labels.scheme.name),
            Column("Cases", "count"),
            Column("Of", "count"),
            Column("Share", "share"),
            Column("Elsewhere", "share"),
            Column("Estimated share", "share"),
            Column("90% interval", "interval"),
            Column(f"Led in {kind}s"),
            Column("Upheld"),
            *([] if of_causes else [Column("First root cause of those upheld")]),
            *(
                [Column(f"Last {kind} on the one before"), Column(f"Last {kind} on a year before")]
                if whole
                else []
            ),
            Column("Beyond chance"),
        ],
        rows,
        base=f"{found.base_words} {LED.format(name=found.name, word=word, kind=kind)} Upheld: in"
        " full or in part at any stage, of those decided. The estimated share is drawn towards"
        " what is usual, so that few cases claim little.",
        sheet=f"All {found.name} issues" if whole else f"Recurring {found.name} issues",
        place="workbook" if whole else "details",
    )


def _change(change: Change | None) -> str:
    """The last complete period against an earlier one, with the chance that it is a rise."""
    if change is None:
        return "no cases to compare"
    return (
        f"{change.cases_before} of {change.base_before}, then {change.cases} of {change.base}:"
        f" {_sure(change.probability)} sure of a rise"
    )


def _sure(probability: float) -> str:
    """A probability in whole percent that is never called certain."""
    return f"{min(max(round(100 * probability), 1), 99)}%"


def themes_section(results: Results) -> list[Section]:
    """The themes of the council, and group by group."""
    return [
        _scheme_section(results, found)
        for scheme, found in results.schemes.items()
        if scheme != "root_cause"
    ]


def causes_section(results: Results) -> list[Section]:
    """Root causes, as the findings name them."""
    found = results.schemes.get("root_cause")
    if found is None:
        return []
    section = _scheme_section(results, found)
    if found.total.base():
        flagged = [
            issue_words(issue, found.label(issue.label), results.view.settings.period)
            for issue in found.flagged[:_SHOWN]
        ]
        none = (
            f"No pair of {results.view.group_word} and root cause stands out by more than chance."
        )
        section.points = flagged or ([none] if len(found.groups.groups) > 1 else [])
        if found.issues:
            section.tables.append(_issues(results, found, found.issues, "workbook"))
    return [section]


def _scheme_section(results: Results, found: SchemeResults) -> Section:
    view, scheme = results.view, found.labels.scheme
    section = Section(scheme.column, f"{scheme.name}s by {view.group_word}")
    if not found.total.base():
        text = "finding" if scheme.reads == "finding_text" else "complaint"
        section.sentences.append(f"No data: no case has a {text} text that could be read.")
        return section
    section.sentences.append(leading_words(found))
    heat, said = heat_table(results, found)
    section.sentences += said
    section.tables += [heat] if heat.rows else []
    section.tables.append(tables.overall(found))
    section.tables.append(
        tables.cross(
            f"{scheme.column}_by_{view.group_word}_all",
            f"Share of every {view.group_word}'s cases with each {found.name}",
            f"Every {view.group_word}",
            found,
            found.groups,
            place="workbook",
        )
    )
    section.tables.append(tables.everything(view, found))
    if found.corrected.corrected:
        by_group = tables.corrected_groups(found, view.group_word)
        section.tables += [by_group] if by_group else []
        section.sentences.append(_corrected_groups_words(found, view.group_word))
    if scheme.id == THEMES:
        _add_categories(section, results)
    return section


def _corrected_groups_words(found: SchemeResults, word: str) -> str:
    names, least = found.corrected_names, found.corrected_groups.minimum
    if not names:
        return (
            f"No {word} has {least} randomly drawn, reviewed {found.what}s: the shares of {word}s"
            " are counts alone."
        )
    which = f": {listed(names)}" if len(names) <= _SHOWN else ""
    return (
        f"{counted(len(names), word, 'has')} the {least} randomly drawn, reviewed {found.what}s"
        f" that it takes to correct shares{which}. Those of other {word}s are counts alone."
    )


def heat_table(results: Results, found: SchemeResults) -> tuple[Table, list[str]]:
    """Groups large enough for a share, largest first, and what to say of the others."""
    word, words = results.view.group_word, results.view.group_words
    counts, scheme = found.groups, found.labels.scheme
    named = [name for name in counts.groups if name != NOT_STATED]
    large = [name for name in named if counts.base(name) >= MIN_BASE]
    few = [name for name in named if 0 < counts.base(name) < MIN_BASE]
    said = []
    if len(large) > _HEAT_GROUPS:
        said.append(
            f"The {_HEAT_GROUPS} {words} with the most cases are shown; the workbook has all"
            f" {len(named):,}."
        )
    if few:
        names = [f"{name} ({counts.base(name)})" for name in few]
        if len(few) > _SHOWN + 1:
            names = [*names[:_SHOWN], f"{len(few) - _SHOWN:,} more"]
        listed_few = f": {listed(names)}" if len(few) <= 2 * _SHOWN else ""
        said.append(
            f"{counted(len(few), word)} had fewer than {MIN_BASE} cases, too few to judge by a"
            f" share{listed_few}."
        )
    table = tables.cross(
        f"{scheme.column}_by_{word}",
        f"Share of a {word}'s cases with each {found.name}",
        word.capitalize(),
        found,
        counts,
        groups=large[:_HEAT_GROUPS],
        heat=True,
    )
    return table, said


def _add_categories(section: Section, results: Results) -> None:
    """What the case system's own categories hide."""
    view = results.view
    found = category_table(view.cases, THEMES, rows=view.rows)
    if found.no_data:
        section.remarks.append(f"Against the case system's own categories: {found.no_data}.")
        return
    scheme = results.schemes[THEMES]
    hiding = [c for c in found.categories if c.category != NOT_STATED and c.others]
    hiding = sorted(hiding, key=lambda c: -c.others)[:_CATEGORIES]
    if hiding:
        words = [
            f"‘{c.category}’ ({c.others:,} of {c.base:,}, its leading theme is"
            f" {scheme.label(c.leading).lower()})"
            for c in hiding
            if c.leading
        ]
        section.remarks.append(
            "The case system's own category hides most where complaints carry other themes than"
            f" the category's leading one: {listed(words)}."
        )
    section.tables.append(_categories(found, scheme))


def _categories(found: CategoryTable, scheme: SchemeResults) -> Table:
    rows: list[list[Value]] = [
        [
            c.category,
            c.base,
            scheme.label(c.leading) if c.leading else "none",
            c.counts.get(c.leading, 0),
            c.others,
            "; ".join(f"{scheme.label(k)} {n}" for k, n in c.other_counts.items()) or "none",
            c.unlabelled,
        ]
        for c in found.categories
    ]
    return Table(
        "themes_by_category",
        "Themes against the case system's own category",
        [
            Column("Category"),
            Column("Cases", "count"),
            Column("Leading theme"),
            Column("Cases with it", "count"),
            Column("Cases with other themes only", "count"),
            Column("Those themes"),
            Column("Cases without a theme", "count"),
        ],
        rows,
        base=scheme.base_words,
        sheet="Themes by category",
        place="workbook",
    )
