import pandas as pd
import pytest

from classifier.errors import ColumnError, LabelledDataError
from classifier.labels.codebook import shipped_codebook
from classifier.labels.corpus import load_corpus
from classifier.labels.labelled_table import label_id, read_labelled_table

THEME, CAUSE = shipped_codebook().schemes.values()


def test_table_with_one_labels_column(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "Description": ["Bin missed", "All fine", "", "No idea"],
            "labels": ["service_failure; delay", "none", "delay", ""],
            "writer": ["a", "b", "c", "d"],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path)
    # A row without a text, or without a decision on its labels, is no example.
    assert [e.labels for e in corpus.examples] == [("delay", "service_failure"), ()]
    assert corpus.groups().tolist() == [0, 1]


def test_table_with_a_column_a_label_and_an_own_scheme(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "text": ["late again", "so rude", "late and rude"],
            "Missed bin": [1, 0, 1],
            "Rude staff?": [0, 1, 1],
            "score": [3, 4, 5],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path, scheme="topic")
    assert corpus.scheme.ids == ("missed_bin", "rude_staff")
    assert corpus.indicator().tolist() == [[1, 0], [0, 1], [1, 1]]
    assert corpus.scheme.column == "topics"


def test_reviewed_table_is_labelled_data_and_probabilities_are_not_labels(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame(
        {
            "complaint_text": ["Bin missed", "Rude man", "Late"],
            "themes": ["delay", "delay", "delay"],
            "p_delay": [1, 1, 0],
            "themes_reviewed": ["service_failure", "", "none"],
        }
    ).to_csv(path, index=False)
    corpus = load_corpus(path, scheme="theme")
    assert [(e.text, e.labels) for e in corpus.examples] == [
        ("Bin missed", ("service_failure",)),
        ("Late", ()),
    ]


def test_two_columns_that_become_one_label_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame({"text": ["a", "b"], "Rude?": [1, 0], "rude!": [0, 1]}).to_csv(path, index=False)
    with pytest.raises(ColumnError, match="one label"):
        load_corpus(path, scheme="topic")


@pytest.mark.parametrize(
    ("columns", "arguments", "said"),
    [
        ({"words": ["a"], "labels": ["delay"]}, {}, "--text-column"),
        ({"words": ["a"], "labels": ["delay"]}, {"text_column": "word"}, "no column 'word'"),
        ({"text": ["a"], "count": ["7"]}, {}, "no labels that can be read"),
    ],
)
def test_tables_without_text_or_labels(tmp_path, columns, arguments, said):
    path = tmp_path / "x.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    with pytest.raises((ColumnError, LabelledDataError)) as caught:
        load_corpus(path, **arguments)
    assert said in str(caught.value)


TAGGED = {
    "complaint_text": ["Bin missed", "Rude man", "Late"],
    "themes": ["delay", "staff_conduct", "delay"],
    "tag_status": ["tagged"] * 3,
    # A column of 0 and 1 that is no label, which a tagged table may well have.
    "Remedy before ombudsman": ["1", "0", "1"],
}


def test_a_case_that_was_only_predicted_is_no_example(tmp_path):
    path = tmp_path / "x.csv"
    frame = pd.DataFrame(
        TAGGED
        | {
            "themes_reviewed": ["service_failure; delay", "", "none"],
            "review_part": ["random draw-1", "", "uncertain draw-1"],
        }
    )
    frame.to_csv(path, index=False)
    found = read_labelled_table(path, THEME)
    assert [(e.text, e.labels, e.reviewed, e.review_part) for e in found] == [
        ("Bin missed", ("service_failure", "delay"), True, "random draw-1"),
        ("Late", (), True, "uncertain draw-1"),
    ]
    assert [e.id for e in found] == ["x.csv, row 2", "x.csv, row 4"]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ({}, "no column 'themes_reviewed'"),
        ({"themes_reviewed": ["", " ", ""]}, "'themes_reviewed' is blank in every row"),
    ],
)
def test_a_tagged_table_without_a_decision_is_refused(tmp_path, added, said):
    path = tmp_path / "x.csv"
    pd.DataFrame(TAGGED | added).to_csv(path, index=False)
    with pytest.raises(LabelledDataError) as error:
        read_labelled_table(path, THEME)
    assert "x.csv was tagged, but nobody has decided on its themes." in str(error.value)
    assert said in str(error.value) and "review sample" in str(error.value)


def test_the_reviewed_column_may_be_spelt_as_people_do(tmp_path):
    path = tmp_path / "x.csv"
    frame = {"Complaint": ["Late"], "Themes Reviewed": ["delay"], "Review part": ["random draw-9"]}
    pd.DataFrame(frame).to_csv(path, index=False)
    (found,) = read_labelled_table(path, THEME)
    assert (found.labels, found.reviewed, found.review_part) == (("delay",), True, "random draw-9")


def test_the_part_is_found_behind_any_number_of_columns(tmp_path):
    path = tmp_path / "x.csv"
    many = {f"p_{number}": ["0.5"] for number in range(60)}
    last = {"themes_reviewed": ["delay"], "review_part": ["random draw-9"]}
    pd.DataFrame({"Complaint": ["Late"]} | many | last).to_csv(path, index=False)
    assert read_labelled_table(path, THEME)[0].review_part == "random draw-9"


def test_root_causes_are_read_from_findings(tmp_path):
    path = tmp_path / "x.csv"
    frame = TAGGED | {
        "finding_text": ["Crew short", "", "Backlog"],
        "root_causes_reviewed": ["capacity", "training", "systems"],
    }
    pd.DataFrame(frame).to_csv(path, index=False)
    # A decision on a case without a text gives nothing to learn from.
    assert [(e.text, e.labels) for e in read_labelled_table(path, CAUSE)] == [
        ("Crew short", ("capacity",)),
        ("Backlog", ("systems",)),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Missed bin?", "missed_bin"), ("Staff manner & attributes", "staff_manner_attributes")],
)
def test_label_id(name, expected):
    assert label_id(name) == expected
