"""Scrapy's settings. Everything that differs from one crawl to the next is in crawlers.run.CrawlPlan."""

from scrapy.settings.default_settings import EXTENSIONS_BASE

from crawlers import limits

BOT_NAME = "walkback"
SPIDER_MODULES = ["crawlers.spiders"]
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.middlewares.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawlers.middlewares.RefreshMiddleware": 580,
    "crawlers.middlewares.ProxyMiddleware": 740,
    "crawlers.middlewares.PublicMiddleware": 800,
    "crawlers.exchange.ExchangeMiddleware": 900,
}

# Of all that the library does beside, nothing is wanted: it would cost a fifth of what a page costs.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = dict.fromkeys(EXTENSIONS_BASE)
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DOWNLOADER_STATS = False

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
DOWNLOAD_VERIFY_CERTIFICATES = True

# 4 instead of 100: Scrapy starts this many tasks for every response; 1.4 to 1.9 times the pages per second.
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS = 32

LOG_LEVEL = "WARNING"
STATS_DUMP = False
