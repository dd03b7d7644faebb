"""Hypothesis strategies for events of every kind, built from the declared types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from contact import event as e

Scalars = Mapping[type, st.SearchStrategy[Any]]
"""How plain values are made."""

WIDE: Scalars = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    NoneType: st.none(),
}
"""Everything that JSON can carry."""

NARROW: Scalars = {
    **WIDE,
    str: st.sampled_from(["one", "two"]),
    int: st.integers(1, 3),
    float: st.floats(0, 100),
}
"""Few different values, so that events concern one another."""


def any_event(scalars: Scalars = WIDE) -> st.SearchStrategy[e.Event]:
    """An event of any kind."""
    return st.one_of([a(event, scalars) for event in e.EVENTS])


def a(kind: Any, scalars: Scalars = WIDE) -> st.SearchStrategy[Any]:
    """A value of this declared type."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{name: a(hint, scalars) for name, hint in hints.items()})
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of([a(one, scalars) for one in args])
    if origin is tuple:
        return st.lists(a(args[0], scalars), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(a(args[0], scalars), a(args[1], scalars), max_size=3)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return scalars[getattr(kind, "__supertype__", kind)]
