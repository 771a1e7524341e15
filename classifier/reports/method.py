"""What the report says of itself: how it was made, how good the model is, what the data lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from classifier.config import ReportSettings
from classifier.insight.similar import likely_slips
from classifier.insight.tagged import TaggedCases
from classifier.labels.tagging import NO_LABEL, TAGGED
from classifier.reports.model import Column, Section, Table, Value, counted
from classifier.reports.view import View

_STATUS_WORDS = {
    "no_text": "no text",
    "too_short": "a text too short to judge",
    "not_english": "a text that is not in English",
    "failed": "a text that could not be processed",
}


def method_section(
    cases: TaggedCases, settings: ReportSettings, manifests: Sequence[Mapping[str, Any]]
) -> Section:
    """How the figures came about, and how far they can be trusted."""
    section = Section("method", "Method and limits")
    section.sentences += [
        "A computer model read each text and assigned the labels of the codebook. It was trained on"
        " examples that were written for the purpose, and it makes mistakes: treat a count as an"
        " estimate, and read the cases behind it before acting on it. No label says anything about"
        " a single member of staff.",
        "Where a person decided on a case, their decision counts and not the model's. "
        + _reviewed_words(cases),
        "Periods are those of the financial year: the first quarter is April to June. Each"
        " complaint counts once, in the period and team of its first row; root causes count every"
        " case with a finding.",
    ]
    used = [m for m in manifests if m.get("version") in cases.versions]
    for manifest in used:
        section.sentences.append(_model_words(manifest))
        section.tables.append(_model_table(manifest))
    if not used:
        section.sentences.append(
            "The models that tagged these cases are not at hand, so their measured accuracy can't"
            f" be given here ({', '.join(cases.versions) or 'the table names none'})."
        )
    if len(cases.versions) != len({v.rpartition("-")[0] for v in cases.versions}):
        section.sentences.append(
            "Caution: the tables were tagged by different versions of a model, so that a change"
            " over time may be the model's. Tag them again with one version."
        )
    if settings.audience == "committee":
        section.sentences.append(
            "Two editions of this report over overlapping spans could be subtracted from each"
            " other. Publish one."
        )
    else:
        section.sentences.append(
            "Quotations are redacted by rules, which can miss a name. Read this report before you"
            " pass it on."
        )
    return section


def _reviewed_words(cases: TaggedCases) -> str:
    parts = [
        f"{int(labels.reviewed.sum()):,} of {int(labels.base.sum()):,} cases for"
        f" {labels.scheme.name.lower()}s"
        for labels in cases.labels.values()
    ]
    return f"So far that is {' and '.join(parts)}."


def _model_words(manifest: Mapping[str, Any]) -> str:
    figures, training = manifest["cross_validated"], manifest["training"]
    micro = figures["micro"]
    low, high = micro["f1_interval"]
    apart = (
        f" by {training['groups']} {training['grouped_by']}s, each left out in turn with others"
        if training["groups"]
        else ""
    )
    return (
        f"{manifest['scheme']['name']} model {manifest['version']}: measured by cross-validation on"
        f" {training['texts']:,} texts{apart}, {100 * micro['precision']:.0f}% of the labels that"
        f" it assigned were right, and it found {100 * micro['recall']:.0f}% of those that a person"
        f" had assigned (F1 {micro['f1']:.2f}, 95% interval {low:.2f} to {high:.2f}). How well it"
        " does on this council's own cases is not known until a sample of them is reviewed."
    )


def _model_table(manifest: Mapping[str, Any]) -> Table:
    names = {label["id"]: label["name"] for label in manifest["labels"]}
    rows: list[list[Value]] = [
        [
            names[label],
            int(row["support"]),
            float(row["precision"]),
            float(row["recall"]),
            f"{row['f1']:.2f}",
            f"{row['f1_interval'][0]:.2f} to {row['f1_interval'][1]:.2f}",
        ]
        for label, row in manifest["cross_validated"]["labels"].items()
    ]
    name = manifest["scheme"]["name"]
    return Table(
        f"{manifest['scheme']['id']}_model",
        f"How well the {name.lower()} model did on texts that it had not seen",
        [
            Column(name),
            Column("Texts with it", "count"),
            Column("Right, of those assigned", "share"),
            Column("Found, of those there", "share"),
            Column("F1"),
            Column("95% interval of F1"),
        ],
        rows,
        base=f"Base: {manifest['training']['texts']:,} labelled texts, cross-validated.",
        sheet=f"{name} model",
    )


def quality_section(view: View) -> Section:
    """What could not be counted, and what is wrong with the data."""
    section = Section("data", "Data quality")
    cases = view.cases
    frame = cases.table.frame
    for labels in cases.labels.values():
        status = Counter(frame[labels.scheme.status_column])
        unread = {k: v for k, v in status.items() if k not in {TAGGED, NO_LABEL, ""}}
        if unread:
            parts = [f"{count:,} had {_STATUS_WORDS.get(k, k)}" for k, count in unread.items()]
            section.points.append(
                f"{labels.scheme.name}: of {len(frame):,} cases, {', '.join(parts)}."
            )
        if labels.unknown:
            listed = ", ".join(f"{label!r} ({n})" for label, n in labels.unknown.items())
            section.points.append(
                f"{labels.scheme.name}: reviewed labels that the codebook doesn't have are not"
                f" counted: {listed}."
            )
    if view.undated:
        section.points.append(
            f"{counted(view.undated, 'case', 'has')} no received date that can be read, and so no"
            " place in any figure."
        )
    if view.apart:
        section.points.append(
            f"Received dates that stand more than a year apart from all others are taken for"
            f" mistakes, and their cases are in no figure: {', '.join(view.apart)}. To count them,"
            " give the span with --from and --to."
        )
    if cases.blank_rows:
        section.points.append(f"{counted(cases.blank_rows, 'row', 'is')} blank.")
    section.points += [
        f"{view.group_word.capitalize()} {rare!r} ({counted(count, 'case')}) looks like {common!r}"
        f" ({size:,}): if it is, map it in a mapping file, under [teams]."
        for rare, count, common, size in likely_slips(view.groups)
    ]
    findings = cases.table.findings
    by_column = Counter(finding.column for finding in findings)
    for column, count in by_column.most_common():
        section.points.append(f"{column}: {counted(count, 'cell')} could not be used as found.")
    if findings and view.settings.audience == "team":
        section.tables.append(
            Table(
                "data_findings",
                "Cells that could not be used as they are",
                [Column("Row"), Column("Column"), Column("What is wrong")],
                [[str(f.row), f.column, f.problem] for f in findings],
                base=f"{counted(len(findings), 'cell')}.",
                page_rows=20,
                sheet="Data findings",
            )
        )
    if not section.points:
        section.sentences.append("Nothing was found wrong with the data.")
    return section
