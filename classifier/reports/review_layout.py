"""What the sheets and columns of a review's workbook are called, for writing and reading it."""

from __future__ import annotations

from classifier.insight.review_table import short_hash
from classifier.labels.codebook import Scheme

README, CODEBOOK, CASES, SAMPLING = "Read me", "Codebook", "Cases", "Sampling"
YES = "yes"
NUMBER, STATUS, REFERENCE = "No.", "Status", "Case"
TEXT_HEADERS = {
    "complaint_text": "What the complainant wrote",
    "finding_text": "What the investigation found",
}
REVIEWER, DATE, REMARK = "Reviewer", "Date", "Remark"
NAME_CELL, DATE_CELL = "Your name", "Date of the review"
SAMPLING_KEYS = {
    "draw": "Draw",
    "source": "Tagged file",
    "rows": "Rows of the file",
    "seed": "Seed of the random numbers",
    "frame_size": "Cases that could be drawn",
    "frame_hash": "Fingerprint of these cases",
    "group": "Random part drawn by",
    "text": "Texts",
    "versions": "Models that tagged the file",
}
STRATUM_HEADERS = ("Stratum", "Cases that could be drawn", "Cases drawn")
SAMPLING_HEADERS = (
    NUMBER, "Part", "Stratum", "Row of the file", "Fingerprint of the case",
    "Fingerprint of what is shown", "Earlier decision", "To be decided",
)  # fmt: skip


def label_headers(schemes: tuple[Scheme, ...]) -> dict[tuple[str, str], str]:
    """(scheme id, label id) -> the label's column in the sheet of cases.

    That is the label's name; where two schemes share one, with the scheme's name before it.
    """
    names = [label.name for scheme in schemes for label in scheme.labels]
    return {
        (scheme.id, label.id): label.name
        if names.count(label.name) == 1
        else f"{scheme.name}: {label.name}"
        for scheme in schemes
        for label in scheme.labels
    }


def none_header(scheme: Scheme) -> str:
    """The column that says that no label of a scheme applies."""
    return f"No {scheme.name.lower()} applies"


def suggestion_header(scheme: Scheme) -> str:
    """The column with the model's labels."""
    return f"{scheme.name}: what the model says"


def shown_hash(reference: str, texts: tuple[str, ...]) -> str:
    """A hash of what a row shows, white space aside, by which a changed text is found."""
    return short_hash("\x00".join(" ".join(cell.split()) for cell in (reference, *texts)))
