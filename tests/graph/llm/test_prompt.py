from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.extract.page import Page
from graph.extract.segment import segment
from graph.llm.draft import reply_schema
from graph.llm.endpoint import ReplyFolder
from graph.llm.prompt import pieces_of, prompt_of


@given(st.text(alphabet="ab \n.", max_size=400), st.integers(5, 60))
def test_pieces_hold_every_block_in_order_and_none_is_too_long(text, longest):
    blocks = [(each.start, each.end) for each in segment(Page(text)).blocks]
    pieces = list(pieces_of(text, blocks, longest))
    assert all(0 < end - start <= longest for start, end in pieces)
    covered = {at for start, end in pieces for at in range(start, end)}
    assert {at for start, end in blocks for at in range(start, end)} <= covered
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))


def test_equal_pieces_have_equal_keys_and_other_models_others():
    schema = reply_schema(["cost"])
    assert prompt_of("m", "Nokia bans ChatGPT.", schema) == prompt_of("m", "Nokia bans ChatGPT.", schema)
    keys = {prompt_of(model, text, schema).key for model in ("m", "n") for text in ("a", "b")}
    assert len(keys) == 4


def test_a_folder_keeps_replies_letter_by_letter(tmp_path):
    replies = ReplyFolder(tmp_path / "kept")
    replies["ab"] = '{"claims": [], "odd": "“é\\ud800”"}\n'
    again = ReplyFolder(tmp_path / "kept")
    assert dict(again) == {"ab": '{"claims": [], "odd": "“é\\ud800”"}\n'}
    del again["ab"]
    assert "ab" not in replies
    assert len(replies) == 0
