"""How much of what strangers send is taken, in one place. Figures in brackets: what real pages and feeds need."""

from typing import Final

MIB: Final = 1024 * 1024

# One answer. The time is for all of it, from the first attempt to connect to the last byte.
BODY: Final = 10 * MIB  # also unpacked (real pages: 355 KB on average)
HEAD: Final = 256 * 1024  # status line and headers (real ones: under 16 KB)
ROBOTS: Final = 512 * 1024  # RFC 9309 asks for 500 KiB at least; the rest is not read
SECONDS: Final = 30.0
REDIRECTS: Final = 8

# One host in one crawl.
PAGES_OF_A_HOST: Final = 2000
REFUSALS_OF_A_HOST: Final = 5  # 429 or 503 one after another, and the host is left alone
LONGEST_WAIT: Final = 60.0  # seconds; a host that asks for more is left alone

PAGES_OF_A_CRAWL: Final = 20_000  # taken up from earlier crawls because their time has come

# Listings.
PAGES_OF_A_LISTING: Final = 5000  # (a news sitemap may have 1,000)
LISTINGS: Final = 10_000
LISTS_OF_A_SOURCE: Final = 300  # an index may name more sitemaps than there are days; the newest come first
LISTS_LOOKED_AT: Final = 3  # of those that a list leads to, when a source is only looked at
SITEMAP_DEPTH: Final = 3  # the standard allows one index above the sitemaps
MONTHS: Final = 2  # of a mailing list's archive, the newest; a message may come in on the last of a month
SEARCHES: Final = 20  # of discussions, one going on where the one before ends, with up to 1,000 stories each
STORIES: Final = 100  # of one search of discussions without a first day; each thread is a request
COMMENTS: Final = 5000  # of one thread (the longest of Hacker News have about 5,000)

# One page. Reading ends at the limits of processor time and memory, whatever the page is made of.
READING_SECONDS: Final = 10
READING_MEMORY: Final = 2048 * MIB
ATTRIBUTES: Final = 500  # of one element; parsers compare each with each
ELEMENTS: Final = 60_000  # (a page with a thousand comments: 20,000)
TEXT: Final = 1_000_000  # letters (real articles: under 100,000; the longest terms of service: 250,000)
TITLE: Final = 500
LINKS: Final = 2000
URL: Final = 2000
SEGMENTS: Final = 20  # of a path
REPEATS: Final = 3  # of one segment in a path
