"""Sources that pages name and that are no pages we hold: whose word they are, how they count."""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.derive.cues import NAME
from graph.derive.naming import document_name, person_name, unnamed_name
from graph.derive.said import Said
from graph.identity import Identity, folded
from graph.model import STATE_OF, Assertion, Hop, HopKind

Evidence = Literal["", "certain", "possible"]

_PROPER: Final = re.compile(r"\b[A-Z][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A named source. All that speaks for one organisation is one `voice`, which counts once.

    Shape: `heard_by` names the outlets that heard unnamed people, for whom pages have different words.
    """

    id: str
    label: str
    kind: HopKind
    voice: str
    evidence: Evidence
    family: str = ""
    read: bool = False
    heard_by: frozenset[str] = frozenset()

    @property
    def plain(self) -> str:
        """Call unnamed people by who heard them."""
        return f"unnamed sources of {' and '.join(sorted(self.heard_by))}"


def unseen(hop: Hop, said: Said, identity: Identity) -> Unseen:
    """Tell what kind of source a hop names, for a passage of one page."""
    if hop.kind == "anonymous":
        return unnamed(said)
    if hop.kind == "weak":
        return Unseen(f"weak:{folded(hop.name)}", hop.name, "weak", "", "")
    if hop.kind == "outlet":
        name, family = identity.outlet(hop.name), identity.family_named(hop.name)
        return Unseen(
            f"outlet:{folded(name)}", name, "outlet", f"outlet:{family}", "certain", family, hop.read
        )
    if hop.kind == "person":
        node = f"person:{folded(hop.name)}"
        return Unseen(node, person_name(hop.name, said), "person", node, "certain")
    name = document_name(hop.name, said) if hop.kind == "document" else person_name(hop.name, said)
    node = f"{hop.kind}:{folded(hop.name)}"
    if hop.kind == "document" and retold(hop, said):
        # A notice that ends a rule is not the notice that made it, though a page calls both "the notice".
        node = f"{node} {said.version}"
    return Unseen(node, name, hop.kind, voice_of(hop, said), "certain", "", hop.read)


def retold(hop: Hop, said: Said) -> bool:
    """Tell whether a page has an older rule from the document that brought a newer one for the same tools."""
    return any(
        (other.later_of == said.assertion.id or _ends(other, said.assertion))
        and any(each.name == hop.name for each in other.chain)
        for other in said.reading.assertions
    )


def _ends(new: Assertion, old: Assertion) -> bool:
    """Tell whether a page dates one rule after another on the same tools, and of another kind."""
    if new.modality not in {"asserted", "reported", "hedged"} or not set(new.tools) & set(old.tools):
        return False
    if new.organisation != old.organisation or new.unit != old.unit or new.effective is None:
        return False
    before = old.effective
    same = (new.state or STATE_OF[new.action]) == (old.state or STATE_OF[old.action])
    return not same and before is not None and before.last < new.effective.first


def unnamed(said: Said) -> Unseen:
    """Everybody whom one outlet family does not name is one voice, and counts at most."""
    name, heard_by = f"unnamed:{said.family}", frozenset({said.outlet})
    source = Unseen(name, unnamed_name(said), "anonymous", name, "possible", said.family, heard_by=heard_by)
    return source if source.label else replace(source, label=source.plain)


def disputed(speaker: str, said: Said) -> Unseen:
    """A speaker who denies having spoken: counts at most."""
    kind: HopKind = "spokesperson" if said.cues.office.search(speaker) else "person"
    voice = class_of(said.organisation) if kind == "spokesperson" else f"person:{folded(speaker)}"
    return Unseen(f"{kind}:{folded(speaker)}", person_name(speaker, said), kind, voice, "possible")


def explaining(said: Said) -> list[Unseen]:
    """Give the people who are named for a reason and for nothing else: cited, and no evidence for the rule."""
    names = dict.fromkeys(each.stated_by for each in said.assertion.reasons)
    chain = {folded(hop.name) for hop in said.assertion.chain}
    return [
        Unseen(f"person:{folded(name)}", person_name(name, said), "person", f"person:{folded(name)}", "")
        for name in names
        if NAME.fullmatch(name)
        and folded(name) not in chain | {folded(said.outlet), folded(said.organisation)}
        and name in said.reading.version.text
    ]


def class_of(organisation: str) -> str:
    """Name the class of everything that speaks for an organisation."""
    return f"class:{organisation}"


def voice_of(hop: Hop, said: Said) -> str:
    """Tell for whom a document, an office or a spokesperson speaks.

    Shape: the organisation of the story, unless the name is plainly somebody else's: "OpenAI spokesperson"
    in a story on Samsung.
    """
    organisation = said.organisation
    if hop.kind == "spokesperson" and not said.cues.office.search(hop.name):
        return class_of(organisation)
    if hop.kind == "organisation" and not _shares_a_word(hop.name, organisation):
        return class_of(hop.name)
    proper = [word for word in _PROPER.findall(re.sub(r"^The ", "", hop.name)) if folded(word) not in _PLAIN]
    if not proper or _shares_a_word(hop.name, organisation):
        return class_of(organisation)
    return f"{hop.kind}:{folded(hop.name)}"


_PLAIN_WORDS: Final = """
    internal memo document notice letter email circular guidelines policy announcement statement
    spokesperson press office report company a an
"""
_PLAIN: Final = frozenset(_PLAIN_WORDS.split())


def _shares_a_word(name: str, organisation: str) -> bool:
    return bool(set(folded(name).split()) & set(folded(organisation).split()))


def observed(said: Said) -> bool:
    """Tell whether the page says that its own reporter was there."""
    return said.cues.watched(said.outlet.removeprefix("The "), said.reading.version.text)
