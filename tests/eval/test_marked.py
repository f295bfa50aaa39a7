import importlib.util
import sys
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("eval_marked", Path(__file__).with_name("marked.py"))
MODULE = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = MODULE  # dataclasses look their module up
SPEC.loader.exec_module(MODULE)
marked, passages, sentences = MODULE.marked, MODULE.passages, MODULE.sentences


def test_marks_become_places_in_the_bare_sentence():
    read = marked("{Tessera|ban} told {Reuters} that [ChatGPT] is out, <Claude> in.")
    assert read.text == "Tessera told Reuters that ChatGPT is out, Claude in."
    assert [(each.name, each.actions) for each in read.organisations] == [
        ("Tessera", ("ban",)),
        ("Reuters", ()),
    ]
    assert all(read.text[each.start : each.end] == each.name for each in read.organisations)
    assert read.actions == {"ban"}


def test_a_sentence_may_leave_open_whose_rule_it_is():
    read = marked("@lift+ban?prediction The block may go.")
    assert read.text == "The block may go."
    assert read.actions == {"lift", "ban"}


def test_an_open_bracket_is_refused():
    with pytest.raises(ValueError, match="stray"):
        marked("{Tessera banned it.")


def test_a_sentence_may_tell_of_one_that_another_names():
    read = marked("@ban=North Mill @allow=Mill It keeps [ChatGPT] out.", ["North", "North Mill", "Mill"])
    assert read.text == "It keeps ChatGPT out."
    assert read.carried == (("North Mill", ("ban",)), ("Mill", ("allow",)))
    assert [read.text[a:b] for a, b in read.tools] == ["ChatGPT"]


def test_a_name_that_no_mark_has_is_refused():
    with pytest.raises(ValueError, match="nothing marks"):
        marked("@ban=Norht Mill It keeps it out.", ["North Mill"])


def test_all_passages_can_be_read_and_their_sentences_stand_where_they_say():
    read = passages()
    assert len(read) > 1500
    assert all(each.title and each.text for each in read)
    for each in read:
        for start, one in each.sentences:
            assert each.text.startswith(one.text, start)
    assert len({each.text for each in read}) == len(read)


def test_all_sentences_can_be_read():
    read = sentences()
    actions = {action for each in read for action in each.actions}
    assert len(read) > 5000
    assert len({each.text for each in read}) > 0.99 * len(read)
    assert actions == {
        "ban",
        "restrict",
        "require_approval",
        "allow",
        "mandate",
        "lift",
        "deny",
        "replace",
        "investigate",
    }
    assert 0.3 < sum(not each.actions for each in read) / len(read) < 0.5
