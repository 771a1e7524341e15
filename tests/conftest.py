"""What several folders of tests share: the project's own files and a small trained model."""

import subprocess
import sys
from pathlib import Path

import pytest

from classifier.labels.corpus import load_corpus
from classifier.labels.persistence import load_model
from classifier.labels.training import train

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def theme_corpus():
    """Every fourth example of the shipped corpus: enough to learn from in seconds."""
    corpus = load_corpus(ROOT / "training_data" / "themes.jsonl")
    return type(corpus)(corpus.scheme, corpus.examples[::4])


@pytest.fixture(scope="session")
def theme_result(theme_corpus):
    return train(theme_corpus)


@pytest.fixture(scope="session")
def shipped_models():
    return [load_model(ROOT / "models" / name) for name in ("theme", "root_cause")]


@pytest.fixture(scope="session")
def run_cli():
    """Run the real command line; gives the completed process."""

    def run(*arguments, cwd=ROOT):
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            timeout=300,
            check=False,
        )

    return run
