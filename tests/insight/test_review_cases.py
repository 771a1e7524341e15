import pandas as pd
import pytest
from reviewed_year import SCHEMES, reviewed, true_labels, write_tagged
from reviewed_year import load_reviewed as load_with_dates

from classifier.errors import ColumnError
from classifier.insight.audit import audit
from classifier.insight.review import draw_review
from classifier.insight.review_apply import apply_review
from classifier.insight.review_cases import load_reviewed, random_draws


@pytest.fixture(scope="module")
def applied(root, tmp_path_factory):
    folder, truth = tmp_path_factory.mktemp("year"), true_labels(root)
    tagged = write_tagged(root, folder / "tagged.csv", truth, most=200)
    sample = draw_review(tagged, SCHEMES, random=40, uncertain=10, seed=5)
    apply_review(
        tagged, [reviewed(sample, lambda s, ref: truth[s, ref])], folder / "done.csv", SCHEMES
    )
    return folder, sample


def test_the_audit_is_the_same_as_of_cases_with_dates_and_teams(applied):
    folder, sample = applied
    path = folder / "done.csv"
    plain, full = load_reviewed([path], SCHEMES), load_with_dates(path)
    assert random_draws(plain) == [sample.info.draw]
    assert plain.versions == ["theme-11111111", "root_cause-22222222"]
    for scheme in ("theme", "root_cause"):
        one, other = audit(plain, scheme), audit(full, scheme)
        assert one.cases == other.cases > 25
        assert one.to_dict() == other.to_dict()
        pd.testing.assert_frame_equal(
            plain.labels[scheme].carried, full.labels[scheme].carried, check_names=False
        )
        assert list(plain.labels[scheme].base) == list(full.labels[scheme].base)


def test_neither_dates_nor_teams_are_needed(applied, tmp_path):
    folder, _ = applied
    frame = pd.read_csv(folder / "done.csv", dtype=str, keep_default_na=False)
    short = frame[[n for n in frame if not n.startswith(("Date", "Team", "Service", "Direct"))]]
    short.to_csv(tmp_path / "short.csv", index=False)
    one = audit(load_reviewed([tmp_path / "short.csv"], SCHEMES), "theme")
    assert one.to_dict() == audit(load_reviewed([folder / "done.csv"], SCHEMES), "theme").to_dict()


def test_two_tables_are_audited_together_and_one_may_lack_a_scheme(applied, tmp_path):
    folder, _ = applied
    frame = pd.read_csv(folder / "done.csv", dtype=str, keep_default_na=False)
    themes = frame.drop(columns=["root_causes", "finding_status"])
    themes["review_frame"] = themes["review_frame"].str.replace("draw-", "second-")
    themes.to_csv(tmp_path / "themes.csv", index=False)
    both = load_reviewed([folder / "done.csv", tmp_path / "themes.csv"], SCHEMES)
    alone = load_reviewed([folder / "done.csv"], SCHEMES)
    assert audit(both, "theme").cases == 2 * audit(alone, "theme").cases
    assert audit(both, "root_cause").to_dict() == audit(alone, "root_cause").to_dict()


def test_a_table_without_review_has_nothing_to_judge_by(applied):
    cases = load_reviewed([applied[0] / "tagged.csv"], SCHEMES)
    assert random_draws(cases) == []
    assert audit(cases, "theme").verdict.startswith("No randomly drawn case")


def test_a_table_that_was_not_tagged_is_refused(root):
    with pytest.raises(ColumnError, match="has not been tagged"):
        load_reviewed([root / "training_data" / "sample" / "cases.csv"], SCHEMES)
