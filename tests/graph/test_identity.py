"""Names and rulings: what is one thing, what looks alike, and that every merge can be undone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.derive import block_of
from graph.errors import ConfigError
from graph.identity import PLAIN, Identity, folded, identity_of, in_force
from graph.lexicon import Lexicon, load_lexicon
from graph.model import Assertion, Judgement, JudgementId, Source, source_id

Ruling = Callable[..., Judgement]


@pytest.fixture
def lexicon() -> Lexicon:
    """A lexicon of three organisations and two tools."""
    organisations = {
        "group": [
            {
                "names": [
                    "Samsung | Samsung Electronics | ~Sammy",
                    "Citigroup | Citi | ^The bank",
                    "Meta | Facebook",
                ]
            }
        ],
        "parents": {"Instagram": "Meta"},
    }
    tools = {"vendor": [{"tools": ["~Gemini | Google's Gemini | Bard", "GPT-4"]}]}
    return Lexicon({"organisations": organisations, "tools": tools}, "test")


@pytest.fixture
def ruling() -> Ruling:
    """Build a judgement of the n-th hour: `ruling(1, "same_entity", "Citi", "Metabank")`."""

    def build(hour: int, kind: str, *subjects: str, undoes: str | None = None) -> Judgement:
        at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=hour)
        target = JudgementId(undoes) if undoes else None
        return Judgement(JudgementId(f"j{hour}"), kind, subjects, "editor", at, undoes=target)  # type: ignore[arg-type]

    return build


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Samsung Electronics Co., Ltd.", "samsung electronics"),
        ("The U.S. House of Representatives", "us house of representatives"),
        ("Orlund’s Interior Ministry", "orlund interior ministry"),
        ("Ｎｏｒｖａｎｅ Bank", "norvane bank"),
        ("The", "the"),
        ("Company", "company"),
    ],
)
def test_names_are_compared_without_case_marks_and_legal_forms(name: str, form: str) -> None:
    assert folded(name) == form


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_an_alias_is_shown_and_compared_under_its_name(lexicon: Lexicon) -> None:
    identity = identity_of(lexicon)
    assert identity.organisation("Samsung Electronics Co") == "Samsung"
    assert identity.organisation("sammy") == "Samsung"
    assert identity.tool("Bard") == "Gemini"
    assert identity.tool("category:chatbots") == "category:chatbots"
    assert identity.parents == {"instagram": "Meta"}


def test_an_unknown_name_stands_for_itself() -> None:
    assert PLAIN.organisation("Norvane Bank ") == "Norvane Bank"
    assert PLAIN.tool("Quillo") == "Quillo"


def test_a_short_form_is_no_alias_on_its_own(lexicon: Lexicon) -> None:
    assert identity_of(lexicon).organisation("The bank") == "The bank"


def test_a_form_of_two_organisations_is_nobodys() -> None:
    table = {"organisations": {"group": [{"names": ["Alpha | Acme", "Beta | Acme"]}]}, "tools": {}}
    assert identity_of(Lexicon(table, "test")).organisation("Acme") == "Acme"


def test_an_entry_that_names_nothing_is_reported() -> None:
    table = {"organisations": {"group": [{"names": ["~ |"]}]}, "tools": {}}
    with pytest.raises(ConfigError, match=r"organisations\.toml.*names nothing"):
        identity_of(Lexicon(table, "test"))


def test_the_packaged_names_compile() -> None:
    identity = identity_of(load_lexicon())
    assert identity.organisation("Samsung Electronics") == "Samsung"
    assert identity.tool("OpenAI Codex") == "Codex"
    assert identity.tool("GPT-4") != identity.tool("GPT-5")


def test_what_was_renamed_goes_by_its_new_name_under_every_old_form() -> None:
    identity = identity_of(load_lexicon())
    assert {identity.tool(name) for name in ("Bard", "Google Bard", "Gemini", "Google Gemini")} == {"Gemini"}
    assert identity.organisation("Twitter") == "X"
    assert ("Bard", "2024-02-08") in {
        (each.before, each.on.iso if each.on else "") for each in identity.renamings
    }


def test_a_renaming_in_a_circle_ends() -> None:
    renamed = {"A": {"now": "B"}, "B": {"now": "A"}}
    table = {"organisations": {"group": [{"names": ["A", "B"]}], "renamed": renamed}, "tools": {}}
    identity = identity_of(Lexicon(table, "test"))
    assert {identity.organisation(name) for name in ("A", "B")} <= {"A", "B"}


@pytest.mark.parametrize("entry", [{"on": "2024"}, {"now": "B", "on": "soon"}, "B"])
def test_a_renaming_without_name_or_day_is_reported(entry: object) -> None:
    table = {"organisations": {"renamed": {"A": entry}}, "tools": {}}
    with pytest.raises(ConfigError, match=r"organisations\.toml.*\[renamed\] 'A'"):
        identity_of(Lexicon(table, "test"))


def test_parents_are_followed_to_the_top_and_a_circle_ends() -> None:
    assert identity_of(load_lexicon()).whole_of("YouTube") == ("Google", "Alphabet")
    assert Identity(parents={"a": "B", "b": "A"}).whole_of("A") == ("B", "A")


def test_outlets_are_known_by_their_short_names_and_owners() -> None:
    identity = identity_of(load_lexicon())
    assert identity.outlet("WSJ") == "The Wall Street Journal"
    assert identity.family_named("WSJ") == identity.family_named("New York Post") == "news"


def test_wikidata_numbers_belong_to_names_that_the_tables_know() -> None:
    identity = identity_of(load_lexicon())
    assert identity.wikidata["Samsung"] == "Q20718"
    assert identity.wikidata[identity.tool("Google Bard")] == "Q116698014"
    numbers = load_lexicon().table("tools")["wikidata"]
    assert [
        name for name in numbers if identity.tool(name) != name or folded(name) not in identity.tools
    ] == []
    assert all(number[0] == "Q" and number[1:].isdigit() for number in identity.wikidata.values())


def test_outlets_of_one_owner_are_one_family(lexicon: Lexicon) -> None:
    identity = identity_of(lexicon, families={"Pewter & Finch": ["The Pewter Dispatch", "Finch Evening"]})
    dispatch, evening = (Source(source_id(name), name) for name in ("The Pewter Dispatch", "Finch Evening"))
    assert identity.family(dispatch) == identity.family(evening) == identity.family_named("Pewter Dispatch")
    assert identity.family(Source(source_id("Tin Lantern"), "Tin Lantern", family="Own")) == "own"


def test_a_ruling_makes_two_outlets_one_house_whatever_their_cards_say(
    lexicon: Lexicon, ruling: Ruling
) -> None:
    lantern, finch = (
        Source(source_id("a"), "Tin Lantern", family="Lamps"),
        Source(source_id("b"), "Finch Evening"),
    )
    apart = identity_of(lexicon)
    assert apart.family(lantern) != apart.family(finch)
    merge = ruling(1, "same_entity", "Tin Lantern", "Finch Evening")
    together = identity_of(lexicon, [merge])
    assert together.family(lantern) == together.family(finch) == together.family_named("Finch Evening")
    assert identity_of(lexicon, [merge, ruling(2, "undo", undoes="j1")]) == apart


# rulings -----------------------------------------------------------------------------------------------


def test_a_ruling_merges_and_its_undoing_parts_again(lexicon: Lexicon, ruling: Ruling) -> None:
    same = ruling(1, "same_entity", "Norvane", "Norvane Bank")
    merged = identity_of(lexicon, [same])
    assert merged.organisation("Norvane") == merged.organisation("Norvane Bank") == "Norvane"
    assert identity_of(lexicon, [same, ruling(2, "undo", undoes="j1")]) == identity_of(lexicon)


def test_undoing_an_undoing_brings_the_ruling_back(lexicon: Lexicon, ruling: Ruling) -> None:
    history = [
        ruling(1, "same_entity", "Norvane", "Norvane Bank"),
        ruling(2, "undo", undoes="j1"),
        ruling(3, "undo", undoes="j2"),
    ]
    assert [each.id for each in in_force(history)] == ["j1"]


def test_merged_names_take_the_name_the_table_knows(lexicon: Lexicon, ruling: Ruling) -> None:
    identity = identity_of(lexicon, [ruling(1, "same_entity", "A Samsung affiliate", "Samsung Electronics")])
    assert identity.organisation("A Samsung affiliate") == "Samsung"


def test_a_merge_takes_along_what_was_merged_before(lexicon: Lexicon, ruling: Ruling) -> None:
    rulings = [
        ruling(1, "same_entity", "Norvane", "Norvane Bank"),
        ruling(2, "same_entity", "Norvane Bank", "NB"),
    ]
    identity = identity_of(lexicon, rulings)
    assert len({identity.key(name) for name in ("Norvane", "Norvane Bank", "NB")}) == 1


def test_a_ruling_takes_an_alias_away(lexicon: Lexicon, ruling: Ruling) -> None:
    identity = identity_of(lexicon, [ruling(1, "other_entity", "Meta", "Facebook")])
    assert identity.organisation("Facebook") == "Facebook"
    assert identity.organisation("Meta") == "Meta"


def test_the_later_ruling_on_a_pair_holds(lexicon: Lexicon, ruling: Ruling) -> None:
    apart, together = (
        ruling(1, "other_entity", "Meta", "Facebook"),
        ruling(2, "same_entity", "Meta", "Facebook"),
    )
    assert identity_of(lexicon, [apart, together]).organisation("Facebook") == "Meta"
    later_apart = ruling(3, "other_entity", "Meta", "Facebook")
    assert identity_of(lexicon, [apart, together, later_apart]).organisation("Facebook") == "Facebook"


def test_the_order_of_rulings_in_the_store_changes_nothing(lexicon: Lexicon, ruling: Ruling) -> None:
    rulings = [
        ruling(1, "same_entity", "Norvane", "Norvane Bank"),
        ruling(2, "other_entity", "Meta", "Facebook"),
        ruling(3, "same_entity", "Citi", "Norvane"),
        ruling(4, "undo", undoes="j2"),
    ]
    assert all(
        identity_of(lexicon, order) == identity_of(lexicon, rulings) for order in permutations(rulings)
    )


@pytest.mark.parametrize(
    "names",
    [
        ("Interior Ministry of Orlund", "Orlund’s Interior Ministry", "the Orlund Ministry of the Interior"),
        ("New York City Department of Education", "Department of Education of New York City"),
    ],
)
def test_a_body_of_the_state_is_one_in_whatever_order_it_is_named(names: tuple[str, ...]) -> None:
    assert len({PLAIN.key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Washington", "Washington University"),
        ("Bank of Norvane", "Norvane Bank"),
        ("Interior Ministry of Orlund", "Foreign Ministry of Orlund"),
        ("Interior Ministry of Orlund", "Interior Ministry"),
    ],
)
def test_other_bodies_keep_their_order_and_their_words(one: str, other: str) -> None:
    assert PLAIN.key(one) != PLAIN.key(other)


@pytest.mark.parametrize(
    ("organisation", "unit", "block"),
    [
        ("Meta", "Instagram", "instagram"),
        ("Meta", "its Instagram unit", "instagram"),
        ("Facebook", "the Instagram division", "instagram"),
        ("Alphabet", "YouTube", "youtube"),
        ("Meta", "applied AI engineering division", "meta"),
        ("Meta", "", "meta"),
        ("Samsung", "Instagram", "samsung"),
        ("Instagram", "", "instagram"),
        ("Instagram", "Meta", "instagram"),
    ],
)
def test_a_rule_of_a_subsidiary_is_the_subsidiarys_whoever_is_named_for_it(
    organisation: str, unit: str, block: str, assertion: Callable[..., Assertion]
) -> None:
    identity = identity_of(load_lexicon())
    assert block_of(assertion(organisation=organisation, unit=unit), identity) == block


def test_a_block_follows_the_organisation_under_every_name(
    lexicon: Lexicon, assertion: Callable[..., Assertion]
) -> None:
    identity: Identity = identity_of(lexicon)
    names = ("Samsung", "Samsung Electronics Co.", "SAMSUNG")
    assert {block_of(assertion(organisation=name), identity) for name in names} == {"samsung"}
    assert block_of(assertion(organisation="Meta"), identity) == "meta"
