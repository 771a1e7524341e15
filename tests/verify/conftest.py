"""Reports made by the real command line from the sample year, and a browser to open them in."""

import pytest
from browser_helpers import MISSING, find_chromium


@pytest.fixture(scope="session")
def tagged(root, run_cli, tmp_path_factory):
    """The sample year, tagged."""
    out = tmp_path_factory.mktemp("tagged") / "tagged.csv"
    done = run_cli("tag", root / "training_data" / "sample" / "cases.csv", "-o", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def reports(root, run_cli, tagged, tmp_path_factory):
    """Paths of a report for teams, one of its packs, and a committee's."""
    folder = tmp_path_factory.mktemp("reports")
    changes = root / "training_data" / "sample" / "changes.csv"
    for audience in ("team", "committee"):
        options = ("--changes", changes, "--audience", audience)
        done = run_cli("report", tagged, "-o", folder / audience, *options)
        assert done.returncode == 0, done.stderr
    return {
        "team": folder / "team" / "report.html",
        "committee": folder / "committee" / "report.html",
        "pack": folder / "team" / "packs" / "housing-repairs.html",
    }


@pytest.fixture(scope="module")
def chromium():
    """A browser; a failure that says how to install one where there is none."""
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def show(chromium):
    """Open a page in a new, offline window; gives the page."""
    windows = []

    def opened(path, width=1280, **options):
        window = chromium.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        windows.append(window)
        page = window.new_page()
        page.asked, page.troubles = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on(
            "dialog", lambda box: (page.troubles.append(f"dialog {box.message}"), box.dismiss())
        )
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: page.troubles.append(said.text))
        page.goto(path.as_uri())
        return page

    yield opened
    for window in windows:
        window.close()
