"""The sheet of a review's workbook in which decisions are made; one row a case.

One column a label, with a drop-down of one word, rather than 'Label 1' to 'Label 5' with long
lists: every label stands before the coder's eyes at every case, so fewer are forgotten; a mark is
two keys, where a list of twelve names scrolls; nothing can be chosen twice; there is no most
number of labels; and selecting a cell shows what its label means.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from classifier.cases.schema import TEXT_COLUMNS
from classifier.insight.random_sample import RANDOM
from classifier.insight.review import ReviewSample
from classifier.labels.codebook import Label, Scheme
from classifier.reports.review_layout import (
    DATE,
    NUMBER,
    README,
    REFERENCE,
    REMARK,
    REVIEWER,
    STATUS,
    TEXT_HEADERS,
    YES,
    label_headers,
    none_header,
    suggestion_header,
)

_LINE, _HIGHEST = 14.5, 409
# Widths of columns, and how many characters a line of them holds.
_TEXT, _SAID = (72, 82), (38, 43)
_TITLE_CHARS, _MESSAGE_CHARS = 32, 255


class CasesSheet:
    """The sheet in which decisions are made; one row a case."""

    def __init__(self, sheet: Any, sample: ReviewSample, formats: dict[str, Any]) -> None:  # noqa: ANN401
        self.sheet, self.sample, self.formats = sheet, sample, formats
        self.suggests = bool((sample.cases["part"] != RANDOM).any())
        self.column = 0
        self.last = len(sample.cases)
        self.spans: dict[str, tuple[int, int]] = {}

    def write(self) -> None:
        """Fill the sheet."""
        numbers, references = self.sample.cases["number"], self.sample.cases["case_ref"]
        self._texts(NUMBER, 6, [str(number) for number in numbers], numeric=True)
        self.column += 1
        self._texts(REFERENCE, 15, list(references))
        for reads in [name for name in TEXT_COLUMNS if self._schemes(name)]:
            self._texts(TEXT_HEADERS[reads], _TEXT[0], list(self.sample.cases[reads]))
            for scheme in self._schemes(reads):
                self._scheme(scheme)
        self._entries(REVIEWER, 18, "entry")
        self._entries(DATE, 13, "date")
        self._entries(REMARK, 40, "entry")
        self._status()
        self._heights()
        self.sheet.freeze_panes(1, 3)
        self.sheet.set_zoom(90)
        self.sheet.set_landscape()
        self.sheet.set_paper(8)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})

    def _schemes(self, reads: str) -> list[Scheme]:
        return [scheme for scheme in self.sample.schemes if scheme.reads == reads]

    def _texts(self, header: str, width: float, cells: list[str], *, numeric: bool = False) -> None:
        self.sheet.set_column(self.column, self.column, width)
        self.sheet.write_string(0, self.column, header, self.formats["header"])
        for row, cell in enumerate(cells, start=1):
            if numeric:
                self.sheet.write_number(row, self.column, int(cell), self.formats["cell"])
            else:
                self.sheet.write_string(row, self.column, cell, self.formats["cell"])
        self.column += 1

    def _scheme(self, scheme: Scheme) -> None:
        if self.suggests:
            said = list(self.sample.cases[f"{scheme.id}_suggested"])
            self._texts(suggestion_header(scheme), _SAID[0], said)
        first = self.column
        headers = label_headers(self.sample.schemes)
        for label in scheme.labels:
            self._marks(scheme, headers[scheme.id, label.id], label.definition, label)
        none = "None of the labels fits what the text says."
        self._marks(scheme, none_header(scheme), none)
        self.spans[scheme.id] = (first, self.column - 1)

    def _marks(
        self, scheme: Scheme, header: str, help_text: str, label: Label | None = None
    ) -> None:
        self.sheet.set_column(self.column, self.column, 5)
        self.sheet.write_string(0, self.column, header, self.formats["label"])
        texts = self.sample.cases[scheme.reads]
        for row, text in enumerate(texts, start=1):
            kind = "mark" if text.strip() else "off"
            self.sheet.write_blank(row, self.column, None, self.formats[kind])
        title = label.name if label else header
        self.sheet.data_validation(
            1, self.column, self.last, self.column,
            {
                "validate": "list",
                "source": [YES],
                "input_title": title[:_TITLE_CHARS],
                "input_message": help_text[:_MESSAGE_CHARS],
                "error_title": "Only yes, or nothing",
                "error_message": f"Choose {YES} from the list, or leave the cell empty.",
            },
        )  # fmt: skip
        self.column += 1

    def _entries(self, header: str, width: float, kind: str) -> None:
        self.sheet.set_column(self.column, self.column, width)
        self.sheet.write_string(0, self.column, header, self.formats["header"])
        for row in range(1, self.last + 1):
            self.sheet.write_blank(row, self.column, None, self.formats[kind])
        if kind == "date":
            self.sheet.data_validation(
                1, self.column, self.last, self.column,
                {
                    "validate": "date",
                    "criteria": ">=",
                    "value": dt.date(2000, 1, 1),
                    "input_title": "Date",
                    "input_message": f"Only if it is not the one on '{README}'.",
                    "error_title": "Not a date",
                    "error_message": "Enter a date such as 22/11/2026.",
                },
            )  # fmt: skip
        self.column += 1

    def _status(self) -> None:
        """'done' once every text that needs a decision has one."""
        from xlsxwriter.utility import xl_range

        self.sheet.set_column(1, 1, 8)
        self.sheet.write_string(0, 1, STATUS, self.formats["header"])
        for row, (_, case) in enumerate(self.sample.cases.iterrows(), start=1):
            needed = [s.id for s in self.sample.schemes if case[f"{s.id}_read"]]
            spans = [self.spans[name] for name in needed]
            counts = [f"COUNTA({xl_range(row, a, row, b)})>0" for a, b in spans]
            formula = f'=IF(AND({",".join(counts)}),"done","to do")'
            self.sheet.write_formula(row, 1, formula, self.formats["cell"], "to do")

    def _heights(self) -> None:
        self.sheet.set_row(0, 190)
        held = {name: _TEXT[1] for name in TEXT_COLUMNS if self._schemes(name)}
        if self.suggests:
            held |= {f"{scheme.id}_suggested": _SAID[1] for scheme in self.sample.schemes}
        for row, (_, case) in enumerate(self.sample.cases.iterrows(), start=1):
            lines = max(_lines(case[name], chars) for name, chars in held.items())
            self.sheet.set_row(row, min(_HIGHEST, _LINE * max(lines, 2)))


def _lines(text: str, chars: int) -> int:
    return sum(1 + len(line) // chars for line in text.split("\n"))
