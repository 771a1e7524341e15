"""Tampered models: refused with the mend, or loaded as what they say; nothing of theirs is run."""

import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.errors import ModelError
from classifier.labels.persistence import MANIFEST_FILE, MODEL_FILE, load_model

pytestmark = pytest.mark.slow
fuzz = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 200), st.binary(max_size=12)),
    min_size=1,
    max_size=3,
)
JSON = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]),
    st.just({}), st.just(["x"]), st.just({"id": "x"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def good(root):
    return root / "models" / "root_cause"


def spoil(data, edits):
    for place, length, new in edits:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    return data


def refused_or_sound(good, name, data):
    """Load a copy of a model with one file exchanged."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(good, copy)
        (copy / name).write_bytes(data)
        try:
            model = load_model(copy)
            scores = model.classifier.decision_function(["Two posts were vacant for weeks."])
        except ModelError as error:
            assert str(copy) in error.problem and error.mend
            return
        assert scores.shape == (1, len(model.scheme.ids))


@fuzz
@given(EDITS)
def test_damaged_weights(good, edits):
    refused_or_sound(good, MODEL_FILE, spoil((good / MODEL_FILE).read_bytes(), edits))


@fuzz
@given(EDITS)
def test_a_damaged_manifest(good, edits):
    refused_or_sound(good, MANIFEST_FILE, spoil((good / MANIFEST_FILE).read_bytes(), edits))


@fuzz
@given(st.data(), JSON)
def test_a_manifest_with_another_value(good, data, value):
    manifest = json.loads((good / MANIFEST_FILE).read_text(encoding="utf-8"))
    key = data.draw(st.sampled_from(sorted(manifest)))
    if isinstance(manifest[key], dict) and data.draw(st.booleans()):
        inner = data.draw(st.sampled_from(sorted(manifest[key])))
        manifest[key][inner] = value
    else:
        manifest[key] = value
    refused_or_sound(good, MANIFEST_FILE, json.dumps(manifest).encode())


@fuzz
@given(st.data())
def test_weights_whose_description_is_edited(good, data):
    """The archive is sound, its parts are not what they were."""
    old, new = zipfile.ZipFile(good / MODEL_FILE), io.BytesIO()
    part = data.draw(st.sampled_from(old.namelist()))
    edits = data.draw(EDITS)
    with zipfile.ZipFile(new, "w") as file:
        for name in old.namelist():
            content = old.read(name)
            file.writestr(name, spoil(content, edits) if name == part else content)
    refused_or_sound(good, MODEL_FILE, new.getvalue())


MARK = Path(tempfile.gettempdir()) / "complaint-themes-was-here"


class Payload:
    """Something that would write a file, were it ever unpickled."""

    def __reduce__(self):
        return MARK.write_text, ("run",)


@pytest.mark.parametrize("key", ["idf", "word_vocabulary", "text_coef_", "slope"])
def test_a_payload_in_place_of_weights_is_never_run(good, key):
    MARK.unlink(missing_ok=True)
    state = skops.io.load(good / MODEL_FILE)
    state[key] = np.array([Payload()], dtype=object)
    try:
        data = skops.io.dumps(state)
    finally:
        # What writing did is no matter: what counts is what loading does.
        MARK.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(good, copy)
        (copy / MODEL_FILE).write_bytes(data)
        with pytest.raises(ModelError):
            load_model(copy)
    assert not MARK.exists()


def test_a_pickle_under_the_models_name_is_never_run(good):
    import pickle

    MARK.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(good, copy)
        (copy / MODEL_FILE).write_bytes(pickle.dumps(Payload()))
        with pytest.raises(ModelError, match="damaged"):
            load_model(copy)
        # A pickled array within the archive: numpy would run it, were it asked to.
        inside = io.BytesIO()
        np.save(inside, np.array([Payload()], dtype=object), allow_pickle=True)
        old, new = zipfile.ZipFile(good / MODEL_FILE), io.BytesIO()
        with zipfile.ZipFile(new, "w") as file:
            for name in old.namelist():
                content = inside.getvalue() if name.endswith(".npy") else old.read(name)
                file.writestr(name, content)
        (copy / MODEL_FILE).write_bytes(new.getvalue())
        with pytest.raises(ModelError):
            load_model(copy)
    assert not MARK.exists()
