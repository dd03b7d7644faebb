"""How each event changes the floor.

Theory. Every event, own or foreign, live or replayed, comes through `fold`, and nothing else moves
the state; so a journal read from its start gives the same floor. Contact, offer and agent are three
small machines, each with its table; a step asks the tables of all machines that the event concerns
before it moves any of them, so that they never disagree about one event. An event that comes twice,
late, or about somebody unknown is answered False and changes nothing.

One thing is lifted by time instead of an event: the bar between an agent and a contact, which the
tick that is due for it takes away. A replayed floor keeps old bars until its first tick.

Owns the steps. Never decides. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from acd.core import agent_step, callback_step, contact_step, offer_step, queue_step
from acd.core.floor import Floor
from contact import event as e
from contact.event import Event

_STEPS: dict[type, Callable[[Floor, Any, float], bool]] = {
    e.CentreStarted: agent_step.centre_started,
    e.ContactArrived: contact_step.arrived,
    e.MenuEntered: contact_step.moved,
    e.ContactTakenBack: contact_step.moved,
    e.ContactQueued: contact_step.queued,
    e.ContactDiverted: contact_step.diverted,
    e.QueueClosed: queue_step.closed,
    e.QueueOpened: queue_step.opened,
    e.AgentsBorrowed: queue_step.borrowed,
    e.AgentsReturned: queue_step.returned,
    e.RingWidened: contact_step.widened,
    e.ContactPromoted: contact_step.promoted,
    e.SkillsMissing: contact_step.skills_missing,
    e.PositionReported: contact_step.position_reported,
    e.OfferMade: offer_step.offered,
    e.AgentAlerting: offer_step.alerting,
    e.OfferExpired: offer_step.not_taken,
    e.OfferDeclined: offer_step.not_taken,
    e.OfferWithdrawn: offer_step.withdrawn,
    e.ContactConnected: offer_step.connected,
    e.ContactFellBack: contact_step.fell_back,
    e.ContactServedInFallback: contact_step.served_in_fallback,
    e.ContactEnded: contact_step.ended,
    e.CallbackPromised: callback_step.promised,
    e.CallbackMoved: callback_step.moved,
    e.CallbackPostponed: callback_step.postponed,
    e.CallbackDialled: callback_step.dialled,
    e.CallbackReached: callback_step.reached,
    e.CallbackFailed: callback_step.failed,
    e.AgentModeChanged: agent_step.mode_changed,
    e.AgentDeviceChanged: agent_step.device_changed,
    e.AgentSkillsChanged: agent_step.skills_changed,
    e.WrapUpExtended: agent_step.wrap_up_extended,
    e.WrapUpStarted: agent_step.wrap_up_started,
    e.WrapUpFinished: agent_step.wrap_up_finished,
}
"""Events that the distribution follows; the others are none of its business."""


def fold(floor: Floor, event: Event, at: float) -> bool:
    """Let the event become true. False: it was late and changed nothing."""
    step = _STEPS.get(type(event))
    return step is not None and step(floor, event, at)
