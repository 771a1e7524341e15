"""Cases drawn for a person to review: at random, to measure; the least sure, to correct most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.cases.columns import ColumnMapping
from classifier.cases.schema import TEXT_COLUMNS, names_people
from classifier.cases.values import parse_labels
from classifier.cases.writing import XLSX_CELL_CHARS, cell_text, utf16_length
from classifier.errors import InputFileError, SettingsError
from classifier.insight.random_sample import PART_COLUMN, RANDOM, UNCERTAIN
from classifier.insight.review_table import (
    ReviewTable,
    frame_hash,
    frame_of,
    load_review_table,
    readable,
    short_hash,
)
from classifier.labels.codebook import Scheme
from classifier.labels.tagging import VERSIONS_COLUMN
from classifier.text.redaction import CaseRedactor

FEWEST_IN_STRATUM = 2
SMALLER_TEAMS = "smaller teams together"
ALL_CASES = "all cases"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Labels that the model did not give but nearly: more would bury those that matter.
_MOST_MISSED = 3
_CUT = " … [the text goes on in the case system]"


@dataclass(frozen=True)
class DrawInfo:
    """How a review was drawn; all of it stands in the workbook.

    Attributes:
        draw: name of exactly this draw.
        seed: of the random numbers.
        source: the tagged file's name.
        rows: its rows.
        frame_size: cases that could be drawn at random.
        frame_hash: of their fingerprints.
        group: column that the random part was stratified by, or empty.
        strata: stratum -> (cases that could be drawn, cases drawn).
        text: ``redacted`` or ``full``.
        versions: models that tagged the file.
    """

    draw: str
    seed: int
    source: str
    rows: int
    frame_size: int
    frame_hash: str
    group: str
    strata: dict[str, tuple[int, int]]
    text: str
    versions: str


@dataclass(frozen=True)
class ReviewSample:
    """Cases to review, as the workbook shows them.

    Attributes:
        schemes: what is decided on.
        info: how they were drawn.
        cases: one row a case, the random part first: ``number`` from 1, ``part``, ``stratum``,
            ``row`` in the tagged file, ``case_ref``, ``fingerprint``, a column a text
            (``complaint_text``, …; redacted unless full), ``<scheme>_read`` (a decision is
            needed), ``<scheme>_suggested`` (blank in the random part: it is coded blind) and
            ``decided_before`` (a hash of an earlier decision, or blank).
    """

    schemes: tuple[Scheme, ...]
    info: DrawInfo
    cases: pd.DataFrame


def draw_review(
    path: Path | str,
    schemes: Sequence[Scheme],
    *,
    random: int = 100,
    uncertain: int = 0,
    seed: int = 0,
    by_team: bool = False,
    full_text: bool = False,
    mapping: ColumnMapping | None = None,
    group: str = "team",
) -> ReviewSample:
    """Draw cases of a tagged table for review.

    Drawn at random is from all cases whose text the model read, also those that a person decided
    on before (they are decided afresh), but not those of an earlier random part: so all random
    parts together are a random sample. The uncertain part is, of cases that nobody has decided
    on, those with a label to check first, and of these the ones with most wrong labels to be
    expected by the model's own probabilities.

    Args:
        path: a tagged table.
        schemes: schemes to review; those whose columns are absent are left out.
        random: cases of the random part; all there are, if there are fewer.
        uncertain: cases of the uncertain part, likewise.
        seed: the same seed draws the same cases.
        by_team: give every team its proportional part; teams that would have fewer than two
            cases are drawn from together.
        full_text: show texts as they are, rather than redacted.
        mapping: the council's own column names.
        group: what ``by_team`` means: ``team``, ``service`` or ``directorate``.

    Raises:
        InputFileError, ColumnError: the table can't be read, is not a tagged one, or has no
            case left to draw.
        SettingsError: a number is negative, or nothing is asked for.
    """
    if random < 0 or uncertain < 0 or not random + uncertain:
        raise SettingsError(
            "A review needs cases.",
            found=f"--random {random} --uncertain {uncertain}",
            mend="ask for some, such as --random 100 --uncertain 50",
        )
    table = load_review_table(path, schemes, mapping=mapping, group=group if by_team else "")
    frame = table.frame
    eligible = frame_of(table)
    unsure = _least_sure(table, eligible) if uncertain else []
    if not (random and eligible.any()) and not unsure:
        raise _none_left(table)
    own = _own_strata(frame["group"], eligible, random) if by_team else []
    strata = strata_of(frame["group"], own, by_team)
    generator = np.random.default_rng(seed)
    drawn = _draw(strata[eligible], min(random, int(eligible.sum())), generator)
    taken = set(drawn)
    unsure = [place for place in unsure if place not in taken][:uncertain]
    info = _info(table, eligible, strata, drawn, seed, full_text, group if by_team else "")
    return ReviewSample(table.schemes, info, _shown(table, drawn, unsure, strata, full_text))


def _none_left(table: ReviewTable) -> InputFileError:
    read, frame = readable(table), table.frame
    drawn = int((read & frame[PART_COLUMN].str.startswith(RANDOM)).sum())
    return InputFileError(
        f"{table.raw.source} has no case left to review.",
        found=f"{int(read.sum()):,} cases whose text was read; {drawn:,} were in a random part"
        " before",
        mend="review a table with other cases, such as the next quarter's",
    )


# --- Drawing -----------------------------------------------------------------------------------


def _own_strata(groups: pd.Series, eligible: pd.Series, wanted: int) -> list[str]:
    """Teams whose proportional part is two cases or more."""
    sizes = groups[eligible & (groups != "")].value_counts()
    share = min(1.0, wanted / max(int(eligible.sum()), 1))
    own = {str(name) for name in sizes.index[sizes * share >= FEWEST_IN_STRATUM]}
    left = int(eligible.sum()) - int(sizes[list(own)].sum())
    # What is left over must have two cases as well; else the smallest team joins it.
    while own and 0 < left * share < FEWEST_IN_STRATUM:
        smallest = min(own, key=lambda name: (sizes[name], name))
        own.discard(smallest)
        left += int(sizes[smallest])
    return sorted(own)


def strata_of(groups: pd.Series, own: Sequence[str], by_team: bool) -> pd.Series:
    """Each case's stratum: its team, if that is one of its ``own``; the rest is one together."""
    if not by_team:
        return pd.Series(ALL_CASES, index=groups.index, dtype=object)
    return groups.where(groups.isin(own), SMALLER_TEAMS)


def _draw(strata: pd.Series, wanted: int, generator: np.random.Generator) -> list[int]:
    """Row labels, drawn from each stratum by its size (largest remainders), in random order."""
    sizes = strata.value_counts().sort_index()
    exact = sizes * (wanted / max(int(sizes.sum()), 1))
    parts = exact.astype(int)
    left = wanted - int(parts.sum())
    for name in (exact - parts).sort_values(ascending=False, kind="stable").index[:left]:
        parts[name] += 1
    drawn: list[int] = []
    for name in sizes.index:
        inside = strata.index[strata == name].to_numpy()
        drawn += generator.choice(inside, int(parts[name]), replace=False).tolist()
    return [int(place) for place in generator.permutation(np.asarray(drawn, dtype=int))]


def _least_sure(table: ReviewTable, eligible: pd.Series) -> list[int]:
    """Row labels of cases that nobody decided on, the least sure first."""
    raw, frame = table.raw.frame, table.frame
    wrong, check = pd.Series(0.0, index=frame.index), pd.Series(False, index=frame.index)
    undecided = eligible.copy()
    for scheme in table.schemes:
        undecided &= frame[f"{scheme.id}_decided"] == ""
        assigned = raw[scheme.column].map(cell_text).str.get_dummies(sep="; ")
        for label in scheme.ids:
            if f"p_{label}" in raw:
                p = pd.to_numeric(raw[f"p_{label}"], errors="coerce").fillna(0.0).clip(0, 1)
                # A label that no case of the table was given has no column.
                given = assigned.get(label, pd.Series(0, index=frame.index)) > 0
                wrong += (1 - p).where(given, p)
        if f"{scheme.column}_to_check" in raw:
            check |= raw[f"{scheme.column}_to_check"].map(cell_text) != ""
    order = pd.DataFrame({"check": check, "wrong": wrong})[undecided]
    return [
        int(place)
        for place in order.sort_values(["check", "wrong"], ascending=False, kind="stable").index
    ]


def _info(
    table: ReviewTable,
    eligible: pd.Series,
    strata: pd.Series,
    drawn: Sequence[int],
    seed: int,
    full_text: bool,
    group: str,
) -> DrawInfo:
    digest = frame_hash(table, eligible)
    sizes = strata[eligible].value_counts()
    parts = strata.loc[list(drawn)].value_counts()
    raw = table.raw
    versions = raw.frame[VERSIONS_COLUMN].map(cell_text) if VERSIONS_COLUMN in raw.frame else []
    return DrawInfo(
        draw=f"draw-{short_hash(f'{digest} {seed} {list(drawn)}')[:8]}",
        seed=seed,
        source=raw.path.name,
        rows=len(raw.frame),
        frame_size=int(eligible.sum()),
        frame_hash=digest,
        group=group,
        strata={name: (int(sizes[name]), int(parts.get(name, 0))) for name in sorted(sizes.index)},
        text="full" if full_text else "redacted",
        versions="; ".join(dict.fromkeys(v for v in versions if v)),
    )


# --- What is shown -----------------------------------------------------------------------------


def _shown(
    table: ReviewTable,
    drawn: Sequence[int],
    unsure: Sequence[int],
    strata: pd.Series,
    full_text: bool,
) -> pd.DataFrame:
    """The drawn cases as the workbook shows them."""
    raw, frame = table.raw, table.frame
    named = [header for header in raw.frame if names_people(header)]
    rows = []
    for number, place in enumerate([*drawn, *unsure], start=1):
        blind = number <= len(drawn)
        case = frame.loc[place]
        texts = [case[name] for name in TEXT_COLUMNS]
        suggested = ["" if blind else _suggestion(table, place, s) for s in table.schemes]
        if not full_text:
            known = tuple(filter(None, (cell_text(raw.frame.at[place, h]) for h in named)))
            shown = CaseRedactor(known).redact(*texts, *suggested)
            texts, suggested = shown[: len(texts)], shown[len(texts) :]
        decisions = [case[f"{scheme.id}_decided"] for scheme in table.schemes]
        row = {
            "number": number,
            "part": RANDOM if blind else UNCERTAIN,
            "stratum": strata[place] if blind else "",
            "row": raw.row_numbers[place],
            "case_ref": case["case_ref"],
            "fingerprint": case["fingerprint"],
            "decided_before": decision_hash(case["fingerprint"], decisions),
        }
        row |= dict(zip(TEXT_COLUMNS, map(printable, texts), strict=True))
        for scheme, text in zip(table.schemes, suggested, strict=True):
            row[f"{scheme.id}_read"] = bool(case[f"{scheme.id}_read"])
            row[f"{scheme.id}_suggested"] = printable(text)
        rows.append(row)
    return pd.DataFrame(rows)


def decision_hash(fingerprint: str, decisions: Sequence[str]) -> str:
    """A hash of what was decided on a case before, blank for nothing.

    It tells a decision that stood when the case was drawn, which a new one replaces, from one
    that was made since, without showing either to the reviewer.
    """
    return short_hash("|".join([fingerprint, *decisions])) if any(decisions) else ""


def _suggestion(table: ReviewTable, place: int, scheme: Scheme) -> str:
    """A line a label: the model's labels with their words, then the likeliest to check."""
    row = table.raw.frame.loc[place]
    evidence = dict(
        line.split(": ", 1)
        for line in cell_text(row.get(f"{scheme.column}_evidence", "")).splitlines()
        if ": " in line
    )
    assigned = _ids(row.get(scheme.column, ""), scheme)
    check = _ids(row.get(f"{scheme.column}_to_check", ""), scheme)
    chances = {label: _chance(row.get(f"p_{label}")) for label in check}
    missed = sorted((c for c in check if c not in assigned), key=lambda c: -chances[c])
    lines = []
    for label in [*assigned, *missed[:_MOST_MISSED]]:
        doubt = " (in doubt)" if label in check else ""
        words = f": “{evidence[label]}”" if label in evidence else ""
        said = "" if label in assigned else "not given: "
        lines.append(f"{said}{scheme.names[label]}{doubt}{words}")
    if not lines and bool(table.frame.at[place, f"{scheme.id}_read"]):
        return "no label"
    return "\n".join(lines)


def _chance(cell: object) -> float:
    try:
        return float(cell_text(cell))
    except ValueError:
        return 0.0


def _ids(cell: object, scheme: Scheme) -> list[str]:
    return [label for label in parse_labels(cell) or () if label in scheme.names]


def printable(text: str) -> str:
    """Text as a workbook's cell can hold it: no control characters, cut to 32,767."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if utf16_length(text) <= XLSX_CELL_CHARS:
        return text
    # No sign counts more than twice, so half of what fits always fits.
    return text[: XLSX_CELL_CHARS // 2 - len(_CUT)] + _CUT
