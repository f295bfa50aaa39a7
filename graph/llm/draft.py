"""What a model is asked to send and what it sent: the schema of a reply, and its reading into drafts.

Pure. A draft is hearsay: nothing in it has been compared with the page yet.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from graph.model import Action

Part = Literal["reply", "claim", "tool", "date", "reason", "source", "modality"]
MOST: Final = 60  # claims of one reply that are looked at; the richest page of the corpus has nine

MODALITIES: Final = ("asserted", "opinion", "hedged", "prediction", "question", "conditional", "denied")
_PASSAGE: Final[Mapping[str, object]] = {"$ref": "#/$defs/passage"}
_PASSAGES: Final[Mapping[str, object]] = {"type": "array", "items": _PASSAGE}


@dataclass(frozen=True, slots=True)
class Passage:
    """Words a model says it copied, and the words right before them where they stand in more than one place."""

    exact: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class DraftReason:
    """A reason as a model gives it."""

    category: str
    words: Passage


@dataclass(frozen=True, slots=True)
class DraftSource:
    """A source as a model gives it: who it is, and the words that cite it."""

    source: Passage
    cue: Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as a model gives it. Shape: `dates` and `modality_cue` are empty where it gave none."""

    quote: Passage
    organisation: Passage
    action: str
    trigger: Passage
    tools: tuple[Passage, ...]
    replaced_by: tuple[Passage, ...] = ()
    dates: tuple[Passage, ...] = ()
    reasons: tuple[DraftReason, ...] = ()
    chain: tuple[DraftSource, ...] = ()
    modality: str = "asserted"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a model said that is not stored: which part of its reply, why, and its words."""

    part: Part
    why: str
    words: str = ""


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def reply_schema(categories: Sequence[str]) -> dict[str, object]:
    """Give the JSON schema of a reply, in the strict subset that endpoints enforce while they write."""
    reason = _object({"category": {"type": "string", "enum": list(categories)}, "words": _PASSAGE})
    claim = _object({
        "quote": _PASSAGE,
        "organisation": _PASSAGE,
        "action": {"type": "string", "enum": list(get_args(Action))},
        "trigger": _PASSAGE,
        "tools": _PASSAGES,
        "replaced_by": _PASSAGES,
        "dates": _PASSAGES,
        "reasons": {"type": "array", "items": reason},
        "chain": {"type": "array", "items": _object({"source": _PASSAGE, "cue": _PASSAGE})},
        "modality": {"type": "string", "enum": list(MODALITIES)},
    })  # fmt: skip
    passage = _object({"exact": {"type": "string"}, "before": {"type": "string"}})
    schema = _object({"claims": {"type": "array", "items": claim}})
    return schema | {"$defs": {"passage": passage}}


def drafts_of(reply: str) -> tuple[list[Draft], list[Refusal]]:
    """Read a reply; a claim that does not follow the schema is refused, the others stand."""
    try:
        claims = _any_list(json.loads(reply)["claims"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], [Refusal("reply", "no JSON of the agreed form", reply[:80])]
    drafts: list[Draft] = []
    refusals = [Refusal("reply", "too many claims", str(len(claims)))] if len(claims) > MOST else []
    for each in claims[:MOST]:
        try:
            drafts.append(_draft(each))
        except (KeyError, TypeError, ValueError):
            refusals.append(Refusal("claim", "no claim of the agreed form", str(each)[:80]))
    return drafts, refusals


def _draft(record: Any) -> Draft:
    """Read one claim. Raises: KeyError, TypeError or ValueError if anything is missing or of another kind."""
    return Draft(
        quote=_passage(record["quote"]),
        organisation=_passage(record["organisation"]),
        action=_text(record["action"]),
        trigger=_passage(record["trigger"]),
        tools=_passages(record["tools"]),
        replaced_by=_passages(record.get("replaced_by", [])),
        dates=_passages(record.get("dates", [])),
        reasons=tuple(
            DraftReason(_text(each["category"]), _passage(each["words"]))
            for each in _list(record.get("reasons", []))
        ),
        chain=tuple(
            DraftSource(_passage(each["source"]), _passage(each["cue"]))
            for each in _list(record.get("chain", []))
        ),
        modality=_text(record.get("modality", "asserted")),
    )


def _passage(record: Any) -> Passage:
    return Passage(_text(record["exact"]), _text(record.get("before", "")))


def _passages(records: Any) -> tuple[Passage, ...]:
    return tuple(_passage(each) for each in _list(records))


def _list(value: Any) -> list[Any]:
    if len(_any_list(value)) > MOST:
        raise ValueError("a short list is expected")
    return _any_list(value)


def _any_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value
