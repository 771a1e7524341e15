"""The measured figures of a model on labelled data, as one plain object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.labels import metrics
from classifier.labels.calibration import checking_curve

if TYPE_CHECKING:
    from classifier.labels.evidence import EvidenceScores

_NAMES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class Figures:
    """Measured figures.

    Attributes:
        texts: number of texts.
        micro, macro: precision, recall, F1, each with a 95% interval as ``<name>_interval``.
        labels: the same for each label, with ``support``, ``assigned``, ``average_precision``.
        calibration_error: pooled over labels, 0 to 1.
        calibration_bins: stated against true probability.
        exact_match: share of texts whose labels are all right and complete.
        checked_share: share of texts with a label to check.
        checked_errors: share of the wrong labels that stand in those texts.
        checking_curve: share of texts checked against share of errors found.
        evidence: token F1 beside its baselines, where there is evidence.
        groups: micro figures by channel, service, writer, length.
    """

    texts: int
    micro: dict[str, Any]
    macro: dict[str, Any]
    labels: dict[str, dict[str, Any]]
    calibration_error: float
    calibration_bins: list[dict[str, float]]
    exact_match: float
    checked_share: float
    checked_errors: float
    checking_curve: list[tuple[float, float]]
    evidence: dict[str, float] | None = None
    groups: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return asdict(self)


def measure(
    y: np.ndarray,
    assigned: np.ndarray,
    probabilities: np.ndarray,
    *,
    labels: Sequence[str],
    thresholds: np.ndarray,
    to_check: np.ndarray,
    evidence: EvidenceScores | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Figures:
    """Compare assigned labels and probabilities with the truth.

    Args:
        y: 0/1 truth, shape (texts, labels).
        assigned: boolean, shape (texts, labels).
        probabilities: shape (texts, labels).
        labels: ids, in column order.
        thresholds: shape (labels,).
        to_check: boolean, shape (texts, labels).
        evidence: its scores.
        groups: name -> a value for each text, to break figures down by.

    Returns:
        the figures; macro ones are over labels with at least one positive.
    """
    counts = metrics.confusion(y, assigned)
    per_label = metrics.precision_recall_f1(counts)
    samples, micro_samples = metrics.bootstrap(y, assigned)
    present = y.sum(axis=0) > 0
    table = {
        label: {
            "support": int(y[:, i].sum()),
            "assigned": int(assigned[:, i].sum()),
            **_with_intervals(per_label[:, i], samples[:, :, i]),
            "average_precision": metrics.average_precision(y[:, i], probabilities[:, i]),
        }
        for i, label in enumerate(labels)
    }
    error, bins = metrics.expected_calibration_error(y, probabilities)
    wrong = (assigned != (y > 0)).sum(axis=1)
    checked = to_check.any(axis=1)
    return Figures(
        texts=len(y),
        micro=_with_intervals(metrics.precision_recall_f1(counts.sum(axis=1)), micro_samples),
        macro=_with_intervals(
            per_label[:, present].mean(axis=1), samples[:, :, present].mean(axis=2)
        ),
        labels=table,
        calibration_error=error,
        calibration_bins=bins,
        exact_match=float((wrong == 0).mean()),
        checked_share=float(checked.mean()),
        checked_errors=float(wrong[checked].sum() / max(wrong.sum(), 1)),
        checking_curve=checking_curve(probabilities, y, thresholds),
        evidence=asdict(evidence) if evidence else None,
        groups={
            name: metrics.by_group(y, assigned, values) for name, values in (groups or {}).items()
        },
    )


def _with_intervals(values: np.ndarray, samples: np.ndarray) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for index, name in enumerate(_NAMES):
        result[name] = float(values[index])
        result[f"{name}_interval"] = metrics.interval(samples[:, index])
    return result
