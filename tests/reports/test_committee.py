"""A reader who works with everything that is printed must not get at a withheld count.

The attack knows nothing of how counts were withheld. It reads the workbook and the page, sets up
an unknown for every count, and uses all that a reader could: rows and columns add up to totals,
counts are whole and no larger than their base, shares times bases give counts, sentences repeat
some of them. A count is broken if only one number is left for it.
"""

import re

import numpy as np
import openpyxl
import pytest
from made_cases import TODAY, rows
from sample_year import load_year, true_year
from scipy.optimize import linprog

from classifier.config import ReportSettings
from classifier.reports.committee.contents import committee_view
from classifier.reports.committee.counts import settle
from classifier.reports.contents import build_report
from classifier.reports.page import render_page
from classifier.reports.view import make_view
from classifier.reports.workbook import write_workbook

SCHEMES = {"Themes": ("theme", "Theme"), "Root causes": ("root_cause", "Root cause")}
KINDS = {"Directorate": "group", "Team": "group", "Quarter": "period", "Month": "period"}


class Reader:
    """What can be read: values of unknowns, and sums and bounds between them."""

    def __init__(self):
        self.known, self.unknown, self.sums, self.parts_of = {}, set(), [], {}

    def see(self, key, value):
        if isinstance(value, str):
            assert value in ("[c]", "[u]", "[x]"), value
            self.unknown.add(key)
        else:
            assert self.known.setdefault(key, round(value)) == round(value), key

    def add_up(self, total, parts):
        self.sums.append((total, list(parts)))

    def broken(self, truth, minimum=5):
        """Withheld counts, and small ones, for which only one number is left."""
        keys = sorted({k for total, parts in self.sums for k in (total, *parts)}, key=str)
        hidden = [key for key in keys if key not in self.known]
        place = {key: i for i, key in enumerate(hidden)}
        matrix, sides = [], []
        for total, parts in self.sums:
            row, side = np.zeros(len(hidden)), 0
            for key, sign in [(total, -1), *((part, 1) for part in parts)]:
                if key in place:
                    row[place[key]] += sign
                else:
                    side -= sign * self.known[key]
            if row.any():
                matrix.append(row)
                sides.append(side)
        if not hidden:
            return []
        bounds = []
        for key in hidden:
            most = self.known.get(self.parts_of.get(key))
            # The strongest reader even knows which of the withheld counts are not 0.
            bounds.append((int(truth[key] > 0), most))
        found = []
        for key in hidden:
            ends = []
            for sign in (1, -1):
                aim = sign * np.eye(1, len(hidden), place[key])[0]
                done = linprog(
                    aim, A_eq=np.array(matrix), b_eq=sides, bounds=bounds, method="highs"
                )
                ends.append(sign * done.fun if done.fun is not None else np.inf)
            if ends[1] - ends[0] < 1 - 1e-6 and (key in self.unknown or 0 < truth[key] < minimum):
                found.append(key)
        return found


def sheet_rows(book, name):
    """A sheet's table as dictionaries."""
    if name not in book.sheetnames:
        return []
    sheet = book[name]
    (table,) = sheet.tables.values()
    cells = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def read(book, view, page):
    """Everything that the workbook and the page print, as a reader's unknowns."""
    reader = Reader()
    for title, (scheme, name) in SCHEMES.items():
        ids = {v: k for k, v in view.cases.labels[scheme].scheme.names.items()}
        for row in sheet_rows(book, title):
            reader.see(("label", scheme, ids[row[name]]), row["Cases"])
        for kind, dimension in KINDS.items():
            counts = sheet_rows(book, f"{name} counts, {kind.lower()}")
            shares = sheet_rows(book, f"{title} by {kind.lower()}")
            for row, share in zip(counts, shares, strict=True):
                assert row[kind] == share[kind]
                group = row[kind]
                base = ("base", scheme, dimension, group)
                reader.see(base, row["Cases"])
                for label in ids.keys() & row.keys():
                    key = ("label", scheme, ids[label], dimension, group)
                    reader.see(key, row[label])
                    reader.parts_of[key] = base
                    if not isinstance(share[label], str):
                        # A share tells the count to whoever knows the base.
                        assert base in reader.known
                        reader.see(key, share[label] * reader.known[base])
            if counts:
                names = [row[kind] for row in counts]
                bases = [("base", scheme, dimension, n) for n in names]
                reader.add_up(("base", scheme), bases)
                for label in ids.keys() & counts[0].keys():
                    cells = [("label", scheme, ids[label], dimension, n) for n in names]
                    reader.add_up(("label", scheme, ids[label]), cells)
    read_handling(reader, book)
    read_sentences(reader, page, view)
    return reader


def read_handling(reader, book):
    for kind, dimension in {**KINDS, "Stage": "stage"}.items():
        table = sheet_rows(book, f"Handling by {kind.lower()}")
        for row in table:
            place = (dimension, row[kind])
            for whole, part, rest, share in (
                ("timed", "on_time", "late", "In time"),
                ("decided", "upheld", "not_upheld", "Upheld"),
            ):
                base = {"timed": "With a time limit", "decided": "Decided"}[whole]
                reader.see(("kpi", whole, *place), row[base])
                if row[share] == "[c]":
                    reader.unknown |= {("kpi", part, *place), ("kpi", rest, *place)}
                elif not isinstance(row[share], str):
                    known = reader.known[("kpi", whole, *place)]
                    reader.see(("kpi", part, *place), row[share] * known)
                reader.add_up(
                    ("kpi", whole, *place), [("kpi", part, *place), ("kpi", rest, *place)]
                )
            reader.see(("kpi", "received", *place), row["Received"])
        if table:
            names = [row[kind] for row in table]
            for name in ("received", "timed", "on_time", "late", "decided", "upheld", "not_upheld"):
                reader.add_up(("kpi", name), [("kpi", name, dimension, n) for n in names])


def read_sentences(reader, page, view):
    """'x of y' in sentences: of the leading labels, of what stands out, and of the stages."""
    text = re.sub(r"<table.*?</table>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text).replace("&#39;", "'").replace("&amp;", "&")
    for labels in view.cases.labels.values():
        scheme = labels.scheme.id
        for label, name in labels.scheme.names.items():
            for count, base in re.findall(rf"{re.escape(name.lower())} \((\d+) of (\d+),", text):
                reader.see(("label", scheme, label), int(count))
                reader.see(("base", scheme), int(base))
            found = re.findall(rf"{re.escape(name)} stands out in ([^:]+): (\d+) of (\d+)", text)
            for group, count, base in found:
                reader.see(("label", scheme, label, "group", group), int(count))
                reader.see(("base", scheme, "group", group), int(base))
    for stage, part, whole, words in re.findall(
        r"(Stage \d|Ombudsman|All stages): (\d+) of (\d+) \(\d+%\) of those (with|decided)", text
    ):
        place = () if stage == "All stages" else ("stage", stage)
        names = ("on_time", "timed") if words == "with" else ("upheld", "decided")
        reader.see(("kpi", names[0], *place), int(part))
        reader.see(("kpi", names[1], *place), int(whole))


@pytest.fixture(scope="module")
def years(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    cases, changes = load_year(true_year(root), folder, root)
    half = true_year(root).iloc[::3]
    (folder / "half").mkdir()
    return {"year": (cases, changes), "third": load_year(half, folder / "half", root)}


SETTINGS = [
    ("year", {"group": "directorate"}),
    ("year", {"group": "directorate", "period": "month", "min_count": 10}),
    ("year", {"group": "team", "min_count": 3}),
    ("third", {"group": "directorate"}),
    ("third", {"group": "team", "min_count": 7}),
]


@pytest.mark.parametrize(("which", "chosen"), SETTINGS)
def test_no_withheld_count_can_be_worked_out(years, which, chosen, tmp_path):
    cases, changes = years[which]
    settings = ReportSettings(audience="committee", **chosen)
    report, results = build_report(cases, settings, changes=changes, today=TODAY)
    write_workbook(report, tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    truth = settle(results.view).shown
    reader = read(book, results.view, render_page(report))
    # What is printed is true, nothing small is, and something is withheld at all.
    minimum = settings.min_count
    assert all(truth.values[key] == value for key, value in reader.known.items())
    assert not [k for k, value in reader.known.items() if 0 < value < minimum]
    assert reader.unknown - reader.known.keys()
    assert reader.broken(truth.values, minimum) == []


def test_the_attack_gets_at_counts_where_only_small_ones_are_withheld(years, tmp_path):
    """So that the test above can fail."""
    cases, _ = years["year"]
    settings = ReportSettings(audience="committee", group="directorate")
    view = committee_view(make_view(cases, settings))
    values = settle(view).shown.values
    reader = Reader()
    for scheme, labels in cases.labels.items():
        groups = [k[3] for k in values if k[0] == "base" and k[1:3] == (scheme, "group")]
        for label in labels.scheme.ids:
            cells = [("label", scheme, label, "group", name) for name in groups]
            reader.add_up(("label", scheme, label), cells)
            for key in (("label", scheme, label), *cells):
                reader.see(key, "[c]" if 0 < values[key] < 5 else values[key])
    assert len(reader.broken(values)) >= 3


def test_staff_conduct_is_withheld_for_small_groups(years):
    cases, _ = years["year"]
    view = make_view(cases, ReportSettings(audience="committee", group="team"))
    shown = settle(view).shown
    teams = {k[3]: v for k, v in shown.values.items() if k[:3] == ("base", "theme", "group")}
    small = [team for team, size in teams.items() if size < 50]
    assert "Parking Services" in small
    assert all(("label", "theme", "staff_conduct", "group", team) in shown.hidden for team in small)
    assert shown.values["label", "theme", "staff_conduct", "group", "Parking Services"] == 11


def test_teams_give_way_to_directorates_unless_counts_allow(years, load):
    cases, _ = years["year"]
    assert committee_view(make_view(cases, ReportSettings(audience="committee"))).group_word == (
        "directorate"
    )
    few = [{**r, "themes": "delay", "tag_status": "tagged"} for r in rows()]
    few = [r for r in few if r["team"] != "Registrars"]
    view = make_view(load(few), ReportSettings(audience="committee"))
    assert committee_view(view).group_word == "team"


def test_a_committee_sees_no_case_quotation_or_person(years):
    cases, changes = years["year"]
    report, _ = build_report(
        cases, ReportSettings(audience="committee"), changes=changes, today=TODAY
    )
    page = render_page(report)
    assert not re.search(r"MV-2\d-\d{5}", page)
    assert not any(section.quotations for section in report.sections)
    assert {"repeats", "to_check", "words"}.isdisjoint(section.id for section in report.sections)
    assert "could be subtracted from each other. Publish one." in page
    assert "[c] stands for a number from 1 to 4" in page


def test_the_same_periods_are_withheld_for_a_theme(years):
    cases, _ = years["third"]
    view = make_view(cases, ReportSettings(audience="committee", group="directorate"))
    counts = settle(view)
    for label in cases.labels["theme"].scheme.ids:
        cells = [("label", "theme", label, "period", name) for name in counts.periods]
        assert sum(cell in counts.shown.hidden for cell in cells) in (0, len(cells))


def test_few_cases_leave_an_honest_page(load, build):
    tiny = rows()[:3]
    report = build(load(tiny), audience="committee")[0]
    said = report.sections[0]
    assert said.sentences == [
        "Fewer than 5 complaints were received. Counts are too small to be shown."
    ]
    assert len(said.points) == 5
    assert not re.search(
        r">\s*[1-4]\s*<",
        re.sub(r"<svg.*?</svg>|<ol.*?</ol>", "", render_page(report), flags=re.DOTALL),
    )
