"""One labelled text, wherever it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Example:
    """One labelled text.

    Attributes:
        text: the text, as written.
        labels: ids, in the scheme's order; empty for none.
        evidence: label -> exact words of the text that show it.
        id: an identifier, for messages.
        fields: everything else about it (``writer``, ``channel``, ``service``, …), as text.
        reviewed: its labels are a reviewer's decision on a council's own case.
        review_part: the part of the review and the draw that it was in, such as
            ``random draw-3f9a01c2``; blank where that isn't known.
        weight: how much it counts in training; 1 is one text.
    """

    text: str
    labels: tuple[str, ...]
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    reviewed: bool = False
    review_part: str = ""
    weight: float = 1.0
