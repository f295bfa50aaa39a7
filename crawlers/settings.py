"""Scrapy's settings. Everything that differs from one crawl to the next is in crawlers.run.CrawlPlan."""

from crawlers import limits

BOT_NAME = "walkback"
SPIDER_MODULES = ["crawlers.spiders"]
ITEM_PIPELINES = {"crawlers.pipelines.DeskPipeline": 300}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.middlewares.RobotsMiddleware": 100,
    "crawlers.middlewares.EncodingMiddleware": 585,
    "crawlers.middlewares.ProxyMiddleware": 740,
    "crawlers.middlewares.PublicMiddleware": 800,
    "crawlers.exchange.ExchangeMiddleware": 900,
}

# Every connection goes to an address that was checked.
TWISTED_DNS_RESOLVER = "crawlers.resolver.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "http": "crawlers.handler.CarefulHandler",
    "https": "crawlers.handler.CarefulHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Good manners: the rules of robots.txt, one request at a time and a pause on every host.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
COOKIES_ENABLED = False
RETRY_TIMES = 2

# Scrapy would run code that is posted to a local port. Nobody here needs that.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# What strangers may make us swallow. The library's own limits are 1 GiB, three minutes and 20 redirects.
DOWNLOAD_MAXSIZE = limits.BODY
DOWNLOAD_WARNSIZE = DOWNLOAD_MAXSIZE
DOWNLOAD_TIMEOUT = limits.SECONDS
REDIRECT_MAX_TIMES = limits.REDIRECTS
URLLENGTH_LIMIT = 0  # it drops requests without a word; crawlers.address.looks_endless has the limit
DOWNLOAD_VERIFY_CERTIFICATES = True

# 4 instead of 100: Scrapy starts this many tasks for every response; 1.4 to 1.9 times the pages per second.
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS = 32

LOG_LEVEL = "WARNING"
STATS_DUMP = False
