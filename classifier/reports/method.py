"""What the report says of itself: how it was made, how good the model is, what the data lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from classifier.config import ReportSettings
from classifier.insight.tagged import TaggedCases
from classifier.reports.model import MIN_BASE, Column, Section, Table, Value

MANY = (
    "Many complaints do not by themselves mean a poor service, nor few a good one: they also show"
    " how easy it is to complain, and how complaints are recorded."
)
BESIDE = (
    "This report holds no case, and so neither the lessons learnt from cases nor the ombudsman's"
    " annual letter. The ombudsmen's Complaint Handling Codes ask councils to report beside it: a"
    " self-assessment against the Code, findings that it was not kept to, service improvements"
    " made, and the response of those who govern."
)


def method_section(
    cases: TaggedCases,
    settings: ReportSettings,
    manifests: Sequence[Mapping[str, Any]],
    review: Sequence[str],
) -> Section:
    """How the figures came about, and how far they can be trusted.

    Args:
        cases: tagged cases.
        settings: of the report.
        manifests: of the models.
        review: sentences on what people reviewed.
    """
    section = Section("method", "Method and limits")
    section.sentences += [
        "A computer model read each text and assigned the labels of the codebook. It was trained on"
        " examples that were written for the purpose, and it makes mistakes: treat a count as an"
        " estimate, and read the cases behind it before acting on it. No label says anything about"
        " a single member of staff.",
        *review,
        "An issue stands out where it is so much more frequent than in the rest of the council"
        " that,"
        " were teams alike, at most one report in ten would name any. A small team's share is drawn"
        " towards what is usual before issues are put in order.",
        "Monthly charts have limits from their first twelve months, then locked; four rules name a"
        " signal (outside the limits, seven months on one side of the mean, seven rising or"
        " falling,"
        " two of three near a limit). Where nothing changes, some signal still shows in 7% of"
        " charts"
        " of 12 months, 14% of 15 and 33% of 24; the report says how many to expect.",
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
        section.sentences.append(BESIDE)
    else:
        section.sentences.append(
            "Quotations are redacted by rules, which can miss a name. Read this report before you"
            " pass it on."
        )
    return section


def notes(settings: ReportSettings) -> list[str]:
    """Notes for the reader of any table."""
    said = [
        "A complaint is counted once, by its first row: rows that escalate one another are one.",
        "A complaint can carry several themes, so shares add up to more than 100%.",
        MANY,
        "Intervals are 95% intervals for a share (Wilson's score interval) unless a table says"
        " otherwise. They allow for chance in which complaints came in, not for mistakes of the"
        " model.",
        f"Where fewer than {MIN_BASE} cases could be read, counts stand in place of shares.",
    ]
    if settings.audience == "committee" and settings.min_count > 1:
        said.append(
            f"[c] stands for a number from 1 to {settings.min_count - 1}, or one from which such"
            " a number could be worked out; it is withheld so that nobody can be identified."
        )
    return said


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
        f" had assigned (F1 {micro['f1']:.2f}, 95% interval {low:.2f} to {high:.2f}). That was not"
        " on this council's cases, on which it may do worse or better."
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
        place="details",
    )
