"""A file that describes a centre, read and checked.

Owns `read_scenario` (edge: opens the file) and `scenario_of` (pure: the same for a text). Either
everything is right, or every mistake of the file is told at once.
"""

from __future__ import annotations

from pathlib import Path

from contact.plan import Ring
from dialplan.document import read_document, top
from dialplan.form_check import check_form
from dialplan.problem import Problem, SiteProblems
from lab.simulator import form
from lab.simulator.check import check_centre, check_service, find_overload
from lab.simulator.scenario import (
    HALF_HOUR_S,
    AgentGroup,
    ContactClass,
    HalfHour,
    Law,
    Scenario,
    Shape,
)

ORDINARY_DURATION_S = 8 * 3600.0
PROFILE_REPLICATIONS = 10
"""A day with a profile is one piece: only several of them tell how sure a figure is."""


def read_scenario(file: Path) -> tuple[Scenario, tuple[Problem, ...]]:
    """The centre that a file describes, and warnings. Raises SiteProblems with every mistake."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what, right = f"is not UTF-8 text (byte {error.start})", "save it as UTF-8"
    except OSError as error:
        what, right = f"cannot be read: {error.strerror}", "name a file; lab/centres has examples"
    else:
        return scenario_of(str(file), text)
    raise SiteProblems((Problem(str(file), 0, 0, "", what, right),))


def scenario_of(name: str, text: str) -> tuple[Scenario, tuple[Problem, ...]]:
    """The same for a text; the name is told with its mistakes."""
    document = read_document(name, text)
    centre = top(document)
    scenario: Scenario | None = None
    if document.is_read:
        described = check_form(document, form.ScenarioFile)
        check_centre(centre)
        if isinstance(described, form.ScenarioFile) and not document.problems:
            scenario = _scenario(described)
            check_service(centre, scenario)
    if scenario is None or document.problems:
        raise SiteProblems(tuple(sorted(set(document.problems))))
    overload = find_overload(centre, scenario)
    return scenario, (overload,) if overload else ()


def _scenario(described: form.ScenarioFile) -> Scenario:
    ordinary_s = len(described.profile) * HALF_HOUR_S or ORDINARY_DURATION_S
    return Scenario(
        groups=tuple(
            AgentGroup(one.name, one.count, one.rate_per_min, one.skills)
            for one in described.agents
        ),
        classes=tuple(_class(described, one) for one in described.classes),
        waiting_places=described.waiting_places,
        profile=tuple(_half_hour(described, one) for one in described.profile),
        duration_s=ordinary_s if described.duration is None else described.duration,
        warm_up_s=described.warm_up,
        seed=described.seed,
        replications=described.replications or (PROFILE_REPLICATIONS if described.profile else 1),
        strategy=described.strategy,
    )


def _class(described: form.ScenarioFile, one: form.ClassEntry) -> ContactClass:
    rings = tuple(Ring(ring.skills, ring.after_s) for ring in one.rings)
    if not rings or rings[0].after_s > 0.0:
        rings = (Ring(one.skills), *rings)
    return ContactClass(
        name=one.name,
        rate_per_min=one.rate_per_min,
        rings=rings,
        priority=one.priority,
        head_start_s=one.head_start_s,
        weight=one.weight,
        patience_s=one.patience_s,
        service_rate_per_min=one.service_rate_per_min,
        arrivals=_law(one.arrivals or described.arrivals, one.arrivals_cv or described.arrivals_cv),
        service=_law(one.service or described.service, one.service_cv or described.service_cv),
        patience=_law(one.patience or described.patience, one.patience_cv or described.patience_cv),
    )


def _law(shape: Shape, variation: float | None) -> Law:
    return Law(shape, 1.0 if variation is None else variation)


def _half_hour(described: form.ScenarioFile, entry: form.HalfHourEntry) -> HalfHour:
    arrivals, staff = entry.arrivals, entry.staff
    return HalfHour(
        arrivals={
            one.name: one.rate_per_min * arrivals
            if isinstance(arrivals, float | int)
            else arrivals.get(one.name, one.rate_per_min)
            for one in described.classes
        },
        staff={
            one.name: round(one.count * staff)
            if isinstance(staff, float | int)
            else staff.get(one.name, one.count)
            for one in described.agents
        },
    )
