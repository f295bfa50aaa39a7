import sys

import pytest

from graph.config import ExtractorSettings, load_settings
from graph.errors import ConfigError
from graph.extract.extractor import Extractor
from graph.llm import BothExtractor, LlmExtractor, chosen_extractor

WAY = {"base_url": "http://127.0.0.1:9/v1", "model": "small-model"}
KEY = {"WALKBACK_LLM_KEY": "k"}


def test_without_a_word_about_it_the_rules_read():
    assert isinstance(chosen_extractor(ExtractorSettings(), {}, {}), Extractor)


def test_the_settings_choose_who_reads(tmp_path):
    (tmp_path / "walkback.toml").write_text(
        '[extractor]\nmode = "both"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
    )
    chosen = chosen_extractor(load_settings(tmp_path, {}).extractor, KEY, {})
    assert isinstance(chosen, BothExtractor)
    chosen.llm.endpoint.client.close()
    llm = chosen_extractor(ExtractorSettings(mode="llm", **WAY), KEY, {})
    assert isinstance(llm, LlmExtractor)
    assert llm.name.startswith("small-model@")
    llm.endpoint.client.close()


@pytest.mark.parametrize(
    ("given", "environment", "missing"),
    [
        ({"base_url": ""}, KEY, "base_url"),
        ({"model": ""}, KEY, "model"),
        ({}, {}, "WALKBACK_LLM_KEY"),
    ],
)
def test_what_is_missing_is_named_in_one_line(given, environment, missing):
    with pytest.raises(ConfigError, match=missing) as raised:
        chosen_extractor(ExtractorSettings(mode="llm", **(WAY | given)), environment, {})
    assert "\n" not in str(raised.value)


def test_a_missing_client_is_named_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ConfigError, match=r"walkback\[llm\]"):
        chosen_extractor(ExtractorSettings(mode="llm", **WAY), KEY, {})


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('mode = "magic"', "mode must be one of rules, llm, both"),
        ('key = "s3cret"', "unknown setting 'key'"),
        ("model = 4", "model must be a text"),
        ('timeout = "long"', "timeout must be a number"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_line(tmp_path, written, problem):
    (tmp_path / "walkback.toml").write_text(f"port = 9000\n[extractor]\n{written}\n")
    with pytest.raises(ConfigError, match=f"line 2: {problem}"):
        load_settings(tmp_path, {})
