"""A second reader beside the rules: a language model behind the same protocol, off by default, believed in nothing.

Whatever it says is held against the page and the lexicon before it is stored; see graph.llm.check.
"""

from graph.llm.both import BothExtractor
from graph.llm.endpoint import ReplyFolder
from graph.llm.extractor import EndpointTrouble, LlmExtractor, Readout, Usage
from graph.llm.load import Insisting, chosen_extractor

__all__ = [
    "BothExtractor",
    "EndpointTrouble",
    "Insisting",
    "LlmExtractor",
    "Readout",
    "ReplyFolder",
    "Usage",
    "chosen_extractor",
]
