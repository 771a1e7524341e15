"""Where more than a third of complaints resemble an upheld one, it is the form of the texts."""

import pytest
from test_corrected_tables import section

from classifier.reports.packs import team_packs

WORDS = ("gully", "kerb", "hedge", "skip", "bollard", "lamp", "drain", "verge", "sign", "path")


def made(alike):
    """20 upheld complaints, then 30 of which some repeat an upheld one word for word."""
    rows = []
    for number in range(50):
        later = number >= 20
        word = f"{WORDS[number % 10]} {number if later and number >= 20 + alike else number % 10}"
        text = f"The {word} by the {WORDS[(number * 7 + number // 10) % 10]}way is broken."
        rows.append(
            {
                "case_ref": f"R-{number:02d}",
                "complaint_text": text
                if later and number < 20 + alike
                else f"{text} {' '.join(f'w{number}x{i}' for i in range(12))}",
                "received_date": "2026-07-10" if later else "2026-04-10",
                "responded_date": "2026-04-20" if not later else "2026-07-20",
                "team": "Highways",
                "outcome": "upheld" if not later else "not upheld",
                "themes": "delay",
                "tag_status": "tagged",
            }
        )
        if later and number < 20 + alike:
            rows[-1]["complaint_text"] = rows[number - 20]["complaint_text"]
    return rows


@pytest.mark.parametrize(("alike", "left_out"), [(10, False), (11, True)])
def test_repeats_are_left_out_above_a_third(load, build, alike, left_out):
    report, results = build(load(made(alike)))
    found = results.repeats
    assert (len(found.cases), found.base) == (alike, 30)
    said = section(report, "repeats")
    assert said.sentences[0].startswith(f"{alike} of 30 complaints that had an upheld one before")
    pack = dict(team_packs(results, "today"))["highways"]
    summary = " ".join(section(report, "summary").points)
    if left_out:
        assert said.sentences[0].endswith("not by what happened, so repeats are left out.")
        assert said.tables == []
        assert "can't be told: the texts are too much alike" in summary
        assert "repeats" not in [s.id for s in pack.sections]
    else:
        assert [t.id for t in said.tables] == ["repeats_by_group", "repeats"]
        assert "10 of 30 complaints (33%) resemble an earlier one" in summary
        assert "repeats" in [s.id for s in pack.sections]
