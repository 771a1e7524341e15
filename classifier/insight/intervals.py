"""Intervals for shares."""

from __future__ import annotations

import math

# Two-sided 95% point of the normal distribution.
Z95 = 1.959963984540054


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
