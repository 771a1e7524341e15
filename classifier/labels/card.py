"""The model card: what a model is for, how good it is, and where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.labels.training import TrainingResult

_CARD = """\
# Model card: {name} ({version})

{question}

## What it is for

It assigns the labels below to {what}, so that a complaints team can count and compare them and
read the cases behind a count. A person should look at the labels marked to check, and decides.

**Not for:** judging a member of staff; deciding a complaint; ranking teams without reading the
cases; text in languages other than English.

## How it was built

- {texts:,} labelled texts{by_groups}; data hash `{data_hash}`.
- Word n-grams up to {word_longest} and character n-grams of {char_shortest} to {char_longest},
  weighted by TF-IDF; a logistic regression a label over the whole text and one over its
  sentences, which learns from the coders' evidence; a weighted mean of the two (sentences' share
  {sentence_weight}).
- Probabilities calibrated, and thresholds chosen, on cross-validated scores.

## How good it is

Measured in five-fold cross-validation{apart}. The brackets are 95% intervals (bootstrap over
texts).

| | precision | recall | F1 |
|---|---|---|---|
| all labels together (micro) | {micro} |
| mean of the labels (macro) | {macro} |

- Texts whose labels are all right and complete: {exact:.0%}.
- Calibration error (pooled over labels): {calibration:.3f}.
- Labels to check stand in {checked:.0%} of the texts; those texts hold {errors:.0%} of the errors.
{evidence}
| label | texts | assigned | precision | recall | F1 | average precision |
|---|---|---|---|---|---|---|
{labels}

## By kind of text

{groups}

## Limits

- The shipped models learnt from texts that a language model wrote for this purpose, not from
  residents' own. Measure it on your own cases before you rely on a figure.
- Labels with few texts have wide intervals; read the interval, not the point.
- It reads words. Irony, and matters that are only implied, are often missed.
"""


def render_card(result: TrainingResult) -> str:
    """The card of a trained model, as Markdown."""
    model, figures, scheme = result.model, result.figures, result.model.scheme
    evidence = figures.evidence
    return _CARD.format(
        name=scheme.name,
        version=model.version,
        question=scheme.question or "Labels of a scheme of its own.",
        what="what complainants write" if scheme.reads == "complaint_text" else "findings",
        texts=result.texts,
        by_groups=f" in {result.groups} groups (`{result.grouped_by}`)" if result.groups else "",
        data_hash=model.data_hash[:16],
        word_longest=model.settings.word_longest,
        char_shortest=model.settings.char_shortest,
        char_longest=model.settings.char_longest,
        sentence_weight=model.classifier.sentence_weight_,
        apart=(f", each group (`{result.grouped_by}`) wholly in one fold" if result.groups else ""),
        micro=_figures(figures.micro, " | "),
        macro=_figures(figures.macro, " | "),
        exact=figures.exact_match,
        calibration=figures.calibration_error,
        checked=figures.checked_share,
        errors=figures.checked_errors,
        evidence=_evidence_line(evidence),
        labels="\n".join(
            f"| {label} | {row['support']} | {row['assigned']} | {_figures(row, ' | ')} |"
            f" {_optional(row['average_precision'])} |"
            for label, row in figures.labels.items()
        ),
        groups=_groups(figures.groups),
    )


def _figures(row: dict[str, Any], join: str) -> str:
    return join.join(
        f"{row[name]:.2f} ({row[name + '_interval'][0]:.2f} to {row[name + '_interval'][1]:.2f})"
        for name in ("precision", "recall", "f1")
    )


def _optional(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}"


def _evidence_line(evidence: dict[str, float] | None) -> str:
    if not evidence:
        return ""
    return (
        f"- Evidence: token F1 {evidence['model']:.2f} against the coder's words (a random sentence"
        f" {evidence['random_sentence']:.2f}, the whole text {evidence['whole_text']:.2f}).\n"
    )


def _groups(groups: dict[str, dict[str, dict[str, float]]]) -> str:
    lines = ["| by | | texts | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for name in ("channel", "length"):
        for value, row in groups.get(name, {}).items():
            lines.append(
                f"| {name} | {value} | {row['texts']} | {row['precision']:.2f} |"
                f" {row['recall']:.2f} | {row['f1']:.2f} |"
            )
    return "\n".join(lines)
