"""Findings on cases: the same case twice, groups, dates and months."""

from __future__ import annotations

import numpy as np
import pandas as pd

from classifier.cases.schema import CANONICAL
from classifier.insight.completeness import ORDERS
from classifier.insight.months import incomplete_months
from classifier.insight.periods import readable_period
from classifier.insight.quality_findings import DataFinding, Tables, counted, date_words, quoted
from classifier.insight.similar import likely_slips

_YEAR = 366
_QUARTER = 92
_ONE_IN = 100
_NO_REFERENCE = r"row \d+"
_CORRECT = "correct it in the case system and export the cases again"


def twice(tables: Tables) -> list[DataFinding]:
    """Cases of which there is another row, points of one case apart."""
    frame, text, date = tables.frame, tables.column("complaint_text"), tables.frame["received_date"]
    named = ~frame["case_ref"].str.fullmatch(_NO_REFERENCE)
    ref = frame["case_ref"].where(named, "")
    # Without a reference, only the same words on the same day are the same case.
    known = named | ((text != "") & date.notna())
    every = frame[[name for name in CANONICAL if name in frame]].assign(case_ref=ref)
    copies = known & every.assign(source=tables.source).duplicated()
    group = tables.column(tables.settings.group)
    across = (
        (named & (text != "") & _further_up(tables.source, ref, text))
        | (named & date.notna() & _further_up(tables.source, ref, date))
        | (known & ~named & _further_up(tables.source, ref, text, date, group))
    )
    return [
        *tables.finding(
            "two_exports",
            across & ~copies,
            "{cases} came in two exports: a file before it has the same reference with the same"
            " text or received date (or, without a reference, the same text and date). What came"
            " twice is counted twice.",
            "give only the later export, or leave these rows out of one of them",
        ),
        *tables.finding(
            "copied_rows",
            copies,
            "{cases} further up in the same file as well, the same in every column. What stands"
            " there twice is counted twice.",
            "delete the copies, or mend the export",
        ),
    ]


def _further_up(source: pd.Series, *keys: pd.Series) -> pd.Series:
    """True for rows whose like stands in another file, further up."""
    return source.groupby(list(keys), dropna=False, sort=False).transform("first") != source


def groups(tables: Tables) -> list[DataFinding]:
    """Cases without a group, and groups that are unknown or spelt like another."""
    word, known = tables.settings.group, tables.settings.known_groups
    if word not in tables.frame:
        return []
    groups = tables.column(word)
    found = tables.finding(
        f"blank_{word}",
        groups == "",
        f"{{cases}} without a {word}, which no {word}'s figures count.",
        f"fill in the {word} in the case system",
    )
    mend = f"if so, map it under [{word}s] in a mapping file" if word == "team" else _CORRECT
    for rare, _, common, size in likely_slips(groups):
        found += tables.finding(
            f"{word}_slip",
            groups == rare,
            f"{word.capitalize()} {quoted(rare)} ({{cases}}) looks like {quoted(common)}"
            f" ({size:,}).",
            mend,
        )
    if known is not None:
        unknown = (groups != "") & ~groups.isin(known)
        names = [f"{quoted(name)} ({n:,})" for name, n in groups[unknown].value_counts().items()]
        most = tables.settings.examples
        more = f" and {len(names) - most:,} more" if len(names) > most else ""
        found += tables.finding(
            f"unknown_{word}",
            unknown,
            f"{{cases}} with a {word} that the mapping doesn't know:"
            f" {', '.join(names[:most])}{more}.",
            "add the names to the mapping file, or correct them in the case system",
        )
    return found


def dates(tables: Tables) -> list[DataFinding]:
    """Received dates that are missing, and dates that can't be right."""
    frame, received = tables.frame, tables.frame["received_date"]
    found = tables.finding(
        "undated",
        received.isna(),
        "{cases} without a received date that can be read, which no period counts.",
        "fill in or correct the received date",
    )
    for kind, (name, other) in ORDERS.items():
        if name in frame and other in frame:
            found += tables.finding(
                kind,
                frame[name] < frame[other],
                f"{{cases}} with the {date_words(name)} date before the {date_words(other)} date.",
                _CORRECT,
                (other, name),
            )
    if "acknowledged_date" in frame:
        found += tables.finding(
            "acknowledged_a_year_later",
            (frame["acknowledged_date"] - received).dt.days > _YEAR,
            "{cases} with more than a year from receipt to acknowledgement: a year is probably"
            " mistyped.",
            _CORRECT,
            ("received_date", "acknowledged_date"),
        )
    today = tables.settings.today
    return found + tables.finding(
        "received_in_future",
        received > (pd.Timestamp(today) if today else _last_day(frame)),
        f"{{cases}} received, by the date given, after {'today' if today else 'all other dates'}.",
        _CORRECT,
        ("received_date",),
    )


def _last_day(frame: pd.DataFrame) -> pd.Timestamp:
    """The last date that can be right, going by the dates themselves.

    It is the last received, acknowledged or responded date before a gap of more than a quarter,
    where no more than one date in a hundred (or a single one) lies after the gap.
    """
    names = ("received_date", "acknowledged_date", "responded_date")
    dates = [frame[name].dropna().to_numpy() for name in names if name in frame]
    known = np.sort(np.concatenate(dates))
    gaps = np.flatnonzero(np.diff(known) > np.timedelta64(_QUARTER, "D"))
    late = gaps[gaps >= len(known) - 1 - max(1, len(known) // _ONE_IN)]
    if len(late):
        return pd.Timestamp(known[late[0]])
    return pd.Timestamp(known[-1]) if len(known) else pd.NaT


def months(tables: Tables) -> list[DataFinding]:
    """Months that look incomplete."""
    found = []
    for month in incomplete_months(tables.frame["received_date"]):
        edge = f"; its first is of day {month.starts}" if month.starts else ""
        edge = f"; its last is of day {month.ends}" if month.ends else edge
        found.append(
            DataFinding(
                "incomplete_month",
                month.cases,
                f"{readable_period(month.month, 'month')} looks incomplete: {counted(month.cases)},"
                f" where one would expect about {month.expected:,.0f} from those around it{edge}.",
                "check that the export covers the whole month; else end the report before it",
            )
        )
    return found
