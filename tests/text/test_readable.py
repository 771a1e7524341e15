import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.readable import NO_TEXT, NOT_ENGLISH, READABLE, TOO_SHORT, readability


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n ", "...", "12/03/2024", "£45.00", "07700 900123", "👍", "-"),
        *("N/A", "n/a.", "na", "None", "NULL", "nan", "blank", "TBC", "unknown", "test"),
        *("see attached", "See attached letter.", "Please see the attachment", "refer to e-mail"),
        *("as per letter attached", "see above", "(see enclosed)", "No details given", "no text"),
    ],
)
def test_texts_that_say_nothing(text):
    assert readability(text) == NO_TEXT


@pytest.mark.parametrize("text", ["Bins", "missed bin", "Damp!!!", "bin 3 bin", "don't know"])
def test_one_or_two_words_are_too_short(text):
    assert readability(text) == TOO_SHORT


@pytest.mark.parametrize(
    "text",
    [
        "Moje śmieci nie zostały odebrane od trzech tygodni i nikt nie odbiera telefonu.",
        "Moje smieci nie zostaly odebrane od trzech tygodni i nikt nie odbiera telefonu.",
        "Nid yw fy miniau wedi cael eu casglu ers tair wythnos ac nid oes neb yn ateb y ffôn.",
        "Gunoiul nu a fost ridicat de trei săptămâni și nimeni nu răspunde la telefon.",
        "Minha casa tem bolor e ninguém da câmara responde às minhas mensagens há semanas.",
        "Nuk na kanë marrë mbeturinat prej tre javësh dhe askush nuk përgjigjet në telefon.",
        "میرے گھر کا کوڑا تین ہفتوں سے نہیں اٹھایا گیا اور کوئی فون نہیں اٹھاتا۔",
        "আমার ময়লা তিন সপ্তাহ ধরে নেওয়া হয়নি এবং কেউ ফোন ধরে না।",
        "我家的垃圾已经三个星期没有人来收了",
        "Моє сміття не забирали три тижні, і ніхто не відповідає на дзвінки.",
        "شكوى",
        # typed in Latin letters
        "mera ghar me pani nahi hai",
        "Mere ghar mein do hafte se garam pani nahi hai aur council wale phone nahi uthate",
        "bin ka kachra teen hafte se nahi uthaya gaya, koi jawab nahi deta",
        "mainu koi jawab nahi milya, sade ghar vich pani nahi hega",
        "amar bashar pani nai, keu phone dhore na, ami khub oshubidhay achi",
    ],
)
def test_other_languages_are_not_english(text):
    assert readability(text) == NOT_ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "My bin was missed again and nobody answers the phone.",
        "bin missed again",
        "BINS NOT EMPTIED AGAIN",
        "No heating or hot water. Boiler broken.",
        # code-mixed
        "Main council tax ka bill pay kar chuka hoon but they are still sending me letters, please "
        "check my account because it is not right",
        "Dzień dobry, my bin was not collected for three weeks and nobody answers, proszę o pomoc",
        "Council ne bola that the repair would be done on Monday, lekin koi nahi aaya",
        "Bhai the boiler is still broken, ghar me pani nahi hai, please send the engineer to us",
        # call notes
        "Cust rang re missed bin x3. Rptd online, no resp. Wants c/b asap. Advised 5 wkg days.",
        "Tnt called: leak kitchen ceiling, 2nd time. Op no show Tues. Vuln, child asthma.",
        "Complt re parking permit refund. Paid twice. Ref given. Chased 3x. Unhappy.",
        "Damp mould bedroom, black walls, kids coughing, reported Jan Feb Mar, no action taken",
        "Stage 2 req. Decision letter wrong address. Appeal deadline missed. Apology sought.",
        "Koi carp dead in park pond, water green, ranger Kiya told twice, nothing done",
        "Pothole damaged tyre, High Street junction Station Road, claim form rejected",
    ],
)
def test_english_is_readable_mixed_or_telegraphic(text):
    assert readability(text) == READABLE


@pytest.mark.parametrize(
    "text", ["None of the bins were emptied", "Test results for lead never came", "see attached "
             "photos of the damp in my flat", "No information was given to us at all"]
)  # fmt: skip
def test_sentences_that_open_like_an_empty_answer_are_readable(text):
    assert readability(text) == READABLE


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_has_one_of_the_four_values(text):
    assert readability(text) in {NO_TEXT, TOO_SHORT, NOT_ENGLISH, READABLE}


def test_time_grows_with_length_only(long_text, seconds):
    readability("Warm up: the language detector is loaded when it is first needed, gwasanaeth")
    assert seconds(readability, long_text[:250_000]) < 1
