"""Scrapy pipelines: the way from the spiders to the desk."""

from typing import Any, Self

from scrapy.crawler import Crawler

from crawlers.desk import Desk


class DeskPipeline:
    """Lays everything that a spider yields on the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline with the desk of the crawl's spider."""
        return cls(crawler.spider.desk)  # type: ignore[union-attr]

    def process_item(self, item: Any) -> Any:
        """Account for one item and pass it on."""
        self.desk.take(item)
        return item
