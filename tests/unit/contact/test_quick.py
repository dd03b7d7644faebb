"""A frozen class that is filled at once is in everything else like any other."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from contact.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Seen:
    """Something seen."""

    name: str
    count: int = 1
    more: list[str] = field(default_factory=list)


def test_values_come_by_place_by_name_and_by_default() -> None:
    one = Seen("a")
    assert (one.name, one.count, one.more) == ("a", 1, [])
    assert one == Seen(name="a", count=1)
    assert Seen("a").more is not one.more
    assert [one.name for one in fields(Seen)] == ["name", "count", "more"]


def test_nobody_changes_it() -> None:
    one = Seen("a")
    assert type(one) is Seen
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    assert replace(one, count=2) == Seen("a", 2)
    assert one.count == 1


def test_it_is_copied_and_stored_like_others() -> None:
    one = Seen("a", 3, ["x"])
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))


def test_a_wrong_value_is_refused_with_its_name() -> None:
    with pytest.raises(TypeError, match="colour"):
        Seen("a", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="name"):
        Seen()  # type: ignore[call-arg]
