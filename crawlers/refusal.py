"""Why an address is not asked for, or its answer not taken: what middlewares raise and spiders report."""

from scrapy.exceptions import IgnoreRequest

NOT_PUBLIC = "not a public address"
ROBOTS = "closed by robots.txt"
ABOUT_OTHER_THINGS = "nothing about AI tools and rules"
TOO_BUSY = "the host asks to be left alone"


class Refusal(IgnoreRequest):
    """A request that we do not make, or an answer that we do not take, on purpose."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class NoRules(IgnoreRequest):
    """A robots.txt that could not be had, so that nothing of its host may be asked for."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"robots.txt: {problem}")
