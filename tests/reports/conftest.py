"""Tagged cases of three teams over three quarters, and the models' manifests."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from made_cases import TODAY, reviewed_rows, rows

from classifier.config import ReportSettings
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook
from classifier.labels.persistence import read_manifest
from classifier.reports.contents import build_report

# The reviewed sample year is made there.
sys.path.append(str(Path(__file__).parent.parent / "insight"))


@pytest.fixture(scope="session")
def manifest(root):
    return read_manifest(root / "models" / "theme")


@pytest.fixture(scope="session")
def load(tmp_path_factory, manifest):
    """Load made-up rows as tagged cases."""

    def loaded(table, group="team"):
        path = tmp_path_factory.mktemp("tagged") / "tagged.csv"
        frame = pd.DataFrame(table)
        if "model_versions" not in frame:
            frame["model_versions"] = manifest["version"]
        frame.to_csv(path, index=False)
        return load_tagged([path], list(shipped_codebook().schemes.values()), group=group)

    return loaded


@pytest.fixture(scope="session")
def cases(load):
    return load(rows())


@pytest.fixture(scope="session")
def build(manifest):
    def built(cases, **settings):
        return build_report(cases, ReportSettings(**settings), manifests=[manifest], today=TODAY)

    return built


@pytest.fixture(scope="session")
def report(cases, build):
    return build(cases)[0]


@pytest.fixture(scope="session")
def reviewed(load):
    """Cases of which a random third was reviewed."""
    return load(reviewed_rows())


@pytest.fixture(scope="session")
def reviewed_report(reviewed, build):
    return build(reviewed)[0]
