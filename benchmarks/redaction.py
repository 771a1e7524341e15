"""How much of the corpus' personal data redaction finds, and how much else it loses.

Usage: python benchmarks/redaction.py

The rules were made without the sample year, so its rows are the ones to quote.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from classifier.labels.corpus import load_corpus
from classifier.text.redaction import redact
from classifier.text.strict import mask_possible_names

DATA = Path(__file__).parent.parent / "training_data"
FILES = ("themes.jsonl", "root_causes.jsonl", "sample/themes.jsonl", "sample/root_causes.jsonl")
WORD = re.compile(r"\w+")


def for_print(text: str) -> str:
    """As quotations in reports are redacted."""
    return mask_possible_names(redact(text))


def measure(name: str, change: Callable[[str], str]) -> tuple[float, int, float]:
    """Recall of listed strings, their number, and the share of other words that are lost."""
    found = total = words = lost = 0
    for example in load_corpus(DATA / name).examples:
        after = change(example.text)
        listed = json.loads(example.fields.get("pii", "[]"))
        total += len(listed)
        found += sum(not re.search(rf"(?<!\w){re.escape(p)}(?!\w)", after) for p in listed)
        rest = example.text
        for string in sorted(listed, key=len, reverse=True):
            rest = rest.replace(string, " ")
        before, kept = Counter(WORD.findall(rest)), Counter(WORD.findall(after))
        words += sum(before.values())
        lost += sum(max(0, count - kept[word]) for word, count in before.items())
    return found / total, total, lost / words


def main() -> None:
    print("| file | method | strings listed | found | other words lost |\n|---|---|---|---|---|")
    for name in FILES:
        for method, change in (("redact", redact), ("for print", for_print)):
            recall, total, lost = measure(name, change)
            print(f"| `{name}` | {method} | {total:,} | {recall:.1%} | {lost:.2%} |")


if __name__ == "__main__":
    main()
