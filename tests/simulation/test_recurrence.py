"""Contact for contact, the simulated centre does what a recurrence on paper does."""

from __future__ import annotations

import pytest

from contact.plan import Ring
from lab.simulator import Simulation, Wanted
from lab.simulator.scenario import AgentGroup, ContactClass, Law, Scenario, Shape
from tests.support.line_oracle import fates

CONTACTS = 4000
ANYBODY = (Ring({}),)


def _centre(count: int, rate: float, *classes: ContactClass, places: int | None = None) -> Scenario:
    return Scenario(
        (AgentGroup("agents", count, rate, {}),), classes, waiting_places=places, warm_up_s=0.0
    )


CENTRES = {
    "Erlang C": _centre(14, 1 / 3, ContactClass("a", 10 / 3, ANYBODY)),
    "Erlang A": _centre(50, 1.0, ContactClass("a", 48.0, ANYBODY, patience_s=120.0)),
    "trunks": _centre(20, 0.25, ContactClass("a", 5.0, ANYBODY, patience_s=180.0), places=10),
    "overload": _centre(3, 1.0, ContactClass("a", 9.0, ANYBODY, patience_s=30.0)),
    "two classes": _centre(
        8,
        1.0,
        ContactClass("a", 5.0, ANYBODY, patience_s=60.0),
        ContactClass("b", 4.0, ANYBODY, patience_s=90.0),
    ),
    "other shapes": _centre(
        10,
        0.5,
        ContactClass(
            "a",
            4.8,
            ANYBODY,
            patience_s=200.0,
            arrivals=Law(Shape.LOGNORMAL, 0.7),
            service=Law(Shape.LOGNORMAL, 1.3),
            patience=Law(Shape.DETERMINISTIC),
        ),
    ),
}


@pytest.mark.parametrize("name", CENTRES)
def test_the_first_come_is_served_first_exactly_as_on_paper(name: str) -> None:
    scenario = CENTRES[name]
    run = Simulation(scenario, Wanted(CONTACTS, within_s=20.0)).finish().runs[0]
    for cells, fate in zip(run.cells, fates(scenario, CONTACTS, 20.0), strict=True):
        assert sum(cell.offered for cell in cells) == fate.offered
        assert sum(cell.blocked for cell in cells) == fate.blocked
        assert sum(cell.waited for cell in cells) == fate.waited
        assert sum(cell.abandoned for cell in cells) == fate.abandoned
        assert sum(cell.within for cell in cells) == fate.within
        assert sum(cell.wait_s for cell in cells) == pytest.approx(fate.wait_s, rel=1e-9)
