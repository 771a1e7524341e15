import pytest
from made_cases import rows

from classifier.reports.model import Few, Withheld, format_value


def section(report, identifier):
    return next(s for s in report.sections if s.id == identifier)


def table(report, identifier):
    return next(t for s in report.sections for t in s.tables if t.id == identifier)


def row(found, name):
    return next(list(r) for r in found.rows if r[0] == name)


def test_the_summary_tells_counts_bases_and_what_stands_out(report):
    points = section(report, "summary").points
    assert points[0] == (
        "180 complaints were received (180 cases, escalations counted separately), about 3 teams."
    )
    # 13 odd numbers of Parking in each quarter; 6, 12 and 18 in Waste.
    assert points[1] == (
        "The leading themes were charges and payments (39 of 180, 22%), delay (36 of 180, 20%)"
        " and staff conduct (6 of 180, 3%)."
    )
    assert points[2] == (
        "Charges and payments stands out in Parking: 39 of 78 (50%), against 0% elsewhere."
    )
    assert points[3] == "Delay stands out in Waste: 36 of 90 (40%), against 0% elsewhere."
    assert points[-1] == "3 tags are near the threshold: a person should look at them."


def test_overall_table_has_counts_shares_and_intervals(report):
    overall = table(report, "themes_overall")
    assert row(overall, "Delay")[1:3] == [36, 0.2]
    low, high = row(overall, "Delay")[3]
    assert 0.14 < low < 0.2 < high < 0.27
    assert "180 complaints" in overall.base
    assert sum(1 for r in overall.rows if r[1] == 0) == 9


def test_shares_by_period_and_team(report):
    by_period = table(report, "themes_by_period")
    delay = [c.name for c in by_period.columns].index("Delay")
    assert [r[0] for r in by_period.rows] == ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3"]
    assert [r[delay] for r in by_period.rows] == [0.1, 0.2, 0.3]
    by_team = table(report, "themes_by_team")
    assert [r[0] for r in by_team.rows] == ["Waste", "Parking", "Registrars"]
    assert row(by_team, "Waste")[delay] == pytest.approx(36 / 90)
    assert by_team.heat


def test_bases_too_small_for_a_share_show_counts(load, build):
    first_quarter = [r for r in rows() if r["case_ref"].startswith("Q0")]
    report = build(load(first_quarter))[0]
    assert row(table(report, "themes_by_team"), "Registrars")[2] == Few(0, 4)
    assert format_value(Few(0, 4), "share") == "0 of 4"
    said = section(report, "themes_by_team").sentences
    assert said == ["1 team had fewer than 10 cases: too few to judge by a share."]


def test_the_trend_chart_says_what_it_shows(report):
    (chart,) = section(report, "themes").charts
    assert chart.title == "Charges and payments: 22% in 2026-27 Q1, 22% in 2026-27 Q3"
    assert list(chart.series) == ["Charges and payments", "Delay", "Staff conduct"]
    assert chart.series["Delay"] == [0.1, 0.2, 0.3]
    assert "Delay: 10%, 20%, 30%" in chart.alternative


def test_one_period_gives_no_chart(cases, build):
    report = build(cases, date_to="2026-06-30")[0]
    assert section(report, "themes").charts == []


def test_cases_to_check_are_listed_for_the_team_alone(report, cases, build):
    check = table(report, "cases_to_check")
    assert [r[0] for r in check.rows] == ["Q0-03", "Q1-03", "Q2-03"]
    assert check.rows[0][1:] == ("Waste", "2026-04-04", "Theme", "Delay", "Safety and safeguarding")
    committee = build(cases, audience="committee")[0]
    assert "to_check" not in [s.id for s in committee.sections]
    assert "Q0-03" not in repr(committee)


def test_method_quotes_the_models_own_figures(report, manifest):
    method = section(report, "method")
    micro = manifest["cross_validated"]["micro"]
    text = " ".join(method.sentences)
    assert f"{100 * micro['precision']:.0f}% of the labels that it assigned were right" in text
    assert f"F1 {micro['f1']:.2f}" in text
    assert manifest["version"] in text
    assert table(report, "theme_model").rows[0][0] == "Delay"


def test_an_unknown_model_has_no_figures(load, build):
    foreign = [{**r, "model_versions": "theme-ffffffff"} for r in rows()]
    text = " ".join(section(build(load(foreign))[0], "method").sentences)
    assert "models that tagged these cases are not at hand" in text
    assert "theme-ffffffff" in text
    mixed = [{**r, "model_versions": f"theme-{i % 2:08d}"} for i, r in enumerate(rows())]
    text = " ".join(section(build(load(mixed))[0], "method").sentences)
    assert "different versions of a model" in text


def test_data_quality_counts_what_could_not_be_used(load, build):
    table_rows = rows()
    table_rows[0] |= {"tag_status": "no_text", "themes": ""}
    table_rows[1]["received_date"] = "31/13/2026"
    table_rows[2]["themes_reviewed"] = "bins"
    report = build(load(table_rows))[0]
    points = " ".join(section(report, "data").points)
    assert "of 180 cases, 1 had no text" in points
    assert "1 case has no received date" in points
    assert "'bins' (1)" in points
    (finding,) = table(report, "data_findings").rows
    assert finding[0] == "3" and "31/13/2026" in finding[2]


def test_committee_sees_no_small_number(cases, build):
    report, _ = build(cases, audience="committee", min_count=5)
    by_team = table(report, "themes_by_team")
    conduct = [c.name for c in by_team.columns].index("Staff conduct")
    assert all(isinstance(r[conduct], Withheld) for r in by_team.rows if r[0] != "Registrars")
    counts = table(report, "themes_counts")
    assert not [r for r in counts.rows if isinstance(r[2], int) and 0 < r[2] < 5]
    assert any("[c] stands for" in note for note in report.notes)
    assert "Publish one" in " ".join(section(report, "method").sentences)


def test_without_findings_root_causes_say_no_data(load, build):
    table_rows = [{**r, "root_causes": "", "finding_status": "no_text"} for r in rows()]
    report = build(load(table_rows))[0]
    assert section(report, "root_causes").sentences == [
        "No data: no case has a finding text that could be read."
    ]
