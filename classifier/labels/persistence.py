"""Saved models: what is on disk, and how it is loaded without running anyone's code.

A model is a folder of three files:

- ``model.skops``: arrays and vocabularies, and nothing else (no pickle, no objects of ours);
- ``manifest.json``: what the model is, for people and for checks;
- ``MODEL_CARD.md``: what it is for, how good it is and where it fails.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from dataclasses import asdict
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import numpy as np

from classifier.errors import ModelError, OutputError
from classifier.labels.calibration import Calibration
from classifier.labels.card import render_card
from classifier.labels.codebook import Label, Scheme
from classifier.labels.model import ModelSettings, SpanTextClassifier
from classifier.labels.training import TrainedModel, TrainingResult

SCHEMA_VERSION = 2
MODEL_FILE, MANIFEST_FILE, CARD_FILE = "model.skops", "manifest.json", "MODEL_CARD.md"
_LIBRARIES = ("numpy", "scikit-learn", "scipy", "skops")
_WEIGHTS = ("text_coef_", "sentence_coef_")
_INTERCEPTS = ("text_intercept_", "sentence_intercept_")
_RETRAIN = "train it again with this version: complaint-themes train … -o "


def save_model(result: TrainingResult, folder: Path | str) -> Path:
    """Save a trained model; an older model in the folder is replaced as a whole.

    Args:
        result: what :func:`classifier.labels.training.train` gave.
        folder: e.g. ``models/theme``; made where it doesn't exist.

    Returns:
        the folder.

    Raises:
        OutputError: the folder holds something that is no model, or can't be written.
    """
    folder = Path(folder)
    check_model_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
            draft = Path(temporary) / folder.name
            draft.mkdir()
            _write(result, draft)
            if folder.exists():
                shutil.rmtree(folder)
            draft.replace(folder)
    except OSError as error:
        raise OutputError(
            f"The model can't be saved in {folder}.",
            found=error.strerror or str(error),
            mend="choose a folder that can be written, with some space",
        ) from error
    return folder


def check_model_folder(folder: Path) -> None:
    """Check, before training, that a model may be saved here.

    Raises:
        OutputError: it is a file, or a folder of something else.
    """
    foreign = folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST_FILE).is_file()
    if folder.is_file() or foreign:
        raise OutputError(
            f"{folder} is not a model's folder, and would be overwritten.",
            mend="name a new folder, such as models/mine",
        )


def _write(result: TrainingResult, folder: Path) -> None:
    import skops.io

    model = result.model
    features = model.classifier.features_
    state = {
        "word_vocabulary": "\n".join(features.word_vocabulary_),
        "char_vocabulary": "\n".join(features.char_vocabulary_),
        "idf": features.idf_,
        "slope": model.calibration.slope,
        "offset": model.calibration.offset,
        **{name: getattr(model.classifier, name) for name in _INTERCEPTS},
        **{name: getattr(model.classifier, name).astype(np.float16) for name in _WEIGHTS},
    }
    skops.io.dump(state, folder / MODEL_FILE, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    text = json.dumps(build_manifest(result), indent=1, ensure_ascii=False)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / CARD_FILE).write_text(render_card(result), encoding="utf-8")


def build_manifest(result: TrainingResult) -> dict[str, Any]:
    """What ``manifest.json`` holds."""
    model = result.model
    return {
        "schema_version": SCHEMA_VERSION,
        "version": model.version,
        "scheme": {key: value for key, value in asdict(model.scheme).items() if key != "labels"},
        "labels": [asdict(label) for label in model.scheme.labels],
        "thresholds": {
            label: round(float(threshold), 6)
            for label, threshold in zip(model.scheme.ids, model.calibration.thresholds, strict=True)
        },
        "check_doubt": model.calibration.doubt,
        "check_band": model.calibration.band,
        "sentence_weight": model.classifier.sentence_weight_,
        "settings": asdict(model.settings),
        "libraries": {name: installed_version(name) for name in _LIBRARIES},
        "data_hash": model.data_hash,
        "training": {
            "texts": result.texts,
            "groups": result.groups,
            "grouped_by": result.grouped_by,
            "reviews": list(result.reviews),
        },
        "cross_validated": _rounded(result.figures.to_dict()),
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, (list, tuple)) else value


# --- Loading ----------------------------------------------------------------------------------


def read_manifest(folder: Path | str) -> dict[str, Any]:
    """The manifest of a saved model, checked for its version.

    Raises:
        ModelError: no model there, a damaged manifest, or one of another version.
    """
    folder = Path(folder)
    path = folder / MANIFEST_FILE
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model in {folder}.",
            found=f"no {MANIFEST_FILE} there",
            mend="give the folder of a saved model, such as models/theme",
        ) from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(
            f"The model in {folder} is damaged.", found=str(error), mend=f"{_RETRAIN}{folder}"
        ) from error
    found = manifest.get("schema_version") if isinstance(manifest, dict) else None
    if found != SCHEMA_VERSION:
        raise ModelError(
            f"The model in {folder} was saved by another version of this program.",
            found=f"schema version {found}, where this program reads {SCHEMA_VERSION}",
            mend=f"{_RETRAIN}{folder}",
        )
    return manifest


def manifest_scheme(manifest: dict[str, Any]) -> Scheme:
    """The scheme that a manifest describes."""
    labels = tuple(Label(**label) for label in manifest["labels"])
    return Scheme(**manifest["scheme"], labels=labels)


def load_model(folder: Path | str) -> TrainedModel:
    """Load a saved model. Nothing in it is run: it holds arrays and text only.

    Raises:
        ModelError: no model there; damaged; of another version; or it holds types that a model
            of this program never holds, and so may not be trusted.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    state = _read_state(folder / MODEL_FILE)
    try:
        model = _rebuild(manifest, state)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"The model in {folder} is damaged.",
            found=f"{MODEL_FILE} and {MANIFEST_FILE} don't fit together ({error})",
            mend=f"{_RETRAIN}{folder}",
        ) from error
    return model


def _read_state(path: Path) -> dict[str, Any]:
    import skops.io

    folder = path.parent
    try:
        untrusted = skops.io.get_untrusted_types(file=path)
        if untrusted:
            raise ModelError(
                f"The model in {folder} holds more than a model needs, and is not loaded.",
                found=", ".join(sorted(map(str, untrusted))),
                mend="use a model from someone that you trust, or train your own",
            )
        state = skops.io.load(path)
    except ModelError:
        raise
    except FileNotFoundError as error:
        raise ModelError(
            f"The model in {folder} has no {MODEL_FILE}.", mend=f"{_RETRAIN}{folder}"
        ) from error
    # Whatever a damaged file makes the reader stumble over, it is the file that is at fault.
    except Exception as error:
        raise ModelError(
            f"The model in {folder} is damaged.", found=str(error), mend=f"{_RETRAIN}{folder}"
        ) from error
    if not isinstance(state, dict):
        raise ModelError(f"The model in {folder} is damaged.", mend=f"{_RETRAIN}{folder}")
    return state


def _rebuild(manifest: dict[str, Any], state: dict[str, Any]) -> TrainedModel:
    scheme = manifest_scheme(manifest)
    settings = ModelSettings(**manifest["settings"])
    classifier = SpanTextClassifier(**asdict(settings))
    features = classifier.new_features()
    features.restore(
        state["word_vocabulary"].split("\n"),
        state["char_vocabulary"].split("\n") if state["char_vocabulary"] else [],
        state["idf"],
    )
    classifier.features_ = features
    classifier.n_labels_ = len(scheme.labels)
    classifier.classes_ = np.arange(len(scheme.labels))
    classifier.sentence_weight_ = float(manifest["sentence_weight"])
    for name in (*_WEIGHTS, *_INTERCEPTS):
        setattr(classifier, name, state[name].astype(np.float32))
    if state["text_coef_"].shape != (len(scheme.labels), len(state["idf"])):
        raise ValueError(f"weights of shape {state['text_coef_'].shape}")
    calibration = Calibration(
        state["slope"],
        state["offset"],
        np.asarray([manifest["thresholds"][label] for label in scheme.ids]),
        float(manifest["check_doubt"]),
        float(manifest["check_band"]),
    )
    return TrainedModel(
        scheme, classifier, calibration, settings, manifest["data_hash"], manifest["version"]
    )


def find_models(folder: Path | str) -> list[Path]:
    """Folders of the saved models in ``folder``, or the folder itself where it is one.

    Models of the codebook's schemes come first, in their order, then others by name.

    Raises:
        ModelError: there is none.
    """
    folder = Path(folder)
    if (folder / MANIFEST_FILE).is_file():
        return [folder]
    order = {"theme": "0", "root_cause": "1"}
    found = sorted(
        (path.parent for path in folder.glob(f"*/{MANIFEST_FILE}")),
        key=lambda path: order.get(path.name, f"2{path.name}"),
    )
    if not found:
        raise ModelError(
            f"There is no model in {folder}.",
            found="no folder with a manifest.json",
            mend="give a folder of saved models, or leave --models out to use those that come"
            " with the program",
        )
    return found
