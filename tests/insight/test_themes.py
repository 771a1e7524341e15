import pytest

from classifier.insight.themes import ALL, NOT_STATED, count_labels


@pytest.fixture
def theme(cases):
    return cases.labels["theme"]


def test_counts_over_the_whole_table(cases, theme):
    total = count_labels(theme, cases.first)
    # A2 is A1's escalation, A7 had no text.
    assert total.base() == 7
    assert total.count(ALL, "delay") == 2
    assert total.count(ALL, "charges") == 3
    assert total.count(ALL, "safety") == 1
    assert total.share(ALL, "charges") == 3 / 7
    assert total.elsewhere(ALL, "charges") is None
    assert int(total.reviewed[ALL]) == 3
    assert total.ranked()[:3] == ["charges", "delay", "safety"]


def test_counts_by_team_add_up(cases, theme):
    teams = count_labels(theme, cases.first, cases.table.frame["team"])
    assert teams.groups == ["Waste", "Parking"]
    assert [teams.base(name) for name in teams.groups] == [4, 3]
    assert teams.count("Waste", "charges") == 1
    assert teams.count("Parking", "charges") == 2
    assert teams.elsewhere("Waste", "charges") == 2 / 3
    low, high = teams.interval("Parking", "charges")
    assert low < 2 / 3 < high


def test_groups_in_a_given_order_keep_empty_ones(cases, theme):
    groups = cases.table.frame["team"].where(cases.table.frame["case_ref"] != "A4", "")
    counts = count_labels(theme, cases.first, groups, order=["Housing", "Parking"])
    assert counts.groups == ["Housing", "Parking", "Waste", NOT_STATED]
    assert counts.base("Housing") == 0
    assert counts.share("Housing", "delay") is None
    assert counts.interval("Housing", "delay") == (0.0, 1.0)
    assert counts.count(NOT_STATED, "charges") == 1


def test_root_causes_count_every_case_with_a_finding(cases):
    causes = cases.labels["root_cause"]
    total = count_labels(causes, cases.first | True)
    assert total.base() == 3
    assert total.count(ALL, "capacity") == 2
