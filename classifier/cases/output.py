"""Outputs: checked before any work, and complete or not at all, wherever a run is stopped."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows, where nobody can delete a file that is open.
    fcntl = None  # type: ignore[assignment]

WRITES = (".csv", ".xlsx", ".parquet")
_PARTIAL = ".partial-"


def check_output(path: Path | str, inputs: Sequence[Path | str] = ()) -> Path:
    """Check, before any work, that a table can be written to ``path``.

    Args:
        path: the output; its ending decides the format.
        inputs: files that must not be overwritten.

    Raises:
        OutputError: wrong ending, a folder, no such folder, open in Excel, or an input.
    """
    path = Path(path)
    if path.is_dir():
        raise OutputError(f"The output {path} is a folder.", mend="add a file name to it")
    _check_name(path, WRITES)
    _check_inputs(path, inputs)
    lock = next((p for p in _lock_files(path) if p.exists()), None)
    if lock is not None:
        raise held_open(path, f"its lock file {lock.name}")
    if path.exists():
        try:
            with path.open("r+b"):
                pass
        except PermissionError as error:
            raise held_open(path, error.strerror or "no permission") from error
    else:
        _check_folder(path.parent)
    return path


def check_dataset(path: Path | str, inputs: Sequence[Path | str] = ()) -> Path:
    """Check, before any work, that a Parquet dataset can be written as the folder ``path``.

    Args:
        path: the folder; an earlier dataset there will be replaced.
        inputs: files and datasets that must not be overwritten.

    Raises:
        OutputError: wrong ending, a file, a folder of something else, no such parent, or an input.
    """
    path = Path(path)
    _check_name(path, (".parquet",))
    _check_inputs(path, inputs)
    foreign = path.is_dir() and [p.name for p in path.iterdir() if p.suffix != ".parquet"]
    if foreign or path.is_file():
        raise OutputError(
            f"The output {path} is not a Parquet dataset, and would be overwritten.",
            found=f"a folder that holds {foreign[0]}" if foreign else "a file",
            mend="choose another name, ending in .parquet",
        )
    _check_folder(path.parent)
    return path


def _check_name(path: Path, endings: Sequence[str]) -> None:
    if path.suffix.lower() not in endings:
        listed = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise OutputError(
            f"The output {path} has an ending that can't be written.",
            found=path.suffix or "no ending",
            mend=f"end the output's name in {listed}",
        )
    if not path.parent.is_dir():
        raise OutputError(
            f"The folder {path.parent} of the output doesn't exist, or is not a folder.",
            mend="make the folder first, or write somewhere else",
        )


def _check_inputs(path: Path, inputs: Sequence[Path | str]) -> None:
    for source in map(Path, inputs):
        inside = path.is_dir() and path.resolve() in source.resolve().parents
        if inside or (source.exists() and path.exists() and path.samefile(source)):
            raise OutputError(
                f"The output {path} is the input itself.",
                mend="choose another name: the input is never changed",
            )


def _check_folder(folder: Path) -> None:
    if not os.access(folder, os.W_OK):
        raise _closed_folder(folder)


def _closed_folder(folder: Path, why: str = "") -> OutputError:
    return OutputError(
        f"The folder {folder} can't be written to.",
        found=why,
        mend="choose a folder of your own, such as Documents",
    )


def _lock_files(path: Path) -> tuple[Path, Path, Path]:
    # Excel drops the first two characters of a long name in its owner file.
    return (
        path.with_name(f"~${path.name}"),
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f".~lock.{path.name}#"),
    )


def held_open(path: Path, why: str) -> OutputError:
    """The error for an output that another program holds."""
    return OutputError(
        f"The output {path} is open in another program, or is read-only.",
        found=why,
        mend="close it in Excel and run the command again, or choose another name",
    )


# --- Complete or not at all -------------------------------------------------------------------


@contextmanager
def replacing(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """Give a temporary place beside ``path``; move it to ``path`` once the block has ended well.

    Whatever goes wrong, nothing half-written stands at ``path`` and an old output stays whole.
    What a killed run has left beside it is cleared by the next run to the same output.

    Args:
        path: the output.
        folder: the output is a folder, not a file.

    Raises:
        OutputError: the disk is full or the output can't be replaced.
    """
    try:
        clear_leftovers(path)
        # The parent of the temporary place, which is locked for as long as this process lives.
        home = Path(tempfile.mkdtemp(prefix=f".{path.name}{_PARTIAL}", dir=path.parent))
        lock = _lock(home)
    except OSError as error:
        raise _closed_folder(path.parent, error.strerror or str(error)) from error
    temporary = home / path.name
    try:
        if folder:
            temporary.mkdir()
        yield temporary
        _move(temporary, path, home)
    except PermissionError as error:
        raise held_open(path, error.strerror or str(error)) from error
    except OSError as error:
        raise OutputError(
            f"The output {path} could not be written.",
            found=error.strerror or str(error),
            mend="free some disk space, or write somewhere else",
        ) from error
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _move(temporary: Path, path: Path, home: Path) -> None:
    if temporary.is_file():
        temporary.chmod(0o666 & ~_umask())
        _to_disk(temporary)
        temporary.replace(path)
        return
    for part in temporary.iterdir():
        _to_disk(part)
    # A folder can't be replaced in one step where another stands.
    old = path.replace(home / "old") if path.is_dir() else None
    try:
        temporary.replace(path)
    except OSError:
        if old is not None:
            old.replace(path)
        raise


def _to_disk(path: Path) -> None:
    # A rename may reach the disk before what it renames; a power cut would leave an empty file.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _lock(home: Path) -> int | None:
    """Lock a folder for the life of this process, or of the handle that is returned."""
    if fcntl is None:
        return None
    handle = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # Another run holds it, or the disk knows no locks.
        os.close(handle)
        return None
    return handle


def clear_leftovers(path: Path) -> None:
    """Delete what runs that were killed have left beside an output.

    Runs that still go on hold a lock (on Windows, their open files) and are left alone.
    """
    for home in path.parent.glob(f".{glob.escape(path.name)}{_PARTIAL}*"):
        lock = _lock(home)
        if lock is None and fcntl is not None:
            continue
        shutil.rmtree(home, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then move it into place.

    Raises:
        OutputError: see :func:`replacing`.
    """
    with replacing(path) as temporary:
        write(temporary)


def dump_text(target: Path, text: str) -> None:
    """Write text as UTF-8, with the same line ends on every system."""
    target.write_text(text, encoding="utf-8", newline="\n")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
