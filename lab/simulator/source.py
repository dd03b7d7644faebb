"""Where the contacts of one class come from, and a contact as the simulation knows it.

Owns what is drawn at an arrival: the instant, the need for service, the patience. Pure.
"""

from __future__ import annotations

from math import inf

from contact import command as c
from contact.identity import AgentId, ContactId
from lab.simulator.chance import Arrivals, drawing, stream
from lab.simulator.page import Cell
from lab.simulator.scenario import ContactClass, Scenario


class Citizen:
    """Somebody who has arrived."""

    __slots__ = (
        "agent_id",
        "arrived_at",
        "cell",
        "contact_id",
        "is_waiting",
        "need",
        "patience_s",
        "source",
    )

    def __init__(self, source: Source, now: float, need: float, patience_s: float) -> None:
        self.source = source
        self.contact_id = ContactId(f"{source.name}-{source.count}")
        self.arrived_at = now
        self.need = need
        """Service as a multiple of its mean."""
        self.patience_s = patience_s
        """How long it waits before it leaves; inf: for ever."""
        self.cell = source.cell
        """Where it is counted."""
        self.agent_id: AgentId | None = None
        """Who serves it."""
        self.is_waiting = False


class Source:
    """Makes the contacts of one class."""

    def __init__(self, scenario: Scenario, kind: ContactClass, replication: int, last: float):
        self.kind = kind
        self.name = kind.name
        self.count = 0
        self.cell = Cell()
        """Where those who arrive now are counted."""
        self.cells: list[Cell] = []
        """The pages turned so far."""
        self.first_groups: list[int] = []
        """Numbers of the groups that can serve it at once."""
        self.service_s: list[float] = []
        """Mean service time by number of the group."""
        seed = (scenario.seed, replication, kind.name)
        self.next_after = Arrivals(
            [one.arrivals[kind.name] for one in scenario.profile] or [kind.rate_per_min],
            drawing(kind.arrivals, stream(*seed, "arrivals")),
            last,
        ).after
        """The instant of the arrival that follows one at this instant; inf: never."""
        self.need = drawing(kind.service, stream(*seed, "service"))
        """Draws the need for service of the contact that arrives, as a multiple of its mean."""
        self._mean_patience_s = kind.patience_s
        self._patience = drawing(kind.patience, stream(*seed, "patience"))
        self._skills = kind.rings[0].skills
        self._rings = kind.rings if len(kind.rings) > 1 else ()

    def citizen(self, now: float) -> Citizen:
        """The contact that arrives now."""
        self.count += 1
        return Citizen(self, now, self.need(), self.patience_s())

    def patience_s(self) -> float:
        """How long the contact that arrives waits before it leaves; inf: for ever.

        To be asked once for each contact, whether it waits or not, so that patience stays the same
        under every policy.
        """
        mean = self._mean_patience_s
        return inf if mean is None else mean * self._patience()

    def wish(self, citizen: Citizen) -> c.QueueContact:
        """What the distribution is asked for."""
        kind = self.kind
        return c.QueueContact(
            citizen.contact_id,
            kind.name,
            "",
            self._skills,
            kind.priority,
            citizen.arrived_at,
            kind.head_start_s,
            self._rings,
        )

    def turn(self, *, is_counted: bool) -> None:
        """End the page. What is not counted is thrown away."""
        if is_counted:
            self.cells.append(self.cell)
        self.cell = Cell()
