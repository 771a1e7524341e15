"""What no label covers: cases without a label, or none that is sure, grouped by what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from classifier.insight.tagged import SchemeLabels, TaggedCases, marked
from classifier.text.cleaning import clean
from classifier.text.redaction import redact
from classifier.text.strict import mask_possible_names

LEAST, MOST_GROUPS, EXAMPLES, WORDS = 3, 10, 3, 5
_COMPARED = 5000
_EXCERPT = 280
# Characters of an excerpt before the word that it is shown for.
_BEFORE = 120
# Small letters only, so that names and streets, which stand with a capital, are no group's word.
_WORD = re.compile(r"(?<![\w'’])[a-z]{3,}(?![\w'’])")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|e|s)$")
# Groups to be expected where words are dealt out blindly over covered and uncovered cases: a
# reviewer reads the examples, so one for nothing now and then does no harm.
_FALSE_ALARM = 0.5
# Chance of a word's frequency in a group, were it as usual there as in the other uncovered cases.
_TYPICAL = 0.01


@dataclass(frozen=True)
class UncoveredGroup:
    """Cases that no label covers and that share words.

    Attributes:
        words: the word that they all hold, unless they share two others; then the words most
            distinctive of them.
        held: how many of the cases hold each word.
        cases: how many.
        references: of the cases, in the table's order.
        by_period: period -> (cases of the group, all cases counted), in order.
        examples: up to three texts, redacted as for print and cut to some 280 characters around
            the first of the words.
    """

    words: tuple[str, ...]
    held: tuple[int, ...]
    cases: int
    references: tuple[str, ...]
    by_period: dict[str, tuple[int, int]]
    examples: tuple[str, ...]

    @property
    def change(self) -> tuple[int, int] | None:
        """Cases in the period before the last, and in the last; None with fewer than two."""
        counts = [count for count, _ in self.by_period.values()]
        return (counts[-2], counts[-1]) if len(counts) > 1 else None


@dataclass(frozen=True)
class Uncovered:
    """Cases that the codebook may lack a label for.

    Attributes:
        base: cases that were counted.
        no_label: of those, cases without a label, by the model or a person.
        unsure: cases whose every label is one to check.
        groups: those of at least three cases with distinctive words in common, largest first.
        apart: the uncovered cases with a text that are in no group; it has no words.
    """

    base: int
    no_label: int
    unsure: int
    groups: tuple[UncoveredGroup, ...]
    apart: UncoveredGroup


def uncovered(
    cases: TaggedCases,
    scheme: str,
    rows: pd.Series,
    periods: pd.Series | None = None,
    order: Sequence[str] = (),
) -> Uncovered:
    """Find the cases that no label covers, and what recurs in them.

    A group starts from the word whose frequency in the uncovered cases left is the least likely by
    chance, against the covered ones; so unlikely that blind dealing would start half a group with
    all the words that were looked at (Bonferroni's count). It takes all cases that hold the word,
    then those that hold two of the words most distinctive of these. A case is in one group at
    most.

    Args:
        cases: tagged cases, with the text that the scheme reads.
        scheme: scheme id.
        rows: True for the rows to count.
        periods: the period of every row; without, there is no change to state.
        order: the periods in order.
    """
    labels, frame = cases.labels[scheme], cases.table.frame
    use = rows & labels.base
    none = use & ~labels.carried.any(axis=1)
    unsure = _unsure(labels, use)
    reads = labels.scheme.reads
    texts = frame[reads] if reads in frame else pd.Series("", frame.index, dtype=object)
    # A person may have decided on a case from paper: without a text there is nothing to group.
    at = frame.index[(none | unsure) & (texts.str.strip() != "")]
    others = frame.index[use & ~none & ~unsure]

    def group(words: tuple[str, ...], found: pd.Index) -> UncoveredGroup:
        return UncoveredGroup(
            words=words,
            held=_held(texts.loc[found], words),
            cases=len(found),
            references=tuple(frame.loc[found.sort_values(), "case_ref"]),
            by_period=_by_period(found, use, periods, order),
            examples=tuple(_example(text, words) for text in texts.loc[found[:EXAMPLES]]),
        )

    found = _grouped(texts.loc[at].tolist(), _some(texts.loc[others]))
    groups = sorted((group(w, at[places]) for w, places in found), key=lambda g: -g.cases)
    taken = [place for _, places in found for place in places]
    return Uncovered(
        base=int(use.sum()),
        no_label=int(none.sum()),
        unsure=int(unsure.sum()),
        groups=tuple(groups),
        apart=group((), at.delete(taken)),
    )


def _unsure(labels: SchemeLabels, use: pd.Series) -> pd.Series:
    """True where every label that a case carries is one to check."""
    check = marked(labels.to_check, list(labels.carried.columns))
    sure = (labels.carried & ~check).any(axis=1)
    return use & labels.carried.any(axis=1) & ~sure


def _some(texts: pd.Series) -> list[str]:
    chosen = texts if len(texts) <= _COMPARED else texts.sample(_COMPARED, random_state=0)
    return [str(text) for text in chosen]


def _by_period(
    found: pd.Index, use: pd.Series, periods: pd.Series | None, order: Sequence[str]
) -> dict[str, tuple[int, int]]:
    if periods is None:
        return {}
    ours, all_cases = periods.loc[found].value_counts(), periods[use].value_counts()
    return {name: (int(ours.get(name, 0)), int(all_cases.get(name, 0))) for name in order}


def _held(texts: pd.Series, words: tuple[str, ...]) -> tuple[int, ...]:
    stems = [set(_stems(text)) for text in texts]
    return tuple(sum(_ENDING.sub("", word) in held for held in stems) for word in words)


def _example(text: str, words: tuple[str, ...]) -> str:
    shown = mask_possible_names(redact(" ".join(clean(text).split())))
    if len(shown) <= _EXCERPT:
        return shown
    stems = {_ENDING.sub("", word) for word in words}
    places = (m.start() for m in _WORD.finditer(shown) if _ENDING.sub("", m.group()) in stems)
    start = max(next(places, 0) - _BEFORE, 0)
    if start:
        start = shown.find(" ", start) + 1
    part, cut = shown[start:], ""
    if len(part) > _EXCERPT:
        part, cut = part[:_EXCERPT].rsplit(" ", 1)[0], " …"
    return f"{'… ' if start else ''}{part}{cut}"


# --- Groups --------------------------------------------------------------------------------------


def _grouped(texts: list[str], covered: list[str]) -> list[tuple[tuple[str, ...], list[int]]]:
    """Words and places in ``texts`` of each group, its most typical case first."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(
        tokenizer=_stems,
        token_pattern=None,
        lowercase=False,
        binary=True,
        dtype=np.int32,
    )
    try:
        held = counter.fit_transform(texts).tocsr()
    except ValueError:  # no text, or none with a word
        return []
    names = counter.get_feature_names_out()
    forms = _usual_forms(texts)
    elsewhere = np.zeros(len(names), dtype=int)
    if covered:
        elsewhere = np.asarray(counter.transform(covered).sum(axis=0)).ravel()
    left = np.ones(len(texts), dtype=bool)
    groups = []
    for _ in range(MOST_GROUPS):
        counts = np.asarray(held[left].sum(axis=0)).ravel()
        tried = counts >= LEAST
        if not tried.any():
            break
        chances = np.ones(len(names))
        chances[tried] = chance_of_as_many(
            counts[tried], elsewhere[tried], int(left.sum()), len(covered)
        )
        best = int(np.argmin(chances))
        if chances[best] * tried.sum() > _FALSE_ALARM:
            break
        members, words = _members(held, left, best, (elsewhere, len(covered)))
        groups.append((tuple(forms[name] for name in names[words]), members))
        left[members] = False
    return groups


def _words(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [word for word in _WORD.findall(text) if word not in ENGLISH_STOP_WORDS]


def _stems(text: str) -> list[str]:
    """A text's plain words, one form for all endings (`charged`, `charges`: `charg`)."""
    return [_ENDING.sub("", word) for word in _words(text)]


def _usual_forms(texts: list[str]) -> dict[str, str]:
    """Stem -> the word by which it stands most often."""
    counts = Counter(word for text in texts for word in _words(text))
    return {_ENDING.sub("", word): word for word, _ in reversed(counts.most_common())}


_Covered = tuple[np.ndarray, int]


def _members(
    held: object, left: np.ndarray, seed: int, covered: _Covered
) -> tuple[list[int], np.ndarray]:
    """The cases that a word brings together, and the words that set them apart from the rest."""
    core = left & (held[:, [seed]].toarray().ravel() > 0)  # type: ignore[index]
    rest = left & ~core
    # Without a rest there is nobody to be told from but the covered cases.
    others = covered
    if rest.any():
        others = np.asarray(held[rest].sum(axis=0)).ravel(), int(rest.sum())  # type: ignore[index]
    words = _typical(np.asarray(held[core].sum(axis=0)).ravel(), int(core.sum()), others, seed)  # type: ignore[index]
    shared = np.asarray(held[:, words].sum(axis=1)).ravel()  # type: ignore[index]
    members = core | (rest & (shared >= 2))  # noqa: PLR2004
    order = np.argsort(-shared, kind="stable")
    return [int(place) for place in order if members[place]], words


def _typical(ours: np.ndarray, cases: int, others: _Covered, seed: int) -> np.ndarray:
    chances = chance_of_as_many(ours, others[0], cases, others[1])
    chances[(ours < LEAST) | (chances > _TYPICAL)] = np.inf
    chances[seed] = -1.0
    best = np.argsort(chances, kind="stable")[:WORDS]
    return np.asarray(best[np.isfinite(chances[best])])


def chance_of_as_many(ours: np.ndarray, theirs: np.ndarray, n: int, m: int) -> np.ndarray:
    """The probability that blind dealing gives the ``n`` cases as many of a word as they hold.

    The upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).

    Args:
        ours: of the ``n`` cases, those that hold each word.
        theirs: of the ``m`` others.
        n: cases.
        m: other cases.
    """
    return np.asarray(stats.hypergeom.sf(ours - 1, n + m, ours + theirs, n))
