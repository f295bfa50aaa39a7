"""The reading process: does the jobs that crawlers.reader sends, one after another, within its limits."""

import os
import pickle
import sys
from contextlib import suppress
from typing import IO, Any, cast

from crawlers import article, kinds, limits, mail
from crawlers.reader import Unread

# Loaded before the first job, because the time of a job begins when it is sent.
READERS = (article.read_article, kinds.read_listing, mail.read_message)


def main() -> None:
    """Answer one job after another until nobody asks any more."""
    # The crawl may have been killed, so that nobody takes our last answer.
    with suppress(BrokenPipeError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        # Whatever a library prints must not end up among our answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _bound_memory()
        with suppress(EOFError):
            while True:
                _answer(sys.stdin.buffer, out)


def _answer(jobs: IO[bytes], out: IO[bytes]) -> None:
    function, args, kwargs = cast("tuple[Any, Any, Any]", pickle.load(jobs))  # noqa: S301 - from our own process
    _bound_time()
    try:
        result = function(*args, **kwargs)
    except Exception as error:
        # A stranger's page can break any parser in any way; it must not end the crawl, nor go missing.
        result = Unread(f"cannot be read: {type(error).__name__}: {error}"[:200])
    pickle.dump(result, out)
    out.flush()


def _bound_memory() -> None:
    """Limit our memory, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.READING_MEMORY, resource.RLIM_INFINITY))


def _bound_time() -> None:
    """Limit the processor time until the next job; the system ends us when it is used up."""
    with suppress(ImportError, ValueError, OSError):
        import resource
        import time

        seconds = int(time.process_time()) + 1 + limits.READING_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
