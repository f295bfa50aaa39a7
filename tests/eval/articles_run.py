"""Measures the reading of pages on public benchmarks that you have fetched: `tests/eval/articles_run.py FOLDER...`

A folder is a copy of the article-extraction-benchmark (ground-truth.json, html/*.html.gz) or of NAEB (articles.json,
html/*.html). Neither belongs into this repository: their pages are their publishers'.
"""

import argparse
import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from crawlers.article import Article, read_article

TARGETS = {"ground-truth.json": 0.970, "articles.json": 0.933}
WORKERS = 2


def pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give (file of the HTML, address, the text it should give) for every page that is there."""
    gold = folder / next(name for name in TARGETS if (folder / name).exists())
    for name, record in json.loads(gold.read_text("utf-8")).items():
        for ending in (".html.gz", ".html"):
            file = folder / "html" / f"{name}{ending}"
            if file.exists():
                yield (
                    str(file),
                    record.get("url") or record.get("link") or "",
                    record.get("articleBody") or "",
                )


def read(file: str, url: str) -> tuple[str, float | None]:
    """Give the text of a page as a crawl would store it; none for a page that is refused."""
    raw = Path(file).read_bytes()
    html = (gzip.decompress(raw) if file.endswith(".gz") else raw).decode("utf-8", "replace")
    found = read_article(html, url or "http://example.org/page", follow_canonical=False)
    return (found.text, found.ratio) if isinstance(found, Article) else ("", None)


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Count runs of words, as the benchmark's own evaluate.py does."""
    words = re.findall(r"\w+", text, re.UNICODE)
    return Counter(tuple(words[n : n + size]) for n in range(max(1, len(words) - size + 1)) if words)


def overlap(true: str, found: str) -> tuple[float, float, float]:
    """Give true and false positives and false negatives, in parts of the page's shingles."""
    wanted, given = shingles(true), shingles(found)
    hit = sum((wanted & given).values())
    parts = hit, sum(given.values()) - hit, sum(wanted.values()) - hit
    return tuple(part / (sum(parts) or 1) for part in parts)


def scores(parts: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Give precision, recall and F1 over all pages, as the benchmark does."""
    precision = statistics.mean(tp / (tp + fp) for tp, fp, _ in parts if tp + fp)
    recall = statistics.mean(tp / (tp + fn) for tp, _, fn in parts if tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


def measure(folder: Path) -> str:
    known = list(pages(folder))
    with ProcessPoolExecutor(WORKERS) as pool:
        results = list(
            pool.map(read, *zip(*((file, url) for file, url, _ in known), strict=True), chunksize=8)
        )
    parts = [overlap(true, found) for (_, _, true), (found, _) in zip(known, results, strict=True)]
    precision, recall, f1 = scores(parts)
    target = next(target for name, target in TARGETS.items() if (folder / name).exists())
    ratios = [ratio for _, ratio in results if ratio is not None]
    return (
        f"{folder.name}: {len(known)} pages, F1 {f1:.3f} (precision {precision:.3f}, recall {recall:.3f}; target"
        f" {target:.3f}), {sum(not text for text, _ in results)} refused, median ratio {statistics.median(ratios):.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    for folder in parser.parse_args().folders:
        print(measure(folder), flush=True)


if __name__ == "__main__":
    main()
