"""From a page to its assertions: eleven stages, each a pure function, one file a stage."""

from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Page

__all__ = ["Extractor", "Page", "load_extractor"]
