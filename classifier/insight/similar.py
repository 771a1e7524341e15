"""Names of teams that look like a slip for another's."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

_ALIKE = 0.86
_MOST = 3


def likely_slips(names: pd.Series) -> list[tuple[str, int, str, int]]:
    """Rare names that are spelt much like a common one.

    Args:
        names: a name a case; blanks are passed over.

    Returns:
        rare name, its cases, the name that it looks like, that one's cases; for names with at
        most three cases whose letters agree to 86% (Ratcliff and Obershelp's measure) with those
        of a name that has ten times as many.
    """
    sizes = names[names != ""].value_counts()
    slips = []
    for rare in sizes.index[sizes <= _MOST]:
        count = int(sizes[rare])
        common = [name for name in sizes.index[sizes >= 10 * count] if _alike(rare, name)]
        if common:
            slips.append((rare, count, common[0], int(sizes[common[0]])))
    return sorted(slips)


def _alike(a: str, b: str) -> bool:
    matcher = SequenceMatcher(None, a.casefold(), b.casefold(), autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
