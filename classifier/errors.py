"""What can go wrong with what a user gives, said so that the user can mend it."""

from __future__ import annotations


class UserError(Exception):
    """A problem that the person at the keyboard can mend.

    Args:
        problem: what is wrong, naming the file and, where known, the row and column.
        mend: what to do about it.
        found: what was found in place of what was expected, if that helps.
    """

    def __init__(self, problem: str, *, mend: str, found: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend
        self.found = found

    def __str__(self) -> str:
        found = f"\n  Found: {self.found}" if self.found else ""
        return f"{self.problem}{found}\n  To mend it: {self.mend}"


class InputFileError(UserError):
    """An input file is missing, unreadable, or not a table."""


class ColumnError(UserError):
    """A column is missing, ambiguous or named twice, or a mapping file is wrong."""


class OutputError(UserError):
    """The output can't be written where it was asked for."""


class ModelError(UserError):
    """A saved model is missing, damaged, unsafe, or of another version."""


class LabelledDataError(UserError):
    """Labelled data for training or evaluation does not hold what is needed."""


class SettingsError(UserError):
    """An option has a value that makes no sense."""
