"""Long hostile texts, and time limits, for everything that reads text."""

import random
import time

import pytest

# The same seed each time. What repeats itself is quicker to redact than what never does.
_CHANCE = random.Random(0)

LONG_TEXTS = {
    "one word": "a" * 10**6,
    "one-letter words": "a " * 500_000,
    "opening brackets": "<" * 10**6,
    "tags that never close": "<p>" + "<a " * 300_000,
    "comments that never close": "<p>" + "<!--" * 250_000,
    "empty quoted lines": ">\n" * 200_000,
    "attributions without end": "On " * 300_000,
    "sign-offs of officers": "Hi\nOn 1/2/24 10:15, A <a@b.uk> wrote:\n" + "kind regards\n" * 76_000,
    "a rule with a word": "-" * 10**6 + "x\ny",
    "full stops": "." * 10**6 + "x",
    "question marks": "?!" * 500_000 + "x",
    "initials": "A. " * 330_000,
    "digits": "0" * 10**6,
    "digits with hyphens": "0-" * 500_000,
    "open telephone numbers": "(0" * 500_000,
    "telephone numbers": "07700 900123 " * 75_000,
    "road numbers": "A1 " * 300_000,
    "at signs": "@" * 10**6,
    "half addresses": "a@" * 500_000,
    "titles": "Mr " * 300_000,
    "titles with names": "Mr Ann Bob " * 90_000,
    "names on lines": "Zoe Ann\n" * 120_000,
    "different names": "".join(
        f"Mr {a}{b}{c}{d} " for a in "ABCDEFGHIJKLM" for b in "aeiouy" for c in "bcdfghklmnprstv"
        for d in ("ak", "el", "in", "or", "us", "yd")
    ) * 9,
    "numbers by chance": " ".join(str(_CHANCE.randrange(10, 100)) for _ in range(330_000)),
    "initials by chance": ". ".join(_CHANCE.choices("BCDEFGHJKLMNPRSTW", k=330_000)),
    "names on lines by chance": "\n".join(
        "".join(_CHANCE.choices("bdfgklmnprstvz", k=2)).capitalize() + _CHANCE.choice("aeiou") * 2
        + "".join(_CHANCE.choices("dklmnrst", k=3)) for _ in range(120_000)
    ),
    "blank lines": "regards" + "\n" * 10**6,
}  # fmt: skip


@pytest.fixture(params=LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def long_text(request):
    return request.param


@pytest.fixture
def seconds():
    """Call a function with arguments; gives how long it took."""

    def measure(function, *arguments):
        start = time.perf_counter()
        function(*arguments)
        return time.perf_counter() - start

    return measure
