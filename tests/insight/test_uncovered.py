import numpy as np
import pandas as pd
import pytest
from scipy import stats

from classifier.insight.periods import period_labels
from classifier.insight.tagged import load_tagged
from classifier.insight.uncovered import chance_of_as_many, uncovered
from classifier.labels.codebook import shipped_codebook

SERVICES = ("bin", "road", "rent", "school", "permit", "library", "carer", "council tax")


def write(path):
    """80 covered cases; without a label: eight on allotments, four others; four unsure."""
    rows = [
        (f"C{n}", f"The {SERVICES[n % 8]} was late again and nobody rang.", "delay", "tagged", "")
        for n in range(80)
    ]
    texts = [f"My allotments are flooded, plot {n}, says Mrs Orla Fenby." for n in range(7)]
    texts += [
        "The allotment is flooded too.",
        "Thank you.",
        "Please see attached.",
        "Hm, well.",
        "",
    ]
    rows += [(f"N{n}", text, "", "no_label", "") for n, text in enumerate(texts)]
    rows += [(f"U{n}", "The road was loud.", "delay", "tagged", "delay") for n in range(4)]
    columns = ["Ref", "Complaint", "themes", "tag_status", "themes_to_check"]
    frame = pd.DataFrame(rows, columns=columns)
    late = frame["Ref"].isin([f"N{n}" for n in range(6)])
    frame["Date received"] = late.map({True: "2026-07-03", False: "2026-05-03"})
    frame["Team"], frame["model_versions"] = "Parks", "theme-11111111"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def cases(tmp_path):
    return load_tagged([write(tmp_path / "t.csv")], list(shipped_codebook().schemes.values()))


@pytest.fixture
def found(cases):
    periods = period_labels(cases.table.frame["received_date"], "quarter")
    return uncovered(cases, "theme", cases.first, periods, ["2026-27 Q1", "2026-27 Q2"])


def test_what_is_counted(found):
    assert (found.base, found.no_label, found.unsure) == (96, 12, 4)


def test_a_theme_arising_is_one_group_with_its_change(found):
    group = found.groups[0]
    assert group.cases == 8
    assert group.words[0] in {"allotments", "flooded"}
    assert set(group.references) == {f"N{n}" for n in range(8)}
    assert group.change == (2, 6)
    assert group.by_period == {"2026-27 Q1": (2, 90), "2026-27 Q2": (6, 6)}


def test_words_are_counted_in_the_groups_cases(found):
    group = found.groups[0]
    held = dict(zip(group.words, group.held, strict=True))
    # Eight hold both words, seven of them `plot`, too.
    assert held["allotments"] == held["flooded"] == 8
    assert held.get("plot", 7) == 7


def test_a_group_without_a_rest_is_named_by_what_sets_it_apart(cases):
    rows = cases.table.frame["case_ref"].str.match(r"C|N[0-6]$")
    group = uncovered(cases, "theme", rows).groups[0]
    assert (group.cases, set(group.words)) == (7, {"allotments", "flooded", "plot", "says"})


def test_examples_are_redacted(found):
    examples = found.groups[0].examples
    assert len(examples) == 3
    assert all("allotment" in text and "Fenby" not in text for text in examples)


def test_the_others_stand_apart(found):
    grouped = sum(group.cases for group in found.groups)
    # All with a text: 11 without a label and 4 unsure.
    assert grouped + found.apart.cases == 15
    assert found.apart.words == ()


def test_a_persons_labels_cover_a_case(cases):
    labels = cases.labels["theme"]
    unsure = cases.table.frame["case_ref"].str.startswith("U")
    labels.to_check[unsure] = ""
    result = uncovered(cases, "theme", cases.first)
    assert result.unsure == 0
    assert result.groups[0].change is None


@pytest.mark.parametrize("rows", [slice(0, 80), slice(88, 91), slice(0, 0)])
def test_nothing_in_common_is_no_group(cases, rows):
    chosen = pd.Series(False, index=cases.first.index)
    chosen.iloc[rows] = True
    result = uncovered(cases, "theme", chosen)
    assert result.groups == ()
    assert result.base == len(range(*rows.indices(96)))
    assert result.apart.cases == result.no_label


def test_long_examples_are_cut_at_a_word(cases):
    frame = cases.table.frame
    place = frame.index[frame["case_ref"] == "N8"][0]
    frame.at[place, "complaint_text"] = "thank you very much indeed " * 30
    shown = uncovered(cases, "theme", frame["case_ref"] == "N8").apart.examples[0]
    assert shown.endswith(" …")
    assert len(shown) <= 282


def test_chance_is_fishers():
    table = [[5, 7], [2, 26]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    found = chance_of_as_many(np.array([5]), np.array([2]), 12, 28)
    assert found[0] == pytest.approx(expected)


def test_a_long_example_is_cut_around_its_word(cases):
    frame = cases.table.frame
    grown = frame["case_ref"].str.match(r"N[0-7]$")
    frame.loc[grown, "complaint_text"] = (
        "and so it was with us then " * 20 + "but our allotments are flooded " + "again and " * 40
    )
    shown = uncovered(cases, "theme", cases.first).groups[0].examples[0]
    assert shown.startswith("… ") and shown.endswith(" …")
    assert "our allotments are flooded" in shown
    assert len(shown) <= 284
