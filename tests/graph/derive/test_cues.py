"""The lexicon of derivation tests itself: what each entry lists must fire must fire, and the rest be silent."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from graph.derive.cues import TABLE, cues_of, packaged
from graph.errors import ConfigError
from graph.lexicon import Lexicon, load_lexicon

ENTRIES: Mapping[str, Any] = load_lexicon().table(TABLE)
EXAMPLES = [
    (name, kind, each) for name in ENTRIES for kind in ("fires", "silent") for each in ENTRIES[name][kind]
]


@pytest.mark.parametrize(("name", "kind", "sentence"), EXAMPLES)
def test_an_entry_fires_on_its_examples_and_on_nothing_it_lists_as_silent(
    name: str, kind: str, sentence: str
) -> None:
    pattern: re.Pattern[str] = getattr(packaged(), name)
    assert bool(pattern.search(sentence)) is (kind == "fires")


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_no_entry_is_without_examples_of_both_kinds(name: str) -> None:
    assert ENTRIES[name]["fires"]
    assert ENTRIES[name]["silent"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"strange": {"words": ["x"]}}, "strange"),
        ({"still": {"words": []}}, r"\[still\] has no words"),
        ({"still": {"words": ["("]}}, r"\[still\] is no pattern"),
    ],
)
def test_a_mistake_in_the_table_is_named(entry: Mapping[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        cues_of(Lexicon({TABLE: {**ENTRIES, **entry}}, "test"))


def test_other_cues_can_be_handed_in() -> None:
    other = cues_of(Lexicon({TABLE: {**ENTRIES, "still": {"words": ["evermore"]}}}, "test"))
    assert other.still.search("Banned for evermore.")
    assert not other.still.search("It remains.")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Otter & Ledger watched the demonstration.", True),
        ("Our reporter has tested it.", True),
        ("We visited the school.", True),
        ("Pupils watched the demonstration.", False),
        ("He told Otter & Ledger so.", False),
    ],
)
def test_a_reporter_who_was_there_is_told_from_others(text: str, seen: bool) -> None:
    assert packaged().watched("Otter & Ledger", text) is seen
