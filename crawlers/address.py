"""Web addresses: which spellings name the same page. Pure functions, no request is made here."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from crawlers import limits
from graph.errors import NotAWebAddress

SCHEMES: Final = ("http", "https")
_REMEMBERED: Final = 10_000  # spellings; a crawl asks four times for that of every page
_PORTS: Final = {"http": 80, "https": 443}
# Query keys that tell who sent a reader, never what the reader gets.
_TRACKING: Final = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid",
        "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking", "vero_id",
        "oly_anon_id", "oly_enc_id", "wickedid", "s_cid", "ncid", "cmpid", "ns_campaign", "ns_mchannel",
        "ns_source", "ref_src", "ref_url", "guccounter", "guce_referrer", "guce_referrer_sig", "sharetype",
        "smid", "xtor", "_ga", "_gl",
        # Who asks, not what for: the same page under a new address for every visit.
        "phpsessid", "jsessionid", "aspsessionid", "sessionid", "session_id", "cfid", "cftoken",
    }
)  # fmt: skip
_VARIANT: Final = re.compile(r"^(?:www|amp|m|mobile|mobil|touch)\.(?=[^.]+\.)")
_SESSION: Final = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_TRACKING_PREFIXES: Final = ("utm_", "mtm_", "pk_", "hsa_", "at_custom", "at_medium", "at_campaign")


@lru_cache(maxsize=_REMEMBERED)
def address(url: str, base: str = "") -> str:
    """Give the one spelling of a web address: host in lower case, no fragment, default port or tracking.

    Raises: NotAWebAddress if it is not http(s) or names no host.
    """
    try:
        parts = urlsplit(canonicalize_url(urljoin(base, url.strip())))
        port = parts.port
    except ValueError as error:
        raise NotAWebAddress(url) from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in SCHEMES or not host or any(each.isspace() for each in host):
        raise NotAWebAddress(url)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    path = _SESSION.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme, netloc, path, _without_tracking(parts.query), ""))


def is_address(url: str) -> bool:
    """Tell whether `address` would accept it."""
    try:
        address(url)
    except NotAWebAddress:
        return False
    return True


def host_of(url: str) -> str:
    """Give the host of an address, without port."""
    return urlsplit(url).hostname or ""


def same_page(one: str, other: str) -> bool:
    """Tell whether two addresses differ in nothing but scheme, a leading www. or a closing slash."""
    return _bare(one) == _bare(other)


def same_host(one: str, other: str) -> bool:
    """Tell whether two addresses are on one host, or on its hosts for other screens: amp.example.org."""
    return _VARIANT.sub("", host_of(one)) == _VARIANT.sub("", host_of(other))


def is_front_page(url: str) -> bool:
    """Tell whether an address is the root of its host."""
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


def looks_endless(url: str) -> bool:
    """Tell whether an address is one that a calendar or a wrong relative link makes without end."""
    segments = [each for each in urlsplit(url).path.split("/") if each]
    most = max(Counter(segments).values(), default=0)
    return len(url) > limits.URL or len(segments) > limits.SEGMENTS or most > limits.REPEATS


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query


def _without_tracking(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(key, value) for key, value in pairs if not _tracks(key.lower())])


def _tracks(key: str) -> bool:
    return key in _TRACKING or key.startswith(_TRACKING_PREFIXES)
