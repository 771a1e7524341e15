"""What holds for the project as a whole: its layers, its exports, its packaging."""

import ast
import re
import tomllib

import pytest

STAGES = ["cases", "text", "labels", "insight", "reports"]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_from_stages_before_it(root, stage):
    allowed = set(STAGES[: STAGES.index(stage) + 1]) | {"errors", "config"}
    for path in (root / "classifier" / stage).rglob("*.py"):
        for module in imports(path):
            if module.startswith("classifier."):
                assert module.split(".")[1] in allowed, f"{path.name} imports {module}"


def test_exports_can_all_be_imported():
    import classifier

    for name in classifier.__all__:
        assert getattr(classifier, name).__name__ == name


def test_every_dependency_has_its_reason_and_a_pin(root):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"].values()
    listed = [*project["dependencies"], *(name for extra in extras for name in extra)]
    pins = dict(
        line.lower().split("==")
        for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for requirement in listed:
        line = next(x for x in text.splitlines() if f'"{requirement}"' in x)
        assert re.search(r"# \w+", line), f"{requirement} has no reason"
        assert re.split(r"[><=\[]", requirement)[0] in pins, requirement
    assert not re.search(r"https?:|--index|@", "\n".join(pins))
