"""Themes and root causes in complaints to councils.

The same calls as the command line's, for notebooks::

    import classifier

    corpus = classifier.load_corpus("training_data/themes.jsonl")
    result = classifier.train(corpus)
    classifier.save_model(result, "models/mine")

Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_EXPORTS = {
    # Case files
    "read_table": "cases.reading",
    "write_table": "cases.writing",
    "load_mapping": "cases.columns",
    "to_case_table": "cases.table",
    # Texts
    "clean": "text.cleaning",
    "read_text": "text.cleaning",
    "readability": "text.readable",
    "redact": "text.redaction",
    "CaseRedactor": "text.redaction",
    "mask_possible_names": "text.strict",
    "split_sentences": "text.sentences",
    # Labels
    "load_codebook": "labels.codebook",
    "load_corpus": "labels.corpus",
    "train": "labels.training",
    "evaluate": "labels.evaluation",
    "likely_mislabelled": "labels.label_quality",
    "ModelSettings": "labels.model",
    "SpanTextClassifier": "labels.model",
    "NgramFeatures": "labels.features",
    "TextCleaner": "labels.transformers",
    "out_of_fold": "labels.crossval",
    "find_models": "labels.persistence",
    "read_manifest": "labels.persistence",
    "manifest_scheme": "labels.persistence",
    "save_model": "labels.persistence",
    "load_model": "labels.persistence",
    "tag_table": "labels.tagging",
    "tag_files": "labels.batch",
    # Counts, and what they say
    "load_tagged": "insight.tagged",
    "count_labels": "insight.themes",
    "wilson": "insight.intervals",
    "data_findings": "insight.quality",
    "recurring_issues": "insight.recurring",
    "find_repeats": "insight.repeats",
    "month_span": "insight.trends",
    "monthly_charts": "insight.trends",
    "control_chart": "insight.spc",
    "load_changes": "insight.changes",
    "judge_actions": "insight.actions",
    "clock_table": "insight.clocks",
    "kpi_table": "insight.kpis",
    "escalation": "insight.kpis",
    "ombudsman_table": "insight.ombudsman",
    "remedies_by_label": "insight.remedies",
    "completeness": "insight.completeness",
    "category_table": "insight.breakdowns",
    "label_table": "insight.breakdowns",
    # Reviews
    "draw_review": "insight.review",
    "write_review": "reports.review_workbook",
    "read_review": "reports.review_reading",
    "apply_review": "insight.review_apply",
    "load_reviewed": "insight.review_cases",
    "review_changes": "insight.review_changes",
    "audit": "insight.audit",
    "agreement": "insight.audit",
    "corrected_shares": "insight.corrected",
    "uncovered": "insight.uncovered",
    # Reports
    "build_report": "reports.contents",
    "write_report": "reports.writing",
    "ReportSettings": "config",
    "TagSettings": "config",
    "UserError": "errors",
}

__all__ = list(_EXPORTS)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the exports
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, *globals()]
