from lxml import html

from crawlers.anchors import links_in, mark, unmarked
from graph.model import Link


def test_marks_travel_with_the_text_and_become_links_again():
    tree = html.fromstring(
        '<p>The <a href="/memo">memo <b>of May</b></a> and <a href="http://x.test/">the\n note</a> agree.</p>'
    )
    targets = mark(tree)
    text = tree.text_content()
    assert unmarked(text) == "The memo of May and the note agree."
    assert links_in(text, targets) == (Link("/memo", "memo of May"), Link("http://x.test/", "the note"))


def test_a_link_whose_end_is_lost_goes_to_the_end_of_its_line():
    tree = html.fromstring('<p>See <a href="/memo">the memo</a>.</p>')
    targets = mark(tree)
    assert links_in(tree.text_content()[:-3], targets) == (Link("/memo", "the mem"),)


def test_links_without_target_or_words_get_no_mark():
    tree = html.fromstring('<p><a name="top">Top</a> <a href="/x"><img src="y"></a> <a href=" ">z</a></p>')
    assert mark(tree) == []
    assert tree.text_content().split() == ["Top", "z"]


def test_a_page_written_in_hieroglyphs_is_left_alone():
    tree = html.fromstring('<p>\U00013000\U00013001 <a href="/x">y</a></p>')
    assert mark(tree) == []
    assert tree.text_content() == "\U00013000\U00013001 y"


def test_more_than_a_thousand_links_keep_their_targets():
    tree = html.fromstring("<p>" + "".join(f'<a href="/{n}">n{n}</a> ' for n in range(2500)) + "</p>")
    targets = mark(tree)
    assert links_in(tree.text_content(), targets)[1999] == Link("/1999", "n1999")
