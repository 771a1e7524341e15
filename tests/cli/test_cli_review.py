"""The review loop on the real command: draw, fill in, apply, tag again, report, evaluate, train."""

import json
import re
import shutil
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest
import typer.main

import cli
from classifier.cases.reading import read_table
from classifier.cases.writing import write_table
from classifier.labels.codebook import shipped_codebook

SCHEMES = shipped_codebook().schemes
TEXTS = {"theme": "What the complainant wrote", "root_cause": "What the investigation found"}
FILES = {"theme": "themes.jsonl", "root_cause": "root_causes.jsonl"}
REVIEW = typer.main.get_command(cli.app).commands["review"].commands
DRAWN = 40


@pytest.fixture(scope="module")
def truth(root):
    """(scheme id, reference) -> labels, as the coders settled them."""
    found = {}
    for scheme, name in FILES.items():
        path = root / "training_data" / "sample" / name
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            found[scheme, record["id"]] = record["labels"]
    return found


def fill_in(source, target, truth, *, name="Ann Officer", but=None):
    """A reviewer's hands: the true labels; ``but`` maps a row's number to labels instead."""
    book = openpyxl.load_workbook(source)
    sheet = book["Cases"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for scheme, text in TEXTS.items():
            if not sheet.cell(row, at[text]).value:
                continue
            labels = truth.get((scheme, sheet.cell(row, at["Case"]).value), [])
            labels = (but or {}).get(row, labels) if scheme == "theme" else labels
            for label in labels:
                sheet.cell(row, at[SCHEMES[scheme].names[label]]).value = "yes"
            if not labels:
                none = f"No {SCHEMES[scheme].name.lower()} applies"
                sheet.cell(row, at[none]).value = "yes"
    book["Read me"]["B3"], book["Read me"]["B4"] = name, "06/07/2026"
    book.save(target)
    return target


@pytest.fixture(scope="module")
def desk(run_cli, root, truth, tmp_path_factory):
    """A tagged part of the sample year, a review drawn from it, filled in and applied."""
    folder = tmp_path_factory.mktemp("desk")
    sample = pd.read_csv(
        root / "training_data" / "sample" / "cases.csv", dtype=str, keep_default_na=False
    )
    part = sample.iloc[::6].copy()
    part["themes_reviewed"] = part["root_causes_reviewed"] = ""
    part["reviewed_by"] = part["reviewed_on"] = ""
    write_table(part, folder / "cases.csv")
    steps = [
        run_cli("tag", "cases.csv", "-o", "tagged.csv", cwd=folder),
        run_cli(
            "review", "sample", "tagged.csv", "-o", "review.xlsx", "--random", DRAWN,
            "--uncertain", "5", "--seed", "3", "--by-team", cwd=folder,
        ),
    ]  # fmt: skip
    fill_in(folder / "review.xlsx", folder / "ann.xlsx", truth)
    steps.append(
        run_cli("review", "apply", "tagged.csv", "ann.xlsx", "-o", "reviewed.csv", cwd=folder)
    )
    for done in steps:
        assert done.returncode == 0, done.stderr
    return folder, steps


@pytest.fixture
def run_here(monkeypatch, capsys):
    """Run the command line in this process, which spares loading the libraries each time."""

    def run(*arguments, cwd=None):
        if cwd:
            monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["cli.py", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code, out, err)

    return run


def reviewed_table(path):
    return read_table(path, extra_names=["themes"]).frame.set_index("Case Reference")


# --- The loop -----------------------------------------------------------------------------------


def test_sample_says_what_was_drawn_and_what_comes_next(desk):
    said = desk[1][1].stdout
    assert re.search(rf"Drew {DRAWN} of \d+ cases at random \(draw-\w{{8}}, seed 3\) and 5 ", said)
    assert "complaint-themes review apply tagged.csv review.xlsx -o tagged-reviewed.xlsx" in said
    assert re.search(r"Housing Repairs +\d+ +\d", said)


def test_the_workbook_hides_the_model_from_the_random_part_alone(desk):
    sheet = openpyxl.load_workbook(desk[0] / "review.xlsx")["Cases"]
    at = {cell.value: cell.column for cell in sheet[1]}
    shown = [
        [sheet.cell(row, at[f"{name}: what the model says"]).value for row in range(2, 47)]
        for name in ("Theme", "Root cause")
    ]
    assert not any(cell for column in shown for cell in column[:DRAWN])
    assert all(shown[0][DRAWN:])
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 26 and {rule.formula1 for rule in lists} == {'"yes"'}


def test_apply_writes_the_true_labels_into_the_drawn_rows(desk, truth):
    folder, steps = desk
    assert "45 cases decided; 45 rows changed" in steps[2].stdout
    table, before = reviewed_table(folder / "reviewed.csv"), reviewed_table(folder / "tagged.csv")
    assert list(table.index) == list(before.index)
    decided = table[table["reviewed_by"] != ""]
    assert len(decided) == 45
    assert set(decided["reviewed_by"]) == {"Ann Officer"}
    assert set(decided["reviewed_on"].astype(str)) == {"2026-07-06"}
    parts = decided["review_part"].str.split(" ").str[0].value_counts().to_dict()
    assert parts == {"random": DRAWN, "uncertain": 5}
    for ref, row in decided.iterrows():
        for scheme in ("theme", "root_cause"):
            if (scheme, ref) in truth and row[SCHEMES[scheme].reviewed_column]:
                given = row[SCHEMES[scheme].reviewed_column].split("; ")
                assert sorted(given) == (sorted(truth[scheme, ref]) or ["none"])
    # What the model had said still stands beside it.
    assert table["themes"].tolist() == before["themes"].tolist()


def test_applying_twice_changes_nothing(desk, run_here):
    folder, _ = desk
    again = run_here("review", "apply", "reviewed.csv", "ann.xlsx", "-o", "again.csv", cwd=folder)
    assert again.returncode == 0, again.stderr
    assert "45 cases decided; 0 rows changed" in again.stdout
    assert (folder / "again.csv").read_bytes() == (folder / "reviewed.csv").read_bytes()


def test_tagging_again_keeps_the_decisions(desk, run_cli, tmp_path):
    folder, _ = desk
    done = run_cli("tag", folder / "reviewed.csv", "-o", tmp_path / "retagged.csv")
    assert done.returncode == 0, done.stderr
    before = reviewed_table(folder / "reviewed.csv")
    after = reviewed_table(tmp_path / "retagged.csv")
    kept = [name for name in before if "review" in name]
    assert len(kept) == 6
    pd.testing.assert_frame_equal(after[kept].astype(str), before[kept].astype(str))


def test_the_report_counts_decisions_and_tells_of_the_review(desk, run_here, truth, tmp_path):
    folder, _ = desk
    fill_in(folder / "review.xlsx", tmp_path / "bob.xlsx", truth, name="Bob", but={2: ["safety"]})
    done = run_here(
        "report", folder / "reviewed.csv", folder / "ann.xlsx", tmp_path / "bob.xlsx",
        "-o", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What reviewers changed" in page
    assert "that two people reviewed apart" in page
    assert "Bob" not in page and "Ann Officer" not in page


# --- evaluate -----------------------------------------------------------------------------------


def micro(pairs):
    right = sum(len(ours & theirs) for ours, theirs in pairs)
    return right / sum(len(o) for o, _ in pairs), right / sum(len(t) for _, t in pairs)


def test_evaluate_audits_the_stored_labels_by_the_random_part(desk, run_here, truth, tmp_path):
    folder, _ = desk
    figures = tmp_path / "figures.json"
    done = run_here("evaluate", folder / "reviewed.csv", "--scheme", "theme", "--json", figures)
    assert done.returncode == 0, done.stderr
    table = reviewed_table(folder / "reviewed.csv")
    random = table[table["review_part"].str.startswith("random") & (table["themes_reviewed"] != "")]
    pairs = [
        (set(filter(None, row["themes"].split("; "))), set(truth["theme", ref]))
        for ref, row in random.iterrows()
    ]
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert set(found["audit"]) == {"theme"}
    result = found["audit"]["theme"]
    assert result["cases"] == len(pairs)
    # Drawn by team, cases weigh a little differently, so the plain ratios are near, not equal.
    precision, recall = micro(pairs)
    assert result["precision"]["value"] == pytest.approx(precision, abs=0.02)
    assert result["recall"]["value"] == pytest.approx(recall, abs=0.02)
    low, high = result["precision"]["low"], result["precision"]["high"]
    assert low < result["precision"]["value"] < high
    percent = f"{result['precision']['value']:.0%} ({100 * low:.0f} to {100 * high:.0f})"
    assert f"On {len(pairs)} of your cases, {percent} of the labels were right" in done.stdout
    assert result["verdict"] in done.stdout
    delay = result["labels"]["delay"]
    assert delay["right"] == sum("delay" in ours & theirs for ours, theirs in pairs)


def test_evaluate_with_a_model_takes_the_random_part_too(desk, run_here, root, tmp_path):
    figures = tmp_path / "figures.json"
    done = run_here(
        "evaluate", desk[0] / "reviewed.csv", "--model", root / "models" / "theme",
        "--json", figures,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["texts"] == DRAWN
    assert "Left out: 5 reviewed cases that were not drawn at random." in done.stdout


def test_evaluate_warns_of_a_model_that_learnt_from_the_review(desk, run_here, root, tmp_path):
    folder, _ = desk
    models = tmp_path / "models"
    shutil.copytree(root / "models", models)
    draw = reviewed_table(folder / "reviewed.csv")["review_part"].str.extract(r"random (\S+)")
    manifest = models / "theme" / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["training"]["reviews"] = [draw[0].dropna().iloc[0]]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    done = run_here("evaluate", folder / "reviewed.csv", "--models", models)
    assert done.returncode == 0, done.stderr
    assert f"Caution: {content['version']} has learnt from the random cases of" in done.stdout
    clean = run_here("evaluate", folder / "reviewed.csv")
    assert "Caution" not in clean.stdout


def test_evaluate_compares_two_reviewers_and_lists_what_to_settle(desk, run_here, truth, tmp_path):
    folder, _ = desk
    bob = fill_in(
        folder / "review.xlsx", tmp_path / "bob.xlsx", truth, name="Bob", but={3: ["safety"]}
    )
    figures = tmp_path / "figures.json"
    done = run_here("evaluate", folder / "ann.xlsx", bob, "--json", figures)
    assert done.returncode == 0, done.stderr
    theme, cause = json.loads(figures.read_text(encoding="utf-8"))["agreement"]
    assert (theme["first"], theme["second"]) == ("ann.xlsx", "bob.xlsx")
    assert theme["same"]["value"] == pytest.approx((theme["cases"] - 1) / theme["cases"])
    assert cause["same"]["value"] == 1.0
    settle = done.stdout[done.stdout.index("To settle:") :]
    assert "ann.xlsx, row 3 (case" in settle and "bob.xlsx, row 3 (case" in settle
    assert "Safety and safeguarding" in settle
    assert settle.count("bob.xlsx, row") == 1


# --- train --------------------------------------------------------------------------------------


def test_train_learns_from_reviewed_cases_beside_the_corpus(desk, run_cli, root, tmp_path):
    lines = (root / "training_data" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(lines[::80]) + "\n", encoding="utf-8")
    reviewed = desk[0] / "reviewed.csv"
    done = run_cli(
        "train", corpus, reviewed, "-o", tmp_path / "models" / "mine", "--review-weight", "3"
    )
    assert done.returncode == 0, done.stderr
    decided = (reviewed_table(reviewed)["themes_reviewed"] != "").sum()
    texts = len(lines[::80]) + decided
    assert f"Cross-validated on {texts:,} texts" in done.stdout
    assert f"{decided} of the texts are reviewed cases, each counting 3." in done.stdout
    assert "has learnt from the random cases of draw-" in done.stderr
    manifest = json.loads((tmp_path / "models" / "mine" / "manifest.json").read_text())
    assert manifest["training"]["texts"] == texts
    assert "; ".join(manifest["training"]["reviews"]) in done.stderr


# --- What goes wrong ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faults(desk, truth, tmp_path_factory):
    """The desk, with workbooks and tables that can't be used."""
    folder = tmp_path_factory.mktemp("faults")
    for path in desk[0].iterdir():
        shutil.copy(path, folder)
    filled = folder / "ann.xlsx"

    def spoilt(name, spoil):
        book = openpyxl.load_workbook(filled)
        sheet = book["Cases"]
        spoil(sheet, {cell.value: cell.column for cell in sheet[1]}, book)
        book.save(folder / name)

    def put(row, header, value):
        return lambda sheet, at, book: sheet.cell(row, at[header], value)

    def extra_label(sheet, at, book):
        sheet.cell(1, sheet.max_column + 1, "Potholes")
        sheet.cell(4, sheet.max_column, "yes")

    def unsigned(sheet, at, book):
        book["Read me"]["B3"] = None

    spoilt("text.xlsx", put(5, TEXTS["theme"], "Another text altogether."))
    spoilt("label.xlsx", extra_label)
    spoilt("mark.xlsx", put(6, "Delay", "perhaps"))
    spoilt("row.xlsx", lambda sheet, at, book: sheet.delete_rows(7))
    spoilt("unsigned.xlsx", unsigned)
    spoilt("half.xlsx", lambda sheet, at, book: clear(sheet, at, 8))
    fill_in(folder / "review.xlsx", folder / "bob.xlsx", truth, name="Bob", but={9: ["safety"]})
    table = read_table(folder / "tagged.csv", extra_names=["themes"]).frame
    write_table(table.iloc[:-1], folder / "shorter.csv")
    other = table.assign(**{"Details of complaint": "Other " + table["Details of complaint"]})
    write_table(other, folder / "other.csv")
    book = openpyxl.load_workbook(filled)
    del book["Sampling"]
    book.save(folder / "cut.xlsx")
    return folder


def clear(sheet, at, row):
    for header in [*SCHEMES["theme"].names.values(), "No theme applies"]:
        sheet.cell(row, at[header]).value = None


# Command line -> what the message says.
FAULTS = {
    "review apply tagged.csv text.xlsx -o out.csv": ["text.xlsx, row 5 (case ", "is not the one"],
    "review apply tagged.csv label.xlsx -o out.csv": [
        "label.xlsx, row 4 (case ", "'Potholes' is marked, and the codebook has no such label",
    ],
    "review apply tagged.csv mark.xlsx -o out.csv": ["mark.xlsx, row 6 (case ", "'perhaps'"],
    "review apply tagged.csv row.xlsx -o out.csv": ["case numbers are missing: 6"],
    "review apply tagged.csv unsigned.xlsx -o out.csv": [
        "unsigned.xlsx, row 2 (case ", "who reviewed it is missing", "… and 35 more",
    ],
    "review apply tagged.csv half.xlsx -o out.csv": [
        "half.xlsx, row 8 (case ", "no decision on theme", "--unfinished",
    ],
    "review apply tagged.csv ann.xlsx bob.xlsx -o out.csv": [
        "bob.xlsx, row 9 (case ", ": safety, but ann.xlsx, row 9 (case ", "agree on the labels",
    ],
    "review apply reviewed.csv bob.xlsx -o out.csv": [
        "bob.xlsx, row 9 (case ", ": safety, but reviewed.csv, row ",
    ],
    "review apply other.csv ann.xlsx -o out.csv": [
        "ann.xlsx was not drawn from other.csv", "drawn from tagged.csv",
    ],
    "review apply shorter.csv ann.xlsx -o out.csv": ["has not the same cases to draw from"],
    "review apply tagged.csv cut.xlsx -o out.csv": ["sheet 'Sampling' is gone"],
    "review apply tagged.csv cases.csv -o out.csv": ["cases.csv is not a workbook"],
    "review apply ann.xlsx tagged.csv -o out.csv": ["tagged.csv is not a workbook"],
    "review apply cases.csv ann.xlsx -o out.csv": ["cases.csv has not been tagged."],
    "review apply tagged.csv ann.xlsx -o tagged.csv": ["tagged.csv is the input itself"],
    "review apply tagged.csv ann.xlsx -o ann.xlsx": ["ann.xlsx is the input itself"],
    "review apply tagged.csv nosuch.xlsx -o out.csv": ["There is no file nosuch.xlsx."],
    "review apply tagged.csv ann.xlsx -o out.csv --models nosuch": ["no model in nosuch"],
    "review sample cases.csv -o new.xlsx": ["cases.csv has not been tagged."],
    "review sample tagged.csv -o new.csv": ["end the name in .xlsx"],
    "review sample tagged.csv -o ann.xlsx": ["ann.xlsx is there already", "decisions"],
    "review sample tagged.csv -o new.xlsx --random 0": ["A review needs cases."],
    "evaluate ann.xlsx": ["ann.xlsx is one reviewer's workbook, and agreement takes two."],
    "evaluate ann.xlsx mark.xlsx": ["mark.xlsx, row 6 (case ", "'perhaps'"],
    "evaluate cases.csv": ["cases.csv has not been tagged."],
    "evaluate reviewed.csv --scheme topic": ["No model has the scheme 'topic'."],
    "evaluate reviewed.csv --json reviewed.csv": ["reviewed.csv is an input."],
    "train tagged.csv -o models/mine": [
        "tagged.csv was tagged, but nobody has decided on its themes.", "review sample",
    ],
    "train reviewed.csv -o models/mine --review-weight 0": ["needs a weight above 0."],
}  # fmt: skip


@pytest.mark.parametrize("line", FAULTS)
def test_bad_input_names_the_row_and_leaves_no_output(faults, line, run_here):
    before = {path: path.read_bytes() for path in faults.rglob("*") if path.is_file()}
    done = run_here(*line.split(), cwd=faults)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n  To mend it: ") == 1
    for words in FAULTS[line]:
        assert words in done.stderr
    assert {p: p.read_bytes() for p in faults.rglob("*") if p.is_file()} == before


def test_an_error_of_a_review_ends_the_process_with_status_1(faults, run_cli):
    done = run_cli("review", "apply", "tagged.csv", "text.xlsx", "-o", "out.csv", cwd=faults)
    assert (done.returncode, done.stdout) == (1, "")
    assert "text.xlsx, row 5 (case " in done.stderr


def test_unfinished_reviews_are_taken_when_asked_for(faults, run_here, tmp_path):
    out = tmp_path / "out.csv"
    done = run_here("review", "apply", "tagged.csv", "half.xlsx", "-o", out, "--unfinished",
                   cwd=faults)  # fmt: skip
    assert done.returncode == 0, done.stderr
    table = reviewed_table(out)
    assert (table["reviewed_by"] != "").sum() in (44, 45)


# --- Help and README ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(REVIEW))
def test_review_commands_and_options_are_in_readme_and_help(root, name):
    readme = (root / "README.md").read_text(encoding="utf-8").splitlines()
    row = next(line for line in readme if line.startswith(f"| `review {name} "))
    for parameter in REVIEW[name].params:
        assert parameter.help, f"{name}: {parameter.name} has no help"
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--") and option not in ("--help", "--output"):
                assert option in row, f"README's row of review {name} doesn't name {option}"


def test_the_guide_names_commands_options_and_pictures_that_exist(root):
    guide = (root / "docs" / "a-quarter-in-five-steps.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(cli.app).commands
    used = re.findall(r"complaint-themes ((?:review )?[a-z]+)([^`\n]*)", guide)
    assert {name for name, _ in used} >= {
        "tag", "review sample", "review apply", "evaluate", "report", "train"
    }  # fmt: skip
    for name, rest in used:
        command = REVIEW[name.removeprefix("review ")] if "review " in name else commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known, (name, rest)
    pictures = re.findall(r"\(images/([\w.-]+)\)", guide)
    assert len(pictures) == 4
    for picture in pictures:
        size = (root / "docs" / "images" / picture).stat().st_size
        assert 1000 < size < 150_000, picture
