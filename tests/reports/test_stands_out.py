"""Where no team differs, reports hardly ever name one."""

import random

import pytest

SEEDS = 20


def flagged(report):
    section = next(s for s in report.sections if s.id == "recurring")
    return section.points


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


def test_where_no_team_differs_hardly_any_report_names_one(load, build):
    rates = {f"Team {letter}": 0.2 for letter in "ABCDEFGH"}
    named = [flagged(build(load(made(rates, seed)))[0]) for seed in range(SEEDS)]
    assert sum(map(bool, named)) <= 4


def test_a_team_with_three_times_the_rate_is_named_first(load, build):
    rates = {f"Team {letter}": 0.2 for letter in "ABCDEFG"} | {"Team H": 0.6}
    report = build(load(made(rates, 1)))[0]
    assert [p.split(":")[0] for p in flagged(report)] == ["Delay in Team H"]
    assert report.sections[0].points[0].startswith("Delay in Team H")


@pytest.mark.parametrize("size", [1, 9])
def test_a_small_team_is_never_named(load, build, size):
    table = made({"Team A": 0.1, "Team B": 0.1}, seed=1) + made({"Tiny": 1.0}, seed=1, size=size)
    assert flagged(build(load(table))[0]) == []
