from crawlers.report import CrawlReport, PassedOver
from ui.pipeline import crawl_lines


def test_the_account_of_a_crawl_names_the_pages_that_were_never_asked_for():
    report = CrawlReport(passed_over=(PassedOver("maze.test", "endless addresses", 12),))
    assert list(crawl_lines(report))[-1] == "12 pages of maze.test never asked for: endless addresses"
