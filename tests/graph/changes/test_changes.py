"""What changed between versions of a page, of what kind, and what it did to what the page says."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.changes import Snapshot, compare, history
from graph.changes.account import account
from graph.changes.notices import notice_in, rules
from graph.changes.passages import PassageChange, changes, passages_of, words
from graph.changes.wording import Exchange, exchanges
from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId

MEMO = (
    "Nokia has banned ChatGPT for all employees, an internal memo says.\n\n"
    "The memo gives data leaks as the reason.\n\n"
    "Exceptions need the approval of the security office, and nobody has got one so far."
)
SOFTER = MEMO.replace("banned", "restricted")


@pytest.fixture(scope="module")
def snapshot():
    """A version of a page as a build would have read it."""
    extractor = load_extractor()

    def taken(name, text, **more):
        said = tuple(
            extractor.extract(Page(text, "Nokia and ChatGPT", "The Lantern"), VersionId(f"v-{name}"))
        )
        return Snapshot(name, "Nokia and ChatGPT", text, said, **more)

    return taken


# Passages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        MEMO,
        MEMO.replace("\n\n", "\n"),
        MEMO.replace("\n\n", " "),
        MEMO.replace(" so far", "\nso far"),
        MEMO.replace("an internal", "an\u00a0\u200binternal"),
        MEMO.upper(),
        MEMO + "\n\n* * *\n\n…",
    ],
)
def test_typography_line_breaks_and_rules_are_no_change(after):
    assert changes(MEMO, after) == []


def test_a_passage_is_added_removed_reworded_or_moved():
    one, two, three = passages_of(MEMO)
    assert changes(f"{one}\n{two}", f"{one}\n{three}\n{two}") == [PassageChange("added", after=three)]
    assert changes(MEMO, f"{one}\n{three}") == [PassageChange("removed", before=two)]
    assert changes(MEMO, SOFTER) == [PassageChange("reworded", one, passages_of(SOFTER)[0])]
    assert changes(MEMO, f"{three}\n{one}\n{two}") == [PassageChange("moved", three, three)]


def test_passages_with_nothing_in_common_are_not_taken_for_rewordings():
    other = "A spokesperson of the ministry declined to comment on Monday."
    assert [each.fate for each in changes(MEMO, MEMO.replace(passages_of(MEMO)[1], other))] == [
        "removed",
        "added",
    ]


def test_a_text_of_many_passages_is_compared_in_bounded_time():
    before = "\n".join(f"Paragraph {n} of the old terms, which are long." for n in range(3000))
    after = "\n".join(f"Section {n} has a new wording, shorter than it was." for n in range(3000))
    moved = [passages_of(before)[number] for number in (9, 7)]
    found = changes(before, "\n".join([after, *moved]))
    assert Counter(each.fate for each in found) == {"added": 3000, "removed": 2998, "moved": 1}


_PASSAGES = st.lists(st.text(st.sampled_from("ab cd.'"), max_size=12), max_size=8).map("\n".join)


@settings(max_examples=200)
@given(before=_PASSAGES, after=_PASSAGES)
def test_what_went_and_what_came_is_the_whole_difference(before, after):
    whole = Counter(words(before))
    for each in changes(before, after):
        assert not each.before or each.before in passages_of(before)
        assert not each.after or each.after in passages_of(after)
        whole.subtract(words(each.before))
        whole.update(words(each.after))
    assert +whole == Counter(words(after))
    assert not -whole


def test_a_rewording_is_told_by_the_words_that_were_exchanged():
    before = "Staff may not use the tool, without exception, on any device of the bank."
    after = "Staff may use the tool with approval, on any device of the bank or their own."
    assert exchanges(before, after) == [
        Exchange("not", "", "Staff may"),
        Exchange("without exception,", "with approval,", "use the tool"),
        Exchange("", "or their own.", "of the bank"),
    ]


# Kinds --------------------------------------------------------------------------------------------------


def test_another_text_is_a_change_of_the_source(snapshot):
    found = compare(snapshot("1", MEMO), snapshot("2", SOFTER))
    assert (found.kind, found.why) == ("source", "the page came with another text")


def test_the_same_bytes_read_by_another_reader_are_a_change_of_ours(snapshot):
    before = snapshot("1", MEMO, digest="d", reader="text/1")
    after = snapshot("2", MEMO + "\n\nRelated stories", digest="d", reader="text/2")
    assert compare(before, after).kind == "extractor"
    assert compare(before, replace(after, digest="e")).kind == "source"
    assert "its reader has changed as well" in compare(before, replace(after, digest="e")).why
    assert compare(before, replace(after, digest="e", reread=True)).kind == "extractor"


def test_a_page_that_says_again_what_it_said_is_a_revert(snapshot):
    first, second, third = snapshot("1", MEMO), snapshot("2", SOFTER), snapshot("3", MEMO)
    assert [(each.kind, each.back_to) for each in history([first, second, third])] == [
        ("source", ""),
        ("revert", "1"),
    ]


def test_a_wording_that_comes_back_in_a_page_changed_elsewhere_is_a_revert_too(snapshot):
    """Of the earlier version a passage has gone meanwhile; what is new in the last one is not new at all."""
    first, second = snapshot("1", f"{MEMO}\n\nUpdated in May."), snapshot("2", SOFTER)
    assert history([first, second, snapshot("3", MEMO)])[-1].back_to == "1"


def test_a_page_that_only_loses_a_passage_is_no_revert(snapshot):
    longer = snapshot("2", f"{MEMO}\n\nThe bank declined to comment.")
    shorter = snapshot("3", MEMO.replace("The memo gives data leaks as the reason.\n\n", ""))
    assert history([snapshot("1", MEMO), longer, shorter])[-1].kind == "source"


# What it did to what the page says ----------------------------------------------------------------------


def test_banned_became_restricted_without_a_notice(snapshot):
    found = compare(snapshot("1", MEMO), snapshot("2", SOFTER))
    assert found.is_silent
    assert '  claim: Nokia, ChatGPT: "ban" became "restrict", without a notice' in list(account(found))


def test_a_correction_note_makes_a_change_no_silent_one(snapshot):
    note = "Correction: an earlier version of this article said that the tool was banned."
    found = compare(snapshot("1", MEMO), snapshot("2", f"{SOFTER}\n\n{note}"))
    assert [each.kind for each in found.notices] == ["correction"]
    assert not found.is_silent
    assert f"  notice (correction): “{note}”" in list(account(found))


def test_an_old_notice_announces_no_new_change(snapshot):
    note = "\n\nCorrection: an earlier headline of this story had the wrong month."
    found = compare(snapshot("1", MEMO + note), snapshot("2", SOFTER + note))
    assert found.notices == ()
    assert found.is_silent


def test_claims_that_came_and_went_are_named(snapshot):
    more = f"{MEMO}\n\nSiemens has banned Copilot on all devices, a spokesperson said."
    came = list(account(compare(snapshot("1", MEMO), snapshot("2", more))))
    went = list(account(compare(snapshot("1", more), snapshot("2", MEMO))))
    assert any(line.startswith("  claim new: Siemens") for line in came)
    assert any(line.startswith("  claim no longer made: Siemens") for line in went)


def test_a_claim_whose_words_moved_is_no_change(snapshot):
    found = compare(snapshot("1", MEMO), snapshot("2", "\n\n".join(reversed(passages_of(MEMO)))))
    assert [each.fields for each in found.sayings if each.fate == "changed" and "action" in each.fields] == []
    assert not [each for each in found.sayings if each.fate != "changed"]


# The account --------------------------------------------------------------------------------------------


def test_an_account_says_how_much_changed_and_quotes_what_matters_first(snapshot):
    rule = "You may not use the tool to train other models, and must not share what it writes."
    filler = [f"The garden at the back of house {n} was watered twice a week in summer." for n in range(9)]
    found = compare(snapshot("1", MEMO), snapshot("2", "\n\n".join([MEMO, *filler, rule])))
    first, *rest = account(found)
    assert (
        first
        == (
            "1 to 2: changed at the source (the page came with another text); 10 passages added, 39 to 182 words"
            "; most of the page is new, or had not been read"
        )
        or "10 passages added" in first
    )
    assert f"  added: “{rule}”" in rest
    assert sum(line.startswith("  added") for line in rest) == 3


def test_an_account_of_links_and_dates_alone(snapshot):
    before = snapshot("1", MEMO, links=("http://a.test/", "http://b.test/"))
    after = snapshot("2", MEMO, links=("http://a.test/", "http://c.test/"), published="2026-07-01")
    assert list(account(compare(before, after)))[1:] == [
        "  links: http://b.test/ became http://c.test/",
        "  dated not at all before, 2026-07-01 now",
    ]
    assert list(account(compare(before, replace(before, name="2"))))[1:] == ["  only its layout differs"]


def test_an_account_warns_where_most_of_a_page_is_gone(snapshot):
    (first, *_) = account(compare(snapshot("1", MEMO * 5), snapshot("2", "Nokia has a rule.")))
    assert first.endswith("most of the page is gone, or was not read")


# Notices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.kind)
def test_every_notice_fires_on_its_examples_and_no_others(rule):
    for example in rule.fires:
        assert (found := notice_in(example)), example
        assert rule.pattern.search(example), example
        assert found.text == example
    for example in rule.silent:
        assert notice_in(example) is None, example
