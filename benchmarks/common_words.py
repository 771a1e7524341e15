"""Write classifier/text/common_words.txt: words that several writers wrote in small letters.

Usage: python benchmarks/common_words.py

The list adds to english_words.txt what people write to councils; it tells a plain word at the
head of a sentence from a name. It is made of the first half of the writers only, those from whom
the rules of redaction are made, so that the other half can measure them. Words of listed
personal data are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from redaction import halves

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "classifier" / "text" / "common_words.txt"
LEAST_WRITERS = 2
SMALL = re.compile(r"(?<![\w'’])[a-zà-ÿ]+(?:['’][a-z]+)?(?![\w'’])")


def main() -> None:
    writers = defaultdict(set)
    for record in halves()[0]:
        names = set(re.findall(r"[a-zà-ÿ]+", " ".join(record["pii"]).lower()))
        for word in SMALL.findall(record["text"]):
            plain = word.replace("’", "'")
            if plain not in names:
                writers[plain].add(record["writer"])
    words = sorted(
        word
        for word, found in writers.items()
        if len(found) >= LEAST_WRITERS and (len(word) > 1 or word in {"a", "i"})
    )
    TARGET.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words):,} words in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
