import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.gate import Gate, load_gate, without_hidden
from graph.lexicon import load_lexicon

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
CHROME = (
    "<html><head><style>.cursor{display:block}</style><script>if(a.allow){b.ban('ChatGPT')}</script></head>"
    "<body><div>We use cookies. Allow all, or read our policy.</div><ul>"
    + "<li><a href='/weather'>Weather</a></li>" * 20
    + "</ul><p>%s</p></body></html>"
)
LEXICON = load_lexicon()
RULE = "Nokia has banned ChatGPT."
GATE = load_gate(LEXICON)


@pytest.fixture(scope="module")
def gate() -> Gate:
    return GATE


def gold() -> list[tuple[bytes, bool]]:
    found = []
    for path in sorted((CORPUS / "gold").glob("*.json")):
        record = json.loads(path.read_text())
        if "path" in record:
            raw = (CORPUS / record["path"]).read_bytes()
        else:
            raw = json.loads((CORPUS / "pages" / path.name).read_text())["text"].encode()
        found.append((raw, bool(record["claims"])))
    return found


def test_hardly_a_page_with_a_claim_is_kept_out(gate):
    passed = [gate.passes(raw) for raw, positive in gold() if positive]
    assert sum(passed) / len(passed) >= 0.99


@pytest.mark.parametrize(
    "sentence", [each for rule in LEXICON.table("actions")["rule"] for each in rule["fires"]]
)
def test_whatever_fires_a_rule_passes(gate, sentence):
    assert gate.passes((CHROME % sentence).encode())
    assert gate.passes(sentence.encode())


@pytest.mark.parametrize(
    "sentence", [each for kind in LEXICON.table("tools")["category"] for each in kind["fires"]]
)
def test_every_category_of_tools_is_about_ai(gate, sentence):
    assert next(gate.subjects.find(sentence.encode()), None) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "The council met on Monday and banned cars from the square.",
        "He said it again: rain fell in Spain, and the main fair was off.",
        "Taiwanese aides claim the mountain air is fair.",
        "She ordered a palm and swept the dust from her cursor.",
    ],
)
def test_rules_on_other_things_are_kept_out(gate, sentence):
    assert not gate.passes((CHROME % sentence).encode())


def test_a_tool_without_any_rule_is_kept_out_whatever_the_banner_says(gate):
    prose = "Rain fell on the hills and the river rose by an inch. " * 40
    assert not gate.passes((CHROME % (prose + "A poem came out of ChatGPT. " + prose)).encode())


def test_what_only_scripts_comments_and_tags_say_is_not_seen(gate):
    said = "<script>var a='%s'</script><!-- %s --><a title='%s'>x</a><style>/* %s */</style>"
    assert not gate.passes(said.replace("%s", RULE).encode())


def test_an_article_that_only_stands_in_its_own_declaration_is_seen(gate):
    page = f'<script type="application/ld+json">{{"articleBody": "{RULE}"}}</script>'
    assert gate.passes(page.encode())


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "latin-1",
        "cp1252",
        "shift_jis",
        "gb18030",
        "koi8-r",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
    ],
)
def test_no_charset_hides_a_rule(gate, charset):
    assert gate.passes((CHROME % RULE).encode(charset))


@pytest.mark.parametrize("apostrophe", ["'", "’", "&#8217;", "&rsquo;", "&#x27;"])
@pytest.mark.parametrize("space", [" ", "\n", "\u00a0", "&nbsp;", " <b>", "</b>\n <i>"])
def test_typography_hides_no_rule(gate, apostrophe, space):
    assert gate.passes(
        f"<p>Staff{space}can{apostrophe}t{space}open{space}an{space}AI{space}tool.</p>".encode()
    )


@given(st.binary(max_size=300).filter(lambda each: not each[-1:].isalnum()), st.binary(max_size=300))
def test_no_bytes_round_a_rule_in_plain_text_hide_it(gate, before, after):
    free = [each.replace(b"<", b" ").replace(b">", b" ") for each in (before, after)]
    assert gate.passes(free[0] + RULE.encode() + free[1])


@given(st.binary(max_size=600))
def test_any_bytes_get_an_answer(gate, page):
    assert gate.passes(page) in (True, False)


@pytest.mark.parametrize(
    "piece",
    [
        b"<",
        b"<script>",
        b"<!--",
        b"AI ",
        b"Grok ",
        b"<p>AI</p>",
        b"<script>AI</script>",
        b"banned ",
        b">",
        b"<a title='AI",
    ],
)
def test_work_grows_with_the_page_and_not_with_its_square(gate, piece, seconds):
    def spent(size: int) -> float:
        page = b"ChatGPT " + piece * (size // len(piece))
        return seconds(gate.passes, lambda: page)

    assert spent(1_600_000) < 0.02 + 8 * 16 * spent(100_000)


@given(
    st.lists(
        st.sampled_from(
            [
                "GitHub",
                "Copilot",
                "ChatGPT",
                "AI",
                " ",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "<p>",
                "x",
                "tools",
            ]
        ),
        max_size=30,
    )
)
def test_whatever_is_found_in_what_is_shown_is_found_in_the_page_as_it_came(pieces):
    page = "".join(pieces).encode()
    if next(GATE.subjects.find(without_hidden(page)), None):
        assert next(GATE.subjects.find(page), None)
