"""What the command line prints of an audit."""

import pandas as pd

from classifier import terminal
from classifier.insight.audit import Audit, Rate
from classifier.labels.codebook import shipped_codebook

THEME = shipped_codebook().schemes["theme"]
ROW = {"label": "delay", "given": 4, "carried": 0, "right": 0, "precision": 0.0}
ROW |= {"precision_low": 0.0, "precision_high": 0.49}
UNDEFINED = {"recall": None, "recall_low": None, "recall_high": None}
UNDEFINED |= {"f1": float("nan"), "f1_low": float("nan"), "f1_high": float("nan")}


def audit(cases):
    rate = Rate(0.5, 0.4, 0.6)
    return Audit(THEME, cases, rate, rate, rate, pd.DataFrame([ROW | UNDEFINED]))


def test_an_audit_gives_counts_rates_and_what_is_undefined(capsys):
    terminal.print_audit(audit(60))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Themes: On 60 of your cases, 50% (40 to 60) of the labels were")
    assert lines[2] == ("F1, the harmonic mean of both, is 50% (40 to 60). All intervals are 95%.")
    row = next(line for line in lines if "Delay" in line)
    assert row.split() == ["Delay", "4", "0", "0", "0%", "(0", "to", "49)", "n/a", "n/a"]


def test_too_few_cases_get_no_table(capsys):
    terminal.print_audit(audit(7))
    out = capsys.readouterr().out
    assert "too few to judge" in out
    assert "Delay" not in out


def test_notes_go_to_standard_error(capsys):
    terminal.warn(["one", "two"])
    assert capsys.readouterr() == ("", "Note: one\nNote: two\n")
