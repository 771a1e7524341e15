"""The case table: what each column is called, by us and by the case systems that export it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

TEXT_COLUMNS = ("complaint_text", "finding_text")
DATE_COLUMNS = (
    "received_date",
    "acknowledged_date",
    "responded_date",
    "due_date",
    "extended_to",
)
GROUP_COLUMNS = ("team", "service", "directorate")
# Which file a row came from, where several were put together.
SOURCE_COLUMN = "source_file"
REVIEW_COLUMNS = ("themes_reviewed", "root_causes_reviewed", "reviewed_by", "reviewed_on")


@dataclass(frozen=True)
class Column:
    """One canonical column of the case table.

    Attributes:
        name: canonical name, e.g. ``received_date``.
        meaning: what it holds, in the words of a complaints officer.
        synonyms: other names that are understood, in any case, with spaces or underscores.
    """

    name: str
    meaning: str
    synonyms: tuple[str, ...] = ()


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(","))


COLUMNS: tuple[Column, ...] = (
    Column(
        "case_ref",
        "the case's reference",
        _names(
            "case reference, case ref, reference, reference number, ref, case id, case "
            "number, case no, complaint reference, complaint ref, complaint id, complaint "
            "number, complaint no, unique reference, urn, enquiry reference, feedback "
            "reference, id"
        ),
    ),
    Column(
        "complaint_text",
        "what the complainant wrote or said",
        _names(
            "complaint, complaint details, details of complaint, complaint description, "
            "description of complaint, details of the complaint, complaint detail, nature of "
            "complaint, complaint summary, summary of complaint, description, details, case "
            "details, case description, enquiry details, feedback details, feedback text, "
            "free text, narrative, complaint narrative, text, comment, comments, customer "
            "comments, what happened, your complaint, message"
        ),
    ),
    Column(
        "finding_text",
        "what the investigation found",
        _names(
            "finding, findings, investigation findings, investigation outcome, outcome "
            "details, outcome summary, outcome description, outcome notes, response, response "
            "text, response summary, our response, stage response, response details, "
            "learning, learning identified, lessons learned, lessons learnt, resolution, "
            "resolution details, resolution notes, closure notes, decision reasons"
        ),
    ),
    Column(
        "received_date",
        "when the complaint was received",
        _names(
            "date received, received, received on, date complaint received, complaint "
            "received, complaint date, date of complaint, date logged, logged date, logged, "
            "date opened, opened date, opened, open date, created, created date, date "
            "created, created on, start date, case opened, case received date, date"
        ),
    ),
    Column(
        "acknowledged_date",
        "when it was acknowledged",
        _names(
            "date acknowledged, acknowledged, acknowledged on, acknowledgement date, "
            "acknowledgment date, date of acknowledgement, acknowledgement sent, ack date, "
            "date ack"
        ),
    ),
    Column(
        "responded_date",
        "when the full response was sent",
        _names(
            "date responded, responded, responded on, response date, date of response, "
            "response sent, response sent date, date response sent, closed date, date closed, "
            "closed, closed on, completed date, date completed, resolved date, date resolved, "
            "case closed, end date"
        ),
    ),
    Column(
        "due_date",
        "when the response is due",
        _names(
            "due, date due, due by, response due, response due date, target date, target "
            "response date, target, deadline, sla date, due on"
        ),
    ),
    Column(
        "extended_to",
        "the date to which the deadline was extended",
        _names(
            "extension date, extended, extended date, extended until, extended due date, "
            "extension to, revised due date, revised target date, new due date"
        ),
    ),
    Column(
        "team",
        "the team that the complaint is about",
        _names(
            "team name, service team, responsible team, assigned team, owning team, owner "
            "team, team responsible, handling team, business unit"
        ),
    ),
    Column(
        "service",
        "the service that the complaint is about",
        _names("service area, service name, service type, section, department service"),
    ),
    Column(
        "directorate",
        "the directorate",
        _names("department, dept, division, group, directorate name, portfolio"),
    ),
    Column(
        "channel",
        "how the complaint reached the council",
        _names(
            "contact method, method of contact, contact channel, how received, received by, "
            "received via, method, method received, source, contact type, access channel, "
            "received through"
        ),
    ),
    Column(
        "procedure",
        "the complaints procedure: corporate, housing, adults or children",
        _names(
            "complaint procedure, complaints procedure, procedure type, process, complaint "
            "process, scheme"
        ),
    ),
    Column(
        "stage",
        "the stage of the procedure",
        _names("complaint stage, case stage, current stage, stage of complaint, stage number"),
    ),
    Column(
        "outcome",
        "whether the complaint was upheld",
        _names(
            "complaint outcome, case outcome, decision, outcome of complaint, upheld, upheld "
            "status, result, final outcome, determination"
        ),
    ),
    Column(
        "remedy_amount",
        "pounds paid or ordered",
        _names(
            "remedy, financial remedy, remedy paid, compensation, compensation paid, "
            "compensation amount, amount paid, remedy amount gbp, payment, redress amount, "
            "compensation gbp"
        ),
    ),
    Column(
        "remedied_before",
        "whether a satisfactory remedy came before the ombudsman",
        _names(
            "satisfactory remedy, remedied before ombudsman, remedy before ombudsman, "
            "satisfactory remedy before ombudsman, already remedied"
        ),
    ),
    Column(
        "parent_ref",
        "the case that this one escalated from",
        _names(
            "parent case, parent reference, parent case reference, parent, parent id, linked "
            "case, linked reference, original case, original reference, previous case, "
            "previous reference, escalated from, related case, linked case reference"
        ),
    ),
    Column(
        "category",
        "the case system's own category",
        _names(
            "complaint category, complaint type, type of complaint, case category, case type, "
            "classification, complaint reason, reason, primary category, subject, type"
        ),
    ),
    Column("themes_reviewed", "themes that a person decided on"),
    Column("root_causes_reviewed", "root causes that a person decided on"),
    Column("reviewed_by", "who decided", ("reviewer",)),
    Column("reviewed_on", "when they decided", ("review date", "reviewed date")),
    Column("review_part", "whether the case was drawn by chance for the review, or as uncertain"),
    Column("review_frame", "what the review's sample was drawn from, and how"),
)

CANONICAL = tuple(column.name for column in COLUMNS)


_PERSON = re.compile(
    r"\b(?:customer|complainant|contact|client|tenant|resident|caller|first|last|full|officer)"
    r" names?\b"
    r"|\b(?:surname|forename|lastname|firstname)\b"
    r"|^(?:complainant|customer|caller|(?:case |investigating |responding |lead )?officer|handler|"
    r"reviewed by|reviewer|assigned to|investigator)$"
)


def names_people(header: str) -> bool:
    """Whether a column holds people's names, by its own name.

    >>> names_people("Complainant_Name"), names_people("Team name")
    (True, False)
    """
    return bool(_PERSON.search(normalise_name(header)))


def normalise_name(name: object) -> str:
    """A column name in the form in which names are compared.

    >>> normalise_name(" Date_Received ")
    'date received'
    """
    text = re.sub(r"[\W_]+", " ", str(name if name is not None else ""))
    return text.strip().casefold()


@cache
def synonym_table() -> dict[str, str]:
    """Normalised name -> canonical name, over every canonical name and synonym.

    Raises:
        ValueError: two columns claim one synonym (a mistake in this module).
    """
    table: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.name, *column.synonyms):
            key = normalise_name(name)
            if table.setdefault(key, column.name) != column.name:
                raise ValueError(f"synonym {key!r} belongs to {table[key]} and to {column.name}")
    return table
