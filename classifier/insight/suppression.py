"""Small numbers withheld, so that nobody can be picked out of a published table."""

from __future__ import annotations

import pandas as pd


def withhold(counts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Which cells of a table of counts to withhold.

    A count from 1 to ``minimum`` - 1 is withheld. Where a column's total is known elsewhere and
    only one of its cells is withheld, it could be worked out: then the smallest other cell that
    is not 0 is withheld as well; and so along the rows.

    Args:
        counts: rows are groups, columns labels; totals are not part of it.
        minimum: 0 or 1 withholds nothing.

    Returns:
        True for withheld cells, same shape.
    """
    hidden = (counts > 0) & (counts < minimum)
    changed = bool(hidden.to_numpy().any())
    while changed:
        changed = False
        for column in counts.columns:
            if hidden[column].sum() == 1:
                candidates = counts.loc[~hidden[column] & (counts[column] > 0), column]
                if len(candidates):
                    hidden.loc[candidates.idxmin(), column] = True
                    changed = True
    return hidden
