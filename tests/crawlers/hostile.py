"""A site that does everything a crawler fears, on loopback addresses; each case by name with its due fate.

Answers are written byte by byte, because half of the cases are no valid HTTP.
"""

import gzip
import itertools
import socket
import socketserver
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache

WORDS = (
    "Employees of the bank may no longer use ChatGPT on company devices, an internal memo says. It gives the "
    "protection of client data as the reason. Exceptions need the approval of the security office. "
)
GOOD = (
    "<!DOCTYPE html><html lang='en'><head><title>Bank %d</title></head><body><article><h1>Bank %d</h1>"
    f"<p>{WORDS}</p><p>{WORDS} Number %d.</p></article></body></html>"
)
META = "http://169.254.169.254/latest/meta-data/"
MIB = 1024 * 1024


class Talk(socketserver.BaseRequestHandler):
    """One connection: reads a request, finds its case, lets it answer, hangs up."""

    def handle(self) -> None:
        self.request.settimeout(10)
        head = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in head and len(head) < 65536:
                piece = self.request.recv(4096)
                if not piece:
                    return
                head += piece
            self.path = head.split(b" ", 2)[1].decode("latin-1")
            self.server.site.answer(self)

    def raw(self, data: bytes) -> None:
        self.request.sendall(data)

    def page(self, body, kind="text/html; charset=utf-8", status="200 OK", headers=(), length=None) -> None:
        body = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
        lines += [f"Content-Type: {kind}"] * bool(kind) + [*headers, "Connection: close", "", ""]
        self.raw("\r\n".join(lines).encode("latin-1") + body)

    def go(self, target: str, status="302 Found") -> None:
        self.page("", status=status, headers=[f"Location: {target}"])

    def forever(self, piece: bytes, pause: float = 0.0, most: float = 20.0) -> None:
        end = time.monotonic() + most
        while time.monotonic() < end:
            self.raw(piece)
            if pause:
                time.sleep(pause)


@dataclass(frozen=True)
class Case:
    """What is asked, how it is answered, and what the report must say of it: `stored` or a part of a reason."""

    name: str
    answer: Callable[[Talk], None]
    fate: str
    host: int = 1


def html(inside: str, head: str = "") -> str:
    top = f"<!DOCTYPE html><html lang='en'><head><title>Bank</title>{head}</head>"
    return f"{top}<body><article><h1>Bank</h1><p>{WORDS}</p>{inside}</article></body></html>"


def body(text, **how) -> Callable[[Talk], None]:
    return lambda talk: talk.page(text() if callable(text) else text, **how)


def go(target: str, **how) -> Callable[[Talk], None]:
    return lambda talk: talk.go(target, **how)


def raw(*pieces: bytes) -> Callable[[Talk], None]:
    return lambda talk: [talk.raw(piece) for piece in pieces]


def after(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[Talk], None]:
    def answer(talk: Talk) -> None:
        talk.raw(start)
        talk.forever(piece, pause)

    return answer


def reset(talk: Talk) -> None:
    talk.page(html("")[:200], length=5000)
    talk.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def counted(talk: Talk, prefix: str) -> None:
    number = int(talk.path.rsplit("/", 1)[-1]) if talk.path.rsplit("/", 1)[-1].isdigit() else 0
    talk.go(f"/{prefix}/{number + 1}")


@cache
def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"\0" * MIB) for _ in range(300)) + packer.flush()


@cache
def bomb_in_bomb() -> bytes:
    return gzip.compress(bomb())


def laughs(root: str, inside: str) -> str:
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lol">{"".join(names)}]>{inside}'


def feed(items: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def item(link: str, date: str = "Wed, 01 Jul 2026 08:00:00 GMT") -> str:
    return f"<item><title>t</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def sitemap(links, kind="urlset", entry="url") -> str:
    inner = "".join(f"<{entry}><loc>{link}</loc></{entry}>" for link in links)
    return f"<{kind} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</{kind}>"


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LATE = {"host": 2}

PAGES = [
    # Broken at the socket.
    Case("cut-off-body", body(html(""), length=9000), "cut off"),
    Case("length-too-small", body(html("<p>More.</p>"), length=400), "cut off"),
    Case("length-too-large-by-far", body("x", length=10**10), "larger than 10 MB"),
    Case("length-negative", body(html(""), length=-5), "no HTTP"),
    Case("length-no-number", body(html(""), length="many"), "no HTTP"),
    Case("two-lengths", body(html(""), headers=["Content-Length: 7"]), "no HTTP"),
    Case("chunk-size-no-number", raw(CHUNKED, b"zz\r\nabc\r\n0\r\n\r\n"), "cut off"),
    Case("chunk-size-enormous", raw(CHUNKED, b"f" * 64 + b"\r\nabc"), "cut off"),
    Case("chunks-without-end", raw(CHUNKED, b"5\r\nhello\r\n"), "cut off"),
    Case("closes-at-once", raw(), "connection was cut"),
    Case("resets-in-the-body", reset, "cut off"),
    Case("no-http-at-all", raw(b"220 mail.test ESMTP\r\n" * 5), "no HTTP"),
    Case("status-no-number", raw(b"HTTP/1.1 abc OK\r\n\r\n"), "no HTTP"),
    Case("status-999", body(html(""), status="999 Denied"), "HTTP 999"),
    Case(
        "headers-without-end", after(b"HTTP/1.1 200 OK\r\n", b"X-Flood: more\r\n" * 500), "too many headers"
    ),
    Case("one-header-without-end", after(b"HTTP/1.1 200 OK\r\nX-Flood: ", b"x" * 9000), "connection was cut"),
    Case(
        "interim-answers-without-end", after(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "too many headers"
    ),
    Case(
        "header-lines-without-colon",
        raw(b"HTTP/1.1 200 OK\r\nno colon\r\n" + OK[17:] + b"\r\n" + html("").encode()),
        "stored",
    ),
    Case("nul-in-a-header", raw(OK + b"X-Nul: a\0b\r\n\r\n" + html("").encode()), "stored"),
    Case("body-without-end", after(OK + b"\r\n", b"<p>more and more</p>" * 3000), "larger than 10 MB"),
    Case("slow-drip", after(OK + b"\r\n", b"x", 0.2), "no answer in time", host=2),
    Case("slow-headers", after(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.2), "no answer in time", host=3),
    Case("silence", lambda talk: time.sleep(8), "no answer in time", host=4),
    # Packed.
    Case("gzip-bomb", body(bomb, headers=["Content-Encoding: gzip"]), "larger than 10 MB unpacked"),
    Case(
        "gzip-in-gzip-bomb",
        body(bomb_in_bomb, headers=["Content-Encoding: gzip, gzip"]),
        "larger than 10 MB unpacked",
    ),
    Case("gzip-that-is-none", body(html(""), headers=["Content-Encoding: gzip"]), "cannot be unpacked"),
    Case(
        "gzip-cut-off",
        body(lambda: gzip.compress(html("").encode())[:200], headers=["Content-Encoding: gzip"]),
        "stored",
    ),
    Case("packed-unknown", body(html(""), headers=["Content-Encoding: snappy"]), "stored"),
    # Redirects.
    Case("redirect-to-itself", go("/redirect-to-itself"), "too many redirects"),
    Case("redirects-without-end", lambda talk: counted(talk, "redirects-without-end"), "too many redirects"),
    Case("redirect-to-a-file", go("file:///etc/passwd"), "redirects to no web address: file:"),
    Case("redirect-to-a-script", go("javascript:alert(1)"), "redirects to no web address: javascript:"),
    Case("redirect-to-data", go("data:text/html,<p>hello"), "redirects to no web address: data:"),
    Case("redirect-to-nowhere", go(""), "too many redirects"),
    Case("redirect-to-the-key-service", go(META), "not a public address"),
    Case("redirect-to-its-decimal", go("http://2852039166/"), "not a public address"),
    Case("redirect-to-its-octal", go("http://0251.0376.0251.0376/"), "not a public address"),
    Case("redirect-to-its-hex", go("http://0xa9fea9fe/"), "not a public address"),
    Case("redirect-to-its-ipv6", go("http://[::ffff:a9fe:a9fe]/"), "not a public address"),
    Case("redirect-to-nat64", go("http://[64:ff9b::a9fe:a9fe]/"), "not a public address"),
    Case("redirect-to-zero", go("http://0.0.0.0:1/"), "not a public address"),
    Case("redirect-to-multicast", go("http://224.0.0.1/"), "not a public address"),
    Case("redirect-to-link-local", go("http://[fe80::1]/"), "not a public address"),
    Case(
        "refresh-to-the-key-service",
        body(html("", f'<meta http-equiv="refresh" content="0;url={META}">')),
        "not a public address",
    ),
    Case(
        "refresh-without-end",
        body(html("", '<meta http-equiv="refresh" content="0;url=/refresh-without-end">')),
        "too many redirects",
    ),
    Case(
        "refresh-to-a-file",
        body(html("", '<meta http-equiv="refresh" content="0;url=file:///etc/passwd">')),
        "stored",
    ),
    # Not what they say they are.
    Case("pdf-called-html", body(b"%PDF-1.7 " + WORDS.encode() * 9), "no web page"),
    Case("zip-called-html", body(b"PK\x03\x04" + WORDS.encode() * 9), "no web page"),
    Case("html-called-png", body(html(""), kind="image/png"), "stored"),
    Case("no-type", body(html(""), kind=""), "stored"),
    Case(
        "charset-punycode",
        body(lambda: html("<p>" + "ü-" * 400_000), kind="text/html; charset=punycode"),
        "stored",
    ),
    Case("charset-unicode-escape", body(html(""), kind="text/html; charset=unicode_escape"), "stored"),
    Case("charset-utf-16-but-is-not", body(html(""), kind="text/html; charset=utf-16"), "stored"),
    Case("charset-unheard-of", body(html(""), kind='text/html; charset="klingon"'), "stored"),
    Case("empty", body(""), "unreadable no HTML"),
    Case("random-bytes", body(bytes(range(128, 256)) * 2000), "unreadable no HTML"),
    # Hard to parse.
    Case("nested-100000-deep", body(lambda: html("<div>" * 100_000 + WORDS)), "stored"),
    Case("nested-lists", body(lambda: html("<ul><li>" * 20_000 + WORDS)), "stored"),
    Case("nested-tables", body(lambda: html("<table><tr><td>" * 10_000 + WORDS)), "stored"),
    Case("nested-inline", body(lambda: html("<b><i>" * 30_000 + WORDS)), "stored"),
    Case(
        "50000-attributes",
        body(lambda: html(f"<div {' '.join(f'a{n}=1' for n in range(50_000))}>{WORDS}</div>")),
        "attributes",
    ),
    Case(
        "title-of-9-mb",
        body(lambda: f"<html><title>{'Bank ' * 1_800_000}</title><article><p>{WORDS}</p></article>"),
        "stored",
    ),
    Case(
        "one-word-of-9-mb",
        body(lambda: html(f"<p>{'a' * 9 * MIB}</p>")),
        "not an article 9437381 letters of text",
    ),
    Case("brackets-only", body(lambda: "<" * 2 * MIB), "unreadable no HTML"),
    Case("comment-without-end", body(lambda: html("<!--" + WORDS * 10_000)), "stored"),
    Case("script-without-end", body(lambda: html("<script>" + "if(a<b){}" * 100_000)), "stored"),
    Case(
        "100000-links",
        body(lambda: html("".join(f"<a href='/l/{n}'>link {n}</a> " for n in range(100_000)))),
        "elements",
    ),
    Case("100000-paragraphs", body(lambda: html(f"<p>{WORDS[:60]}</p>" * 100_000)), "elements"),
    Case("100000-breaks", body(lambda: html("one line<br>" * 100_000)), "elements"),
    Case(
        "dates-only",
        body(lambda: html("<p>" + "2024-01-02 3 May 2021 " * 60_000)),
        "not an article 1320196 letters of text",
    ),
    Case("nul-bytes", body(html("<p>The bank\0 bans\0\0 it.</p>")), "stored"),
    Case("half-letters", body(html("<p>The bank &#xD800; bans &#xDFFF; it \ud800.</p>")), "stored"),
    Case("control-letters", body(html("<p>The\x01\x02 bank\x1b[31m bans\u202e it.</p>")), "stored"),
    Case(
        "json-ld-nested",
        body(lambda: html("", f"<script type='application/ld+json'>{'[' * 100_000}</script>")),
        "stored",
    ),
    Case(
        "entities-laugh",
        body(lambda: laughs("html", html("<p>&l9;</p>")), kind="application/xhtml+xml"),
        "stored",
    ),
    Case("canonical-is-a-file", body(html("", '<link rel="canonical" href="file:///etc/passwd">')), "stored"),
    Case("canonical-is-the-key-service", body(html("", f'<link rel="canonical" href="{META}">')), "stored"),
    Case(
        "published-in-2999",
        body(html("", '<meta property="article:published_time" content="2999-01-01">')),
        "stored",
    ),
    # Hosts that cannot be asked, or do not want to.
    Case("robots-of-10-mb", body(html("")), "closed by robots.txt", host=5),
    Case("robots-without-end", body(html("")), "stored", host=6),
    Case("robots-drips", body(html("")), "robots.txt: no answer in time", host=7),
    Case("robots-500", body(html("")), "robots.txt: HTTP 500", host=8),
    Case("robots-redirects-to-the-key-service", body(html("")), "not a public address", host=9),
    Case("robots-of-random-bytes", body(html("")), "stored", host=10),
    Case("robots-asks-for-a-day", body(html("")), "left alone", host=11),
    Case("429-for-ever", body("", status="429 Slow down", headers=["Retry-After: 0"]), "HTTP 429", host=12),
    Case(
        "503-for-a-day", body("", status="503 Later", headers=["Retry-After: 86400"]), "left alone", host=13
    ),
    Case("feed-of-100000", body("gone", status="404 Gone"), "HTTP 404", host=14),
    Case("calendar", body("gone", status="404 Gone"), "HTTP 404", host=15),
]
ROBOTS = {
    5: body(lambda: "User-agent: *\nDisallow: /\n" + "Disallow: /x\n" * 800_000),
    6: after(OK + b"\r\nUser-agent: *\nDisallow: /closed\n", b"Disallow: /more\n" * 500),
    7: after(OK + b"\r\n", b"#", 0.2),
    8: body("", status="500 Broken"),
    9: go(META),
    10: body(bytes(range(256)) * 500),
    11: body("User-agent: *\nCrawl-delay: 86400\n"),
}
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
STRANGE = ("file:///etc/passwd", "javascript:1", META, "http://[")
FEEDS = {
    "feed-future": (1, lambda at: feed(item(f"{at(1)}/good/1001", "Wed, 01 Jul 2999 08:00:00 GMT"))),
    "feed-laughs": (
        1,
        lambda at: laughs("rss", feed(f"<item><title>&l9;</title><link>{at(1)}/good/1002</link></item>")),
    ),
    "feed-outside": (
        1,
        lambda at: OUTSIDE + feed(f"<item><title>&x;</title><link>{at(1)}/good/1003</link></item>"),
    ),
    "feed-strange-links": (1, lambda at: feed("".join(map(item, (*STRANGE, f"{at(1)}/good/1004"))))),
    "feed-sessions": (
        1,
        lambda at: feed("".join(item(f"{at(1)}/good/1005?PHPSESSID={n:032x}") for n in range(500))),
    ),
    "feed-repeats": (1, lambda at: feed("".join(item(f"{at(1)}{'/a/b' * n}/") for n in range(4, 60)))),
    "feed-punycode": (1, lambda at: '<?xml version="1.0" encoding="punycode"?><rss>' + "ü-" * 900_000),
    "feed-tag-soup": (1, lambda at: "<" * 900_000),
    "feed-of-100000": (
        14,
        lambda at: feed("".join(f"<item><link>{at(14)}/n/{n}</link></item>" for n in range(100_000))),
    ),
}
SITEMAPS = {
    "sitemap-laughs": (1, lambda at: laughs("urlset", sitemap([f"{at(1)}/good/1006", "&l9;"]))),
    "sitemap-endless": (
        1,
        lambda at: sitemap([f"{at(1)}/sitemap-endless/{time.monotonic_ns()}"], "sitemapindex", "sitemap"),
    ),
}
SECTION = (15, lambda at: "".join(f"<a href='{at(15)}/day/{n}'>{n}</a>" for n in range(30_000)))
TARGETS = range(1001, 1007)


class Site:
    """The running site: its cases, and the good pages between them and behind its listings."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cases = {case.name: case for case in PAGES}
        self.good = {f"{self.at(1)}/good/{n}" for n in (*range(len(PAGES) // 2), *TARGETS)}

    def at(self, host: int) -> str:
        return f"http://127.0.0.{host}:{self.port}"

    def url(self, case: Case) -> str:
        return f"{self.at(case.host)}/{case.name}"

    def pages(self) -> tuple[str, ...]:
        good = (f"{self.at(1)}/good/{n}" for n in range(len(PAGES) // 2))
        bad = map(self.url, PAGES)
        return tuple(filter(None, itertools.chain(*itertools.zip_longest(bad, good))))

    def answer(self, talk: Talk) -> None:
        host = int(talk.server.server_address[0].rsplit(".", 1)[1])
        name, _, rest = talk.path.lstrip("/").partition("/")
        name = name.partition("?")[0]
        if name == "robots.txt":
            ROBOTS.get(host, body("none", status="404 None"))(talk)
        elif name == "good":
            number = int(rest.partition("?")[0])
            talk.page(GOOD % (number, number, number))
        elif name == "listed":
            kind = rest.partition("/")[0]
            text = {**FEEDS, **SITEMAPS}[kind][1](self.at) if kind != "section" else SECTION[1](self.at)
            talk.page(text, kind="text/html" if kind == "section" else "application/xml")
        elif name == "sitemap-endless":
            talk.page(SITEMAPS[name][1](self.at), kind="application/xml")
        elif name in self.cases:
            self.cases[name].answer(talk)
        else:
            talk.page("There is nothing.", status="404 Not Found")

    def sources(self) -> str:
        def urls(kinds):
            return [f"{self.at(host)}/listed/{name}" for name, (host, _) in kinds.items()]

        section = f'{{ url = "{self.at(15)}/listed/section", follow = "/day/" }}'
        return (
            f'[[source]]\nname = "Hostile"\nhost = "127.0.0.1"\nfeeds = {urls(FEEDS)}\n'
            f'sitemaps = {urls(SITEMAPS)}\n[[source]]\nname = "Calendar"\nhost = "127.0.0.15"\n'
            f"sections = [{section}]\n"
        )


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    block_on_close = False
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients hang up on purpose here."""


@contextmanager
def hostile_site() -> Iterator[Site]:
    """Serve the site on 127.0.0.1 to 127.0.0.15, one port for all."""
    with ExitStack() as stack:
        bomb_in_bomb()
        first = stack.enter_context(_Server(("127.0.0.1", 0), Talk))
        site = Site(first.server_address[1])
        others = [stack.enter_context(_Server((f"127.0.0.{n}", site.port), Talk)) for n in range(2, 16)]
        for server in (first, *others):
            server.site = site
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            stack.callback(server.shutdown)
        yield site
