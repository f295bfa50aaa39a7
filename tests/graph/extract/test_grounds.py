import pytest

from graph.extract.extractor import load_extractor
from graph.extract.grounds import ground_features, grounds_told, reasoned
from graph.extract.page import Page

EXTRACTOR = load_extractor()


def reasons(text, name, action="ban"):
    analysis = EXTRACTOR.analyse(Page(text))
    return reasoned(EXTRACTOR.learned, EXTRACTOR.reasons, analysis, analysis.sentences[0], name, action)


def likeliest(text):
    analysis = EXTRACTOR.analyse(Page(text))
    told = grounds_told(EXTRACTOR.learned, analysis, analysis.sentences[0])
    return EXTRACTOR.learned.categories[int(told.argmax())]


def test_names_are_all_alike_and_numbers_too():
    one, other = (
        ground_features(analysis, analysis.sentences[0])
        for analysis in (
            EXTRACTOR.analyse(Page(text)) for text in ("At Brill 3 files leaked.", "At Orme 8 files leaked.")
        )
    )
    assert one == other


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("An engineer had pasted source code and customer files into the chatbot.", "data_leak"),
        ("An audit found that one answer in five was simply made up.", "accuracy"),
        ("Reviewers were drowning in a flood of worthless reports.", "workload"),
        ("Pupils had been handing in essays that they had not written themselves.", "academic_integrity"),
    ],
)
def test_a_cause_is_known_without_the_word_for_it(text, category):
    assert likeliest(text) == category


def test_a_reason_quotes_the_sentence_it_stands_in():
    text = (
        "Brackwater Mutual has banned ChatGPT. The insurer fears that client files could leak to outsiders."
    )
    found = reasons(text, "Brackwater Mutual")
    assert "data_leak" in {each.category for each in found}
    assert all(
        each.quote is None or text[each.quote.start : each.quote.end] == each.quote.exact for each in found
    )


def test_where_nothing_is_said_no_reason_is_made():
    assert (
        reasons("Brackwater Mutual has banned ChatGPT. It employs 4,200 people.", "Brackwater Mutual") == ()
    )


def test_without_models_the_rules_alone_give_the_reasons():
    ruled = load_extractor(learned=False)
    text = "Brackwater Mutual has banned ChatGPT over security concerns."
    (claim,) = ruled.extract(Page(text), "v")
    assert [each.category for each in claim.reasons] == ["security"]
