import numpy as np
import pandas as pd
import pytest
from reviewed_year import year_reviewed

from classifier.insight.corrected import corrected_shares, estimate_shares, wilson_bounds
from classifier.insight.intervals import wilson
from classifier.insight.random_sample import FRAME_COLUMN, PART_COLUMN

Z90 = 1.6448536269514722
DECIDED = np.array([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0])[:, None]
PREDICTED = np.array([0.9, 0.2, 0.1, 0.6, 0.3, 0.4, 0.5, 0.05, 0.1, 0.2, 0.7, 0.15])[:, None]
REST = np.array(
    [0.8, 0.1, 0.3, 0.2, 0.25, 0.6, 0.05, 0.4, 0.15, 0.3, 0.9, 0.2, 0.1, 0.35, 0.45, 0.5, 0.05, 0.1]
)[:, None]


@pytest.fixture(scope="module")
def year(root, tmp_path_factory):
    return year_reviewed(root, tmp_path_factory.mktemp("year"), random=150, seed=5, full_text=True)


def true_share(cases, truth, label):
    base = cases.first & cases.labels["theme"].base
    refs = cases.table.frame.loc[base, "case_ref"]
    return sum(label in truth["theme", ref] for ref in refs) / len(refs)


def test_the_estimate_is_that_of_the_authors_package():
    # ppi-python 0.2.3: ppi_mean_pointestimate(decided, predicted, rest, lam=0.6) = 0.31666667.
    # There the reviewed cases are not among the rest, so a tuning of 1 here is (30 - 12) / 30.
    found = estimate_shares(DECIDED, PREDICTED, np.vstack([PREDICTED, REST]))
    assert found.tuning[0] == 1.0
    assert found.share[0] == pytest.approx(0.31666667)
    assert found.low[0] < found.share[0] < found.high[0]


def test_with_all_cases_reviewed_the_share_is_known():
    found = estimate_shares(DECIDED, PREDICTED, PREDICTED)
    assert found.share[0] == pytest.approx(4 / 12)
    assert found.low[0] == found.high[0] == found.share[0]


@pytest.mark.parametrize("carrying", [0, 1, 2, 38, 40])
def test_too_few_with_or_without_the_label_leave_the_reviewed_cases_alone(carrying):
    decided = np.arange(40)[:, None] < carrying
    predicted = np.full((40, 1), 0.3)
    # So many cases that the correction for a finite population vanishes.
    everywhere = np.tile([[0.1], [0.5]], (500_000, 1))
    found = estimate_shares(decided, predicted, everywhere)
    assert found.tuning[0] == 0.0
    assert found.share[0] == carrying / 40
    expected = wilson(carrying, 40, Z90)
    assert (found.low[0], found.high[0]) == pytest.approx(expected, abs=1e-4)


def test_no_error_seen_is_not_no_error():
    decided = np.arange(50)[:, None] < 10
    everywhere = (np.arange(1000)[:, None] < 200).astype(float)
    found = estimate_shares(decided, decided.astype(float), everywhere)
    assert found.share[0] == pytest.approx(0.2)
    alone = wilson(10, 50, Z90)
    width = float((found.high - found.low)[0])
    assert 0.02 < width < 0.6 * (alone[1] - alone[0])


def test_weights_undo_that_some_cases_were_likelier_to_be_drawn():
    # Ten cases with the label drawn of 10, ten without of 90: weighted, one in ten carries it.
    decided = np.arange(20)[:, None] < 10
    weights = np.where(decided[:, 0], 1.0, 9.0)
    flat = np.full((100, 1), 0.5)
    found = estimate_shares(decided, flat[:20], flat, weights)
    assert found.share[0] == pytest.approx(0.1)


@pytest.mark.parametrize("shape", [(1, 1), (0, 1)])
def test_an_estimate_needs_two_cases(shape):
    with pytest.raises(ValueError, match="reviewed cases"):
        estimate_shares(np.zeros(shape), np.zeros(shape), np.zeros((5, 1)))


@pytest.mark.parametrize(("count", "base"), [(0, 9), (3, 40), (40, 40)])
def test_bounds_of_whole_counts_are_wilsons(count, base):
    low, high = wilson_bounds(np.asarray(count / base), np.asarray(float(base)), Z90)
    assert (float(low), float(high)) == pytest.approx(wilson(count, base, Z90))


@pytest.mark.parametrize("n", [50, 100])
def test_intervals_cover_what_they_should_and_are_narrower(n):
    random = np.random.default_rng(n)
    covered, width, alone = [], [], []
    for _ in range(150):
        y = random.random((800, 8)) < np.linspace(0.05, 0.4, 8)
        odds = np.where(y, 0.3, -2.0) + random.standard_normal(y.shape)
        p = 1 / (1 + np.exp(-odds))
        at = random.choice(800, n, replace=False)
        found = estimate_shares(y[at], p[at], p)
        covered.append((found.low <= y.mean(axis=0)) & (y.mean(axis=0) <= found.high))
        width.append(found.high - found.low)
        low, high = wilson_bounds(y[at].mean(axis=0), np.asarray(n / (1 - n / 800)), Z90)
        alone.append(high - low)
    assert 0.87 < np.mean(covered) < 0.94
    assert np.mean(width) < 0.85 * np.mean(alone)


def test_shares_of_the_sample_year_are_nearer_the_truth_than_counts(year):
    cases, truth = year
    result = corrected_shares(cases, "theme", cases.first)
    table = result.table
    assert result.corrected == ["All"]
    assert set(table["base"]) == {582}
    reviewed = int(table["reviewed"].iloc[0])
    drawn = cases.table.frame[PART_COLUMN].str.startswith("random")
    assert reviewed == int((drawn & cases.first & cases.labels["theme"].base).sum())
    truths = np.array([true_share(cases, truth, label) for label in table["label"]])
    inside = (table["low"] <= truths) & (truths <= table["high"])
    assert inside.sum() >= 9
    assert (table["share"] - truths).abs().mean() < (table["counted"] - truths).abs().mean()
    assert result.note.startswith(f"Corrected by {reviewed} randomly drawn cases")


def test_groups_with_enough_reviewed_cases_are_corrected_and_others_counted(year):
    cases, _ = year
    result = corrected_shares(cases, "theme", cases.first, cases.table.frame["team"], minimum=15)
    table = result.table.drop_duplicates("group").set_index("group")
    assert 0 < len(result.corrected) < len(table)
    assert (table["share"].notna() == (table["reviewed"] >= 15)).all()
    assert table["counted"].notna().all()
    assert table.index[-1] == "Not stated"
    bases = list(table["base"])[:-1]
    assert bases == sorted(bases, reverse=True)


def test_without_a_random_sample_there_are_counts_and_a_note(cases):
    result = corrected_shares(cases, "theme", cases.first)
    by_label = result.table.set_index("label")
    assert by_label.at["charges", "counted"] == 3 / 7
    assert by_label["share"].isna().all()
    assert result.corrected == []
    assert result.note.startswith("No random sample")


def test_a_sample_of_other_cases_corrects_nothing(year):
    cases, _ = year
    frame = cases.table.frame
    kept = frame[FRAME_COLUMN].copy()
    late = frame["received_date"] >= pd.Timestamp("2026-01-01")
    frame.loc[late, FRAME_COLUMN] = ""
    try:
        result = corrected_shares(cases, "theme", cases.first)
        early = corrected_shares(cases, "theme", cases.first & ~late)
    finally:
        frame[FRAME_COLUMN] = kept
    assert result.corrected == []
    assert "too few to speak for all of them" in result.note
    assert early.corrected == ["All"]


def test_no_rows_give_an_empty_table(cases):
    result = corrected_shares(cases, "theme", cases.first & False)
    assert len(result.table) == 0
    assert result.corrected == []
