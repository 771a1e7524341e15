"""Tagged cases of three teams over three quarters, and the models' manifests."""

import pandas as pd
import pytest
from made_cases import TODAY, rows

from classifier.config import ReportSettings
from classifier.insight.tagged import load_tagged
from classifier.labels.codebook import shipped_codebook
from classifier.labels.persistence import read_manifest
from classifier.reports.contents import build_report


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
