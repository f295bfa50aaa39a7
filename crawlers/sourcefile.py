"""Changes to a sources file, as text, so that what a person wrote beside the entries stays. No I/O but `save`."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawlers import checked
from crawlers.address import address, host_of
from crawlers.sources import SourceList, parse_sources

_HEADER: Final = re.compile(r"^[ \t]*\[\[\s*source\s*\]\][^\n]*\n?", re.MULTILINE)
_SWITCH: Final = re.compile(r"^[ \t]*disabled[ \t]*=[^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a person says of a source to add; empty texts are left to their defaults."""

    name: str
    host: str = ""
    family: str = ""
    kind: str = ""
    document_kind: str = ""
    language: str = ""
    feeds: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    archives: Sequence[str] = ()
    section: str = ""
    follow: str = ""

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Give each address with the key it goes under."""
        for key in ("feeds", "sitemaps", "archives"):
            yield from ((key, each) for each in getattr(self, key))
        if self.section:
            yield "sections", self.section

    def own_host(self) -> str:
        """Give the host, by default that of the first address. Raises: NotAWebAddress if that is none."""
        first = next((each for _, each in self.addresses()), "")
        return self.host or host_of(address(first)).removeprefix("www.")


def added(text: str, new: NewSource, path: Path) -> str:
    """Give the text of a list with one more source at its end. Raises: ConfigError if that would not be valid."""
    for key, each in new.addresses():
        checked.web_address(f"{path}, source {new.name!r}", key, each)
    texts = ("name", "family", "kind", "document_kind", "language")
    lines = ["[[source]]", f"name = {_quoted(new.name)}", f"host = {_quoted(new.own_host())}"]
    lines += [f"{key} = {_quoted(getattr(new, key))}" for key in texts[1:] if getattr(new, key)]
    for key in ("feeds", "sitemaps", "archives"):
        addresses = getattr(new, key)
        if addresses:
            lines.append(f"{key} = [{', '.join(map(_quoted, addresses))}]")
    if new.section:
        lines.append(f"sections = [{{ url = {_quoted(new.section)}, follow = {_quoted(new.follow)} }}]")
    changed = f"{text.rstrip()}\n\n".lstrip() + "\n".join(lines) + "\n"
    parse_sources(changed, path)
    return changed


def switched(text: str, listed: SourceList, name: str, path: Path, *, off: bool) -> str:
    """Give the text of a list with one source disabled, or enabled again. Raises: NoSuchSource, ConfigError."""
    number = listed.outlets.index(listed.named(name))
    headers = list(_HEADER.finditer(text))
    begin = headers[number].end()
    end = headers[number + 1].start() if number + 1 < len(headers) else len(text)
    entry = _SWITCH.sub("", text[begin:end], count=1)
    before = text[:begin] if text[:begin].endswith("\n") else text[:begin] + "\n"
    changed = before + ("disabled = true\n" if off else "") + entry + text[end:]
    parse_sources(changed, path)
    return changed


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises: OSError."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(scratch).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(scratch).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(scratch).unlink()
        raise


def _quoted(text: str) -> str:
    """Write a text as TOML does; JSON's quotes are a part of it, but for one letter."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
