import re
from html.parser import HTMLParser
from importlib import resources

import openpyxl
import pytest
from made_cases import TODAY, rows

from classifier.config import ReportSettings
from classifier.errors import OutputError
from classifier.reports.charts import chart_svg
from classifier.reports.model import (
    Column,
    ControlFigure,
    Report,
    Section,
    Table,
    TrendChart,
)
from classifier.reports.page import render_page, shade
from classifier.reports.workbook import write_workbook
from classifier.reports.writing import check_report_folder, write_report

SCRIPT = resources.files("classifier.reports") / "templates" / "tables.js"
ADDRESS = re.compile(
    r"""(?:src|href|xlink:href|action)\s*=\s*["'](?!#)|url\((?!#)|@import|https?:"""
)


class Outline(HTMLParser):
    """Ids, links within the page, and the nesting of elements."""

    VOID = frozenset({"meta", "br", "link", "img", "path", "use", "rect"})

    def __init__(self, page):
        super().__init__()
        self.ids, self.links, self.open, self.scripts = [], [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if attributes.get("href", "").startswith("#"):
            self.links.append(attributes["href"][1:])
        self.scripts += tag == "script"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_one_file_without_outside_addresses(report):
    page = render_page(report)
    assert not ADDRESS.search(page), ADDRESS.search(page).group(0)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    outline = Outline(page)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.links) <= set(outline.ids)
    assert outline.scripts == 1
    assert len(SCRIPT.read_bytes()) < 4000


def test_every_table_has_a_caption_headers_and_its_base(report):
    page = render_page(report)
    tables = re.findall(r"<table.*?</table>", page, flags=re.DOTALL)
    charts = [chart for section in report.sections for chart in section.charts]
    shown = [table for table in report.tables if table.place != "workbook"]
    assert len(tables) == len(shown) + len(charts)
    for found in tables:
        assert "<caption" in found and 'scope="col"' in found and 'scope="row"' in found
    assert "Base: 180 complaints with a text that could be read, of 180 complaints." in page


def test_markup_in_the_data_is_shown_and_not_run(load, build):
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    table = [{**r, "team": attack if r["team"] == "Waste" else r["team"]} for r in rows()]
    page = render_page(build(load(table))[0])
    assert page.count("<script>") == 1 and "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def chart(**changes):
    made = {
        "title": "Delay & <b>more</b>",
        "periods": ["April 2026", "May 2026", "June 2026"],
        "series": {"Delay": [0.1, None, 0.3], "Charges": [0.2, 0.2, 0.2]},
        "base": "Base: 90",
        "alternative": 'In words: "Delay" 10% & up',
    }
    return TrendChart(**(made | changes))


def test_a_chart_is_titled_described_and_the_same_each_time():
    svg = chart_svg(chart(), "c1")
    assert svg == chart_svg(chart(), "c1")
    assert '<title id="c1-title">Delay &amp; &lt;b&gt;more&lt;/b&gt;</title>' in svg
    assert "In words: &#34;Delay&#34; 10% &amp; up" in svg
    assert 'role="img"' in svg and 'aria-labelledby="c1-title c1-desc"' in svg
    assert "http" not in svg
    ids = set(re.findall(r'id="([^"]+)"', svg))
    assert all(identifier.startswith("c1-") for identifier in ids)
    assert set(re.findall(r'href="#([^"]+)"', svg)) <= ids


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0), (0.04, 0), (0.06, 1), (0.3, 3), (0.6, 6), (1.0, 6), (None, 0), ("x", 0)],
)
def test_shades_grow_with_the_share(value, expected):
    assert shade(value) == expected


@pytest.fixture(scope="module")
def workbook(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_workbook(report, path)
    return openpyxl.load_workbook(path)


def test_the_workbook_follows_the_accessibility_guidance(workbook, report):
    assert workbook.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    tables = sum(len(section.tables) for section in report.sections)
    assert len(workbook.sheetnames) == 3 + tables
    assert "Themes by team" in workbook.sheetnames
    assert workbook.properties.title.startswith("Complaint themes by team")
    assert "counted once" in workbook["Notes"]["B4"].value
    for name in workbook.sheetnames[3:]:
        sheet = workbook[name]
        # One marked-up table a sheet, no merged cells, nothing hidden, a title in A1.
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].value and sheet["A2"].value
        assert all(not d.hidden for d in sheet.row_dimensions.values())
        reference = next(iter(sheet.tables.values())).ref
        filled = [[cell.value for cell in row] for row in sheet[reference]]
        assert all(value not in (None, "") for row in filled for value in row)


def test_the_workbook_holds_numbers_and_formats_shares(workbook):
    sheet = workbook["Themes"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "Theme")
    assert [cell.value for cell in header] == [
        "Theme",
        "Cases",
        "Share",
        "95% interval, lower",
        "95% interval, upper",
    ]
    delay = next(row for row in sheet.iter_rows() if row[0].value == "Delay")
    assert [cell.value for cell in delay[:3]] == ["Delay", 36, 0.2]
    assert delay[2].number_format == "0%"


def test_cells_that_look_like_links_notes_or_formulas_stay_text(tmp_path):
    cells = ["[name](07700 900123) and [x](y)", "=HYPERLINK(1)", "costs $$5$$ more", "+44"]
    table = Table("odd", "Odd cells", [Column("Case"), Column("Text")], [[c, c] for c in cells])
    report = Report("Title", "Sub", "today", [Section("s", "S", tables=[table])])
    write_workbook(report, tmp_path / "odd.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "odd.xlsx")["Odd cells"]
    written = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    for text in ("[name] (07700 900123) and [x] (y)", "=HYPERLINK(1)", "costs $ $5$ $ more", "+44"):
        assert written[text].data_type == "s"
        assert written[text].hyperlink is None


def test_sheet_names_are_unique_and_allowed(tmp_path):
    long = "Share of a team's cases with each root cause: [all]"
    tables = [Table(f"table_{i}", long, [Column("A")], [["x"]]) for i in range(3)]
    report = Report("Title", "Sub", "today", [Section("s", "S", tables=tables)])
    write_workbook(report, tmp_path / "names.xlsx")
    names = openpyxl.load_workbook(tmp_path / "names.xlsx").sheetnames[2:]
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_a_report_is_a_page_a_workbook_and_packs(cases, manifest, tmp_path):
    folder = tmp_path / "out"
    _, files = write_report(cases, folder, ReportSettings(), manifests=[manifest], today=TODAY)
    names = sorted(str(path.relative_to(folder)) for path in files)
    assert names == [
        "packs/parking.html",
        "packs/registrars.html",
        "packs/waste.html",
        "report.html",
        "report.xlsx",
    ]
    assert sorted(p for p in folder.rglob("*") if p.is_file()) == sorted(files)


def test_packs_of_an_earlier_report_go_and_other_pages_stay(cases, manifest, tmp_path):
    write_report(cases, tmp_path, ReportSettings(), today=TODAY)
    (tmp_path / "packs" / "minutes.html").write_text("<title>Minutes</title>")
    write_report(cases, tmp_path, ReportSettings(audience="committee"), today=TODAY)
    assert [path.name for path in (tmp_path / "packs").iterdir()] == ["minutes.html"]


@pytest.mark.parametrize("place", ["taken", "taken/inside"])
def test_a_report_needs_a_folder_and_makes_none_before_it_is_needed(tmp_path, place):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="file"):
        check_report_folder(tmp_path / place)
    check_report_folder(tmp_path / "new" / "folder")
    assert not (tmp_path / "new").exists()


def control(**changes):
    made = {
        "title": "Delay rose in June 2026 & stayed",
        "periods": ["April 2026", "May 2026", "June 2026", "July 2026"],
        "values": [0.1, None, 0.5, 0.4],
        "means": [0.2, 0.2, 0.2, None],
        "lower": [0.0, 0.0, 0.0, None],
        "upper": [0.4, 0.4, 0.4, None],
        "signals": [2],
        "open": [3],
        "changes": [(2, "New <system>")],
        "shares": True,
        "base": "Base: 90",
        "alternative": "By month: 10%, no data, 50%, 40%",
    }
    return ControlFigure(**(made | changes))


def test_a_control_chart_names_its_limits_and_the_change():
    svg = chart_svg(control(), "k1")
    for words in ("Upper limit", "Lower limit", "Mean", "New &lt;system&gt;"):
        assert words in svg
    assert "<desc" in svg and "By month: 10%, no data, 50%, 40%" in svg
    # The point of the signal is ringed in orange; what isn't over has an empty marker.
    assert svg.lower().count("#f46a25") >= 1
    assert "#ffffff" in svg.lower()


def test_a_chart_stands_beside_its_figures():
    figures = Table("f", "Figures", [Column("Month"), Column("Share", "share")], [["May", 0.25]])
    section = Section("s", "S", charts=[control(table=figures), control(changes=[])])
    page = render_page(Report("Title", "Sub", "today", [section]))
    assert page.count("<figure>") == 2
    assert page.count("Figures of this chart") == 1 and "25%" in page
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))


def test_tables_go_to_their_places():
    places = {
        place: Table(place, f"Table {place}", [Column("A")], [["x"]], place=place)
        for place in ("page", "details", "workbook")
    }
    section = Section("s", "S", tables=list(places.values()))
    page = render_page(Report("Title", "Sub", "today", [section]))
    assert "<summary>Table details</summary>" in page
    assert "Table page" in page and "Table workbook" not in page


def test_headings_are_in_order_and_every_region_has_a_name(report):
    page = render_page(report)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1 and set(levels[1:]) == {2}
    for region in re.findall(r'<div[^>]*role="region"[^>]*>', page):
        assert 'tabindex="0"' in region
        assert "aria-label" in region
    assert "<main" in page and "<nav aria-label" in page
