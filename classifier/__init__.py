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
    "read_table": "cases.reading",
    "write_table": "cases.writing",
    "load_mapping": "cases.columns",
    "to_case_table": "cases.table",
    "clean": "text.cleaning",
    "redact": "text.redaction",
    "CaseRedactor": "text.redaction",
    "split_sentences": "text.sentences",
    "load_codebook": "labels.codebook",
    "load_corpus": "labels.corpus",
    "train": "labels.training",
    "evaluate": "labels.evaluation",
    "ModelSettings": "labels.model",
    "SpanTextClassifier": "labels.model",
    "NgramFeatures": "labels.features",
    "save_model": "labels.persistence",
    "load_model": "labels.persistence",
    "tag_table": "labels.tagging",
    "tag_files": "labels.batch",
    "load_tagged": "insight.tagged",
    "count_labels": "insight.themes",
    "wilson": "insight.intervals",
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
