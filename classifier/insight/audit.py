"""How good the labels are on a council's own cases, and how far two reviewers agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from classifier.errors import LabelledDataError
from classifier.insight.corrected import MIN_REVIEWED, wilson_bounds
from classifier.insight.intervals import Z95
from classifier.insight.random_sample import predicted_labels, random_sample
from classifier.insight.review_apply import ReviewedWorkbook
from classifier.insight.tagged import TaggedCases
from classifier.labels.codebook import Scheme
from classifier.labels.metrics import krippendorff_alpha


@dataclass(frozen=True)
class Rate:
    """A share with its 95% interval, all 0 to 1."""

    value: float
    low: float
    high: float

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
    """

    cases: int
    same: Rate
    alpha: float | None
    table: pd.DataFrame


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
    a = np.asarray([[label in one[case] for label in scheme.ids] for case in shared])
    b = np.asarray([[label in other[case] for label in scheme.ids] for case in shared])
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
    return Agreement(len(shared), Rate(share, float(low), float(high)), alpha, table)


def _decided(review: ReviewedWorkbook, scheme: Scheme) -> dict[str, tuple[str, ...]]:
    return {
        decision.fingerprint: decision.labels[scheme.id]
        for decision in review.decisions
        if scheme.id in decision.labels
    }
