import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io

from classifier.errors import ModelError, OutputError
from classifier.labels.corpus import load_corpus
from classifier.labels.persistence import (
    CARD_FILE,
    MANIFEST_FILE,
    MODEL_FILE,
    SCHEMA_VERSION,
    find_models,
    load_model,
    save_model,
)


@pytest.fixture
def saved(theme_result, tmp_path):
    return save_model(theme_result, tmp_path / "models" / "mine")


def test_a_loaded_model_gives_the_same_bits(theme_result, theme_corpus, saved):
    loaded = load_model(saved)
    before = theme_result.model
    assert loaded.scheme == before.scheme
    assert loaded.version == before.version
    texts = theme_corpus.texts[:40]
    assert np.array_equal(
        loaded.classifier.decision_function(texts), before.classifier.decision_function(texts)
    )
    np.testing.assert_allclose(
        loaded.calibration.thresholds, before.calibration.thresholds, atol=1e-6
    )


def test_the_folder_holds_three_files_and_the_card_the_figures(theme_result, saved):
    assert sorted(path.name for path in saved.iterdir()) == sorted(
        [MODEL_FILE, MANIFEST_FILE, CARD_FILE]
    )
    card = (saved / CARD_FILE).read_text(encoding="utf-8")
    micro = theme_result.figures.micro
    assert f"| all labels together (micro) | {micro['precision']:.2f}" in card
    assert all(f"| {label} |" in card for label in theme_result.model.scheme.ids)
    assert not [path for path in saved.parent.iterdir() if path.name.startswith(".")]


def test_saving_again_replaces_a_model_and_spares_other_folders(theme_result, saved, tmp_path):
    (saved / "old.txt").write_text("left from before")
    save_model(theme_result, saved)
    assert not (saved / "old.txt").exists()
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("dear sir")
    with pytest.raises(OutputError, match="not a model's folder"):
        save_model(theme_result, other)
    assert (other / "letter.txt").read_text() == "dear sir"


def test_an_unknown_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="There is no model in"):
        load_model(tmp_path / "nothing")
    with pytest.raises(ModelError, match="There is no model in"):
        find_models(tmp_path)


def test_a_model_of_another_version_is_refused(saved):
    path = saved / MANIFEST_FILE
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "schema_version": 99}))
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert f"schema version 99, where this program reads {SCHEMA_VERSION}" in str(caught.value)
    assert "train it again" in str(caught.value)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / MODEL_FILE).unlink(),
        lambda folder: (folder / MODEL_FILE).write_bytes(b"not a zip"),
        lambda folder: os.truncate(folder / MODEL_FILE, 5000),
        lambda folder: (folder / MANIFEST_FILE).write_text("{"),
        lambda folder: skops.io.dump([1, 2], folder / MODEL_FILE),
        lambda folder: skops.io.dump({"idf": np.ones(3)}, folder / MODEL_FILE),
    ],
)
def test_a_damaged_model_is_refused_with_the_mend(saved, damage):
    damage(saved)
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert str(saved) in str(caught.value)
    assert "train it again" in str(caught.value)


class Runs:
    """Something that no model of ours holds."""


def test_a_model_with_foreign_types_is_not_loaded(saved):
    skops.io.dump({"idf": Runs()}, saved / MODEL_FILE)
    with pytest.raises(ModelError) as caught:
        load_model(saved)
    assert "holds more than a model needs" in str(caught.value)
    assert "Runs" in str(caught.value)


def test_models_are_found_in_order(saved, tmp_path):
    for name in ("zebra", "root_cause", "theme", "apple"):
        shutil.copytree(saved, saved.parent / name)
    names = [path.name for path in find_models(saved.parent)]
    assert names == ["theme", "root_cause", "apple", "mine", "zebra"]
    assert find_models(saved) == [saved]


@pytest.mark.parametrize(
    ("name", "data"), [("theme", "themes.jsonl"), ("root_cause", "root_causes.jsonl")]
)
def test_shipped_models_match_the_training_data(root, name, data):
    model = load_model(root / "models" / name)
    corpus = load_corpus(root / "training_data" / data)
    assert model.data_hash == corpus.data_hash(), "run `make models`"
    assert model.scheme == corpus.scheme, "run `make models`"
    assert (root / "models" / name / MODEL_FILE).stat().st_size < 5_000_000


@pytest.mark.parametrize("name", ["theme", "root_cause"])
def test_shipped_models_hold_no_pickle(root, name):
    with zipfile.ZipFile(root / "models" / name / MODEL_FILE) as archive:
        endings = {Path(entry).suffix for entry in archive.namelist()}
    assert endings == {".npy", ".json"}
