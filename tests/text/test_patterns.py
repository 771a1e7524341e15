import re

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from classifier.text.ages import AGES
from classifier.text.pattern import Numbers
from classifier.text.patterns import PATTERNS as FORMS
from classifier.text.patterns import _telephone, find_patterns, luhn, nhs_number

PATTERNS = (*FORMS, *AGES)
# Each ⟦marked⟧ part is all that is found.
MARK = re.compile(r"[⟦⟧]")


def found(kind, text):
    spans = {span for pattern in PATTERNS if pattern.kind == kind for span in pattern.find(text)}
    covered = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    marked = "".join(
        f"{'⟦' * (now and not before)}{'⟧' * (before and not now)}{character}"
        for character, now, before in zip(text, covered, [False, *covered], strict=False)
    )
    return marked + "⟧" * (bool(covered) and covered[-1])


FOUND = {
    "email": [
        "Write to ⟦jo.smith@example.org⟧.",
        "'⟦jo+bins@mail.example.co.uk⟧'",
        "<⟦o'brien_1@example.org⟧>",
        "e-mail:⟦JO@EXAMPLE.ORG⟧",
        "a @ b, jo@work, @home",
    ],
    "link": [
        "see ⟦https://www.anytown.gov.uk/bins?x=1⟧.",
        "(⟦www.anytown.gov.uk⟧) and ⟦http://a.org/b⟧",
        "www. is not enough",
    ],
    "handle": ["⟦@AnytownCouncil⟧ sort it, ⟦@jo_smith1⟧!", "jo@example.org @ 5pm"],
    "postcode": [
        "at ⟦SW1A 1AA⟧.",
        "⟦M1 1AE⟧, ⟦B33 8TH⟧, ⟦CR2 6XH⟧, ⟦DN55 1PT⟧, ⟦W1A 0AX⟧, ⟦EC1A 1BB⟧",
        "⟦m11ae⟧ ⟦le3  5rt⟧ ⟦LE3\u00a05RT⟧ ⟦GIR 0AA⟧ ⟦SW1A OAA⟧",
        "⟦HB3 1ST⟧ but flat b1 2nd floor",
        "the SW1A area, M6 off, b4 our bin, A1 one way, w8 ill you",
        "⟦QQ1 1AA⟧, ⟦M1 1CK⟧, but qq1 1aa, XM1 1AAA",
    ],
    "national insurance number": [
        "NI ⟦AB 12 34 56 C⟧, ⟦JK123456D⟧, ⟦jk-12-34-56-a⟧",
        "BG123456A, QQ123456C, AO123456A, AB123456E, AB12345C",
    ],
    "NHS number": [
        "NHS ⟦943 476 5919⟧, ⟦9434765919⟧, ⟦943-476-5919⟧",
        "⟦4010232137⟧ but 4010232138, 943 476 5918, 94347659190",
        "12 ⟦943 476 5919⟧ 5",
    ],
    "card number": [
        "paid with ⟦4111 1111 1111 1111⟧",
        "⟦5500-0000-0000-0004⟧ or ⟦340000000000009⟧ or ⟦3400 000000 00009⟧",
        "2 of 12 ⟦4111 1111 1111 1111⟧ 12 times",
        "4111 1111 1111 1112, 4111 1111 1111",
    ],
    "sort code": [
        "sort code ⟦20-00-00⟧, Sort Code: ⟦20 00 00⟧, sort-code is ⟦200000⟧",
        "sort code ⟦12-03-24⟧",
        "⟦40-47-84⟧ but on 12-03-24 and 31-12-23",
    ],
    "account number": [
        "account number ⟦12345678⟧, a/c ⟦1234 5678⟧, Acct no. ⟦60-22817⟧, acc: ⟦AB1234567⟧",
        "on my account 2023-24 and account 12/03/2024, of no account",
    ],
    "driving licence number": ["⟦MORGA657054SM9IJ⟧", "MORGA65705SM9IJ"],
    "telephone": [
        "⟦07700 900123⟧, ⟦07700900123⟧, ⟦07700-900-123⟧, ⟦07700.900.123⟧",
        "⟦01632 960123⟧ ⟦020 7946 0123⟧ ⟦0161 496 0000⟧ ⟦0808 157 0123⟧",
        "(⟦07700 900123⟧) ⟦(0161) 496 0000⟧ ⟦(020) 7946 0123⟧",
        "⟦+44 7700 900123⟧ ⟦+44 (0)7700 900123⟧ ⟦0044 7700 900123⟧ ⟦+44(0)161 496 0000⟧",
        "⟦+48 22 123 45 67⟧ mob:⟦07700900123⟧",
        "⟦+44 7700 900123⟧ 12 High Street",
        "999, 101, 0800 1111, 12 years, 2023-24, £1,250.00",
        "01.02.2024 10.30 and 05-03-2024 09:15 and 0900-1700",
    ],
    "IP address": ["from ⟦192.168.0.1⟧.", "section 1.2.3 or 1.2.3.4.5"],
    "vehicle": [
        "my car ⟦AB12 CDE⟧, ⟦AB12CDE⟧, ⟦ab12 cde⟧, ⟦A123 BCD⟧, ⟦ABC 123D⟧",
        "THE A6 WAS CLOSED, M25 AND A1, on12 may, am10 and",
    ],
    "date of birth": [
        "DOB ⟦03/05/1980⟧, d.o.b: ⟦3.5.80⟧, date of birth is ⟦1980-05-03⟧",
        "born on the ⟦3rd of May 2015⟧, born ⟦3 May, 2015⟧",
        "on 3 May 2015 I wrote, 03/05/2020; ⟦03/05/1980⟧ and ⟦3 May 1980⟧",
    ],
    "age": [
        "My son ]]], ⟦7⟧, has asthma",
        "my daughter is ⟦4⟧ and ill; twins (⟦3⟧); boy aged ⟦17⟧.",
        "children (aged ⟦3, 5 and 11⟧), ⟦7 year old⟧, ⟦two-year-old⟧, ⟦5yo⟧, ⟦5 y/o⟧",
        "a ⟦9 month old⟧ baby, baby ⟦5 weeks⟧",
        "She is ⟦15⟧. He was ⟦5 years old⟧.",
        "she is ⟦6⟧ years of age",
        "]]], now ⟦6⟧, and ]]] (nearly ⟦4⟧); ]]], ⟦3 yrs⟧, and ]]], ⟦six⟧, cry; ]]] ⟦9⟧",
        "a girl of ⟦seven⟧ saw it; he'd just turned ⟦13⟧; my boy thats ⟦12⟧ has",
        "a ⟦four and a half year old⟧, a ⟦2.5 year old⟧, my ⟦2⟧ and ⟦4 year olds⟧",
        "my ⟦eighteen-month-old⟧, aged just ⟦6⟧, his ⟦13th⟧ bday, my wee one is ⟦2⟧",
        "a group of seven saw it; two and a half years late; it just turned cold",
        "My mother is 82. He is 18, aged 65, aged 18",
        "a 10 year old boiler and a 3 week old complaint and 6 month old rubbish",
        "The delay is 5 weeks. It is 3. He was 2.9 and in section 188(1)",
        "son waited 6 weeks, child 5 years ago, she is 3 weeks late",
    ],
    "reference": [
        "Ref: ⟦CMP-12345⟧, our ref ⟦FM/EHCNA/03⟧, case no. ⟦12345⟧, job ⟦4471902⟧",
        "PCN ⟦AB12345678⟧, invoice number ⟦INV-0091⟧, complaint ⟦20331⟧, UPRN ⟦100012345678⟧",
        "⟦HA/CX/7781⟧ and ⟦COM/3356/J⟧ and ⟦SL-7731⟧, ⟦SL-7760⟧, ⟦BX40771823⟧ and ⟦7102933⟧",
        "planning ⟦23/01877/FUL⟧",
        "case 2023, job 12/03/2024, order 28th, claim 2023/24, complaint 2024-25",
        "⟦FOI 7741⟧, ⟦K118⟧, ⟦22 019 313⟧, log ⟦0417⟧, a/c ends ⟦0092⟧, ⟦YB 3308 1194⟧, ⟦77-3102⟧",
        "EIR 2004, ISO 2024-03-12, 2024-03-12, in 2024-04, SINCE 2019, A616, B4040, S202, at 1430",
        "COVID-19, 24/7, £1250000, 1,250,000, B&Q, A1-A38, stage 2, 2023-24",
    ],
    "address": [
        "at ⟦12 High Street⟧. I",
        "⟦12a Station Rd⟧, ⟦12-14 St Mary's Close⟧, ⟦Flat 3, 12 The Green⟧, ⟦3 Oak House⟧",
        "⟦Flat 9⟧ and ⟦flat 12⟧, ⟦room 4⟧; ⟦Plot 31B, Mill Lane⟧",
        "⟦16 MERE VIEW⟧ and ⟦12 high street⟧ and ⟦44a cinder lane⟧, ⟦4 Mayfield Road⟧",
        "⟦5 May Street⟧ on 5 May Housing rang",
        "High Street, the A6, Oak Park, Station Road",
        "10 minutes walk, 2 cars down road, 20 mph road, in the flat 2 weeks, flat 2nd floor",
        "3 days close, 4 of the houses, 10 to the same street, on 12 March The Park shut",
    ],
}
CASES = [(kind, line) for kind, lines in FOUND.items() for line in lines]


@pytest.mark.parametrize(("kind", "line"), CASES)
def test_marked_parts_are_all_that_is_found(kind, line):
    assert found(kind, MARK.sub("", line)) == line


def test_every_kind_is_tested():
    assert {pattern.kind for pattern in PATTERNS} == set(FOUND)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("943 476 5919", True),
        ("9434765918", False),
        # The weighted sum leaves 0: the check digit is 0; it leaves 1: no digit is good.
        ("000 000 0000", True),
        ("999 000 0000", False),
        ("9990000001", False),
        ("94347659", False),
        ("94347659190", False),
        ("", False),
    ],
)
def test_nhs_checksum(number, good):
    assert nhs_number(number) is good


@pytest.mark.parametrize("first", range(100_000_000, 1_000_000_000, 45_454_541))
def test_at_most_one_last_digit_is_good_for_an_nhs_number(first):
    good = [digit for digit in range(10) if nhs_number(f"{first}{digit}")]
    remainder = sum(int(d) * w for d, w in zip(str(first), range(10, 1, -1), strict=True)) % 11
    assert good == [] if remainder == 1 else good == [-remainder % 11]


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("4111 1111 1111 1111", True),
        ("4111 1111 1111 1112", False),
        ("378282246310005", True),
        ("79927398713", True),
        ("79927398710", False),
        ("0", True),
    ],
)
def test_luhn_checksum(number, good):
    assert luhn(number) is good


PIECES = st.sampled_from(
    "12 |5|0|07700 900123|+44 |(0161) |AB12 CDE|SW1A 1AA|ref |CMP/12|-|/|. |, |no. |number 4|Flat |"
    "High Street|Rose Cottage,|Grave 12|The Old Mill|born |3 May 2015|3/5/2015|he is |aged |seven |"
    "] |(7)|six weeks old|a 9-year-old |turned 18 on |sort code |20-00-00|account |www.a.org/b|"
    "@jo_s|jo@a.org|\n| |Zed |943 476 5919|A1 |x".split("|")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
@example("turned 18 on 12 August, no.123, #1234, ref  AB/12")
def test_patterns_together_find_what_each_finds_alone(text):
    numbers = Numbers.of(text)
    for patterns in (FORMS, AGES):
        alone = [
            (*span, pattern.kind)
            for pattern in patterns
            if pattern.may_occur(numbers)
            for span in pattern.find(text)
        ]
        assert list(find_patterns(numbers, patterns)) == alone


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"0[1-9](?:[ .-]{0,2}[0-9]){8,9}", fullmatch=True))
@example("01800 200 123")
def test_national_telephone_numbers_are_what_phonenumbers_takes_for_possible(text):
    assert _telephone(text) is phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
