"""Where the project's own files are, and the settings that are passed down explicitly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


def shipped_path(*parts: str) -> Path:
    """Path of a file that comes with the project, e.g. ``shipped_path("models", "theme")``.

    Works from a checkout and from an installed wheel; the path need not exist.
    """
    package = Path(__file__).resolve().parent
    installed = package / "shipped"
    root = installed if installed.is_dir() else package.parent
    return root.joinpath(*parts)


@dataclass(frozen=True)
class TagSettings:
    """How a batch is tagged.

    Attributes:
        jobs: worker processes; 1 tags in this process.
        chunk_rows: rows that are cleaned and scored together (bounds memory).
        redact: replace personal data in the text columns and in the evidence.
        engine: ``local``, or ``dask`` for a cluster.
        scheduler: address of the Dask scheduler, such as ``tcp://10.0.0.5:8786``; empty starts
            ``jobs`` workers on this computer.
    """

    jobs: int = 1
    chunk_rows: int = 1000
    redact: bool = False
    engine: str = "local"
    scheduler: str = ""


@dataclass(frozen=True)
class ReportSettings:
    """What a report covers and for whom.

    Attributes:
        period: ``month``, ``quarter`` or ``year`` (the financial year, from April).
        date_from: first received date that counts, ISO ``YYYY-MM-DD``, or empty.
        date_to: last received date that counts, ISO ``YYYY-MM-DD``, or empty.
        group: ``team``, ``service`` or ``directorate``; a committee sees directorates instead,
            where too many counts of teams would have to be withheld.
        audience: ``team`` (works with the cases) or ``committee`` (sees no small numbers).
        min_count: for the committee, counts from 1 to one less than this are withheld.
    """

    period: str = "quarter"
    date_from: str = ""
    date_to: str = ""
    group: str = "team"
    audience: str = "team"
    min_count: int = 5
