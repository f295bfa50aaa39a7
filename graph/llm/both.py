"""Rules and model side by side: what both read, what only one of them reads, each assertion marked so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from graph.extract.extractor import Extractor
from graph.extract.page import Page
from graph.llm.extractor import LlmExtractor
from graph.model import Assertion, AssertionId, VersionId, content_id

Agreement = Literal["both", "rules_only", "llm_only"]


@dataclass(frozen=True, slots=True)
class BothExtractor:
    """The rules with a model as second reader. Where both agree the rules' record stands."""

    rules: Extractor
    llm: LlmExtractor

    @property
    def name(self) -> str:
        """Give both names."""
        return f"{self.rules.name}+{self.llm.name}"

    def extract(self, page: Page, version: VersionId) -> list[Assertion]:
        """Give what either reads; nothing of the model where it did not answer, which is counted."""
        return list(compared(self.rules.extract(page, version), self.llm.extract(page, version), self.name))

    def extract_or_raise(self, page: Page, version: VersionId) -> list[Assertion]:
        """The same for a caller that asks again later. Raises: EndpointTrouble if the model did not answer."""
        read = self.llm.extract_or_raise(page, version)
        return list(compared(self.rules.extract(page, version), read, self.name))


def compared(rules: Sequence[Assertion], llm: Sequence[Assertion], name: str) -> Iterator[Assertion]:
    """Give all assertions in text order, each marked with who reads it; of a pair that agrees, the rules' own."""
    agreed = [each for each in rules if any(agree(each, other) for other in llm)]
    marked: list[tuple[Assertion, Agreement]] = [
        (each, "both" if each in agreed else "rules_only") for each in rules
    ]
    marked += [(each, "llm_only") for each in llm if not any(agree(each, other) for other in rules)]
    # New ids: the same words read by the rules alone are another record, with another mark.
    names = {each.id: AssertionId(content_id("a", each.id, name)) for each, _ in marked}
    for each, mark in sorted(marked, key=lambda pair: (pair[0].quote.start, pair[0].id)):
        yield _marked(each, mark, names)


def agree(one: Assertion, other: Assertion) -> bool:
    """Tell whether two readers say the same: who, what, and, as far as both name any, which tools."""
    if (one.organisation, one.action, one.affirmed) != (other.organisation, other.action, other.affirmed):
        return False
    named = [{tool for tool in each.tools if not tool.startswith("category:")} for each in (one, other)]
    return named[0] == named[1] if all(named) else bool(set(one.tools) & set(other.tools))


def _marked(each: Assertion, mark: Agreement, names: Mapping[AssertionId, AssertionId]) -> Assertion:
    later_of = names.get(each.later_of) if each.later_of else None
    return replace(each, id=names[each.id], later_of=later_of, agreement=mark)
