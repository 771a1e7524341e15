"""Counting once: rows that escalate one another are one complaint."""

from __future__ import annotations

import pandas as pd


def chains(frame: pd.DataFrame) -> pd.Series:
    """Which complaint each row belongs to.

    Rows are joined where one's ``parent_ref`` is another's ``case_ref``. A reference that
    several rows share (points of one case) doesn't join them; an escalation of it joins its
    first row.

    Args:
        frame: cases with ``case_ref`` and, if there are escalations, ``parent_ref``.

    Returns:
        for each row, the position of the row that stands for its complaint in this numbering.
    """
    roots = list(range(len(frame)))
    if "parent_ref" in frame:
        parents = {
            position: parent
            for position, parent in enumerate(frame["parent_ref"].tolist())
            if parent
        }
        wanted, by_ref = set(parents.values()), dict[str, int]()
        for position, ref in enumerate(frame["case_ref"].tolist()):
            if ref in wanted:
                by_ref.setdefault(ref, position)
        joined = {p: by_ref[parent] for p, parent in parents.items() if parent in by_ref}
        for position, other in joined.items():
            a, b = _root(roots, position), _root(roots, other)
            roots[max(a, b)] = min(a, b)
        # No other row was joined to any.
        for position in {*joined, *joined.values()}:
            roots[position] = _root(roots, position)
    return pd.Series(roots, index=frame.index)


def _root(roots: list[int], position: int) -> int:
    while roots[position] != position:
        roots[position] = roots[roots[position]]
        position = roots[position]
    return position


def first_rows(frame: pd.DataFrame) -> pd.Series:
    """True for the row by which a complaint is counted: its earliest, of equals the first.

    Args:
        frame: cases with ``case_ref``, ``received_date`` and perhaps ``parent_ref``.
    """
    chain = chains(frame)
    order = pd.DataFrame(
        {"chain": chain.to_numpy(), "date": frame["received_date"].to_numpy()}
    ).sort_values("date", kind="stable", na_position="last")
    first = ~order["chain"].duplicated()
    return pd.Series(first.sort_index().to_numpy(), index=frame.index)
