import json

import pytest

from graph.errors import InputError
from graph.extract import Page, load_extractor
from graph.extract.contract import claims_record, day_of, read_line
from graph.model import VersionId


@pytest.fixture(scope="module")
def extractor():
    return load_extractor()


@pytest.fixture
def record(extractor):
    def run(text, **fields):
        page = Page(text, **fields)
        mentions = extractor.mentions(extractor.analyse(page))
        return claims_record("p1", extractor.extract(page, VersionId("v-1")), mentions)

    return run


def test_a_claim_has_the_shape_of_the_gold_files(record):
    found = record("Siemens has banned ChatGPT on company devices.", outlet="The Wire")
    assert found["id"] == "p1"
    (claim,) = found["claims"]
    assert (claim["id"], claim["org"], claim["action"], claim["tools"]) == (
        "c1",
        "Siemens",
        "ban",
        ["ChatGPT"],
    )
    assert claim["vendors"] == ["OpenAI"]
    assert claim["modality"] == "fact_reported"
    assert claim["attribution"] == ["self"]
    assert claim["quote"] == "Siemens has banned ChatGPT on company devices."
    assert claim["trigger"] == "banned"
    assert claim["spans"]["organisation"] == [[0, 7]]
    assert found["mentions"] == {"orgs": ["Siemens"], "tools": ["ChatGPT"]}


def test_a_lift_names_the_rule_it_ends(record):
    found = record("Siemens has lifted its ban on ChatGPT. The ban was imposed in May 2023.")
    by_action = {claim["action"]: claim for claim in found["claims"]}
    assert by_action["lift"]["later_of"] == by_action["ban"]["id"]


def test_a_record_is_json_and_every_quote_is_in_the_text(record):
    text = "Nokia’s staff “must not” use ChatGPT. Siemens replaced Claude Code with Codex."
    found = json.loads(json.dumps(record(text)))
    assert found["claims"]
    assert all(claim["quote"] in text for claim in found["claims"])


def test_a_week_is_told_by_its_month_and_its_days_beside_it(record):
    found = record("Siemens banned ChatGPT in the last week of June 2026.")
    (claim,) = found["claims"]
    assert claim["event_date"] == "2026-06"
    assert claim["event_interval"] == "2026-06-24/2026-06-30"


def test_a_day_needs_no_interval_beside_it(record):
    found = record("Siemens banned ChatGPT on 3 June 2026.")
    assert "event_interval" not in found["claims"][0]


def test_an_empty_page_has_no_claims(record):
    assert record("")["claims"] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "no JSON"),
        ("[]", "JSON object"),
        ('{"id": "a"}', "neither text nor html"),
        ('{"text": 3}', "no text"),
    ],
)
def test_a_line_that_breaks_the_contract_is_named(line, problem):
    with pytest.raises(InputError, match=problem) as caught:
        read_line(7, line)
    assert caught.value.line == 7


def test_a_line_with_html_only_is_left_to_the_reader():
    page_id, page, html = read_line(1, '{"id": "x", "html": "<p>a</p>", "published": "2026-07-01T08:00:00Z"}')
    assert (page_id, page.text, html) == ("x", "", "<p>a</p>")
    assert page.published == day_of("2026-07-01")


def test_a_line_without_an_id_is_known_by_its_number():
    assert read_line(4, '{"text": "hello"}')[0] == "4"


@pytest.mark.parametrize("published", ["2026", "2026-07", "", "soon"])
def test_a_date_coarser_than_a_day_is_no_day(published):
    assert day_of(published) is None
