"""What encoding a text file is in, and reading it line by line, damage and all."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from classifier.cases.grid import READS
from classifier.errors import InputFileError

GZIP = b"\x1f\x8b"
# A longer line is no case: a quotation mark or a line end is missing. Bounds memory, too.
MAX_LINE_CHARS = 2**25
_SAMPLE = 4096
_BLOCK = 2**20
_FALLBACK = "classifier.windows-1252"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class TextFile:
    """A file of text whose encoding is known.

    Attributes:
        path: the file, packed by gzip or not.
        encoding: the codec's name.
        errors: what the codec does with bytes that don't fit.
        damaged: numbers of the first lines with bytes that are not of the encoding.
        n_damaged: how many lines have such bytes.
    """

    path: Path
    encoding: str
    errors: str = "replace"
    damaged: tuple[int, ...] = ()
    n_damaged: int = 0

    def lines(self) -> Iterator[str]:
        """The lines with their ends, which may be CR, LF or both.

        Raises:
            InputFileError: damaged, or a line is longer than any case.
        """
        with _opened(self.path) as file:
            text = io.TextIOWrapper(file, self.encoding, self.errors, newline="")
            number = 0
            while line := text.readline(MAX_LINE_CHARS):
                number += 1
                if len(line) >= MAX_LINE_CHARS:
                    raise InputFileError(
                        f"{self.path.name}: line {number} has over {MAX_LINE_CHARS:,} characters.",
                        mend="export the cases again, with a line end after each case",
                    )
                yield line

    def sample(self, size: int) -> str:
        """The first characters, at most ``size``."""
        with _opened(self.path) as file:
            return io.TextIOWrapper(file, self.encoding, self.errors, newline="").read(size)


def detect_encoding(path: Path) -> TextFile:
    """The encoding of a file: UTF-8, UTF-16 and UTF-32 with or without mark, else Windows-1252.

    Of a file that is UTF-8 but for some bytes, those bytes alone are read as Windows-1252.

    Raises:
        InputFileError: the bytes are not text, or a packed file is damaged.
    """
    codecs.register_error(_FALLBACK, _as_windows_1252)
    with _opened(path) as file:
        sample = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            if encoding == "utf-8-sig":
                return _utf8(path, encoding, sample)
            return TextFile(path, encoding)
    if sample.count(0) > len(sample) // 4:
        odd_zeros, even_zeros = sample[1::2].count(0), sample[::2].count(0)
        if min(odd_zeros, even_zeros) * 10 > max(odd_zeros, even_zeros):
            raise _binary(path)
        return TextFile(path, "utf-16-le" if odd_zeros > even_zeros else "utf-16-be")
    return _utf8(path, "utf-8", sample)


def _utf8(path: Path, encoding: str, sample: bytes) -> TextFile:
    if _is_utf8(path):
        return TextFile(path, encoding, _FALLBACK)
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)  # noqa: PLR2004
    if controls > len(sample) // 20:
        raise _binary(path)
    good = count = 0
    bad: list[int] = []
    with _opened(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_CHARS), b""), start=1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                count += 1
                if len(bad) <= 10:  # noqa: PLR2004 - as many as a message names, and one
                    bad.append(number)
    # Without a single good one, it is Windows-1252 through and through.
    return TextFile(path, encoding, _FALLBACK, tuple(bad), count if good else 0)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _opened(path) as file:
            while block := file.read(_BLOCK):
                if not (block.isascii() and not decoder.getstate()[0]):
                    decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    # Windows-1252 leaves five bytes undefined; they must not lose a file.
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


def _binary(path: Path) -> InputFileError:
    return InputFileError(
        f"{path.name} is not a table that can be read.",
        found="binary data",
        mend=f"give a spreadsheet or data file: {READS}",
    )


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked where it is packed; what goes wrong becomes an error of ours."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            if packed:
                with gzip.open(raw) as file:
                    yield file  # type: ignore[misc]
            else:
                yield raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputFileError(
            f"{path.name} is damaged.",
            found=f"a gzip file that can't be unpacked ({error})",
            mend="copy or export the file again",
        ) from error
    except OSError as error:
        raise InputFileError(
            f"{path} can't be read.",
            found=error.strerror or str(error),
            mend="close it in other programs and check that you may read it",
        ) from error
