"""From settings to an extractor: rules, model or both. The key comes from the environment and goes nowhere else."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Final

from graph.config import ExtractorSettings
from graph.errors import ConfigError
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Page
from graph.lexicon import Lexicon, load_lexicon
from graph.llm.both import BothExtractor
from graph.llm.check import Check
from graph.llm.draft import reply_schema
from graph.llm.endpoint import Endpoint, OpenAiEndpoint, Patience
from graph.llm.extractor import LlmExtractor, Prices, Usage
from graph.llm.prompt import task_version
from graph.model import Assertion, VersionId

Chosen = Extractor | LlmExtractor | BothExtractor
KEY: Final = "WALKBACK_LLM_KEY"
FREE: Final = Prices()


def chosen_extractor(
    settings: ExtractorSettings, environment: Mapping[str, str], replies: MutableMapping[str, str]
) -> Chosen:
    """Give the extractor that the settings choose. Raises: ConfigError naming what is missing."""
    lexicon = load_lexicon()
    rules = load_extractor(lexicon)
    if settings.mode == "rules":
        return rules
    patience = Patience(silence=settings.timeout)
    endpoint = open_endpoint(settings, environment, patience)
    llm = llm_extractor(
        rules, lexicon, settings.model, endpoint, replies, Prices(settings.price_in, settings.price_out)
    )
    return llm if settings.mode == "llm" else BothExtractor(rules, llm)


@dataclass(frozen=True, slots=True)
class Insisting:
    """An extractor that fails where the model did not answer, so that a build counts the page and asks again."""

    chosen: LlmExtractor | BothExtractor

    @property
    def name(self) -> str:
        """Give the extractor's own name."""
        return self.chosen.name

    @property
    def llm(self) -> LlmExtractor:
        """Give the model's side."""
        return self.chosen if isinstance(self.chosen, LlmExtractor) else self.chosen.llm

    @property
    def usage(self) -> Usage:
        """Give the books of the model."""
        return self.llm.usage

    def close(self) -> None:
        """Let go of the endpoint."""
        self.llm.endpoint.close()

    def extract(self, page: Page, version: VersionId) -> list[Assertion]:
        """Give what the page says. Raises: EndpointTrouble if any piece of it was not answered."""
        return self.chosen.extract_or_raise(page, version)


def open_endpoint(
    settings: ExtractorSettings, environment: Mapping[str, str], patience: Patience
) -> OpenAiEndpoint:
    """Prepare the way to the model. Raises: ConfigError naming what is missing."""
    needed = {"base_url": settings.base_url, "model": settings.model}
    for name, value in needed.items():
        if not value:
            raise ConfigError("[extractor]", f'mode = "{settings.mode}" needs {name}')
    if not environment.get(KEY):
        raise ConfigError(
            "[extractor]", f'mode = "{settings.mode}" needs the key in the environment, as {KEY}'
        )
    return OpenAiEndpoint.open(settings.base_url, environment[KEY], patience)


def llm_extractor(
    rules: Extractor,
    lexicon: Lexicon,
    model: str,
    endpoint: Endpoint,
    replies: MutableMapping[str, str],
    prices: Prices = FREE,
) -> LlmExtractor:
    """Put a model behind the check of the rules."""
    schema = reply_schema(sorted(lexicon.table("reasons")["category"]))
    name = f"{model}@{task_version(schema)}+{rules.name}"
    return LlmExtractor(name, model, Check.load(rules, lexicon), endpoint, replies, schema, prices=prices)
