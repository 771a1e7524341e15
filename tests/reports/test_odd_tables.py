"""Tables with next to nothing in them still make a page, a workbook and packs."""

import pytest
from made_cases import TODAY, rows

from classifier.config import ReportSettings
from classifier.reports.writing import write_report

TABLES = {
    "one case": rows()[:1],
    "no team stated": [{**r, "team": ""} for r in rows()],
    "one team": [{**r, "team": "Waste"} for r in rows()],
    "nothing found": [{**r, "themes": "", "tag_status": "no_label"} for r in rows()],
    "all open": [{**r, "outcome": "open", "stage": "1"} for r in rows()],
    "blank columns": [
        {**r, "outcome": "", "stage": "", "procedure": "", "responded_date": "", "category": ""}
        for r in rows()
    ],
    "markup": [{**r, "team": "[a](b) $$c$$ <b>", "category": "=1+1"} for r in rows()],
}


@pytest.mark.parametrize("audience", ["team", "committee"])
@pytest.mark.parametrize("name", TABLES)
def test_a_report_is_written_all_the_same(load, tmp_path, name, audience):
    settings = ReportSettings(audience=audience, period="month")
    report, files = write_report(load(TABLES[name]), tmp_path, settings, today=TODAY)
    assert files[0].stat().st_size > 5_000 and files[1].stat().st_size > 5_000
    assert len(report.sections[0].points) == 5
    assert all(
        point.strip() and "nan" not in point.casefold() for point in report.sections[0].points
    )
