"""How tagging grows with the number of rows: seconds, rows a second, peak memory, processes.

Usage: python benchmarks/scaling.py [--rows 1000 10000 100000 500000] [--formats csv parquet xlsx]
           [--jobs 1 2] [--output scaling.md]

Each run is the command line itself, started cold in a process of its own: what it takes includes
the imports, the models, and the start of its workers. 'Cold start' is a run on a single row, and
'rows a second' is without it. Memory is the most that the process held, and the most that it and
its workers held together, sampled 10 times a second; pages that several share are divided among
them where the system tells (on Linux). The texts have 150 words, from random places of the
training texts.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
ROWS = (1_000, 10_000, 100_000, 500_000)
WORDS = 150
XLSX_MOST = 100_000


def texts(rows: int, seed: int = 0) -> Iterator[str]:
    """Runs of 150 words from random places of the training texts."""
    lines = (ROOT / "training_data" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    words = " ".join(json.loads(line)["text"] for line in lines).split()
    draw = random.Random(seed)
    for _ in range(rows):
        start = draw.randrange(len(words) - WORDS)
        yield " ".join(words[start : start + WORDS])


def make_cases(folder: Path, rows: int, ending: str) -> Path:
    """A case file in one of the formats."""
    path = folder / f"cases-{rows}{ending}"
    if path.exists():
        return path
    table = folder / f"cases-{rows}.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Case reference", "Complaint", "Date received", "Team"])
        for number, text in enumerate(texts(rows)):
            team = f"Team {number % 12}"
            writer.writerow([f"C{number:06d}", text, f"{number % 28 + 1:02d}/05/2025", team])
    if ending != ".csv":
        from classifier.cases.reading import open_table
        from classifier.cases.writing import new_table

        source = open_table(table)
        with new_table(path, source.headers, rows=source.rows) as out:
            for chunk in source.chunks(5000):
                out.write(chunk.columns)
    return path


def measure(cases: Path, output: Path, jobs: int) -> tuple[float, int, int]:
    """Seconds, peak bytes of the main process, and peak bytes of it and its workers."""
    command = [sys.executable, ROOT / "cli.py", "tag", cases, "-o", output, "--jobs", str(jobs)]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = psutil.Popen(
            list(map(str, command)),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        alone = together = 0
        while process.poll() is None:
            sizes = list(held(process))
            alone, together = max(alone, sizes[0] if sizes else 0), max(together, sum(sizes))
            time.sleep(0.1)
        seconds = time.perf_counter() - begun
        if process.returncode:
            errors.seek(0)
            raise SystemExit(errors.read().decode(errors="replace"))
    return seconds, alone, together


def held(process: psutil.Process) -> Iterator[int]:
    """Memory of a process and of those that it started."""
    try:
        for one in (process, *process.children(recursive=True)):
            memory = one.memory_full_info()
            yield getattr(memory, "pss", memory.rss)
    except psutil.Error:
        return


def lines(rows: Sequence[int], formats: Sequence[str], jobs: Sequence[int]) -> Iterator[str]:
    """The Markdown table."""
    yield "| format | rows | processes | seconds | rows a second | peak MB, main | peak MB, all |"
    yield "|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for ending in (f".{kind}" for kind in formats):
            cold = {}
            for count in (1, *rows):
                if ending == ".xlsx" and count > XLSX_MOST:
                    continue
                cases = make_cases(folder, count, ending)
                output = folder / f"tagged{ending}"
                for n in jobs:
                    seconds, alone, together = measure(cases, output, n)
                    cold.setdefault(n, seconds)
                    shown = f"{count:,}" if count > 1 else "1 (cold start)"
                    more = seconds - cold[n]
                    rate = f"{count / more:,.0f}" if count > 1 and more > 0 else ""
                    yield (
                        f"| {ending} | {shown} | {n} | {seconds:.1f} | {rate} |"
                        f" {alone / 1e6:,.0f} | {together / 1e6:,.0f} |"
                    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--formats", nargs="+", default=["csv", "parquet", "xlsx"])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    found = []
    for line in lines(arguments.rows, arguments.formats, arguments.jobs):
        print(line, flush=True)
        found.append(line)
    if arguments.output:
        arguments.output.write_text("\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
