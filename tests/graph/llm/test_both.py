from graph.llm import BothExtractor
from graph.model import VersionId

V = VersionId("v-1")


def test_what_both_read_and_what_one_reads_is_marked(stage, says, claim, reader, rules, page):
    stage.answers = [says(claim())]
    found = BothExtractor(rules, reader()).extract(page(), V)
    assert [(each.organisation, each.agreement) for each in found] == [
        ("Nokia", "both"),
        ("Ericsson", "rules_only"),
    ]


def test_what_only_the_model_reads_is_marked(stage, says, claim, reader, rules, page):
    text = "Nokia, unlike others, mothballed and outright outlawed ChatGPT."
    stage.answers = [says(claim(quote=text, trigger="outlawed"))]
    both = BothExtractor(rules, reader())
    alone = rules.extract(page(text), V)
    marks = {each.agreement for each in both.extract(page(text), V)}
    assert marks == ({"both"} if alone else {"llm_only"})


def test_readers_that_name_other_tools_do_not_agree(stage, says, claim, reader, rules, page):
    text = "Nokia bans ChatGPT and Gemini."
    stage.answers = [says(claim(quote=text, trigger="bans", tools=["Gemini"]))]
    found = BothExtractor(rules, reader()).extract(page(text), V)
    assert sorted((each.agreement, each.tools) for each in found) == [
        ("llm_only", ("Gemini",)),
        ("rules_only", ("ChatGPT", "Gemini")),
    ]


def test_an_endpoint_out_of_order_leaves_the_rules(stage, fails, reader, rules, page):
    stage.answers = [fails(500)]
    found = BothExtractor(rules, reader(repeats=0)).extract(page(), V)
    assert {each.agreement for each in found} == {"rules_only"}


def test_marked_assertions_have_ids_of_their_own_and_keep_their_links(
    stage, says, claim, reader, rules, page
):
    text = "Nokia has lifted the ban on ChatGPT that it imposed in May 2024."
    stage.answers = [says()]
    alone = rules.extract(page(text), V)
    found = BothExtractor(rules, reader()).extract(page(text), V)
    assert not {each.id for each in alone} & {each.id for each in found}
    links = {each.later_of for each in found if each.later_of}
    assert links
    assert links <= {each.id for each in found}
