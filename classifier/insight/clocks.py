"""Clocks: when each case had to be answered, and whether it was.

Where ``due_date`` is given it is the clock; otherwise the procedure's. An extension moves
either. Adults' complaints have no fixed time: their clock is the date that was agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from classifier.errors import SettingsError
from classifier.insight.workdays import add_working_days, working_days_between

ON_TIME, LATE = "on_time", "late"
OPEN_IN_TIME, OPEN_OVERDUE = "open_in_time", "open_overdue"
NO_DATE, NO_CLOCK = "no_date", "no_clock"
STATUSES = (ON_TIME, LATE, OPEN_IN_TIME, OPEN_OVERDUE, NO_DATE, NO_CLOCK)

YES, NO, NO_DATA = "yes", "no", "no_data"
CLOSED, OPEN, UNKNOWN = "closed", "open", "unknown"
DUE_SOURCES = ("due_date", "extended_to", "procedure", "none")

_CLOSED_OUTCOMES = ("upheld", "partly_upheld", "not_upheld", "withdrawn", "refused")
_STARTS = ("acknowledgement", "receipt")
_LIMITS = ("acknowledgement_days", "response_days", "longest_days")
_ISOLATED = pd.Timedelta(days=366)


@dataclass(frozen=True)
class Clock:
    """The time that a procedure allows at a stage, in England's working days.

    Attributes:
        acknowledgement_days: from receipt to acknowledgement; None if none is named.
        response_days: to the full response; None where there is no fixed time.
        longest_days: to the full response with the longest extension, counted from the same
            day; None for no maximum.
        counted_from: ``acknowledgement`` (where there is none, from the last day on which it
            was due) or ``receipt``.
        source: where the figures come from.
        defaults: names of the figures that no source at hand confirms: settings to change, not
            rules to quote.
    """

    acknowledgement_days: int | None = None
    response_days: int | None = None
    longest_days: int | None = None
    counted_from: str = "receipt"
    source: str = ""
    defaults: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.counted_from not in _STARTS:
            raise SettingsError(
                "A clock is counted from something that isn't known.",
                found=repr(self.counted_from),
                mend=f"use one of {', '.join(_STARTS)}",
            )
        for name in _LIMITS:
            days = getattr(self, name)
            if days is not None and days < 0:
                raise SettingsError(
                    f"{name} of a clock is below 0.", found=str(days), mend="use 0 or more"
                )
        if None not in (self.longest_days, self.response_days) and (
            (self.longest_days or 0) < (self.response_days or 0)
        ):
            raise SettingsError(
                "A clock with an extension is shorter than one without.",
                found=f"longest_days {self.longest_days}, response_days {self.response_days}",
                mend="let longest_days be the whole time, the extension included",
            )

    @property
    def is_default(self) -> bool:
        """Whether any of its figures is a setting that no source at hand confirms."""
        return bool(self.defaults)


_LGSCO = "Local Government and Social Care Ombudsman, Complaint Handling Code"
_HOUSING = "Housing Ombudsman, Complaint Handling Code"
_REGULATIONS = "Children Act 1989 Representations Procedure (England) Regulations 2006"


def _named_clocks() -> dict[tuple[str, str], Clock]:
    said = "acknowledgement"
    return {
        ("corporate", "1"): Clock(5, 10, 20, said, _LGSCO),
        ("corporate", "2"): Clock(5, 20, 40, said, _LGSCO),
        ("housing", "1"): Clock(5, 10, 20, said, _HOUSING),
        ("housing", "2"): Clock(5, 20, 40, said, _HOUSING, ("response_days", "longest_days")),
        ("adults", "1"): Clock(
            3,
            source="statutory adults' procedure: no fixed time; the date agreed with the person",
            defaults=("acknowledgement_days",),
        ),
        ("children", "1"): Clock(None, 10, 20, "receipt", _REGULATIONS),
        ("children", "2"): Clock(None, 25, 65, "receipt", _REGULATIONS),
        # 30 to the panel, 5 to its report, 15 to the council's response.
        ("children", "3"): Clock(
            None, 50, None, "receipt", f"{_REGULATIONS}: 30 + 5 + 15", ("response_days",)
        ),
    }


@dataclass(frozen=True)
class ClockRules:
    """The clocks of all procedures and stages.

    Attributes:
        clocks: (procedure, stage) -> its clock; a pair that is absent has no clock, nor has the
            ombudsman.
        default_procedure: the procedure of cases that name none; empty for none.
        default_stage: the stage of cases that name none; empty for none.
    """

    clocks: Mapping[tuple[str, str], Clock] = field(default_factory=_named_clocks)
    default_procedure: str = ""
    default_stage: str = ""

    def changed(self, procedure: str, stage: str, **figures: object) -> ClockRules:
        """The same rules with some figures of one clock changed.

        A figure that is given is the user's, and no longer a default.

        Args:
            procedure: of the clock.
            stage: of the clock.
            figures: attributes of :class:`Clock`.
        """
        clock = self.clocks.get((procedure, stage), Clock())
        kept = tuple(name for name in clock.defaults if name not in figures)
        new = replace(clock, **{"defaults": kept, **figures})  # type: ignore[arg-type]
        return replace(self, clocks={**self.clocks, (procedure, stage): new})


def last_date(frame: pd.DataFrame) -> pd.Timestamp:
    """The last day on which something happened in the cases; NaT where there is no date.

    Dates that stand more than a year after all others, where they are no more than one in a
    hundred (or a single one), are slips of the keyboard and don't count.
    """
    names = [n for n in ("received_date", "acknowledged_date", "responded_date") if n in frame]
    dates = [frame[name].dropna() for name in names]
    known = np.sort(np.concatenate([d.to_numpy().astype("datetime64[s]") for d in dates] or [[]]))
    if not len(known):
        return pd.NaT
    most = max(1, len(known) // 100)
    for position in range(max(len(known) - most, 1), len(known)):
        if known[position] - known[position - 1] > _ISOLATED.to_numpy():
            return pd.Timestamp(known[position - 1])
    return pd.Timestamp(known[-1])


def clock_table(
    frame: pd.DataFrame, rules: ClockRules | None = None, as_of: dt.date | None = None
) -> pd.DataFrame:
    """Whether each case was acknowledged and answered in time.

    Args:
        frame: cases with canonical columns, of which any may be absent.
        rules: the procedures' clocks; without, those that the codes and regulations name.
        as_of: the day at whose end open cases are judged; without, :func:`last_date`.

    Returns:
        one row a case, same index:

        - ``acknowledged_on_time``: ``yes``, ``no``, ``no_data`` (no usable date) or
          ``no_clock``;
        - ``state``: ``closed`` (answered, or with an outcome that ends it), ``open``, or
          ``unknown`` where the table has neither responses nor outcomes;
        - ``due``: the day at whose end the response was due; ``due_source``: ``due_date``,
          ``extended_to``, ``procedure`` (the procedure's clock) or ``none``. An extension
          counts up to the procedure's maximum;
        - ``beyond_maximum``: True where the extension was longer than that;
        - ``status``: ``on_time``, ``late``, ``open_in_time``, ``open_overdue``; ``no_date``
          where a date that is needed is missing or impossible, or none was agreed;
          ``no_clock`` where no clock is named for the procedure and stage;
        - ``working_days``: from receipt to response (``Int64``);
        - ``days_late``: working days from the due date to the response (open cases: to
          ``as_of``), 0 in time, missing where there is no judgement (``Int64``);
        - ``impossible_order``: True where the response came before receipt.
    """
    rules = rules or ClockRules()
    received, responded = dates_of(frame, "received_date"), dates_of(frame, "responded_date")
    acknowledged = _usable_acknowledgement(frame)
    limits = _limits(frame, rules)
    start = _start(received, acknowledged, limits)
    table = _due(frame, start, limits)
    table["acknowledged_on_time"] = _acknowledged(received, acknowledged, limits)
    table["state"] = _state(frame)
    table["impossible_order"] = responded < received
    day = pd.Timestamp(as_of) if as_of else last_date(frame)
    table["status"] = _status(table, responded, limits["named"], day)
    possible = responded.where(~table["impossible_order"])
    table["working_days"] = working_days_between(received, possible)
    ended = possible.where(possible.notna(), day)
    late = table["status"].isin((LATE, OPEN_OVERDUE))
    days = working_days_between(table["due"], ended)
    in_time = table["status"].isin((ON_TIME, OPEN_IN_TIME))
    table["days_late"] = days.where(late).mask(in_time, 0)
    return table


def dates_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """A date column as ``datetime64[s]``; all missing where the table doesn't have it."""
    if name in frame:
        return frame[name].astype("datetime64[s]")
    return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")


def texts_of(frame: pd.DataFrame, name: str, default: str = "") -> pd.Series:
    """A text column; ``default`` where a cell is blank or the table doesn't have the column."""
    if name not in frame:
        return pd.Series(default, index=frame.index, dtype=object)
    return frame[name].where(frame[name] != "", default)


def _usable_acknowledgement(frame: pd.DataFrame) -> pd.Series:
    """Acknowledgements between receipt and response; any other is a slip of the keyboard."""
    acknowledged = dates_of(frame, "acknowledged_date")
    early = acknowledged < dates_of(frame, "received_date")
    return acknowledged.mask(early | (acknowledged > dates_of(frame, "responded_date")))


def _limits(frame: pd.DataFrame, rules: ClockRules) -> pd.DataFrame:
    """The clock of every row: its three limits, where it starts, and whether there is one."""
    procedure = texts_of(frame, "procedure", rules.default_procedure)
    stage = texts_of(frame, "stage", rules.default_stage)
    codes, pairs = pd.factorize(pd.MultiIndex.from_arrays([procedure, stage]))
    clocks = [rules.clocks.get(pair) for pair in pairs]
    rows = [
        (*(getattr(c, n) for n in _LIMITS), c.counted_from, True) if c else (None,) * 4 + (False,)
        for c in clocks
    ]
    named = pd.DataFrame(rows, columns=[*_LIMITS, "counted_from", "named"])
    limits = named.iloc[codes].set_index(frame.index)
    return limits.astype(dict.fromkeys(_LIMITS, float) | {"named": bool})


def _start(received: pd.Series, acknowledged: pd.Series, limits: pd.DataFrame) -> pd.Series:
    """The day 0 of each clock."""
    allowed = add_working_days(received, limits["acknowledgement_days"].fillna(0))
    from_acknowledgement = acknowledged.where(acknowledged.notna(), allowed)
    return received.where(limits["counted_from"] != "acknowledgement", from_acknowledgement)


def _due(frame: pd.DataFrame, start: pd.Series, limits: pd.DataFrame) -> pd.DataFrame:
    received = dates_of(frame, "received_date")
    given, extended = dates_of(frame, "due_date"), dates_of(frame, "extended_to")
    given, extended = given.mask(given < received), extended.mask(extended < received)
    due = given.where(given.notna(), add_working_days(start, limits["response_days"]))
    latest = add_working_days(start, limits["longest_days"])
    beyond = extended > latest
    allowed = extended.mask(beyond, latest)
    moved = allowed.notna() & ~(allowed <= due)
    source = np.select(
        [moved, given.notna(), due.notna()], ["extended_to", "due_date", "procedure"], "none"
    )
    return pd.DataFrame(
        {"due": allowed.where(moved, due), "due_source": source, "beyond_maximum": beyond},
        index=frame.index,
    )


def _acknowledged(received: pd.Series, acknowledged: pd.Series, limits: pd.DataFrame) -> np.ndarray:
    allowed = add_working_days(received, limits["acknowledgement_days"])
    return np.select(
        [
            limits["acknowledgement_days"].isna(),
            acknowledged.isna() | received.isna(),
            acknowledged <= allowed,
        ],
        [NO_CLOCK, NO_DATA, YES],
        NO,
    )


def _state(frame: pd.DataFrame) -> np.ndarray:
    responded = dates_of(frame, "responded_date").notna()
    outcome = texts_of(frame, "outcome")
    recorded = bool(responded.any() or (outcome != "").any())
    closed = responded | outcome.isin(_CLOSED_OUTCOMES)
    return np.where(closed, CLOSED, OPEN if recorded else UNKNOWN)


def _status(
    table: pd.DataFrame, responded: pd.Series, named: pd.Series, day: pd.Timestamp
) -> np.ndarray:
    due, answered = table["due"], responded.notna()
    return np.select(
        [
            table["impossible_order"],
            due.isna() & ~named,
            due.isna() | (~answered & (table["state"] != OPEN)),
            answered & (responded <= due),
            answered,
            due >= day,
        ],
        [NO_DATE, NO_CLOCK, NO_DATE, ON_TIME, LATE, OPEN_IN_TIME],
        OPEN_OVERDUE,
    )
