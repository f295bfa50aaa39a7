"""Unpacks what servers hand out packed, such as sitemap.xml.gz, within the limit of one answer. No I/O."""

import zlib
from typing import Final

from crawlers import limits

_GZIP: Final = b"\x1f\x8b"
_MOST_MEMBERS: Final = 1000  # of one file; archives of mailing lists append one for every message


class TooLarge(ValueError):
    """More than one answer may have, unpacked."""

    def __init__(self) -> None:
        super().__init__(f"larger than {limits.BODY // limits.MIB} MB unpacked")


def unpacked(body: bytes) -> bytes:
    """Give a gzip file's content, and anything else as it is.

    Raises: TooLarge; zlib.error for what begins like gzip and is none. A file that was cut off gives what there is.
    """
    if not body.startswith(_GZIP):
        return body
    parts: list[bytes] = []
    room = limits.BODY + 1
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        parts.append(member.decompress(body, room))
        room -= len(parts[-1])
        if room <= 0:
            raise TooLarge
        body = member.unused_data
        if not body.startswith(_GZIP):
            break
    return b"".join(parts)
