"""The command line: collect options, call the library, print what it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from classifier import measuring, terminal
from classifier.config import ReportSettings, TagSettings, shipped_path
from classifier.errors import UserError

if TYPE_CHECKING:
    from classifier.cases.columns import ColumnMapping

app = typer.Typer(
    name="complaint-themes",
    help="Find the themes and root causes in complaints to councils, and report them by team."
    " Nothing leaves this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
review = typer.Typer(
    help="Have people check labels: draw cases into a workbook, write decisions back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(review, name="review")

Columns = Annotated[
    Path | None, typer.Option("--columns", help="Mapping file (TOML): your names for columns.")
]
Models = Annotated[
    Path | None, typer.Option("--models", help="Folder of models; by default those shipped.")
]
SchemeName = Annotated[
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
    with terminal.ended_tidily(), terminal.progress("Tagging", rate="cases") as bar:
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
    terminal.warn(result.warnings)
    for model in loaded:
        terminal.print_counts(model.scheme, result)
    print(f"\nWrote {result.rows:,} rows to {result.path}")


@app.command()
def report(
    tagged: Annotated[
        list[Path],
        typer.Argument(
            help="Tables that tag wrote, perhaps reviewed; two reviewers' workbooks of the same"
            " cases among them tell how far they agree."
        ),
    ],
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

    from classifier.insight.audit import learnt_from
    from classifier.insight.changes import group_names, load_changes
    from classifier.insight.review_cases import random_draws
    from classifier.insight.tagged import load_tagged
    from classifier.reports.writing import write_report

    manifests = measuring.manifests(models)
    schemes = measuring.schemes(manifests)
    reviews, tables = measuring.parted(tagged)
    # Of several pairs the one with the most cases in common, which comes last here.
    agreed = sorted(
        measuring.agreements_of(reviews, schemes).items(), key=lambda item: item[1].cases
    )
    with terminal.progress("Reading") as bar:
        cases = load_tagged(tables, schemes, mapping=_mapping(columns), group=settings.group)
        names = {k: v for labels in cases.labels.values() for k, v in labels.scheme.names.items()}
        teams = group_names(cases.table.frame)
        told = load_changes(changes, teams=teams, labels=names) if changes else []
        terminal.warn(learnt_from(manifests, cases.versions, random_draws(cases)))
        return write_report(
            cases,
            output,
            settings,
            manifests=manifests,
            changes=told,
            agreements={scheme: found for (_, _, scheme), found in agreed},
            today=datetime.now(tz=UTC).astimezone().date(),
            progress=lambda what: bar.update(bar.task_ids[0], description=f"Writing {what}"),
        )


@review.command("sample")
def review_sample(
    tagged: Annotated[Path, typer.Argument(help="A table that tag wrote.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook, a new .xlsx.")],
    random: Annotated[
        int,
        typer.Option(
            "--random", min=0, help="Cases drawn at random, which tell how good the labels are."
        ),
    ] = 100,
    uncertain: Annotated[
        int,
        typer.Option(
            "--uncertain", min=0, help="Further cases, those that the model is least sure of."
        ),
    ] = 0,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same number draws the same cases.")
    ] = 0,
    by_team: Annotated[
        bool, typer.Option("--by-team", help="Give every team its share of the random cases.")
    ] = False,
    full_text: Annotated[
        bool, typer.Option("--full-text", help="Show texts as they are, not redacted.")
    ] = False,
    columns: Columns = None,
    models: Models = None,
) -> None:
    """Draw cases of a tagged table into a workbook for a person to label."""
    from classifier.insight.review import draw_review
    from classifier.reports.review_workbook import check_review_output, write_review

    output = check_review_output(output, [tagged])
    sample = draw_review(
        tagged,
        measuring.schemes(measuring.manifests(models)),
        random=random,
        uncertain=uncertain,
        seed=seed,
        by_team=by_team,
        full_text=full_text,
        mapping=_mapping(columns),
    )
    write_review(sample, output)
    parts = sample.cases["part"].value_counts().to_dict()
    info = sample.info
    if by_team:
        rows = [[name, f"{of:,}", str(drawn)] for name, (of, drawn) in info.strata.items()]
        terminal.print_table(["Team", "Cases", "Drawn"], rows, "Random part")
    drawn, unsure = parts.get("random", 0), parts.get("uncertain", 0)
    print(
        f"Drew {drawn:,} of {info.frame_size:,} cases at random ({info.draw}, seed {info.seed})"
        f" and {unsure:,} that the model is unsure of."
    )
    print(f"Wrote {output}. Its first sheet tells the reviewer what to do; then:")
    applied = f"{tagged.stem}-reviewed.xlsx"
    print(f"  complaint-themes review apply {tagged.name} {output.name} -o {applied}")


@review.command("apply")
def review_apply(
    tagged: Annotated[Path, typer.Argument(help="The table that the cases were drawn from.")],
    reviews: Annotated[list[Path], typer.Argument(help="Workbooks that reviewers filled in.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".csv, .xlsx or .parquet.")],
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Accept cases without a decision, as undecided.")
    ] = False,
    columns: Columns = None,
    models: Models = None,
) -> None:
    """Write reviewers' decisions into the tagged table."""
    from classifier.cases.writing import check_output
    from classifier.insight.review_apply import apply_review
    from classifier.reports.review_reading import read_review

    check_output(output, [tagged, *reviews])
    schemes = measuring.schemes(measuring.manifests(models))
    result = apply_review(
        tagged,
        [read_review(path, schemes) for path in reviews],
        output,
        schemes,
        mapping=_mapping(columns),
        unfinished=unfinished,
    )
    terminal.warn(result.warnings)
    print(f"{result.decided:,} cases decided; {result.changed:,} rows changed by it.")
    print(f"Wrote {result.rows:,} rows to {result.path}")


@app.command()
def train(
    labelled: Annotated[
        list[Path],
        typer.Argument(
            help="Labelled data: JSONL, CSV, XLSX; tagged tables too, of which only the cases that"
            " a person decided on are learnt from."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder, as models/mine.")],
    scheme: SchemeName = "",
    text_column: TextColumn = "",
    group: Annotated[
        str, typer.Option("--group", help="Field that cross-validation keeps together.")
    ] = "writer",
    review_weight: Annotated[
        float,
        typer.Option("--review-weight", help="How many other texts a reviewed case counts for."),
    ] = 2.0,
) -> None:
    """Train a model on labelled texts, measure it by cross-validation, and save it."""
    from classifier.labels.corpus import load_corpus
    from classifier.labels.persistence import check_model_folder, save_model
    from classifier.labels.training import train as train_model

    check_model_folder(output)
    corpus = load_corpus(
        labelled, scheme=scheme, text_column=text_column, review_weight=review_weight
    )
    with terminal.progress("Training") as bar:
        result = train_model(
            corpus,
            group=group,
            progress=lambda what, done, total: bar.update(
                bar.task_ids[0], description=what, completed=done, total=total
            ),
        )
    apart = f" by {result.groups} {group}s" if result.groups else ""
    terminal.print_figures(result.figures, f"Cross-validated on {result.texts:,} texts{apart}")
    save_model(result, output)
    print(f"\nSaved {result.model.version} in {output}")
    reviewed = sum(example.reviewed for example in corpus.examples)
    if reviewed:
        print(f"{reviewed:,} of the texts are reviewed cases, each counting {review_weight:g}.")
    if corpus.reviews():
        terminal.warn(
            [
                f"the model has learnt from the random cases of {' and '.join(corpus.reviews())}."
                " Don't judge it, or correct the shares of cases that it tags, by these: review a"
                " new random sample for that"
            ]
        )


@app.command()
def evaluate(
    labelled: Annotated[
        list[Path],
        typer.Argument(
            help="Labelled data (JSONL, CSV, XLSX); or tagged tables that a review was applied to;"
            " or two reviewers' workbooks of the same cases."
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", help="Folder of a saved model, which labels the texts afresh."),
    ] = None,
    scheme: SchemeName = "",
    text_column: TextColumn = "",
    columns: Columns = None,
    models: Models = None,
    json_output: Annotated[
        Path | None, typer.Option("--json", help="Also write the figures to this file.")
    ] = None,
) -> None:
    """Measure labels against those that people gave.

    With --model, the model labels the texts and is measured on them; of a reviewed table it is
    measured on the random part of the review, where there is one. Without, reviewed tables are
    audited as they stand: the labels that tag wrote, which reports count, against the reviewers',
    by the random part only, and nothing is tagged again. Two workbooks of the same cases give the
    agreement of their reviewers.
    """
    import json

    from classifier.cases.writing import dump_text, write_atomically
    from classifier.errors import OutputError

    if json_output and any(json_output.exists() and json_output.samefile(p) for p in labelled):
        raise OutputError(
            f"The output {json_output} is an input.", mend="choose another name for --json"
        )
    reviews, files = measuring.parted(labelled)
    figures: dict[str, Any] = {}
    if files and model:
        figures |= measuring.measure_model(files, model, scheme=scheme, text_column=text_column)
    elif files:
        mapping = _mapping(columns)
        figures |= measuring.measure_review(files, models, scheme=scheme, mapping=mapping)
    if reviews:
        figures["agreement"] = measuring.measure_agreement(reviews, models, scheme=scheme)
    if json_output:
        text = json.dumps(figures, indent=1)
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

    with terminal.progress("Redacting") as bar:
        rows, redacted, warnings = redact_file(
            cases,
            output,
            mapping=_mapping(columns),
            spacy_pipeline=spacy_pipeline,
            progress=lambda done: bar.advance(bar.task_ids[0], done),
        )
    terminal.warn(warnings)
    print(f"Wrote {rows:,} rows to {output}; redacted: {', '.join(redacted)}")
    print("Rules can miss a name: read the texts before you pass them on.")


@app.command()
def themes(scheme: SchemeName = "") -> None:
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


# --- Shared by commands -------------------------------------------------------------------------


def _mapping(path: Path | None) -> ColumnMapping | None:
    from classifier.cases.columns import load_mapping

    return load_mapping(path) if path else None


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
