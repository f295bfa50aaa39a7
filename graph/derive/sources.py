"""Sources that pages name and that are no pages we hold: whose word they are, how they count."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from graph.derive.naming import document_name, person_name, unnamed_name
from graph.derive.said import Said
from graph.identity import Identity, folded
from graph.model import Hop, HopKind

Evidence = Literal["", "certain", "possible"]

_PROPER: Final = re.compile(r"\b[A-Z][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Unseen:
    """A named source. All that speaks for one organisation is one `voice`, which counts once.

    Shape: `plain` is the label for several unnamed people whom pages describe differently.
    """

    id: str
    label: str
    kind: HopKind
    voice: str
    evidence: Evidence
    family: str = ""
    read: bool = False
    plain: str = ""


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
    return Unseen(
        f"{hop.kind}:{folded(hop.name)}", name, hop.kind, voice_of(hop, said), "certain", "", hop.read
    )


def unnamed(said: Said) -> Unseen:
    """Everybody whom one outlet family does not name is one voice, and counts at most."""
    name = f"unnamed:{said.family}"
    plain = f"unnamed sources of {said.outlet}"
    return Unseen(name, unnamed_name(said) or plain, "anonymous", name, "possible", said.family, plain=plain)


def disputed(speaker: str, said: Said) -> Unseen:
    """A speaker who denies having spoken: counts at most."""
    kind: HopKind = "spokesperson" if said.cues.office.search(speaker) else "person"
    voice = class_of(said.organisation) if kind == "spokesperson" else f"person:{folded(speaker)}"
    return Unseen(f"{kind}:{folded(speaker)}", speaker, kind, voice, "possible")


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
