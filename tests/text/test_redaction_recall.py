"""The bar for redaction, on writers from whose texts no rule was made (see the benchmark)."""

import importlib.util
import sys

import pytest

KINDS = {
    "kofi.a@example.org": "e-mail",
    "@kofi_a": "link or handle",
    "AB1 2DE": "postcode",
    "07700 900123": "telephone",
    "943 476 5919": "NHS or NI number",
    "JK 12 34 56 C": "NHS or NI number",
    "AB12 CDE": "vehicle",
    "3 May 2015": "date of birth or age",
    "he's only nine": "date of birth or age",
    "(5)": "date of birth or age",
    "Flat 3, Oak Court": "address",
    "12 High Street": "address",
    "Rose Cottage": "address",
    "no. 40": "address",
    "CMP/2210": "reference",
    "0417": "reference",
    "Kofi (5)": "name with age",
    "Mrs Anne-Marie O'Shea": "name",
    "Jordan Mill-Court": "name",
}


@pytest.fixture(scope="module")
def benchmark(root):
    path = root / "benchmarks" / "redaction.py"
    spec = importlib.util.spec_from_file_location("redaction_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def score(benchmark):
    return benchmark.measure(benchmark.halves()[1])


@pytest.mark.parametrize(("string", "kind"), KINDS.items())
def test_kinds_of_listed_strings_are_told_by_their_shape(benchmark, string, kind):
    assert benchmark.kind_of(string) == kind


def test_no_writer_is_in_both_halves(benchmark):
    first, other = ({record["writer"] for record in half} for half in benchmark.halves())
    assert first.isdisjoint(other)
    assert (len(first), len(other)) == (21, 21)


def test_loss_and_recall_are_counted_by_hand(benchmark):
    records = [
        {"text": "Kofi, of Leeds, rang. Kofi rang Ann.", "pii": ["Kofi", "Ann"]},
        {"text": "A bin is full.", "pii": []},
    ]
    score = benchmark.measure(
        records, lambda text: text.replace("Kofi", "[name]", 1).replace("bin", "")
    )
    assert (score.recall(), score.recall("name")) == (0, 0)
    # Leeds, of, rang, rang; a, bin, is, full: one of eight is lost.
    assert score.loss == 1 / 8
    assert benchmark.measure(records, lambda text: text.replace("Kofi", "[name]")).recall() == 0.5


def test_redaction_finds_97_of_100_listed_strings(score):
    assert score.listed.total() > 2500
    assert score.recall() >= 0.97


@pytest.mark.parametrize("kind", ["name", "address"])
def test_redaction_finds_95_of_100(score, kind):
    assert score.listed[kind] > 200
    assert score.recall(kind) >= 0.95


def test_at_most_one_other_word_in_200_is_lost(score):
    assert score.words > 150_000
    assert score.loss <= 1 / 200
