"""Key figures by procedure, stage, team and period: volumes, time taken, outcomes, escalation.

A complaint counts once a stage. ``<NA>`` and NaN mean that the table holds no data for a
figure; a count of 0 means that there was data, and none such. Definitions follow the Scottish
Public Services Ombudsman's indicators, which count on cases closed: on time is closed in full
in time over closed in full, uphold rate is upheld and partly upheld over cases with a decision.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from classifier.insight.clocks import (
    CLOSED,
    LATE,
    NO,
    NO_CLOCK,
    NO_DATE,
    ON_TIME,
    OPEN,
    OPEN_OVERDUE,
    UNKNOWN,
    YES,
    dates_of,
    texts_of,
)
from classifier.insight.counting import chains
from classifier.insight.intervals import wilson
from classifier.insight.themes import ALL, NOT_STATED

UPHELD = ("upheld", "partly_upheld")
DECIDED = (*UPHELD, "not_upheld")
NOT_IN_FULL = ("withdrawn", "refused")

# Days late in England's working days: first and last day of each band.
LATE_BANDS: Mapping[str, tuple[float, float]] = {
    "late_1_5": (1, 5),
    "late_6_10": (6, 10),
    "late_11_20": (11, 20),
    "late_21_60": (21, 60),
    "late_over_60": (61, np.inf),
}

# The council's last stage, from which a complaint goes to the ombudsman.
LAST_STAGE: Mapping[str, str] = {"corporate": "2", "housing": "2", "adults": "1", "children": "3"}


def stage_rows(frame: pd.DataFrame) -> pd.Series:
    """True for the row by which a complaint is counted at a stage: its earliest there.

    Args:
        frame: cases with ``case_ref`` and perhaps ``received_date``, ``stage``, ``parent_ref``.
    """
    order = pd.DataFrame(
        {
            "chain": chains(frame).to_numpy(),
            "stage": texts_of(frame, "stage").to_numpy(),
            "date": dates_of(frame, "received_date").to_numpy(),
        }
    ).sort_values("date", kind="stable", na_position="last")
    first = ~order.duplicated(["chain", "stage"])
    return pd.Series(first.sort_index().to_numpy(), index=frame.index)


def by_keys(rows: pd.Series, keys: Mapping[str, pd.Series] | None = None) -> list[pd.Series]:
    """What to group the chosen rows by.

    Args:
        rows: True for the rows to count.
        keys: name -> the group of every case; blanks are ``Not stated``. Without, all cases are
            one group ``All``.

    Returns:
        one series a key, over the chosen rows.
    """
    if not keys:
        return [pd.Series(ALL, index=rows.index, name="group")[rows]]
    return [key[rows].replace("", NOT_STATED).rename(name) for name, key in keys.items()]


def add_share(table: pd.DataFrame, name: str, count: str, base: str) -> None:
    """Add ``<name>_share``, ``_low`` and ``_high``: a share and its 95% interval (Wilson).

    Args:
        table: with both columns; changed in place.
        name: what the new columns' names begin with.
        count: column with the count.
        base: column with the base; where it is 0 or missing, all three are NaN.
    """
    bounds = [
        (c / b, *wilson(int(c), int(b))) if pd.notna(c) and pd.notna(b) and b else (np.nan,) * 3
        for c, b in zip(table[count], table[base], strict=True)
    ]
    ends = ("share", "low", "high")
    for position, end in enumerate(ends):
        table[f"{name}_{end}"] = np.array([bound[position] for bound in bounds], dtype=float)


def kpi_table(
    frame: pd.DataFrame,
    clock: pd.DataFrame,
    rows: pd.Series,
    keys: Mapping[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """Volumes, time taken and outcomes of groups of cases.

    Args:
        frame: cases with canonical columns, of which any may be absent.
        clock: :func:`classifier.insight.clocks.clock_table` of the frame.
        rows: True for the rows to count; of them, :func:`stage_rows` are counted.
        keys: see :func:`by_keys`. Periods are whatever the caller takes them to be, by date
            received or by date answered.

    Returns:
        a row a group that has cases, in the keys' order. Counts are ``Int64``, all else float:

        - ``received``, ``closed``, ``open``, ``open_overdue``;
        - ``in_full``: closed, and neither withdrawn nor refused. Of them, ``timed`` have a
          clock and dates (``on_time`` + ``late``), ``no_date``, ``no_clock``;
          ``on_time_share``, ``_low``, ``_high`` are over ``timed``;
        - ``days_base``, ``mean_days``, ``median_days``: working days of cases closed in full;
        - ``late_1_5`` … ``late_over_60``, ``median_days_late``: over ``late``;
        - ``acknowledged_base``, ``acknowledged`` (on time) with share and bounds, over all;
        - ``extended``, ``beyond_maximum``, over all;
        - ``upheld``, ``partly_upheld``, ``not_upheld``, ``withdrawn``, ``refused``;
          ``decided``, the first three; ``upheld_any``, the first two; ``uphold_share``,
          ``_low``, ``_high``: ``upheld_any`` over ``decided``.
    """
    counted = rows & stage_rows(frame)
    grouping = by_keys(counted, keys)
    marks = pd.concat([_volumes(frame, clock), _times(frame, clock), _outcomes(frame)], axis=1)
    table = marks[counted].groupby(grouping).sum().astype("Int64")
    _add_days(table, frame, clock, counted, grouping)
    _blank_no_data(table, frame, clock, counted, grouping)
    add_share(table, "on_time", "on_time", "timed")
    add_share(table, "acknowledged", "acknowledged", "acknowledged_base")
    add_share(table, "uphold", "upheld_any", "decided")
    return table


def _in_full(frame: pd.DataFrame, clock: pd.DataFrame) -> pd.Series:
    return (clock["state"] == CLOSED) & ~texts_of(frame, "outcome").isin(NOT_IN_FULL)


def _volumes(frame: pd.DataFrame, clock: pd.DataFrame) -> pd.DataFrame:
    answer = clock["acknowledged_on_time"]
    return pd.DataFrame(
        {
            "received": True,
            "closed": clock["state"] == CLOSED,
            "open": clock["state"] == OPEN,
            "open_overdue": clock["status"] == OPEN_OVERDUE,
            "in_full": _in_full(frame, clock),
            "acknowledged_base": answer.isin((YES, NO)),
            "acknowledged": answer == YES,
            "extended": dates_of(frame, "extended_to").notna(),
            "beyond_maximum": clock["beyond_maximum"],
        },
        index=frame.index,
    )


def _times(frame: pd.DataFrame, clock: pd.DataFrame) -> pd.DataFrame:
    in_full, status = _in_full(frame, clock), clock["status"]
    late = in_full & (status == LATE)
    days = clock["days_late"].astype(float)
    bands = {name: late & days.between(*ends) for name, ends in LATE_BANDS.items()}
    return pd.DataFrame(
        {
            "timed": in_full & status.isin((ON_TIME, LATE)),
            "on_time": in_full & (status == ON_TIME),
            "late": late,
            "no_date": in_full & (status == NO_DATE),
            "no_clock": in_full & (status == NO_CLOCK),
            "days_base": in_full & clock["working_days"].notna(),
            **bands,
        },
        index=frame.index,
    )


def _outcomes(frame: pd.DataFrame) -> pd.DataFrame:
    outcome = texts_of(frame, "outcome")
    marks = {name: outcome == name for name in (*DECIDED, *NOT_IN_FULL)}
    marks |= {"decided": outcome.isin(DECIDED), "upheld_any": outcome.isin(UPHELD)}
    return pd.DataFrame(marks, index=frame.index)


def _add_days(
    table: pd.DataFrame,
    frame: pd.DataFrame,
    clock: pd.DataFrame,
    counted: pd.Series,
    grouping: list[pd.Series],
) -> None:
    in_full = _in_full(frame, clock)
    days = pd.DataFrame(
        {
            "taken": clock["working_days"].astype(float).where(in_full),
            "late": clock["days_late"].astype(float).where(in_full & (clock["status"] == LATE)),
        }
    )[counted].groupby(grouping)
    table["mean_days"] = days["taken"].mean()
    table["median_days"] = days["taken"].median()
    table["median_days_late"] = days["late"].median()


def _blank_no_data(
    table: pd.DataFrame,
    frame: pd.DataFrame,
    clock: pd.DataFrame,
    counted: pd.Series,
    grouping: list[pd.Series],
) -> None:
    """Turn into missing what a group's cells cannot tell, so that it doesn't read as 0."""
    responded, outcome = dates_of(frame, "responded_date").notna(), texts_of(frame, "outcome") != ""
    filled = pd.DataFrame(
        {
            "responded": responded,
            "outcome": outcome,
            "state": (responded | outcome) & (clock["state"] != UNKNOWN),
            "acknowledged": dates_of(frame, "acknowledged_date").notna(),
        }
    )
    has = filled[counted].groupby(grouping).any()
    # A group whose cases are all open by their outcome has no response to record.
    timed = has["responded"] | (has["state"] & (table["closed"] == 0).astype(bool))
    # A blank extension means none, if the table records any.
    extended = pd.Series(bool(dates_of(frame, "extended_to").notna().any()), index=table.index)
    for known, names in (
        (has["state"], ("closed", "open", "in_full")),
        (has["state"] & timed, ("open_overdue", "timed", "on_time", "late", "days_base")),
        (has["state"] & timed, ("no_date", "no_clock", *LATE_BANDS)),
        (has["outcome"], (*DECIDED, *NOT_IN_FULL, "decided", "upheld_any")),
        (has["acknowledged"], ("acknowledged_base", "acknowledged")),
        (extended, ("extended", "beyond_maximum")),
    ):
        table.loc[~known.astype(bool), list(names)] = pd.NA


def escalation(
    frame: pd.DataFrame,
    rows: pd.Series,
    keys: Mapping[str, pd.Series] | None = None,
    last_stage: Mapping[str, str] = LAST_STAGE,
) -> pd.DataFrame:
    """The escalation funnel, counted in complaints.

    Two readings are given. The *ratio* sets the complaints at a stage against those at the stage
    before in the same rows (as councils' annual reports do); it needs no ``parent_ref`` and may
    exceed 1. The *share* follows each complaint: of those at the stage before, how many also
    have a row at this one, whenever that was; recent complaints may still escalate.

    Args:
        frame: cases with canonical columns.
        rows: True for the rows to count; of them, :func:`stage_rows` are counted.
        keys: see :func:`by_keys`.
        last_stage: procedure -> the council's last stage; a procedure that isn't stated counts
            as ``2``.

    Returns:
        a row a group. ``stage_1``, ``stage_2``, ``stage_3``, ``ombudsman``: complaints there.
        For each later one, with ``base_<stage>`` the complaints that could come from the stage
        before (the ombudsman's: those at the council's last stage): ``ratio_<stage>``,
        ``reached_<stage>`` and ``reached_<stage>_share``, ``_low``, ``_high``. All but
        ``received`` missing where no case states a stage; ``reached`` missing where no case
        names a parent.
    """
    counted = rows & stage_rows(frame)
    grouping = by_keys(counted, keys)
    stage = texts_of(frame, "stage")
    last = texts_of(frame, "procedure").map(lambda name: last_stage.get(name, "2"))
    chain = chains(frame)
    before = {
        "stage_2": (stage == "1") & (last > "1"),
        "stage_3": (stage == "2") & (last > "2"),
        "ombudsman": stage == last,
    }
    here = {f"stage_{number}": stage == number for number in "123"} | {
        "ombudsman": stage == "ombudsman"
    }
    marks = {"received": counted} | here
    for name, base in before.items():
        marks[f"base_{name}"] = base
        marks[f"reached_{name}"] = base & chain.isin(chain[here[name]])
    table = pd.DataFrame(marks)[counted].groupby(grouping).sum().astype("Int64")
    stated = (stage != "")[counted].groupby(grouping).any()
    table.loc[~stated, table.columns.drop("received")] = pd.NA
    linked = bool((texts_of(frame, "parent_ref") != "").any())
    for name in before:
        if not linked:
            table[f"reached_{name}"] = pd.Series(pd.NA, index=table.index, dtype="Int64")
        base = table[f"base_{name}"].astype(float)
        table[f"ratio_{name}"] = table[name].astype(float) / base.where(base > 0)
        add_share(table, f"reached_{name}", f"reached_{name}", f"base_{name}")
    return table
