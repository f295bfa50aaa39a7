"""The second extractor counts, the third steps in, and a page without trouble is left alone."""

import random

import pytest
from lxml.html import document_fromstring

from crawlers.article import read_article, reader_name
from crawlers.audit import audited
from crawlers.layout import Line, prepared

DICE = random.Random(20260630)
WORDS = [
    "bank", "staff", "rule", "client", "memo", "office", "tool", "branch", "week", "board", "note", "desk",
    "model", "answer", "letter", "contract", "lawyer", "code",
]  # fmt: skip
SENTENCES = [
    f"Report {n}: {' '.join(DICE.choices(WORDS, k=18))}, it says, and so the tool is banned."
    for n in range(40)
]


def paragraphs(numbers):
    return "".join(f"<p>{SENTENCES[n]}</p>" for n in numbers)


def page(body):
    return f"<html lang='en'><head><title>Bank</title></head><body>{body}</body></html>"


@pytest.fixture
def audit():
    """Audit lines that a first extractor is said to have found against a page."""

    def run(html, *found):
        tree, targets = prepared(document_fromstring(html))
        return audited([Line(each, "paragraph") for each in found], tree, targets, "Bank")

    return run


def test_a_body_that_was_cut_is_taken_whole_with_its_links(audit):
    linked = paragraphs(range(12)) + "<p>The bank has <a href='/memo'>a memo</a> on it, three pages long.</p>"
    result = audit(page(f"<article>{linked}</article>"), *SENTENCES[:2])
    said = [line.text for line in result.lines]
    assert said == [*SENTENCES[:12], "The bank has a memo on it, three pages long."]
    assert [link.url for line in result.lines for link in line.links] == ["/memo"]
    assert result.ratio == pytest.approx(1.0, abs=0.02)


def test_a_body_of_good_length_stays_as_it_was_found(audit):
    result = audit(page(f"<article>{paragraphs(range(12))}</article>"), *SENTENCES[:10])
    assert [line.text for line in result.lines] == SENTENCES[:10]
    assert result.ratio == pytest.approx(10 / 12, abs=0.02)


def test_what_the_second_extractor_does_not_confirm_is_not_taken(audit):
    """The third takes the long text at the foot of the page for its body."""
    html = page(f"<main>{paragraphs(range(20, 24))}</main><footer>{paragraphs(range(20))}</footer>")
    assert [line.text for line in audit(html, *SENTENCES[20:22]).lines] == SENTENCES[20:22]


def test_a_short_page_has_no_ratio(audit):
    assert audit(page("<article><p>Two words.</p></article>"), "Two words.").ratio is None


def test_an_article_carries_the_ratio_of_its_text():
    html = page(f"<article><h1>Bank</h1>{paragraphs(range(20))}</article>")
    assert read_article(html, "http://desk.test/a").ratio == pytest.approx(1.0, abs=0.05)


def test_headings_lists_and_quotes_keep_their_kind_when_the_third_extractor_steps_in(audit):
    body = (
        f"{paragraphs(range(8))}<h2>What staff may do</h2><ul><li>Use the tool that the bank has bought.</li>"
        f"<li>Ask the security office for another one.</li></ul><blockquote><p>Nobody is above the rule, it says."
        f"</p></blockquote>{paragraphs(range(8, 16))}"
    )
    kinds = {line.text: line.kind for line in audit(page(f"<article>{body}</article>"), SENTENCES[0]).lines}
    assert kinds["What staff may do"] == "heading"
    assert kinds["Use the tool that the bank has bought."] == "item"
    assert kinds["> Nobody is above the rule, it says."] == "quoted"


def test_the_reader_is_named_with_all_that_its_texts_depend_on():
    assert {"trafilatura", "resiliparse", "readability-lxml"} <= set(reader_name().replace(",", "").split())
