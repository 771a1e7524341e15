"""What ``evaluate`` measures, and prints: a model, a review, two reviewers. Used by ``cli.py``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier import terminal
from classifier.config import shipped_path
from classifier.errors import SettingsError

if TYPE_CHECKING:
    from classifier.cases.columns import ColumnMapping
    from classifier.insight.audit import Agreement
    from classifier.labels.codebook import Scheme

_JSON_LINES = (".jsonl", ".ndjson", ".json")


def measure_model(
    files: Sequence[Path], folder: Path, *, scheme: str = "", text_column: str = ""
) -> dict[str, Any]:
    """Let a saved model label texts afresh, and compare with people's labels.

    Args:
        files: labelled data; of reviewed tables the random part counts, where there is one.
        folder: the model's.
        scheme: scheme id; by default the model's.
        text_column: the text's column, where its name isn't understood.

    Returns:
        the figures, ``model`` and ``cautions``, as JSON-ready data.
    """
    from classifier.insight.audit import learnt_from
    from classifier.labels.corpus import load_corpus
    from classifier.labels.evaluation import evaluate
    from classifier.labels.persistence import load_model, read_manifest

    loaded = load_model(folder)
    own = loaded.scheme
    corpus = load_corpus(files, scheme=scheme or own.id, text_column=text_column, labels=own.ids)
    counted = corpus.random_part()
    figures = evaluate(loaded, counted)
    terminal.print_figures(figures, f"{loaded.version} on {figures.texts:,} texts")
    others = len(corpus) - len(counted)
    if others:
        terminal.say(f"Left out: {others:,} reviewed cases that were not drawn at random.")
    cautions = learnt_from([read_manifest(folder)], [loaded.version], corpus.reviews())
    if corpus.data_hash() == loaded.data_hash:
        cautions.append("the model learnt from these very texts, so the figures are too good.")
    _caution(cautions)
    return {"model": loaded.version, **figures.to_dict(), "cautions": cautions}


def measure_review(
    files: Sequence[Path],
    models: Path | None,
    *,
    scheme: str = "",
    mapping: ColumnMapping | None = None,
) -> dict[str, Any]:
    """Compare the labels that stand in reviewed tables with the reviewers', by the random part.

    Args:
        files: tagged tables that reviews were applied to.
        models: folder of models, for their schemes; None for those shipped.
        scheme: only this one.
        mapping: the council's own column names.

    Returns:
        ``audit`` (scheme id -> figures), ``versions`` and ``cautions``, as JSON-ready data.

    Raises:
        SettingsError: labelled data, which only a model can be measured on.
    """
    from classifier.insight.audit import audit, learnt_from
    from classifier.insight.review_cases import load_reviewed, random_draws

    plain = next((path for path in files if path.suffix.lower() in _JSON_LINES), None)
    if plain:
        raise SettingsError(
            f"{plain.name} is labelled data, and there is no model to measure on it.",
            mend="name one: --model models/theme",
        )
    known = manifests(models)
    cases = load_reviewed(files, schemes(known, scheme), mapping=mapping)
    audits = {name: audit(cases, name) for name in cases.labels}
    for found in audits.values():
        terminal.print_audit(found)
    cautions = learnt_from(known, cases.versions, random_draws(cases))
    _caution(cautions)
    return {
        "versions": cases.versions,
        "audit": {name: found.to_dict() for name, found in audits.items()},
        "cautions": cautions,
    }


def measure_agreement(
    reviews: Sequence[Path], models: Path | None, *, scheme: str = ""
) -> list[dict[str, Any]]:
    """Compare reviewers of the same cases, two by two; returns JSON-ready data."""
    known = manifests(models)
    asked = {one.id: one for one in schemes(known, scheme)}
    # A workbook is read with all its schemes, whichever is asked for.
    compared = agreements_of(reviews, schemes(known))
    found = {key: value for key, value in compared.items() if key[2] in asked}
    for (first, second, name), agreement in found.items():
        terminal.print_agreement(agreement, first, second, asked[name])
    return [
        {"first": first, "second": second, "scheme": name, **agreement.to_dict()}
        for (first, second, name), agreement in found.items()
    ]


def agreements_of(
    reviews: Sequence[Path], asked: Sequence[Scheme]
) -> dict[tuple[str, str, str], Agreement]:
    """(first file, second file, scheme id) -> agreement; empty without workbooks.

    Raises:
        SettingsError: one workbook alone.
        InputFileError, LabelledDataError: a workbook that can't be used, or no cases in common.
    """
    from classifier.insight.audit import agreements
    from classifier.reports.review_reading import read_review

    if len(reviews) == 1:
        raise SettingsError(
            f"{reviews[0].name} is one reviewer's workbook, and agreement takes two.",
            mend="name another reviewer's workbook of the same cases; or write its decisions into"
            " the tagged table: complaint-themes review apply",
        )
    return agreements([read_review(path, asked) for path in reviews], asked) if reviews else {}


def _caution(cautions: Sequence[str]) -> None:
    terminal.say(*(f"Caution: {caution}" for caution in cautions))


# --- What there is ------------------------------------------------------------------------------


def manifests(models: Path | None) -> list[dict[str, Any]]:
    """Manifests of the models in a folder; None for those shipped."""
    from classifier.labels.persistence import find_models, read_manifest

    return [read_manifest(path) for path in find_models(models or shipped_path("models"))]


def schemes(known: Sequence[dict[str, Any]], only: str = "") -> list[Scheme]:
    """The schemes of models, or one of them.

    Raises:
        SettingsError: no model has it.
    """
    from classifier.labels.persistence import manifest_scheme

    found = [manifest_scheme(manifest) for manifest in known]
    ids = [scheme.id for scheme in found]
    if only and only not in ids:
        raise SettingsError(
            f"No model has the scheme {only!r}.", mend=f"use one of {', '.join(ids)}"
        )
    return [scheme for scheme in found if only in ("", scheme.id)]


def parted(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Reviewers' workbooks, and all other files."""
    from classifier.reports.review_reading import is_review

    reviews = [path for path in files if is_review(path)]
    return reviews, [path for path in files if path not in reviews]
