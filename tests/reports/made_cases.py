"""Made-up tagged cases whose every count is known."""

import datetime as dt

TODAY = dt.date(2026, 11, 22)


def rows():
    """60 complaints a quarter: Waste 30, Parking 26, Registrars 4; delay doubles in Waste."""
    made = []
    for quarter, month in enumerate(("04", "07", "10")):
        for number in range(60):
            team = "Waste" if number < 30 else "Parking" if number < 56 else "Registrars"
            themes = []
            if team == "Waste" and number < 6 * (quarter + 1):
                themes.append("delay")
            if team == "Parking" and number % 2:
                themes.append("charges")
            if number % 30 == 7:
                themes.append("staff_conduct")
            made.append(
                {
                    "case_ref": f"Q{quarter}-{number:02d}",
                    "complaint_text": f"I waited in, case {number}. Mr Orson Blaketon came late.",
                    "received_date": f"2026-{month}-{number % 28 + 1:02d}",
                    "team": team,
                    "directorate": "Place" if team != "Registrars" else "Resources",
                    "themes": "; ".join(themes),
                    "themes_to_check": "safety" if number == 3 else "",
                    "themes_evidence": "\n".join(
                        f"{label}: I waited in, case {number}. Mr Orson Blaketon came late."
                        for label in themes
                    ),
                    "tag_status": "tagged" if themes else "no_label",
                }
            )
    return made


def reviewed_rows():
    """Every third case was drawn at random and reviewed: 30 of Waste, 27 of Parking, 3 others.

    The reviewers found delay in three cases of Waste to which the model had given no label, and
    agreed with it on all others.
    """
    made = rows()
    for row in made:
        number = int(row["case_ref"].split("-")[1])
        row |= {
            "review_frame": "draw-3f9a01c2",
            "review_part": "",
            "themes_reviewed": "",
            "reviewed_by": "",
        }
        if number % 3 == 0:
            row["review_part"] = "random draw-3f9a01c2"
            row["themes_reviewed"] = "delay" if number == 27 else row["themes"] or "none"
            row["reviewed_by"] = (
                "Ann Quillfeather" if number % 2 else "Bob Tapperly; ann quillfeather"
            )
    return made
