"""What a cell means: dates as people write them, outcomes, stages and procedures in any wording."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from classifier.cases.schema import normalise_name
from classifier.cases.writing import cell_text

OUTCOMES = ("upheld", "partly_upheld", "not_upheld", "withdrawn", "refused", "open")
STAGES = ("1", "2", "3", "ombudsman")
PROCEDURES = ("corporate", "housing", "adults", "children")

EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T ])|(\d{4})(\d\d)(\d\d)$")
_LONGEST_DATE = 60
# Nothing that may be another number (`2 weeks' rent`, `£100 + £50`), unless it is in brackets.
_AMOUNT = re.compile(
    r"(?:£|gbp)?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:gbp|pounds?)?\s*(?:\(.*\))?"
    r"|£\s*(\d[\d,]*(?:\.\d+)?)\b[^\d£]*",
    re.I | re.S,
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?$")
_DATE_LIKE = re.compile(
    r"\d{1,4}\D+(\d{1,2}|[A-Za-z]{3,9})\D+\d{1,4}|[A-Za-z]{3,9}\D+\d{1,2}\D+\d{4}"
)

# The Housing Ombudsman counts severe maladministration, maladministration and service failure
# in its maladministration rate, and reasonable redress not: the landlord had put it right.
_OUTCOMES = {
    "upheld": "upheld|fully upheld|upheld in full|justified|yes|fault found|fault|complaint upheld|"
    "upheld fault and injustice|upheld maladministration and injustice|well founded|"
    "maladministration|severe maladministration|service failure|fault causing injustice|"
    "substantiated|founded|fully justified|y",
    "partly_upheld": "partly upheld|"
    "partially upheld|part upheld|upheld in part|partially justified|"
    "partly justified|partial|partly|part|some fault|partially substantiated",
    "not_upheld": "not upheld|no|unjustified|not justified|no fault|no fault found|rejected|"
    "unfounded|not well founded|complaint not upheld|no maladministration|reasonable redress|"
    "unsubstantiated|not substantiated|dismissed|n",
    "withdrawn": "withdrawn|withdrawn by complainant|complaint withdrawn|customer withdrew|"
    "discontinued|abandoned|no longer pursued|resolved informally|resolved before investigation",
    "refused": "refused|not accepted|declined|outside jurisdiction|out of jurisdiction|rejected at "
    "intake|not investigated|closed after initial enquiries|out of time|premature|invalid|"
    "not a complaint|signposted|referred back for local resolution",
    "open": "open|ongoing|on going|in progress|pending|under investigation|investigating|"
    "not yet decided|awaiting response|active|new|tbc|in hand",
}
_STAGES = {
    "1": "1|stage 1|s1|stage one|i|stage i|first stage|one|local resolution|informal|stage 1 "
    "complaint|1 local resolution",
    "2": "2|stage 2|"
    "s2|stage two|ii|stage ii|second stage|two|investigation|review|stage 2 complaint|"
    "stage 2 review|2 investigation",
    "3": "3|stage 3|"
    "s3|stage three|iii|stage iii|third stage|three|panel|review panel|3 review panel|"
    "stage 3 panel",
    "ombudsman": "ombudsman|lgsco|lgo|ho|hos|housing ombudsman|local government ombudsman|local "
    "government and social care ombudsman|ombudsman enquiry|ombudsman investigation|phso|stage 4",
}
_PROCEDURES = {
    "corporate": "corporate|council|general|corporate complaint|corporate complaints|non statutory|"
    "lgsco",
    "housing": "housing|housing landlord|landlord|housing ombudsman|council housing|hra",
    "adults": "adults|adult|adult social care|adults social care|asc|statutory adults|adult "
    "statutory|adult care|adults statutory",
    "children": "children|children s statutory|children s services|"
    "childrens|children s|children social care|childrens social care|children s "
    "social care|csc|statutory children|children statutory|childrens statutory|children act",
}


def _table(wordings: Mapping[str, str]) -> dict[str, str]:
    return {name: value for value, names in wordings.items() for name in names.split("|")} | {
        normalise_name(value): value for value in wordings
    }


_TABLES = {
    "outcomes": _table(_OUTCOMES),
    "stages": _table(_STAGES),
    "procedures": _table(_PROCEDURES),
}


def parse_category(
    cell: object, section: str, own: Mapping[str, Mapping[str, str]] | None = None
) -> str | None:
    """The canonical value of an outcome, stage or procedure in a council's wording.

    Args:
        cell: the cell.
        section: ``outcomes``, ``stages`` or ``procedures``.
        own: the mapping file's own wordings, which win.

    Returns:
        the canonical value; ``""`` for a blank cell; None where the wording isn't known.
    """
    name = normalise_name(cell_text(cell))
    if not name:
        return ""
    mapped = (own or {}).get(section, {}).get(name)
    if mapped is not None:
        return mapped
    return _TABLES[section].get(name)


def parse_date(cell: object) -> dt.date | None:
    """A date from a cell: a real date, ISO, day first, with a month's name, or an Excel serial.

    Args:
        cell: the cell.

    Returns:
        the date; None where the cell is blank.

    Raises:
        ValueError: the cell holds something that is no date, or one outside 1990 to 2099.
    """
    text = cell_text(cell).strip()
    if not text:
        return None
    shown = text if len(text) <= _LONGEST_DATE else f"{text[:_LONGEST_DATE]}…"
    try:
        date = _date_of(cell, text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{shown!r} is not a date") from error
    if not EARLIEST <= date < LATEST:
        raise ValueError(f"{shown!r} is not between {EARLIEST.year} and {LATEST.year - 1}")
    return date


def _date_of(cell: object, text: str) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if _SERIAL.match(text):
        return _EXCEL_EPOCH + dt.timedelta(days=int(float(text)))
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        year, month, day = (int(part) for part in year_first.groups() if part)
        return dt.date(year, month, day)
    return _parse_free(text)


def _parse_free(text: str) -> dt.date:
    from dateutil import parser

    if len(text) > _LONGEST_DATE or not _DATE_LIKE.search(text):
        raise ValueError
    # A date needs all its parts: those that are missing, the parser takes from its default.
    first, second = (
        parser.parse(text, dayfirst=True, ignoretz=True, default=default).date()
        for default in (dt.datetime(2000, 1, 1), dt.datetime(2001, 2, 2))
    )
    if first != second:
        raise ValueError
    return first


def parse_amount(cell: object) -> float | None:
    """Pounds from a cell such as ``£1,250.00``, ``250`` or ``£100 (distress)``; None if blank.

    Raises:
        ValueError: the cell holds no amount.
    """
    text = cell_text(cell).strip()
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not an amount in pounds")
    return float((found.group(1) or found.group(2)).replace(",", ""))


def parse_yes_no(cell: object) -> bool | None:
    """Yes or no; None if blank or neither."""
    name = normalise_name(cell_text(cell))
    if name in {"yes", "y", "true", "1"}:
        return True
    return False if name in {"no", "n", "false", "0"} else None


def parse_labels(cell: object) -> tuple[str, ...] | None:
    """Label ids from a cell such as ``delay; charges``; ``none`` is no label; None if blank."""
    text = cell_text(cell).strip()
    if not text:
        return None
    ids = [part.strip() for part in re.split(r"[;,|\n]", text)]
    return tuple(dict.fromkeys(part for part in ids if part and part.casefold() != "none"))
