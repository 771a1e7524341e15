import json
from dataclasses import replace

import pytest

from classifier.labels.card import render_card
from classifier.labels.coders import read_codings
from classifier.labels.evaluation import evaluate


@pytest.fixture(scope="module")
def card(theme_result):
    return render_card(theme_result)


def table(card, heading, lines_on=0):
    """The first table after a heading, cells as text."""
    lines = card.split(heading, 1)[1].splitlines()[lines_on:]
    start = next(i for i, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[:1] + rows[2:]


def test_intended_use_and_misuse_and_limits_are_there(card):
    plain = " ".join(card.split())
    assert "**Not for:** judging a member of staff; deciding a complaint;" in plain
    assert "texts that a language model wrote for this purpose, not from residents' own" in plain
    assert "Measure it on your own cases before you rely on a figure" in plain


def test_every_label_has_its_figures_with_intervals(card, theme_result):
    rows = {row[0]: row for row in table(card, "- Calibration error", 1)}
    for label, figures in theme_result.figures.labels.items():
        low, high = figures["f1_interval"]
        assert rows[label][1:3] == [str(figures["support"]), str(figures["assigned"])]
        assert rows[label][5] == f"{figures['f1']:.2f} ({low:.2f} to {high:.2f})"


@pytest.mark.parametrize("name", ["channel", "length", "service", "writer"])
def test_every_kind_of_group_has_its_figures_with_intervals(card, theme_result, name):
    rows = [row for row in table(card, "## By kind of text") if row[0] == name]
    measured = theme_result.figures.groups[name]
    assert [row[1] for row in rows] == list(measured)[:40]
    value, figures = next(iter(measured.items()))
    low, high = figures["f1_interval"]
    assert rows[0][1:3] == [value, str(figures["texts"])]
    assert rows[0][5] == f"{figures['f1']:.2f} ({low:.2f} to {high:.2f})"


def test_what_checking_finds(card, theme_result):
    rows = table(card, "## What checking finds")
    curve = {round(share, 2): found for share, found in theme_result.figures.checking_curve}
    assert rows[1:] == [[f"{s:.0%}", f"{curve[s]:.0%}"] for s in (0.1, 0.2, 0.3, 0.4, 0.5)]


def test_what_is_taken_for_what_most_first(card, theme_result):
    rows = table(card, "## What is taken for what")[1:]
    assert 1 <= len(rows) <= 10
    counts = [float(row[2]) for row in rows]
    assert counts == sorted(counts, reverse=True) and min(counts) >= 1
    missed, instead, count, share = rows[0]
    measured = theme_result.figures.taken_for[missed]
    assert f"{measured['instead'][instead]:.1f}" == count
    assert share.endswith(f"of {measured['missed']}")


def test_the_second_person_stands_beside_the_model(theme_result, theme_corpus):
    figures = evaluate(theme_result.model, theme_corpus)
    card = render_card(replace(theme_result, figures=figures))
    rows = table(card, "## Beside a second person")
    assert [row[0] for row in rows[1:]] == [
        "the model against the labels as settled",
        "the second person against the labels as settled",
        "the second person against the first",
    ]
    # By another way: both codings as sets of pairs of text and label.
    first, second = (
        {
            (i, label)
            for i, example in enumerate(theme_corpus.examples)
            for label in json.loads(example.fields[name])
        }
        for name in ("first_coder", "second_coder")
    )
    f1 = 2 * len(first & second) / (len(first) + len(second))
    assert rows[3][1].startswith(f"{f1:.2f} (")
    assert len(read_codings(theme_corpus).rows) == figures.second_coder["texts"]


def test_a_scheme_of_ones_own_needs_no_second_coder(theme_result):
    figures = replace(theme_result.figures, second_coder=None, evidence=None, groups={})
    card = render_card(replace(theme_result, figures=figures, groups=0, grouped_by=""))
    assert "second person" not in card
    assert "wholly in one fold" not in card
    assert table(card, "## By kind of text") == [["by", "", "texts", "precision", "recall", "F1"]]
