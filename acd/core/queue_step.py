"""How events about a queue change the floor.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

from acd.core.floor import Floor
from contact import event as e


def closed(floor: Floor, event: e.QueueClosed, _at: float) -> bool:
    if event.queue not in floor.plan.queues or floor.closed.get(event.queue) is event.clears:
        return False
    floor.closed[event.queue] = event.clears
    return True


def opened(floor: Floor, event: e.QueueOpened, _at: float) -> bool:
    return floor.closed.pop(event.queue, None) is not None


def borrowed(floor: Floor, event: e.AgentsBorrowed, _at: float) -> bool:
    if floor.queue(event.queue).borrowing is None or event.queue in floor.borrowing:
        return False
    floor.borrowing.add(event.queue)
    _line_up_anew(floor, event.queue)
    return True


def returned(floor: Floor, event: e.AgentsReturned, _at: float) -> bool:
    if event.queue not in floor.borrowing:
        return False
    floor.borrowing.remove(event.queue)
    _line_up_anew(floor, event.queue)
    return True


def _line_up_anew(floor: Floor, queue: str) -> None:
    """Everybody who waits in the queue waits for other agents now, at the same place."""
    for contact in floor.contacts.values():
        if contact.queue == queue and floor.matching.leave(contact):
            floor.join(contact)
