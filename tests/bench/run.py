"""Measures speed as ratios, so that the machine cancels out: `make bench` prints them beside their targets.

Everything is timed in one process, one after the other, best of a few rounds, on pages of data/corpus.
"""

import html
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trafilatura

from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Page
from graph.gate import Gate, load_gate
from graph.model import VersionId

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
WORDS = 1200
PATIENCE = 60.0
WORST = 20.0  # what the extractor may cost today without failing the tests; the target is below
GATE_TARGET, EXTRACTOR_TARGET, RECALL_TARGET = 20.0, 0.25, 0.99
V = VersionId("v-bench")


@dataclass(frozen=True)
class Gold:
    """A page of the corpus: its raw bytes, its text if it came as text, and whether it holds a claim."""

    raw: bytes
    text: str
    positive: bool


def corpus() -> list[Gold]:
    return [_gold(json.loads(path.read_text())) for path in sorted((CORPUS / "gold").glob("*.json"))]


def _gold(record: dict) -> Gold:
    if "path" in record:
        return Gold((CORPUS / record["path"]).read_bytes(), "", bool(record["claims"]))
    text = json.loads((CORPUS / "pages" / f"{record['id']}.json").read_text())["text"]
    return Gold(dressed(text), text, bool(record["claims"]))


def dressed(text: str) -> bytes:
    """Give a text the clothes of a news site: menus, a cookie banner, scripts, styles, teasers, comments, a footer.

    Shape: some 770 elements and 115 kB, as the median of the 181 real news pages of a public benchmark has them
    (785 elements, 115 kB, measured once; they are no part of this repository).
    """
    links = "".join(
        f'<li class="m{n}"><a href="/section/{n}"><span>Section {n}</span></a></li>' for n in range(40)
    )
    script = "".join(
        f"window.q{n}=function(a){{if(a.allow&&!a.blocked){{return a.policy[{n}]}}}};" for n in range(900)
    )
    style = "".join(f".c{n}{{display:block;cursor:pointer;margin:{n}px}}" for n in range(500))
    teasers = "".join(
        f'<div class="t"><a href="/s/{n}"><img src="/i/{n}.jpg"><h3>Story {n}</h3><p>How the river rose by an inch '
        f"on a day in May, and what the town made of it</p></a><time>May {n % 30 + 1}</time></div>"
        for n in range(60)
    )
    body = "".join(f"<p>{html.escape(each)}</p>" for each in text.split("\n") if each.strip())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>News</title><style>{style}</style>'
        f"<script>{script}</script></head><body><div id='consent'>We use cookies. Allow all or manage your choices in "
        f"our policy.</div><nav><ul>{links}</ul></nav><main><article><h1>News</h1>{body}</article></main>"
        f"<aside>{teasers}</aside><footer><ul>{links}</ul>Terms of use. All rights reserved.</footer></body></html>"
    ).encode()


def best(work: Callable[[], object], rounds: int) -> float:
    """Give the shortest of a few runs. Units: seconds of processor time; what others do meanwhile counts less so."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def gate_ratio(gate: Gate, pages: list[bytes], rounds: int = 3) -> float:
    """Give how many times the pages the gate reads in the time trafilatura takes."""
    parsed = best(lambda: [trafilatura.extract(each) for each in pages], rounds)
    return parsed / best(lambda: [gate.passes(each) for each in pages], rounds + 2)


def recall(gate: Gate, pages: Iterable[Gold]) -> float:
    passed = [gate.passes(each.raw) for each in pages if each.positive]
    return sum(passed) / len(passed)


def dense_pages(pages: list[Gold]) -> list[str]:
    """Give texts of some 1,200 words made of whole pages with claims: round-ups, the worst case for an extractor."""
    made: list[str] = []
    words: list[str] = []
    for each in pages:
        if each.text and each.positive:
            words.append(each.text)
            if _count(words) >= WORDS:
                made.append("\n".join(words))
                words = []
    return made


def relevant_pages(pages: list[Gold]) -> list[str]:
    """Give texts of 1,200 words: one page with claims, and background on AI that makes none."""
    background = "\n".join(each.text for each in pages if each.text and not each.positive).split("\n")
    made = []
    for each in pages:
        if each.text and each.positive:
            lines = [each.text]
            rest = iter(background * 3)
            while _count(lines) < WORDS:
                lines.append(next(rest))
            made.append("\n".join(lines))
    return made[::8]


def _count(texts: list[str]) -> int:
    return sum(len(each.split()) for each in texts)


def extractor_ratio(
    extractor: Extractor, texts: list[str], wrap: Callable[[str], bytes], rounds: int = 5
) -> float:
    """Give the time the extractor takes for texts, in parts of what trafilatura takes for their HTML.

    Shape: both take turns at each page, and each counts with its best turn: a busy minute hits neither alone.
    """
    ours = theirs = 0.0
    for text in texts:
        own_work = partial(extractor.extract, Page(text), V)
        their_work = partial(trafilatura.extract, wrap(text))
        turns = [(best(own_work, 1), best(their_work, 1)) for _ in range(rounds)]
        ours += min(own for own, _ in turns)
        theirs += min(other for _, other in turns)
    return ours / theirs


def bare(text: str) -> bytes:
    body = "".join(f"<p>{html.escape(each)}</p>" for each in text.split("\n") if each.strip())
    head = "<!doctype html><html><head><title>News</title></head>"
    return f"{head}<body><article>{body}</article></body></html>".encode()


def growth(extractor: Extractor, text: str, longest: int) -> Iterator[tuple[int, float]]:
    """Give the time for a text of doubled length again and again, till one takes a minute.

    Units: code points, seconds.
    """
    size, seconds = 20_000, 0.0
    while size <= longest and seconds < PATIENCE:
        page = Page((text * (size // len(text) + 1))[:size])
        seconds = best(lambda page=page: extractor.extract(page, V), 2 if size < 1_000_000 else 1)
        yield size, seconds
        size *= 2


def bad_input() -> dict[str, str]:
    """Give what a crawl brings home on a bad day."""
    rule = "Nokia has banned ChatGPT."
    return {
        "empty text": "",
        "white space": " \n\t \u00a0\n",
        "one sentence of 200 kB": "Nokia " + "and its staff in every office " * 6_900 + "banned ChatGPT.",
        "one word of 200 kB": "x" * 200_000 + " " + rule,
        "NUL bytes": rule.replace(" ", " \x00") + "\x00" * 1000,
        "lone surrogates": "\ud800 Nokia\udfff has banned \ud800ChatGPT. " + rule,
        "right-to-left marks": "\u202eNokia\u202c has \u200fbanned\u200e ChatGPT.",
        "zero-width spaces": "Nokia\u200b has\u200d banned\ufeff Chat\u200bGPT. " + rule,
        "mixed quotes": "“Nokia‘ has \"banned” «ChatGPT'» said ‚nobody‘. " * 200,
        "HTML fragments": "<p class='x'>Nokia <b>banned</b> ChatGPT</p><!-- <script>" * 500,
        "brackets": "([{" * 20_000 + rule,
        "letters that change length": "İstanbul ẞtrasse ŉ ǰ ﬁrm banned ChatGPT. " * 300,
        "10,000 organisations": " ".join(f"Acme{n} Corporation banned ChatGPT." for n in range(10_000)),
        "10,000 in one sentence": "ChatGPT is banned at "
        + ", ".join(f"Acme{n} Bank" for n in range(10_000))
        + ".",
        "10,000 questions": "Could Nokia ban it? " * 10_000,
        "quoted mail": "> > > " * 20_000 + rule,
    }


def offsets_exact(extractor: Extractor, text: str) -> bool:
    """Tell whether all quotes of a page are what stands at their offsets."""
    found = extractor.extract(Page(text), V)
    quotes = [
        quote
        for each in found
        for quote in (each.quote, each.trigger, *(slot.quote for slot in each.slots))
        if quote
    ]
    return all(text[each.start : each.end] == each.exact for each in quotes)


def main() -> None:
    pages, gate, extractor = corpus(), load_gate(), load_extractor()
    sites = [each.raw for each in pages if not each.text]
    clothed = [each.raw for each in pages if each.text]
    neutral = [dressed("The council met on Monday and voted on the budget for roads. " * 80)] * 40
    print(f"gate       recall {recall(gate, pages):.3f} on pages with a claim (target {RECALL_TARGET})")
    print(f"           pages read in the time trafilatura takes for one (target {GATE_TARGET:.0f}):")
    print(f"           {gate_ratio(gate, sites):.0f} of the sample sites as they are")
    print(f"           {gate_ratio(gate, clothed):.0f} of the text pages as news HTML")
    print(f"           {gate_ratio(gate, neutral):.0f} of pages as news HTML that do not speak of AI")
    kept = [gate.passes(each.raw) for each in pages if not each.positive]
    print(f"           {sum(kept)} of {len(kept)} pages on AI without a claim pass")
    texts, dense = relevant_pages(pages), dense_pages(pages)
    print(f"extractor  pages of {WORDS} words, time in parts of trafilatura's (target {EXTRACTOR_TARGET})")
    print(
        f"           {extractor_ratio(extractor, texts, dressed):.2f} one page with claims and background, as news HTML"
    )
    print(f"           {extractor_ratio(extractor, texts, bare):.2f} the same as paragraphs and nothing else")
    print(f"           {extractor_ratio(extractor, dense, dressed):.2f} claims all through, as news HTML")
    print("growth     letters, seconds, microseconds a letter")
    for size, seconds in growth(extractor, texts[0], 5_300_000):
        print(f"           {size:>9,} {seconds:8.2f} {seconds / size * 1e6:6.2f}", flush=True)
    print("bad input  seconds, offsets")
    for name, text in bad_input().items():
        start = time.perf_counter()
        exact = offsets_exact(extractor, text)
        print(
            f"           {time.perf_counter() - start:6.2f} {'exact' if exact else 'WRONG'}  {name}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
