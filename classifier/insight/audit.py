"""How good the labels are on a council's own cases, and how far two reviewers agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from classifier.errors import LabelledDataError
from classifier.insight.corrected import MIN_REVIEWED, wilson_bounds
from classifier.insight.intervals import Z95
from classifier.insight.random_sample import predicted_labels, random_sample
from classifier.insight.review_apply import Decision, ReviewedWorkbook
from classifier.insight.tagged import TaggedCases
from classifier.labels.codebook import Scheme
from classifier.labels.metrics import krippendorff_alpha


@dataclass(frozen=True)
class Rate:
    """A share with its 95% interval, all 0 to 1."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """As JSON-ready data."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.value:.0%} ({100 * self.low:.0f} to {100 * self.high:.0f})"


@dataclass(frozen=True)
class Audit:
    """The model against a person, on the random part of a review.

    Attributes:
        scheme: what was reviewed.
        cases: random cases that a person decided on.
        precision: of the labels that the model gave, how many are right; None if it gave none.
        recall: of the labels that a person gave, how many the model gave; None if there are none.
        f1: the harmonic mean of both; None where neither gave any.
        table: a row a label: ``label``, ``given`` (by the model), ``carried`` (by the person's
            decision), ``right`` (both), and ``precision``, ``recall``, ``f1`` with ``_low`` and
            ``_high``; missing where undefined. Counts are of drawn cases, rates weighted.
    """

    scheme: Scheme
    cases: int
    precision: Rate | None
    recall: Rate | None
    f1: Rate | None
    table: pd.DataFrame

    @property
    def enough(self) -> bool:
        """Whether there are enough cases for a verdict."""
        return self.cases >= MIN_REVIEWED and self.precision is not None

    @property
    def verdict(self) -> str:
        """What the audit says, in a sentence."""
        if not self.cases:
            return "No randomly drawn case has been reviewed, so there is nothing to judge by."
        if not self.enough:
            given = "" if self.precision else ", and the model gave no label on them"
            return (
                f"{self.cases:,} of your cases were drawn at random and reviewed{given}: too few"
                " to judge the labels by."
            )
        found = f", and {self.recall} of the right ones were found" if self.recall else ""
        return f"On {self.cases:,} of your cases, {self.precision} of the labels were right{found}."

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data; rates as value, low and high, None where undefined."""
        counts, rates = ("given", "carried", "right"), ("precision", "recall", "f1")
        labels = {}
        for _, row in self.table.iterrows():
            labels[row["label"]] = {name: int(row[name]) for name in counts} | {
                name: None
                if pd.isna(row[name])
                else {"value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}
                for name in rates
            }
        overall = {name: getattr(self, name) for name in rates}
        return {
            "cases": self.cases,
            "enough": self.enough,
            "verdict": self.verdict,
            **{name: rate.to_dict() if rate else None for name, rate in overall.items()},
            "labels": labels,
        }


def audit(cases: TaggedCases, scheme: str) -> Audit:
    """Compare the model's labels with a person's on the random part of a review.

    Intervals are Wilson's, for as many labels as the ratio's variance between cases is worth
    (linearised; Cochran 1977, 6.4), and never more than there are: labels of one case hang
    together. They take the reviewed cases as drawn from many more, so that they hold for next
    quarter's cases too. Cases weigh what they stand for.

    Args:
        cases: tagged cases to which a review was applied.
        scheme: scheme id.
    """
    labels = cases.labels[scheme]
    sample = random_sample(cases, scheme)
    given = predicted_labels(cases, scheme)[sample.rows].to_numpy(dtype=float)
    carried = labels.carried[sample.rows].to_numpy(dtype=float)
    weights = sample.weights[sample.rows].to_numpy()
    rows = []
    for place, label in enumerate(labels.scheme.ids):
        ours, theirs = given[:, [place]], carried[:, [place]]
        row: dict[str, object] = {
            "label": label,
            "given": int(ours.sum()),
            "carried": int(theirs.sum()),
            "right": int((ours * theirs).sum()),
        }
        for name, rate in _rates(ours, theirs, weights).items():
            bounds = (rate.value, rate.low, rate.high) if rate else (None, None, None)
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), bounds, strict=True))
        rows.append(row)
    rates = _rates(given, carried, weights)
    return Audit(
        scheme=labels.scheme,
        cases=len(weights),
        precision=rates["precision"],
        recall=rates["recall"],
        f1=rates["f1"],
        table=pd.DataFrame(rows),
    )


def _rates(given: np.ndarray, carried: np.ndarray, weights: np.ndarray) -> dict[str, Rate | None]:
    """Precision, recall and F1 of labels given against labels carried, (cases, labels)."""
    right = (given * carried).sum(axis=1)
    ours, theirs = given.sum(axis=1), carried.sum(axis=1)
    return {
        "precision": _ratio(right, ours, ours.sum(), weights),
        "recall": _ratio(right, theirs, theirs.sum(), weights),
        "f1": _ratio(2 * right, ours + theirs, (ours + theirs - right).sum(), weights),
    }


def _ratio(part: np.ndarray, whole: np.ndarray, most: float, weights: np.ndarray) -> Rate | None:
    """The weighted ratio of two sums over cases, worth at most ``most`` labels."""
    total = float(weights @ whole)
    if not total:
        return None
    value = float(weights @ part) / total
    n = len(whole)
    variance = float(((weights * (part - value * whole)) ** 2).sum()) / total**2 * n / max(n - 1, 1)
    size = min(value * (1 - value) / variance, most) if variance > 0 else most
    low, high = wilson_bounds(np.asarray(value), np.asarray(size), Z95)
    return Rate(value, float(low), float(high))


# --- Two reviewers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How far two reviewers of the same cases agree on one scheme.

    Attributes:
        cases: cases that both decided on.
        same: cases with exactly the same labels, as a share with its interval.
        alpha: Krippendorff's, over all decisions on single labels; None where nobody gave any.
        table: a row a label: ``label``, ``first``, ``second`` and ``both`` (cases to which each,
            and both, gave it), ``agreed`` (share of cases on which they agree), ``alpha``.
        differing: a line a case on which they differ: where it is, and what each decided.
    """

    cases: int
    same: Rate
    alpha: float | None
    table: pd.DataFrame
    differing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data, without the cases themselves."""
        rows = self.table.astype(object).where(self.table.notna(), None).set_index("label")
        return {
            "cases": self.cases,
            "same": self.same.to_dict(),
            "alpha": self.alpha,
            "labels": rows.to_dict(orient="index"),
        }


def agreement(first: ReviewedWorkbook, second: ReviewedWorkbook, scheme: Scheme) -> Agreement:
    """Compare two reviewers' workbooks of the same cases.

    Raises:
        LabelledDataError: no case was decided on in both.
    """
    one, other = _decided(first, scheme), _decided(second, scheme)
    shared = [case for case in one if case in other]
    if not shared:
        raise LabelledDataError(
            f"{first.path.name} and {second.path.name} have no decided case in common.",
            found=f"{len(one):,} and {len(other):,} decided cases",
            mend="give both reviewers a copy of the same workbook",
        )
    differing = tuple(
        f"{one[case].where}: {_said(one[case], scheme)} | {other[case].where}:"
        f" {_said(other[case], scheme)}"
        for case in shared
        if set(one[case].labels[scheme.id]) != set(other[case].labels[scheme.id])
    )
    a = np.asarray(
        [[label in one[case].labels[scheme.id] for label in scheme.ids] for case in shared]
    )
    b = np.asarray(
        [[label in other[case].labels[scheme.id] for label in scheme.ids] for case in shared]
    )
    share = float((a == b).all(axis=1).mean())
    low, high = wilson_bounds(np.asarray(share), np.asarray(float(len(shared))), Z95)
    table = pd.DataFrame(
        {
            "label": list(scheme.ids),
            "first": a.sum(axis=0),
            "second": b.sum(axis=0),
            "both": (a & b).sum(axis=0),
            "agreed": (a == b).mean(axis=0),
            "alpha": [krippendorff_alpha(a[:, i], b[:, i]) for i in range(len(scheme.ids))],
        }
    )
    alpha = krippendorff_alpha(a.ravel(), b.ravel())
    return Agreement(len(shared), Rate(share, float(low), float(high)), alpha, table, differing)


def agreements(
    reviews: Sequence[ReviewedWorkbook], schemes: Sequence[Scheme]
) -> dict[tuple[str, str, str], Agreement]:
    """Compare every two workbooks of the same cases.

    Returns:
        (first workbook's name, second's, scheme id) -> their agreement, for those that have a
        decided case in common.

    Raises:
        LabelledDataError: no two have.
    """
    found = {}
    for first, second in combinations(reviews, 2):
        for scheme in schemes:
            if set(_decided(first, scheme)) & set(_decided(second, scheme)):
                names = first.path.name, second.path.name
                found[*names, scheme.id] = agreement(first, second, scheme)
    if not found:
        raise LabelledDataError(
            "No two of the reviews have a decided case in common, so there is no agreement.",
            found=", ".join(review.path.name for review in reviews),
            mend="give two reviewers a copy of the same workbook",
        )
    return found


def _decided(review: ReviewedWorkbook, scheme: Scheme) -> dict[str, Decision]:
    return {
        decision.fingerprint: decision
        for decision in review.decisions
        if scheme.id in decision.labels
    }


def _said(decision: Decision, scheme: Scheme) -> str:
    return "; ".join(scheme.names[label] for label in decision.labels[scheme.id]) or "none"


# --- What a model has seen -----------------------------------------------------------------------


def learnt_from(
    manifests: Sequence[Mapping[str, Any]], versions: Sequence[str], draws: Sequence[str]
) -> list[str]:
    """Sentences that warn where a model has learnt from the random cases that should judge it.

    Args:
        manifests: of saved models; those of versions that are not among them are unknown.
        versions: of the models whose labels are judged.
        draws: random draws that judge them.
    """
    warnings = []
    for manifest in manifests:
        seen = set(manifest.get("training", {}).get("reviews", ())) & set(draws)
        if manifest["version"] in versions and seen:
            warnings.append(
                f"{manifest['version']} has learnt from the random cases of"
                f" {' and '.join(sorted(seen))}, by which it is judged here: figures and corrected"
                " shares are too good. Draw and review other cases to judge it by."
            )
    return warnings
