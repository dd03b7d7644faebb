"""What one part of a described centre says about another.

Owns references between classes, groups, skills and the profile, and the warning about a centre
that cannot keep up. Works on whatever could be read, so that one mistake hides no other. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from dialplan.document import Item
from dialplan.form_check import near
from dialplan.problem import Problem
from lab.simulator.scenario import AgentGroup, ContactClass, Scenario, serves

MOST_SUBSETS = 12
"""Up to so many classes every subset of them is looked at; beyond, each one and all together."""


def check_centre(centre: Item) -> None:
    """Note every mistake between the parts in the document."""
    groups, classes = list(centre["agents"].list()), list(centre["classes"].list())
    _unique("group", groups)
    _unique("class", classes)
    held: dict[str, int] = {}
    for group in groups:
        for skill, level, _ in _skills(group["skills"]):
            held[skill] = max(level, held.get(skill, 0))
    for one in classes:
        _check_held(one["skills"], held)
        _check_rings(one, held)
    for owner in (centre, *classes):
        for kind in ("arrivals", "service", "patience"):
            _check_variation(owner, centre, kind)
    for entry in centre["profile"].list():
        _check_names(entry["arrivals"], {one["name"].text for one in classes})
        _check_names(entry["staff"], {one["name"].text for one in groups})


def _unique(kind: str, owners: list[Item]) -> None:
    seen: set[str] = set()
    for owner in owners:
        name = owner["name"]
        if name.text and name.text in seen:
            name.add(f"the {kind} '{name.text}' exists already", "give each a name of its own")
        seen.add(name.text)


def _skills(item: Item) -> Iterator[tuple[str, int, Item]]:
    """Name, level and place of each skill that could be read."""
    for one in item.list():
        if one.text:
            yield one.text, 1, one
    for name, one in item.items():
        if isinstance(one.value, int):
            yield name, one.value, one


def _check_held(item: Item, held: dict[str, int]) -> None:
    for skill, level, one in _skills(item):
        if skill not in held:
            one.add(f"no agent has the skill '{skill}'", near(skill, held))
        elif level > held[skill]:
            one.add(f"no agent has '{skill}' at level {level}", f"write at most {held[skill]}")


def _check_rings(owner: Item, held: dict[str, int]) -> None:
    before = 0.0
    for ring in owner["rings"].list():
        _check_held(ring["skills"], held)
        after = ring["after_s"].value
        if isinstance(after, int | float):
            if after < before:
                ring["after_s"].add(
                    f"{after:g} s come before the ring above", f"write at least {before:g}"
                )
            before = max(before, after)


def _check_names(item: Item, known: set[str]) -> None:
    for name, one in item.items():
        if name not in known:
            one.add(f"there is no '{name}'", near(name, known - {""}), at_key=True)


def _check_variation(owner: Item, centre: Item, kind: str) -> None:
    """Only one shape can vary more or less than it does by nature."""
    variation, shape = owner[f"{kind}_cv"], owner[kind].text or centre[kind].text or "exponential"
    if variation.is_there and shape != "lognormal":
        variation.add(
            f"{kind} is {shape}, which leaves nothing to choose", f"write '{kind}: lognormal', too"
        )


# ---------------------------------------------------------------- across the whole centre


def check_service(centre: Item, scenario: Scenario) -> None:
    """Note classes that no agent can serve and a centre to which nobody comes."""
    items = list(centre["classes"].list())
    for item, kind in zip(items, scenario.classes, strict=True):
        if not any(can_serve(group, kind) for group in scenario.groups):
            field = item["rings"] if item["rings"].is_there else item["skills"]
            field.add(
                f"no agent has all that '{kind.name}' asks for", "give one group these skills"
            )
    if not scenario.rate_per_min:
        centre["classes"].add("nobody ever comes", "write a rate_per_min above 0")


def find_overload(centre: Item, scenario: Scenario) -> Problem | None:
    """A warning when contacts come faster than they can be served and none of them ever leaves."""
    overload = overload_of(scenario)
    if overload is None:
        return None
    return centre["classes"].problem(
        f"the agents who serve {', '.join(overload.classes)} have work for "
        f"{100 * overload.load:.0f} % of their time, so the line grows without end",
        "add agents, patience_s or waiting_places; the figures depend on the duration",
    )


@dataclass(frozen=True, slots=True)
class Overload:
    """Classes of which more comes than can be served."""

    classes: tuple[str, ...]
    load: float
    """Work that comes ÷ work that can be done, 1 or more."""


def overload_of(scenario: Scenario) -> Overload | None:
    """The first classes whose line grows without end; None: there are none.

    With each set of classes the groups that can serve any of it must be faster than it comes (the
    condition of Adan & Weiss 2014, section 2), on average over the profile.
    """
    if scenario.waiting_places is not None:
        return None
    staying = [one for one in scenario.classes if one.patience_s is None and scenario.rate_of(one)]
    for some in _subsets(staying):
        load = _load(scenario, some)
        if load >= 1.0:
            return Overload(tuple(one.name for one in some), load)
    return None


def _subsets(classes: list[ContactClass]) -> Iterable[tuple[ContactClass, ...]]:
    sizes = range(1, len(classes) + 1) if len(classes) <= MOST_SUBSETS else (1, len(classes))
    return chain.from_iterable(combinations(classes, size) for size in sizes)


def _load(scenario: Scenario, classes: tuple[ContactClass, ...]) -> float:
    """Work that comes ÷ work that can be done by those who serve any of these classes."""
    groups = [one for one in scenario.groups if any(can_serve(one, kind) for kind in classes)]
    staff = {one.name: _staff(scenario, one) for one in groups}
    capacity = sum(staff[one.name] * one.rate_per_min for one in groups)
    if not capacity:
        return float("inf")
    mean_rate = capacity / sum(staff.values())
    return (
        sum(
            scenario.rate_of(one) * mean_rate / (one.service_rate_per_min or mean_rate)
            for one in classes
        )
        / capacity
    )


def can_serve(group: AgentGroup, kind: ContactClass) -> bool:
    """Whether agents of this group serve this class, at once or in a later ring."""
    return any(serves(group.skills, ring.skills) for ring in kind.rings)


def _staff(scenario: Scenario, group: AgentGroup) -> float:
    counts = [one.staff[group.name] for one in scenario.profile] or [group.count]
    return sum(counts) / len(counts)
