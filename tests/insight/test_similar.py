import pandas as pd

from classifier.insight.similar import likely_slips

NAMES = (
    ["Waste Collection"] * 40
    + ["Housing Repairs"] * 30
    + ["Housing Rents"] * 12
    + ["Waste Colection", "housing repairs ", "Registrars", "", "Housing Repairs East"]
)


def test_slips_are_found_and_real_small_teams_are_not():
    assert likely_slips(pd.Series(NAMES)) == [
        ("Waste Colection", 1, "Waste Collection", 40),
        ("housing repairs ", 1, "Housing Repairs", 30),
    ]


def test_a_name_that_is_not_rare_beside_the_other_is_its_own():
    names = pd.Series(["Waste Collection"] * 9 + ["Waste Colection"])
    assert likely_slips(names) == []
