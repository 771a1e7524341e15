import json

import pandas as pd
import pytest

from classifier.insight.periods import period_labels
from classifier.insight.remedies import remedies_by_label, remedy_table
from classifier.insight.tagged import SchemeLabels, load_tagged
from classifier.labels.codebook import shipped_codebook

SCHEMES = shipped_codebook().schemes
ROWS = [
    # ref, parent, received, team, pounds, themes, read
    ("A", "", "2025-04-01", "Waste", 100.0, "delay charges", True),
    ("B", "A", "2025-09-01", "Waste", 250.0, "charges", True),
    # The ombudsman's row has no complaint text of its own: A's themes are its own.
    ("C", "B", "2026-03-31", "Waste", 500.0, "", False),
    ("D", "", "2026-04-01", "Waste", 0.0, "delay", True),
    ("E", "", "2026-05-01", "Parking", None, "delay", True),
    ("F", "", "2026-05-02", "Parking", 40.0, "", True),
    ("G", "", "2026-05-03", "Parking", 30.0, "", False),
]


def labels_of(frame, scheme, column="themes"):
    carried = {label: frame[column].str.split().map(lambda c, x=label: x in c)
               for label in SCHEMES[scheme].ids}  # fmt: skip
    blank = pd.Series("", index=frame.index)
    return SchemeLabels(
        SCHEMES[scheme], pd.DataFrame(carried), frame["read"], frame["read"], blank, blank
    )


@pytest.fixture
def frame():
    names = ["case_ref", "parent_ref", "received_date", "team", "remedy_amount", "themes", "read"]
    cases = pd.DataFrame(ROWS, columns=names)
    cases["received_date"] = pd.to_datetime(cases["received_date"])
    return cases


@pytest.fixture
def everything(frame):
    return pd.Series(True, index=frame.index)


def test_pounds_year_on_year_by_team(frame, everything):
    year = period_labels(frame["received_date"], "year")
    found = remedy_table(frame, everything, {"year": year, "team": frame["team"]})
    assert found.index.tolist() == [
        ("2025-26", "Waste"), ("2026-27", "Parking"), ("2026-27", "Waste"),
    ]  # fmt: skip
    first, parking, waste = found.to_dict("records")
    assert first == {"cases": 3, "with_remedy": 3, "complaints": 1, "total": 850.0,
                     "median": 250.0, "largest": 500.0}  # fmt: skip
    assert (parking["cases"], parking["with_remedy"], parking["total"]) == (3, 2, 70.0)
    # £0 is no remedy, and a median of none is no figure.
    assert (waste["cases"], waste["with_remedy"], waste["total"]) == (1, 0, 0.0)
    assert pd.isna(waste["median"])


def test_pounds_by_theme_add_up_to_more_than_was_paid(frame, everything):
    found = remedies_by_label(frame, labels_of(frame, "theme"), everything)
    assert found.table["total"].to_dict() == {"charges": 850.0, "delay": 600.0}
    assert found.table["with_remedy"].to_dict() == {"charges": 3, "delay": 2}
    assert found.table["cases"].to_dict() == {"charges": 3, "delay": 4}
    assert found.table["complaints"].to_dict() == {"charges": 1, "delay": 1}
    assert found.table["median"].to_dict() == {"charges": 250.0, "delay": 300.0}
    assert (found.paid, found.sum_of_labels) == (920.0, 1450.0)
    assert (found.paid_several, found.paid_unlabelled) == (600.0, 70.0)


def test_root_causes_are_the_rows_own(frame, everything):
    causes = frame.assign(themes=frame["themes"].replace({"delay charges": "capacity"}))
    found = remedies_by_label(causes, labels_of(causes, "root_cause"), everything)
    assert found.table["total"].to_dict() == {"capacity": 100.0}
    assert found.paid_unlabelled == 820.0


def test_pounds_by_theme_and_team_over_some_rows(frame):
    rows = frame["received_date"] >= "2026-03-01"
    found = remedies_by_label(frame, labels_of(frame, "theme"), rows, {"team": frame["team"]})
    assert found.table["total"].to_dict() == {
        ("Parking", "delay"): 0.0, ("Waste", "charges"): 500.0, ("Waste", "delay"): 500.0,
    }  # fmt: skip
    assert found.paid == 570.0


def test_a_table_without_amounts_has_no_data(frame, everything):
    labels = labels_of(frame, "theme")
    for cases in (frame.drop(columns="remedy_amount"), frame.assign(remedy_amount=float("nan"))):
        assert remedy_table(cases, everything) is None
        assert remedies_by_label(cases, labels, everything) is None


def test_no_label_and_no_row(frame, everything):
    none = frame.assign(themes="")
    found = remedies_by_label(none, labels_of(none, "theme"), everything)
    assert found.table.empty and found.sum_of_labels == 0.0
    assert found.paid == found.paid_unlabelled == 920.0
    assert remedy_table(frame, ~everything).empty


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    """The sample year with its true labels as a person's."""
    folder = root / "training_data" / "sample"
    cells = pd.read_csv(folder / "cases.csv", dtype=str, keep_default_na=False)
    for scheme, file in (("theme", "themes.jsonl"), ("root_cause", "root_causes.jsonl")):
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        true = {row["id"]: "; ".join(row["labels"]) or "none" for row in map(json.loads, lines)}
        kind = SCHEMES[scheme]
        cells[kind.reviewed_column] = cells["Case Reference"].map(true).fillna("")
        cells[kind.column], cells[kind.status_column] = "", "no_text"
    path = tmp_path_factory.mktemp("sample") / "tagged.csv"
    cells.to_csv(path, index=False)
    return load_tagged([path], list(SCHEMES.values()))


def test_the_sample_years_pounds_are_those_of_its_cells(sample):
    frame = sample.table.frame
    rows = frame["received_date"].between("2025-04-01", "2026-06-30")
    pounds = frame["remedy_amount"]
    (all_of_it,) = remedy_table(frame, rows)["total"]
    assert all_of_it == pounds[rows].sum() == 25392.0
    causes = sample.labels["root_cause"]
    found = remedies_by_label(frame, causes, rows)
    assert found.paid == 25392.0
    for label, total in found.table["total"].items():
        assert total == pounds[rows & causes.carried[label]].sum(), label
    assert found.sum_of_labels > found.paid - found.paid_unlabelled > 0
    unlabelled = rows & ~causes.carried.any(axis=1)
    assert found.paid_unlabelled == pounds[unlabelled].sum()
