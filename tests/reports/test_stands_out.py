import random

import pytest

from classifier.config import ReportSettings
from classifier.insight.themes import count_labels
from classifier.reports.contents import stand_out
from classifier.reports.view import counted_rows, make_view


def leader(cases):
    view = make_view(cases, ReportSettings())
    labels = cases.labels["theme"]
    return stand_out(count_labels(labels, counted_rows(view, labels), view.groups))


def made(rates, seed, size=60):
    draw = random.Random(seed)
    return [
        {
            "case_ref": f"{team}-{number}",
            "received_date": "2026-05-01",
            "team": team,
            "themes": "delay" if draw.random() < rate else "",
            "tag_status": "tagged",
        }
        for team, rate in rates.items()
        for number in range(size)
    ]


def test_where_no_team_differs_hardly_any_report_names_one(load):
    rates = {f"Team {letter}": 0.2 for letter in "ABCDEFGH"}
    named = [leader(load(made(rates, seed))) for seed in range(60)]
    assert sum(map(bool, named)) <= 7


def test_a_team_with_three_times_the_rate_is_named(load):
    rates = {f"Team {letter}": 0.2 for letter in "ABCDEFG"} | {"Team H": 0.6}
    named = [leader(load(made(rates, seed))) for seed in range(10)]
    assert named == [[("Team H", "delay")]] * 10


@pytest.mark.parametrize("size", [1, 9])
def test_a_small_team_is_never_named(load, size):
    table = made({"Team A": 0.1, "Team B": 0.1}, seed=1) + made({"Tiny": 1.0}, seed=1, size=size)
    assert leader(load(table)) == []
