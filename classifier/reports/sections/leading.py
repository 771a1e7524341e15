"""The leading labels of the council, in sentences."""

from __future__ import annotations

from collections.abc import Container

from classifier.insight.themes import ALL
from classifier.reports.model import MIN_BASE, counted, listed, percent
from classifier.reports.results import SchemeResults

_LEADING = 3
# It says that nothing went wrong, and is no cause.
NO_FAULT = "no_fault"


def leading_words(found: SchemeResults) -> str:
    """The leading labels in a sentence."""
    total, name = found.total, found.name
    if not total.base():
        return f"No {name} can be counted: no case has a text for it that could be read."
    ranked = [label for label in total.ranked() if total.count(ALL, label)]
    if not ranked:
        return f"No {name} was found in {counted(total.base(), 'case')}."
    top = [label for label in ranked if label != NO_FAULT][:_LEADING]
    if not top:
        return f"All {total.base():,} findings are that there was no fault."
    words = []
    for label in top:
        share = f", {percent(total.share(ALL, label))}" if total.base() >= MIN_BASE else ""
        count = total.count(ALL, label)
        words.append(f"{found.label(label).lower()} ({count:,} of {total.base():,}{share})")
    said = f"The leading {name}{' was' if len(words) == 1 else 's were'} {listed(words)}."
    if NO_FAULT in ranked:
        clear = total.count(ALL, NO_FAULT)
        said += f" No fault was found in {clear:,} of {total.base():,}."
    return f"{said} {corrected_words(found)}".strip()


def corrected_words(found: SchemeResults, hidden: Container[str] = ()) -> str:
    """The leading labels by corrected shares; empty where there are none.

    Args:
        found: the scheme's results.
        hidden: labels that may not be named.
    """
    shares = {k: v for k, v in found.correction().items() if k != NO_FAULT and k not in hidden}
    top = sorted(shares, key=lambda label: -shares[label].share)[:_LEADING]
    words = [
        f"{found.label(label).lower()} {percent(shares[label].share)}"
        f" ({percent(shares[label].low)} to {percent(shares[label].high)})"
        for label in top
        if shares[label].share
    ]
    if not words:
        return ""
    return (
        f"Corrected by {found.drawn:,} randomly drawn {found.what}s that a person reviewed:"
        f" {listed(words)} (90% intervals)."
    )
