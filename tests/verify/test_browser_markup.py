"""Hostile and unwieldy words in the data, in a real browser: shown as they are, and never run."""

import csv
import itertools

import pytest
from browser_helpers import ask, open_folded, violations

pytestmark = pytest.mark.slow

TEAMS = {
    "Waste Collection": "<script>alert('team')</script> Waste",
    "Housing Repairs": '"><img src=x onerror=alert(1)> Repairs',
    "SEND": "</title></style></script><svg onload=alert(2)> & SEND",
    "Highways": "Tom & Jerry's {{ 7*7 }} ${7*7} $x$ Highways",
    "Street Scene": "</td></table><b>Street</b> &lt;Scene&gt;",
    "Parking Services": "Parking" + "AndEnforcement" * 6,
    "Adult Finance": "Adult finance, charging, direct payments and deputyship team " * 2,
}
CATEGORY = "<iframe src=javascript:alert(3)>Category"
EVIDENCE = "<b onmouseover=alert(4)>and then</b> nobody"
ACTION = "New <script>alert('action')</script> rota & <i>bins</i>"


def change_every(path, out, change):
    """Write a table again, each row changed in place."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        found, heads = list(rows), rows.fieldnames
    for row in found:
        change(row)
    with out.open("w", newline="", encoding="utf-8") as file:
        written = csv.DictWriter(file, heads)
        written.writeheader()
        written.writerows(found)
    return out


def make_hostile(row):
    row["Team"] = TEAMS.get(row["Team"], row["Team"]).strip()
    row["Category"] = f"{CATEGORY} {row['Category']}"
    row["Service area"] = f"<img src=x onerror=alert(5)>{row['Service area']}"
    row["Contact method"] = "<svg/onload=alert(6)>"
    row["Case Reference"] = f"<a href=javascript:alert(7)>{row['Case Reference']}</a>"
    if row["Parent case"]:
        row["Parent case"] = f"<a href=javascript:alert(7)>{row['Parent case']}</a>"
    # Every theme's evidence, in the text as well.
    lines = row["themes_evidence"].splitlines()
    row["themes_evidence"] = "\n".join(f"{x.split(': ')[0]}: {EVIDENCE}" for x in lines)
    row["Details of complaint"] += f" {EVIDENCE} came."


@pytest.fixture(scope="module")
def hostile(tagged, run_cli, tmp_path_factory):
    """The folder of a report on the sample year with markup in every column that has words."""
    folder = tmp_path_factory.mktemp("hostile")
    path = change_every(tagged, folder / "tagged.csv", make_hostile)
    changes = folder / "changes.csv"
    with changes.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["date", "team", "theme", "kind", "what"])
        rows.writerow(["2025-11-03", TEAMS["Housing Repairs"], "communication", "action", ACTION])
        rows.writerow(["2025-11-03", "", "", "system", ACTION])
    for audience in ("team", "committee"):
        options = ("--changes", changes, "--audience", audience)
        done = run_cli("report", path, "-o", folder / audience, *options)
        assert done.returncode == 0, done.stderr
    return folder


def pages(folder):
    return [folder / "team" / "report.html", folder / "committee" / "report.html",
            *sorted((folder / "team" / "packs").glob("*.html"))]  # fmt: skip


def test_nothing_of_the_data_becomes_part_of_the_page(show, hostile):
    assert len(pages(hostile)) > 10
    for path in pages(hostile):
        page = show(path)
        open_folded(page)
        page.mouse.move(300, 300)
        assert ask(page, "foreign") == [], path.name
        assert page.locator("script").count() == 1
        assert page.asked == [path.as_uri()]
        # A policy that stopped something would say so: there was nothing to stop.
        assert page.troubles == []
        page.context.close()


def test_the_words_are_shown_as_they_were_written(show, hostile):
    page = show(hostile / "team" / "report.html")
    open_folded(page)
    shown = page.locator("main").inner_text()
    for words in (*TEAMS.values(), CATEGORY, ACTION):
        assert words.strip() in shown
    names = page.get_by_role("rowheader").all_inner_texts()
    assert TEAMS["Waste Collection"] in names and TEAMS["SEND"] in names


def test_a_pack_is_titled_by_its_team_and_quotes_words_as_they_were_written(show, hostile):
    said = []
    for path in pages(hostile)[2:]:
        page = show(path)
        said += [page.title(), page.locator("mark").all_inner_texts()]
        page.context.close()
    for team in TEAMS.values():
        assert any(f"Learning pack: {team.strip()}:" in title for title in said[::2])
    assert EVIDENCE in itertools.chain(*said[1::2])


@pytest.mark.parametrize("width", [1280, 360])
def test_long_names_spoil_neither_page_nor_charts(show, hostile, width):
    for path in pages(hostile)[:2]:
        page = show(path, width)
        assert ask(page, "sideways") == {"wider": 0, "unreached": []}
        assert ask(page, "charts")["wrong"] == []
        assert ask(page, "smallTargets") == []
        assert violations(page) == []


def test_long_names_fit_on_paper(show, hostile):
    page = show(hostile / "team" / "report.html", 1024)
    page.emulate_media(media="print")
    assert ask(page, "sideways")["wider"] == 0


def test_five_hundred_teams_fit_into_three_megabytes(show, tagged, run_cli, tmp_path):
    numbers = itertools.cycle(range(500))

    def spread(row):
        row["Team"] = f"Neighbourhood and environmental services, area {next(numbers)}"

    many = tmp_path / "many.csv"
    change_every(tagged, many, spread)
    lines = many.read_text(encoding="utf-8")
    path = tmp_path / "tagged.csv"
    # A case needs a reference of its own.
    _, body = lines.split("\n", 1)
    copies = [body.replace("MV-", f"M{copy}-") for copy in range(8)]
    path.write_text(lines.split("\n", 1)[0] + "\n" + "".join(copies), encoding="utf-8")
    # No team is large enough for a pack: the page alone is meant here.
    options = ("--period", "month", "--min-count", "1000")
    done = run_cli("report", path, "-o", tmp_path / "report", *options)
    assert done.returncode == 0, done.stderr
    report = tmp_path / "report" / "report.html"
    assert 100_000 < report.stat().st_size < 3_000_000
    page = show(report)
    assert ask(page, "sideways") == {"wider": 0, "unreached": []}
    assert "500 teams" in page.locator("main").inner_text()
