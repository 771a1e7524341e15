import pytest
from made_cases import rows

from classifier.reports.model import Few, format_value


def section(report, identifier):
    return next(s for s in report.sections if s.id == identifier)


def table(report, identifier):
    return next(t for s in report.sections for t in s.tables if t.id == identifier)


def row(found, name):
    return next(list(r) for r in found.rows if r[0] == name)


def test_the_sections_stand_in_the_order_in_which_a_meeting_reads(report):
    assert [s.id for s in report.sections] == [
        "summary", "recurring", "themes", "trends", "handling", "repeats", "actions", "uncovered",
        "to_check", "data", "method",
    ]  # fmt: skip


def test_the_five_things_tell_counts_and_bases_and_what_was_not_found(report):
    summary = section(report, "summary")
    # 13 odd numbers of Parking in each quarter; 6, 12 and 18 in Waste.
    assert summary.sentences == [
        "180 complaints were received. They name 3 teams. The leading themes were charges and"
        " payments (39 of 180, 22%), delay (36 of 180, 20%) and staff conduct (6 of 180, 3%)."
    ]
    assert summary.points == [
        # The cases end on 28 October, so that the last complete quarter is the second.
        "Charges and payments in Parking: 39 of 78 cases, against none of 102 elsewhere; has led in"
        " 2 of the last 2 quarters.",
        "Delay in Waste: 36 of 90 cases, against none of 90 elsewhere; has led in 2 of the last 2"
        " quarters.",
        "No lasting change: 10 monthly charts are drawn, and no more of them show a change that"
        " still"
        " lasts than chance would give.",
        "No action or new system was named, so none could be judged (--changes).",
        "Whether complaints were upheld before can't be told: the table has no outcome.",
    ]


def test_overall_table_has_counts_shares_and_intervals(report):
    overall = table(report, "themes_overall")
    assert row(overall, "Delay")[1:3] == [36, 0.2]
    low, high = row(overall, "Delay")[3]
    # Wilson's interval for 36 of 180.
    assert (low, high) == pytest.approx((0.1481, 0.2643), abs=5e-4)
    assert "180 complaints" in overall.base
    assert "No random sample of these cases has been reviewed" in overall.base
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
    assert [r[0] for r in table(report, "themes_by_team").rows] == ["Waste", "Parking"]
    everyone = table(report, "themes_by_team_all")
    assert row(everyone, "Registrars")[2] == Few(0, 4)
    assert format_value(Few(0, 4), "share") == "0 of 4"
    said = section(report, "themes").sentences[-1]
    assert said == "1 team had fewer than 10 cases, too few to judge by a share: Registrars (4)."


def test_the_trend_chart_says_what_it_shows_with_its_figures_beside_it(report):
    chart = section(report, "trends").charts[0]
    assert chart.title == "Charges and payments: 22% in every quarter"
    assert list(chart.series) == ["Charges and payments", "Delay", "Staff conduct"]
    assert chart.series["Delay"] == [0.1, 0.2, 0.3]
    assert "Delay: 10%, 20%, 30%" in chart.alternative
    assert chart.table.rows[2] == ["2026-27 Q3", 13 / 60, 0.3, 2 / 60]


def test_one_period_gives_no_chart(cases, build):
    report = build(cases, date_to="2026-06-30")[0]
    assert section(report, "trends").charts == []


def test_cases_to_check_are_listed_for_the_team_alone(report, cases, build):
    check = table(report, "cases_to_check")
    assert [r[0] for r in check.rows] == ["Q0-03", "Q1-03", "Q2-03"]
    assert check.rows[0][1:] == ("Waste", "2026-04-04", "Theme", "Delay", "Safety and safeguarding")
    assert (
        section(report, "to_check")
        .sentences[0]
        .startswith("In 3 of 180 cases the model was unsure of some label, assigned or not.")
    )
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


def test_mixed_model_versions_tell_no_change_over_time(load, build, manifest):
    mixed = [
        {**r, "model_versions": "theme-ffffffff" if n % 2 else manifest["version"]}
        for n, r in enumerate(rows())
    ]
    report = build(load(mixed))[0]
    said = " ".join(section(report, "trends").sentences)
    assert "different versions of the theme model" in said
    assert "Caution" in " ".join(section(report, "method").sentences)


def test_data_quality_tells_what_could_not_be_counted_and_how_to_mend_it(load, build):
    made = rows()
    made[0]["received_date"] = "no idea"
    made[1]["tag_status"], made[1]["themes"] = "no_text", ""
    made[2]["team"] = "Wastee"
    report = build(load(made))[0]
    said = " ".join(section(report, "data").points)
    assert "1 case without a received date that can be read" in said
    assert "1 case with no text" in said
    assert "1 name of a team (1 case) looks like a misspelling" in said
    mends = [r[2] for r in table(report, "data_findings").rows]
    assert "fill in or correct the received date" in mends
    filled = table(report, "completeness")
    received = [c.name for c in filled.columns].index("Received date")
    assert row(filled, "Waste")[received] == pytest.approx(88 / 89)


def test_a_table_without_labels_that_could_be_read_still_makes_a_report(load, build):
    blank = [{**r, "themes": "", "tag_status": "no_text"} for r in rows()]
    report = build(load(blank))[0]
    said = section(report, "summary").sentences[0]
    assert "No theme can be counted: no case has a text for it that could be read." in said
    assert len(section(report, "summary").points) == 5
