"""Write classifier/text/common_words.txt: words that several writers wrote in small letters.

Usage: python benchmarks/common_words.py

The list tells a plain word at the head of a sentence from a name; see classifier/text/strict.py.
Words of listed personal data are left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

from classifier.labels.corpus import load_corpus

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "classifier" / "text" / "common_words.txt"
LEAST_WRITERS = 3
SMALL = re.compile(r"(?<![\w'’])[a-zà-ÿ]+(?:['’][a-z]+)?(?![\w'’])")


def main() -> None:
    writers = defaultdict(set)
    for name in ("themes.jsonl", "root_causes.jsonl"):
        for example in load_corpus(ROOT / "training_data" / name).examples:
            private = " ".join(json.loads(example.fields.get("pii", "[]"))).lower()
            names = set(re.findall(r"[a-zà-ÿ]+", private))
            for word in SMALL.findall(example.text):
                plain = word.replace("’", "'")
                if plain not in names:
                    writers[plain].add(example.fields["writer"])
    words = sorted(
        word
        for word, found in writers.items()
        if len(found) >= LEAST_WRITERS and (len(word) > 1 or word in {"a", "i"})
    )
    TARGET.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words):,} words in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
