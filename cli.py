"""The command line: collect options, call the library, print what it says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from classifier.config import ReportSettings, TagSettings, shipped_path
from classifier.errors import UserError

if TYPE_CHECKING:
    from rich.progress import Progress

    from classifier.cases.columns import ColumnMapping
    from classifier.labels.figures import Figures

app = typer.Typer(
    name="complaint-themes",
    help="Find the themes and root causes in complaints to councils, and report them by team."
    " Nothing leaves this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Columns = Annotated[
    Path | None, typer.Option("--columns", help="Mapping file (TOML): your names for columns.")
]
Models = Annotated[
    Path | None, typer.Option("--models", help="Folder of models; by default those shipped.")
]
Scheme = Annotated[
    str, typer.Option("--scheme", help="theme, root_cause, or the name of your own labels.")
]
TextColumn = Annotated[
    str, typer.Option("--text-column", help="Column of the text, if its name isn't understood.")
]


@app.command()
def tag(
    cases: Annotated[
        list[Path], typer.Argument(help="Case files: CSV, TSV, XLSX, Parquet; or 'folder/*.csv'.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help=".csv, .xlsx or .parquet.")],
    columns: Columns = None,
    text_column: TextColumn = "",
    finding_column: Annotated[
        str, typer.Option("--finding-column", help="Column of the finding, likewise.")
    ] = "",
    models: Models = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Replace personal data in texts and evidence.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Worker processes.")] = 1,
    engine: Annotated[
        str, typer.Option("--engine", help="local, or dask for a cluster (writes a dataset).")
    ] = "local",
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="With dask: its address, as tcp://HOST:8786.")
    ] = "",
) -> None:
    """Tag cases with themes and root causes."""
    from classifier.labels.batch import tag_files
    from classifier.labels.stream import warm_up

    settings = TagSettings(jobs=jobs, redact=redact, engine=engine, scheduler=scheduler)
    warm_up(settings)
    from classifier.labels.persistence import find_models, load_model

    loaded = [load_model(path) for path in find_models(models or shipped_path("models"))]
    with _ended_tidily(), _progress("Tagging", rate="cases") as bar:
        result = tag_files(
            cases,
            output,
            loaded,
            mapping=_mapping(columns),
            text_column=text_column,
            finding_column=finding_column,
            settings=settings,
            start=lambda total: bar.update(bar.task_ids[0], total=total),
            progress=lambda done: bar.advance(bar.task_ids[0], done),
        )
    _warn(result.warnings)
    for model in loaded:
        scheme = model.scheme
        counts, statuses = result.counts[scheme.id], result.statuses[scheme.id]
        read = statuses.get("tagged", 0) + statuses.get("no_label", 0)
        if not read:
            print(f"\n{scheme.name}s: no {scheme.reads} that could be read, so none assigned.")
            continue
        rows = [
            [scheme.names[label], f"{count:,}", f"{100 * count / read:.0f}%"]
            for label, count in sorted(counts.items(), key=lambda item: -item[1])
        ]
        _table([scheme.name, "Cases", "Share"], rows, f"{scheme.name}s in {read:,} texts read")
        print(", ".join(f"{name}: {count:,}" for name, count in statuses.items()))
    print(f"\nWrote {result.rows:,} rows to {result.path}")


@app.command()
def report(
    tagged: Annotated[list[Path], typer.Argument(help="Tables that tag wrote.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the report.")],
    columns: Columns = None,
    period: Annotated[str, typer.Option("--period", help="month, quarter or year.")] = "quarter",
    date_from: Annotated[str, typer.Option("--from", help="First day, as 2026-04-01.")] = "",
    date_to: Annotated[str, typer.Option("--to", help="Last day, as 2026-06-30.")] = "",
    by: Annotated[str, typer.Option("--by", help="team, service or directorate.")] = "team",
    audience: Annotated[
        str, typer.Option("--audience", help="team (with packs) or committee (no small numbers).")
    ] = "team",
    min_count: Annotated[
        int, typer.Option("--min-count", help="Smaller counts: no pack; withheld from committees.")
    ] = 5,
    changes: Annotated[
        Path | None,
        typer.Option("--changes", help="Dated changes and actions: date, team, theme, kind, what."),
    ] = None,
    models: Models = None,
) -> None:
    """Write a theme report: a page, a workbook and team packs."""
    from classifier.reports.writing import check_report_folder

    check_report_folder(output, tagged)
    settings = ReportSettings(period, date_from, date_to, by, audience, min_count)
    made, files = _write_report(tagged, output, settings, columns, models, changes)
    summary = made.sections[0]
    print("\n".join(summary.sentences))
    for number, point in enumerate(summary.points, 1):
        print(f"{number}. {point}")
    packs = sum(path.parent.name == "packs" for path in files)
    print(f"\nWrote {files[0]} and {files[1].name}" + (f", and {packs} packs" if packs else ""))


def _write_report(
    tagged: list[Path],
    output: Path,
    settings: ReportSettings,
    columns: Path | None = None,
    models: Path | None = None,
    changes: Path | None = None,
) -> tuple[Any, list[Path]]:
    from datetime import UTC, datetime

    from classifier.insight.changes import group_names, load_changes
    from classifier.insight.tagged import load_tagged
    from classifier.labels.persistence import find_models, manifest_scheme, read_manifest
    from classifier.reports.writing import write_report

    manifests = [read_manifest(p) for p in find_models(models or shipped_path("models"))]
    with _progress("Reading") as bar:
        cases = load_tagged(
            tagged,
            [manifest_scheme(manifest) for manifest in manifests],
            mapping=_mapping(columns),
            group=settings.group,
        )
        names = {k: v for labels in cases.labels.values() for k, v in labels.scheme.names.items()}
        teams = group_names(cases.table.frame)
        told = load_changes(changes, teams=teams, labels=names) if changes else []
        return write_report(
            cases,
            output,
            settings,
            manifests=manifests,
            changes=told,
            today=datetime.now(tz=UTC).astimezone().date(),
            progress=lambda what: bar.update(bar.task_ids[0], description=f"Writing {what}"),
        )


@app.command()
def train(
    labelled: Annotated[list[Path], typer.Argument(help="Labelled data: JSONL, CSV, XLSX.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder, as models/mine.")],
    scheme: Scheme = "",
    text_column: TextColumn = "",
    group: Annotated[
        str, typer.Option("--group", help="Field that cross-validation keeps together.")
    ] = "writer",
) -> None:
    """Train a model on labelled texts, measure it by cross-validation, and save it."""
    from classifier.labels.corpus import load_corpus
    from classifier.labels.persistence import check_model_folder, save_model
    from classifier.labels.training import train as train_model

    check_model_folder(output)
    corpus = load_corpus(labelled, scheme=scheme, text_column=text_column)
    with _progress("Training") as bar:
        result = train_model(
            corpus,
            group=group,
            progress=lambda what, done, total: bar.update(
                bar.task_ids[0], description=what, completed=done, total=total
            ),
        )
    apart = f" by {result.groups} {group}s" if result.groups else ""
    _print_figures(result.figures, f"Cross-validated on {result.texts:,} texts{apart}")
    save_model(result, output)
    print(f"\nSaved {result.model.version} in {output}")


@app.command()
def evaluate(
    labelled: Annotated[list[Path], typer.Argument(help="Labelled data: JSONL, CSV, XLSX.")],
    model: Annotated[Path, typer.Option("--model", help="Folder of a saved model.")],
    scheme: Scheme = "",
    text_column: TextColumn = "",
    json_output: Annotated[
        Path | None, typer.Option("--json", help="Also write the figures to this file.")
    ] = None,
) -> None:
    """Measure a saved model against labels by people."""
    import json

    from classifier.cases.writing import dump_text, write_atomically
    from classifier.labels.corpus import load_corpus
    from classifier.labels.evaluation import evaluate as evaluate_model
    from classifier.labels.persistence import load_model

    loaded = load_model(model)
    own = loaded.scheme
    corpus = load_corpus(labelled, scheme=scheme or own.id, text_column=text_column, labels=own.ids)
    figures = evaluate_model(loaded, corpus)
    _print_figures(figures, f"{loaded.version} on {figures.texts:,} texts")
    if corpus.data_hash() == loaded.data_hash:
        print("Caution: the model learnt from these very texts, so the figures are too good.")
    if json_output:
        text = json.dumps({"model": loaded.version, **figures.to_dict()}, indent=1)
        write_atomically(json_output, lambda path: dump_text(path, text))
        print(f"Wrote {json_output}")


@app.command()
def redact(
    cases: Annotated[Path, typer.Argument(help="A case file: CSV, TSV, XLSX, Parquet.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".csv, .xlsx or .parquet.")],
    columns: Columns = None,
    spacy_pipeline: Annotated[
        str, typer.Option("--spacy-pipeline", help="An installed spaCy pipeline finds names too.")
    ] = "",
) -> None:
    """Write the table again with personal data in its texts replaced."""
    from classifier.labels.redacting import redact_file

    with _progress("Redacting") as bar:
        rows, redacted, warnings = redact_file(
            cases,
            output,
            mapping=_mapping(columns),
            spacy_pipeline=spacy_pipeline,
            progress=lambda done: bar.advance(bar.task_ids[0], done),
        )
    _warn(warnings)
    print(f"Wrote {rows:,} rows to {output}; redacted: {', '.join(redacted)}")
    print("Rules can miss a name: read the texts before you pass them on.")


@app.command()
def themes(scheme: Scheme = "") -> None:
    """Print the codebook: every label and when it applies."""
    from classifier.errors import SettingsError
    from classifier.labels.codebook import load_codebook

    codebook = load_codebook()
    if scheme and scheme not in codebook.schemes:
        raise SettingsError(
            f"There is no scheme {scheme!r}.", mend=f"use one of {', '.join(codebook.schemes)}"
        )
    for key in [scheme] if scheme else codebook.schemes:
        chosen = codebook.schemes[key]
        print(f"\n{chosen.name} ({key}): {chosen.question}")
        for label in chosen.labels:
            print(f"\n  {label.name} ({label.id})\n    {label.definition}")
            print(f"    Applies when: {label.apply_when}")
            if label.not_when:
                print(f"    Not when: {label.not_when}")
        print("\n  Where two labels compete:")
        for rule in codebook.rules_of(key):
            print(f"    {rule.title}: {rule.rule}")


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the tagged cases and the report.")
    ] = Path("demo-report"),
) -> None:
    """Tag the sample cases and report on them."""
    from classifier.reports.writing import check_report_folder

    check_report_folder(output).mkdir(parents=True, exist_ok=True)
    tagged = output / "tagged.xlsx"
    sample = shipped_path("training_data", "sample")
    tag([sample / "cases.csv"], tagged)
    changes = sample / "changes.csv"
    _, files = _write_report([tagged], output, ReportSettings(), changes=changes)
    print(f"\nThe report is {files[0].resolve()}\nOpen it in a browser; the workbook is beside it.")


# --- Printing -----------------------------------------------------------------------------------


def _mapping(path: Path | None) -> ColumnMapping | None:
    from classifier.cases.columns import load_mapping

    return load_mapping(path) if path else None


@contextmanager
def _ended_tidily() -> Iterator[None]:
    """Let a request to end, such as a computer's that shuts down, clear up as Ctrl-C does."""
    import signal

    def stop(number: int, frame: object) -> None:
        del frame
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(what: str, rate: str = "") -> Iterator[Progress]:
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


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        print(f"Note: {warning}", file=sys.stderr)


def _table(headings: list[str], rows: list[list[str]], title: str) -> None:
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
    Console(width=console.width if console.is_terminal else 120).print(table)


def _print_figures(figures: Figures, title: str) -> None:
    def row(name: str, values: dict[str, Any]) -> list[str]:
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
        ]

    rows = [row(label, values) for label, values in figures.labels.items()]
    rows += [row("micro", figures.micro), row("macro", figures.macro)]
    headings = ["Label", "Texts", "Precision", "Recall", "F1", "95% interval", "Av. precision"]
    _table(headings, rows, title)
    print(
        f"Calibration error {figures.calibration_error:.3f}. {figures.checked_share:.0%} of texts"
        f" have a label to check; these hold {figures.checked_errors:.0%} of the errors."
    )
    if figures.evidence:
        e = figures.evidence
        print(
            f"Evidence: token F1 {e['model']:.2f} (a random sentence {e['random_sentence']:.2f},"
            f" the whole text {e['whole_text']:.2f})."
        )


def main() -> None:
    """Run the command line; a problem that the user can mend ends it with status 1."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles may not know every character of a council's text.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("Stopped. Nothing was half written.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
