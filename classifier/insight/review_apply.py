"""Reviewers' decisions written into the tagged table that the cases were drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from classifier.cases.columns import ColumnMapping
from classifier.cases.values import parse_date
from classifier.cases.writing import cell_text, check_output, write_table
from classifier.errors import InputFileError, LabelledDataError
from classifier.insight.random_sample import FRAME_COLUMN, PART_COLUMN, RANDOM
from classifier.insight.review import decision_hash, strata_of
from classifier.insight.review_table import (
    ReviewTable,
    frame_hash,
    frame_of,
    load_review_table,
    readable,
)
from classifier.labels.codebook import Scheme

REMARK_COLUMN = "review_remark"
_MOST_SHOWN = 10
Labels = tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What a person decided on one case.

    Attributes:
        where: how messages name it: workbook, row, case.
        fingerprint: of the case in the tagged table.
        part: ``random`` or ``uncertain``.
        decided_before: hash of an earlier decision, or blank.
        labels: scheme id -> ids; schemes that were not decided on are absent.
        missing: scheme ids that needed a decision and have none.
        reviewer: who.
        date: when, ISO.
        remark: what they noted.
    """

    where: str
    fingerprint: str
    part: str
    decided_before: str
    labels: dict[str, Labels]
    missing: tuple[str, ...]
    reviewer: str
    date: str
    remark: str = ""


@dataclass(frozen=True)
class ReviewedWorkbook:
    """A workbook as it came back, consistent in itself.

    Attributes:
        path: the workbook.
        draw: name of the draw.
        source: the tagged file that it was drawn from.
        frame_hash: of the cases that could be drawn at random.
        group: column of the strata, or empty.
        strata: their names.
        decisions: one a case, in the order of the draw.
    """

    path: Path
    draw: str
    source: str
    frame_hash: str
    group: str
    strata: tuple[str, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class ApplyResult:
    """What applying a review did.

    Attributes:
        path: the table written.
        rows: its rows.
        decided: cases of the workbooks with a decision.
        changed: cases whose decision, reviewer, date, part or remark is not what it was before.
        warnings: what was odd.
    """

    path: Path
    rows: int
    decided: int
    changed: int
    warnings: list[str] = field(default_factory=list)


def apply_review(
    path: Path | str,
    reviews: Sequence[ReviewedWorkbook],
    output: Path | str,
    schemes: Sequence[Scheme],
    *,
    mapping: ColumnMapping | None = None,
    unfinished: bool = False,
) -> ApplyResult:
    """Write the tagged table again with the decisions of one or more workbooks.

    Rows and columns stay as they are, in order; columns that are not there yet follow:
    ``…_reviewed``, ``reviewed_by``, ``reviewed_on``, ``review_part``, ``review_frame`` (see
    :mod:`classifier.insight.random_sample`) and, where there are any, ``review_remark``.
    Applying again changes nothing.

    Args:
        path: the tagged table that the cases were drawn from.
        reviews: the workbooks, as read.
        output: ``.csv``, ``.xlsx`` or ``.parquet``; not the input.
        schemes: schemes of the review.
        mapping: the council's own column names.
        unfinished: accept cases without a decision, which stay undecided.

    Raises:
        InputFileError: a workbook belongs to another table, or the table has changed since.
        LabelledDataError: cases without a decision, or decisions that conflict, named by row.
        ColumnError, OutputError: as reading and writing do; nothing is written then.
    """
    output = check_output(output, [path, *(review.path for review in reviews)])
    group = next((review.group for review in reviews if review.group), "")
    table = load_review_table(path, schemes, mapping=mapping, group=group)
    if not unfinished:
        _all_decided(reviews)
    warnings = list(table.raw.warnings) + [w for r in reviews for w in _skipped(r)]
    places = [_places(table, review) for review in reviews]
    for review in reviews:
        _check_frame(table, review)
    _conflicts(table, reviews, places)
    written = _Written(table)
    decided: set[int] = set()
    for review, at in zip(reviews, places, strict=True):
        written.frame_cells(review)
        for decision, place in zip(review.decisions, at, strict=True):
            if decision.labels:
                written.decide(place, decision, review.draw)
                decided.add(place)
    frame, changed = written.result()
    warnings += write_table(frame, output)
    return ApplyResult(output, len(frame), len(decided), changed, warnings)


# --- Checks -------------------------------------------------------------------------------------


def listed(lines: Sequence[str]) -> str:
    """The first ten of some lines, and how many more there are."""
    more = [f"… and {len(lines) - _MOST_SHOWN:,} more"] if len(lines) > _MOST_SHOWN else []
    return "\n    ".join([*lines[:_MOST_SHOWN], *more])


def _all_decided(reviews: Sequence[ReviewedWorkbook]) -> None:
    lines = [
        f"{decision.where}: no decision on {' and '.join(decision.missing)}"
        for review in reviews
        for decision in review.decisions
        if decision.missing
    ]
    if lines:
        raise LabelledDataError(
            "Some cases have no decision yet.",
            found=listed(lines),
            mend="choose yes at the labels that apply, or at 'No … applies'; or apply what is"
            " there with --unfinished",
        )


def _skipped(review: ReviewedWorkbook) -> list[str]:
    """A warning where random cases were passed over, so that those decided may not be typical."""
    done = [bool(d.labels) for d in review.decisions if d.part == RANDOM]
    over = sum(not state for state in done[: max((i for i, d in enumerate(done) if d), default=0)])
    if not over:
        return []
    return [
        f"{review.path.name}: {over:,} random cases were passed over; if they were the hard ones,"
        " figures from the others are too good"
    ]


def _places(table: ReviewTable, review: ReviewedWorkbook) -> list[int]:
    known = {print_: place for place, print_ in enumerate(table.frame["fingerprint"])}
    lost = [d.where for d in review.decisions if d.fingerprint not in known]
    if len(lost) == len(review.decisions):
        raise InputFileError(
            f"{review.path.name} was not drawn from {table.raw.path.name}.",
            found=f"none of its {len(lost):,} cases; it was drawn from {review.source}",
            mend=f"apply it to {review.source}, or to a table with the same cases",
        )
    if lost:
        raise InputFileError(
            f"Cases of {review.path.name} are not in {table.raw.path.name} any more, or their"
            " reference or text has changed.",
            found=listed(lost),
            mend=f"apply the review to the table that it was drawn from ({review.source})",
        )
    return [known[decision.fingerprint] for decision in review.decisions]


def _check_frame(table: ReviewTable, review: ReviewedWorkbook) -> None:
    """The cases that could be drawn must still be those, or the sample speaks for others."""
    if not any(d.part == RANDOM for d in review.decisions):
        return
    recorded = table.frame[FRAME_COLUMN].str.contains(review.draw, regex=False).any()
    if not recorded and frame_hash(table, frame_of(table)) != review.frame_hash:
        raise InputFileError(
            f"{table.raw.path.name} has not the same cases to draw from as when"
            f" {review.path.name} was made.",
            found="cases were added, taken out, changed, or another random sample was applied",
            mend=f"apply the review to the table that it was drawn from ({review.source}) first,"
            " and add or draw others after that",
        )


def _conflicts(
    table: ReviewTable, reviews: Sequence[ReviewedWorkbook], places: Sequence[Sequence[int]]
) -> None:
    lines: list[str] = []
    seen: dict[tuple[int, str], Decision] = {}
    for review, at in zip(reviews, places, strict=True):
        for decision, place in zip(review.decisions, at, strict=True):
            for scheme, labels in decision.labels.items():
                other = seen.setdefault((place, scheme), decision)
                if set(other.labels[scheme]) != set(labels):
                    lines.append(
                        f"{decision.where}: {_words(labels)}, but {other.where}:"
                        f" {_words(other.labels[scheme])}"
                    )
                lines += _against_table(table, place, decision, scheme)
    if lines:
        raise LabelledDataError(
            "Decisions on one case conflict.",
            found=listed(lines),
            mend="agree on the labels and enter the same in all places; a decision in the tagged"
            " table that is out of date can be cleared there",
        )


def _against_table(table: ReviewTable, place: int, decision: Decision, scheme: str) -> list[str]:
    row = table.frame.iloc[place]
    stands = row[f"{scheme}_decided"]
    if stands in ("", _cell(sorted(decision.labels[scheme]))):
        return []
    before = decision_hash(row["fingerprint"], [row[f"{s.id}_decided"] for s in table.schemes])
    if before == decision.decided_before:
        return []
    number = table.raw.row_numbers[place]
    return [
        f"{decision.where}: {_words(decision.labels[scheme])}, but {table.raw.path.name},"
        f" row {number}: {stands}"
    ]


def _cell(labels: Sequence[str]) -> str:
    return "; ".join(labels) or "none"


def _words(labels: Labels) -> str:
    return _cell(labels)


# --- Writing ------------------------------------------------------------------------------------


class _Written:
    """The table's columns while decisions are written into them."""

    def __init__(self, table: ReviewTable) -> None:
        self.table = table
        self.before = table.raw.frame
        names = [s.reviewed_column for s in table.schemes]
        names += ["reviewed_by", "reviewed_on", PART_COLUMN, FRAME_COLUMN]
        self.headers = {name: table.headers.get(name, name) for name in names}
        self.headers[REMARK_COLUMN] = REMARK_COLUMN
        blank = [""] * len(self.before)
        self.cells: dict[str, list[object]] = {
            name: self.before[header].tolist() if header in self.before else list(blank)
            for name, header in self.headers.items()
        }

    def text(self, name: str, place: int) -> str:
        return cell_text(self.cells[name][place]).strip()

    def frame_cells(self, review: ReviewedWorkbook) -> None:
        """Mark the cases that could be drawn, and those that earlier random parts had drawn."""
        recorded = self.table.frame[FRAME_COLUMN].str.contains(review.draw, regex=False).any()
        if recorded or not any(d.part == RANDOM for d in review.decisions):
            return
        groups = self.table.frame["group"]
        strata = strata_of(groups, review.strata, bool(review.group)).tolist()
        for place in readable(self.table).to_numpy().nonzero()[0].tolist():
            name = f" {strata[place]}".replace(";", ",") if review.group else ""
            so_far = self.text(FRAME_COLUMN, place)
            self.cells[FRAME_COLUMN][place] = "; ".join(filter(None, [so_far, review.draw + name]))

    def decide(self, place: int, decision: Decision, draw: str) -> None:
        row, replaced, added = self.table.frame.iloc[place], False, False
        for scheme in self.table.schemes:
            labels = decision.labels.get(scheme.id)
            if labels is None:
                continue
            stands = row[f"{scheme.id}_decided"]
            if stands != _cell(sorted(labels)):
                self.cells[scheme.reviewed_column][place] = _cell(labels)
                replaced, added = replaced or bool(stands), True
        self._sign(place, decision, replaced, added)
        if not self.text(PART_COLUMN, place).startswith(RANDOM):
            self.cells[PART_COLUMN][place] = f"{decision.part} {draw}"
        if decision.remark and decision.remark not in self.text(REMARK_COLUMN, place):
            both = [self.text(REMARK_COLUMN, place), decision.remark]
            self.cells[REMARK_COLUMN][place] = " | ".join(filter(None, both))

    def _sign(self, place: int, decision: Decision, replaced: bool, added: bool) -> None:
        names = [] if replaced else [n for n in self.text("reviewed_by", place).split("; ") if n]
        if decision.reviewer in names and not added:
            return
        self.cells["reviewed_by"][place] = "; ".join(dict.fromkeys([*names, decision.reviewer]))
        stands = "" if replaced else _iso(self.text("reviewed_on", place))
        if decision.date > stands:
            self.cells["reviewed_on"][place] = decision.date

    def result(self) -> tuple[pd.DataFrame, int]:
        """The table, and how many of its rows differ from before."""
        frame = self.before.copy()
        different = pd.Series(False, index=frame.index)
        for name, header in self.headers.items():
            new = pd.Series(self.cells[name], index=frame.index, dtype=object)
            old = frame[header].map(cell_text) if header in frame else ""
            if name == REMARK_COLUMN and header not in frame and not (new != "").any():
                continue
            if name != FRAME_COLUMN:
                different |= new.map(cell_text) != old
            frame[header] = new
        return frame, int(different.sum())


def _iso(text: str) -> str:
    try:
        date = parse_date(text)
    except ValueError:
        return ""
    return date.isoformat() if date else ""
