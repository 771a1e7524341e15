import re

import pytest
from made_cases import rows
from test_corrected_tables import section, table

from classifier.reports.page import render_page

TEXT = "The allotment is flooded again, plot {n}, says Mrs Orla Fenby of Tarn Row."


def arising(count=12):
    """As made, with delay on all others; 12 cases without a label on allotments, 3 before 9."""
    made = [{**r, "themes": r["themes"] or "delay", "tag_status": "tagged"} for r in rows()]
    made = [{**r, "themes_to_check": ""} for r in made]
    for number in range(count):
        row = made[number if number < 3 else 60 + number]
        row |= {
            "complaint_text": TEXT.format(n=number),
            "themes": "",
            "tag_status": "no_label",
            "themes_evidence": "",
        }
    return made


@pytest.fixture(scope="module")
def found(load, build):
    return build(load(arising()))[0]


def test_size_change_and_examples(found):
    said = section(found, "uncovered")
    assert re.fullmatch(
        r"12 of 180 complaints \(7%\) carry no theme\. What recurs in them:"
        r" ‘\w+, \w+, \w+’ \(12\)\.",
        said.sentences[0],
    )
    groups = table(found, "themes_uncovered")
    assert [c.name for c in groups.columns] == [
        "Words in common", "Cases", "In 2026-27 Q1", "In 2026-27 Q2", "Change"
    ]  # fmt: skip
    (group,) = groups.rows
    assert set(group[0].split(", ")) >= {"allotment", "flooded", "plot"}
    # Jeffreys' posteriors of 3 of 60 and 9 of 60 are 97% sure of a rise.
    assert group[1:4] == [12, "3 of 60", "9 of 60"]
    assert group[4] == "a rise"


def test_examples_stand_behind_a_button_and_name_nobody(found):
    examples = table(found, "themes_uncovered_examples")
    assert examples.place == "details"
    assert len(examples.rows) == 3
    assert all("allotment is flooded" in r[1] for r in examples.rows)
    assert "Fenby" not in render_page(found)


def test_a_committee_sees_no_example_and_no_small_group(load, build):
    report = build(load(arising()), audience="committee")[0]
    said = section(report, "uncovered")
    assert said.sentences == ["12 of 180 complaints (7%) carry no theme, or none that is sure."]
    assert [t.id for t in said.tables] == ["themes_uncovered"]
    (group,) = said.tables[0].rows
    # Three of a quarter are withheld, and with them the other quarter's.
    assert group[1] == 12
    assert [str(v) for v in group[2:]] == ["[c]", "[c]"]
    assert "allotment is" not in repr(report)
    small = build(load(arising(4)), audience="committee")[0]
    assert section(small, "uncovered").tables == []
    assert "allotment" not in repr(small)


def test_all_covered(load, build):
    report = build(load(arising(0)))[0]
    assert section(report, "uncovered").sentences == [
        "Every one of 180 complaints carries a theme that is sure."
    ]


def test_nothing_read_is_no_data(load, build):
    blank = [{**r, "themes": "", "tag_status": "no_text"} for r in rows()]
    report = build(load(blank))[0]
    assert section(report, "uncovered").sentences[0].startswith("No data:")
