import numpy as np
import pytest

from classifier.errors import LabelledDataError
from classifier.labels.corpus import Corpus, Example
from classifier.labels.crossval import folds
from classifier.labels.training import length_band, train


def test_figures_are_those_of_unseen_writers(theme_result, theme_corpus):
    assert theme_result.grouped_by == "writer"
    assert theme_result.groups == len({e.fields["writer"] for e in theme_corpus.examples})
    assert theme_result.texts == len(theme_corpus)
    figures = theme_result.figures
    assert figures.micro["f1_interval"][0] < figures.micro["f1"] < figures.micro["f1_interval"][1]
    # Far above what the labels' frequencies alone would give, far below perfect.
    assert 0.35 < figures.micro["f1"] < 0.95
    assert figures.calibration_error < 0.05
    assert figures.evidence["model"] > figures.evidence["random_sentence"] + 0.1
    assert figures.evidence["model"] > figures.evidence["whole_text"]
    assert figures.checked_share <= 0.30
    assert figures.checked_errors > figures.checked_share


def test_every_writer_is_wholly_inside_one_fold():
    groups = np.array([0, 0, 1, 1, 2, 2, 2])
    for inside, outside in folds(7, groups):
        assert not set(groups[inside]) & set(groups[outside])
    without = np.concatenate([outside for _, outside in folds(10, None)])
    assert sorted(without.tolist()) == list(range(10))


def test_the_version_names_scheme_and_data(theme_result):
    scheme, digest = theme_result.model.version.split("-")
    assert scheme == "theme"
    assert len(digest) == 8 and int(digest, 16) >= 0


def test_too_little_data_is_refused(theme_corpus):
    few = Corpus(theme_corpus.scheme, theme_corpus.examples[:19])
    with pytest.raises(LabelledDataError, match="too little"):
        train(few)
    unlabelled = tuple(Example(f"text {i}", ()) for i in range(40))
    with pytest.raises(LabelledDataError, match="too little"):
        train(Corpus(theme_corpus.scheme, unlabelled))


@pytest.mark.parametrize(
    ("words", "band"),
    [
        (1, "under 30 words"),
        (29, "under 30 words"),
        (30, "30 to 100 words"),
        (100, "30 to 100 words"),
        (101, "101 to 220 words"),
        (220, "101 to 220 words"),
        (221, "over 220 words"),
    ],
)
def test_length_bands(words, band):
    assert length_band("word " * words) == band
