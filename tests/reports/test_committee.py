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
from reviewed_year import year_reviewed
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
        told = [key for key in hidden if key in self.unknown or 0 < truth[key] < minimum]
        return [key for key in told if self.one_number(place[key], matrix, sides, bounds)]

    def one_number(self, place, matrix, sides, bounds):
        ends = []
        for sign in (1, -1):
            aim = sign * np.eye(1, len(bounds), place)[0]
            done = linprog(aim, A_eq=np.array(matrix), b_eq=sides, bounds=bounds, method="highs")
            ends.append(sign * done.fun if done.fun is not None else np.inf)
        return ends[1] - ends[0] < 1 - 1e-6


def sheet_rows(book, name):
    """A sheet's table as dictionaries."""
    if name not in book.sheetnames:
        return []
    sheet = book[name]
    (table,) = sheet.tables.values()
    cells = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def read(book, results, page, truth):
    """Everything that the workbook and the page print, as a reader's unknowns."""
    reader, view = Reader(), results.view
    for title, (scheme, name) in SCHEMES.items():
        ids = {v: k for k, v in view.cases.labels[scheme].scheme.names.items()}
        read_shares(reader, book, truth, title, name, ids)
        read_review(reader, book, scheme, title, name, ids)
        read_uncovered(reader, book, results.schemes[scheme], name)
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
    for scheme in view.cases.labels:
        add_up_drawn(reader, truth, scheme)
    read_sentences(reader, page, view)
    return reader


def read_shares(reader, book, truth, title, name, ids):
    scheme = SCHEMES[title][0]
    for row in sheet_rows(book, title):
        label = ids[row[name]]
        reader.see(("label", scheme, label), row.get("Cases", row.get("Cases counted")))
        read_corrected(reader, truth, (scheme, label), row)
    for row in sheet_rows(book, f"{title} corrected by group"):
        group, label = next(iter(row.values())), ids[row[name]]
        place = (scheme, label, "group", group)
        reader.see(("label", *place), row["Cases counted"])
        read_corrected(reader, truth, place, row)


def read_corrected(reader, truth, place, row):
    """The strongest reader sees the reviewed cases behind every corrected share.

    Of a rare label the corrected share is the reviewed cases' own, so that it tells their number.
    """
    if "Share corrected" not in row:
        return
    if row["Share corrected"] == "[c]":
        reader.unknown.add(("drawn", *place))
    else:
        reader.see(("drawn", *place), truth[("drawn", *place)])


def add_up_drawn(reader, truth, scheme):
    """Reviewed and other cases make the count; those of all groups make the council's."""
    totals = [key for key in truth if key[0] == "drawn" and key[1] == scheme and len(key) > 2]
    groups = {}
    for key in totals:
        place = key[1:]
        reader.add_up(("label", *place), [key, ("undrawn", *place)])
        if "group" in place:
            groups.setdefault(place[:2], []).append(key)
    for place, parts in groups.items():
        reader.add_up(("drawn", *place), parts)


def read_review(reader, book, scheme, title, name, ids):
    table = sheet_rows(book, f"{title} changed")
    for way in ("removed", "added") if table else ():
        for row in table:
            reader.see((way, scheme, ids[row[name]]), row[way.capitalize()])
        reader.add_up((way, scheme), [(way, scheme, ids[row[name]]) for row in table])
    if table:
        reader.add_up(("compared", scheme), [("left", scheme), ("changed", scheme)])


def read_uncovered(reader, book, found, name):
    scheme = found.labels.scheme.id
    whole, table = ("uncovered", scheme), sheet_rows(book, f"No {name.lower()}")
    groups = found.uncovered.groups if found.uncovered else ()
    for row in table:
        words, size, *periods = row.values()
        (number,) = (
            place
            for place, group in enumerate(groups)
            if set(words.split(", ")) <= set(group.words)
        )
        key = (*whole, number)
        reader.see(key, size)
        for part, value in zip(("before", "last"), periods, strict=True):
            reader.see((*key, part), value)
        reader.add_up(key, [(*key, part) for part in ("before", "last", "other")])
    if groups:
        reader.add_up(whole, [*((*whole, n) for n in range(len(groups))), (*whole, "rest")])


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
        read_review_sentences(reader, text, labels.scheme)
    for stage, part, whole, words in re.findall(
        r"(Stage \d|Ombudsman|All stages): (\d+) of (\d+) \(\d+%\) of those (with|decided)", text
    ):
        place = () if stage == "All stages" else ("stage", stage)
        names = ("on_time", "timed") if words == "with" else ("upheld", "decided")
        reader.see(("kpi", names[0], *place), int(part))
        reader.see(("kpi", names[1], *place), int(whole))


def read_review_sentences(reader, text, scheme):
    name, what = scheme.name.lower(), r"(?:complaints|cases)"
    none = rf"(\d+) of (\d+) {what} \(\d+%\) carry no {name}, or none"
    for count, base in re.findall(none, text):
        reader.see(("uncovered", scheme.id), int(count))
        reader.see(("base", scheme.id), int(base))
    for said in re.findall(rf"{scheme.name}s: (\d+ of \d+ {what} reviewed[^<\n]*)", text):
        done = re.match(r"(\d+) of (\d+)", said)
        reader.see(("reviewed", scheme.id), int(done[1]))
        reader.see(("base", scheme.id), int(done[2]))
        for left, compared in re.findall(r"(\d+) of (\d+) \(\d+%\) were left", said):
            reader.see(("left", scheme.id), int(left))
            reader.see(("compared", scheme.id), int(compared))
        for removed, added in re.findall(
            r"(\d+) labels? (?:was|were) removed and (\d+) added", said
        ):
            reader.see(("removed", scheme.id), int(removed))
            reader.see(("added", scheme.id), int(added))


@pytest.fixture(scope="module")
def years(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    cases, changes = load_year(true_year(root), folder, root)
    half = true_year(root).iloc[::3]
    (folder / "half").mkdir()
    return {
        "year": (cases, changes),
        "third": load_year(half, folder / "half", root),
        "reviewed": (reviewed_year(root, folder, 330), changes),
        "little reviewed": (reviewed_year(root, folder, 60), changes),
    }


def reviewed_year(root, folder, random):
    """The sample year tagged by a model that errs, some of it reviewed; with a theme arising."""
    folder = folder / str(random)
    folder.mkdir()
    cases, _ = year_reviewed(root, folder, random=random, uncertain=25, seed=4, full_text=True)
    labels, frame = cases.labels["theme"], cases.table.frame
    bare = frame.index[cases.first & labels.base & ~labels.carried.any(axis=1)]
    frame.loc[bare[::2], "complaint_text"] = "The allotment is flooded again, and the plot ruined."
    return cases


SETTINGS = [
    ("year", {"group": "directorate"}),
    ("year", {"group": "directorate", "period": "month", "min_count": 10}),
    ("year", {"group": "team", "min_count": 3}),
    ("third", {"group": "directorate"}),
    ("third", {"group": "team", "min_count": 7}),
    ("reviewed", {"group": "directorate"}),
    pytest.param("reviewed", {"group": "directorate", "min_count": 12}, marks=pytest.mark.slow),
    ("little reviewed", {"group": "directorate"}),
]


@pytest.mark.parametrize(("which", "chosen"), SETTINGS)
def test_no_withheld_count_can_be_worked_out(years, which, chosen, tmp_path):
    cases, changes = years[which]
    settings = ReportSettings(audience="committee", **chosen)
    report, results = build_report(cases, settings, changes=changes, today=TODAY)
    write_workbook(report, tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    truth = settle(results.view, results).shown
    reader = read(book, results, render_page(report), truth.values)
    # What is printed is true, nothing small is, and something is withheld at all.
    minimum = settings.min_count
    assert all(truth.values[key] == value for key, value in reader.known.items())
    assert not [k for k, value in reader.known.items() if 0 < value < minimum]
    assert reader.unknown - reader.known.keys()
    assert reader.broken(truth.values, minimum) == []


def test_the_reviewed_year_prints_what_the_attack_reads(years):
    """So that the test above has something to work on."""
    cases, changes = years["reviewed"]
    settings = ReportSettings(audience="committee", group="directorate")
    report, _ = build_report(cases, settings, changes=changes, today=TODAY)
    ids = {table.id for table in report.tables}
    assert {
        "themes_corrected_by_directorate",
        "root_causes_corrected_by_directorate",
        "themes_changed",
        "themes_uncovered",
    } <= ids


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
