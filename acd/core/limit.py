"""Whether a contact may wait in its queue, now and from now on.

Owns the measure of each cause. Never diverts by itself. Pure.

A contact is measured by those who wait before it, so that the limits let the first wait on and lead
the last away. Who was diverted from a queue once is not diverted from it again, whatever way brings
the contact back: two queues that overflow into each other would play with it for ever.

Limits are for those who wait on the line. What is written keeps, and nobody could be told anything:
it waits as long as it takes, also in a closed queue. So does an emergency whose centre did not
answer: words and the end would be the worst that it could meet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acd.core.aging import expected_wait
from acd.core.floor import Floor
from acd.core.rival import is_without_agents, widest
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.limit import Cause, Limit

_Measure = Callable[[Floor, WaitingContact, float, float], bool]


def closed(floor: Floor, contact: WaitingContact, *, is_entering: bool) -> Limit | None:
    """The limit by which the contact leaves a closed queue; those inside stay unless cleared."""
    clears = floor.closed.get(contact.queue)
    if clears is None or not (clears or is_entering) or _is_exempt(floor, contact):
        return None
    limits = floor.queue(contact.queue).limits
    return next((limit for limit in limits if limit.cause is Cause.CLOSED), None)


def exceeded(floor: Floor, contact: WaitingContact, now: float) -> Limit | None:
    """The first limit of its queue that does not let the contact wait, if any."""
    limits = floor.queue(contact.queue).limits
    if not limits or _is_exempt(floor, contact):
        return None
    for limit in limits:
        measure = _MEASURES.get(limit.cause)
        if measure is not None and measure(floor, contact, limit.bound, now):
            return limit
    return None


def _is_exempt(floor: Floor, contact: WaitingContact) -> bool:
    """It is an emergency, or was diverted from here before, or nobody is on the line: what is
    promised is not refused, and what is written keeps."""
    if contact.has_no_limits:
        return True
    is_off_line = contact.contact_id in floor.promises.open or not contact.is_by_voice()
    return is_off_line or contact.queue in contact.left_queues


def diversion(contact: WaitingContact, limit: Limit) -> e.ContactDiverted:
    """The contact leaves its queue by this limit."""
    return e.ContactDiverted(contact.contact_id, contact.queue, limit.cause, limit.way_out)


def has_way_out(limits: tuple[Limit, ...]) -> bool:
    """Whether contacts can be led somewhere when the queue is closed."""
    return any(limit.cause is Cause.CLOSED for limit in limits)


def _nobody(floor: Floor, contact: WaitingContact, _bound: float, _now: float) -> bool:
    return is_without_agents(floor.matching, contact)


def _full(floor: Floor, contact: WaitingContact, bound: float, _now: float) -> bool:
    return floor.matching.ahead_count(contact) >= bound


def _scarce(floor: Floor, contact: WaitingContact, bound: float, _now: float) -> bool:
    ready = widest(floor.matching, contact).ready_count
    return floor.matching.ahead_count(contact) + 1 > bound * ready


def _long_wait(floor: Floor, contact: WaitingContact, bound: float, _now: float) -> bool:
    expected = expected_wait(floor, contact)
    return expected is not None and expected.mean_s > bound


def _overdue(_floor: Floor, contact: WaitingContact, bound: float, now: float) -> bool:
    return contact.since + bound <= now


_MEASURES: Mapping[Cause, _Measure] = {
    Cause.NOBODY: _nobody,
    Cause.FULL: _full,
    Cause.SCARCE: _scarce,
    Cause.LONG_WAIT: _long_wait,
    Cause.OVERDUE: _overdue,
}
