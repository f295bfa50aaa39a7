from crawlers.quality import shortened
from crawlers.report import Shortened
from crawlers.sources import SourceList

NAME = lambda url: SourceList().source_of(url).name  # noqa: E731


def ratios(host, *values):
    return [(f"http://{host}/{n}", value) for n, value in enumerate(values)]


def test_a_source_whose_texts_have_halved_is_flagged_and_a_steady_one_is_not():
    halved = ratios("desk.test", *[0.45] * 5, *[0.95] * 10)
    steady = ratios("echo.test", *[0.5] * 15)
    assert shortened([*halved, *steady], NAME) == (Shortened("desk.test", 0.95, 0.45),)


def test_one_odd_page_and_a_source_with_few_pages_flag_nothing():
    assert shortened(ratios("desk.test", 0.1, *[0.95] * 14), NAME) == ()
    assert shortened(ratios("desk.test", *[0.1] * 5, *[0.95] * 9), NAME) == ()


def test_a_source_that_is_read_better_than_before_is_no_trouble():
    assert shortened(ratios("desk.test", *[0.95] * 5, *[0.3] * 10), NAME) == ()
