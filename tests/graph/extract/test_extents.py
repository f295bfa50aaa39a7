"""How far a rule goes: "these two alone", "all 127 employees", "only the night desk"."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract import Page, load_extractor
from graph.extract.amounts import numbers_in
from graph.extract.belonging import Homes
from graph.extract.extents import ExtentRules, extended
from graph.lexicon import load_lexicon
from graph.model import Assertion, Number, VersionId

LEXICON = load_lexicon()
TABLE = LEXICON.table("extents")
RULES = ExtentRules.load(LEXICON)
TOOLS = {"exhaustive": RULES.exhaustive, "universal": RULES.universal}
PEOPLE = {"only": RULES.only, "all": RULES.everybody, "exempt": RULES.exempt}


def masked(sentence: str) -> str:
    """Write tools ("T:Deebot") and kinds of tools ("C:AI tools") over, as the extractor does."""
    kinds = re.compile(r"C:((?:generative )?AI tools?|chatbots?)")
    covered = kinds.sub(lambda found: "\x02" * len(found[1]), sentence)
    covered = re.sub(r"T:(\w+)", lambda found: "\x01" * len(found[1]), covered)
    return covered.lower().replace("\x01", "T").replace("\x02", "C")


def numbers(sentence: str) -> tuple[Number, ...]:
    return numbers_in(RULES.amounts, sentence, sentence.lower(), 0, len(sentence))


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, each) for name in TOOLS for each in TABLE["tools"][name]["fires"]]
)
def test_a_set_of_tools_is_found_in_its_examples(name: str, sentence: str) -> None:
    assert TOOLS[name].find(masked(sentence))


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, each) for name in TOOLS for each in TABLE["tools"][name]["silent"]]
)
def test_a_set_of_tools_is_not_found_in_its_counter_examples(name: str, sentence: str) -> None:
    assert TOOLS[name].find(masked(sentence)) is None


@pytest.mark.parametrize(
    ("name", "example"), [(name, each) for name in PEOPLE for each in TABLE["people"][name]["fires"]]
)
def test_people_are_found_in_their_examples(name: str, example: str) -> None:
    sentence, _, part = example.partition(" | ")
    found = PEOPLE[name].find(masked(sentence))
    assert found
    assert not part or part.lower() in found.groupdict().values()


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, each) for name in PEOPLE for each in TABLE["people"][name]["silent"]]
)
def test_people_are_not_found_in_their_counter_examples(name: str, sentence: str) -> None:
    assert PEOPLE[name].find(masked(sentence)) is None


@pytest.mark.parametrize("example", TABLE["cover"]["fires"])
def test_a_number_is_read_with_what_it_counts(example: str) -> None:
    sentence, measure, low, high = (each.strip() for each in example.split("|"))
    [number] = numbers(sentence)
    assert number.measure == measure
    assert ["-" if each is None else str(int(each)) for each in (number.low, number.high)] == [low, high]
    assert number.text in sentence


@pytest.mark.parametrize("sentence", TABLE["cover"]["silent"])
def test_a_number_that_no_rule_reaches_is_none(sentence: str) -> None:
    assert numbers(sentence) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("twelve", (12, 12)),
        ("forty-six", (46, 46)),
        ("nineteen hundred", (1900, 1900)),
        ("two thousand", (2000, 2000)),
        ("12,400", (12400, 12400)),
        ("at most 30", (None, 30)),
        ("fewer than 30", (None, 29)),
        ("between 200 and 300", (200, 300)),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(
    words: str, expected: tuple[int | None, int | None]
) -> None:
    [number] = numbers(f"The order covers {words} laptops.")
    assert (number.low, number.high) == expected


WORDS = [
    *TABLE["leads"]["about"],
    *TABLE["spelled"]["tens"],
    *TABLE["counted"]["people"]["nouns"][:6],
    "all",
    "covers",
    "of",
    "and",
]


@given(st.lists(st.sampled_from([*WORDS, "12", "1,200", "7", "hundred", "between", "."]), max_size=14))
def test_a_number_never_ends_before_it_begins_and_stands_in_its_sentence(words: list[str]) -> None:
    sentence = " ".join(words)
    for each in numbers(sentence):
        assert each.text in sentence
        assert each.low is None or each.high is None or each.low <= each.high


@pytest.fixture(scope="module")
def read():
    extractor = load_extractor(LEXICON, learned=False)

    def of(text: str) -> list[Assertion]:
        return extractor.extract(Page(text), VersionId("v-1"))

    return of


def test_the_sentence_after_a_claim_says_how_far_it_goes(read) -> None:
    [ban] = read("Samsung has banned ChatGPT. The order concerns 3,100 employees.")
    assert [(each.measure, each.low) for each in ban.numbers] == [("people covered", 3100)]


def test_a_sentence_about_something_else_says_nothing_of_the_claim(read) -> None:
    [ban] = read("Samsung has banned ChatGPT. Last year a storm affected 3,100 employees.")
    assert ban.numbers == ()


def test_a_sentence_about_the_block_says_nothing_of_a_permission(read) -> None:
    [allowed] = read("Samsung allows its engineers to use ChatGPT. The block covers primary schools only.")
    assert allowed.action == "allow"
    assert not (allowed.scope and allowed.scope.exclusive)


def test_a_closed_list_and_every_tool_are_told_apart(read) -> None:
    [closed] = read("Samsung has banned ChatGPT and Claude, and no others.")
    [wide] = read("Samsung has banned all AI tools.")
    assert (closed.tool_set, wide.tool_set) == ("exhaustive", "universal")


def test_a_part_alone_and_everybody_are_told_apart(read) -> None:
    [alone] = read("Samsung has banned ChatGPT. It applies only to traders.")
    [every] = read("Samsung has banned ChatGPT for all employees.")
    assert alone.scope.exclusive
    assert alone.scope.text == "traders"
    assert every.scope.universal
    assert not every.scope.exclusive


def test_whom_an_end_is_for_is_not_whom_the_rule_was_for(read) -> None:
    ended, ban = read("Samsung has lifted its ban on ChatGPT for all employees.")
    assert (ended.action, ban.action) == ("lift", "ban")
    assert ended.scope.universal
    assert not (ban.scope and ban.scope.universal)


def test_a_question_says_nothing(read) -> None:
    assert all(not each.tool_set for each in read("Samsung has banned ChatGPT. Is it ChatGPT alone?"))


def test_a_page_of_extents_without_end_costs_no_more_than_its_length(seconds) -> None:
    extractor = load_extractor(LEXICON, learned=False)
    few, many = (
        "Samsung has banned ChatGPT. " + "It concerns all 1,000 of the 1,000 people only. " * size
        for size in (500, 2000)
    )
    made = {text: extractor.extract(Page(text), VersionId("v-1")) for text in (few, many)}

    def cost(text: str) -> float:
        return seconds(
            lambda analysis: extended(extractor.extents, Homes.of(analysis, made[text]), made[text]),
            lambda: extractor.analyse(Page(text)),
        )

    assert cost(many) < 10 * cost(few)
