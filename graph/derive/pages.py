"""When a page became known, and how its address is compared."""

import re
from datetime import UTC, date

from graph.model import Reading


def known(reading: Reading) -> date:
    """Give the day of publication; an undated page counts as the last of all."""
    return reading.known or date.max


def published(reading: Reading) -> tuple[date, str, str, str]:
    """Give what pages are put in order by: day, hour where it is known, address, version."""
    at = reading.version.published_at
    hour = at.astimezone(UTC).isoformat() if at else ""
    return known(reading), hour, reading.document.url, reading.version.id


def address(url: str) -> str:
    """Give a URL as it is compared: no scheme, no fragment, no trailing slash."""
    return re.sub(r"^https?://(?:www\.)?|#.*$", "", url.strip()).rstrip("/").lower()
