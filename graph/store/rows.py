"""The codec between records and plain rows: one generic function each way, over dataclass fields.

A row holds native scalars, and JSON text for whatever is nested. No database is known here: every adapter
maps its records with these functions, so no list of fields is ever typed by hand, and hands every text over
through `text_in`.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from graph.errors import StoreError

Scalar = str | int | float | bool | None
Row = dict[str, Scalar]
R = TypeVar("R")

# A noncharacter: no text begins with it by intent, and text that does is escaped as well.
_ESCAPED: Final = "\ufdd0"
# The recorded clock: when we fetched something is no part of what it says.
_CLOCKS: Final = frozenset({"fetched_at"})
_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def text_in(text: str) -> str:
    """Give text as every database can keep it: as it is, or escaped if it holds NUL or lone surrogates.

    Shape: `text_out(text_in(text)) == text` for any text the web may send; ordinary text is not touched.
    """
    if "\0" not in text and not text.startswith(_ESCAPED):
        if text.isascii():
            return text
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return _ESCAPED + text.encode("unicode_escape").decode("ascii")


def text_out(kept: str) -> str:
    """Give back the text that `text_in` was given."""
    if kept.startswith(_ESCAPED):
        return kept[1:].encode("ascii").decode("unicode_escape")
    return kept


@dataclass(frozen=True, slots=True)
class _Codec:
    """How values of one type become JSON values and come back; scalars may stand in a column as they are."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    scalar: bool = True


def _same(value: Any) -> Any:
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise StoreError(f"{value} is no number that a store can keep")
    return float(value)


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise StoreError(f"the instant {value} has no time zone: instants are stored in UTC")
    return value.astimezone(UTC).isoformat()


_SCALARS: Final[Mapping[object, _Codec]] = {
    str: _Codec(_same, _same),
    bool: _Codec(_same, bool),
    int: _Codec(_same, int),
    float: _Codec(_finite, float),
    date: _Codec(date.isoformat, date.fromisoformat),
    datetime: _Codec(_instant, datetime.fromisoformat),
}


@cache
def _codec(hint: Any) -> _Codec:
    """Compile the codec of a type hint. Raises: TypeError for a type no record may use."""
    hint = getattr(hint, "__supertype__", hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _SCALARS[str]
    if origin in (Union, UnionType):
        (known,) = (each for each in inner if each is not type(None))
        return _optional(_codec(known))
    if origin is tuple and inner[1:] == (...,):
        return _sequence(_codec(inner[0]))
    if is_dataclass(hint) and isinstance(hint, type):
        return _nested(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    raise TypeError(f"records hold no {hint}")


def _optional(known: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else known.write(value),
        lambda value: None if value is None else known.read(value),
        known.scalar,
    )


def _sequence(item: _Codec) -> _Codec:
    return _Codec(
        lambda values: [item.write(each) for each in values],
        lambda values: tuple(item.read(each) for each in values),
        scalar=False,
    )


def _nested(cls: type) -> _Codec:
    hints = get_type_hints(cls)
    parts = [(each.name, _codec(hints[each.name])) for each in fields(cls)]

    def read(kept: Mapping[str, Any]) -> Any:
        return cls(**{name: codec.read(kept[name]) for name, codec in parts if name in kept})

    return _Codec(
        lambda record: {name: codec.write(getattr(record, name)) for name, codec in parts}, read, scalar=False
    )


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    write: Callable[[Any], Scalar]
    read: Callable[[Scalar], Any]


def _columns(cls: type) -> tuple[_Column, ...]:
    return _compiled(cls)


@cache
def _compiled(cls: type) -> tuple[_Column, ...]:
    hints = get_type_hints(cls)
    return tuple(_column(each.name, _codec(hints[each.name])) for each in fields(cls))


def _column(name: str, codec: _Codec) -> _Column:
    def write(value: Any) -> Scalar:
        if value is None:
            return None
        plain = codec.write(value)
        if not codec.scalar:
            return _JSON.encode(plain)
        return plain  # type: ignore[no-any-return]

    def read(kept: Scalar) -> Any:
        if isinstance(kept, str) and not codec.scalar:
            return codec.read(json.loads(kept))
        return codec.read(kept)

    return _Column(name, write, read)


def names_of(cls: type) -> tuple[str, ...]:
    """Give the column names of a record, in the order of its fields."""
    return tuple(each.name for each in _columns(cls))


def row_of(record: object) -> Row:
    """Turn a record into a row, one entry a field.

    Raises: StoreError for an instant without time zone and for a number that is none.
    """
    return {each.name: each.write(getattr(record, each.name)) for each in _columns(type(record))}


def record_of(cls: type[R], row: Mapping[str, Scalar]) -> R:
    """Turn a row back into the record it was; what the row lacks takes the field's default."""
    return cls(**{each.name: each.read(row[each.name]) for each in _columns(cls) if each.name in row})


def field_of(cls: type, name: str, kept: Scalar) -> Any:
    """Read one column of a row, as the field of that name holds it."""
    return next(each for each in _columns(cls) if each.name == name).read(kept)


def cell_of(cls: type, name: str, value: Any) -> Scalar:
    """Write one field as a row holds it."""
    return next(each for each in _columns(cls) if each.name == name).write(value)


def fingerprint(kinds: Iterable[tuple[str, Iterable[Mapping[str, Scalar]]]]) -> str:
    """Give a SHA-256 over rows of several kinds, less the recorded clock; the order of rows does not matter.

    Shape: the digests of one kind's rows are added modulo 2**256, so nothing is sorted or held in memory.
    """
    whole = hashlib.sha256()
    for kind, rows in kinds:
        total = count = 0
        for row in rows:
            total += int.from_bytes(hashlib.sha256(_canonical(row)).digest())
            count += 1
        whole.update(f"{kind} {count} {total % 2**256:064x}\n".encode())
    return whole.hexdigest()


def _canonical(row: Mapping[str, Scalar]) -> bytes:
    """Give equal bytes for equal rows of any adapter: no absent values, truth as 0 and 1."""
    said = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in row.items()
        if value is not None and name not in _CLOCKS
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
