"""Upheld before, and again: cases that resemble an earlier upheld case of the same team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from classifier.insight.counting import chains
from classifier.insight.tagged import SchemeLabels, TaggedCases
from classifier.text.cleaning import clean

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

UPHELD = ("upheld", "partly_upheld")
_DECIMALS = 4
# A shorter reference, or one without a digit, may stand in a text by chance.
_SHORTEST_REFERENCE = 5


@dataclass(frozen=True)
class RepeatSettings:
    """What counts as a repeat.

    Attributes:
        threshold: least similarity of a pair. The lowest, in steps of 0.01, at which four of five
            pairs were true in two teams of the sample year; ``benchmarks/repeats.py`` gives the
            figures, and those of three teams on which it was not chosen, where far fewer are found.
        service_weight: what a pair of the same service gains, times the share of the team's rows
            with another service: where a team has one service only, it tells nothing.
        within_days: how long before the later case the earlier may have been received.
        most: earlier complaints listed for each later one, the most similar first.
        columns: the texts that are compared, those that the table has.
        block_cells: pairs that are held in memory together.
    """

    threshold: float = 0.24
    service_weight: float = 0.1
    within_days: int = 730
    most: int = 1
    columns: tuple[str, ...] = ("complaint_text", "finding_text")
    block_cells: int = 4_000_000


@dataclass(frozen=True)
class Repeat:
    """A case that resembles an earlier upheld one.

    Attributes:
        later: position of the later case's row in the table.
        earlier: position of the earlier, upheld case's row.
        similarity: cosine of the two texts, 0 to 1, plus what the same service adds.
        labels: labels that both carry, in the scheme's order.
        days: from the earlier's received date to the later's, at least 1.
        others: further earlier upheld complaints over the threshold that are not listed.
    """

    later: int
    earlier: int
    similarity: float
    labels: tuple[str, ...]
    days: int
    others: int


@dataclass(frozen=True)
class Repeats:
    """The repeats of a table.

    Attributes:
        pairs: by the later case's position, the most similar earlier case first.
        base: complaints that had an earlier upheld case of their team and a label of their own to
            be compared by, whether or not they resembled it.
        no_data: why nothing could be compared; empty where something could. Then ``base`` of 0
            means that no complaint had an upheld case before it.
    """

    pairs: list[Repeat] = field(default_factory=list)
    base: int = 0
    no_data: str = ""

    @property
    def cases(self) -> list[int]:
        """Positions of the later cases, each once."""
        return list(dict.fromkeys(pair.later for pair in self.pairs))


@dataclass(frozen=True)
class _Rows:
    """What is compared, an array over the rows of the table each."""

    vectors: csr_matrix
    carried: np.ndarray
    complaint: np.ndarray
    service: np.ndarray
    received: np.ndarray
    known_from: np.ndarray


def find_repeats(
    cases: TaggedCases,
    settings: RepeatSettings | None = None,
    *,
    group: str = "team",
    rows: pd.Series | None = None,
) -> Repeats:
    """Find complaints that resemble an earlier upheld case of another complaint.

    The later is a complaint's first row. The earlier is of the same group, upheld or partly
    upheld, received before the later and, where that is known, responded to before it; it shares a
    label with it, and is neither of the same complaint nor named in the later's text, as the case
    that somebody escalates is. Of each earlier complaint the most similar row counts.

    Similarity is the cosine of the words' TF-IDF weights (logarithmic term frequency, inverse
    document frequency over the table: Salton and Buckley 1988), with what the same service adds.

    Args:
        cases: tagged cases.
        settings: threshold and bounds.
        group: the column whose groups are searched, each apart; blank groups are not.
        rows: True for the rows that may be the later case; all by default. An earlier case may
            be any row.

    Returns:
        the pairs and their base, or why there is no data.
    """
    settings = settings or RepeatSettings()
    frame = cases.table.frame
    labels = next((s for s in cases.labels.values() if s.scheme.reads == "complaint_text"), None)
    missing = _missing(frame, labels, group)
    if missing or labels is None:
        return Repeats(no_data=missing)
    compared = _compared(frame, labels, settings)
    later = cases.first & labels.base & frame["received_date"].notna()
    later = (later if rows is None else later & rows).to_numpy()
    earlier = (frame["outcome"].isin(UPHELD) & frame["received_date"].notna()).to_numpy()
    base, waiting = 0, 0
    matches: list[tuple[np.ndarray, ...]] = []
    found = []
    for members in _groups(frame[group]):
        weights = _service_weights(compared.service[members], settings.service_weight)
        blocks = _blocks(members[later[members]], members[earlier[members]], compared, settings)
        for block, candidates in blocks:
            count, pairs = _match(block, candidates, compared, weights, settings)
            base, waiting = base + count, waiting + len(pairs[0])
            matches.append(pairs)
            # All matches of a later row are in one block, so that any blocks can be ranked.
            if waiting >= settings.block_cells:
                found.append(_best(matches, frame, compared, settings.most))
                matches, waiting = [], 0
    found.append(_best(matches, frame, compared, settings.most))
    return Repeats(_pairs(found, labels, compared), base)


def _missing(frame: pd.DataFrame, labels: SchemeLabels | None, group: str) -> str:
    if labels is None:
        return "the table has no labels of complaint texts"
    for name in ("complaint_text", "outcome", group):
        if name not in frame or not (frame[name] != "").any():
            return f"the table has no {name}"
    return ""


def _compared(frame: pd.DataFrame, labels: SchemeLabels, settings: RepeatSettings) -> _Rows:
    received = frame["received_date"].to_numpy(dtype="datetime64[D]").astype(float)
    known = received.copy()
    if "responded_date" in frame:
        responded = frame["responded_date"].to_numpy(dtype="datetime64[D]").astype(float)
        responded[frame["responded_date"].isna().to_numpy()] = -np.inf
        known = np.maximum(known, responded)
    unknown = frame["received_date"].isna().to_numpy()
    received[unknown] = known[unknown] = np.nan
    blank = pd.Series("", index=frame.index)
    services = frame.get("service", blank)
    codes = pd.factorize(services.where(services != "", None))[0]
    return _Rows(
        vectors=_vectors(frame, [name for name in settings.columns if name in frame]),
        carried=labels.carried.to_numpy(dtype=np.float32),
        complaint=chains(frame).to_numpy(),
        service=codes,
        received=received,
        known_from=known,
    )


def _vectors(frame: pd.DataFrame, columns: Sequence[str]) -> csr_matrix:
    """TF-IDF weights of every row's words, each row of length 1 (0 without words)."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    cleaned: dict[str, str] = {}
    for name in columns:
        cleaned |= {text: clean(text) for text in frame[name].unique() if text not in cleaned}
    cells = zip(*(frame[name].tolist() for name in columns), strict=True)
    texts = ["\n".join(cleaned[cell] for cell in row) for row in cells]
    # Hashed words need no vocabulary in memory, and no text is too odd to have one.
    counts = HashingVectorizer(norm=None, alternate_sign=False, dtype=np.float32)
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts.transform(texts)).tocsr()


def _groups(names: pd.Series) -> Iterator[np.ndarray]:
    for name, members in names.groupby(names.to_numpy(), sort=True).indices.items():
        if name:
            yield np.sort(members)


def _service_weights(services: np.ndarray, weight: float) -> np.ndarray:
    """What a pair of each service gains, by service code; the last is of rows without one."""
    known = services[services >= 0]
    shares = np.bincount(known, minlength=known.max(initial=-1) + 1) / len(services)
    return np.append(weight * (1 - shares), 0.0)


def _blocks(
    later: np.ndarray, earlier: np.ndarray, rows: _Rows, settings: RepeatSettings
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Later rows, in order of their dates, with the earlier rows that may precede them in time."""
    if not len(earlier):
        return
    later = later[np.argsort(rows.received[later], kind="stable")]
    earlier = earlier[np.argsort(rows.received[earlier], kind="stable")]
    dates = rows.received[earlier]
    size = max(1, settings.block_cells // len(earlier))
    for start in range(0, len(later), size):
        block = later[start : start + size]
        first = np.searchsorted(dates, rows.received[block[0]] - settings.within_days)
        last = np.searchsorted(dates, rows.received[block[-1]])
        if first < last:
            yield block, earlier[first:last]


def _match(
    later: np.ndarray,
    earlier: np.ndarray,
    rows: _Rows,
    weights: np.ndarray,
    settings: RepeatSettings,
) -> tuple[int, tuple[np.ndarray, ...]]:
    """How many later rows could be compared; later, earlier and similarity of those alike."""
    day, before = rows.received[later][:, None], rows.received[earlier][None, :]
    possible = (before < day) & (before >= day - settings.within_days)
    possible &= rows.known_from[earlier][None, :] < day
    possible &= rows.complaint[later][:, None] != rows.complaint[earlier][None, :]
    possible &= rows.carried[later].any(axis=1)[:, None]
    base = int(possible.any(axis=1).sum())
    possible &= rows.carried[later] @ rows.carried[earlier].T > 0
    similarity = (rows.vectors[later] @ rows.vectors[earlier].T).toarray()
    services = rows.service[later]
    same = services[:, None] == rows.service[earlier][None, :]
    similarity += same * weights[services][:, None]
    similarity = similarity.round(_DECIMALS)
    i, j = np.nonzero(possible & (similarity >= settings.threshold))
    return base, (later[i], earlier[j], similarity[i, j])


def _names(text: str, *references: str) -> bool:
    return any(
        reference in text
        and len(reference) >= _SHORTEST_REFERENCE
        and any(map(str.isdigit, reference))
        for reference in references
    )


def _best(
    matches: Sequence[tuple[np.ndarray, ...]], frame: pd.DataFrame, rows: _Rows, most: int
) -> pd.DataFrame:
    """Of each later row, the best row of the ``most`` best complaints; of equals, the latest.

    A row of the same reference, or of a case that the later one's text names, is no other case.
    """
    if not matches:
        return pd.DataFrame()
    later, earlier, similarity = map(np.concatenate, zip(*matches, strict=True))
    refs, texts = frame["case_ref"].to_numpy(), frame["complaint_text"].to_numpy()
    complaint = rows.complaint[earlier]
    another = np.array(
        [
            refs[i] not in {refs[j], refs[root]} and not _names(texts[i], refs[j], refs[root])
            for i, j, root in zip(later, earlier, complaint, strict=True)
        ],
        dtype=bool,
    )
    ranked = (
        pd.DataFrame({"later": later, "earlier": earlier, "similarity": similarity})
        .assign(complaint=complaint, received=rows.received[earlier])[another]
        .sort_values(
            ["later", "similarity", "received", "earlier"], ascending=[True, False, False, True]
        )
        .drop_duplicates(["later", "complaint"])
    )
    complaints = ranked.groupby("later")["earlier"]
    size, rank = complaints.transform("size"), complaints.cumcount()
    return ranked.assign(others=(size - most).clip(lower=0), rank=rank)[rank < most]


def _pairs(found: Sequence[pd.DataFrame], labels: SchemeLabels, rows: _Rows) -> list[Repeat]:
    listed = pd.concat(found, ignore_index=True)
    if listed.empty:
        return []
    listed = listed.sort_values(["later", "rank"])
    ids = labels.scheme.ids
    repeats = []
    for row in listed.itertuples(index=False):
        shared = rows.carried[row.later] * rows.carried[row.earlier]
        repeats.append(
            Repeat(
                later=int(row.later),
                earlier=int(row.earlier),
                similarity=round(float(row.similarity), _DECIMALS),
                labels=tuple(label for label, yes in zip(ids, shared, strict=True) if yes),
                days=int(rows.received[row.later] - rows.received[row.earlier]),
                others=int(row.others),
            )
        )
    return repeats
