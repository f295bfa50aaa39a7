import json
import re
from pathlib import Path

import pytest

from graph.extract.mentions import Gazetteer, find_mentions
from graph.extract.page import Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon

CORPUS = Path(__file__).resolve().parents[3] / "data" / "corpus"


@pytest.fixture(scope="module")
def pages():
    """Give the text-only pages of the sample with the organisations their claims are about."""
    found = []
    for path in sorted((CORPUS / "pages").glob("*.json")):
        gold = json.loads((CORPUS / "gold" / path.name).read_text(encoding="utf-8"))
        text = json.loads(path.read_text(encoding="utf-8"))["text"]
        found.append((text, {claim["org"] for claim in gold["claims"]} - {"UNNAMED"}))
    return found


def _key(name):
    return re.sub(r"^the |[^a-z0-9 ]", "", name.lower())


def _recall(gazetteer, pages):
    hits = total = 0
    for text, wanted in pages:
        found = find_mentions(gazetteer, segment(Page(text)))
        names = {_key(each.name) for each in found.mentions if each.kind == "organisation"}
        hits += sum(_key(name) in names for name in wanted)
        total += len(wanted)
    return hits / total


def test_the_list_knows_nearly_everybody_and_without_it_most_are_still_found(pages):
    gazetteer = Gazetteer.load(load_lexicon())
    named = {_key(name) for _, wanted in pages for name in wanted}
    gone = {name for name, group in gazetteer.group_of.items() if group >= 0 and _key(name) in named}
    assert len(gone) > 60
    assert _recall(gazetteer, pages) > 0.93
    # Names that only the list can shorten ("Mizuho Financial Group") count as missed here.
    assert _recall(gazetteer.without(gone - gazetteer.makers), pages) > 0.6
