"""The form of a file that describes a centre to be simulated.

Owns field names, types and ranges, and the JSON Schema that editors complete from
(`python -m lab.simulator --schema FOLDER`). What one part of the file says about another is checked
in `check`. Pure, but for the writing of the schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from contact.plan import Strategy
from lab.simulator.scenario import Shape

MOST_AGENTS = 20_000
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?) *(s|min|h|d)")


def _wrong(what: str, would_be_right: str) -> PydanticCustomError:
    """A mistake in our own words."""
    return PydanticCustomError(
        "own_words", "{what}", {"what": what, "would_be_right": would_be_right}
    )


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _skills(given: Any) -> Any:
    """Names, each at level 1, or name: level."""
    right = "write names, e.g. [es, taxes], or name: level lines with levels 1 to 10"
    if isinstance(given, list):
        for one in given:
            if not isinstance(one, str):
                raise _wrong(f"{one!r} is not the name of a skill", right)
        return dict.fromkeys(given, 1)
    if not isinstance(given, dict):
        raise _wrong("is neither a list of skills nor skills with levels", right)
    return given


def _duration(given: Any) -> Any:
    """Seconds, or a number with a unit."""
    if not isinstance(given, str):
        return given
    found = _DURATION.fullmatch(given.strip())
    if found is None:
        raise _wrong(
            f"{given!r} is not a duration", "write seconds, or a number with s, min, h or d: 8h"
        )
    return float(found[1]) * _UNITS[found[2]]


def _patience(given: Any) -> Any:
    return None if given == "none" else given


def _places(given: Any) -> Any:
    return None if given == "unlimited" else given


def _per_name(what: str) -> Callable[[Any], Any]:
    """A factor for all, or a mapping with numbers."""
    right = f"write one factor for all, or {what} lines"

    def check(given: Any) -> Any:
        if _is_number(given) and given >= 0:
            return given
        if not isinstance(given, dict):
            raise _wrong(f"{given!r} is neither a factor nor a mapping", right)
        for name, value in given.items():
            if not (_is_number(value) and 0 <= value < inf):
                raise _wrong(f"{value!r} for {name} is not a number from 0 on", right)
        return given

    return check


def _whole(given: Any) -> Any:
    """Agents come in whole."""
    if not isinstance(given, dict):
        return given
    for name, value in given.items():
        if value != int(value):
            raise _wrong(f"{value!r} for {name} is not a whole number", "write a whole number")
    return {name: int(value) for name, value in given.items()}


Name = Annotated[str, Field(min_length=1, max_length=60)]
Level = Annotated[int, Field(ge=1, le=10)]
Skills = Annotated[
    dict[Name, Level],
    BeforeValidator(_skills, json_schema_input_type=list[Name] | dict[Name, Level]),
]
"""A list of names, each at level 1, or name → level."""
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Seconds = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    BeforeValidator(_duration, json_schema_input_type=float | str),
]
"""A number of seconds, or a text with a unit: 90 s, 30 min, 8h, 7d."""
Patience = Annotated[
    Annotated[float, Field(gt=0, allow_inf_nan=False)] | None,
    BeforeValidator(_patience, json_schema_input_type=float | Literal["none"] | None),
]
Places = Annotated[
    Annotated[int, Field(ge=0)] | None,
    BeforeValidator(_places, json_schema_input_type=int | Literal["unlimited"] | None),
]
Law = Annotated[Shape, Field(strict=False)]
Variation = Annotated[float, Field(gt=0, le=20)]
"""Coefficient of variation; asked for by lognormal only, 1 without it."""


class _Entry(BaseModel):
    """Every part of the file: no conversions, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GroupEntry(_Entry):
    """Agents who are alike."""

    name: Name
    count: Annotated[int, Field(ge=0, le=MOST_AGENTS)]
    rate_per_min: Rate
    """Contacts that one agent serves in a minute: 1 ÷ mean service time."""
    skills: Skills = {}


class RingEntry(_Entry):
    """One step of the search for an agent."""

    after_s: Seconds = 0.0
    skills: Skills = {}
    """What is asked for from then on, in place of what was asked for before."""


class ClassEntry(_Entry):
    """Contacts that are alike."""

    name: Name
    rate_per_min: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Arrivals per minute."""
    skills: Skills = {}
    rings: list[RingEntry] = []
    """Steps of the search; one at 0 s stands in place of `skills`."""
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    """Higher is served first, whatever the waiting time."""
    head_start_s: Seconds = 0.0
    """Counts as having waited so much longer than it has."""
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """How fast it ages compared with a class of weight 1."""
    patience_s: Patience = None
    """Mean patience; none: it never leaves."""
    service_rate_per_min: Rate | None = None
    """In place of the rate of the group that serves it."""
    arrivals: Law | None = None
    arrivals_cv: Variation | None = None
    service: Law | None = None
    service_cv: Variation | None = None
    patience: Law | None = None
    patience_cv: Variation | None = None


class HalfHourEntry(_Entry):
    """What is so during one half hour; a bare number is the factor of the arrivals."""

    arrivals: Annotated[
        float | dict[Name, float], BeforeValidator(_per_name("'class: arrivals per minute'"))
    ] = 1.0
    """Factor for all classes, or class → arrivals per minute; others as above."""
    staff: Annotated[
        float | dict[Name, int],
        BeforeValidator(_whole),
        BeforeValidator(_per_name("'group: agents'")),
    ] = 1.0
    """Factor for all groups, rounded to whole agents, or group → agents; others as above."""


def _half_hour(given: Any) -> Any:
    return {"arrivals": given} if _is_number(given) else given


HalfHour = Annotated[
    HalfHourEntry, BeforeValidator(_half_hour, json_schema_input_type=float | HalfHourEntry)
]


class ScenarioFile(_Entry):
    """A centre to be simulated."""

    agents: Annotated[list[GroupEntry], Field(min_length=1)]
    classes: Annotated[list[ClassEntry], Field(min_length=1)]
    waiting_places: Places = None
    """Contacts that can wait at a time; who comes then and finds no idle agent is blocked."""
    profile: list[HalfHour] = []
    """One entry for each half hour from the beginning; after the last it begins anew."""
    duration: Seconds | None = None
    """Counted time; without it the length of the profile, or 8 h."""
    warm_up: Seconds | None = None
    """Not counted; without it a tenth of the counted time, with a profile nothing."""
    seed: Annotated[int, Field(ge=0)] = 1
    replications: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Independent runs; without it 1, with a profile 10."""
    strategy: Annotated[Strategy, Field(strict=False)] = Strategy.LONGEST_IDLE
    """Who serves among several idle agents."""
    arrivals: Law = Shape.EXPONENTIAL
    arrivals_cv: Variation | None = None
    service: Law = Shape.EXPONENTIAL
    service_cv: Variation | None = None
    patience: Law = Shape.EXPONENTIAL
    patience_cv: Variation | None = None


def write_schema(folder: Path) -> Path:
    """Write the JSON Schema. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    file = folder / "simulated-centre.schema.json"
    text = json.dumps(schema | ScenarioFile.model_json_schema(), indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
    return file
