"""Which spans of days have a day in common, found without asking every pair."""

from collections.abc import Iterator, Sequence
from datetime import date


def overlapping(spans: Sequence[tuple[date, date]]) -> Iterator[tuple[int, int]]:
    """Give the places of every two spans that share a day, the smaller place first; both ends belong to a span.

    Shape: each pair once; the work is sorting, and what is found.
    """
    running: list[int] = []
    for place in sorted(range(len(spans)), key=lambda each: (spans[each][0], each)):
        start = spans[place][0]
        running = [each for each in running if spans[each][1] >= start]
        for each in running:
            yield (each, place) if each < place else (place, each)
        running.append(place)
