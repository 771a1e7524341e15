"""What the command line shows: progress, notes, tables. Used by ``cli.py`` only."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from classifier.insight.audit import Agreement, Audit
    from classifier.labels.batch import TagResult
    from classifier.labels.codebook import Scheme
    from classifier.labels.figures import Figures

_PIPE_WIDTH = 120


@contextmanager
def ended_tidily() -> Iterator[None]:
    """Let a request to end, such as a computer's that shuts down, clear up as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        del frame
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress(what: str, rate: str = "") -> Iterator[Progress]:
    """A progress bar on the terminal, with ``rate`` (a plural) a second where it is given."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} {rate} a second" if rate and task.speed else "")

    console = Console(stderr=True)
    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*parts, console=console, disable=not console.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield bar


def say(*lines: str) -> None:
    """Lines on standard output."""
    for line in lines:
        typer.echo(line)


def warn(warnings: Sequence[str]) -> None:
    """Notes on standard error."""
    for warning in warnings:
        typer.echo(f"Note: {warning}", err=True)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    """A table, its first column to the left and the others to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    # A pipe has no width to fit: let no number be cut off.
    Console(width=console.width if console.is_terminal else _PIPE_WIDTH).print(table)


def print_counts(scheme: Scheme, result: TagResult) -> None:
    """How often each label of a scheme was assigned, and what could be read."""
    counts, statuses = result.counts[scheme.id], result.statuses[scheme.id]
    read = statuses.get("tagged", 0) + statuses.get("no_label", 0)
    if not read:
        say(f"\n{scheme.name}s: no {scheme.reads} that could be read, so none assigned.")
        return
    rows = [
        [scheme.names[label], f"{count:,}", f"{100 * count / read:.0f}%"]
        for label, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
    print_table([scheme.name, "Cases", "Share"], rows, f"{scheme.name}s in {read:,} texts read")
    say(", ".join(f"{name}: {count:,}" for name, count in statuses.items()))


def print_figures(figures: Figures, title: str) -> None:
    """A model's figures, a row a label, beside a second person's where both codings are known."""
    person = figures.second_coder
    by_person = person.get("first") or person["settled"] if person else None

    def row(name: str, values: Mapping[str, Any], other: Mapping[str, Any] | None) -> list[str]:
        low, high = values["f1_interval"]
        ap = values.get("average_precision")
        return [
            name,
            str(values.get("support", "")),
            f"{values['precision']:.2f}",
            f"{values['recall']:.2f}",
            f"{values['f1']:.2f}",
            f"{low:.2f} to {high:.2f}",
            "" if ap is None else f"{ap:.2f}",
            *([f"{other['f1']:.2f}"] if other else []),
        ]

    theirs = by_person["labels"] if by_person else {}
    rows = [row(name, values, theirs.get(name)) for name, values in figures.labels.items()]
    rows += [
        row(name, getattr(figures, name), by_person[name] if by_person else None)
        for name in ("micro", "macro")
    ]
    headings = ["Label", "Texts", "Precision", "Recall", "F1", "95% interval", "Av. precision"]
    print_table([*headings, *(["2nd coder"] if by_person else [])], rows, title)
    groups = figures.resampled_groups
    say(f"Intervals over {f'{groups} groups (writers)' if groups else 'texts'}, by bootstrap.")
    if by_person:
        say("2nd coder: F1 of a second person's labels against the first one's.")
    _say_what_to_check(figures)
    _say_taken_for(figures)
    for name in ("channel", "length"):
        _say_group(name, figures.groups.get(name, {}))


def _say_what_to_check(figures: Figures) -> None:
    say(
        f"Calibration error {figures.calibration_error:.3f}. {figures.checked_share:.0%} of texts"
        f" have a label to check; these hold {figures.checked_errors:.0%} of the errors."
    )
    found = {round(share, 2): errors for share, errors in figures.checking_curve}
    curve = ", ".join(f"{share:.0%}: {found[share]:.0%}" for share in (0.1, 0.3, 0.5))
    say(f"Share of texts checked, most doubtful first: share of the errors found. {curve}.")
    if figures.evidence:
        e = figures.evidence
        say(
            f"Evidence: token F1 {e['model']:.2f} (a random sentence {e['random_sentence']:.2f},"
            f" the whole text {e['whole_text']:.2f})."
        )


def _say_taken_for(figures: Figures, most: int = 5) -> None:
    pairs = [
        (count, missed, instead, values["missed"])
        for missed, values in figures.taken_for.items()
        for instead, count in values["instead"].items()
    ]
    told = [
        f"{missed} missed, {instead} assigned ({count:.0f} of {of:,})"
        for count, missed, instead, of in sorted(pairs, reverse=True)[:most]
        if round(count)
    ]
    if told:
        say(f"Most often taken for another: {'; '.join(told)}.")


def _say_group(name: str, groups: Mapping[str, Mapping[str, Any]]) -> None:
    parts = [
        f"{value} {found['f1']:.2f} ({low:.2f} to {high:.2f}; {found['texts']:,} texts)"
        for value, found in groups.items()
        for low, high in [found["f1_interval"]]
    ]
    if len(parts) > 1:
        say(f"F1 by {name}: {', '.join(parts)}.")


def print_audit(audit: Audit) -> None:
    """The verdict on a council's own cases, and the labels behind it."""
    say(f"\n{audit.scheme.name}s: {audit.verdict}")
    if not audit.enough:
        return
    if audit.f1:
        say(f"F1, the harmonic mean of both, is {audit.f1}. All intervals are 95%.")
    names = audit.scheme.names
    rows = [
        [
            names[row["label"]],
            *(str(row[name]) for name in ("given", "carried", "right")),
            *(_rate(row, name) for name in ("precision", "recall", "f1")),
        ]
        for _, row in audit.table.iterrows()
    ]
    headings = ["Label", "Model", "Person", "Both", "Precision", "Recall", "F1"]
    title = f"{audit.scheme.name}s given to {audit.cases:,} randomly drawn cases"
    print_table(headings, rows, title)


def _rate(row: Mapping[str, Any], name: str) -> str:
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if _missing(value):
        return "n/a"
    return f"{value:.0%} ({100 * low:.0f} to {100 * high:.0f})"


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def print_agreement(found: Agreement, first: str, second: str, scheme: Scheme) -> None:
    """How far two reviewers agree, and the cases on which they don't."""
    alpha = "" if found.alpha is None else f" Krippendorff's alpha {found.alpha:.2f}."
    say(
        f"\n{scheme.name}s, {first} and {second}: the same labels on {found.same} of"
        f" {found.cases:,} cases that both decided on (95% interval).{alpha}"
    )
    rows = [
        [
            scheme.names[row["label"]],
            *(str(row[name]) for name in ("first", "second", "both")),
            f"{row['agreed']:.0%}",
            "n/a" if _missing(row["alpha"]) else f"{row['alpha']:.2f}",
        ]
        for _, row in found.table.iterrows()
    ]
    print_table(["Label", "First", "Second", "Both", "Agreed", "Alpha"], rows, "")
    if found.differing:
        say("To settle:", *(f"  {line}" for line in found.differing))
