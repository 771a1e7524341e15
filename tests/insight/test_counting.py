import pandas as pd
import pytest

from classifier.insight.counting import chains, first_rows


def cases(*rows):
    frame = pd.DataFrame(rows, columns=["case_ref", "parent_ref", "received_date"])
    frame["received_date"] = pd.to_datetime(frame["received_date"])
    return frame


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        (
            "an escalation is the same complaint",
            [("A", "", "2026-01-01"), ("B", "A", "2026-03-01"), ("C", "B", "2026-05-01")],
            [True, False, False],
        ),
        (
            "the earliest row counts wherever it stands",
            [("B", "A", "2026-03-01"), ("A", "", "2026-01-01")],
            [False, True],
        ),
        (
            "points of one case are cases of their own",
            [("A", "", "2026-01-01"), ("A", "", "2026-01-01")],
            [True, True],
        ),
        (
            "a parent outside the table joins nothing",
            [("B", "Z", "2026-01-01"), ("C", "Z", "2026-02-01")],
            [True, True],
        ),
        (
            "two escalations of one case",
            [("A", "", "2026-01-01"), ("B", "A", "2026-02-01"), ("C", "A", "2026-03-01")],
            [True, False, False],
        ),
        (
            "a case that names itself, and a circle",
            [("A", "A", "2026-01-01"), ("B", "C", "2026-01-02"), ("C", "B", "2026-01-01")],
            [True, False, True],
        ),
        (
            "an undated row comes last",
            [("A", "", None), ("B", "A", "2026-02-01")],
            [False, True],
        ),
    ],
)
def test_each_complaint_counts_once(name, rows, first):
    assert first_rows(cases(*rows)).tolist() == first, name


def test_without_parents_every_row_is_a_complaint():
    frame = cases(("A", "", "2026-01-01"), ("B", "", "2026-01-02")).drop(columns="parent_ref")
    assert chains(frame).tolist() == [0, 1]
    assert first_rows(frame).tolist() == [True, True]
