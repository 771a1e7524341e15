"""Key figures of a table whose every figure is known."""

import pytest

from classifier.reports.model import Few


def made():
    """20 corporate stage 1 complaints, 14 of them answered in time; two went to stage 2."""
    rows = []
    for number in range(20):
        late = number >= 14
        rows.append(
            {
                "case_ref": f"H-{number:02d}",
                "received_date": "2026-04-01",
                "due_date": "2026-04-20",
                "responded_date": "2026-04-27" if late else "2026-04-16",
                "team": "Waste" if number < 12 else "Parking",
                "procedure": "corporate",
                "stage": "1",
                "outcome": "upheld" if number % 2 else "not upheld",
                "remedy_amount": "50" if number < 3 else "",
                "parent_ref": "",
                "themes": "delay",
                "tag_status": "tagged",
            }
        )
    for number in (0, 1):
        rows.append({**rows[number], "case_ref": f"H2-{number}", "stage": "2", "outcome": "upheld",
                     "remedy_amount": "", "parent_ref": f"H-{number:02d}"})  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def section(load, build):
    report = build(load(made()))[0]
    return next(s for s in report.sections if s.id == "handling")


def test_each_point_states_its_base(section):
    assert section.points == [
        # 20 to 27 April 2026: five working days.
        "Stage 1: 14 of 20 (70%) closed in full with a time limit were answered in time, 6 late, by"
        " a median of 5 working days. The median time taken was 9 working days.",
        "Stage 2: 2 of 2 closed in full with a time limit were answered in time, 0 late. The median"
        " time taken was 9 working days.",
        "Upheld in full or in part, of those decided: stage 1, 10 of 20 (50%); stage 2, 2 of 2.",
        "2 of 20 (10%) stage 1 complaints went on to stage 2 so far.",
        "0 of 2 complaints at the council's last stage went on to the ombudsman so far.",
        "£150 was paid or offered on 3 cases (median £50, largest £50).",
    ]


def test_the_table_by_stage_gives_no_share_of_two(section):
    table = next(t for t in section.tables if t.id == "handling_by_stage")
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert [(r["Procedure"], r["Stage"], r["Received"]) for r in rows] == [
        ("Corporate", "Stage 1", 20),
        ("Corporate", "Stage 2", 2),
    ]
    assert rows[0]["In time"] == 0.7 and rows[0]["Upheld"] == 0.5
    assert rows[1]["In time"] == Few(2, 2)


def test_by_team_counts_every_stage(section):
    table = next(t for t in section.tables if t.id == "handling_by_team")
    assert [row[:2] for row in table.rows] == [["Waste", 14], ["Parking", 8]]


def test_without_columns_there_is_no_data(report):
    section = next(s for s in report.sections if s.id == "handling")
    assert section.sentences[0].startswith("No data: the table has no response dates, outcomes")
    assert section.points == [] and section.tables == []
