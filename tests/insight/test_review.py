import numpy as np
import pandas as pd
import pytest
from reviewed_year import SCHEMES, true_labels, write_tagged

from classifier.cases.reading import read_table
from classifier.cases.writing import write_table
from classifier.errors import ColumnError, InputFileError, SettingsError
from classifier.insight.review import SMALLER_TEAMS, decision_hash, draw_review, printable


@pytest.fixture(scope="module")
def tagged(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    return write_tagged(root, folder / "tagged.csv", true_labels(root))


def draw(tagged, **settings):
    return draw_review(tagged, SCHEMES, **({"full_text": True} | settings))


def test_the_seed_decides_who_is_drawn(tagged):
    one, same = draw(tagged, random=40, seed=3), draw(tagged, random=40, seed=3)
    other = draw(tagged, random=40, seed=4)
    assert list(one.cases["fingerprint"]) == list(same.cases["fingerprint"])
    assert one.info == same.info
    assert list(one.cases["fingerprint"]) != list(other.cases["fingerprint"])
    assert one.info.draw != other.info.draw


def test_how_it_was_drawn_is_recorded(tagged):
    info = draw(tagged, random=40, uncertain=5, seed=3).info
    assert (info.seed, info.source, info.rows, info.text) == (3, "tagged.csv", 731, "full")
    # 724 complaints and 598 findings could be read, of 725 cases together.
    frame = read_table(tagged, extra_names=["themes"]).frame
    readable = (frame["tag_status"] != "no_text") | (frame["finding_status"] != "no_text")
    assert info.frame_size == int(readable.sum())
    assert info.strata == {"all cases": (info.frame_size, 40)}
    assert info.versions == "theme-11111111; root_cause-22222222"


def test_the_random_part_shows_nothing_of_the_model(tagged):
    cases = draw(tagged, random=30, uncertain=10).cases
    blind = cases["part"] == "random"
    assert list(cases["number"]) == list(range(1, 41))
    assert list(blind) == [True] * 30 + [False] * 10
    for scheme in SCHEMES:
        assert set(cases.loc[blind, f"{scheme.id}_suggested"]) == {""}
    shown = cases.loc[~blind, "theme_suggested"]
    assert shown.str.contains("“some words”").any()
    assert shown.str.contains("in doubt").any()
    assert not cases["fingerprint"].duplicated().any()


def test_the_uncertain_part_is_the_least_sure_that_nobody_decided_on(tagged):
    drawn = draw(tagged, random=0, uncertain=15)
    frame = read_table(tagged, extra_names=["themes"]).frame.set_index("Case Reference")
    wrong = pd.Series(0.0, index=frame.index)
    for scheme in SCHEMES:
        for label in scheme.ids:
            p = pd.to_numeric(frame[f"p_{label}"], errors="coerce")
            wrong += np.minimum(p, 1 - p).fillna(0)
    check = (frame["themes_to_check"] != "") | (frame["root_causes_to_check"] != "")
    expected = wrong[check].sort_values(ascending=False).index[:15]
    assert list(drawn.cases["case_ref"]) == list(expected)


def test_by_team_every_team_has_its_part(tagged):
    drawn = draw(tagged, random=100, by_team=True)
    sizes = drawn.info.strata
    assert sum(part for _, part in sizes.values()) == 100
    total = drawn.info.frame_size
    for name, (size, part) in sizes.items():
        assert part >= 2, name
        assert abs(part - 100 * size / total) < 1
    assert sizes["Housing Repairs"][0] > 80
    assert "Registrars" not in sizes
    assert sizes[SMALLER_TEAMS][1] >= 2
    assert drawn.info.group == "team"
    counts = drawn.cases["stratum"].value_counts().to_dict()
    assert counts == {name: part for name, (_, part) in sizes.items()}


def test_more_cases_than_there_are_is_all_of_them(tagged):
    drawn = draw(tagged, random=5000, uncertain=10)
    assert len(drawn.cases) == drawn.info.frame_size
    assert set(drawn.cases["part"]) == {"random"}


def small(tmp_path, **columns):
    frame = pd.DataFrame(
        {
            "Ref": ["1", "2", "3", "3"],
            "Complaint": ["Mr Orson Blaketon never rang.", "Bin missed.", "Late.", "Late."],
            "Customer name": ["", "", "", ""],
            "themes": ["communication", "service_failure", "", ""],
            "tag_status": ["tagged", "tagged", "no_label", "no_text"],
            **columns,
        }
    )
    path = tmp_path / "small.csv"
    write_table(frame, path)
    return path


def test_texts_are_redacted_unless_asked_for_in_full(tmp_path):
    path = small(tmp_path, **{"themes_evidence": ["communication: Mr Orson Blaketon", "", "", ""]})
    redacted = draw_review(path, SCHEMES, random=0, uncertain=4)
    texts = redacted.cases.set_index("case_ref")
    assert "Blaketon" not in texts.at["1", "complaint_text"]
    assert "Blaketon" not in texts.at["1", "theme_suggested"]
    assert [scheme.id for scheme in redacted.schemes] == ["theme"]
    full = draw_review(path, SCHEMES, random=4, full_text=True).cases
    assert "Mr Orson Blaketon never rang." in set(full["complaint_text"])
    assert len(full) == 3


def test_a_case_of_an_earlier_random_part_is_not_drawn_again(tmp_path):
    parts = ["random draw-1", "uncertain draw-1", "", ""]
    decided = ["delay", "none", "", ""]
    path = small(tmp_path, review_part=parts, themes_reviewed=decided)
    random = draw_review(path, SCHEMES, random=4).cases
    assert sorted(random["case_ref"]) == ["2", "3"]
    again = random.set_index("case_ref").at["2", "decided_before"]
    fingerprint = random.set_index("case_ref").at["2", "fingerprint"]
    assert again == decision_hash(fingerprint, ["none"])
    assert draw_review(path, SCHEMES, random=0, uncertain=4).cases["case_ref"].tolist() == ["3"]


@pytest.mark.parametrize(("random", "uncertain"), [(0, 0), (-1, 5), (5, -1)])
def test_a_review_needs_cases(tagged, random, uncertain):
    with pytest.raises(SettingsError, match="needs cases"):
        draw(tagged, random=random, uncertain=uncertain)


def test_an_untagged_table_is_refused(root):
    with pytest.raises(ColumnError, match="has not been tagged"):
        draw_review(root / "training_data" / "sample" / "cases.csv", SCHEMES)


def test_with_no_case_left_to_draw_the_error_says_why(tagged, tmp_path):
    frame = read_table(tagged, extra_names=["themes"]).frame.head(30)
    frame["themes_reviewed"], frame["root_causes_reviewed"] = "delay", "none"
    frame["review_part"] = "random draw-1"
    path = tmp_path / "all.csv"
    write_table(frame, path)
    with pytest.raises(InputFileError) as error:
        draw(path, random=10, uncertain=10)
    assert "all.csv has no case left to review." in str(error.value)
    assert "30 were in a random part before" in str(error.value)
    # Cases that were reviewed for being uncertain can still be drawn by chance.
    frame["review_part"] = "uncertain draw-1"
    write_table(frame, path)
    assert len(draw(path, random=10, uncertain=10).cases) == 10


def test_a_label_that_no_case_was_given_is_no_obstacle(tagged, tmp_path):
    frame = read_table(tagged, extra_names=["themes"]).frame.head(60)
    frame["themes"] = frame["themes"].str.replace("safety; ", "").str.replace("safety", "")
    write_table(frame, tmp_path / "tagged.csv")
    assert len(draw(tmp_path / "tagged.csv", random=0, uncertain=5).cases) == 5


def test_of_the_labels_not_given_only_the_likeliest_three_are_shown(tagged, tmp_path):
    frame = read_table(tagged, extra_names=["themes"]).frame.head(40)
    frame["themes"], frame["tag_status"] = "delay", "tagged"
    frame["themes_evidence"] = "delay: eight weeks"
    frame["themes_to_check"] = "delay; communication; safety; charges; decision"
    for label, p in {"communication": 0.1, "safety": "", "charges": 0.4, "decision": 0.2}.items():
        frame[f"p_{label}"] = p
    write_table(frame, tmp_path / "tagged.csv")
    cases = draw(tmp_path / "tagged.csv", random=0, uncertain=1).cases
    assert cases.at[0, "theme_suggested"].splitlines() == [
        "Delay (in doubt): “eight weeks”",
        "not given: Charges and payments (in doubt)",
        "not given: Decision, assessment or procedure (in doubt)",
        "not given: Poor communication (in doubt)",
    ]


def test_by_team_needs_a_team(tmp_path):
    with pytest.raises(ColumnError, match="no column for the team"):
        draw_review(small(tmp_path), SCHEMES, by_team=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\x07", "a\nb\nc"),
        ("=1+1", "=1+1"),
        ("x" * 32_767, "x" * 32_767),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


def test_a_text_that_no_cell_holds_is_cut_and_says_so():
    cut = printable("😀" * 20_000)
    assert cut.endswith("[the text goes on in the case system]")
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
