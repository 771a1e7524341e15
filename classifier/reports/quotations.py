"""Quotations from complaints: the evidence in its sentence, redacted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from classifier.insight.tagged import SchemeLabels
from classifier.labels.evidence import parse_evidence
from classifier.reports.model import Quotation
from classifier.text.redaction import CaseRedactor
from classifier.text.strict import mask_possible_names

_MAX_WORDS = 60
_AROUND = 18
# `my grandmother of 96`: with what happened on the day, an age tells who it was.
_AGE = re.compile(
    r"(\b(?:mother|father|mum|dad|gran|nan|grandmother|grandfather|grandad|wife|husband|partner"
    r"|sister|brother|aunt|uncle|neighbour|lady|man|woman|son|daughter|boy|girl)"
    r"\s+(?:is|was|of|aged)\s+)\d{1,3}\b(?!\s*(?:minutes?|mins?|hours?|days?|weeks?|months?))",
    re.IGNORECASE,
)


def surest(
    frame: pd.DataFrame, rows: pd.Index, labels: SchemeLabels, label: str
) -> Iterator[Quotation]:
    """Quotations for a label, those of which the model is surest first; of equals the latest."""
    with_it = rows[labels.carried.loc[rows, label]]
    order = pd.DataFrame({"date": frame.loc[with_it, "received_date"]})
    probability = frame.loc[with_it, f"p_{label}"] if f"p_{label}" in frame else 0.0
    order["p"] = pd.to_numeric(probability, errors="coerce")
    for row in order.sort_values(["p", "date"], ascending=False, kind="stable").index:
        words = parse_evidence(labels.evidence[row]).get(label)
        if words:
            about = f"received in {frame.at[row, 'received_date']:%B %Y}"
            yield quotation_of(frame, row, words, labels.scheme.names[label], about)


def quotation_of(
    frame: pd.DataFrame, row: int, words: list[str], label: str, about: str
) -> Quotation:
    """Evidence as it stands in its text, redacted, with a few words around it."""
    # The whole text helps to know a name that the quotation only repeats.
    text = str(frame.at[row, "complaint_text"]) if "complaint_text" in frame else ""
    before = after = ""
    if len(words) == 1:
        flat = " ".join(text.split())
        start = flat.find(words[0])
        if start >= 0:
            before = _tail(flat[:start])
            after = _head(flat[start + len(words[0]) :])
    redact = CaseRedactor()

    def safe(part: str) -> str:
        if not part:
            return ""
        return _AGE.sub(r"\1[age]", mask_possible_names(redact.redact(part, text)[0]))

    evidence = " ".join(safe(" … ".join(words)).split()[:_MAX_WORDS])
    return Quotation(label, evidence, about, before=safe(before), after=safe(after))


def _tail(text: str) -> str:
    """The last whole sentence of a text, if it is short."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    last = sentences[-1] if sentences else ""
    return last if 0 < len(last.split()) <= _AROUND else ""


def _head(text: str) -> str:
    """The rest of the sentence, or the next, if it is short."""
    match = re.match(r"\s*[^.!?]+[.!?]", text)
    first = match.group(0).strip() if match else ""
    return first if 0 < len(first.split()) <= _AROUND else ""
