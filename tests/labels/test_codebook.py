import pytest

from classifier.errors import LabelledDataError
from classifier.labels.codebook import load_codebook, own_scheme, shipped_codebook

THEMES = (
    "delay communication service_failure service_quality staff_conduct incorrect_information "
    "decision charges records_privacy equality_access safety complaint_handling"
).split()
CAUSES = (
    "capacity training procedure_not_followed procedure_gap coordination customer_contact "
    "records_data systems contractor oversight external no_fault"
).split()


def test_shipped_codebook_holds_both_schemes_in_order():
    codebook = shipped_codebook()
    assert list(codebook.schemes) == ["theme", "root_cause"]
    assert list(codebook.schemes["theme"].ids) == THEMES
    assert list(codebook.schemes["root_cause"].ids) == CAUSES
    assert codebook.schemes["theme"].column == "themes"
    assert codebook.schemes["root_cause"].reads == "finding_text"
    assert codebook.schemes["root_cause"].status_column == "finding_status"


def test_every_label_says_when_it_applies():
    for scheme in shipped_codebook().schemes.values():
        for label in scheme.labels:
            assert label.name and label.definition.endswith(".") and len(label.apply_when) > 20


def test_boundary_rules_belong_to_one_scheme_each():
    codebook = shipped_codebook()
    titles = [rule.title for rule in codebook.boundary_rules]
    assert len(titles) == 9
    by_scheme = [rule.title for key in codebook.schemes for rule in codebook.rules_of(key)]
    assert sorted(by_scheme) == sorted(titles)
    assert [rule.title for rule in codebook.rules_of("root_cause")] == ["Shortages"]


GOOD = """
version = 1
[schemes.mood]
name = "Mood"
question = "How does it sound?"
reads = "complaint_text"
column = "moods"
status_column = "mood_status"
[[schemes.mood.labels]]
id = "angry"
name = "Angry"
definition = "It is angry."
apply_when = "it shouts"
not_when = ""
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "angry"', 'id = "Very angry"', "'Very angry'"),
        ('name = "Angry"\n', "", "lacks or adds name"),
        ('apply_when = "it shouts"', 'apply_when = " "', "empty apply_when"),
        ('column = "moods"\n', "", "lacks column"),
        ("version = 1", "version = ", "Invalid"),
        (GOOD[GOOD.index("[[") :], "", "lacks labels"),
        (GOOD, "version = 1", "no [schemes"),
        (
            'not_when = ""\n',
            'not_when = ""\n[[boundary_rules]]\ntitle = "t"\nlabels = ["calm"]\nrule = "r"\n',
            "unknown labels calm",
        ),
        (
            'not_when = ""\n',
            'not_when = ""\n' + GOOD[GOOD.index("[[") :],
            "twice: angry",
        ),
    ],
)
def test_a_broken_codebook_is_refused_with_the_reason(tmp_path, old, new, said):
    path = tmp_path / "codebook.toml"
    path.write_text(GOOD)
    assert load_codebook(path).schemes["mood"].ids == ("angry",)
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(LabelledDataError) as caught:
        load_codebook(path)
    assert said in str(caught.value)
    assert "To mend it" in str(caught.value)


def test_own_scheme_gets_readable_names_and_columns_of_its_own():
    scheme = own_scheme("topic", ["missed_bin", "rude_staff"])
    assert scheme.names == {"missed_bin": "Missed bin", "rude_staff": "Rude staff"}
    assert (scheme.column, scheme.status_column) == ("topics", "topic_status")
    assert scheme.reviewed_column == "topics_reviewed"
