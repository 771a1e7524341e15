import datetime as dt

import pandas as pd
import pytest
from true_labels import monthly, tagged

from classifier.insight.actions import judge_actions
from classifier.insight.changes import Change


def said(folder, months, day="2026-04-01", team="Waste", theme="delay", rest=(10, 40)):
    rows = monthly("Waste", "delay", "2025-04", months)
    rows += monthly("Parking", "delay", "2025-04", [rest] * len(months))
    change = Change(dt.date.fromisoformat(day), team, theme, "action", "Second crew")
    return judge_actions(tagged(pd.DataFrame(rows), folder), [change])[0].sentence


@pytest.mark.parametrize(
    ("months", "sentence"),
    [
        (
            [(5, 10)] * 12 + [(2, 10)] * 6,
            "Waste, Second crew (1 April 2026): delay improved. Before: 60 of 120 cases (50%);"
            " since: 12 of 60 cases (20%). 95% interval of the change: −42 to −15 percentage"
            " points. The rest of the council: 25%, then 25%.",
        ),
        (
            [(5, 10)] * 12 + [(5, 10)] * 6,
            "Waste, Second crew (1 April 2026): no clear change in delay. Before: 60 of 120 cases"
            " (50%); since: 30 of 60 cases (50%). 95% interval of the change: −15 to +15"
            " percentage points. The rest of the council: 25%, then 25%.",
        ),
        (
            [(5, 10)] * 12 + [(1, 10)],
            "Waste, Second crew (1 April 2026): too early to judge delay. Before: 60 of 120 cases"
            " (50%); since: 1 of 10 cases (10%). The rest of the council: 25%, then 25%.",
        ),
        (
            [(5, 10)] * 11,
            "Waste, Second crew (1 April 2026): too early to judge delay. Before: 55 of 110 cases"
            " (50%); the cases don't reach the time after it.",
        ),
        (
            [(0, 0)] * 12 + [(1, 2)] * 7,
            "Waste, Second crew (1 April 2026): too few cases to judge delay. Before: 0 of 0 cases;"
            " since: 7 of 14 cases (50%). The rest of the council: 25%, then 25%.",
        ),
    ],
)
def test_shares(tmp_path, months, sentence):
    assert said(tmp_path, months) == sentence


def test_the_number_of_complaints(tmp_path):
    assert said(tmp_path, [(0, 20)] * 12 + [(0, 40)] * 6, theme="") == (
        "Waste, Second crew (1 April 2026): the number of complaints is higher. Before: 240 in"
        " 12.0 months (20.0 a month); since: 240 in 6.0 months (39.9 a month). 95% interval of the"
        " change: +67% to +138%. The rest of the council: 40.0 a month, then 39.9."
    )


def test_a_change_shared_with_the_rest_is_not_called_the_teams_own(tmp_path):
    rows = monthly("Waste", "delay", "2025-04", [(5, 10)] * 12 + [(2, 10)] * 6)
    rows += monthly("Parking", "delay", "2025-04", [(3, 10)] * 12 + [(1, 10)] * 6)
    change = Change(dt.date(2026, 4, 1), "Waste", "delay", "action", "Second crew")
    (result,) = judge_actions(tagged(pd.DataFrame(rows), tmp_path), [change])
    assert result.sentence.endswith(
        "The rest of the council: 30%, then 10%, so the change is not clearly this team's own."
    )


def test_the_whole_council(tmp_path):
    text = said(tmp_path, [(5, 10)] * 18, team="")
    assert text.startswith("The council, Second crew (1 April 2026): no clear change in delay.")
    assert "rest of the council" not in text
