"""Writing a report's files into a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.cases.writing import check_output, dump_text, write_atomically
from classifier.config import ReportSettings
from classifier.errors import OutputError
from classifier.insight.audit import Agreement
from classifier.insight.changes import Change
from classifier.insight.tagged import TaggedCases
from classifier.reports.contents import build_report
from classifier.reports.model import Report
from classifier.reports.packs import team_packs
from classifier.reports.page import render_page
from classifier.reports.workbook import write_workbook

PAGE, WORKBOOK, PACKS = "report.html", "report.xlsx", "packs"
PACK_MARK = "<title>Learning pack: "


def check_report_folder(folder: Path | str, inputs: Sequence[Path | str] = ()) -> Path:
    """Check, before any work, that a report can be written into a folder.

    Raises:
        OutputError: it is a file, lies in one, or the workbook in it is open.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            f"{folder} is a file, where the report's folder should be.",
            mend="name a folder with -o",
        )
    above = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not above.is_dir():
        raise OutputError(
            f"The folder {folder} can't be made.",
            found=f"{above} is a file",
            mend="name a folder that you may write to",
        )
    if folder.is_dir():
        check_output(folder / WORKBOOK, inputs)
    return folder


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} can't be made.",
            found=error.strerror or str(error),
            mend="name a folder that you may write to",
        ) from error


def write_report(
    cases: TaggedCases,
    folder: Path | str,
    settings: ReportSettings,
    *,
    manifests: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[Change] = (),
    agreements: Mapping[str, Agreement] | None = None,
    today: dt.date,
    progress: Callable[[str], None] | None = None,
) -> tuple[Report, list[Path]]:
    """Write ``report.html``, ``report.xlsx`` and, for teams, ``packs/*.html``.

    Args:
        cases: tagged cases.
        folder: made where it doesn't exist.
        settings: what the report covers.
        manifests: of the models, for the method note.
        changes: dated, named changes.
        agreements: see :func:`classifier.reports.contents.build_report`.
        today: the day on which the report is made.
        progress: called with what is being written.

    Returns:
        the report and the files written, the page first.

    Raises:
        SettingsError: see :func:`classifier.reports.contents.make_view`.
        OutputError: a file can't be written.
    """
    folder = check_report_folder(folder)
    report, results = build_report(
        cases,
        settings,
        manifests=manifests,
        changes=changes,
        agreements=agreements,
        today=today,
    )
    tell = progress or (lambda _: None)
    _make_folder(folder)
    tell("page")
    files = [_write_text(folder / PAGE, render_page(report))]
    tell("workbook")
    write_workbook(report, folder / WORKBOOK)
    files.append(folder / WORKBOOK)
    packs = folder / PACKS
    _remove_old_packs(packs)
    if settings.audience == "team":
        tell("team packs")
        packs.mkdir(exist_ok=True)
        for name, pack in team_packs(results, report.made_on):
            files.append(_write_text(packs / f"{name}.html", render_page(pack)))
    return report, files


def _remove_old_packs(packs: Path) -> None:
    """Remove packs of an earlier report, which would be taken for this one's; nothing else."""
    for page in packs.glob("*.html"):
        with page.open(encoding="utf-8", errors="replace") as file:
            if PACK_MARK in file.read(1000):
                page.unlink()


def _write_text(path: Path, text: str) -> Path:
    write_atomically(path, lambda target: dump_text(target, text))
    return path
