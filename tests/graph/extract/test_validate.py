from dataclasses import replace

import pytest

from graph.extract.validate import exact, valid
from graph.model import Assertion, AssertionId, Hop, Quote, Reason, Slot, VersionId, quote_of

TEXT = "Siemens has banned ChatGPT, it told its staff."


@pytest.fixture
def assertion():
    return Assertion(
        AssertionId("a-1"), VersionId("v-1"), "Siemens", "ban", quote_of(TEXT, 0, len(TEXT)), tools=("ChatGPT",),
        trigger=quote_of(TEXT, 12, 18), slots=(Slot("tool", quote_of(TEXT, 19, 26)),),
    )  # fmt: skip


def test_what_stands_in_the_text_passes(assertion):
    assert list(valid(TEXT, [assertion])) == [assertion]


def test_an_invented_quote_gives_no_claim(assertion):
    assert not list(valid(TEXT, [replace(assertion, quote=Quote("Siemens bans everything", 0, 23))]))


def test_a_trigger_at_the_wrong_place_gives_no_claim(assertion):
    assert not list(valid(TEXT, [replace(assertion, trigger=Quote("banned", 13, 19))]))


def test_only_the_invented_parts_of_a_sound_claim_are_dropped(assertion):
    invented = Quote("never said", 0, 10)
    found = replace(
        assertion,
        slots=(*assertion.slots, Slot("tool", invented)),
        reasons=(Reason("cost", "x", quote=invented),),
        chain=(Hop("The Wire", "outlet", invented),),
    )
    (kept,) = valid(TEXT, [found])
    assert kept.slots == assertion.slots
    assert kept.reasons == ()
    assert kept.chain == (Hop("The Wire", "outlet", None),)


def test_a_claim_without_a_tool_is_none(assertion):
    assert not list(valid(TEXT, [replace(assertion, tools=())]))


@pytest.mark.parametrize("quote", [Quote("", 3, 3), Quote("x", -1, 0), Quote("staff.", 40, 99)])
def test_a_span_outside_the_text_is_not_exact(quote):
    assert not exact(TEXT, quote)
