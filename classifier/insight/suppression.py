"""Small numbers withheld, so that nobody can be picked out of what is published.

A ledger knows every count that a publication prints and how they add up. It withholds small
counts, and then as many others as it takes: what is withheld must not follow from what is shown
(secondary suppression; Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Anything that can be a key of a dictionary.
Key = Any

# Objectives that are tried at once before a bound is worked out for each count on its own.
_TRIES = 12
_SEED = 20260401
_UNIT = 1 - 1e-6
# How far above its value a count may lie for all that a reader knows, where nothing bounds it.
_UNBOUNDED = 1000


@dataclass(frozen=True)
class Shown:
    """What may be printed.

    Attributes:
        values: every count.
        hidden: those that are withheld.
    """

    values: dict[Key, int]
    hidden: frozenset[Key]

    def count(self, key: Key) -> int | None:
        """A count; None where it is withheld.

        Raises:
            KeyError: the count was never entered, so that nothing protects it.
        """
        value = self.values[key]
        return None if key in self.hidden else value

    def all(self, keys: Iterable[Key]) -> bool:
        """Whether all of some counts may be printed."""
        return not any(key in self.hidden for key in keys)


@dataclass
class Ledger:
    """Every count that is printed, and how they add up.

    Attributes:
        minimum: counts from 1 to one less are withheld; 0 or 1 withholds nothing.
    """

    minimum: int
    _values: dict[Key, int] = field(default_factory=dict)
    _highest: dict[Key, int] = field(default_factory=dict)
    _sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    _follows: dict[Key, list[Key]] = field(default_factory=dict)
    _forced: set[Key] = field(default_factory=set)

    def enter(self, key: Key, value: int, *, of: Key | None = None) -> None:
        """Enter a count.

        Args:
            key: its name.
            value: 0 or more; entered twice, it must be the same.
            of: a count that it is a part of, entered before: it can't be larger.

        Raises:
            ValueError: it was entered with another value.
        """
        if self._values.setdefault(key, value) != value:
            raise ValueError(f"{key} is {self._values[key]} and {value}")
        if of is not None:
            self._highest[key] = min(self._highest.get(key, self._values[of]), self._values[of])

    def adds_up(self, total: Key, parts: Sequence[Key]) -> None:
        """State that a total is the sum of its parts; a withheld total takes them with it.

        Raises:
            ValueError: it is not.
        """
        if self._values[total] != sum(self._values[part] for part in parts):
            raise ValueError(f"the parts of {total} don't add up to it")
        self._sums.append((total, tuple(parts)))
        self.follow(total, parts)

    def follow(self, key: Key, others: Iterable[Key]) -> None:
        """Where one count is withheld, withhold others, too."""
        self._follows.setdefault(key, []).extend(others)

    def together(self, keys: Sequence[Key]) -> None:
        """Withhold all of some counts or none, such as a theme's over the periods."""
        for one, other in zip(keys, [*keys[1:], *keys[:1]], strict=True):
            self.follow(one, [other])

    def withhold(self, key: Key) -> None:
        """Withhold a count whatever its size."""
        self._forced.add(key)

    def settle(self) -> Shown:
        """Decide what is withheld.

        Every withheld count could then be one of two numbers at least, for a reader who knows all
        that is shown, how it adds up, that no count is larger than its whole, and (where that is
        so) that it is not 0; and no sum of withheld counts that follows from what is shown is
        itself small.
        """
        if self.minimum <= 1 and not self._forced:
            return Shown(dict(self._values), frozenset())
        small = {key for key, value in self._values.items() if 0 < value < self.minimum}
        hidden = self._closed(set(), small | self._forced)
        while further := self._further(hidden):
            hidden = self._closed(hidden, further)
        return Shown(dict(self._values), frozenset(hidden))

    def _closed(self, hidden: set[Key], further: Iterable[Key]) -> set[Key]:
        """The withheld counts with all that they take with them."""
        closed, waiting = set(hidden), list(further)
        while waiting:
            key = waiting.pop()
            if key not in closed:
                closed.add(key)
                waiting += self._follows.get(key, ())
        return closed

    def _further(self, hidden: set[Key]) -> set[Key]:
        """What must be withheld besides; nothing where all is safe."""
        further = set()
        for total, parts in self._sums:
            inside = [part for part in parts if part in hidden]
            if inside and total not in hidden and 0 < self._sum(inside) < self.minimum:
                further.add(self._next(total, parts, hidden))
        if further:
            return further
        for key in self._exact(hidden):
            places = [(t, p) for t, p in self._sums if key in (t, *p)]
            if not places:
                continue
            total, parts = max(places, key=lambda sum_: self._openness(sum_, hidden))
            further.add(self._next(total, parts, hidden))
        return further - hidden

    def _openness(self, sum_: tuple[Key, tuple[Key, ...]], hidden: set[Key]) -> tuple[int, int]:
        """Sums in which another part can be withheld come first, those with few withheld ones."""
        total, parts = sum_
        shown = sum(part not in hidden and self._values[part] > 0 for part in parts)
        return (min(shown, 1) * 2 + (total not in hidden), -sum(part in hidden for part in parts))

    def _next(self, total: Key, parts: Sequence[Key], hidden: set[Key]) -> Key:
        """What to withhold next in a sum: the smallest part, of those above 0 first; else all."""
        shown = [part for part in parts if part not in hidden]
        if not shown:
            return total
        return min(shown, key=lambda part: (self._values[part] == 0, self._values[part]))

    def _sum(self, keys: Iterable[Key]) -> int:
        return sum(self._values[key] for key in keys)

    # --- What a reader could work out -----------------------------------------------------------

    def _exact(self, hidden: set[Key]) -> list[Key]:
        """Withheld counts that follow from what is shown."""
        equations: list[_Equation] = []
        for total, parts in self._sums:
            terms: dict[Key, int] = {part: 1 for part in parts if part in hidden}
            if total in hidden:
                terms[total] = -1
            shown = self._sum(part for part in parts if part not in hidden)
            if terms:
                equations.append((terms, (0 if total in hidden else self._values[total]) - shown))
        exact: list[Key] = []
        for group in _components(equations):
            exact += self._alone(*group[0]) if len(group) == 1 else self._jointly(group)
        return exact

    def _range(self, key: Key) -> tuple[int, int]:
        """The range of a withheld count before anything is added up."""
        value = self._values[key]
        return int(value > 0), self._highest.get(key, value + _UNBOUNDED)

    def _alone(self, terms: dict[Key, int], rest: int) -> list[Key]:
        """Exact counts of one sum: each is bounded by the others' lowest and highest values."""
        if any(sign < 0 for sign in terms.values()):
            return self._jointly([(terms, rest)])
        ranges = {key: self._range(key) for key in terms}
        low = sum(least for least, _ in ranges.values())
        high = sum(most for _, most in ranges.values())
        return [
            key
            for key, (least, most) in ranges.items()
            if min(most, rest - (low - least)) <= max(least, rest - (high - most))
        ]

    def _jointly(self, equations: Sequence[_Equation]) -> list[Key]:
        """Exact counts of several sums, by linear programming."""
        from scipy.optimize import linprog

        keys = list(dict.fromkeys(key for terms, _ in equations for key in terms))
        matrix, sides = _matrix(equations, keys)
        bounds = [self._range(key) for key in keys]
        low = np.array([self._values[key] for key in keys], dtype=float)
        high = low.copy()

        def follow(aim: np.ndarray) -> None:
            found = linprog(aim, A_eq=matrix, b_eq=sides, bounds=bounds, method="highs")
            if found.x is not None:
                np.minimum(low, found.x, out=low)
                np.maximum(high, found.x, out=high)

        draw = np.random.default_rng(_SEED)
        for _ in range(_TRIES):
            follow(draw.normal(size=len(keys)))
        for number in range(len(keys)):
            for sign in (1, -1):
                if high[number] - low[number] < _UNIT:
                    follow(sign * np.eye(1, len(keys), number)[0])
        return [key for key, one, other in zip(keys, low, high, strict=True) if other - one < _UNIT]


_Equation = tuple[dict[Key, int], int]


def _matrix(equations: Sequence[_Equation], keys: Sequence[Key]) -> tuple[csr_array, list[int]]:
    """The equations as a matrix and its right side."""
    from scipy.sparse import csr_array

    place = {key: number for number, key in enumerate(keys)}
    cells = [
        (sign, row, place[key])
        for row, (terms, _) in enumerate(equations)
        for key, sign in terms.items()
    ]
    signs, rows, columns = zip(*cells, strict=True)
    matrix = csr_array((signs, (rows, columns)), shape=(len(equations), len(keys)), dtype=float)
    return matrix, [rest for _, rest in equations]


def _components(equations: Sequence[_Equation]) -> list[list[_Equation]]:
    """Equations that share withheld counts, together."""
    owner: dict[Key, int] = {}
    groups: dict[int, list[_Equation]] = {}
    for number, equation in enumerate(equations):
        merged = [equation]
        for old in {owner[key] for key in equation[0] if key in owner}:
            merged += groups.pop(old)
        groups[number] = merged
        owner.update((key, number) for terms, _ in merged for key in terms)
    return list(groups.values())
