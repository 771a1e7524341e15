"""What a person should look at: doubtful labels, and what is wrong with the data."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from classifier.insight.completeness import FIELDS, completeness
from classifier.insight.themes import NOT_STATED
from classifier.reports.model import Column, Section, Table, Value, counted, day_words, listed
from classifier.reports.results import Results, SchemeResults

_CHECK_ROWS = 15
_FINDINGS = 8


def check_section(results: Results) -> Section:
    """Cases with a label so near its threshold that a person should look."""
    section = Section("to_check", "Cases to check")
    view = results.view
    rows = [row for found in results.schemes.values() for row in _check_rows(results, found)]
    if not rows:
        section.sentences.append("The model was unsure of no label.")
        return section
    doubt = pd.concat([f.labels.to_check != "" for f in results.schemes.values()], axis=1)
    unsure, cases = int((view.rows & doubt.any(axis=1)).sum()), int(view.rows.sum())
    section.sentences.append(
        f"In {unsure:,} of {counted(cases, 'case')} the model was unsure of some label, assigned"
        " or not. Read the case, decide, and write the labels into the reviewed columns of the"
        " tagged table: a person's decision always counts before the model's."
    )
    names = ("Case", view.group_word.capitalize(), "Received", "Scheme", "Assigned", "To check")
    section.tables.append(
        Table(
            "cases_to_check",
            "Cases with a label that a person should look at",
            [Column(name, "date" if name == "Received" else "text") for name in names],
            rows,
            base="A row is a case and what it was tagged for. The label nearest its threshold may"
            " be one that was assigned, or one that was not.",
            page_rows=_CHECK_ROWS,
            sheet="Cases to check",
            place="details",
        )
    )
    return section


def _check_rows(results: Results, found: SchemeResults) -> list[tuple[str, ...]]:
    labels, view = found.labels, results.view
    names = labels.scheme.names
    use = view.rows & (labels.to_check != "")
    frame = results.frame[use]
    carried = labels.carried[use].to_numpy()
    identifiers = list(labels.carried.columns)
    rows: list[tuple[str, ...]] = []
    for position, (ref, group, date, check) in enumerate(
        zip(
            frame["case_ref"],
            view.groups[use],
            frame["received_date"],
            labels.to_check[use],
            strict=True,
        )
    ):
        assigned = [names[identifiers[i]] for i in carried[position].nonzero()[0]]
        rows.append(
            (
                ref,
                group or NOT_STATED,
                date.date().isoformat(),
                labels.scheme.name,
                "; ".join(assigned) or "none",
                "; ".join(names.get(label, label) for label in check.split("; ")),
            )
        )
    return rows


def data_section(results: Results) -> Section:
    """What could not be counted, what is wrong with the data, and how to mend it."""
    section = Section("data", "Data quality")
    view = results.view
    if view.apart:
        days = listed([day_words(dt.date.fromisoformat(day)) for day in view.apart])
        section.points.append(
            "Received dates that stand more than a year apart from all others are taken for"
            f" mistakes, and their cases are in no figure: {days}. To count them, give"
            " the span with --from and --to."
        )
    slips = [f for f in results.findings if f.kind.endswith("_slip")]
    others = [f for f in results.findings if not f.kind.endswith("_slip")]
    section.points += [finding.sentence for finding in others[:_FINDINGS]]
    if slips:
        cases = sum(finding.count for finding in slips)
        section.points.append(
            f"{counted(len(slips), 'name')} of a {view.group_word} ({counted(cases, 'case')})"
            f" {'looks' if len(slips) == 1 else 'look'} like a misspelling of another; they are"
            " counted apart until a mapping file joins them."
        )
    if not section.points:
        section.sentences.append("Nothing was found wrong with the data.")
    if results.findings:
        section.tables += _findings(results)
    section.tables.append(_completeness(results))
    return section


def _findings(results: Results) -> list[Table]:
    rows: list[list[Value]] = [
        [finding.sentence, finding.count, finding.mend] for finding in results.findings
    ]
    examples: list[list[Value]] = [
        [example.case, finding.sentence, example.detail or "see the case", example.source]
        for finding in results.findings
        for example in finding.examples
    ]
    made = [
        Table(
            "data_findings",
            "What was found in the data, and how to mend it",
            [Column("Finding"), Column("How many", "count"), Column("To mend it")],
            rows,
            base="Counted over all rows of the tables.",
            sheet="Data findings",
            place="details",
        )
    ]
    if examples:
        made.append(
            Table(
                "data_examples",
                "Cases that the findings are about",
                [Column("Case"), Column("Finding"), Column("Detail"), Column("File")],
                examples,
                base="Up to ten cases of each finding.",
                sheet="Data examples",
                place="workbook",
            )
        )
    return made


def _completeness(results: Results) -> Table:
    view = results.view
    everything = pd.Series(True, index=results.frame.index)
    word = view.group_word.capitalize()
    found = completeness(view.cases.table, everything, {word: view.groups})
    # A group's own name is filled in by what a group is.
    own = view.settings.group
    present = [name for name in FIELDS if name not in found.absent and name != own]
    order = found.cases.sort_values(ascending=False, kind="stable").index
    rows: list[list[Value]] = [
        [
            str(group),
            int(found.cases.at[group]),
            *(float(found.filled.at[group, name]) for name in present),
            int(found.out_of_order.at[group]),
        ]
        for group in order
    ]
    return Table(
        "completeness",
        f"Share of filled cells by {view.group_word}",
        [
            Column(word),
            Column("Cases", "count"),
            *(Column(name.replace("_", " ").capitalize(), "share") for name in present),
            Column("Dates out of order", "count"),
        ],
        rows,
        base="All rows of the tables, those without a date that can be read, too.",
        sheet="Completeness",
        place="workbook",
    )
