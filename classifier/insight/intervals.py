"""Intervals for shares."""

from __future__ import annotations

import math

# Two-sided 95% point of the normal distribution.
Z95 = 1.959963984540054


def clearly_above(count: int, base: int, others: int, others_base: int, z: float) -> bool:
    """Whether a share lies above another by more than chance.

    The lower bound of the difference is above 0, by the hybrid score interval (Newcombe 1998,
    method 10), which allows for chance in both shares.

    Args:
        count: cases with the theme in the group.
        base: cases of the group, more than 0.
        others: cases with it in the rest.
        others_base: cases of the rest, more than 0.
        z: one-sided normal quantile.
    """
    share, rest = count / base, others / others_base
    low, high = wilson(count, base, z)[0], wilson(others, others_base, z)[1]
    return share - rest > math.hypot(share - low, high - rest)


def wilson(count: int, base: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927), which holds for small bases and rare themes.

    Args:
        count: cases with the theme.
        base: cases in all, at least ``count``.
        z: normal quantile; 1.96 for 95%.

    Returns:
        lower and upper bound, 0 to 1; (0, 1) where the base is 0.

    Raises:
        ValueError: ``count`` is negative or more than ``base``.
    """
    if not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is not a share")
    if base == 0:
        return 0.0, 1.0
    share = count / base
    spread = z * math.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    centre = share + z * z / (2 * base)
    scale = 1 + z * z / base
    # At 0 of n and n of n the bound is exact, which rounding would miss by a hair.
    low = 0.0 if count == 0 else (centre - spread) / scale
    high = 1.0 if count == base else (centre + spread) / scale
    return low, high
