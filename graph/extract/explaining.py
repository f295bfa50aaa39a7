"""How a page was read, for people: each sentence with its mentions marked, what was found in it, and the claims.

Reading happens elsewhere; this only tells of it, so that a wrong claim can be traced to the stage that made it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from graph.extract.extractor import Extractor
from graph.extract.linking import Scene
from graph.extract.page import Analysis, Mention, Page, Sentence
from graph.extract.verdicts import linked, said
from graph.model import Assertion, VersionId

_TOLD: Final = 0.05  # probability from which an action or an organisation is worth a word
_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "organisation": ("{", "}"),
    "tool": ("[", "]"),
    "population": ("(", ")"),
    "person": ("<", ">"),
}


def explained(extractor: Extractor, page: Page, version: VersionId) -> Iterator[str]:
    """Give the lines of an account of one page.

    Shape: organisations stand in {braces}, tools in [brackets], people bound in (parentheses), persons in <angles>.
    """
    analysis = extractor.analyse(page)
    triggers, _ = extractor.ruled(analysis)
    words = {sentence.index: found for sentence, found in triggers}
    speaks, whose = _learned(extractor, analysis)
    for sentence in analysis.sentences:
        yield f"{sentence.index + 1:3}  {_marked(analysis, sentence)}"
        for each in words.get(sentence.index, []):
            yield f'       rule {each.rule.id}: "{page.text[each.start : each.end]}"'
        if sentence.index in speaks:
            yield f"       speaks of {speaks[sentence.index]}"
        if sentence.index in whose:
            yield f"       whose rule: {whose[sentence.index]}"
    claims = extractor.extract(page, version)
    yield f"{len(claims)} claims" if len(claims) != 1 else "1 claim"
    for claim in claims:
        yield from _claim(claim)


def _learned(extractor: Extractor, analysis: Analysis) -> tuple[dict[int, str], dict[int, str]]:
    """Give what the models see in each sentence: which actions, and whose."""
    if extractor.learned is None:
        return {}, {}
    scene: Scene = extractor.scene(analysis, extractor.cast(analysis))
    says = said(extractor.learned, scene)
    speaks = {}
    for at, row in enumerate(says):
        if told := _likeliest(zip(extractor.learned.actions, map(float, row), strict=True)):
            speaks[at] = told
    named: dict[int, list[tuple[str, float]]] = {}
    for at, actor, link in linked(extractor.learned, scene, says):
        named.setdefault(at, []).append((actor.name, link))
    whose = {at: told for at, pairs in named.items() if (told := _likeliest(pairs))}
    return speaks, whose


def _likeliest(
    pairs: "Iterator[tuple[str, float]] | list[tuple[str, float]] | zip[tuple[str, float]]",
) -> str:
    told = sorted((each for each in pairs if each[1] >= _TOLD), key=lambda each: -each[1])
    return ", ".join(f"{name} {value:.2f}" for name, value in told)


def _marked(analysis: Analysis, sentence: Sentence) -> str:
    text, parts, at = analysis.page.text, [], sentence.start
    for each in analysis.within(sentence.start, sentence.end):
        if each.start >= at and each.kind in _MARKS:
            parts += [text[at : each.start], _mark(text, each)]
            at = each.end
    return " ".join("".join([*parts, text[at : sentence.end]]).split())


def _mark(text: str, mention: Mention) -> str:
    left, right = _MARKS[mention.kind]
    words = text[mention.start : mention.end]
    stands_for = f"={mention.name}" if mention.name and mention.name != words else ""
    return f"{left}{words}{stands_for}{right}"


def _claim(each: Assertion) -> Iterator[str]:
    tools = ", ".join(each.tools)
    yield f"  {each.organisation}: {each.action} {tools} ({each.modality}, confidence {each.confidence:.2f})"
    trigger = f' at "{each.trigger.exact}"' if each.trigger else ""
    yield f"       by {each.rule}{trigger}"
    yield "       because " + ", ".join(f"{factor.name} {factor.value:.2f}" for factor in each.factors)
    for name, value in (
        ("date", each.effective.iso if each.effective else ""),
        ("scope", each.scope.type if each.scope else ""),
        ("reasons", ", ".join(reason.category for reason in each.reasons)),
        ("on the word of", " < ".join(hop.name for hop in each.chain)),
    ):
        if value:
            yield f"       {name}: {value}"
