"""Case files as councils send them, made on the spot."""

import openpyxl
import pytest


@pytest.fixture
def save_text(tmp_path):
    """Save text under a name, in an encoding; gives the path."""

    def save(text, name="cases.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return save


@pytest.fixture
def save_xlsx(tmp_path):
    """Save sheets (name -> rows) as a workbook; gives the path."""

    def save(sheets, name="cases.xlsx", merged=()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for cells in merged:
                sheet.merge_cells(cells)
        book.save(tmp_path / name)
        return tmp_path / name

    return save
