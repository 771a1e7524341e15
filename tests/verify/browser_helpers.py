"""What the tests in a real browser share: the browser, and questions asked of a page."""

import os
import shutil
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "No Chromium was found for the tests in a real browser. Install it (Debian and Ubuntu: "
    "sudo apt-get install chromium), or set the environment variable CHROMIUM to the program."
)
CHECKS = (Path(__file__).parent / "browser_checks.js").read_text(encoding="utf-8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = {
    "runOnly": {"type": "tag", "values": [*WCAG, "best-practice"]},
    # A level AA rule that axe leaves off by default.
    "rules": {"target-size": {"enabled": True}},
}


def find_chromium():
    """Path of an installed Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def ask(page, question):
    """The answer to a question of ``browser_checks.js``."""
    checks = CHECKS[CHECKS.index("({") :].strip()
    return page.evaluate(f"() => {checks}.{question}()")


def violations(page):
    """What axe-core finds against WCAG 2.2 A and AA and its own best practice, in words."""
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
        for rule in Axe().run(page, options=RULES).response["violations"]
    ]


def open_folded(page):
    """Unfold every table that waits behind its button."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
