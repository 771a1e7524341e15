import itertools
import random

import pytest

from classifier.insight.suppression import Ledger


def settled(total, parts, minimum=5, of=None, forced=()):
    """What is withheld of one sum, as the parts' positions, and ``total`` for the total."""
    ledger = Ledger(minimum)
    ledger.enter("total", total)
    for number, value in enumerate(parts):
        if of:
            ledger.enter(("base", number), of[number])
        ledger.enter(number, value, of=("base", number) if of else None)
    ledger.adds_up("total", range(len(parts)))
    for number in forced:
        ledger.withhold(number)
    hidden = ledger.settle().hidden
    return [key for key in ("total", *range(len(parts))) if key in hidden]


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ([20, 5, 0], []),
        ([1, 4, 9], [0, 1]),
        # A lone small count takes the next smallest with it, not a 0.
        ([3, 40, 12, 0], [0, 2]),
        # Two of 1: their sum, 2, would be small, and each could be nothing but 1.
        ([1, 1, 30, 20], [0, 1, 3]),
        # Nothing else is above 0: a 0 that is withheld keeps the total of 3 ambiguous, but the
        # total is small itself, and takes all with it.
        ([3, 0, 0], ["total", 0, 1, 2]),
        ([1, 1, 1, 1, 1], ["total", 0, 1, 2, 3, 4]),
        ([4, 4], [0, 1]),
        ([0, 0], []),
    ],
)
def test_small_counts_and_what_would_give_them_away_are_withheld(parts, hidden):
    assert settled(sum(parts), parts) == hidden


def test_a_part_as_large_as_its_whole_hides_nothing():
    # Both parts are all of their groups: 4 + 9 of 4 + 9 leaves one answer, so a third goes too.
    assert settled(13 + 20, [4, 9, 20], of=[4, 9, 30])[:2] == [0, 1]
    assert 2 in settled(13 + 20, [4, 9, 20], of=[4, 9, 30])


def test_a_count_may_be_withheld_whatever_its_size():
    assert settled(60, [40, 12, 8], forced=[0]) == [0, 2]


def test_nothing_is_withheld_without_a_minimum():
    assert settled(6, [1, 2, 3], minimum=0) == []
    assert settled(6, [1, 2, 3], minimum=1) == []


def test_periods_are_withheld_together():
    ledger = Ledger(5)
    for key, value in {"all": 40, "Q1": 20, "Q2": 3, "Q3": 17}.items():
        ledger.enter(key, value)
    ledger.adds_up("all", ["Q1", "Q2", "Q3"])
    ledger.together(["Q1", "Q2", "Q3"])
    shown = ledger.settle()
    assert shown.hidden == {"Q1", "Q2", "Q3"}
    assert shown.count("all") == 40 and shown.count("Q1") is None
    with pytest.raises(KeyError):
        shown.count("Q4")


def test_sums_that_do_not_add_up_are_refused():
    ledger = Ledger(5)
    ledger.enter("all", 3)
    ledger.enter("a", 2)
    with pytest.raises(ValueError, match="add up"):
        ledger.adds_up("all", ["a"])
    with pytest.raises(ValueError, match="is 2 and 3"):
        ledger.enter("a", 3)


def two_way(seed):
    """A table of three rows and two columns with its margins, and how they add up."""
    draw = random.Random(seed)
    values = {(i, j): draw.choice([0, 1, 2, 3, 5, 6]) for i in range(3) for j in range(2)}
    rows = {f"row {i}": [(i, j) for j in range(2)] for i in range(3)}
    columns = {f"column {j}": [(i, j) for i in range(3)] for j in range(2)}
    sums = [*rows.items(), *columns.items(), ("all", list(rows)), ("all", list(columns))]
    for total, parts in sums:
        values[total] = sum(values[part] for part in parts)
    return values, sums


def possible(values, hidden, sums):
    """For each withheld count, the numbers that fit all that is shown; by trying every one."""
    found = {key: set() for key in hidden}
    cells = [key for key in hidden if isinstance(key, tuple)]
    # The reader knows which are not 0.
    for tried in itertools.product(*(range(min(values[key], 1), 8) for key in cells)):
        guess = values | dict(zip(cells, tried, strict=True))
        guess |= {t: sum(guess[p] for p in parts) for t, parts in sums if t in hidden}
        if all(guess[t] == sum(guess[p] for p in parts) for t, parts in sums):
            for key in hidden:
                found[key].add(guess[key])
        if all(len(numbers) > 1 for numbers in found.values()):
            break
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_withheld_count_of_a_two_way_table_follows_from_the_rest(seed):
    """Against a reader who tries every number: rows, columns and all totals are printed."""
    values, sums = two_way(seed)
    ledger = Ledger(4)
    for key, value in values.items():
        ledger.enter(key, value)
    for total, parts in sums:
        ledger.adds_up(total, parts)
    hidden = ledger.settle().hidden
    assert not [key for key in values.keys() - hidden if 0 < values[key] < 4]
    assert all(len(numbers) > 1 for numbers in possible(values, hidden, sums).values())
