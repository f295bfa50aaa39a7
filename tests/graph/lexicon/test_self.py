from itertools import pairwise

import pytest

from graph.extract import Page, load_extractor
from graph.extract.actions import ActionRules, mask, triggers_of
from graph.lexicon import load_lexicon
from graph.model import VersionId

LEXICON = load_lexicon()
RULES = LEXICON.table("actions")["rule"]
GUARDS = LEXICON.table("guards")["guard"]


@pytest.fixture(scope="module")
def extractor():
    return load_extractor(LEXICON, learned=False)  # what an entry fires on is the rules' own doing


@pytest.fixture
def claims(extractor):
    def run(sentence):
        return [(each.action, each.rule) for each in extractor.extract(Page(sentence), VersionId("v-1"))]

    return run


@pytest.mark.parametrize(("rule", "sentence"), [(rule, each) for rule in RULES for each in rule["fires"]])
def test_an_entry_fires_on_its_own_examples(claims, rule, sentence):
    assert rule["action"] in {action for action, _ in claims(sentence)}


@pytest.mark.parametrize(("rule", "sentence"), [(rule, each) for rule in RULES for each in rule["silent"]])
def test_an_entry_is_silent_on_its_counter_examples(claims, rule, sentence):
    assert rule["id"] not in {found for _, found in claims(sentence)}


@pytest.mark.parametrize(
    ("guard", "sentence"), [(guard, each) for guard in GUARDS for each in guard["fires"]]
)
def test_a_guard_stops_what_it_names(extractor, claims, guard, sentence):
    analysis = extractor.analyse(Page(sentence))
    matched = extractor.actions.guards.find(mask(analysis), 0, len(sentence))
    assert guard["id"] in {each.rule for each in matched}
    assert claims(sentence) == []


@pytest.mark.parametrize(
    ("guard", "sentence"), [(guard, each) for guard in GUARDS for each in guard["silent"]]
)
def test_a_guard_lets_the_real_thing_pass(extractor, guard, sentence):
    matched = extractor.actions.guards.find(mask(extractor.analyse(Page(sentence))), 0, len(sentence))
    assert guard["id"] not in {each.rule for each in matched}


def test_every_entry_carries_examples_both_ways():
    assert all(entry["fires"] and entry["silent"] for entry in [*RULES, *GUARDS])


def test_no_two_entries_share_an_id():
    ids = [entry["id"] for entry in [*RULES, *GUARDS]]
    assert len(ids) == len(set(ids))


def test_no_pattern_stands_in_two_entries_of_different_actions():
    seen: dict[str, str] = {}
    for rule in RULES:
        for pattern in rule["patterns"]:
            assert seen.setdefault(pattern, rule["action"]) == rule["action"], pattern


def test_triggers_of_a_sentence_never_overlap(extractor):
    page = Page(
        "Siemens has lifted the ban on ChatGPT that it had imposed, but staff may not use Claude without approval."
    )
    analysis = extractor.analyse(page)
    rules = ActionRules.load(LEXICON)
    for sentence in analysis.sentences:
        found = triggers_of(rules, mask(analysis), sentence)
        assert len(found) >= 2
        assert all(left.end <= right.start for left, right in pairwise(found))
