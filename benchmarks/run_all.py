"""Run the benchmarks and write what each prints under its heading in benchmarks/README.md.

Usage: python benchmarks/run_all.py [NAME ...]   (all of them without a name, which takes hours)
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
README = HERE / "README.md"
_THEMES, _SAMPLE = "training_data/themes.jsonl", "training_data/sample/themes.jsonl"
RUNS: dict[str, list[str]] = {
    "text": ["text.py"],
    "redaction": ["redaction.py", "--speed"],
    "features": ["features.py"],
    "peers": ["peers.py", "--train", _THEMES, "--test", _SAMPLE],
    "scaling": ["scaling.py"],
    "recurring": ["recurring.py"],
    "spc": ["spc.py"],
    "repeats": ["repeats.py"],
    "corrected_shares": ["corrected_shares.py"],
    "review_loop": ["review_loop.py"],
}


def fill(document: str, name: str, printed: str) -> str:
    """The document with what was printed between the marks of a name.

    Raises:
        ValueError: the document has no such marks.
    """
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    filled, found = pattern.subn(
        lambda match: match[1] + printed.strip() + "\n" + match[2], document
    )
    if found != 1:
        raise ValueError(f"{README.name} has {found} places marked {name!r}, expected 1")
    return filled


def main() -> None:
    unknown = set(sys.argv[1:]) - set(RUNS)
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; known are {', '.join(RUNS)}")
    for name in sys.argv[1:] or RUNS:
        begun = time.perf_counter()
        script, *arguments = RUNS[name]
        run = subprocess.run(
            [sys.executable, str(HERE / script), *arguments],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        # After each, since one that is stopped must not lose the others.
        README.write_text(fill(README.read_text(encoding="utf-8"), name, run.stdout), "utf-8")
        print(f"{name}: {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
