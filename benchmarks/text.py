"""How fast texts are cleaned, split into sentences and judged readable, on one core.

Usage: python benchmarks/text.py

Ordinary texts are 150 words of the labelled complaints in a row; mails are the same words with a
header above them and the council's quoted reply below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from classifier.labels.corpus import load_corpus
from classifier.text.cleaning import clean, read_text
from classifier.text.readable import readability
from classifier.text.sentences import split_sentences

ROOT = Path(__file__).parent.parent
TEXTS, WORDS, STEP, REPEATS = 2000, 150, 97, 5
LINE_WORDS = 12
HEADER = "From: Ada Okoro <ada.okoro@example.org>\nSent: 12 March 2024 10:15\nSubject: RE: Bin\n\n"
REPLY = (
    "\n\nSent from my iPhone\n\nOn Tue, 12 Mar 2024 at 10:15, Waste Team <waste@anytown.gov.uk> "
    "wrote:\n> Dear Ms Okoro\n> Thank you for your e-mail. We aim to respond within 10 working "
    "days.\n> Kind regards\n> Waste Team"
)


def ordinary_texts() -> list[str]:
    """Runs of words that start at different places of the corpus."""
    corpus = load_corpus(ROOT / "training_data" / "themes.jsonl")
    words = " ".join(corpus.texts).split()
    return [" ".join(words[STEP * n : STEP * n + WORDS]) for n in range(TEXTS)]


def as_mail(text: str) -> str:
    words = text.split()
    lines = (" ".join(words[at : at + LINE_WORDS]) for at in range(0, len(words), LINE_WORDS))
    return HEADER + "\n".join(lines) + REPLY


def seconds_a_text(function: Callable[[str], object], texts: Sequence[str]) -> float:
    """The best of several runs: the others were held up by something else."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.process_time()
        for text in texts:
            function(text)
        best = min(best, time.process_time() - begun)
    return best / len(texts)


def main() -> None:
    ordinary = ordinary_texts()
    mails = [as_mail(text) for text in ordinary]
    cleaned = [clean(text) for text in ordinary]
    rows = (
        ("`clean`, ordinary texts", clean, ordinary),
        ("`clean`, mails", clean, mails),
        ("`read_text` with places and parts, ordinary texts", read_text, ordinary),
        ("`read_text` with places and parts, mails", read_text, mails),
        ("`split_sentences`", split_sentences, cleaned),
        ("`readability`", readability, cleaned),
    )
    print(f"Texts of {WORDS} words, one core\n")
    print("| step | milliseconds a text | texts a second |\n|---|---|---|")
    for name, function, texts in rows:
        seconds = seconds_a_text(function, texts)
        print(f"| {name} | {seconds * 1000:.3f} | {1 / seconds:,.0f} |")


if __name__ == "__main__":
    main()
