from dataclasses import replace

import pytest

from classifier.insight.change import Change
from classifier.insight.recurring_issue import RecurringIssue, ranked, sentence, to_show

QUARTERS = ("2025-26 Q1", "2025-26 Q2", "2025-26 Q3", "2025-26 Q4")
ISSUE = RecurringIssue(
    group="Parking",
    label="delay",
    cases=12,
    base=31,
    elsewhere_cases=50,
    elsewhere_base=350,
    estimate=0.34,
    low=0.22,
    high=0.47,
    recent=QUARTERS,
    led=QUARTERS[:3],
    gap=False,
    upheld=5,
    decided=8,
    with_finding=4,
    causes=(("capacity", 3), ("systems", 1)),
    previous=Change("2025-26 Q4", 5, 9, "2025-26 Q3", 3, 8, 0.76),
    last_year=None,
    judged=True,
    chance=0.0004,
    flagged=True,
)


def test_shares_lift_and_excess():
    assert ISSUE.share == 12 / 31
    assert ISSUE.elsewhere == 1 / 7
    assert ISSUE.lift == pytest.approx(0.34 * 7)
    assert ISSUE.lift_low == pytest.approx(0.22 * 7)
    assert ISSUE.excess == pytest.approx(31 * (0.34 - 1 / 7))


def test_without_a_case_elsewhere_there_is_no_lift_but_there_may_be_an_excess():
    nowhere = replace(ISSUE, elsewhere_cases=0)
    assert (nowhere.elsewhere, nowhere.lift, nowhere.lift_low) == (0, None, None)
    assert nowhere.excess == pytest.approx(31 * 0.34)
    alone = replace(ISSUE, elsewhere_cases=0, elsewhere_base=0)
    assert (alone.elsewhere, alone.lift, alone.excess) == (None, None, 0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {},
            "12 of 31 cases, against 14% elsewhere; has led in 3 of the last 4 quarters;"
            " 5 of 8 decided were upheld",
        ),
        (
            {"led": (), "upheld": 1, "decided": 1},
            "12 of 31 cases, against 14% elsewhere; has led in none of the last 4 quarters;"
            " 1 of 1 decided was upheld",
        ),
        (
            {"recent": QUARTERS[:1], "led": QUARTERS[:1], "upheld": 0, "decided": 2},
            "12 of 31 cases, against 14% elsewhere; has led in the last quarter;"
            " none of 2 decided were upheld",
        ),
        (
            {"recent": QUARTERS[:1], "led": (), "upheld": 0, "decided": 0},
            "12 of 31 cases, against 14% elsewhere; has not led in the last quarter;"
            " none is decided yet",
        ),
        (
            {"recent": QUARTERS[:2], "led": QUARTERS[:1], "gap": True, "decided": None},
            "12 of 31 cases, against 14% elsewhere; has led in 1 of the last 2 quarters with cases",
        ),
        (
            {"elsewhere_cases": 0, "decided": None, "recent": ()},
            "12 of 31 cases, against none of 350 elsewhere",
        ),
        (
            {"elsewhere_cases": 1, "decided": None, "recent": ()},
            "12 of 31 cases, against under 1% elsewhere",
        ),
        (
            {"cases": 1, "base": 1, "judged": False, "decided": None},
            "1 of 1 case, too few to judge",
        ),
        (
            {"elsewhere_base": 0, "judged": False, "decided": None},
            "12 of 31 cases, with no case elsewhere to compare with",
        ),
        (
            {"cases": 1200, "base": 31_000, "decided": None, "recent": ()},
            "1,200 of 31,000 cases, against 14% elsewhere",
        ),
    ],
)
def test_sentences(changed, said):
    assert sentence(replace(ISSUE, **changed), "Delay", "quarter") == f"Delay in Parking: {said}."


def names(issues):
    return [issue.group for issue in issues]


PLAIN = replace(ISSUE, flagged=False)
ISSUES = [
    replace(PLAIN, group="tiny", judged=False, chance=None, cases=3, base=4),
    replace(PLAIN, group="smaller", judged=False, chance=None, cases=2, base=4),
    replace(PLAIN, group="likely", chance=0.4),
    replace(PLAIN, group="unlikely", chance=0.01),
    replace(PLAIN, group="few", cases=4, chance=0.02),
    replace(PLAIN, group="below", estimate=0.1, chance=0.9),
    replace(ISSUE, group="small excess", base=20, chance=1e-9),
    replace(ISSUE, group="large excess", base=90, chance=1e-4),
]


def test_flagged_come_first_by_excess_and_others_by_chance():
    expected = ["large excess", "small excess", "unlikely", "few", "likely", "below"]
    assert names(ranked(ISSUES)) == [*expected, "tiny", "smaller"]
    assert names(ranked(reversed(ISSUES))) == names(ranked(ISSUES))


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (10, ["large excess", "small excess", "unlikely", "likely"]),
        (3, ["large excess", "small excess", "unlikely"]),
        (1, ["large excess", "small excess"]),
    ],
)
def test_all_flagged_are_shown_and_others_as_there_is_room(most, expected):
    assert names(to_show(ISSUES, most)) == expected
