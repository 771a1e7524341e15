import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.cases.values import (
    parse_amount,
    parse_category,
    parse_date,
    parse_labels,
    parse_yes_no,
)

FOURTH_OF_MARCH = dt.date(2025, 3, 4)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-04",
        "2025-3-4",
        "2025-03-04T23:59:00Z",
        "2025-03-04 09:15:00",
        "2025/03/04",
        "2025.03.04",
        "20250304",
        "04/03/2025",
        "4/3/25",
        "04-03-2025",
        "04.03.2025",
        "04/03/2025 16:45",
        "04/03/2025 16:45 BST",
        "4 March 2025",
        "4th March 2025",
        "Tuesday 4 March 2025",
        "04-Mar-25",
        "March 4, 2025",
        " 04/03/2025\n",
        "45720",
        "45720.75",
        45720,
        45720.0,
        20250304.0,
        dt.date(2025, 3, 4),
        dt.datetime(2025, 3, 4, 23, 59),
        pd.Timestamp("2025-03-04 10:00", tz="UTC"),
    ],
)
def test_one_date_in_many_writings(cell):
    assert parse_date(cell) == FOURTH_OF_MARCH


@pytest.mark.parametrize("cell", ["", "   ", None, pd.NaT, pd.NA, float("nan")])
def test_a_blank_cell_is_no_date(cell):
    assert parse_date(cell) is None


def test_a_month_first_date_is_understood_where_it_can_be_nothing_else():
    assert parse_date("12/31/2025") == dt.date(2025, 12, 31)
    assert parse_date("11/12/2025") == dt.date(2025, 12, 11)


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2025",
        "29/02/2025",
        "2025-13-45",
        "00/00/0000",
        "not known",
        "TBC",
        "March 2025",
        "4 March",
        "10:30:15",
        "Tuesday",
        "4",
        "120525",
        "04/03/2025 or thereabouts, see the letter of 12 May 2025",
    ],
)
def test_what_is_no_date_is_refused_and_quoted(cell):
    with pytest.raises(ValueError, match="is not a date") as error:
        parse_date(cell)
    assert cell in str(error.value)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("04/03/1925", "04/03/1925"),
        ("1989-12-31", "1989-12-31"),
        ("2100-01-01", "2100-01-01"),
        ("10000", "10000"),
        (dt.date(1900, 1, 1), "1900-01-01"),
        (dt.datetime(3025, 3, 4), "3025-03-04"),
    ],
)
def test_a_date_outside_the_range_is_refused_and_quoted(cell, shown):
    with pytest.raises(ValueError, match="is not between 1990 and 2099") as error:
        parse_date(cell)
    assert shown in str(error.value)


@pytest.mark.parametrize(
    ("cell", "date"), [("1990-01-01", (1990, 1, 1)), ("2099-12-31", (2099, 12, 31))]
)
def test_the_ends_of_the_range_are_in_it(cell, date):
    assert parse_date(cell) == dt.date(*date)


def test_a_letter_in_a_date_column_is_refused_without_quoting_all_of_it():
    with pytest.raises(ValueError, match="is not a date") as error:
        parse_date("Received 4 March 2025. " * 50_000)
    assert len(str(error.value)) < 100


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789/-.: TZapmMarySetJn,thd", max_size=25))
def test_any_text_is_a_date_in_range_or_blank_or_a_value_error(text):
    try:
        date = parse_date(text)
    except ValueError:
        return
    assert date is None if not text.strip() else 1990 <= date.year <= 2099


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£1,250.00", 1250.0),
        ("1250", 1250.0),
        ("£ 75.50", 75.5),
        ("£100 (distress)", 100.0),
        ("£100 (£50 distress, £50 time and trouble)", 100.0),
        ("£100 for distress", 100.0),
        ("100 GBP", 100.0),
        ("GBP 100", 100.0),
        ("250 pounds", 250.0),
        (250, 250.0),
        (75.5, 75.5),
        ("0", 0.0),
        ("", None),
        (None, None),
    ],
)
def test_amounts(cell, pounds):
    assert parse_amount(cell) == pounds


@pytest.mark.parametrize(
    "cell", ["none", "an apology", "2 weeks' rent", "£100 + £50", "£250k", "-50", "£", "n/a"]
)
def test_what_is_not_one_amount_is_refused_and_quoted(cell):
    with pytest.raises(ValueError, match="is not an amount in pounds") as error:
        parse_amount(cell)
    assert cell in str(error.value)


@pytest.mark.parametrize(
    ("section", "cell", "value"),
    [
        ("outcomes", "Upheld", "upheld"),
        ("outcomes", "PARTIALLY UPHELD", "partly_upheld"),
        ("outcomes", "Not-Upheld", "not_upheld"),
        ("outcomes", "Severe maladministration", "upheld"),
        ("outcomes", "Reasonable redress", "not_upheld"),
        ("outcomes", "Closed after initial enquiries", "refused"),
        ("outcomes", "partly_upheld", "partly_upheld"),
        ("stages", "Stage 1", "1"),
        ("stages", 2.0, "2"),
        ("stages", "Stage Two", "2"),
        ("stages", "LGSCO", "ombudsman"),
        ("procedures", "Children's Social Care", "children"),
        ("procedures", "Landlord", "housing"),
        ("outcomes", "", ""),
        ("outcomes", None, ""),
        ("outcomes", "Awaiting the mayor", None),
    ],
)
def test_categories_in_councils_wordings(section, cell, value):
    assert parse_category(cell, section) == value


def test_a_councils_own_wording_wins():
    own = {"outcomes": {"reasonable redress": "partly_upheld", "the mayor agreed": "upheld"}}
    assert parse_category("Reasonable Redress", "outcomes", own) == "partly_upheld"
    assert parse_category("The mayor agreed", "outcomes", own) == "upheld"
    assert parse_category("Withdrawn", "outcomes", own) == "withdrawn"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Yes", True),
        ("Y", True),
        (True, True),
        (1.0, True),
        ("no", False),
        (False, False),
        ("0", False),
        ("", None),
        ("perhaps", None),
    ],
)
def test_yes_and_no(cell, value):
    assert parse_yes_no(cell) is value


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("delay; charges", ("delay", "charges")),
        ("delay,charges|decision", ("delay", "charges", "decision")),
        ("delay\ncharges", ("delay", "charges")),
        ("delay; ; delay;", ("delay",)),
        ("none", ()),
        ("None", ()),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_labels_of_a_cell(cell, labels):
    assert parse_labels(cell) == labels
