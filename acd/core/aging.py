"""What is due to a contact that goes on waiting: another ring, its place, word of a lack.

Owns when each is due and what it says, as an event that is still to be made. Changes nothing. Pure.
"""

from __future__ import annotations

import math

from acd.core.estimate import Expected
from acd.core.floor import Floor
from acd.core.rival import is_without_agents, rivals_ahead, widest
from acd.core.waiting import WaitingContact
from contact import event as e


def next_ring(floor: Floor, contact: WaitingContact, now: float) -> e.RingWidened | None:
    """The ring whose time has come, or the next one when nobody of this one is logged in."""
    following = contact.next_ring()
    if following is None:
        return None
    if contact.since + following.after_s <= now:
        why = f"waited {following.after_s:g} s"
    elif contact.step().is_skippable and not _has_agents(floor, contact):
        why = f"nobody of ring {contact.ring} is logged in"
    else:
        return None
    return e.RingWidened(contact.contact_id, contact.ring + 1, why)


def _has_agents(floor: Floor, contact: WaitingContact) -> bool:
    return floor.matching.requirement_of(contact).logged_in_count > 0


def shortage(floor: Floor, contact: WaitingContact) -> e.SkillsMissing | None:
    """That nobody logged in has the skills of this or a later ring, once per shortage."""
    requirement = floor.matching.requirement_of(contact)
    if requirement.logged_in_count or contact.shortage_told == requirement.shortage:
        return None
    if not is_without_agents(floor.matching, contact):
        return None
    return e.SkillsMissing(contact.contact_id, dict(contact.step().skills))


def position(floor: Floor, contact: WaitingContact, now: float) -> e.PositionReported | None:
    """The place in the line and the expected wait, when they are due; only who listens is told."""
    if not contact.is_by_voice():
        return None
    queue = floor.queue(contact.queue)
    is_due = contact.announce_at is None or contact.announce_at <= now
    if not is_due or queue.announce_s <= 0 or floor.is_without_leg(contact):
        return None
    requirement = floor.matching.requirement_of(contact)
    place = floor.matching.position(contact.queue, requirement, contact.key)
    expected = expected_wait(floor, contact)
    if expected is None:
        return e.PositionReported(contact.contact_id, place)
    return e.PositionReported(
        contact.contact_id,
        place,
        expected.mean_s,
        expected.low_s,
        expected.high_s,
        floor.pace(contact.queue).relative_error() <= queue.estimate_error,
    )


def borrowing(floor: Floor, queue: str) -> e.AgentsBorrowed | e.AgentsReturned | None:
    """That the queue needs other agents, or needs them no longer: by the last in its line.

    Between the two bounds everything stays as it is, so that agents do not come and go.
    """
    rule = floor.queue(queue).borrowing
    if rule is None:
        return None
    last = floor.matching.last_of(queue)
    wait_s = _wait_of(floor, floor.contacts[last]) if last is not None else 0.0
    told_s = wait_s if wait_s is not None and wait_s < math.inf else None
    if queue not in floor.borrowing:
        is_long = wait_s is not None and wait_s > rule.above_s
        return e.AgentsBorrowed(queue, told_s) if is_long else None
    if last is not None and (wait_s is None or wait_s >= rule.below_s):
        return None
    return e.AgentsReturned(queue, told_s)


def _wait_of(floor: Floor, contact: WaitingContact) -> float | None:
    """Expected wait in seconds; infinite when nobody is ready, None when nothing is known."""
    expected = expected_wait(floor, contact)
    if expected is not None:
        return expected.mean_s
    return None if widest(floor.matching, contact).ready_count else math.inf


def expected_wait(floor: Floor, contact: WaitingContact) -> Expected | None:
    """How long a waiting contact will probably wait from now on; None when nothing is known."""
    asked = widest(floor.matching, contact)
    ahead = rivals_ahead(floor.matching, contact, asked)
    return floor.pace(contact.queue).expected(ahead, asked.ready_count)
