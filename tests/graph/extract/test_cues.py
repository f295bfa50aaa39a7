import pytest

from graph.extract.clauses import clause_at, clauses_of
from graph.extract.cues import CueRules, modality, polarity
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def cues():
    return CueRules.load(load_lexicon())


@pytest.fixture
def read(cues):
    """Read the word between asterisks as a trigger: its polarity and its modality."""

    def look(text):
        start = text.index("*")
        plain = text.replace("*", "")
        end = text.rindex("*") - 1
        clause = clause_at(clauses_of(plain, 0, len(plain)), start)
        return polarity(cues, plain, clause, start, end), modality(
            cues, plain, (0, len(plain)), clause, start, end
        )

    return look


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OOOO *banned* TTTT.", "affirmed"),
        ("OOOO has not *banned* TTTT.", "negated"),
        ("OOOO hasn't *banned* TTTT.", "negated"),
        ("TTTT is no longer *banned* at OOOO.", "ended"),
        ("OOOO not only *banned* TTTT, it fined people.", "affirmed"),
        ("OOOO does not comment, but it *banned* TTTT.", "affirmed"),
        ("OOOO stopped short of *banning* TTTT.", "negated"),
    ],
)
def test_negation_reaches_as_far_as_its_clause(read, text, expected):
    assert read(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OOOO *banned* TTTT.", "asserted"),
        ("OOOO may *ban* TTTT.", "prediction"),
        ("OOOO is considering *banning* TTTT.", "prediction"),
        ("will OOOO *ban* TTTT?", "question"),
        ("if OOOO *bans* TTTT, nobody will notice.", "conditional"),
        ("parents called for OOOO to *ban* TTTT.", "conditional"),
        ("in practice OOOO has *banned* TTTT.", "opinion"),
    ],
)
def test_what_is_not_yet_so_is_no_fact(read, text, expected):
    assert read(text)[1] == expected


def test_a_list_of_tools_is_one_clause():
    text = "OOOO bans TTTT, TTTTTT, and TTTTT."
    assert len(clauses_of(text, 0, len(text))) == 1


def test_clauses_cover_the_sentence_without_a_gap():
    text = "OOOO bans TTTT, but OOO allows it; nobody knows why."
    found = clauses_of(text, 0, len(text))
    assert "".join(text[each.start : each.end] for each in found) == text
    assert len(found) == 3
