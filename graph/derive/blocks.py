"""The unit of derivation: what is never in one block is never compared. An organisation makes a block."""

from collections.abc import Iterable
from dataclasses import replace

from graph.identity import PLAIN, Identity
from graph.model import Assertion, Block, Reading


def block_of(assertion: Assertion, identity: Identity = PLAIN) -> Block:
    """Name the block of an assertion. An organisation without a name is a stranger on every page.

    Shape: what a parent's unit does is filed under the unit, if that is an organisation of its own.
    """
    if assertion.organisation_type == "unnamed" or assertion.organisation.upper() == "UNNAMED":
        return Block(f"unnamed {assertion.version}")
    return Block(identity.key(identity.acting(assertion.organisation, assertion.unit)))


def by_block(readings: Iterable[Reading], identity: Identity) -> dict[Block, list[Reading]]:
    """Deal readings out to the blocks they speak in, each with its assertions of that block."""
    dealt: dict[Block, list[Reading]] = {}
    for reading in readings:
        blocks: dict[Block, list[Assertion]] = {}
        for assertion in reading.assertions:
            blocks.setdefault(block_of(assertion, identity), []).append(assertion)
        for block, assertions in blocks.items():
            dealt.setdefault(block, []).append(replace(reading, assertions=tuple(assertions)))
    return dict(sorted(dealt.items()))
