"""The model card: what a model is for, how good it is, and where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.labels.figures import Figures
    from classifier.labels.training import TrainingResult

_MOST_PAIRS = 10
_MOST_GROUPS = 40
_CHECKED = (0.1, 0.2, 0.3, 0.4, 0.5)
_LEAST_MISSES = 1.0  # a pair with a single miss is an accident

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
- {features}.
- {estimator} a label over the whole text and one over its sentences, which learns from the coders'
  evidence; a weighted mean of the two (sentences' share {sentence_weight}).{ratios}{contrast}
- Probabilities calibrated, and thresholds chosen, on cross-validated scores.

## How good it is

Measured in five-fold cross-validation{apart}. The brackets are 95% intervals (bootstrap over
{resampled}).

| | precision | recall | F1 |
|---|---|---|---|
| all labels together (micro) | {micro} |
| mean of the labels (macro) | {macro} |

- Texts whose labels are all right and complete: {exact:.0%}.
- Calibration error (pooled over labels): {calibration:.3f}.
{evidence}
| label | texts | assigned | precision | recall | F1 | average precision |
|---|---|---|---|---|---|---|
{labels}
{second_coder}
## What checking finds

Labels to check stand in {checked:.0%} of the texts; those texts hold {errors:.0%} of the errors.
Checking the texts in the order of how many errors their probabilities lead one to expect:

| texts checked | errors found |
|---|---|
{checking}

## What is taken for what

Where a label was missed, what the same text got wrongly instead; a miss is shared among the wrong
labels of its text. The most frequent pairs:

{taken_for}

## By kind of text

All labels together; groups of at least 10 texts.

{groups}

## Limits

- The shipped models learnt from texts that a language model wrote for this purpose, not from
  residents' own. Measure it on your own cases before you rely on a figure.
- Labels with few texts have wide intervals; read the interval, not the point.
- It reads words. Irony, and matters that are only implied, are often missed.
"""

_SECOND_CODER = """
## Beside a second person

{texts:,} of the texts were coded by two people who did not see each other's labels, and then
settled. F1 with 95% intervals:

| | micro | macro |
|---|---|---|
| the model against the labels as settled | {model} |
| the second person against the labels as settled | {settled} |
{first}
The labels were settled with both codings in view, which flatters either person; two people against
each other is the fairer measure of how far the labels can be agreed on.

| label | model | second person | {first_head}
|---|---|---|{first_rule}
{labels}
"""


def render_card(result: TrainingResult) -> str:
    """The card of a trained model, as Markdown."""
    model, figures, scheme = result.model, result.figures, result.model.scheme
    return _CARD.format(
        name=scheme.name,
        version=model.version,
        question=scheme.question or "Labels of a scheme of its own.",
        what="what complainants write" if scheme.reads == "complaint_text" else "findings",
        texts=result.texts,
        by_groups=f" in {result.groups} groups (`{result.grouped_by}`)" if result.groups else "",
        data_hash=model.data_hash[:16],
        **_built(model.classifier.get_params(deep=False)),
        sentence_weight=model.classifier.sentence_weight_,
        apart=(f", each group (`{result.grouped_by}`) wholly in one fold" if result.groups else ""),
        resampled=(
            f"the {figures.resampled_groups} groups, since texts of one group resemble each other"
            if figures.resampled_groups
            else "texts"
        ),
        micro=_figures(figures.micro),
        macro=_figures(figures.macro),
        exact=figures.exact_match,
        calibration=figures.calibration_error,
        checked=figures.checked_share,
        errors=figures.checked_errors,
        evidence=_evidence_line(figures.evidence),
        labels="\n".join(
            f"| {label} | {row['support']} | {row['assigned']} | {_figures(row)} |"
            f" {_optional(row['average_precision'])} |"
            for label, row in figures.labels.items()
        ),
        second_coder=_second_coder(figures.second_coder),
        checking=_checking(figures.checking_curve),
        taken_for=_taken_for(figures),
        groups=_groups(figures.groups),
    )


def _built(settings: Mapping[str, Any]) -> dict[str, str]:
    longest = settings["char_longest"]
    chars = f" and character n-grams of {settings['char_shortest']} to {longest}" if longest else ""
    estimator = settings["estimator"]
    ratios = (
        f"\n- Naive-Bayes log-count ratios scale the features of a part of each model"
        f" (share {settings['nb_share']})."
    )
    contrast = (
        "\n- The text model also learns from texts without the words that coders quoted"
        f" (weight {settings['contrast_weight']})."
    )
    return {
        "features": f"Word n-grams up to {settings['word_longest']}{chars}, weighted by TF-IDF",
        "estimator": f"{type(estimator).__name__ if estimator else 'Logistic regression'}:"
        " one linear model",
        "ratios": ratios if settings["nb_share"] else "",
        "contrast": contrast if settings["contrast_weight"] else "",
    }


def _figures(row: Mapping[str, Any]) -> str:
    return " | ".join(_with_interval(row, name) for name in ("precision", "recall", "f1"))


def _with_interval(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_interval"]
    return f"{row[name]:.2f} ({low:.2f} to {high:.2f})"


def _optional(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}"


def _evidence_line(evidence: Mapping[str, float] | None) -> str:
    if not evidence:
        return ""
    return (
        f"- Evidence: token F1 {evidence['model']:.2f} against the coder's words (a random sentence"
        f" {evidence['random_sentence']:.2f}, the whole text {evidence['whole_text']:.2f}).\n"
    )


def _second_coder(found: Mapping[str, Any] | None) -> str:
    if not found:
        return ""

    def both(part: str) -> str:
        return " | ".join(_with_interval(found[part][name], "f1") for name in ("micro", "macro"))

    first = found["first"]
    return _SECOND_CODER.format(
        texts=found["texts"],
        model=both("model"),
        settled=both("settled"),
        first=f"| the second person against the first | {both('first')} |\n" if first else "",
        first_head="second against first |" if first else "",
        first_rule="---|" if first else "",
        labels="\n".join(
            f"| {label} | {row['f1']:.2f} | {found['settled']['labels'][label]['f1']:.2f} |"
            + (f" {first['labels'][label]['f1']:.2f} |" if first else "")
            for label, row in found["model"]["labels"].items()
        ),
    )


def _checking(curve: list[tuple[float, float]]) -> str:
    return "\n".join(
        f"| {share:.0%} | {found:.0%} |" for share, found in curve if round(share, 2) in _CHECKED
    )


def _taken_for(figures: Figures) -> str:
    pairs = [
        (count, label, other, row["missed"])
        for label, row in figures.taken_for.items()
        for other, count in row["instead"].items()
        if count > _LEAST_MISSES
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    if not pairs:
        return "No pair took more than one miss."
    lines = ["| missed | assigned instead | misses | of all its misses |", "|---|---|---|---|"]
    lines += [
        f"| {label} | {other} | {count:.1f} | {count / missed:.0%} of {missed} |"
        for count, label, other, missed in pairs[:_MOST_PAIRS]
    ]
    return "\n".join(lines)


def _groups(groups: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    lines = ["| by | | texts | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    left_out = []
    for name in ("channel", "length", "service", "writer"):
        found = list(groups.get(name, {}).items())
        lines += [
            f"| {name} | {value.replace('|', '/')} | {row['texts']} | {_figures(row)} |"
            for value, row in found[:_MOST_GROUPS]
        ]
        if len(found) > _MOST_GROUPS:
            left_out.append(f"{len(found) - _MOST_GROUPS} smaller ones by {name}")
    if left_out:
        lines += ["", f"Also measured, in `manifest.json`: {' and '.join(left_out)}."]
    return "\n".join(lines)
