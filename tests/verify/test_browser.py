"""The report in a real browser: accessibility, keyboard, small screens, no script, no network."""

from itertools import pairwise

import pytest
from browser_helpers import ask, find_chromium, open_folded, violations

pytestmark = pytest.mark.slow

PAGES = ("team", "committee", "pack")
SMUGGLED = (
    '<img src="data:," onerror="window.ran = 1"><button id="b" onclick="window.ran = 1">x</button>'
)
HEAT = "Share of a team's cases with each theme"


@pytest.fixture(params=PAGES)
def path(request, reports):
    return reports[request.param]


def test_the_browser_is_the_one_that_was_asked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert find_chromium() is None
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert find_chromium() == str(program)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("folded", [True, False])
def test_no_rule_of_wcag_is_broken_on_screen(show, path, width, folded):
    page = show(path, width)
    if not folded:
        open_folded(page)
    assert violations(page) == []
    assert ask(page, "smallTargets") == []
    assert ask(page, "paleWords") == []


def test_no_rule_of_wcag_is_broken_in_print(show, path):
    page = show(path)
    page.emulate_media(media="print")
    assert violations(page) == []
    assert ask(page, "paleWords") == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('main p').style.color = '#999'", "color-contrast"),
        ("document.querySelector('h2').outerHTML = '<h4>x</h4>'", "heading-order"),
        ("document.querySelector('.chart svg').removeAttribute('aria-labelledby');"
         "document.querySelector('.chart svg title').remove()", "svg-img-alt"),
    ],
)  # fmt: skip
def test_axe_finds_a_fault_that_was_put_in(show, reports, fault, rule):
    page = show(reports["committee"])
    page.evaluate(f"() => {{ {fault}; }}")
    assert any(found.startswith(f"{rule}:") for found in violations(page))
    assert len(ask(page, "paleWords")) == (rule == "color-contrast")


def test_a_page_is_english_titled_and_its_headings_are_in_order(show, path):
    page = show(path)
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert "Complaints received" in page.title()
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_only_tables_and_charts_scroll_sideways(show, path, width):
    page = show(path, width)
    open_folded(page)
    # What does scroll can be reached by keyboard, and nothing else is a stop on the way.
    assert ask(page, "sideways") == {"wider": 0, "unreached": []}


def test_figures_are_tables_to_a_screen_reader(show, path):
    page = show(path)
    open_folded(page)
    assert ask(page, "unnamedCells") == []


@pytest.mark.parametrize("name", ["team", "committee"])
def test_the_heat_table_is_seen_whole_on_an_office_screen(show, reports, name):
    page = show(reports[name])
    assert page.locator(".heat").count() == 2
    assert page.locator(".table:has(.heat)[tabindex]").count() == 0


def test_a_cell_of_the_heat_table_has_its_number_and_both_headings(show, reports):
    table = show(reports["team"]).get_by_role("table", name=HEAT)
    assert table.get_by_role("columnheader", name="Delay", exact=True).count() == 1
    assert table.get_by_role("rowheader", name="Housing Repairs", exact=True).count() == 1
    cells = table.get_by_role("cell").all_inner_texts()
    rows = table.get_by_role("rowheader").count()
    columns = table.get_by_role("columnheader").count()
    assert len(cells) == rows * (columns - 1)
    assert all(cell.rstrip("%").replace(",", "").isdigit() for cell in cells)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["team", "committee"])
def test_charts_have_words_that_can_be_read_and_do_not_overlap(show, reports, name, width):
    page = show(reports[name], width)
    charts = page.get_by_role("img")
    titles = page.locator("figcaption.finding").all_inner_texts()
    assert charts.count() == len(titles) > 0
    for title in titles:
        # The name goes on after the title: the figures in words.
        chart = page.get_by_role("img", name=title)
        said = chart.locator("desc").text_content()
        assert "%" in said or "By month" in said
    found = ask(page, "charts")
    assert found["wrong"] == []
    assert found["texts"] > 5 * len(titles)
    assert found["words"] >= 4.5
    assert found["lines"] >= 3


def test_nothing_leaves_the_page(show, path):
    page = show(path)
    open_folded(page)
    page.mouse.wheel(0, 20_000)
    for button in page.get_by_role("button").all()[:5]:
        button.click()
    assert page.asked == [path.as_uri()]
    assert page.troubles == []


def test_the_page_itself_forbids_what_it_does_not_need(show, reports):
    page = show(reports["team"])
    page.evaluate(f"() => document.body.insertAdjacentHTML('beforeend', `{SMUGGLED}`)")
    page.click("#b")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in page.troubles)


def test_a_page_is_small(path):
    assert path.stat().st_size < 1_000_000


def column(table, number):
    return table.locator(f"tbody tr:visible > :nth-child({number})").all_inner_texts()


def tab_to(page, words):
    """Press Tab until the element with these words is in focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        found = ask(page, "focus")
        if found and found["words"] == words:
            return
    raise AssertionError(f"{words} can't be reached by Tab")


def test_a_table_is_sorted_by_keyboard(show, reports):
    page = show(reports["team"])
    table = page.get_by_role("table", name=HEAT)
    head = table.locator("thead th").nth(2)
    before = column(table, 3)
    tab_to(page, "Delay")
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    after = [int(share.rstrip("%")) for share in column(table, 3)]
    assert after == sorted(after, reverse=True)
    assert sorted(before) == sorted(column(table, 3)) and before != column(table, 3)
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    assert [int(share.rstrip("%")) for share in column(table, 3)] == after[::-1]
    # Names start at A, and only one column is said to be the sorted one.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    names = column(table, 1)
    assert names == sorted(names, key=str.casefold)
    assert table.locator("[aria-sort]").count() == 1


def test_a_table_is_searched_by_keyboard(show, reports):
    page = show(reports["team"])
    table = page.get_by_role("table", name=HEAT)
    everyone = column(table, 1)
    field = page.get_by_role("searchbox", name=f"Search in: {HEAT}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("HOUSING")
    assert column(table, 1) == [name for name in everyone if "Housing" in name]
    assert len(column(table, 1)) == 2
    said = page.get_by_role("status").first
    assert said.inner_text().strip() == f"2 of {len(everyone)} rows hold ‘HOUSING’"
    for _ in "HOUSING":
        page.keyboard.press("Backspace")
    assert column(table, 1) == everyone
    # On paper, too, a part of a table says that it is one.
    page.keyboard.type("housing")
    page.emulate_media(media="print")
    assert said.is_visible() and not field.is_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_focus_is_seen_wherever_tab_leads_and_leads_on(show, path, width):
    page = show(path, width)
    page.keyboard.press("Tab")
    assert ask(page, "focus")["words"] == "Skip to the report"
    stops = []
    while (found := ask(page, "focus")) and len(stops) < 1000:
        stops.append(found)
        page.keyboard.press("Tab")
    assert 10 < len(stops) < 1000
    assert [stop for stop in stops if not (stop["outlined"] and stop["seen"])] == []
    assert {stop["colour"] for stop in stops} == {"rgb(128, 22, 80)"}


def test_a_folded_table_opens_by_keyboard(show, reports):
    page = show(reports["team"])
    tab_to(page, "Recurring issues in figures")
    table = page.get_by_role("table", name="Recurring issues")
    assert not table.is_visible()
    page.keyboard.press("Enter")
    assert table.is_visible()


def test_everything_can_be_read_without_scripts(show, path):
    with_script = show(path)
    page = show(path, java_script_enabled=False)
    assert page.locator("main button, main input").count() == 0
    for part in page.locator("details > summary").all():
        part.click()
    rows = page.locator("tbody tr")
    assert rows.count() == with_script.locator("tbody tr").count() > 0
    assert page.locator("tbody tr:visible").count() == rows.count()
    shown = page.locator("main").inner_text()
    for sentence in with_script.locator("main p, main li:not(.printed)").all_inner_texts():
        assert sentence in shown
