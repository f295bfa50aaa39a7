import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.categories import heads_of
from graph.extract.coreference import resolve_coreference
from graph.extract.mentions import Gazetteer, find_mentions, vendors_of
from graph.extract.page import Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load(load_lexicon())


@pytest.fixture(scope="module")
def organisations(gazetteer):
    def read(text):
        found = find_mentions(gazetteer, segment(Page(f"{text}\n\nIt is about ChatGPT.")))
        return [(each.name, each.type) for each in found.mentions if each.kind == "organisation"]

    return read


@pytest.fixture(scope="module")
def tools(gazetteer):
    def read(text):
        found = find_mentions(gazetteer, segment(Page(text)))
        return [each.name.removeprefix("category:") for each in found.mentions if each.kind == "tool"]

    return read


TABLE = tomllib.loads(files("graph.lexicon").joinpath("tools.toml").read_text(encoding="utf-8"))
VENDORS = [each for each in TABLE["vendor"] if each.get("fires")]


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda each: each["name"] or "without a maker")
def test_the_tools_of_a_maker_are_found_in_its_own_examples(vendor, tools):
    own = {entry.split("|")[0].strip().lstrip("~") for entry in vendor["tools"]}
    for sentence in vendor["fires"]:
        assert own & set(tools(sentence)), sentence
    for sentence in vendor["silent"]:
        assert not own & set(tools(sentence)), sentence


@pytest.mark.parametrize("category", TABLE["category"], ids=lambda each: each["name"])
def test_a_category_is_found_in_its_own_examples(category, tools):
    name = category.get("stands_for", category["name"]).removeprefix("category:")
    for sentence in category["fires"]:
        assert name in tools(sentence), sentence
    for sentence in category["silent"]:
        assert name not in tools(sentence), sentence


def test_every_phrase_of_a_category_can_be_looked_up_by_its_first_word():
    for category in TABLE["category"]:
        for phrase in category["phrases"]:
            assert all(head.isalpha() for head in heads_of(phrase)), phrase


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zenith Mutual has blocked ChatGPT on company laptops.", ("Zenith Mutual", "company")),
        ("Staff at Brightwater Capital may no longer use Claude.", ("Brightwater Capital", "company")),
        ("The carmaker Velora told its engineers to stop using GitHub Copilot.", ("Velora", "company")),
        ("Osterhaven, an avatar start-up, has forbidden Midjourney.", ("Osterhaven", "company")),
        ("The University of Northmoor banned ChatGPT in exams.", ("University of Northmoor", "education")),
        ("ChatGPT is banned at Eastvale College.", ("Eastvale College", "education")),
        ("Karlsund City Council has paused Microsoft Copilot.", ("Karlsund City Council", "government")),
        (
            "The Ministry of Culture and Sport has issued guidance on AI tools.",
            ("Ministry of Culture and Sport", "government"),
        ),
        ("The city of Tampere has banned ChatGPT.", ("Tampere", "government")),
        ("The Walloon Parliament forbids members to use AI.", ("Walloon Parliament", "legislature")),
        ("Tidewater Studios' memo says that ChatGPT is off limits.", ("Tidewater Studios", "company")),
        ("A spokesperson for Halvorsen Shipping said Gemini is banned.", ("Halvorsen Shipping", "company")),
        (
            "The Quillfeather project does not accept AI-generated code.",
            ("Quillfeather", "open_source_project"),
        ),
        ("Maintainers of Treelix voted to refuse such patches.", ("Treelix", "open_source_project")),
        (
            '"We block it," said Dana Whitcombe, chief executive of Parrish & Lowe.',
            ("Parrish & Lowe", "company"),
        ),
        ("GreenLeaf Inc. has told staff ChatGPT is off limits.", ("GreenLeaf", "company")),
        ("GreenLeaf Marine AB has told staff ChatGPT is off limits.", ("GreenLeaf Marine", "company")),
        ("The City of Bellhaven has told staff ChatGPT is off limits.", ("Bellhaven", "government")),
        ("Journal of Cell Studies does not accept AI images.", ("Journal of Cell Studies", "publisher")),
        ("Nobody may use it at Sanatis Hospital.", ("Sanatis Hospital", "other")),
        ("Workers have been put on notice by Ferrowave.", ("Ferrowave", "company")),
        ("iPlanar pledged never to use AI.", ("iPlanar", "company")),
    ],
)
def test_an_organisation_nobody_listed_is_recognised(text, expected, organisations):
    assert expected in organisations(text)


@pytest.mark.parametrize(
    "text",
    [
        "Teachers told pupils to put phones away.",
        "Legislation has been drafted to ban ChatGPT.",
        "Employees were told by Jane Fraser to be careful.",
        "Dana Whitcombe said the ban was a mistake.",
        "In Lisbon, nothing was said about AI.",
        "Italian restaurants are popular in Texas.",
        "Install one of them with the package manager.",
        "THIS IS NOT ALLOWED at all.",
        "According to Reuters, the ban on ChatGPT is over.",
        "Target audiences differ. The steam rose.",
    ],
)
def test_what_only_looks_like_an_organisation_is_none(text, organisations):
    assert organisations(text) == []


def test_a_list_makes_organisations_of_its_unknown_members(organisations):
    found = organisations("Amazon, Baltic Freight and Ostrava have curbed ChatGPT.")
    assert [name for name, _ in found] == ["Amazon", "Baltic Freight", "Ostrava"]


def test_the_universities_of_several_cities_are_one_each(organisations):
    assert organisations("The universities of Leeds, York and Northmoor have banned it.") == [
        ("University of Leeds", "education"),
        ("University of York", "education"),
        ("University of Northmoor", "education"),
    ]


def test_a_country_counts_where_it_acts_and_not_where_it_is_a_place(organisations):
    assert organisations("Denmark has banned DeepSeek.") == [("Denmark", "government")]
    assert organisations("ChatGPT was launched in Denmark.") == []
    assert organisations("The Portuguese government lifts its ban.") == [("Portugal", "government")]
    assert organisations("ChatGPT is banned in Peru.") == [("Peru", "government")]


def test_an_outlet_that_reports_is_left_out_and_one_that_rules_is_not(organisations):
    assert organisations("The ban was reported by Bloomberg.") == []
    assert organisations("Bloomberg has told its newsroom not to use ChatGPT.") == [
        ("Bloomberg", "publisher")
    ]


def test_an_everyday_word_needs_a_second_sign(organisations):
    assert organisations("Target has banned ChatGPT.") == [("Target", "company")]
    assert organisations("The ban at Apple came as a surprise.") == [("Apple", "company")]
    assert organisations("Gap years are popular. Meta questions are not.") == []


def test_an_acronym_of_the_page_stands_for_the_full_name(gazetteer):
    text = "The Karlsund Transit Authority (KTA) met. Later KTA banned ChatGPT."
    found = find_mentions(gazetteer, segment(Page(text)))
    names = [
        (text[each.start : each.end], each.name) for each in found.mentions if each.kind == "organisation"
    ]
    assert names == [
        ("Karlsund Transit Authority", "Karlsund Transit Authority"),
        ("KTA", "Karlsund Transit Authority"),
        ("KTA", "Karlsund Transit Authority"),
    ]


def test_careless_lower_case_is_read_only_in_a_list_of_tools(tools):
    assert tools("they blocked chatgpt and claude for everyone") == ["ChatGPT", "Claude"]
    assert tools("the copilot landed, the cursor blinked") == []


def test_a_subreddit_is_a_community(organisations):
    assert organisations("The mods of r/gardening ban such answers.") == [
        ("r/gardening", "community_platform")
    ]


def test_the_longest_tool_wins(tools):
    assert tools("It allows Claude Code and GitHub Copilot CLI.") == ["Claude Code", "GitHub Copilot CLI"]


def test_a_vague_name_that_explains_a_tool_is_left_out(tools):
    assert tools("It blocked DeepSeek, the Chinese AI chatbot.") == ["DeepSeek"]
    assert tools("It blocked the AI chatbot ChatGPT.") == ["ChatGPT"]
    assert tools("It blocked AI tools such as ChatGPT.") == ["ai_tools", "ChatGPT"]


def test_what_is_made_with_ai_decides_the_category(tools):
    assert tools("Narratives produced with the help of AI are refused.") == ["ai_generated_content"]
    assert tools("Songs that are entirely AI-generated are hidden.") == ["ai_images"]
    assert tools("It rejects pull requests created with AI tools.") == ["ai_generated_code"]
    assert tools("Paragraphs produced by AI score nothing.") == ["ai_generated_content"]
    assert tools("A manuscript that has passed through an AI is not read.") == ["ai_generated_content"]
    assert tools("Each report that AI had a hand in carries a note.") == ["ai_generated_content"]
    assert tools("Its authors may not use AI for reports.") == ["ai_tools"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Staff may not use ChatGPT and the like.", "chatbots"),
        ("Staff may not use ChatGPT or a similar service.", "chatbots"),
        ("Staff may not use ChatGPT or anything of that kind.", "chatbots"),
        ("Staff may not use Gemini or other models.", "llm"),
        ("Code from Claude Code or anything like it is refused.", "coding_assistants"),
        ("It threw out Midjourney and the rest.", "ai_images"),
    ],
)
def test_what_a_product_is_named_with_brings_its_kind_along(tools, sentence, kind):
    named = tools(sentence)
    assert len(named) == 2
    assert named[1] == kind


def test_what_follows_a_product_is_not_always_its_kind(tools):
    assert tools("Staff may not use ChatGPT, the paper said.") == ["ChatGPT"]
    assert tools("Staff use ChatGPT and other people do not.") == ["ChatGPT"]


def test_a_new_tool_is_known_by_what_introduces_it(tools):
    assert "Notewell" in tools("Clinics may use an AI scribe called Notewell.")
    assert "Brisa" in tools("The bank opened Brisa, its AI assistant, to all.")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Triseg", "AI is new here. Nurses may ignore the program Triseg."),
        ("Pelodoc", "AI is new here. The ambient scribe Pelodoc was withdrawn."),
        ("Moorhen", "AI is new here. They consulted Moorhen, the co-op's seed assistant."),
        ("Moorhen", 'AI is new here. "Moorhen", the chatbot on its site, may answer again.'),
        ("Casefile", "AI is new here. The software, Casefile, will not be used again."),
        ("Nell", "AI is new here. Every text that Nell, the program, writes is read twice."),
        ("Briefly", "AI is new here. The court examines a program named Briefly."),
        ("Echo", "It pulled its AI tools, including one of its own called Echo."),
        ("ForgeGPT", "AI is new here. Soldiers may use ForgeGPT."),
        ("Kataster-KI", "AI is new here. Deeds no longer pass through Kataster-KI."),
        ("Lumi", "AI is new here. It allows three apps on the list: Counto, Lumi and Khanmigo."),
        ("Tamber", "AI is new here. Staff may use Tamber and other similar tools."),
    ],
)
def test_a_new_tool_is_known_by_its_kind_its_coinage_or_its_company(tools, name, sentence):
    assert name in tools(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "AI is new here. Staff may not use the app, Deputy Mayor Ann Brook said.",
        "AI is new here. It comes from Juris, a scoring software firm in Leeds.",
        "AI is new here. Everybody left OpenAI.",
    ],
)
def test_people_and_makers_are_no_new_tools(tools, sentence):
    assert not {name for name in tools(sentence) if name not in ("ai_tools", "chatbots")}


def test_a_maker_that_rules_over_its_people_is_an_organisation(organisations):
    assert organisations("Canva requires its developers to use Claude.") == [("Canva", "company")]


def test_makers_are_given_once_and_in_the_tools_order(gazetteer):
    tools = ["Claude", "ChatGPT", "Codex", "category:ai_tools", "Nosuchtool"]
    assert vendors_of(gazetteer, tools) == ("Anthropic", "OpenAI")


def test_a_page_without_any_tool_is_not_searched_for_unknown_names(gazetteer):
    found = find_mentions(
        gazetteer, segment(Page("Zenith Mutual has opened a branch in Leeds. Barclays has not."))
    )
    assert [each.name for each in found.mentions] == ["Barclays"]


def test_the_list_is_broad(gazetteer):
    assert len(gazetteer.types) > 1200
    assert sum(len(vendor["tools"]) for vendor in TABLE["vendor"]) > 400


ODD = st.lists(
    st.sampled_from(
        [
            *"Aa .,\n'\"-(",
            "\x00",
            "\u200b",
            "\u202e",
            "\ud800",
            "’",
            "“",
            "İ",
            "ChatGPT ",
            "Acme Bank ",
            "the bank ",
            "It has banned it. ",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=80, deadline=None)
@given(ODD)
def test_no_text_breaks_it_and_mentions_stay_in_order_and_apart(text):
    gazetteer = _SHARED
    analysis = resolve_coreference(gazetteer, find_mentions(gazetteer, segment(Page(text))))
    spans = [(each.start, each.end) for each in analysis.mentions]
    assert spans == sorted(spans)
    for (start, end), (later, later_end) in pairwise(spans):
        assert end <= later or (start, end) == (later, later_end)
        assert 0 <= start < end <= len(text)


_SHARED = Gazetteer.load(load_lexicon())


@pytest.mark.parametrize(
    "unit", ["Acme Bank {n} and Beta{n} Holdings have banned ChatGPT. ", "It has banned it. "]
)
def test_time_grows_with_length_and_no_faster(unit, gazetteer, work):
    small = "".join(unit.format(n=n) for n in range(500))
    large = "".join(unit.format(n=n) for n in range(4000))
    # Eight times the text costs about eight times the work; a quadratic step would cost sixty-four times.
    assert work(gazetteer, large) < 20 * work(gazetteer, small)


@pytest.fixture
def work(seconds):
    def spent(gazetteer, text):
        return seconds(
            lambda analysis: resolve_coreference(gazetteer, find_mentions(gazetteer, analysis)),
            lambda: segment(Page(text)),
        )

    return spent
