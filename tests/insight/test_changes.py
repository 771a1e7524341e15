import datetime as dt

import pandas as pd
import pytest

from classifier.errors import ColumnError, InputFileError
from classifier.insight.changes import Change, group_names, load_changes
from classifier.labels.codebook import shipped_codebook

TEAMS = ["Housing Repairs", "Council Tax and Benefits", "SEND"]
LABELS = {
    label: name
    for scheme in shipped_codebook().schemes.values()
    for label, name in scheme.names.items()
}
HEADER = "date,team,theme,kind,what\n"


@pytest.fixture
def load(tmp_path):
    def loaded(text, name="changes.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load_changes(path, teams=TEAMS, labels=LABELS)

    return loaded


def test_names_are_found_in_any_case_by_id_or_name_and_sorted_by_date(load):
    text = (
        "Date;Team;Theme;Kind;What;Owner\n"
        "03/11/2025;HOUSING  repairs;Poor Communication;Action;Text-message  reminders;J\n"
        ";;;;;\n"
        "2025-04-01;;;Recording;Enquiries are logged as complaints;\n"
        "6 October 2025;Council Tax and Benefits;systems;system;New revenues system;\n"
    )
    assert load(text) == [
        Change(dt.date(2025, 4, 1), "", "", "recording", "Enquiries are logged as complaints"),
        Change(
            dt.date(2025, 10, 6),
            "Council Tax and Benefits",
            "systems",
            "system",
            "New revenues system",
        ),
        Change(
            dt.date(2025, 11, 3),
            "Housing Repairs",
            "communication",
            "action",
            "Text-message reminders",
        ),
    ]


def test_a_workbook_with_real_dates(tmp_path):
    path = tmp_path / "changes.xlsx"
    frame = pd.DataFrame(
        [[dt.datetime(2026, 1, 5), None, "delay", "structure", "Two teams became one"]],
        columns=["date", "team", "theme", "kind", "what"],
    )
    frame.to_excel(path, index=False)
    assert load_changes(path, teams=[], labels=LABELS) == [
        Change(dt.date(2026, 1, 5), "", "delay", "structure", "Two teams became one")
    ]


@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        ("32/11/2025,,,action,x", "row 2, column 'date'", "'32/11/2025' is not a date"),
        (",SEND,,action,x", "row 2, column 'date'", "no date"),
        ("03/11/2025,,,acton,x", "row 2, column 'kind'", "action, system, recording, structure"),
        ("03/11/2025,,,,x", "row 2, column 'kind'", "Found: ''"),
        ("03/11/2025,,,action,", "row 2, column 'what'", "no name"),
        ("03/11/2025,Housing Repair,,action,x", "column 'team'", "'Housing Repairs'?"),
        ("03/11/2025,Zoo,,action,x", "column 'team'", "use one of 'Housing Repairs'"),
        ("03/11/2025,,comunication,action,x", "column 'theme'", "'communication'"),
        ("03/11/2025,,delay; charges,action,x", "column 'theme'", "One theme a row"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_column_and_mend(load, row, where, said):
    with pytest.raises(InputFileError) as error:
        load(HEADER + row + "\n")
    assert str(error.value).startswith("changes.csv, row 2, column")
    assert where in str(error.value)
    assert said in str(error.value)


def test_rows_are_numbered_as_in_the_file(load):
    with pytest.raises(InputFileError, match="row 4, column 'kind'"):
        load(f"{HEADER}03/11/2025,,,action,x\n,,,,\n04/11/2025,,,fix,y\n")


def test_a_missing_column_is_named(load):
    with pytest.raises(ColumnError, match="no column 'theme' or 'what'"):
        load("date,team,kind\n03/11/2025,,action\n")


def test_the_sample_file_fits_the_sample_year(root):
    cases = pd.read_csv(root / "training_data" / "sample" / "cases.csv", dtype=str)
    frame = cases.rename(columns={"Team": "team"}).fillna("")
    changes = load_changes(
        root / "training_data" / "sample" / "changes.csv", teams=group_names(frame), labels=LABELS
    )
    assert [(c.date.isoformat(), c.team, c.theme, c.kind) for c in changes] == [
        ("2025-10-06", "Council Tax and Benefits", "delay", "system"),
        ("2025-11-03", "Housing Repairs", "communication", "action"),
    ]


@pytest.mark.parametrize(
    ("team", "theme", "series", "concerned"),
    [
        ("", "", ("SEND", "delay"), True),
        ("", "", ("", ""), True),
        ("SEND", "", ("SEND", "delay"), True),
        ("SEND", "", ("", "delay"), False),
        ("SEND", "delay", ("SEND", "charges"), False),
        ("", "delay", ("SEND", "delay"), True),
        ("SEND", "delay", ("SEND", ""), False),
    ],
)
def test_which_series_a_change_concerns(team, theme, series, concerned):
    change = Change(dt.date(2025, 11, 3), team, theme, "action", "x")
    assert change.concerns(*series) is concerned


def test_every_name_of_a_team_service_or_directorate():
    frame = pd.DataFrame({"team": ["B", ""], "directorate": ["C", "A"], "channel": ["x", "y"]})
    assert group_names(frame) == ["A", "B", "C"]
