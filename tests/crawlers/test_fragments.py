import pytest

from crawlers.fragments import read_fragment
from graph.model import Link


@pytest.mark.parametrize(
    ("piece", "lines"),
    [
        ("", []),
        ("Meta bans it.<p>Why\n so?</p>Because.", ["Meta bans it.", "Why so?", "Because."]),
        ("one<br>two<br/><br>three", ["one", "two", "three"]),
        ("&gt; quoted<p>A &amp; B &#x27;x&#x27;", ["> quoted", "A & B 'x'"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<i>in</i>line <b>words</b> stay", ["inline words stay"]),
        ("a<!-- b --><script>c</script><style>d</style>e", ["ae"]),
        ("\0<", ["<"]),
        ("<pre><code>x = 1\ny = 2</code></pre>", ["x = 1 y = 2"]),
    ],
)
def test_a_piece_of_html_becomes_lines(piece, lines):
    assert read_fragment(piece)[0] == lines


def test_links_are_kept_with_their_words_and_strange_ones_are_not():
    piece = '<a href="https:&#x2F;&#x2F;a.test&#x2F;x?utm_source=y">the  memo</a><a href="javascript:1">b</a><a>c</a>'
    assert read_fragment(piece)[1] == [Link("https://a.test/x", "the memo")]


def test_nesting_without_end_comes_to_one():
    assert read_fragment("<div>" * 20_000 + "deep")[0] in (["deep"], [])
