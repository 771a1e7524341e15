"""What takes minutes: shipped models trained again, and the program installed elsewhere."""

import filecmp
import shutil
import subprocess
import sys
import venv

import pytest

from classifier.labels.corpus import load_corpus
from classifier.labels.persistence import MODEL_FILE, load_model, save_model
from classifier.labels.training import train

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "data"), [("theme", "themes.jsonl"), ("root_cause", "root_causes.jsonl")]
)
def test_training_again_gives_the_shipped_model(root, tmp_path, name, data):
    result = train(load_corpus(root / "training_data" / data))
    again = load_model(save_model(result, tmp_path / name))
    shipped = load_model(root / "models" / name)
    assert again.data_hash == shipped.data_hash
    assert again.settings == shipped.settings
    texts = load_corpus(root / "training_data" / "sample" / data).texts[:50]
    ours = again.calibration.probabilities(again.classifier.decision_function(texts))
    theirs = shipped.calibration.probabilities(shipped.classifier.decision_function(texts))
    # Another processor may round the last bits of a fit otherwise.
    assert abs(ours - theirs).max() < 1e-3


def test_training_twice_gives_the_same_bytes(theme_corpus, tmp_path):
    for name in ("one", "two"):
        save_model(train(theme_corpus), tmp_path / name)
    same = filecmp.cmp(
        tmp_path / "one" / "MODEL_CARD.md", tmp_path / "two" / "MODEL_CARD.md", False
    )
    assert same
    one, two = (load_model(tmp_path / name).classifier for name in ("one", "two"))
    assert (one.text_coef_ == two.text_coef_).all()
    assert (one.sentence_coef_ == two.sentence_coef_).all()
    assert (tmp_path / "one" / MODEL_FILE).stat().st_size > 100_000


def test_the_program_works_where_it_is_installed_from_a_wheel(root, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(
        root, source, ignore=shutil.ignore_patterns(".venv", ".git", "demo-report", ".*_cache")
    )
    venv.create(tmp_path / "venv", with_pip=True)
    folder = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")

    def run(*command):
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    constraints = source / "constraints.txt"
    installed = run(folder / "python", "-m", "pip", "install", "-q", "-c", constraints, source)
    assert installed.returncode == 0, installed.stderr
    shutil.rmtree(source)
    done = run(folder / "complaint-themes", "demo", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").stat().st_size > 20_000
