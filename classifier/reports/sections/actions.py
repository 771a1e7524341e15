"""Whether actions worked, and complaints that were upheld before and came again."""

from __future__ import annotations

from classifier.insight.actions import ActionResult
from classifier.reports.model import Column, Section, Table, Value, counted, day_words, percent
from classifier.reports.results import Results

_SHOWN = 12
# A larger share than this is told by short or formulaic texts.
_ALIKE = 1 / 3


def repeats_section(results: Results) -> Section:
    """Complaints that resemble an earlier upheld one of the same group."""
    section = Section("repeats", "Upheld before, and again")
    found, view = results.repeats, results.view
    if found.no_data:
        section.sentences.append(f"No data: {found.no_data}.")
        return section
    if not found.base:
        section.sentences.append(
            f"No complaint has an earlier one of the same {view.group_word} that was upheld, to be"
            " compared with."
        )
        return section
    if not found.pairs:
        section.sentences.append(
            f"None of {counted(found.base, 'complaint')} that had an upheld one before it in the"
            " same"
            f" {view.group_word} resembles it."
        )
        return section
    one = len(found.cases) == 1
    like = "resembles it in its words and shares" if one else "resemble it in their words and share"
    matched = (
        f"{len(found.cases):,} of {counted(found.base, 'complaint')} that had an upheld one before"
        f" it in the same {view.group_word} ({percent(len(found.cases) / found.base)}) {like} a"
        " theme with it"
    )
    if alike(results):
        section.sentences.append(
            f"{matched}. Where more than a third do, the texts are alike by their form (short, from"
            " a template, or written by one hand) and not by what happened, so repeats are left"
            " out."
        )
        return section
    section.sentences += [
        f"{matched}: the learning from the first may not have held.",
        "The pairs are found by the words alone, and about one in five is chance: read both cases"
        " before saying so.",
    ]
    section.tables = [_by_group(results), _pairs(results)]
    return section


def alike(results: Results) -> bool:
    """Whether so many complaints resemble one before that it must be the texts' common form."""
    found = results.repeats
    return bool(found.base) and len(found.cases) > _ALIKE * found.base


def _by_group(results: Results) -> Table:
    found, view = results.repeats, results.view
    groups = view.groups.iloc[found.cases].value_counts()
    complaints = view.groups[view.complaints].value_counts()
    rows: list[list[Value]] = [
        [str(name), int(count), int(complaints.get(name, 0))] for name, count in groups.items()
    ]
    return Table(
        "repeats_by_group",
        f"Complaints that resemble an earlier upheld one, by {view.group_word}",
        [
            Column(view.group_word.capitalize()),
            Column("Complaints that do", "count"),
            Column("All its complaints", "count"),
        ],
        rows,
        base=f"Base: {counted(found.base, 'complaint')} with an upheld one before.",
        page_rows=_SHOWN,
        sheet="Repeats by group",
    )


def _pairs(results: Results) -> Table:
    frame, view = results.frame, results.view
    labels = results.leading
    rows: list[list[Value]] = []
    pairs = sorted(results.repeats.pairs, key=lambda pair: (-pair.similarity, pair.later))
    for pair in pairs:
        later, earlier = frame.index[pair.later], frame.index[pair.earlier]
        names = [labels.label(label) for label in pair.labels] if labels else []
        rows.append(
            [
                str(frame.at[later, "case_ref"]),
                str(view.groups.at[later]),
                frame.at[later, "received_date"].date().isoformat(),
                str(frame.at[earlier, "case_ref"]),
                frame.at[earlier, "received_date"].date().isoformat(),
                "; ".join(names) or "none",
                f"{pair.similarity:.2f}",
            ]
        )
    return Table(
        "repeats",
        "Pairs of complaints to read together",
        [
            Column("Case"),
            Column(view.group_word.capitalize()),
            Column("Received", "date"),
            Column("Earlier case, upheld"),
            Column("Earlier received", "date"),
            Column("Themes of both"),
            Column("Similarity"),
        ],
        rows,
        base="The most alike first; similarity of the words, from 0 to 1.",
        page_rows=_SHOWN,
        sheet="Repeats",
        place="details",
    )


def actions_section(results: Results) -> Section:
    """The verdict on each action and new system."""
    section = Section("actions", "Actions: did they work?")
    if not results.changes:
        section.sentences.append(
            "No change was named. List actions, new systems and changes of recording in a file,"
            " with"
            " the columns date, team, theme, kind and what, and give it with --changes: the report"
            " then compares the time before and after."
        )
        return section
    section.points = [result.sentence for result in results.actions]
    others = [change for change in results.changes if change.breaks_comparison]
    section.sentences += [
        f"{day_words(change.date)}: {change.what}"
        f"{f' ({change.team})' if change.team else ''}. Figures before and after it do not compare."
        for change in others
    ]
    if results.actions:
        section.tables.append(_table(results.actions))
        section.remarks.append(
            "A verdict says that a figure changed, not why. After a bad spell some improvement"
            " comes"
            " by itself; where nothing changed, about one verdict in forty says improved and one in"
            " forty worse."
        )
    return section


def _gap(value: float, share: bool) -> str:
    """A difference of shares in percentage points; a ratio of numbers as times."""
    return f"{100 * value:+.1f}".replace("-", "−") if share else f"× {value:.2f}"


def _table(actions: list[ActionResult]) -> Table:
    rows: list[list[Value]] = []
    for result in actions:
        before, after, gap = result.before, result.after, result.difference
        share = result.measure == "share"
        rows.append(
            [
                result.change.what,
                result.change.date.isoformat(),
                result.change.team or "All",
                result.name,
                before.count,
                round(before.base, 1) if not share else int(before.base),
                after.count,
                round(after.base, 1) if not share else int(after.base),
                "no data" if gap is None else _gap(gap[0], share),
                "no data" if gap is None else f"{_gap(gap[1], share)} to {_gap(gap[2], share)}",
                result.verdict,
            ]
        )
    return Table(
        "actions",
        "Figures before and after each change",
        [
            Column("Change"),
            Column("Date", "date"),
            Column("Team"),
            Column("Measure"),
            Column("Cases before", "count"),
            Column("Of cases (months) before", "count"),
            Column("Cases since", "count"),
            Column("Of cases (months) since", "count"),
            Column("Difference, in points (times, for numbers)"),
            Column("95% interval"),
            Column("Verdict"),
        ],
        rows,
        base="Up to twelve months before the change, and all complete time since.",
        sheet="Actions",
        place="details",
    )
