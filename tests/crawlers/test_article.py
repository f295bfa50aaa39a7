import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.article import Article, Unreadable, read_article, reader_name
from crawlers.dates import Discovered
from graph.model import Link, PartialDate

URL = "http://desk.test/news/bank.html"
MEMO = (
    "<p>Employees of the bank may no longer use ChatGPT on company devices, an internal memo says. It gives "
    "the protection of client data as the reason.</p>"
)
GOLD = sorted((Path(__file__).parents[2] / "data" / "corpus" / "gold").glob("*.json"))
PAGES = [gold for path in GOLD if "path" in (gold := json.loads(path.read_text("utf-8")))]


def collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Visible(HTMLParser):
    """The text of a page as a browser shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("head", "script", "style")
        self.parts.append("" if tag in ("a", "b", "i", "em", "span", "strong", "time") else " ")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("head", "script", "style")
        self.parts.append("" if tag in ("a", "b", "i", "em", "span", "strong", "time") else " ")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


@pytest.fixture(scope="module")
def read(corpus: Path) -> Callable[[dict], Article]:
    def reading(gold: dict) -> Article:
        html = (corpus / gold["path"]).read_bytes()
        article = read_article(html, gold["url"], follow_canonical="amp" not in gold["id"])
        assert isinstance(article, Article)
        return article

    return reading


def test_the_sample_newsroom_has_gold_for_all_its_kinds_of_pages():
    assert len(PAGES) == 34
    assert sum(len(gold["claims"]) for gold in PAGES) == 65


@pytest.mark.parametrize("gold", PAGES, ids=lambda gold: gold["id"])
def test_every_sentence_that_carries_a_claim_is_in_the_text(gold, read):
    text = collapsed(read(gold).text)
    assert [claim["quote"] for claim in gold["claims"] if collapsed(claim["quote"]) not in text] == []


@pytest.mark.parametrize("gold", PAGES, ids=lambda gold: gold["id"])
def test_every_line_can_be_found_in_the_page_as_a_reader_sees_it(gold, read, corpus):
    visible = Visible()
    visible.feed((corpus / gold["path"]).read_text("utf-8"))
    shown = collapsed("".join(visible.parts))
    lines = [line for line in read(gold).text.splitlines() if line and not line.startswith(">")]
    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize("gold", PAGES, ids=lambda gold: gold["id"])
def test_pages_are_dated_to_the_day_and_the_instant_they_state(gold, read):
    stated = datetime.fromisoformat(gold["published"])
    article = read(gold)
    assert article.published == PartialDate.day(stated.date(), "page")
    assert article.published_at == stated.astimezone(UTC)


def test_cookie_banners_related_stories_and_letters_stay_outside(corpus):
    page = corpus / "site-a" / "2026" / "06" / "30" / "meta-approval-gate-claude-code-codex.html"
    text = read_article(page.read_bytes(), "http://lantern-wire.test/x", follow_canonical=False).text
    assert not re.search("cookie|unsubscribe|Most read|Samsung|battery", text)


def test_the_links_of_the_text_carry_their_words_and_the_menu_has_none(corpus):
    page = corpus / "site-a" / "2026" / "06" / "12" / "samsung-brings-chatbots-back.html"
    article = read_article(
        page.read_bytes(), "http://lantern-wire.test/2026/06/12/samsung-brings-chatbots-back.html"
    )
    assert article.links == (
        Link(
            "http://lantern-wire.test/2023/05/02/samsung-shuts-out-generative-ai.html",
            "had been in force since May 2023",
        ),
    )


def test_a_message_keeps_whole_sentences_and_its_quotes_apart(corpus):
    page = corpus / "site-f" / "qemu-style" / "2026-05" / "msg00920.html"
    lines = read_article(page.read_bytes(), "http://lists.patchpile.test/m").text.splitlines()
    assert lines[0] == (
        "> So far QEMU declines everything that is known to contain AI-generated code. The tools have become "
        "better. I propose to accept such code outside the core if the submitter takes responsibility."
    )
    assert lines[2].startswith("I have two comments on the wording.")


def test_a_thread_keeps_question_and_answers(corpus):
    page = corpus / "site-f" / "forum" / "answers-written-by-a-bot.html"
    text = read_article(
        page.read_bytes(), "http://lists.patchpile.test/forum/answers-written-by-a-bot.html"
    ).text
    assert text.startswith("asked by curious-user on December 6, 2022, 2 answers")
    assert len([line for line in text.splitlines() if re.match("[QA]: ", line)]) == 3


def test_title_author_and_language_are_those_of_the_page(corpus):
    page = corpus / "site-c" / "posts" / "the-gate-is-not-about-llama.html"
    article = read_article(
        page.read_bytes(), "http://gatekeepers-notebook.test/posts/the-gate-is-not-about-llama.html"
    )
    assert (article.title, article.author, article.language) == (
        "The gate is not about Llama",
        "Ines Halloway",
        "en",
    )
    assert not article.text.startswith(article.title)


def test_bytes_and_text_read_alike(page):
    html = page(title="Bank’s rule – “no” to ChatGPT")
    assert read_article(html.encode(), URL) == read_article(html, URL)


def test_a_teaser_before_a_paywall_is_an_article(page):
    head = '<meta property="og:type" content="article">'
    article = read_article(page("<p>The bank has shut ChatGPT out of all its branches.</p>", head=head), URL)
    assert isinstance(article, Article)
    assert article.text == "The bank has shut ChatGPT out of all its branches."


@pytest.mark.parametrize("folder", "abcdefg")
def test_front_pages_are_no_articles(corpus, folder):
    result = read_article((corpus / f"site-{folder}" / "index.html").read_bytes(), "http://desk.test/")
    assert isinstance(result, Unreadable)
    assert result.reason == "not an article"


@pytest.mark.parametrize(
    "html", ["", "   \n", b"", b"\x00\x01\x02", "<html></html>", "<!-- -->", "]]>", b"%PDF-1.7 \xff"]
)
def test_what_holds_no_text_is_unreadable(html):
    assert isinstance(read_article(html, URL), Unreadable)


def test_a_list_of_teasers_is_no_article(page):
    teasers = "".join(
        f'<h2><a href="/{n}">Company number {n} limits the use of ChatGPT at work</a></h2>' for n in range(8)
    )
    result = read_article(page(f"<p>The latest on AI at work from our desk.</p>{teasers}"), URL)
    assert isinstance(result, Unreadable)


def test_a_copy_names_its_original(corpus):
    amp = corpus / "site-e" / "2023" / "04" / "garante-stops-chatgpt" / "amp.html"
    result = read_article(
        amp.read_bytes(), "http://ledger-and-latch.test/2023/04/garante-stops-chatgpt/amp.html"
    )
    assert isinstance(result, Unreadable)
    assert result.reason == "copy of its canonical page"
    assert result.see == "http://ledger-and-latch.test/2023/04/garante-stops-chatgpt.html"


@pytest.mark.parametrize(
    ("url", "mark", "is_copy"),
    [
        ("http://amp.desk.test/news/bank.html", "", True),
        ("http://m.desk.test/news/bank.html", "", True),
        ("http://desk-test.cache.test/c/desk.test/news/bank.html", "amp", True),
        ("http://desk-test.cache.test/c/desk.test/news/bank.html", "⚡", True),
        ("http://echo.test/news/bank.html", "", False),
        ("http://m.test/news/bank.html", "", False),
    ],
)
def test_pages_for_other_screens_and_amp_pages_anywhere_are_copies(page, url, mark, is_copy):
    html = page(MEMO * 2, head=f'<link rel="canonical" href="{URL}">').replace("<html ", f"<html {mark} ")
    result = read_article(html, url)
    assert isinstance(result, Unreadable) == is_copy
    if is_copy:
        assert (result.reason, result.see) == ("copy of its canonical page", URL)


def test_the_canonical_spelling_of_the_same_page_is_its_address(page):
    html = page(head='<link rel="canonical" href="https://www.desk.test/news/bank.html?utm_source=x">')
    assert read_article(html, URL).url == "https://www.desk.test/news/bank.html"


def test_a_copy_of_a_foreign_page_stays_where_it_is_and_links_to_it(page):
    html = page(head='<link rel="canonical" href="http://lantern-wire.test/bank.html">')
    article = read_article(html, URL)
    assert article.url == URL
    assert article.links == (Link("http://lantern-wire.test/bank.html"),)


def test_a_template_that_names_the_front_page_as_canonical_is_not_believed(page):
    html = page(head='<link rel="canonical" href="http://desk.test/">')
    assert read_article(html, URL).url == URL


def test_a_list_of_headers_is_read_as_one_line_each(page):
    body = (
        "<table><tr><td>Verizon</td><td>ChatGPT is blocked</td></tr><tr><td>Amazon</td><td>allowed</td></tr>"
    )
    text = read_article(
        page(body + "<p>" + "The rule holds for every employee of the company. " * 6 + "</p>"), URL
    ).text
    assert "Verizon ChatGPT is blocked\nAmazon allowed" in text


def test_passages_quoted_from_somebody_else_are_marked(page):
    body = (
        "<p>The memo says, in its first and only paragraph, what staff must know:</p><blockquote><p>Do not "
        "use ChatGPT at work.</p><p>Ask us first.</p></blockquote><p>Nobody at the bank wanted to comment, "
        "nor on the reasons that stand behind the rule.</p>"
    )
    text = read_article(page(body), URL).text
    assert "\n\n> Do not use ChatGPT at work.\n> Ask us first.\n\n" in text


def test_links_of_a_message_in_a_mailing_list_survive(page):
    body = (
        "<pre>The council has voted against all AI-generated code, see\n<a href='http://desk.test/log'>the "
        "log of\nthe meeting</a> for its grounds, and the rule holds from today\non for everybody.\n</pre>"
    )
    article = read_article(page(body), URL)
    assert article.links == (Link("http://desk.test/log", "the log of the meeting"),)
    assert article.text.startswith("The council has voted against all AI-generated code, see the log of")
    assert len(article.text.splitlines()) == 1


def test_hand_made_line_breaks_do_not_cut_sentences(page):
    body = (
        "<p>The bank has told its employees that ChatGPT and similar<br>services may no longer be used on "
        "company devices.<br><br>Exceptions need the approval of the security office, which<br>has "
        'not granted <a href="/x">a single</a> one.</p>'
    )
    lines = read_article(page(body), URL).text.splitlines()
    assert lines == [
        (
            "The bank has told its employees that ChatGPT and similar services may no longer be used on "
            "company devices."
        ),
        "",
        "Exceptions need the approval of the security office, which has not granted a single one.",
    ]


def test_a_feed_fills_in_what_the_page_does_not_say(page):
    discovered = Discovered(datetime(2026, 7, 1, 7, tzinfo=UTC), author="Bytefold staff")
    article = read_article(page(), URL, discovered=discovered)
    assert article.author == "Bytefold staff"
    assert article.published == PartialDate.day(date(2026, 7, 1), "feed")


def test_a_correction_beside_the_text_belongs_to_it_and_other_asides_do_not(page):
    note = "Correction (May 20): An earlier version of this article said that the ban came in February."
    asides = f"<aside class='note'><p>{note}</p></aside><aside><p>Read more about banks and what they ban.</p></aside>"
    text = read_article(page(MEMO * 3 + asides), URL).text
    assert note in text
    assert "Read more" not in text


def test_a_page_without_any_date_is_undated(page):
    article = read_article(page(), URL)
    assert article.published is None
    assert article.published_at is None


def markup() -> Iterator[str]:
    yield from (
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<a href='/x'>",
        "</a>",
        "<pre>",
        "</pre>",
        "<br>",
        "<table><tr><td>",
    )
    yield from (
        "<blockquote>",
        "<li>",
        "<time datetime='2026-13-45'>",
        "<script type='application/ld+json'>{",
        "</script>",
    )
    yield from (
        "The bank shuts out ChatGPT. ",
        "\n> quoted\n",
        "\x00",
        "\ue000",
        "&#0;",
        "<!--",
        "<![CDATA[",
        "😀",
    )


@given(st.lists(st.sampled_from(sorted(markup())), max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_the_markup_a_page_is_read_or_refused(parts):
    result = read_article("".join(parts), URL)
    assert isinstance(result, Article | Unreadable)
    if isinstance(result, Article):
        assert result.text.strip()
        assert result == read_article("".join(parts), URL)


@pytest.mark.parametrize(
    ("inside", "detail"),
    [
        (f"<p {' '.join(f'a{n}' for n in range(501))}>x</p>", "an element with 501 attributes"),
        ("<br>" * 60_001, "elements"),
        ("<p>" + "The bank bans it. " * 60_000 + "</p>", "letters of text"),
    ],
)
def test_pages_beyond_all_measure_are_refused_with_the_measure(page, inside, detail):
    result = read_article(page(f"{MEMO}{inside}"), "http://desk.test/a")
    assert isinstance(result, Unreadable)
    assert detail in result.detail


def test_titles_authors_and_links_have_a_measure(page):
    line = "<p>The bank said so in its memo of the year, see <a href='/m/{}'>here</a>.</p>"
    links = "".join(map(line.format, range(2100)))
    article = read_article(page(f"{MEMO}{links}", title="Bank " * 10_000), "http://desk.test/a")
    assert len(article.title) == 500
    assert len(article.links) == 2000


def test_the_reader_has_another_name_as_soon_as_it_reads_otherwise(read):
    """Else no crawl would read again what it has read. If this fails, count up the rules' number and pin both."""
    texts = hashlib.sha256()
    for gold in PAGES:
        article = read(gold)
        texts.update(f"{article.title}\n{article.text}\n".encode())
    assert (reader_name().split(",")[0], texts.hexdigest()[:16]) == ("text/2", "0e05335089b2df41")


def test_an_element_with_50000_attributes_never_reaches_a_parser():
    crowd = " ".join(f"a{n}=1" for n in range(50_000))
    began = time.process_time()
    read = read_article(f"<html><body><article>{MEMO}<div {crowd}>x</div></article></body></html>", URL)
    assert isinstance(read, Unreadable)
    assert read.detail == "an element with 50000 attributes"
    assert time.process_time() - began < 2


def test_a_long_attribute_is_not_many_attributes():
    picture = f"<img alt='{'a bank at night ' * 400}' src=\"/b.png\">"
    assert isinstance(
        read_article(f"<html><body><article>{MEMO * 5}{picture}</article></body></html>", URL), Article
    )
