import pytest

from classifier.cases.columns import ColumnMapping, load_mapping, match_columns, missing_column
from classifier.cases.schema import CANONICAL, COLUMNS, normalise_name, synonym_table
from classifier.errors import ColumnError, InputFileError


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("complaint_text", "complaint_text"),
        ("COMPLAINT DETAILS", "complaint_text"),
        ("Description_of-Complaint", "complaint_text"),
        ("  Nature of\ncomplaint ", "complaint_text"),
        ("Lessons Learnt", "finding_text"),
        ("Date Received", "received_date"),
        ("Response due", "due_date"),
        ("Complaint Ref.", "case_ref"),
        ("Department", "directorate"),
        ("Compensation (GBP)", "remedy_amount"),
        ("Escalated from", "parent_ref"),
    ],
)
def test_a_header_is_found_by_its_synonyms(header, name):
    assert match_columns(["Officer", header]) == {name: header}


def test_every_synonym_belongs_to_one_column():
    assert len(synonym_table()) == len(
        {normalise_name(n) for column in COLUMNS for n in (column.name, *column.synonyms)}
    )


def test_the_canonical_name_wins_over_a_synonym():
    assert match_columns(["Description", "Complaint_Text"]) == {"complaint_text": "Complaint_Text"}


def test_two_synonyms_are_an_error_that_names_both_and_the_mend():
    with pytest.raises(ColumnError) as error:
        match_columns(["Ref", "Description", "Customer comments"], source="q1.csv")
    assert str(error.value).startswith("q1.csv: more than one column could be `complaint_text`")
    assert "'Description', 'Customer comments'" in error.value.found
    assert 'complaint_text = "Description"' in error.value.mend


def test_only_wanted_columns_can_be_ambiguous():
    headers = ["Description", "Comments", "Team"]
    assert match_columns(headers, ["team"]) == {"team": "Team"}


def test_a_mapping_wins_over_name_and_synonym():
    mapping = ColumnMapping({"complaint_text": "Officer's notes"})
    headers = ["complaint_text", "Description", "Officer's notes"]
    assert match_columns(headers, mapping=mapping) == {"complaint_text": "Officer's notes"}


def test_a_mapped_header_is_not_matched_a_second_time():
    mapping = ColumnMapping({"finding_text": "Description"})
    assert match_columns(["Description", "Comments"], mapping=mapping) == {
        "finding_text": "Description",
        "complaint_text": "Comments",
    }


def test_a_mapping_finds_its_header_in_any_case():
    mapping = ColumnMapping({"team": "AREA_office"})
    assert match_columns(["Area Office"], mapping=mapping) == {"team": "Area Office"}


def test_a_mapping_to_a_header_that_is_not_there_is_an_error():
    mapping = ColumnMapping({"team": "Area office"}, path="ours.toml")
    with pytest.raises(ColumnError) as error:
        match_columns(["Ref", "Patch"], mapping=mapping, source="q1.csv")
    assert error.value.problem == "q1.csv has no column 'Area office', which ours.toml names."
    assert error.value.found == "the columns 'Ref', 'Patch'"
    assert "under [columns]" in error.value.mend


def test_a_missing_column_names_what_there_is_and_two_mends():
    error = missing_column("complaint_text", ["Ref", "Wording"], "q1.csv", "--text-column")
    assert error.problem.startswith("q1.csv has no column `complaint_text`")
    assert error.found == "the columns 'Ref', 'Wording'"
    assert "--text-column" in error.mend
    assert "--columns" in error.mend


MAPPING = """
[columns]
complaint_text = "Officer's notes"
team = "Patch"

[outcomes]
"The mayor agreed" = "upheld"

[teams]
"N. Area" = "North area"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_mapping_file_is_read(save_text, encoding):
    mapping = load_mapping(save_text(MAPPING, "ours.toml", encoding))
    assert mapping.columns == {"complaint_text": "Officer's notes", "team": "Patch"}
    assert mapping.values == {
        "outcomes": {"the mayor agreed": "upheld"},
        "teams": {"n area": "North area"},
    }


@pytest.mark.parametrize(
    ("text", "error_type", "found"),
    [
        ("[columns]\ncomplaint = 'Notes'", ColumnError, "complaint"),
        ("[colums]\ncomplaint_text = 'Notes'", ColumnError, "colums"),
        ("complaint_text = 'Notes'", ColumnError, "complaint_text"),
        ("[columns]\ncomplaint_text: Notes", InputFileError, "line 2"),
        ("complaint_text,Notes\n", InputFileError, "line 1"),
    ],
)
def test_a_wrong_mapping_file_is_an_error_that_names_file_and_fault(
    save_text, text, error_type, found
):
    path = save_text(text, "ours.toml")
    with pytest.raises(error_type) as error:
        load_mapping(path)
    assert str(path) in error.value.problem
    assert found in error.value.found
    assert "[columns]" in error.value.mend


def test_a_mapping_file_that_is_not_there_or_not_utf8_is_an_error(save_text, tmp_path):
    with pytest.raises(InputFileError, match=r"nosuch\.toml can't be read"):
        load_mapping(tmp_path / "nosuch.toml")
    with pytest.raises(InputFileError, match=r"ours\.toml is not valid TOML"):
        load_mapping(save_text(MAPPING + "# £", "ours.toml", "cp1252"))


def test_a_mapping_may_name_every_canonical_column(save_text):
    lines = "\n".join(f'{name} = "X {name}"' for name in CANONICAL)
    mapping = load_mapping(save_text(f"[columns]\n{lines}", "ours.toml"))
    headers = [f"X {name}" for name in CANONICAL]
    assert match_columns(headers, mapping=mapping) == dict(zip(CANONICAL, headers, strict=True))
