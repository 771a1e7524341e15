import re

import pytest

from classifier.text.names import find_names
from classifier.text.repeated import KnownNames

MARK = re.compile(r"[⟦⟧]")


def names(text, known=()):
    spans = sorted(set(find_names(text, KnownNames(known))))
    return [
        text[start:end]
        for start, end in spans
        if not any(a <= start and end <= b for a, b in spans if (a, b) != (start, end))
    ]


def check(line, known=()):
    """Each ⟦marked⟧ part of the line is a name, and nothing else is."""
    assert names(MARK.sub("", line), known) == re.findall("⟦(.*?)⟧", line)


@pytest.mark.parametrize(
    "line",
    [
        "Mr ⟦Smith⟧ and Mrs. ⟦Okoro⟧ and Dr ⟦Lee⟧ came",
        "Mr and Mrs ⟦John Smith⟧",
        "Cllr ⟦Poole⟧ and Councillor ⟦Ann Poole⟧",
        "MRS ⟦SMITH⟧ rang, mr ⟦smith⟧ did not",
        "mr and mrs ⟦smith⟧",
        "Miss ⟦J. R. Hartley-Jones⟧, Ms ⟦O'Brien⟧, Mr ⟦D’Souza⟧",
        "Mr ⟦McDonald⟧ and Mrs ⟦MacLeod⟧ and Mr ⟦DeShawn King⟧",
        "Mr ⟦Jan van der Berg⟧, Ms ⟦de Souza⟧",
        "Mrs ⟦Żaneta Wójcik⟧ and Mr ⟦Łukasz Şahin⟧ and Ms ⟦Zoë Brontë⟧",
        "Mrs ⟦Hall⟧ and Mr ⟦York⟧ and Miss ⟦May⟧ and Dr ⟦Park⟧",
        "Mr ⟦Smith⟧'s van, Mrs ⟦Beech⟧’s dog",
        "Mr ⟦Smith⟧ Housing Officer",
        "Miss ⟦T⟧, Mr Speaker, Lord Mayor, Cllr query, miss collections",
    ],
)
def test_names_after_titles(line):
    check(line)


@pytest.mark.parametrize(
    "line",
    [
        "my son ⟦Tom⟧ and our daughter ⟦Ann-Marie⟧",
        "her late husband ⟦Keith⟧, his brother (⟦Desmond⟧)",
        "my neighbour, ⟦Bashir Ansari⟧ has it",
        "my mum is ⟦Parveen⟧",
        "the tenant ⟦Ivy⟧ said",
        "my mum On Monday, our son Has gone",
    ],
)
def test_names_after_kin(line):
    check(line)


@pytest.mark.parametrize(
    "line",
    [
        "I spoke to ⟦Karen⟧ and ⟦Karen⟧ said no",
        "asked for ⟦Julian⟧. Talked with ⟦Femi Obi⟧",
        "my name is ⟦Jane Smith⟧",
        "a lady called ⟦Hyacinth⟧ and someone named ⟦Bryony⟧",
        "told by ⟦Karen⟧, visited by ⟦Sipho⟧",
        "your officer ⟦Marcus⟧ came; the caretaker ⟦Len⟧ too",
        "a call from ⟦Gareth⟧",
        "I am ⟦Yonas Gebre⟧ of",
        "hello, it's ⟦Blessing⟧ from number 4",
        "FAO: ⟦Jane Smith⟧",
        "Hi ⟦Karen⟧",
        "Dear ⟦Karen Lee⟧,",
        "From: ⟦Tamsin Jarrold⟧",
        "From: ⟦Jarrold⟧, ⟦Tamsin⟧",
        "Name: ⟦Jane Smith⟧",
        "Constituent: Mr ⟦Tuan Ly⟧",
    ],
)
def test_names_after_introductions(line):
    check(line)


@pytest.mark.parametrize(
    "text",
    [
        "The bin is full.\n\nKind regards\n⟦Jane Smith⟧",
        "The bin is full.\nRegards,\n\n⟦Jo⟧",
        "The bin is full.\n\nYours sincerely,\n⟦P. Groves⟧ (Mrs)",
        "The bin is full.\n\nThanks ⟦Jo⟧",
        "The bin is full.\nwith thanks\n⟦Nuala Brankovic⟧, 6 Pound Terrace",
        "The bin is full.\n\n⟦Jane Smith⟧",
        "The bin is full.\n\n⟦D. Ravenhill⟧\n2 Larkspur Row\nTel",
        "The bin is full.\n\n⟦Jane Smith⟧, 07700 900123\nNot before 3",
        "The bin is full.\n\n⟦Jane Smith⟧\n⟦jane⟧@example.org\nNot before 3",
        "⟦Jane Smith⟧\nFlat 3, The Mill\n\nThe bin is full.",
        "⟦Jane Smith⟧, 12 High Street\n\nThe bin is full.",
    ],
)
def test_names_at_the_head_and_foot_of_a_letter(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "The letter from Town Hall came.",
        "I spoke to Housing and Repairs and Customer Services and the Planning Department.",
        "I wrote to Bradford Council, Leeds City Council and Adult Social Care.",
        "I spoke to the Waste Team, the Housing Officer and the Head of Planning.",
        "The letter from Anytown Hospital and from Oak Park School came.",
        "I moved from Leeds to Bradford by Monday, and by June to London.",
        "In May and on Tuesday I went to Tesco. It's Christmas. This is Unacceptable.",
        "Dear Sir or Madam,\nTo Whom It May Concern\nDear Complaints Team\nHi All\nHello Everyone",
        "Missed Bin Collection\nMy bin was missed.",
        "Missed Bin\n\nMy bin was missed.",
        "Damp Mould",
        "Customer rang. Customer Unhappy with reply.",
        "I am Disabled and my daughter is Deaf. I am British.",
        "Ms and Mr. Then they left.",
        "High Street, Station Road and the Town Hall",
        "the white van, the bin and a rose",
        "Reply from Democratic Services and To: Passenger Transport",
        "Kind regards\nCustomer Services",
        "Dear Councillors,\nTo: Safeguarding Adults Board\nManager Weds: approved by Committee",
        "",
    ],
)
def test_what_is_no_name(text):
    assert names(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Mr ⟦Smith⟧ came. ⟦SMITH⟧ left. ⟦Smith⟧'s van. Locksmith, smith.",
        "I spoke to ⟦Karen Lee⟧. ⟦Lee⟧ rang. ⟦Karen⟧ did not. Ask ⟦Karen Lee⟧!",
        "Mrs ⟦Rose Hartley-Jones⟧ likes a rose. ⟦Rose⟧ does",
        "Mr ⟦Ali bin Osman⟧ and the bin. ⟦Osman⟧ did it.",
        "Mrs ⟦Ida van Dyke⟧ saw the van. Ask ⟦Ida⟧",
        "Mrs ⟦June Hall⟧ rang in June from the Town Hall.",
        "Ask ⟦Jo⟧ if my son ⟦Jo⟧ can",
        "MR ⟦SMITH⟧ rang. Mr ⟦Smith⟧ left. Then ⟦Smith⟧ rang",
    ],
)
def test_names_that_are_repeated(line):
    check(line)


@pytest.mark.parametrize(
    "line",
    [
        "Write to ⟦J.Zedworth⟧ now",
        "my name is  ⟦Rose Green⟧",
        "The Council Tax Team rang",
        "Best wishes\n⟦Rose Hill⟧",
        "We rang twice.\nGreen Bin again",
    ],
)
def test_runs_of_plain_words_and_runs_without_spaces(line):
    check(line)


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ("Jane Smith", "⟦Jane⟧ rang; ⟦Jane Smith⟧ wrote; ⟦SMITH⟧ too"),
        ("Smith, Jane (tenant)", "⟦Jane⟧ rang and ⟦Smith⟧ wrote as a tenant; Tenant rang"),
        ("SMITH", "⟦Smith⟧ rang. Blacksmith. smith."),
        ("jane o'brien", "⟦Jane⟧ and ⟦O'Brien⟧ rang, ⟦O'Brien⟧'s dog"),
        ("June Hall", "⟦June Hall⟧ rang in June from the Hall"),
        ("Mr J Smith", "⟦J. Smith⟧, and Mr ⟦Smith⟧"),
        ("Smith", "⟦Smith-Jones⟧ rang"),
        ("", "Smith rang"),
        ("12 3", "12 or 3"),
        ("Housing Team", "The Housing Team rang"),
    ],
)
def test_names_known_from_another_column(known, line):
    check(line, [known])
