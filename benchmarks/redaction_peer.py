"""Presidio's recognisers against ours, on the half of the writers that our rules weren't made from.

Usage: python benchmarks/redaction_peer.py, after pip install presidio-analyzer

Presidio (github.com/microsoft/presidio, MIT) finds names and places by a language model,
which is not part of the package; without one its recognisers of patterns remain. These are measured
as they come: what identifies a person in Britain, and what does everywhere, at any score.
"""

from __future__ import annotations

import time

from redaction import Score, halves, measure, redact, table


def presidio() -> object:
    """A function that replaces what Presidio's recognisers of patterns find."""
    from presidio_analyzer import predefined_recognizers as known

    recognisers = [
        known.NhsRecognizer(),
        known.UkNinoRecognizer(),
        known.UkPostcodeRecognizer(),
        known.UkVehicleRegistrationRecognizer(),
        known.UkDrivingLicenceRecognizer(),
        known.UkPassportRecognizer(),
        known.PhoneRecognizer(supported_regions=("GB",)),
        known.EmailRecognizer(),
        known.UrlRecognizer(),
        known.IpRecognizer(),
        known.CreditCardRecognizer(),
        known.IbanRecognizer(),
        known.DateRecognizer(),
    ]

    def change(text: str) -> str:
        found = [
            (hit.start, hit.end)
            for recogniser in recognisers
            for hit in recogniser.analyze(text, recogniser.supported_entities, None)
        ]
        after, end = [], 0
        for start, stop in sorted(found):
            if start >= end:
                after += [text[end:start], "[found]"]
            end = max(end, stop)
        return "".join([*after, text[end:]])

    return change


def main() -> None:
    """Print one table, and how long each took."""
    _, other = halves()
    scores: dict[str, Score] = {}
    seconds = {}
    for name, change in (("ours", redact), ("Presidio's patterns", presidio())):
        begun = time.process_time()
        scores[name] = measure(other, change)
        seconds[name] = time.process_time() - begun
    table(scores)
    rates = ", ".join(f"{name} {len(other) / used:,.0f}" for name, used in seconds.items())
    print(f"\nTexts a second, on one processor: {rates}")


if __name__ == "__main__":
    main()
