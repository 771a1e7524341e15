"""What is wrong with the data, in plain sentences, and how to mend it."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from classifier.cases.schema import SOURCE_COLUMN
from classifier.errors import ModelError
from classifier.insight import quality_cases
from classifier.insight.quality_findings import (
    DataFinding,
    Example,
    QualitySettings,
    Tables,
    counted,
    quoted,
)
from classifier.insight.tagged import TaggedCases
from classifier.labels.tagging import NO_LABEL, TAGGED, VERSIONS_COLUMN

__all__ = ["DataFinding", "Example", "QualitySettings", "data_findings", "refuse_mixed_versions"]

_NOTHING = ("no_text", "too_short")
_FIRST_STAGE = "1"
_TAG_AGAIN = "tag all the tables again with one model"
_UNREAD = {
    "no_text": "no text",
    "too_short": "a text too short to judge",
    "not_english": "a text that is not in English",
    "failed": "a text that could not be processed",
}
# Such a cell was read, and is found among the dates.
_IN_ORDERS = " is before the case was received "


def data_findings(cases: TaggedCases, settings: QualitySettings | None = None) -> list[DataFinding]:
    """Everything that is found wrong with tagged tables.

    Args:
        cases: tagged cases.
        settings: what to go by.

    Returns:
        the findings, none where nothing was found. They are about: different model versions; the
        same case twice; groups that are blank, unknown or spelt like another; dates that can't be
        right; months that look incomplete; escalations whose first case isn't named; texts that
        could not be read; reviewed labels that the codebook doesn't have; cells that could not be
        used as found; blank rows. A column that the table doesn't have gives no finding.
    """
    frame = cases.table.frame
    named = pd.Series(cases.table.source, index=frame.index)
    tables = Tables(cases, settings or QualitySettings(), frame.get(SOURCE_COLUMN, named))
    checks = (
        _versions,
        quality_cases.twice,
        quality_cases.groups,
        quality_cases.dates,
        quality_cases.months,
        _escalations,
        _texts,
        _cells,
    )
    return [finding for check in checks for finding in check(tables)]


def refuse_mixed_versions(cases: TaggedCases, rows: pd.Series | None = None) -> None:
    """Refuse cases that different versions of a model labelled: a change may be the model's.

    Only labels that a model gave matter: cases that a person decided on, or whose text was not
    read, may name any version. A row that names none is passed over, since nothing is known of it.

    Args:
        cases: tagged cases.
        rows: True for the rows that are compared; all by default.

    Raises:
        ModelError: two versions of one scheme's model.
    """
    for scheme, versions in _mixed(cases, rows).items():
        listed = ", ".join(f"{version} ({counted(count)})" for version, count in versions.items())
        raise ModelError(
            f"The tables were tagged by different versions of the {scheme} model, so that a change"
            " over time may be the model's.",
            found=listed,
            mend=_TAG_AGAIN,
        )


def _mixed(cases: TaggedCases, rows: pd.Series | None = None) -> dict[str, dict[str, int]]:
    """Scheme id -> version -> cases that it labelled, for schemes with more than one."""
    frame = cases.table.frame
    if VERSIONS_COLUMN not in frame:
        return {}
    mixed = {}
    for scheme, labels in cases.labels.items():
        judged = labels.base & ~labels.reviewed
        cells = frame.loc[judged if rows is None else judged & rows, VERSIONS_COLUMN]
        versions: Counter[str] = Counter()
        for cell, count in cells.value_counts(sort=False).items():
            for version in str(cell).split("; "):
                if version.rpartition("-")[0] == scheme:
                    versions[version] += int(count)
        if len(versions) > 1:
            mixed[scheme] = dict(sorted(versions.items()))
    return mixed


def _versions(tables: Tables) -> list[DataFinding]:
    return [
        DataFinding(
            "mixed_versions",
            sum(versions.values()),
            f"The {scheme} labels come from {len(versions)} versions of the model"
            f" ({', '.join(f'{name}: {counted(n)}' for name, n in versions.items())}), so that a"
            " change over time may be the model's.",
            _TAG_AGAIN,
        )
        for scheme, versions in _mixed(tables.cases).items()
    ]


def _escalations(tables: Tables) -> list[DataFinding]:
    """Cases beyond the first stage, where no row says which case it escalated from."""
    later = ~tables.column("stage").isin(("", _FIRST_STAGE))
    if (tables.column("parent_ref") != "").any():
        return []
    return tables.finding(
        "unlinked_escalations",
        later,
        "{cases} went beyond stage 1, and no row says which case it escalated from: each is"
        " counted as a complaint of its own, so that what escalates counts more than once.",
        "export the reference of the case that each escalated from, as the column parent_ref",
    )


def _texts(tables: Tables) -> list[DataFinding]:
    """Texts that no label could be given to, and reviewed labels that there are not."""
    found = []
    for labels in tables.cases.labels.values():
        scheme, status = labels.scheme, tables.column(labels.scheme.status_column)
        unread = Counter(status[~status.isin({TAGGED, NO_LABEL, ""}) & ~labels.reviewed])
        for name, count in unread.most_common():
            found.append(
                DataFinding(
                    f"{scheme.id}_{name}",
                    count,
                    f"{scheme.name}: {counted(count)} with {_UNREAD.get(name, name)}, in no base.",
                    "none is needed where there was nothing to read; else fill in the text"
                    if name in _NOTHING
                    else "read them, and decide in the reviewed column",
                )
            )
        for label, count in labels.unknown.items():
            found.append(
                DataFinding(
                    "unknown_label",
                    count,
                    f"{scheme.name}: the reviewed label {quoted(label)} ({counted(count)}) isn't"
                    " in the codebook and is not counted.",
                    f"use the ids that `complaint-themes themes --scheme {scheme.id}` prints",
                )
            )
    return found


def _cells(tables: Tables) -> list[DataFinding]:
    """Cells that could not be used as found, a finding a column; and blank rows."""
    findings = [f for f in tables.cases.table.findings if _IN_ORDERS not in f.problem]
    blank = tables.cases.blank_rows
    found = [
        DataFinding(
            "unusable_cells",
            count,
            f"{column}: {counted(count, 'cell')} could not be used as found.",
            "correct the cells, or map their wording in a mapping file",
            tuple(
                Example(f"row {finding.row}", tables.cases.table.source, finding.problem)
                for finding in findings
                if finding.column == column
            )[: tables.settings.examples],
        )
        for column, count in Counter(finding.column for finding in findings).most_common()
    ]
    if blank:
        sentence = f"{counted(blank, 'blank row')} in the files, counted as nothing."
        found.append(DataFinding("blank_rows", blank, sentence, "nothing needs to be done"))
    return found
