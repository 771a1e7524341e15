"""What the ombudsman decided.

The uphold rate is over detailed investigations, not over all that was received (Local Government
and Social Care Ombudsman, interpreting local authority statistics).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from classifier.insight.clocks import texts_of
from classifier.insight.kpis import DECIDED, NOT_IN_FULL, UPHELD, add_share, by_keys, stage_rows
from classifier.insight.themes import NOT_STATED

LGSCO = "Local Government and Social Care Ombudsman"
HOUSING = "Housing Ombudsman"
STAGE = "ombudsman"


def ombudsman_of(frame: pd.DataFrame) -> pd.Series:
    """Which ombudsman looks at each case, by its procedure; ``Not stated`` where it has none."""
    procedure = texts_of(frame, "procedure")
    names = pd.Series(LGSCO, index=frame.index, dtype=object)
    return names.mask(procedure == "housing", HOUSING).mask(procedure == "", NOT_STATED)


def ombudsman_table(
    frame: pd.DataFrame, rows: pd.Series, keys: Mapping[str, pd.Series] | None = None
) -> pd.DataFrame | None:
    """The ombudsman's cases and decisions.

    Args:
        frame: cases with canonical columns.
        rows: True for the rows to count; of them, one a complaint at the ombudsman's stage.
        keys: see :func:`classifier.insight.kpis.by_keys`, e.g. ``ombudsman_of(frame)``.

    Returns:
        a row a group that has such a case (none: no row); None where no case of the table
        states a stage. Counts are ``Int64``, missing where the group's cells are all blank:

        - ``received``; ``investigated`` (detailed investigations: upheld, partly upheld, not
          upheld), ``refused`` (closed without one), ``withdrawn``, ``undecided`` (open, or no
          outcome recorded); the four make up ``received``;
        - ``upheld`` (partly too); ``uphold_share``, ``_low``, ``_high``: over ``investigated``;
        - ``remedied_before``: upheld, and the council had offered a satisfactory remedy before;
          ``remedied_base``: upheld, and it is recorded whether it had; ``remedied_share`` with
          bounds; ``remedied_not_recorded``: upheld, and it is not.
    """
    stage = texts_of(frame, "stage")
    if not (stage != "").any():
        return None
    counted = rows & (stage == STAGE) & stage_rows(frame)
    grouping = by_keys(counted, keys)
    outcome = texts_of(frame, "outcome")
    before = _answers(frame)
    upheld = outcome.isin(UPHELD)
    marks = {
        "received": counted,
        "investigated": outcome.isin(DECIDED),
        **{name: outcome == name for name in NOT_IN_FULL},
        "undecided": ~outcome.isin((*DECIDED, *NOT_IN_FULL)),
        "upheld": upheld,
        "remedied_before": upheld & (before == 1),
        "remedied_base": upheld & before.notna(),
        "remedied_not_recorded": upheld & before.isna(),
    }
    table = pd.DataFrame(marks)[counted].groupby(grouping).sum().astype("Int64")
    has = pd.DataFrame({"outcome": outcome != "", "before": before.notna()})
    known = has[counted].groupby(grouping).any().astype(bool)
    table.loc[~known["outcome"], table.columns.drop("received")] = pd.NA
    # Where it is never recorded there is no data; where nothing was upheld, there is none to find.
    answered = known["before"] | (table["upheld"] == 0).fillna(False).astype(bool)
    table.loc[~answered, ["remedied_before", "remedied_base"]] = pd.NA
    add_share(table, "uphold", "upheld", "investigated")
    add_share(table, "remedied", "remedied_before", "remedied_base")
    return table


def _answers(frame: pd.DataFrame) -> pd.Series:
    """1 for yes, 0 for no, NaN where it is not recorded."""
    if "remedied_before" not in frame:
        return pd.Series(float("nan"), index=frame.index)
    return frame["remedied_before"].map({True: 1.0, False: 0.0}).astype(float)
