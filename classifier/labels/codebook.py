"""The codebook: what every label of a scheme means, as data that is checked on loading."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifier.config import shipped_path
from classifier.errors import LabelledDataError

_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_LABEL_FIELDS = ("id", "name", "definition", "apply_when", "not_when")
_SCHEME_FIELDS = ("name", "question", "reads", "column", "status_column", "labels")


@dataclass(frozen=True)
class Label:
    """One label: its id (in files), its name (in reports) and when it applies."""

    id: str
    name: str
    definition: str = ""
    apply_when: str = ""
    not_when: str = ""


@dataclass(frozen=True)
class Scheme:
    """A set of labels that answers one question about one text.

    Attributes:
        id: e.g. ``theme``.
        name: e.g. ``Theme``.
        question: what the labels answer.
        reads: canonical column of the text, e.g. ``complaint_text``.
        column: column that tagging writes the labels to, e.g. ``themes``.
        status_column: column that says whether the text could be read.
        labels: in the order of the codebook.
    """

    id: str
    name: str
    question: str
    reads: str
    column: str
    status_column: str
    labels: tuple[Label, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The labels' ids, in order."""
        return tuple(label.id for label in self.labels)

    @property
    def names(self) -> dict[str, str]:
        """Label id -> name."""
        return {label.id: label.name for label in self.labels}

    @property
    def reviewed_column(self) -> str:
        """Column in which a person's decision stands."""
        return f"{self.column}_reviewed"


@dataclass(frozen=True)
class BoundaryRule:
    """Which label wins where two compete."""

    title: str
    labels: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Codebook:
    """All schemes and the rules between their labels."""

    version: int
    schemes: Mapping[str, Scheme]
    boundary_rules: tuple[BoundaryRule, ...]

    def rules_of(self, scheme: str) -> tuple[BoundaryRule, ...]:
        """The boundary rules about a scheme's labels."""
        ids = set(self.schemes[scheme].ids)
        return tuple(rule for rule in self.boundary_rules if set(rule.labels) <= ids)


def load_codebook(path: Path | str | None = None) -> Codebook:
    """Load and check a codebook.

    Args:
        path: a TOML file; by default the one that comes with the project.

    Raises:
        LabelledDataError: the file is missing, not TOML, or breaks the codebook's form: a field
            missing or unknown, an id twice or ill-formed, a rule about an unknown label.
    """
    path = Path(path) if path else shipped_path("training_data", "codebook.toml")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LabelledDataError(
            f"The codebook {path} can't be read.",
            found=str(error),
            mend="restore training_data/codebook.toml",
        ) from error
    schemes = {key: _scheme(key, value, path) for key, value in raw.get("schemes", {}).items()}
    if not schemes:
        raise _broken(path, "no [schemes.…] table")
    ids = [label for scheme in schemes.values() for label in scheme.ids]
    twice = sorted({label for label in ids if ids.count(label) > 1})
    if twice:
        raise _broken(path, f"label ids that stand twice: {', '.join(twice)}")
    rules = tuple(
        BoundaryRule(str(rule["title"]), tuple(rule["labels"]), str(rule["rule"]))
        for rule in raw.get("boundary_rules", ())
    )
    for rule in rules:
        unknown = [label for label in rule.labels if label not in ids]
        if unknown:
            raise _broken(path, f"rule {rule.title!r} names unknown labels {', '.join(unknown)}")
    return Codebook(int(raw.get("version", 1)), schemes, rules)


@cache
def shipped_codebook() -> Codebook:
    """The codebook that comes with the project."""
    return load_codebook()


def _scheme(key: str, raw: Mapping[str, object], path: Path) -> Scheme:
    missing = [name for name in _SCHEME_FIELDS if name not in raw]
    if missing:
        raise _broken(path, f"scheme {key!r} lacks {', '.join(missing)}")
    entries = raw["labels"]
    if not isinstance(entries, list) or not entries:
        raise _broken(path, f"scheme {key!r} has no labels")
    labels = tuple(_label(entry, key, path) for entry in entries)
    fields = {name: str(raw[name]) for name in _SCHEME_FIELDS if name != "labels"}
    return Scheme(id=key, labels=labels, **fields)


def _label(entry: Mapping[str, object], scheme: str, path: Path) -> Label:
    wrong = set(entry) ^ set(_LABEL_FIELDS)
    if wrong:
        raise _broken(path, f"a label of {scheme!r} lacks or adds {', '.join(sorted(wrong))}")
    if not _ID.fullmatch(str(entry["id"])):
        raise _broken(path, f"label id {entry['id']!r}: small letters, digits and _ only")
    empty = [name for name in _LABEL_FIELDS[:4] if not str(entry[name]).strip()]
    if empty:
        raise _broken(path, f"label {entry['id']!r} has an empty {', '.join(empty)}")
    return Label(**{name: str(entry[name]) for name in _LABEL_FIELDS})


def _broken(path: Path, what: str) -> LabelledDataError:
    return LabelledDataError(
        f"The codebook {path} is not in order.", found=what, mend="correct the file"
    )


def own_scheme(scheme_id: str, labels: Sequence[str], *, reads: str = "complaint_text") -> Scheme:
    """A scheme for labels that the codebook doesn't know: names are the ids, made readable."""
    return Scheme(
        id=scheme_id,
        name=readable_name(scheme_id),
        question="",
        reads=reads,
        column=f"{scheme_id}s" if not scheme_id.endswith("s") else scheme_id,
        status_column=f"{scheme_id}_status",
        labels=tuple(Label(label, readable_name(label)) for label in labels),
    )


def readable_name(label: str) -> str:
    """``missed_bin`` -> ``Missed bin``."""
    text = label.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
