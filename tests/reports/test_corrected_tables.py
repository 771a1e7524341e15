"""Counted and corrected shares side by side, worked out by hand.

Model and sample agree on how usual delay is (36 of 180, 12 of the 60 drawn), so that the corrected
share is the drawn cases' own: 15 of 60. Of charges the reviewers changed nothing, so that it is the
count's: 39 of 180. Nobody of the 60 complained of staff.
"""

import math

import openpyxl
import pytest
from made_cases import reviewed_rows, rows
from scipy import stats

from classifier.reports.packs import team_packs
from classifier.reports.workbook import write_workbook

COLUMNS = [
    "Cases counted",
    "Share counted",
    "Share corrected",
    "90% interval, corrected",
]


def section(report, identifier):
    return next(s for s in report.sections if s.id == identifier)


def table(report, identifier):
    return next(t for s in report.sections for t in s.tables if t.id == identifier)


def row(found, *names):
    return next(list(r) for r in found.rows if tuple(r[: len(names)]) == names)


def interval(errors, carrying, share):
    """90% for 60 drawn of 180 cases, each standing for three: a variance worth 90 cases."""
    n, worth = len(errors), 90
    mean, near = sum(errors) / n, (carrying + 1) / (n + 2)
    variance = (sum((e - mean) ** 2 for e in errors) + 2 * near * (1 - near)) / (n + 1)
    size = max(share * (1 - share) / (variance / worth), worth)
    z = stats.t.ppf(0.95, n - 1)
    centre, scale = share + z * z / (2 * size), 1 + z * z / size
    spread = z * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return (centre - spread) / scale, (centre + spread) / scale


def test_the_council_is_counted_and_corrected_side_by_side(reviewed_report):
    found = table(reviewed_report, "themes_overall")
    assert [column.name for column in found.columns] == ["Theme", *COLUMNS]
    assert found.title.endswith(": counted, and corrected by a reviewed random sample")
    delay, charges = row(found, "Delay"), row(found, "Charges and payments")
    assert delay[1:3] == [39, 39 / 180]
    assert delay[3] == pytest.approx(0.25)
    # The regression of decisions on predictions, with ten pseudo-cases.
    tuning = (12 * 0.8 - 3 * 0.2 + 10 * 0.16) / (60 * 0.16 + 10 * 0.16)
    errors = [1 - tuning] * 12 + [1.0] * 3 + [0.0] * 45
    assert delay[4] == pytest.approx(interval(errors, 15, 0.25))
    assert charges[1:3] == [39, 39 / 180]
    assert charges[3] == pytest.approx(39 / 180)
    assert charges[4] == pytest.approx(interval([0.0] * 60, 12, 39 / 180))
    staff = row(found, "Staff conduct")
    z = stats.norm.ppf(0.95)
    assert staff[1:4] == [6, 6 / 180, 0.0]
    assert staff[4] == pytest.approx((0.0, z * z / (90 + z * z)))
    assert "60 of them were decided on by a person" in found.base
    assert "Corrected by 60 randomly drawn cases that a person reviewed" in found.base


def test_the_first_section_says_the_same(reviewed_report):
    found = table(reviewed_report, "themes_overall")
    said = section(reviewed_report, "summary").sentences[0]
    words = {
        name: f"{100 * low:.0f}% to {100 * high:.0f}%"
        for name, *_, (low, high) in (row(found, "Delay"), row(found, "Charges and payments"))
    }
    # By count both are as frequent; nothing is said of a label that no reviewed case carries.
    assert said.endswith(
        "The leading themes were delay (39 of 180, 22%), charges and payments (39 of 180, 22%) and"
        " staff conduct (6 of 180, 3%). Corrected by 60 randomly drawn complaints that a person"
        f" reviewed: delay 25% ({words['Delay']}) and charges and payments 22%"
        f" ({words['Charges and payments']}) (90% intervals)."
    )


def test_groups_with_enough_reviewed_cases_are_corrected(reviewed_report):
    found = table(reviewed_report, "themes_corrected_by_team")
    assert {r[0] for r in found.rows} == {"Waste"}
    assert row(found, "Waste", "Delay")[2:4] == [39, 39 / 90]
    assert row(found, "Waste", "Delay")[4] == pytest.approx(0.5)
    said = section(reviewed_report, "themes").sentences
    assert (
        "1 team has the 30 randomly drawn, reviewed complaints that it takes to correct shares:"
        " Waste. Those of other teams are counts alone." in said
    )


def test_no_group_has_enough(load, build):
    others = [r for r in reviewed_rows() if r["team"] != "Waste" or r["case_ref"] > "Q0-06"]
    report = build(load(others))[0]
    assert "No team has 30 randomly drawn, reviewed complaints: the shares of teams are counts" in (
        " ".join(section(report, "themes").sentences)
    )
    assert row(table(report, "themes_overall"), "Delay")[3] > 0
    assert not any("corrected_by" in t.id for s in report.sections for t in s.tables)


def test_a_pack_has_the_corrected_share_of_its_team_alone(reviewed, build):
    packs = dict(team_packs(build(reviewed)[1], "today"))
    waste = table(packs["waste"], "themes_team")
    assert [c.name for c in waste.columns][1:6] == [*COLUMNS, "Share elsewhere, counted"]
    assert row(waste, "Delay")[3] == pytest.approx(0.5)
    assert waste.base.endswith("Corrected by 30 randomly drawn cases that a person reviewed.")
    parking = [c.name for c in table(packs["parking"], "themes_team").columns]
    assert parking[1:5] == ["Cases", "Share", "95% interval", "Share elsewhere"]


def test_the_workbook_has_both_as_numbers(reviewed_report, tmp_path):
    write_workbook(reviewed_report, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book["Themes"]
    (found,) = sheet.tables.values()
    cells = [[cell.value for cell in line] for line in sheet[found.ref]]
    assert cells[0] == ["Theme", *COLUMNS[:3], f"{COLUMNS[3]}, lower", f"{COLUMNS[3]}, upper"]
    lines = [line[0] for line in sheet.iter_rows(values_only=True, max_col=1)]
    assert "Counted: labels as they stand, with the model's errors where nobody reviewed." in lines
    # One page across, which is the default, and as many down as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.orientation) == (0, "landscape")
    delay = next(line for line in cells if line[0] == "Delay")
    assert delay[1:4] == [39, 0.2167, 0.25]
    assert "Themes corrected by group" in book.sheetnames


def test_every_case_decided_on_needs_no_correction(load, build):
    decided = [{**r, "themes_reviewed": r["themes"] or "none"} for r in rows()]
    found = table(build(load(decided))[0], "themes_overall")
    assert [c.name for c in found.columns][-1] == "95% interval"
    assert "A person decided on every one of these cases" in found.base


def test_too_few_reviewed_leave_counts_and_say_so(load, build):
    few = reviewed_rows()
    for r in few:
        if r["case_ref"] > "Q1-20":
            r["themes_reviewed"] = ""
    found = table(build(load(few))[0], "themes_overall")
    assert [c.name for c in found.columns][-1] == "95% interval"
    assert "27 randomly drawn cases were reviewed, spread too thinly" in found.base
