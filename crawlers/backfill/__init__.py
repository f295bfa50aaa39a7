"""Years of news from web archives: every page of a WARC file through gate, parser and extractor, on many machines.

`run.backfill` is what everybody calls. What a worker does (`reading`) is a pure function of one file, so workers
share nothing; one process writes.
"""
