"""Which of a table's columns is which: by mapping, by canonical name, by synonym; never a guess."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.cases.schema import CANONICAL, COLUMNS, normalise_name, synonym_table
from classifier.errors import ColumnError, InputFileError

_SECTIONS = ("columns", "outcomes", "stages", "procedures", "teams")


@dataclass(frozen=True)
class ColumnMapping:
    """A council's own names for columns and values.

    Attributes:
        columns: canonical column -> the table's column.
        values: section (``outcomes``, ``stages``, ``procedures``, ``teams``) ->
            {their value, normalised -> canonical value}.
        path: the file that it came from, for messages.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    path: str = ""


def load_mapping(path: Path | str) -> ColumnMapping:
    """Read a mapping file (TOML).

    Args:
        path: a file with the tables ``[columns]`` (canonical = "theirs") and, if wanted,
            ``[outcomes]``, ``[stages]``, ``[procedures]``, ``[teams]`` ("theirs" = canonical).

    Raises:
        InputFileError: there is no such file, or it isn't TOML.
        ColumnError: it names a table or a canonical column that doesn't exist.
    """
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputFileError(
            f"The mapping file {path} can't be read.",
            found=error.strerror or str(error),
            mend="give the path of a TOML file with a [columns] table",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(
            f"The mapping file {path} is not valid TOML.",
            found=str(error),
            mend='write lines such as: complaint_text = "Details", under [columns]',
        ) from error
    _check_sections(raw, path)
    columns = {key: str(value) for key, value in raw.get("columns", {}).items()}
    unknown = [key for key in columns if key not in CANONICAL]
    if unknown:
        raise ColumnError(
            f"The mapping file {path} names a column that is not of the case table.",
            found=", ".join(unknown),
            mend=f"under [columns], put one of these on the left: {', '.join(CANONICAL)}",
        )
    values = {
        section: {normalise_name(theirs): str(ours) for theirs, ours in raw[section].items()}
        for section in _SECTIONS[1:]
        if section in raw
    }
    return ColumnMapping(columns, values, str(path))


def _check_sections(raw: Mapping[str, object], path: Path) -> None:
    wrong = [
        key for key, value in raw.items() if key not in _SECTIONS or not isinstance(value, dict)
    ]
    if wrong:
        raise ColumnError(
            f"The mapping file {path} has a table that is not understood.",
            found=", ".join(wrong),
            mend=f"use only these tables: {', '.join(f'[{name}]' for name in _SECTIONS)}",
        )


def match_columns(
    headers: Sequence[str],
    wanted: Iterable[str] = CANONICAL,
    *,
    mapping: ColumnMapping | None = None,
    source: str = "the table",
) -> dict[str, str]:
    """Find the canonical columns among a table's headers.

    A mapping wins over a canonical name, which wins over a synonym. A header that the mapping
    uses is not matched a second time.

    Args:
        headers: the table's column names.
        wanted: canonical names to look for; only these can be ambiguous.
        mapping: the council's own names.
        source: the file's name, for messages.

    Returns:
        canonical name -> header, for those found.

    Raises:
        ColumnError: the mapping names a header that isn't there, or two headers could be one
            canonical column.
    """
    mapping = mapping or ColumnMapping()
    by_name = {normalise_name(header): header for header in headers}
    mapped = {
        ours: _mapped_header(theirs, headers, by_name, mapping, source)
        for ours, theirs in mapping.columns.items()
    }
    taken = set(mapped.values())
    found: dict[str, str] = {}
    synonyms = synonym_table()
    for name in wanted:
        if name in mapped:
            found[name] = mapped[name]
            continue
        candidates = [
            header
            for header in headers
            if header not in taken and synonyms.get(normalise_name(header)) == name
        ]
        exact = [header for header in candidates if normalise_name(header) == normalise_name(name)]
        if len(exact) == 1:
            candidates = exact
        if len(candidates) > 1:
            raise _ambiguous(name, candidates, source)
        if candidates:
            found[name] = candidates[0]
    return found


def _mapped_header(
    theirs: str,
    headers: Sequence[str],
    by_name: Mapping[str, str],
    mapping: ColumnMapping,
    source: str,
) -> str:
    if theirs in headers:
        return theirs
    header = by_name.get(normalise_name(theirs))
    if header is None:
        raise ColumnError(
            f"{source} has no column {theirs!r}, which {mapping.path or 'the mapping'} names.",
            found=f"the columns {', '.join(map(repr, headers))}",
            mend="correct the name on the right-hand side under [columns]",
        )
    return header


def _ambiguous(name: str, candidates: Sequence[str], source: str) -> ColumnError:
    meaning = next(column.meaning for column in COLUMNS if column.name == name)
    return ColumnError(
        f"{source}: more than one column could be `{name}` ({meaning}).",
        found=", ".join(map(repr, candidates)),
        mend=(
            "say which in a mapping file and pass it with --columns:\n"
            f'    [columns]\n    {name} = "{candidates[0]}"'
        ),
    )


def missing_column(name: str, headers: Sequence[str], source: str, option: str = "") -> ColumnError:
    """The error for a needed column that no header matches."""
    meaning = next(column.meaning for column in COLUMNS if column.name == name)
    by_option = f"name it with {option}, or " if option else ""
    return ColumnError(
        f"{source} has no column `{name}` ({meaning}).",
        found=f"the columns {', '.join(map(repr, headers))}",
        mend=(
            f"{by_option}write a mapping file and pass it with --columns:\n"
            f'    [columns]\n    {name} = "the name of your column"'
        ),
    )
