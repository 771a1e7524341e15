import pytest

from classifier.reports.sections.known import KINDS, Known, choose

NOTHING = {kind: f"no {kind}" for kind in KINDS}


def known(kind, *subjects):
    return [Known(f"{kind} of {subject}", (subject, "delay")) for subject in subjects]


def test_one_of_each_kind_comes_first():
    found = {kind: known(kind, f"{kind} 1", f"{kind} 2") for kind in KINDS}
    assert choose(found, NOTHING) == [f"{kind} of {kind} 1" for kind in KINDS]


def test_a_pair_is_told_of_once():
    found = {
        "recurring": known("recurring", "Tax", "SEND"),
        "trend": known("trend", "Tax", "Waste"),
        "action": known("action", "Tax"),
    }
    assert choose(found, NOTHING) == [
        "recurring of Tax",
        "trend of Waste",
        # Of its own kind the only one, so that it is told all the same.
        "action of Tax",
        "recurring of SEND",
        "no repeat",
    ]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_there_are_always_five(count):
    found = {"recurring": known("recurring", *map(str, range(count)))}
    chosen = choose(found, NOTHING)
    assert len(chosen) == 5 == len(set(chosen))
    assert chosen[:count] == [f"recurring of {i}" for i in range(min(count, 5))]
    assert (
        chosen[count:]
        == ["no " + kind for kind in KINDS if count == 0 or kind != "recurring"][
            : max(5 - count, 0)
        ]
    )
