import csv
import dataclasses

import numpy as np
import pandas as pd
import pytest
from true_labels import sample_year, tagged

from classifier.insight.repeats import RepeatSettings, find_repeats

BIN = "The crew walked past the bin of my blind mother, who is on the assisted list"
AGAIN = "The crew walked past the bin of my blind father, who is on the assisted list too"
VAN = "A van on yellow lines all night, and your warden drove by it twice"
NAMES = (
    "Reference", "Date received", "Date of response", "Team", "Service", "Outcome", "themes",
    "Details of complaint",
)  # fmt: skip
EARLIER = ("A1", "01/04/2026", "20/04/2026", "Waste", "Assisted", "Upheld", "delay; safety", BIN)
LATER = ("A2", "21/04/2026", "", "Waste", "Assisted", "Open", "safety; delay", AGAIN)
OTHER = ("A3", "02/04/2026", "05/04/2026", "Waste", "Bins", "Upheld", "delay", VAN)


def table(rows, folder, **columns):
    frame = pd.DataFrame(rows, columns=list(NAMES)).assign(tag_status="tagged", **columns)
    return tagged(frame, folder)


def changed(row, **values):
    keys = ["Responded" if name == "Date of response" else name.split()[0] for name in NAMES]
    return tuple(values.get(key, cell) for key, cell in zip(keys, row, strict=True))


@pytest.fixture(scope="module")
def sample(root, tmp_path_factory):
    return sample_year(root, tmp_path_factory.mktemp("sample"))


def test_a_later_case_that_tells_an_upheld_ones_story(tmp_path):
    cases = table([OTHER, LATER, EARLIER], tmp_path)
    found = find_repeats(cases)
    (pair,) = found.pairs
    assert (pair.later, pair.earlier) == (1, 2)
    assert pair.labels == ("delay", "safety")
    assert pair.days == 20
    assert pair.others == 0
    assert found.base == 1
    assert found.cases == [1]


def test_similarity_is_the_cosine_and_what_the_same_service_adds(tmp_path):
    same = changed(LATER, Details=BIN)
    (pair,) = find_repeats(table([EARLIER, same, OTHER], tmp_path)).pairs
    # Two of the team's three rows are of the service, so that the third's share is the weight's.
    assert pair.similarity == pytest.approx(1 + 0.1 / 3, abs=1e-3)
    alone = find_repeats(table([EARLIER, same], tmp_path)).pairs
    assert alone[0].similarity == pytest.approx(1, abs=1e-3)


def test_a_rare_word_in_common_counts_more_than_a_frequent_one(tmp_path):
    rows = [
        changed(EARLIER, Reference="W", Service="", Details="grey bin wharf"),
        changed(EARLIER, Reference="M", Service="", Details="grey bin market"),
        *(
            changed(OTHER, Reference=f"B{n}", Service="", Team="Other", Details="grey bin")
            for n in range(8)
        ),
        changed(LATER, Service="", Details="wharf side bin"),
    ]
    settings = RepeatSettings(threshold=0.01, most=2)
    pairs = find_repeats(table(rows, tmp_path), settings).pairs
    assert [pair.earlier for pair in pairs] == [0, 1]
    # idf = 1 + ln(12 / (1 + n)) with 11 texts: bin in 11, grey in 10, the other words in 1 or 2.
    once, twice = 1 + np.log(12 / 2), 1 + np.log(12 / 3)
    common, grey = 1 + np.log(12 / 12), 1 + np.log(12 / 11)
    later = np.sqrt(twice**2 + once**2 + common**2)
    wharf = np.sqrt(grey**2 + common**2 + twice**2)
    assert pairs[0].similarity == pytest.approx((twice**2 + common**2) / later / wharf, abs=1e-3)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param({"Outcome": "Not upheld"}, {}, id="not upheld"),
        pytest.param({"Outcome": "Open"}, {}, id="not decided"),
        pytest.param({"Outcome": "Cheerfully"}, {}, id="an outcome that isn't known"),
        pytest.param({"Team": "Parking"}, {}, id="another team"),
        pytest.param({"Team": ""}, {"Team": ""}, id="no team"),
        pytest.param({"themes": "charges"}, {}, id="no label shared"),
        pytest.param({}, {"themes": ""}, id="no label"),
        pytest.param({"Details": VAN}, {}, id="another text"),
        pytest.param({"Details": ""}, {"Details": ""}, id="no texts"),
        pytest.param({"Date": "21/04/2026"}, {}, id="the same day"),
        pytest.param({"Date": "32/04/2026"}, {}, id="no date"),
        pytest.param({}, {"Date": "20/04/2026"}, id="not yet responded to"),
        pytest.param({}, {"Reference": "A1"}, id="points of one case"),
    ],
)
def test_what_is_no_repeat(tmp_path, earlier, later):
    rows = [changed(EARLIER, **earlier), changed(LATER, **later), OTHER]
    assert find_repeats(table(rows, tmp_path)).pairs == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"Outcome": "Partly upheld"}, {}),
        ({"Outcome": "Fault causing injustice"}, {}),
        ({}, {"Outcome": "Not upheld"}),
        ({}, {"Outcome": ""}),
    ],
)
def test_what_is_a_repeat_all_the_same(tmp_path, earlier, later):
    rows = [changed(EARLIER, **earlier), changed(LATER, **later), OTHER]
    assert len(find_repeats(table(rows, tmp_path)).pairs) == 1


def test_without_a_response_date_the_received_date_decides(tmp_path):
    rows = [changed(EARLIER, Responded=""), changed(LATER, Date="02/04/2026"), OTHER]
    (pair,) = find_repeats(table(rows, tmp_path)).pairs
    assert pair.days == 1


def test_an_escalation_is_no_repeat_of_its_own_complaint(tmp_path):
    rows = [EARLIER, changed(LATER), OTHER]
    assert find_repeats(table(rows, tmp_path, **{"Parent case": ["", "A1", ""]})).pairs == []
    named = changed(LATER, Details=f"{AGAIN}. This is case MV-25-1 again")
    rows = [changed(EARLIER, Reference="MV-25-1"), named, OTHER]
    assert find_repeats(table(rows, tmp_path)).pairs == []
    # A short reference stands in many a text by chance.
    rows = [EARLIER, changed(LATER, Details=f"{AGAIN}, on the A1"), OTHER]
    assert len(find_repeats(table(rows, tmp_path)).pairs) == 1


def test_an_escalation_is_no_new_complaint_but_can_be_the_upheld_one(tmp_path):
    rows = [
        changed(EARLIER, Outcome="Not upheld"),
        changed(EARLIER, Reference="A9", Date="10/04/2026"),
        LATER,
        changed(LATER, Reference="A8", Date="30/05/2026"),
        OTHER,
    ]
    parents = {"Parent case": ["", "A1", "", "A2", ""]}
    (pair,) = find_repeats(table(rows, tmp_path, **parents)).pairs
    assert (pair.later, pair.earlier, pair.days) == (2, 1, 11)


def test_the_best_complaints_are_listed_and_the_others_counted(tmp_path):
    rows = [
        EARLIER,
        changed(EARLIER, Reference="B1", Details=AGAIN, Date="02/04/2026"),
        # As like as the second, and later: of equals, the later one.
        changed(EARLIER, Reference="B2", Details=AGAIN, Date="03/04/2026"),
        # An escalation of it, which is no complaint of its own.
        changed(EARLIER, Reference="B3", Details=BIN, Date="04/04/2026"),
        LATER,
        OTHER,
    ]
    cases = table(rows, tmp_path, **{"Parent case": ["", "", "", "B2", "", ""]})
    (best,) = find_repeats(cases).pairs
    assert (best.earlier, best.others) == (2, 2)
    two = find_repeats(cases, RepeatSettings(most=2)).pairs
    assert [(pair.earlier, pair.others) for pair in two] == [(2, 1), (1, 1)]
    every = find_repeats(cases, RepeatSettings(most=9)).pairs
    assert [(pair.earlier, pair.others) for pair in every] == [(2, 0), (1, 0), (0, 0)]


def test_how_far_back_an_earlier_case_may_lie(tmp_path):
    cases = table([EARLIER, LATER, OTHER], tmp_path)
    assert len(find_repeats(cases, RepeatSettings(within_days=20)).pairs) == 1
    assert find_repeats(cases, RepeatSettings(within_days=19)).pairs == []


def test_a_mails_furniture_makes_no_two_cases_alike(tmp_path):
    notice = (
        "\n\nThis email and any attachments are confidential and intended solely for the"
        " addressee. If you have received this email in error please notify the sender."
    )
    rows = [
        changed(EARLIER, Service="", Details="Bins left in my road" + notice),
        changed(LATER, Service="", Details="Nobody answers the telephone" + notice),
    ]
    assert find_repeats(table(rows, tmp_path)).pairs == []


def test_the_rows_asked_about_and_another_group(tmp_path):
    cases = table([EARLIER, LATER, OTHER], tmp_path)
    none = find_repeats(cases, rows=pd.Series([True, False, True]))
    assert (none.pairs, none.base, none.no_data) == ([], 0, "")
    apart = table([EARLIER, changed(LATER, Team="Bins"), OTHER], tmp_path)
    assert find_repeats(apart).pairs == []
    rows = [EARLIER, changed(LATER, Team="Bins"), changed(OTHER, Service="Assisted")]
    assert len(find_repeats(table(rows, tmp_path), group="service").pairs) == 1


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        ("Details of complaint", "complaint_text"),
        ("Outcome", "outcome"),
    ],
)
def test_no_data_is_said_and_is_not_zero(tmp_path, drop, said):
    frame = pd.DataFrame([EARLIER, LATER], columns=list(NAMES)).assign(tag_status="tagged")
    assert said in find_repeats(tagged(frame.drop(columns=drop), tmp_path)).no_data
    assert said in find_repeats(tagged(frame.assign(**{drop: ""}), tmp_path)).no_data


def test_no_theme_labels_is_no_data(tmp_path):
    frame = pd.DataFrame([EARLIER, LATER], columns=list(NAMES)).drop(columns="themes")
    cases = tagged(frame.assign(root_causes="capacity", finding_status="tagged"), tmp_path)
    assert find_repeats(cases).no_data == "the table has no labels of complaint texts"


def test_the_sample_years_upheld_stories_come_again(sample, root):
    path = root / "training_data" / "sample" / "repeats.csv"
    with path.open(encoding="utf-8", newline="") as file:
        stories = {row["case_ref"]: row["story"] for row in csv.DictReader(file)}
    frame = sample.table.frame
    refs = frame["case_ref"]
    assert set(stories) <= set(refs)
    found = find_repeats(sample)
    told = {
        refs[pair.later]: refs[pair.earlier]
        for pair in found.pairs
        if stories.get(refs[pair.later]) == stories.get(refs[pair.earlier]) != "none"
        and refs[pair.later] in stories
    }
    # October 2025, February and May 2026: the passenger assistant again.
    for ref in ("MV-25-60040", "MV-26-60008", "MV-26-60027"):
        assert stories[told[ref]] == "assistant_missing_or_untrained"
    assisted = [r for r in told if stories[r] == "assisted_collection_missed"]
    assert len(assisted) >= 7
    teams = frame["team"].isin(["Waste Collection", "School Transport"])
    listed = [p for p in found.pairs if teams[p.later]]
    right = [p for p in listed if refs[p.later] in told]
    assert len(right) / len(listed) >= 0.75


def test_pairs_keep_every_rule_and_blocks_make_no_difference(sample):
    found = find_repeats(sample)
    frame, first = sample.table.frame, sample.first
    carried = sample.labels["theme"].carried
    assert found.base >= len(found.cases) > 40
    for pair in found.pairs:
        later, earlier = frame.loc[pair.later], frame.loc[pair.earlier]
        assert later["team"] == earlier["team"] != ""
        assert earlier["outcome"] in {"upheld", "partly_upheld"}
        assert earlier["received_date"] < later["received_date"]
        assert not earlier["responded_date"] >= later["received_date"]
        assert first[pair.later]
        assert later["parent_ref"] == ""
        shared = carried.loc[pair.later] & carried.loc[pair.earlier]
        assert pair.labels == tuple(shared.index[shared])
        assert pair.similarity >= RepeatSettings().threshold
    for cells in (1, 997):
        settings = dataclasses.replace(RepeatSettings(), block_cells=cells)
        assert find_repeats(sample, settings) == found
