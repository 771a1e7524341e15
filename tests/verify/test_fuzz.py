"""Whole files of every kind of oddity: a right result, or an error that a person can mend.

Never a traceback, never a row under another row's labels, never half a file.
"""

import csv
import datetime as dt
import gzip
import io
import re
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from classifier.cases.cells import cell_text, undo_guard
from classifier.cases.reading import read_table
from classifier.config import TagSettings
from classifier.errors import UserError
from classifier.labels.batch import tag_files
from classifier.text.cleaning import clean
from classifier.text.readable import READABLE, readability

pytestmark = pytest.mark.slow
SMALL = TagSettings(chunk_rows=3)
HEADER = ["Ref", "Complaint", "Team"]
STATUSES = {"tagged", "no_label", "no_text", "too_short", "not_english"}
ACCIDENT = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
fuzz = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

WORDS = st.sampled_from(
    [
        "The bin was missed again and nobody rang me back.",
        "Charged twice for my permit, and no refund has come!",
        "café – “noise”; £5",
        "=1+1",
        "'quoted'",
        "Total",
        "N/A",
        "12,5",
        '"',
        "''",
        "\t",
        "|",
        ";",
        ",",
        "\n",
        "\r\n",
        "\0",
        "\x1a",
        "\u2028",
        "\ufeff",
        "😀",
        "<p>",
        "NaN",
        "x" * 5000,
    ]
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CELL = st.lists(st.one_of(WORDS, ANY), max_size=4).map("".join)
TABLE = st.lists(st.tuples(CELL, CELL), max_size=8)


class Models(list):
    """The shipped models, shown in few words where a test fails."""

    def __repr__(self):
        return "models"


@pytest.fixture(scope="module")
def models(shipped_models):
    return Models(shipped_models)


def tag(data, name, models, ending=".csv"):
    """Tag a file in a folder of its own; the frame read back, or None where it was refused."""
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder) / name, Path(folder) / f"out{ending}"
        cases.write_bytes(data)
        try:
            result = tag_files([cases], out, models, settings=SMALL)
        except UserError as error:
            assert error.problem and error.mend
            assert sorted(path.name for path in Path(folder).iterdir()) == [name]
            return None
        assert sorted(path.name for path in Path(folder).iterdir()) == sorted([name, out.name])
        assert cases.read_bytes() == data
        back, source = read_table(out).frame, read_table(cases, needs=["complaint_text"]).frame
        assert len(back) == result.rows == sum(result.statuses["theme"].values())
        assert set(back["tag_status"]) <= STATUSES
        ours = [header for header in source.columns if header in back.columns]
        assert ours == list(source.columns)
        if ending != ".xlsx":
            assert back[ours].map(cell_text).values.tolist() == (
                source[ours].map(cell_text).values.tolist()
            )
        return back


def render(rows, delimiter, end, quoting):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows(rows)
    return file.getvalue()


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]


@fuzz
@given(
    TABLE,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(ENCODINGS),
    st.booleans(),
    st.integers(0, 3),
)
def test_a_sound_file_is_read_exactly(
    models, table, delimiter, end, quoting, encoding, packed, above
):
    rows = [[f"C{n}", text, team] for n, (text, team) in enumerate(table)] + [["C", "Bin", "East"]]
    title = [["Complaints, Q1"]] * above
    # Only the signs that a file's own line ends have are quoted where need be.
    quoting = quoting if end == "\r\n" else csv.QUOTE_ALL
    data = render([*title, HEADER, *rows], delimiter, end, quoting).encode(encoding, "replace")
    if encoding == "cp1252":
        # Two signs of Windows-1252 can happen to be one of UTF-8; controls are no text.
        assume(not ACCIDENT.search(data) and not re.search(rb"[\0-\x08\x0e-\x1a]", data))
    assume(encoding in ("utf-16", "utf-32") or data[:4096].count(0) <= len(data[:4096]) // 4)
    expected = [
        [undo_guard(cell.encode(encoding, "replace").decode(encoding)) for cell in row]
        for row in rows
    ]
    back = tag(gzip.compress(data) if packed else data, "cases.csv", models)
    assert back is not None
    assert back[HEADER].values.tolist() == expected
    # Tags belong to their rows: a text alone has the status that it has in its place.
    for (_, text, _), status in zip(expected, back["tag_status"], strict=True):
        alone = readability(clean(text))
        assert status == alone or (alone == READABLE and status in ("tagged", "no_label"))


RAGGED = st.lists(st.lists(CELL, max_size=6), max_size=10)


@fuzz
@given(RAGGED, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["csv", "tsv", "txt"]))
def test_ragged_files_without_rules(models, rows, delimiter, ending):
    text = "\n".join(delimiter.join(row) for row in [HEADER, *rows])
    tag(text.encode(), f"cases.{ending}", models)


@fuzz
@given(st.lists(st.one_of(st.sampled_from([*HEADER, "Team ", "team", "", "Comments"]), ANY)), TABLE)
def test_odd_headers(models, header, table):
    rows = [[*row, "x"] for row in table]
    tag(render([header, *rows], ",", "\n", csv.QUOTE_MINIMAL).encode(), "c.csv", models)


SOUND = render(
    [HEADER, *([f"C{n}", f"Nobody rang “me” back, {n} times", "East"] for n in range(6))],
    ",",
    "\n",
    csv.QUOTE_MINIMAL,
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=12)),
    min_size=1,
    max_size=5,
)


def spoil(data, edits):
    for place, length, new in edits:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    return data


@fuzz
@given(EDITS, st.sampled_from(ENCODINGS), st.booleans(), st.sampled_from([".csv", ".parquet"]))
def test_damaged_text_files(models, edits, encoding, packed, ending):
    data = SOUND.encode(encoding)
    data = spoil(gzip.compress(data), edits) if packed else spoil(data, edits)
    tag(data, "cases.csv", models, ending)


@fuzz
@given(st.binary(max_size=3000), st.sampled_from(["c.csv", "c.xlsx", "c.parquet", "c.ods", "c"]))
def test_bytes_of_no_kind(models, data, name):
    for start in (
        b"",
        b"Ref,Complaint\n",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PAR1",
    ):
        tag(start + data, name, models)


# --- Workbooks --------------------------------------------------------------------------------

XLSX_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2100, 1, 1)),
    st.times(),
    st.sampled_from(["=1/0", "=A1", "#N/A", "Total", "Complaint", "Bin missed again", "_x000D_"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
)
SHEET = st.lists(st.lists(XLSX_CELL, max_size=5), max_size=8)
PLACES = st.tuples(st.integers(1, 9), st.integers(1, 6), st.integers(0, 4), st.integers(0, 3))


def workbook(sheets, merges, hidden):
    book = openpyxl.Workbook()
    for index, rows in enumerate(sheets):
        sheet = book.active if not index else book.create_sheet()
        for row in rows:
            sheet.append(row)
        for top, left, down, across in merges:
            sheet.merge_cells(
                start_row=top, start_column=left, end_row=top + down, end_column=left + across
            )
    if hidden and len(sheets) > 1:
        book.worksheets[-1].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@fuzz
@given(
    st.lists(SHEET, min_size=1, max_size=3),
    st.lists(PLACES, max_size=2),
    st.booleans(),
    st.booleans(),
    st.sampled_from([".csv", ".xlsx", ".parquet"]),
)
def test_odd_workbooks(models, sheets, merges, hidden, headed, ending):
    if headed:
        sheets[0] = [HEADER, ["C1", "Nobody rang me back about the bin", "East"], *sheets[0]]
    tag(workbook(sheets, merges, hidden), "cases.xlsx", models, ending)


CASES = [HEADER, *([f"C{n}", f"Nobody rang me back, {n} times", "East"] for n in range(6))]


@fuzz
@given(EDITS, st.sampled_from(["cases.xlsx", "cases.xls", "cases.csv"]))
def test_damaged_workbooks(models, edits, name):
    tag(spoil(workbook([CASES], [], False), edits), name, models)


@fuzz
@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                        "xl/workbook.xml", "[Content_Types].xml"]), EDITS)  # fmt: skip
def test_sound_archives_of_damaged_parts(models, part, edits):
    import zipfile

    old, new = zipfile.ZipFile(io.BytesIO(workbook([CASES], [], False))), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as file:
        for name in old.namelist():
            data = old.read(name)
            file.writestr(name, spoil(data, edits) if name == part else data)
    tag(new.getvalue(), "cases.xlsx", models)


# --- Parquet ----------------------------------------------------------------------------------

PARQUET_CELL = st.sampled_from(
    [
        pa.array(["Nobody rang me back", None, "", "x"]),
        pa.array([1, None, 2**62, -1]),
        pa.array([2**64 - 1, 0, None, 1], pa.uint64()),
        pa.array([1.5, float("nan"), None, float("inf")]),
        pa.array([True, None, False, True]),
        pa.array([dt.date(2025, 1, 1), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
        pa.array([dt.datetime(2025, 1, 1, 9), None, None, None], pa.timestamp("ns", "UTC")),
        pa.array([2**62, None, 0, -(2**62)], pa.timestamp("ms")),
        pa.array([b"\xff\x00", None, b"", b"text"]),
        pa.array([["a", "b"], None, [], ["c"]]),
        pa.array([{"a": 1}, None, {"a": 2}, {"a": None}]),
        pa.array(["East", None, "West", "East"]).dictionary_encode(),
        pa.nulls(4),
        pa.array([dt.timedelta(days=1), None, None, None]),
        pa.array([dt.time(9, 30), None, None, None]),
    ]
)


@fuzz
@given(
    st.lists(PARQUET_CELL, min_size=1, max_size=5),
    st.integers(0, 4),
    st.sampled_from([".csv", ".xlsx", ".parquet"]),
)
def test_parquet_of_every_type(models, columns, rows, ending):
    texts = pa.array([f"Nobody rang me back, {n} times" for n in range(4)])
    names = ["Complaint", *(f"c{n}" for n in range(len(columns)))]
    file = io.BytesIO()
    pq.write_table(pa.table([texts, *columns], names=names).slice(0, rows), file)
    back = tag(file.getvalue(), "cases.parquet", models, ending)
    if back is not None:
        assert back["Complaint"].tolist() == texts.to_pylist()[:rows]


@fuzz
@given(EDITS)
def test_damaged_parquet(models, edits):
    file = io.BytesIO()
    pd.DataFrame(CASES[1:], columns=HEADER).to_parquet(file)
    tag(spoil(file.getvalue(), edits), "cases.parquet", models)
