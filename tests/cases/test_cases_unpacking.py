"""Packed spreadsheets that would fill the memory are refused before they are unpacked."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from classifier.cases.reading import read_table
from classifier.cases.unpacking import check_unpacked
from classifier.errors import InputFileError

PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"/>',
    "xl/workbook.xml": "<workbook/>",
}


def packed(path, extra):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in PARTS.items():
            file.writestr(name, text)
        for name, blocks in extra.items():
            with file.open(name, "w", force_zip64=True) as part:
                for block in blocks:
                    part.write(block)
    return path


def refused(path, found):
    begun = time.perf_counter()
    tracemalloc.start()
    with pytest.raises(InputFileError) as error:
        read_table(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20_000_000
    assert time.perf_counter() - begun < 10
    assert path.name in error.value.problem
    assert found in error.value.found
    return error.value


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "x.bin"])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, part):
    size = 200 * 2**20
    bomb = packed(tmp_path / "cases.xlsx", {part: [b"\0" * 2**20] * 200})
    assert bomb.stat().st_size < 2**20
    error = refused(bomb, f"{size + sum(map(len, PARTS.values())):,} bytes in 3 parts")
    assert "unpacks to more than a table of cases can be" in error.problem
    assert "export them as CSV" in error.mend


def test_a_bomb_that_says_it_is_small_is_refused(tmp_path):
    path = packed(tmp_path / "cases.xlsx", {"xl/sharedStrings.xml": [b"\0" * 2**20] * 64})
    data = bytearray(path.read_bytes())
    # The size unpacked, in the list of parts at the end: 1,000 bytes, says the file.
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 1000)
    path.write_bytes(data)
    with zipfile.ZipFile(path) as file:
        assert file.getinfo("xl/sharedStrings.xml").file_size == 1000
    assert "damaged" in refused(path, "CRC").problem


def test_a_file_of_very_many_parts_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for number in range(10_001):
            file.writestr(f"{number}.xml", "")
    with pytest.raises(InputFileError) as error:
        check_unpacked(data.getvalue(), "cases.xlsx")
    assert "10,001 parts" in error.value.found


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        (1_048_575, 16_383, "1,048,576 rows and 16,384 columns"),
        (99_999, 999, "100,000 rows and 1,000 columns"),
    ],
)
def test_a_lone_cell_far_out_is_refused(tmp_path, row, column, found):
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Complaint")
        sheet.write(1, 0, "Bin missed")
        sheet.write(row, column, "stray")
    refused(path, found)


def test_a_sheet_of_ordinary_size_passes(tmp_path):
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(500):
            cells = [f"c{n}" if not row else "Bin missed " * 90 for n in range(30)]
            sheet.write_row(row, 0, cells)
    check_unpacked(path.read_bytes(), path.name)
    assert read_table(path).frame.shape == (499, 30)
