"""Reading in chunks: what comes out doesn't depend on their size, nor does memory on the rows."""

import gzip
import tracemalloc

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.cases.reading import find_files, open_table, read_table
from classifier.cases.source import CHUNK_CHARS
from classifier.errors import ColumnError, InputFileError

CSV = "Title\n\nRef,Complaint\nC1,one\nC2,two\n\nC3,three,more\nC4,four\nTotal,4\n\n"
ROWS = [
    ["C1", "one", ""],
    ["C2", "two", ""],
    ["", "", ""],
    ["C3", "three", "more"],
    ["C4", "four", ""],
]


def rows_of(chunk):
    return [list(row) for row in zip(*chunk.columns.values(), strict=True)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_chunks_of_any_size_hold_the_same_rows(save_text, size):
    source = open_table(save_text(CSV))
    assert (source.headers, source.rows) == (["Ref", "Complaint", "unnamed_3"], 5)
    chunks = list(source.chunks(size))
    assert [row for chunk in chunks for row in rows_of(chunk)] == ROWS
    assert [chunk.rows for chunk in chunks[:-1]] == [size] * (len(chunks) - 1)
    assert chunks[0].first == 4
    assert [chunk.first for chunk in chunks] == [4 + size * n for n in range(len(chunks))]
    # It can be read again, as a second engine or a second pass would.
    assert [row for chunk in source.chunks(4) for row in rows_of(chunk)] == ROWS


def test_giant_cells_end_a_chunk_early(save_text):
    letter = "x" * (CHUNK_CHARS // 2)
    source = open_table(save_text(f"Ref,Complaint\nC1,{letter}\nC2,{letter}\nC3,short\n"))
    assert [chunk.rows for chunk in source.chunks(100)] == [2, 1]


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet"])
def test_memory_does_not_grow_with_the_rows(tmp_path, ending):
    """Five times the rows, and hardly more memory, where the larger table would take 10 MB."""

    def peak(rows):
        path = tmp_path / f"{rows}{ending}"
        text = "The bin was missed again, and nobody rang back. " * 10
        if ending == ".parquet":
            table = pa.table({"Ref": [str(n) for n in range(rows)], "Complaint": [text] * rows})
            pq.write_table(table, path)
        else:
            data = "Ref,Complaint\n" + "".join(f'C{n},"{text}"\n' for n in range(rows))
            path.write_bytes(gzip.compress(data.encode()) if "gz" in ending else data.encode())
        tracemalloc.start()
        assert sum(chunk.rows for chunk in open_table(path).chunks(500)) == rows
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    small, large = peak(4000), peak(20_000)
    assert large < 1.2 * small + 300_000


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text(CSV.replace("four", "five")),
        lambda path: path.write_text(CSV + "C5,five\n"),
        lambda path: path.write_text('Ref,Complaint\nC1,"'),
        lambda path: path.unlink(),
    ],
)
@pytest.mark.parametrize("when", [0, 2])
def test_a_file_that_is_changed_under_way_is_an_error(save_text, change, when):
    path = save_text(CSV)
    source = open_table(path)
    chunks = source.chunks(2)
    for _ in range(when):
        next(chunks)
    change(path)
    with pytest.raises(InputFileError, match=r"cases\.csv was changed while it was being read"):
        list(chunks)


# --- Encodings --------------------------------------------------------------------------------

GOOD, OLD = "Ref,Complaint\nC1,Café – “noise”\n", b"C2,Caf\xe9 \x93closed\x94\n"


def test_one_bad_byte_costs_no_other_line_its_letters(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(GOOD.encode() + OLD + b"C3,Na\xc3\xafve\n")
    table = read_table(path)
    assert table.frame["Complaint"].tolist() == ["Café – “noise”", "Café “closed”", "Naïve"]
    assert table.warnings == [
        "cases.csv: 1 line has bytes that are not UTF-8, as the rest of the file is (line 3);"
        " those bytes were read as Windows-1252"
    ]


def test_many_bad_lines_are_counted_and_the_first_ten_named(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(GOOD.encode() + OLD * 12)
    (warning,) = read_table(path).warnings
    assert "12 lines have bytes" in warning
    assert "(line 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …)" in warning


def test_a_file_of_windows_1252_throughout_is_no_cause_for_a_warning(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(b"Ref,Complaint\n" + OLD)
    table = read_table(path)
    assert table.frame["Complaint"].tolist() == ["Café “closed”"]
    assert table.warnings == []


def test_a_bad_byte_far_down_is_found(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(
        b"Ref,Complaint\n" + b"C0,%b\n" % (b"Bin " * 30) * 10_000 + "C1,Café\n".encode() + OLD
    )
    table = read_table(path)
    assert table.frame["Complaint"].tolist()[-2:] == ["Café", "Café “closed”"]
    assert "1 line has bytes that are not UTF-8" in table.warnings[0]
    assert "(line 10003)" in table.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf32_with_a_mark(tmp_path, encoding):
    text = GOOD if encoding == "utf-32" else f"\ufeff{GOOD}"
    (tmp_path / "cases.csv").write_bytes(text.encode(encoding))
    assert read_table(tmp_path / "cases.csv").frame["Complaint"].tolist() == ["Café – “noise”"]


def test_a_file_called_tsv_is_split_at_what_it_is_split_at(save_text):
    comma = save_text("Ref,Complaint\nC1,Bin missed\n", "a.tsv")
    assert list(read_table(comma).frame.columns) == ["Ref", "Complaint"]
    tab = save_text("Ref\tComplaint, details\nC1\tBin, bag; box\n", "b.tsv")
    assert read_table(tab).frame.values.tolist() == [["C1", "Bin, bag; box"]]
    single = save_text("Complaint\nBin, bag\nLate, rude\n", "c.tsv")
    assert read_table(single).frame["Complaint"].tolist() == ["Bin, bag", "Late, rude"]


def test_a_quotation_mark_that_swallows_more_than_any_case_is_an_error(save_text, monkeypatch):
    monkeypatch.setattr("classifier.cases.delimited.MAX_LINE_CHARS", 5000)
    path = save_text('Ref,Complaint\nC1,Bin\nC2,"Bin\n' + "C3,Late\n" * 1000)
    with pytest.raises(InputFileError, match="a quotation mark in row 3 is never closed"):
        open_table(path)


def test_a_line_longer_than_any_case_is_an_error(save_text, monkeypatch):
    monkeypatch.setattr("classifier.cases.encoding.MAX_LINE_CHARS", 5000)
    path = save_text("Ref,Complaint\nC1,Bin\nC2," + "x" * 6000)
    with pytest.raises(InputFileError, match="line 3 has over 5,000 characters"):
        open_table(path)


# --- Datasets and patterns --------------------------------------------------------------------


@pytest.fixture
def dataset(tmp_path):
    folder = tmp_path / "cases.parquet"
    folder.mkdir()
    for part in (10, 9, 0):
        frame = pd.DataFrame({"Ref": [part], "Complaint": [f"text {part}"]})
        frame.to_parquet(folder / f"part.{part}.parquet")
    return folder


def test_a_parquet_dataset_is_read_part_by_part_in_order(dataset):
    table = read_table(dataset)
    assert table.frame.values.tolist() == [[0, "text 0"], [9, "text 9"], [10, "text 10"]]
    assert table.row_numbers == [2, 3, 4]
    assert table.source == "cases.parquet"


def test_parts_with_other_columns_or_damage_are_errors_that_name_the_part(dataset):
    pd.DataFrame({"Ref": [1], "Other": ["x"]}).to_parquet(dataset / "part.11.parquet")
    with pytest.raises(InputFileError, match=r"part\.11\.parquet has other columns"):
        read_table(dataset)
    (dataset / "part.11.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(InputFileError, match=r"cases\.parquet is not a Parquet file") as error:
        read_table(dataset)
    assert "part.11.parquet" in error.value.found


def test_parts_that_disagree_on_a_type_and_a_part_that_is_added_under_way(dataset):
    pd.DataFrame({"Ref": ["x"], "Complaint": ["y"]}).to_parquet(dataset / "part.11.parquet")
    source = open_table(dataset)
    assert source.types() == {}
    chunks = source.chunks(2)
    next(chunks)
    pd.DataFrame({"Ref": ["x"], "Complaint": ["y"]}).to_parquet(dataset / "part.12.parquet")
    with pytest.raises(InputFileError, match="was changed"):
        list(chunks)


@pytest.mark.parametrize("name", ["exports", "exports.parquet"])
def test_a_folder_without_parts_is_no_table(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(InputFileError, match="is a folder"):
        read_table(tmp_path / name)


def test_parquet_with_long_texts_comes_in_small_chunks(tmp_path):
    texts = ["x" * (CHUNK_CHARS // 4) for _ in range(10)]
    pq.write_table(pa.table({"Complaint": texts}), tmp_path / "c.parquet", use_dictionary=False)
    chunks = list(open_table(tmp_path / "c.parquet").chunks(100))
    assert len(chunks) > 1
    assert [chunk.first for chunk in chunks] == [
        2 + sum(c.rows for c in chunks[:n]) for n in range(len(chunks))
    ]
    assert sum(chunk.rows for chunk in chunks) == 10


def test_patterns_give_files_in_name_order(tmp_path, monkeypatch):
    for name in ("b.csv", "a.csv", "odd[1].csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert [path.name for path in find_files(["b.csv", "?.csv"])] == ["b.csv", "a.csv", "b.csv"]
    assert [path.name for path in find_files([tmp_path / "[ab].csv"])] == ["a.csv", "b.csv"]
    assert [path.name for path in find_files(["odd[1].csv", "none.csv"])] == [
        "odd[1].csv",
        "none.csv",
    ]
    with pytest.raises(InputFileError, match=r"No file fits \*\.xlsx"):
        find_files(["*.xlsx"])


def test_a_name_that_a_surplus_column_would_take_is_an_error(save_text):
    with pytest.raises(ColumnError, match="two columns of one name"):
        read_table(save_text("unnamed_3,Complaint\nC1,Bin,surplus\n"))
