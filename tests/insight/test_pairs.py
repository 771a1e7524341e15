import pandas as pd
import pytest

from classifier.insight.pairs import as_complaints, counted_cases, outcomes_of
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook

Q1, Q2 = "2026-27 Q1", "2026-27 Q2"
ROWS = [
    # ref, parent, quarter, team, themes, outcome, causes, finding status
    ("A1", "", Q1, "Waste", "delay; charges", "Not upheld", "", "no_label"),
    ("A2", "A1", Q2, "Waste", "delay", "Upheld", "capacity; systems", "tagged"),
    ("A3", "", Q1, "Waste", "delay", "Open", "", "no_text"),
    ("A4", "", Q2, "Waste", "delay", "Partly upheld", "capacity", "tagged"),
    ("A5", "", Q2, "Parking", "charges", "Withdrawn", "", "no_text"),
    ("A6", "", Q2, "Parking", "charges", "Upheld", "", "no_text"),
    ("A7", "", Q2, "", "delay", "Upheld", "systems", "tagged"),
    ("A8", "", "", "Parking", "delay", "Upheld", "systems", "tagged"),
    ("P1", "", Q1, "Parking", "delay", "", "", "no_text"),
    ("P1", "", Q1, "Parking", "charges", "", "", "no_text"),
]
NAMES = ["ref", "parent", "quarter", "Team", "themes", "Outcome", "root_causes", "finding_status"]
DAYS = {Q1: "2026-05-04", Q2: "2026-08-03", "": ""}
DELAY, CHARGES = "delay", "charges"


@pytest.fixture(scope="module")
def load(tmp_path_factory):
    def loaded(drop=()):
        frame = pd.DataFrame(ROWS, columns=NAMES).assign(tag_status="tagged")
        frame["Reference"], frame["Parent case"] = frame.pop("ref"), frame.pop("parent")
        frame["Date received"] = frame.pop("quarter").map(DAYS)
        path = tmp_path_factory.mktemp("pairs") / "tagged.csv"
        frame.drop(columns=list(drop)).to_csv(path, index=False)
        return load_tagged([path], list(shipped_codebook().schemes.values()))

    return loaded


def count(cases, scheme="theme", rows=None):
    frame = cases.table.frame
    periods = pd.Series([row[2] for row in ROWS], index=frame.index)
    rows = cases.first if rows is None else rows
    return counted_cases(cases.labels[scheme], rows, frame["team"], periods, [Q1, Q2])


def cell(cases, counts, group, label):
    ids = cases.labels["theme"].scheme.ids
    return int(counts[["Parking", "Waste"].index(group), ids.index(label)])


def test_counts_by_group_and_period_keep_what_has_no_team_apart(load):
    cases = load()
    counted = count(cases)
    counts, bases = counted.by_period()
    assert counted.groups == ("Parking", "Waste")
    # Parking, Waste, not stated; A2 is A1's escalation and A8 has no date.
    assert bases.tolist() == [[2, 2], [2, 1], [0, 1]]
    delay = cases.labels["theme"].scheme.ids.index(DELAY)
    assert counts[:, :, delay].tolist() == [[1, 0], [2, 1], [0, 1]]


def test_points_of_one_case_are_one_complaint(load):
    cases = load()
    counts, bases = as_complaints(count(cases), cases.table.frame).by_period()
    assert bases.tolist() == [[1, 2], [2, 1], [0, 1]]
    ids = cases.labels["theme"].scheme.ids
    assert counts[0, 0, [ids.index(DELAY), ids.index(CHARGES)]].tolist() == [1, 1]


def test_stages_are_one_complaint_where_every_row_counts(load):
    cases = load()
    everything = count(cases, rows=cases.first | True)
    assert everything.by_period()[1].tolist() == [[2, 2], [2, 2], [0, 1]]
    together = as_complaints(everything, cases.table.frame)
    assert together.by_period()[1].tolist() == [[1, 2], [2, 1], [0, 1]]


def test_a_complaint_is_upheld_if_any_of_its_rows_was(load):
    cases = load()
    found = outcomes_of(cases, count(cases), with_causes=True)
    assert cell(cases, found.decided, "Waste", DELAY) == 2
    assert cell(cases, found.upheld, "Waste", DELAY) == 2
    assert cell(cases, found.with_finding, "Waste", DELAY) == 2
    assert cell(cases, found.causes["capacity"], "Waste", DELAY) == 2
    assert cell(cases, found.causes["systems"], "Waste", CHARGES) == 1
    # Withdrawn and blank are no decision; an upheld case without a finding names no cause.
    assert cell(cases, found.decided, "Parking", CHARGES) == 1
    assert cell(cases, found.with_finding, "Parking", CHARGES) == 0


def test_where_every_row_counts_each_has_its_own_outcome(load):
    cases = load()
    found = outcomes_of(cases, count(cases, rows=cases.first | True), with_causes=True)
    assert cell(cases, found.decided, "Waste", DELAY) == 3
    assert cell(cases, found.upheld, "Waste", DELAY) == 2
    assert cell(cases, found.upheld, "Waste", CHARGES) == 0


def test_what_the_table_does_not_have_is_not_counted_as_none(load):
    cases = load(drop=["Outcome"])
    nothing = outcomes_of(cases, count(cases), with_causes=True)
    assert (nothing.decided, nothing.upheld, nothing.with_finding, nothing.causes) == (None,) * 4
    cases = load(drop=["root_causes", "finding_status"])
    found = outcomes_of(cases, count(cases), with_causes=True)
    assert cell(cases, found.upheld, "Waste", DELAY) == 2
    assert (found.with_finding, found.causes) == (None, None)
