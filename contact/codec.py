"""The wire form of events: plain values out, events in.

Owns the mapping between event classes and JSON-able values. Never serialises to text (the edges
choose how). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from contact.event import EVENTS, Event

_BY_NAME = {event.__name__: event for event in EVENTS}


class UnreadableEvent(ValueError):
    """A stored event cannot be turned back; the text says which and why."""


def name_of(event: Event) -> str:
    """The event's name on the wire."""
    return type(event).__name__


def plain(value: Any) -> Any:
    """Dataclasses to dicts, enums to their values, tuples to lists, at every depth."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def read(name: str, values: Mapping[str, Any]) -> Event:
    """The event of this name with these plain values.

    Unknown fields are ignored (a newer writer), missing ones take their default. Raises
    UnreadableEvent for an unknown name, a missing field without default or a value of the wrong
    kind.
    """
    event = _BY_NAME.get(name)
    if event is None:
        raise UnreadableEvent(f"no event is called {name!r}")
    try:
        return cast("Event", _reader(event)(values))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnreadableEvent(f"{name}: {error}") from error


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that turns a plain value into this kind of value."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [_reader(arg) for arg in get_args(kind) if arg is not type(None)]
        return lambda value: None if value is None else inner[0](value)
    if origin is tuple:
        item = _reader(get_args(kind)[0])
        return lambda value: tuple(item(one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        item = _reader(get_args(kind)[1])
        return lambda value: {key: item(one) for key, one in value.items()}
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _scalar_reader(getattr(kind, "__supertype__", kind))


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def read_fields(values: Mapping[str, Any]) -> Any:
        return kind(**{key: readers[key](value) for key, value in values.items() if key in readers})

    return read_fields


def _scalar_reader(kind: type) -> Callable[[Any], Any]:
    def read_scalar(value: Any) -> Any:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not kind:
            raise TypeError(f"expected {kind.__name__}, got {value!r}")
        return value

    return read_scalar
