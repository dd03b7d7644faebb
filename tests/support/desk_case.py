"""Given, when, then for the desk engine: one contact's past, and what is sent because of it."""

from __future__ import annotations

from typing import Any

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, offer_id
from cti.core.effect import CloseDesk, Send, SendAll
from cti.core.engine import Engine
from cti.core.observation import DeskId
from tests.support.town import ANA, town

C1 = ContactId("1.1")
O1 = offer_id(C1, 1)
D1, D2 = DeskId("desk-1"), DeskId("desk-2")
WHY = e.OfferReason(1, 12.34, (ANA,), 5.0, "longest idle")
SERVED = Ending(Who.CITIZEN, Reason.SERVED)

QUEUED = (
    e.ContactArrived(C1, "012", "944001122", "M. Ibáñez"),
    e.MenuEntered(C1, "welcome"),
    e.ContactClassified(C1, "es", "taxes", "line", {"es": 1}, 0),
    e.ContactQueued(C1, "line", "es", {"es": 1}, 0, 100.0, 1),
)
READY = (e.AgentModeChanged(ANA, e.Mode.READY),)
OFFERED = (*READY, *QUEUED, e.OfferMade(O1, C1, ANA, 130.0, WHY))
CONNECTED = (*OFFERED, e.ContactConnected(C1, O1, ANA))
WRAPPING = (
    *CONNECTED,
    e.ContactEnded(C1, SERVED, ANA),
    e.WrapUpStarted(ANA, C1, 150.0),
)


def engine_after(*past: Any, plan: Any = None, now: float = 100.0) -> Engine:
    """An engine after these messages."""
    engine = Engine(plan or town(dispositions=("resolved",)))
    for message in past:
        engine.handle(message, now)
    return engine


def when(engine: Engine, message: Any, now: float = 110.0) -> list[Any]:
    """What the engine wants done."""
    outcome = engine.handle(message, now)
    assert outcome.events == ()
    assert outcome.refusal is None
    return list(outcome.effects)


def frames(effects: list[Any], desk: DeskId = D1) -> list[Any]:
    return [one.frame for one in effects if isinstance(one, Send) and one.desk_id == desk]


def types(effects: list[Any], desk: DeskId = D1) -> list[str]:
    return [frame.type for frame in frames(effects, desk)]


def commands(effects: list[Any]) -> list[Any]:
    return [one for one in effects if not isinstance(one, Send | SendAll | CloseDesk)]
