import pytest
from run_all import HERE, README, RUNS, fill


def test_only_what_stands_between_the_marks_is_replaced():
    document = "a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n"
    filled = fill(document, "one", "| 1 |\n\\1\n\n")
    assert filled == document.replace("old", "| 1 |\n\\1")
    assert fill(filled, "two", "x") == filled.replace("<!-- two -->\n", "<!-- two -->\nx\n")
    with pytest.raises(ValueError, match="0 places marked 'three'"):
        fill(document, "three", "x")


def test_every_benchmark_exists_and_has_its_place():
    text = README.read_text(encoding="utf-8")
    for name, (script, *_) in RUNS.items():
        assert (HERE / script).is_file()
        assert fill(text, name, "") != "" and text.count(f"<!-- {name} -->") == 1
