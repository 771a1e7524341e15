"""The report on paper: A4, no row or short table cut in two, no heading left behind."""

import unicodedata

import pypdf
import pytest
from browser_helpers import ask

pytestmark = pytest.mark.slow

A4 = {"team": (842, 595), "committee": (842, 595), "pack": (595, 842)}
PAGES = {"team": 14, "committee": 9, "pack": 3}
MARGINS = 26 / 25.4 * 96
# Rows that a sheet has room for.
SHORT = 15


def squeezed(words):
    return "".join(unicodedata.normalize("NFKC", words).split())


@pytest.fixture(params=list(A4))
def printed(request, reports, show, tmp_path):
    """The name of a page, the page as printed, its sheets, and their texts without spaces."""
    page = show(reports[request.param])
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=False)
    sheets = pypdf.PdfReader(tmp_path / "page.pdf").pages
    page.emulate_media(media="print")
    return request.param, page, sheets, [squeezed(sheet.extract_text()) for sheet in sheets]


def test_sheets_are_a4_and_few(printed):
    name, _, sheets, texts = printed
    sizes = {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets}
    assert sizes == {A4[name]}
    assert 1 < len(sheets) <= PAGES[name]
    # No sheet for a line or two that did not fit.
    assert min(len(text) for text in texts) > 150


def test_no_row_and_no_short_table_is_cut_in_two(printed):
    _, page, _, texts = printed
    tables = ask(page, "printedTables")
    assert tables
    for table in tables:
        rows = [squeezed("".join(row)) for row in table["rows"]]
        sheets = [[number for number, text in enumerate(texts) if row in text] for row in rows]
        assert all(sheets), f"{table['caption']}: {rows[sheets.index([])]}"
        if len(rows) <= SHORT:
            assert set.intersection(*map(set, sheets)), table["caption"]
        first = texts[sheets[0][0]]
        assert squeezed(table["caption"]) in first, table["caption"]


def test_no_heading_ends_a_sheet(printed):
    _, page, _, texts = printed
    headings = [squeezed(heading) for heading in page.locator("h2").all_inner_texts()]
    assert len(headings) >= 5
    for heading in headings:
        assert any(heading in text for text in texts)
        assert not any(text.endswith(heading) for text in texts), heading


def test_nothing_is_wider_than_the_sheet(printed):
    name, page, _, _ = printed
    page.set_viewport_size({"width": round(A4[name][0] / 72 * 96 - MARGINS), "height": 900})
    assert ask(page, "sideways")["wider"] == 0


def test_the_reader_on_paper_is_told_what_is_folded_away(printed):
    _, page, _, texts = printed
    folded = page.locator("details").count()
    told = "Tables that are folded away on the page are printed only where they were opened"
    assert any(squeezed(told) in text for text in texts) == bool(folded)
