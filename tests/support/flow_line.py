"""One contact that walks one flow, with a clock, a journal and a restart at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contact import event as e
from contact.codec import name_of, plain, read
from contact.identity import ContactId, LegId
from contact.plan import CentrePlan, Flow, Node
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.town import FLOW, town

C = ContactId("exchange-1")
NUMBER = "600111222"


def with_flow(
    nodes: Mapping[str, Node], start: str, plan: CentrePlan | None = None, **fields: Any
) -> CentrePlan:
    """The town whose flow begins with these nodes; the town's own ones are behind them."""
    plan = plan or town()
    flow = Flow(FLOW.name, start, {**FLOW.nodes, **nodes}, **fields)
    return replace(plan, flows={**plan.flows, FLOW.name: flow})


class FlowLine:
    """What a citizen does, and what is said to it."""

    def __init__(
        self, plan: CentrePlan, caller_number: str = NUMBER, before: Sequence[e.Event] = ()
    ) -> None:
        """`before`: what happened until then."""
        self.plan = plan
        self.engine = Engine(plan)
        self.now = 0.0
        self.journal: list[tuple[float, e.Event]] = []
        self.effects: list[Any] = []
        """Of the last message."""
        self.caller_number = caller_number
        for event in before:
            self.gives(event)
        self.gives(seen.CitizenArrived(C, "012", caller_number, ""))

    def gives(self, message: Any) -> None:
        """One message comes in."""
        if isinstance(message, e.Event):
            self.journal.append((self.now, message))
        self._take(self.engine.handle(message, self.now))

    def _take(self, outcome: Any) -> None:
        self.effects = list(outcome.effects)
        self.journal += [(self.now, event) for event in outcome.events]

    def presses(self, keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.gives(seen.KeyPressed(C, key))

    def hears_out(self) -> None:
        """What is being said is heard to its end."""
        self.gives(seen.SayingEnded(C, self.state.speaking.number))

    def waits(self, seconds: float) -> None:
        """Time passes; what is due happens."""
        until = self.now + seconds
        effects: list[Any] = []
        while (due := self.engine.next_deadline()) is not None and due <= until:
            self.now = due
            self._take(self.engine.tick(due))
            effects += self.effects
        self.now, self.effects = until, effects

    def learns(self, answer: Any) -> None:
        """What was asked for is known."""
        self.gives(seen.InquiryAnswered(C, self.state.asked, answer))

    def restarts(self, legs: Mapping[LegId, bool] | None = None, *, talks: bool = False) -> None:
        """The application dies and comes back with the journal as it stands on the disk.

        `legs`: departments' legs in the exchange, answered or not; `talks`: with the citizen.
        """
        self.engine = Engine(self.plan)
        for at, event in self.journal:
            self.engine.replay(read(name_of(event), plain(event)), at)
        citizen = seen.SeenCitizen("012", self.caller_number, "", is_ours=True)
        bridge = frozenset({C} if talks else ())
        look = seen.ExchangeSeen(
            -1.0, {C: citizen}, referrals=legs or {}, occupied=bridge, talking=bridge, is_first=True
        )
        self.gives(look)

    @property
    def state(self) -> Any:
        """What the engine knows of the contact, also in a survey."""
        return self.engine._heard[C]

    @property
    def node(self) -> str:
        """Where the contact stands."""
        return str(self.state.node)

    @property
    def is_there(self) -> bool:
        """The citizen is on the line: the contact lives, or its survey."""
        return C in self.engine._heard

    @property
    def said(self) -> list[str]:
        """Keys of the prompts that the last message made us say."""
        spoken = [one for one in self.effects if isinstance(one, do.Speak)]
        return [prompt.key for one in spoken for prompt in one.prompts]

    @property
    def questions(self) -> list[Any]:
        """What the last message made us ask."""
        return [one.question for one in self.effects if isinstance(one, do.Ask)]

    def events(self, *kinds: type) -> list[e.Event]:
        """Everything of these kinds that was written down."""
        return [event for _, event in self.journal if isinstance(event, kinds)]
