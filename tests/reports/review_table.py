"""A small tagged table of both schemes to draw a review from, and hands that fill it in."""

import openpyxl
import pandas as pd

from classifier.cases.writing import write_table
from classifier.insight.review import draw_review
from classifier.labels.codebook import shipped_codebook
from classifier.reports.review_workbook import write_review

SCHEMES = tuple(shipped_codebook().schemes.values())
THEME, CAUSE = SCHEMES
# reference, complaint, finding, themes, root causes
CASES = [
    ("W-01", "Bin missed again, and Mr Orson Blaketon never rang back.", "Crew short of two.",
     "service_failure; communication", "capacity"),
    ("W-02", "=HYPERLINK(\"http://example.org\") is what your letter said.\nLine two.", "",
     "incorrect_information", ""),
    ("W-03", "Nine weeks for a blue badge.", "The queue was eight weeks.", "delay", "capacity"),
    ("W-04", "Thank you, lovely people.", "Passed on.", "", ""),
    ("W-05", "The officer shouted at my mother.", "He was spoken to.", "staff_conduct", "training"),
    ("W-06", "+44 lines of music while on hold", "", "communication", ""),
]  # fmt: skip
EVIDENCE = "secret words of the model"


def write_cases(path):
    frame = pd.DataFrame(
        CASES, columns=["Reference", "Complaint", "Findings", "themes", "root_causes"]
    )
    frame["themes_evidence"] = [
        "\n".join(f"{label}: {EVIDENCE}" for label in cell.split("; ") if label)
        for cell in frame["themes"]
    ]
    frame["themes_to_check"] = ["delay", "", "", "", "", "communication"]
    frame["root_causes_evidence"] = frame["root_causes_to_check"] = ""
    frame["tag_status"] = ["tagged" if cell else "no_label" for cell in frame["themes"]]
    frame["finding_status"] = [
        "no_text" if not finding else "tagged" if causes else "no_label"
        for finding, causes in zip(frame["Findings"], frame["root_causes"], strict=True)
    ]
    frame["model_versions"] = "theme-11111111; root_cause-22222222"
    write_table(frame, path)
    return path


def write_sample(folder, **settings):
    """The tagged table, the sample drawn from it and the workbook."""
    tagged = write_cases(folder / "tagged.csv")
    sample = draw_review(tagged, SCHEMES, **({"random": 4, "uncertain": 2, "seed": 1} | settings))
    return tagged, sample, write_review(sample, folder / "review.xlsx")


class Hands:
    """A reviewer's hands on a workbook."""

    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book["Cases"]

    def column(self, header):
        return next(cell.column for cell in self.sheet[1] if cell.value == header)

    def row(self, reference):
        column = self.column("Case")
        return next(r for r in range(2, 8) if self.sheet.cell(r, column).value == reference)

    def put(self, reference, header, value="yes"):
        self.sheet.cell(self.row(reference), self.column(header)).value = value

    def sign(self, name="Ann Officer", date="22/11/2026"):
        self.book["Read me"]["B3"], self.book["Read me"]["B4"] = name, date

    def decide_all(self):
        """What the table says, with 'none' where it says nothing."""
        for ref, _, finding, *labels in CASES:
            for scheme, cell in zip(SCHEMES, labels, strict=True):
                if scheme is CAUSE and not finding:
                    continue
                ids = [label for label in cell.split("; ") if label]
                for label in ids:
                    self.put(ref, scheme.names[label])
                if not ids:
                    self.put(ref, f"No {scheme.name.lower()} applies")
        self.sign()

    def save(self):
        self.book.save(self.path)
        return self.path
