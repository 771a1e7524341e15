"""The measured figures of a model on labelled data, as one plain object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.labels import metrics
from classifier.labels.calibration import checking_curve

if TYPE_CHECKING:
    from classifier.labels.coders import Codings
    from classifier.labels.evidence import EvidenceScores


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
        groups: micro figures with intervals by channel, service, writer, length.
        taken_for: for each label how often it was ``missed``; how much of that with ``nothing``
            wrong assigned in the same text; and what was assigned ``instead``, label -> misses,
            most first. See :func:`classifier.labels.metrics.taken_for`.
        second_coder: a second person against the labels, where both codings are known; see
            :func:`compare_coder`.
        resampled_groups: number of groups (writers) that the intervals rest on; 0 where they rest
            on texts. See :func:`classifier.labels.metrics.bootstrap`.
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
    groups: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    taken_for: dict[str, dict[str, Any]] = field(default_factory=dict)
    second_coder: dict[str, Any] | None = None
    resampled_groups: int = 0

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
    clusters: np.ndarray | None = None,
    codings: Codings | None = None,
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
        clusters: each text's writer, shape (texts,), which the intervals rest on.
        codings: two people's labels of the texts before they were settled.

    Returns:
        the figures; macro ones are over labels with at least one positive.
    """
    summary = metrics.summarise(y, assigned, clusters=clusters)
    table = {
        label: {
            "support": int(y[:, i].sum()),
            "assigned": int(assigned[:, i].sum()),
            **summary.labels[i],
            "average_precision": metrics.average_precision(y[:, i], probabilities[:, i]),
        }
        for i, label in enumerate(labels)
    }
    error, bins = metrics.expected_calibration_error(y, probabilities)
    wrong = (assigned != (y > 0)).sum(axis=1)
    checked = to_check.any(axis=1)
    units = int(metrics.resampling_units(len(y), clusters).max(initial=-1)) + 1
    return Figures(
        texts=len(y),
        micro=summary.micro,
        macro=summary.macro,
        labels=table,
        calibration_error=error,
        calibration_bins=bins,
        exact_match=float((wrong == 0).mean()),
        checked_share=float(checked.mean()),
        checked_errors=float(wrong[checked].sum() / max(wrong.sum(), 1)),
        checking_curve=checking_curve(probabilities, y, thresholds),
        evidence=asdict(evidence) if evidence else None,
        groups={
            name: metrics.by_group(y, assigned, values, clusters=clusters)
            for name, values in (groups or {}).items()
        },
        taken_for=_taken_for(y, assigned, labels),
        second_coder=compare_coder(y, assigned, codings, labels=labels, clusters=clusters),
        resampled_groups=units if units < len(y) else 0,
    )


def _taken_for(
    y: np.ndarray, assigned: np.ndarray, labels: Sequence[str]
) -> dict[str, dict[str, Any]]:
    result = {}
    for label, row in zip(labels, metrics.taken_for(y, assigned), strict=True):
        order = np.argsort(-row[:-1], kind="stable")
        result[label] = {
            "missed": round(row.sum()),
            "nothing": float(row[-1]),
            "instead": {labels[i]: float(row[i]) for i in order if row[i] > 0},
        }
    return result


def compare_coder(
    y: np.ndarray,
    assigned: np.ndarray,
    codings: Codings | None,
    *,
    labels: Sequence[str],
    clusters: np.ndarray | None = None,
) -> dict[str, Any] | None:
    """How well a second person does against the labels: what a model can be measured by.

    Args:
        y: the labels, as settled, 0/1, shape (texts, labels).
        assigned: the model's, boolean, shape (texts, labels).
        codings: the two people's.
        labels: ids, in column order.
        clusters: each text's writer, shape (texts,).

    Returns:
        None without codings; else ``texts`` (number that the second coder coded) and, over
        those texts, each with ``micro``, ``macro`` and ``labels``: ``settled`` (the second coder
        against the labels as settled, which were settled with this coding in view, and so flatter
        it), ``first`` (the second coder against the first, where known: two people who had not
        seen each other's labels) and ``model`` (the model against the labels as settled).
        ``first`` also has ``alpha``, Krippendorff's, by label.
    """
    if codings is None:
        return None
    rows = codings.rows
    own = None if clusters is None else clusters[rows]

    def against(truth: np.ndarray, given: np.ndarray) -> dict[str, Any]:
        summary = metrics.summarise(truth, given, clusters=own)
        by_label = dict(zip(labels, summary.labels, strict=True))
        return {"micro": summary.micro, "macro": summary.macro, "labels": by_label}

    first = None
    if codings.first is not None:
        first = against(codings.first, codings.second)
        first["alpha"] = {
            label: metrics.krippendorff_alpha(codings.first[:, i], codings.second[:, i])
            for i, label in enumerate(labels)
        }
    return {
        "texts": len(rows),
        "settled": against(y[rows], codings.second),
        "first": first,
        "model": against(y[rows], assigned[rows]),
    }
