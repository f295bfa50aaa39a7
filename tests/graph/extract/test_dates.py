"""When: what phrases of dates mean, and which date belongs to a rule."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.date_choice import event_date
from graph.extract.date_evidence import Asked
from graph.extract.date_rules import DateRules
from graph.extract.date_spans import shortest
from graph.extract.date_story import dates_told
from graph.extract.dates import find_dates
from graph.extract.page import Analysis, Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon
from graph.model import PartialDate

TODAY = date(2026, 7, 1)  # a Wednesday


@pytest.fixture(scope="module")
def rules() -> DateRules:
    return DateRules.load(load_lexicon())


def analysed(text: str, published: date | None = TODAY) -> Analysis:
    return segment(Page(text, published=published))


def found(rules: DateRules, text: str, published: date | None = TODAY) -> list[str]:
    """The values on a page as text: ISO form, the yearless form, or the role where there is no value."""
    mentions = find_dates(rules, analysed(text, published), 0, len(text))
    return [each.value.iso if each.value else each.yearless or each.role for each in mentions]


PHRASES = [
    # days, in all orders
    ("The rule starts on 2026-06-24.", "2026-06-24"),
    ("The rule started on 24 June 2026.", "2026-06-24"),
    ("The rule started on June 24, 2026.", "2026-06-24"),
    ("The rule started on June 24th, 2026.", "2026-06-24"),
    ("The rule started on June 24 2026.", "2026-06-24"),
    ("The rule started on the 24th of June 2026.", "2026-06-24"),
    ("The rule started on Wednesday, June 24, 2026.", "2026-06-24"),
    ("The rule started on Jun. 24, 2026.", "2026-06-24"),
    ("The rule started on 24 Jun 2026.", "2026-06-24"),
    ("It was signed on Sept. 3, 2025.", "2025-09-03"),
    ("It was signed on 3 Sep 2025.", "2025-09-03"),
    ("It was signed on 24.06.2026.", "2026-06-24"),
    ("It was signed on 6/24/2026.", "2026-06-24"),
    ("It was signed on 24/6/2026.", "2026-06-24"),
    ("It was signed on 2026/06/24.", "2026-06-24"),
    ("Posted 2026-06-24T10:15:00Z.", "2026-06-24"),
    ("The ban began on June 24.", "2026-06-24"),
    ("The ban began on 24 June.", "2026-06-24"),
    ("The ban began on the 24th of June.", "2026-06-24"),
    ("The ban began on December 3.", "2025-12-03"),
    ("The ban began on Feb. 9.", "2026-02-09"),
    ("Signed on the 12th, the order binds all staff.", "2026-06-12"),
    ("Signed on the 1st, the order binds all staff.", "2026-07-01"),
    # months
    ("In June 2026 the bank blocked it.", "2026-06"),
    ("In June of 2026 the bank blocked it.", "2026-06"),
    ("In June, 2026, the bank blocked it.", "2026-06"),
    ("In June the bank blocked it.", "2026-06"),
    ("In July the bank blocked it.", "2026-07"),
    ("In August the bank blocked it.", "2025-08"),
    ("Last June the bank blocked it.", "2026-06"),
    ("Last October the bank blocked it.", "2025-10"),
    ("This June the bank blocked it.", "2026-06"),
    ("Next March the ban ends.", "2027-03"),
    ("Its February ban has gone.", "2026-02"),
    ("The May memo said so.", "2026-05"),
    ("In May it said so.", "2026-05"),
    ("In March it said so.", "2026-03"),
    ("In June last year the bank blocked it.", "2025-06"),
    ("On June 24 last year the bank blocked it.", "2025-06-24"),
    ("In Sept. 2025 the bank blocked it.", "2025-09"),
    ("It dates from 2025-11.", "2025-11"),
    # years
    ("In 2023 the school blocked it.", "2023"),
    ("Since 2023 it has been blocked.", "2023"),
    ("It has been off limits from 2024.", "2024"),
    ("The memo (2023) says so.", "2023"),
    ("It holds from the 2026 cycle on.", "2026"),
    ("Last year the school blocked it.", "2025"),
    ("This year the school blocked it.", "2026"),
    ("Next year the ban ends.", "2027"),
    ("Two years ago the school blocked it.", "2024"),
    ("A year ago the school blocked it.", "2025"),
    # parts of months and years
    ("In early June it was blocked.", "2026-06-01/2026-06-10"),
    ("In mid-June it was blocked.", "2026-06-11/2026-06-20"),
    ("In late June it was blocked.", "2026-06-21/2026-06-30"),
    ("In late June 2025 it was blocked.", "2025-06-21/2025-06-30"),
    ("Late in June it was blocked.", "2026-06-21/2026-06-30"),
    ("At the start of June it was blocked.", "2026-06-01/2026-06-10"),
    ("At the end of June it was blocked.", "2026-06-21/2026-06-30"),
    ("In the middle of June it was blocked.", "2026-06-11/2026-06-20"),
    ("In the last week of June it was blocked.", "2026-06-24/2026-06-30"),
    ("In the last week of June 2025 it was blocked.", "2025-06-24/2025-06-30"),
    ("In the last week of February 2024 it was blocked.", "2024-02-23/2024-02-29"),
    ("In the first week of June it was blocked.", "2026-06-01/2026-06-07"),
    ("In the second week of June it was blocked.", "2026-06-08/2026-06-14"),
    ("In the third week of June 2026 it was blocked.", "2026-06-15/2026-06-21"),
    ("In the first half of June it was blocked.", "2026-06-01/2026-06-15"),
    ("In the second half of June it was blocked.", "2026-06-16/2026-06-30"),
    ("On the last day of June it was blocked.", "2026-06-30"),
    ("On the first day of June it was blocked.", "2026-06-01"),
    ("In the first days of June it was blocked.", "2026-06-01/2026-06-10"),
    ("In the final days of June it was blocked.", "2026-06-21/2026-06-30"),
    ("In the week of June 22 it was blocked.", "2026-06-22/2026-06-28"),
    ("In the week of 24 June it was blocked.", "2026-06-22/2026-06-28"),
    ("In early 2026 it was blocked.", "2026-01-01/2026-04-30"),
    ("In mid-2026 it was blocked.", "2026-05-01/2026-08-31"),
    ("In late 2025 it was blocked.", "2025-09-01/2025-12-31"),
    ("At the start of 2026 it was blocked.", "2026-01-01/2026-03-31"),
    ("At the end of 2025 it was blocked.", "2025-10-01/2025-12-31"),
    ("Late last year it was blocked.", "2025-09-01/2025-12-31"),
    ("Early this year it was blocked.", "2026-01-01/2026-04-30"),
    ("At the beginning of the month it was blocked.", "2026-07-01/2026-07-10"),
    ("At the end of last month it was blocked.", "2026-06-21/2026-06-30"),
    ("At the beginning of the year it was blocked.", "2026-01-01/2026-03-31"),
    # quarters, halves, seasons, school years
    ("In Q2 2026 it was blocked.", "2026-04-01/2026-06-30"),
    ("In the second quarter of 2026 it was blocked.", "2026-04-01/2026-06-30"),
    ("In the first quarter it was blocked.", "2026-01-01/2026-03-31"),
    ("In the fourth quarter of last year it was blocked.", "2025-10-01/2025-12-31"),
    ("In the last quarter of 2025 it was blocked.", "2025-10-01/2025-12-31"),
    ("Last quarter it was blocked.", "2026-04-01/2026-06-30"),
    ("In H1 2026 it was blocked.", "2026-01-01/2026-06-30"),
    ("In the second half of 2025 it was blocked.", "2025-07-01/2025-12-31"),
    ("In the first half of last year it was blocked.", "2025-01-01/2025-06-30"),
    ("In summer 2025 it was blocked.", "2025-06-01/2025-08-31"),
    ("In the spring of 2026 it was blocked.", "2026-03-01/2026-05-31"),
    ("Last fall it was blocked.", "2025-09-01/2025-11-30"),
    ("Last autumn it was blocked.", "2025-09-01/2025-11-30"),
    ("This spring it was blocked.", "2026-03-01/2026-05-31"),
    ("In winter 2025 it was blocked.", "2025"),
    ("It covers the 2025-26 school year.", "2025-08-01/2026-07-31"),
    ("It covers the academic year 2025/26.", "2025-08-01/2026-07-31"),
    # weekdays and near days
    ("On Monday it was blocked.", "2026-06-29"),
    ("It was blocked Tuesday.", "2026-06-30"),
    ("On Wednesday it was blocked.", "2026-07-01"),
    ("On Thursday it was blocked.", "2026-06-25"),
    ("Last Wednesday it was blocked.", "2026-06-24"),
    ("It will be blocked next Monday.", "2026-07-06"),
    ("It will be blocked on Friday.", "2026-07-03"),
    ("It will be open beginning Monday.", "2026-07-06"),
    ("It has been blocked since the spring.", "2026-03-01/2026-05-31"),
    ("From this term it is blocked.", "2026"),
    ("By Christmas it will be blocked.", "2026-12"),
    ("Since last Easter it has been blocked.", "2026-04"),
    ("On the first of June it was blocked.", "2026-06-01"),
    ("On the first of the month it was blocked.", "2026-07-01"),
    ("It was blocked over the weekend.", "2026-06-27/2026-06-28"),
    ("Earlier in the week it was blocked.", "2026-06-29/2026-07-01"),
    ("Exams begin on August 8.", "2026-08-08"),
    ("On Monday of last week it was blocked.", "2026-06-22"),
    ("Last week's Tuesday it was blocked.", "2026-06-23"),
    ("Today it was blocked.", "2026-07-01"),
    ("Yesterday it was blocked.", "2026-06-30"),
    ("The day before yesterday it was blocked.", "2026-06-29"),
    ("Tomorrow the ban starts.", "2026-07-02"),
    ("Last night it was blocked.", "2026-06-30"),
    ("This morning it was blocked.", "2026-07-01"),
    ("Last week it was blocked.", "2026-06-22/2026-06-28"),
    ("This week it was blocked.", "2026-06-29/2026-07-01"),
    ("Earlier this week it was blocked.", "2026-06-29/2026-07-01"),
    ("Next week it will be blocked.", "2026-07-06/2026-07-12"),
    ("In the past week it was blocked.", "2026-06-24/2026-07-01"),
    ("Last month it was blocked.", "2026-06"),
    ("Earlier this month it was blocked.", "2026-07"),
    ("Next month it will be blocked.", "2026-08"),
    ("Three days ago it was blocked.", "2026-06-28"),
    ("Two weeks ago it was blocked.", "2026-06-15/2026-06-21"),
    ("A month ago it was blocked.", "2026-06"),
    ("Six months ago it was blocked.", "2026-01"),
    ("A fortnight ago it was blocked.", "2026-06-15/2026-06-21"),
    ("Two summers ago it was blocked.", "2024-06-01/2024-08-31"),
    ("Two springs ago it was blocked.", "2025-03-01/2025-05-31"),
    ("Since New Year's Day it has been blocked.", "2026-01-01"),
    ("Since the first day of this year it has been blocked.", "2026-01-01"),
    ("On the last day of last month it was blocked.", "2026-06-30"),
    ("In September '23 it was blocked.", "2023-09"),
    ("It's been blocked since sept, he says.", "2025-09"),
    ("they blocked it in may, i hear", "2026-05"),
    ("MAY. The bank blocks it.", "2026-05"),
    ("From this semester it is blocked.", "2026"),
    ("With the start of the present semester it was blocked.", "2026"),
    # ranges
    ("It held from 1-7 June 2026.", "2026-06-01/2026-06-07"),
    ("It held from June 1 to 7, 2026.", "2026-06-01/2026-06-07"),
    ("It held from June 28 to July 2.", "2026-06-28/2026-07-02"),
    ("It held from 28 June to 2 July.", "2026-06-28/2026-07-02"),
    ("It held from January to March 2026.", "2026-01-01/2026-03-31"),
    ("It held between 2023 and 2025.", "2023-01-01/2025-12-31"),
    # ahead of the page, or on either side of it
    ("The ban takes effect on September 1.", "2026-09-01"),
    ("The rule will hold from 1 September.", "2026-09-01"),
    ("It is in force from 1 June.", "2026-06-01"),
    ("It is in force as of 15 July.", "2026-07-15"),
    ("Staff must stop by August 31.", "2026-08-31"),
    ("From Monday, staff will be cut off.", "2026-07-06"),
    ("From Monday, staff were cut off.", "2026-06-29"),
    ("The start is pencilled in for January.", "2027-01"),
    ("It is to be back in time for Easter 2027.", "2027-04"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PHRASES)
def test_a_phrase_means_its_interval(rules: DateRules, text: str, expected: str) -> None:
    assert found(rules, text) == [expected]


def test_the_table_of_phrases_is_long_enough() -> None:
    assert len(PHRASES) >= 120


@pytest.mark.parametrize(
    "text",
    [
        "Staff may use it.",
        "May 24 universities do the same?",
        "They march to the office.",
        "The 2023 report names 24 universities.",
        "It runs on version 2.6.2026 and on v2023.1.",
        "More than 2023 users complained.",
        "It costs $2024 a year.",
        "The second rule is a monster.",
        "The sun was out, and he sat down.",
        "The district is the 12th largest.",
        "April Smith wrote to him.",
        "The policy had changed the previous week.",
        "On 6/7/2026 it changed.",
        "On 31 February 2026 it changed.",
    ],
)
def test_what_looks_like_a_date_may_be_none(rules: DateRules, text: str) -> None:
    mentions = find_dates(rules, analysed(text), 0, len(text))
    assert not [each for each in mentions if each.value or each.yearless]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Staff must stop using it by June 30.", "deadline"),
        ("The ban holds until June 30.", "deadline"),
        ("They have to delete it no later than 30 June.", "deadline"),
        ("It was blocked for six months.", "duration"),
        ("A six-month moratorium was declared.", "duration"),
        ("The Verge reported on May 22.", "report"),
        ("The ban began on May 22.", "event"),
    ],
)
def test_a_date_has_a_role(rules: DateRules, text: str, role: str) -> None:
    assert [each.role for each in find_dates(rules, analysed(text), 0, len(text))] == [role]


def test_a_date_says_whether_it_was_stated_or_inferred(rules: DateRules) -> None:
    text = "On June 24, 2026 it began, and on Monday it ended."
    bases = [each.value.basis for each in find_dates(rules, analysed(text), 0, len(text)) if each.value]
    assert bases == ["stated", "inferred"]


def test_a_day_without_any_year_stays_without_one(rules: DateRules) -> None:
    assert found(rules, "The letter of 28 April forbids it.", published=None) == ["--04-28"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has been open since September.", ["--09"]),
        ("In mid-January the agency blocked it.", ["--01"]),
        ("From May to July it was blocked.", ["event"]),
    ],
)
def test_a_month_without_any_year_stays_without_one(rules: DateRules, text: str, expected: list[str]) -> None:
    assert found(rules, text, published=None) == expected


def test_the_history_of_something_else_gives_no_year(rules: DateRules) -> None:
    text = "The house was founded in 1987. In October it blocked ChatGPT."
    assert found(rules, text, published=None) == ["1987", "--10"]


def test_relative_words_on_an_undated_page_have_no_value(rules: DateRules) -> None:
    assert found(rules, "On Monday it was blocked.", published=None) == ["event"]


def test_an_undated_page_takes_the_year_its_story_has_reached(rules: DateRules) -> None:
    text = "ChatGPT came out in November 2022. In February the district blocked it."
    assert found(rules, text, published=None) == ["2022-11", "2023-02"]


def test_a_page_dated_to_a_month_gives_the_year_and_no_day(rules: DateRules) -> None:
    text = "On April 28 the district blocked it. On Monday it was told to wait."
    analysis = segment(Page(text, dated=PartialDate.month(2023, 5, "page")))
    mentions = find_dates(rules, analysis, 0, len(text))
    assert [each.value.iso if each.value else each.role for each in mentions] == ["2023-04-28", "event"]


def test_a_mail_header_dates_the_words_below_it(rules: DateRules) -> None:
    text = "Date: June 29, 2023\nSubject: new rule\n\nAs of yesterday it is forbidden."
    assert found(rules, text, published=None)[-1] == "2023-06-28"


def dated(rules: DateRules, text: str, trigger: str, published: date | None = TODAY) -> str | None:
    analysis = analysed(text, published)
    at = text.index(trigger)
    sentence = next(each for each in analysis.sentences if each.start <= at < each.end)
    mention = event_date(rules, analysis, Asked(sentence, at))
    if mention is None:
        return None
    return shortest(mention.value) if mention.value else mention.yearless


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("On Monday the bank banned it.", "banned", "2026-06-29"),
        ("The bank banned it after a leak in April.", "banned", None),
        ("The bank banned it in May, after a leak in April.", "banned", "2026-05"),
        ("The bank, which was founded in 1901, banned it.", "banned", None),
        ("The bank said in May that it would ban it from 1 September.", "ban it", "2026-09-01"),
        ("The bank banned it. The memo was sent on Monday.", "banned", "2026-06-29"),
        ("The bank banned it. It takes effect on 1 August.", "banned", "2026-08-01"),
        ("The bank banned it. Its shares fell on Monday.", "banned", None),
        ("The school lifted the February ban.", "lifted", None),
        ("The bank banned it in May. Later the same month shares fell.", "banned", "2026-05"),
        ("On Monday it was blocked. Later the same day access came back.", "access came back", "2026-06-29"),
        ("The ban, announced last week, covers all staff.", "ban,", "2026-06"),
        ("The Verge reported on May 22 that the firm banned it.", "banned", None),
        ("The firm banned it for six months.", "banned", None),
        ("It was banned on 28 April.", "banned", "2026-04-28"),
        ("Since last October use has been forbidden.", "forbidden", "2025-10"),
        (
            "The memo was sent on Monday. Staff had pasted code, and the bank banned it.",
            "banned",
            "2026-06-29",
        ),
    ],
)
def test_a_rule_gets_its_own_date_or_none(
    rules: DateRules, text: str, trigger: str, expected: str | None
) -> None:
    assert dated(rules, text, trigger) == expected


def test_what_is_lifted_keeps_the_date_it_was_imposed(rules: DateRules) -> None:
    text = "On Monday the court lifted the suspension ordered in May."
    analysis = analysed(text)
    at = text.index("lifted")
    found = {
        action: event_date(rules, analysis, Asked(analysis.sentences[0], at, action=action))
        for action in ("lift", "ban")
    }
    assert {action: each and each.value and each.value.iso for action, each in found.items()} == {
        "lift": "2026-06-29",
        "ban": "2026-05",
    }


SIGNS = load_lexicon().table("dates")["sign"]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda each: each["name"])
def test_a_sign_fires_on_its_examples_and_is_silent_on_the_others(
    rules: DateRules, sign: dict[str, Any]
) -> None:
    pattern = next(each.pattern for each in rules.signs if each.name == sign["name"])
    assert [text for text in sign["fires"] if not pattern.search(text)] == []
    assert [text for text in sign["silent"] if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was blocked on June 24, 2026. Access came back two days later.", "2026-06-26"),
        ("It was blocked on June 24, 2026. Access came back the next day.", "2026-06-25"),
        ("It was blocked on June 24, 2026. A week later it was open.", "2026-07-01"),
        ("It was blocked on June 24, 2026. Others followed the same month.", "2026-06"),
        ("It was blocked on June 24, 2026. A month earlier it was open.", "2026-05"),
        ("It was blocked in June 2026. Others followed the same day.", "2026-06"),
        ("It was blocked on June 10, 2026. A fortnight later it was open.", "2026-06-24"),
        ("It was blocked on June 10, 2026. A year on, it is open.", "2027"),
        ("It was blocked in May 2023. In November of that year it was open.", "2023-11"),
        ("It was blocked in May 2023. On 28 April of the same year it was open.", "2023-04-28"),
    ],
)
def test_a_date_may_be_told_from_the_one_before(rules: DateRules, text: str, expected: str) -> None:
    told = dates_told(rules, analysed(text))
    assert told[-1][1].value is not None
    assert told[-1][1].value.iso == expected


def test_the_end_of_a_rule_does_not_take_the_date_of_its_beginning(rules: DateRules) -> None:
    assert dated(rules, "The bank on Tuesday lifted the ban it imposed in April.", "lifted") == "2026-06-30"


def test_the_shortest_form_holds_the_whole_interval() -> None:
    assert shortest(PartialDate.parse("2026-06-24/2026-06-30")) == "2026-06"
    assert shortest(PartialDate.parse("2025-01-27/2025-03-02")) == "2025"
    assert shortest(PartialDate.parse("2024-12-30/2025-02-05")) == ""


def test_a_week_across_two_months_is_of_the_one_that_holds_more_of_it() -> None:
    assert shortest(PartialDate.parse("2025-01-27/2025-02-02")) == "2025-01"
    assert shortest(PartialDate.parse("2024-12-30/2025-01-05")) == "2025-01"


PIECES = """the last first week of June May 24 31 2026 2023 1999 on in by since until from to -
, Q2 early mid late Monday Mon. yesterday two ago month years half quarter summer next this 1-7 30/2 2026-13-40
00 99 1st and . para"""
WORDS = st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=40)


@given(words=WORDS, published=st.none() | st.dates(date(1950, 1, 1), date(2099, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_any_words_give_dates_with_exact_spans_and_sane_years(
    rules: DateRules, words: list[str], published: date | None
) -> None:
    text = " ".join(words)
    mentions = find_dates(rules, analysed(text, published), 0, len(text))
    assert all(0 <= each.start < each.end <= len(text) for each in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))
    assert all(
        each.value.first.year >= 1940 and each.value.last.year <= 2110 for each in mentions if each.value
    )


@given(text=st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_search(rules: DateRules, text: str) -> None:
    analysis = analysed(text)
    for sentence in analysis.sentences:
        event_date(rules, analysis, Asked(sentence, sentence.start))


def test_time_grows_with_the_text_and_not_faster(rules: DateRules, seconds: Callable[..., float]) -> None:
    line = (
        "On Monday, June 24, the bank said that from 1 September 2026 staff may not use it until early 2027. "
    )

    def spent(times: int) -> float:
        return seconds(
            lambda analysis: find_dates(rules, analysis, 0, len(analysis.lower)),
            lambda: analysed(line * times),
        )

    assert spent(1600) < 8 * spent(400) + 0.05
