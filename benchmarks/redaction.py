"""How much of the corpus' personal data redaction finds, and how much else it loses.

Usage: python benchmarks/redaction.py [--speed] [--misses]

The rules were made on one half of the writers of training_data (their names sorted, every second
from the first on; the word list classifier/text/common_words.txt too is made of that half alone)
and are measured on the other half, and last on the sample year, at whose misses nobody looked.
The other half's totals, never its misses, were looked at a few times while rules were made, so
the sample year is the cleaner of the two. ``--misses`` prints what was missed of
the first half, the only one that rules may be made from.

A listed string counts as found where it no longer stands, as a whole, anywhere in the text. A
word that is in no listed string counts as lost where the redacted text holds fewer of it. The
lists don't say of what kind a string is: :func:`kind_of` tells by its shape.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from classifier.text.redaction import redact  # noqa: E402
from classifier.text.strict import mask_possible_names  # noqa: E402

DATA = ROOT / "training_data"
TRAINING = (DATA / "themes.jsonl", DATA / "root_causes.jsonl")
SAMPLE = (DATA / "sample" / "themes.jsonl", DATA / "sample" / "root_causes.jsonl")
LONG = 10**6
WORD = re.compile(r"\w+")

# --- What kind a listed string is -------------------------------------------------------------

_NUMBER_WORD = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty half"
)
_AGE_WORDS = frozenset(
    f"{_NUMBER_WORD} a an and of is was are be now not even only just nearly almost turned turns "
    "still at my our his her the he she they i im hes shes who years year yrs yr weeks week wks "
    "wk months month mths days day old olds o y yo age aged ages s m re am birthday son daughter "
    "baby boy girl child children twins lad mother father mum dad grandson granddaughter "
    "brother sister both kids".split()
)
_MONTH = re.compile(
    r"(?i)\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}|\d{4}-\d\d-\d\d)(?!\d)")
_HOME = re.compile(
    r"(?i)^(?:flat|apartment|apt|room|plot|unit|berth|block|number|no)\b\.? ?\d|"
    r"(?:^|[ ,])\d{1,4}[a-z]?(?:[-/]\d{1,4}[a-z]?)?,? (?!years?\b)[a-z]{2}|"
    r"(?<![\w-])(?:house|farm|cottages?|lodge|mill|court|lane|road|street|close|rest|maltings|villa|row|"
    r"terrace|hall|manor|barn|grange|vicarage|rectory)(?:,|$)"
)
_SHAPES = (
    ("e-mail", re.compile(r"\S+@\S+\.\S+")),
    ("link or handle", re.compile(r"(?i)@\S+|(?:https?://|www\.)\S+")),
    ("postcode", re.compile(r"(?i)[A-Z]{1,2}\d[A-Z\d]? ?[\dO][A-Z]{2}")),
    ("telephone", re.compile(r"(?:\+|\(?0)(?=(?:\D*\d){9})[\d ()+.-]{8,18}")),
    ("NHS or NI number", re.compile(r"[1-9]\d\d[ -]?\d{3}[ -]?\d{4}|[A-Z]{2} ?(\d\d ?){3}[A-D]")),
    ("vehicle", re.compile(r"[A-Z]{2}\d[\dO] ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d+[A-Z]")),
)  # fmt: skip


def kind_of(string: str) -> str:
    """The kind of a listed string, by its shape alone."""
    for kind, shape in _SHAPES:
        if shape.fullmatch(string):
            return kind
    words = re.findall(r"[^\W\d_]+", string.lower())
    digits = re.findall(r"\d+", string)
    if _DATE.search(string) or (digits and _MONTH.search(string)):
        return "date of birth or age"
    small = all(len(number) < len("100") for number in digits)
    counts = bool(digits) or any(word in _NUMBER_WORD.split() for word in words)
    if counts and small and set(words) <= _AGE_WORDS:
        return "date of birth or age"
    if re.fullmatch(r"(?:[^\W\d]+ ?){1,3},? ?\(?\d{1,2}\)?", string) and not _HOME.search(string):
        return "name with age"
    if _HOME.search(string):
        return "address"
    return "reference" if digits else "name"


# --- Measuring --------------------------------------------------------------------------------


@dataclass
class Score:
    """What was found of each kind, and how many other words were lost."""

    listed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    words: int = 0
    lost: int = 0

    def recall(self, kind: str = "") -> float:
        """The share of listed strings that were found; of all kinds together without a kind."""
        if kind:
            return self.found[kind] / self.listed[kind]
        return self.found.total() / self.listed.total()

    @property
    def loss(self) -> float:
        return self.lost / self.words


def records(paths: Iterable[Path]) -> list[dict]:
    return [
        json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line
    ]


def halves() -> tuple[list[dict], list[dict]]:
    """Training records by the writers of the first half, and of the other."""
    found = records(TRAINING)
    first = set(sorted({record["writer"] for record in found})[::2])
    return (
        [record for record in found if record["writer"] in first],
        [record for record in found if record["writer"] not in first],
    )


def for_print(text: str) -> str:
    """As quotations in reports are redacted."""
    return mask_possible_names(redact(text))


def stays(string: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(string)}(?!\w)", text)


def measure(found: Iterable[dict], change: Callable[[str], str] = redact) -> Score:
    score = Score()
    for record in found:
        after = change(record["text"])
        rest = record["text"]
        for string in sorted(record["pii"], key=len, reverse=True):
            kind = kind_of(string)
            score.listed[kind] += 1
            score.found[kind] += not stays(string, after)
            rest = rest.replace(string, " ")
        before, kept = Counter(WORD.findall(rest)), Counter(WORD.findall(after))
        score.words += before.total()
        score.lost += (before - kept).total()
    return score


def misses(found: Iterable[dict]) -> Iterator[str]:
    for record in found:
        after = redact(record["text"])
        for string in record["pii"]:
            if match := stays(string, after):
                around = after[max(0, match.start() - 50) : match.end() + 40]
                yield f"{kind_of(string)} | {string} | {around!r}"


def speed(found: Iterable[dict], change: Callable[[str], str] = redact) -> float:
    """Texts of 150 words a second of one core's time, the best of five goes at 400 of them."""
    words = " ".join(record["text"] for record in found).split(" ")
    texts = [" ".join(words[start : start + 150]) for start in range(0, len(words) - 150, 150)]
    texts = random.Random(0).sample(texts, 400)
    change(texts[0])
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for text in texts:
            change(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def ordinary_long(found: Iterable[dict]) -> str:
    """Complaints in a row, a million characters."""
    text = "\n\n".join(record["text"] for record in found)
    return (text * (LONG // len(text) + 1))[:LONG]


def hostile_long() -> Iterator[tuple[str, str]]:
    """Texts of a million characters in which every word might be personal data.

    One piece repeated, and pieces that never repeat in the same order, which take longer since
    stretches that read the same share their looks.
    """
    for piece in ("12 ", "1.", "he is 5 ", "Dear Mr Smith\n", "J. ", "From:\n", "Mr ", "Ã©"):
        yield repr(piece), (piece * (LONG // len(piece) + 1))[:LONG]
    chance = random.Random(0)

    def name() -> str:
        pairs = zip(
            chance.choices("bdfgklmnprstvz", k=3), chance.choices("aeiou", k=3), strict=True
        )
        return "".join(letter for pair in pairs for letter in pair).capitalize()

    makers: dict[str, Callable[[], str]] = {
        "two-digit numbers": lambda: f"{chance.randrange(10, 100)} ",
        "doors": lambda: f"no. {chance.randrange(1000)} ",
        "telephone numbers": lambda: f"07{chance.randrange(10**9):09d} ",
        "streets": lambda: f"{chance.randrange(1000)} {name()} Street, ",
        "initials": lambda: f"{chance.choice('BCDEFGHJKLMNPRSTW')}. ",
        "greetings": lambda: f"Dear Mr {name()}\n",
        "names in a row": lambda: f"{name()} ",
        "names on lines": lambda: f"{name()}\n",
    }
    for kind, make in makers.items():
        parts, length = [], 0
        while length < LONG:
            parts.append(make())
            length += len(parts[-1])
        yield f"{kind} by chance", "".join(parts)[:LONG]


def seconds(text: str, change: Callable[[str], str] = redact, times: int = 3) -> float:
    """Seconds of one core's time that a text takes, the best of some times."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        change(text)
        best = min(best, time.process_time() - start)
    return best


# --- Printing ---------------------------------------------------------------------------------


def table(scores: dict[str, Score]) -> None:
    heads = [head for name in scores for head in (name, "listed")]
    print(f"| kind | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    kinds = Counter[str]()
    for score in scores.values():
        kinds.update(score.listed)
    for kind in [kind for kind, _ in kinds.most_common()]:
        cells = [
            f"{score.recall(kind):.1%} | {score.listed[kind]:,}" if score.listed[kind] else "- | 0"
            for score in scores.values()
        ]
        print(f"| {kind} | {' | '.join(cells)} |")
    cells = [f"{score.recall():.1%} | {score.listed.total():,}" for score in scores.values()]
    print(f"| **all** | {' | '.join(cells)} |")
    cells = [f"{score.loss:.2%} | {score.words:,}" for score in scores.values()]
    print(f"| other words lost | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="measure throughput only")
    parser.add_argument("--misses", action="store_true", help="print the first half's misses")
    options = parser.parse_args()
    first, other = halves()
    if options.misses:
        print("\n".join(misses(first)))
        return
    if options.speed:
        print(f"`redact`: {speed(first + other):,.0f} texts of 150 words a second")
        print(f"for print: {speed(first + other, for_print):,.0f}")
        print("\n| a million characters | s |\n|---|---|")
        print(f"| complaints in a row | {seconds(ordinary_long(first + other), times=5):.2f} |")
        for kind, text in hostile_long():
            print(f"| {kind} | {seconds(text, times=2):.2f} |")
        return
    sets = {"rules' half": first, "other half": other, "sample year": records(SAMPLE)}
    for name, change in (("redact", redact), ("for print", for_print)):
        print(f"\n### {name}\n")
        table({which: measure(found, change) for which, found in sets.items()})


if __name__ == "__main__":
    main()
