"""A short morning with known answers: six contacts, two agents, every second counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from reports.core.figures import Figures
from wiring.journal import Record

ANA, JON = AgentId("ana"), AgentId("jon")
EIGHT = 1_700_000_000.0
"""The instant from which the seconds of the morning are counted."""
SERVED, LEFT, LEFT_LATE, IN_MENU, CUT, LIVE = map(
    ContactId, ("served", "left", "left-late", "in-menu", "cut", "live")
)


def offer(contact: ContactId, agent: AgentId, number: int = 1, idle_s: float = 9.0) -> e.OfferMade:
    reason = e.OfferReason(1, 4.0, (agent,), idle_s, "longest idle")
    return e.OfferMade(OfferId(f"{contact}.offer-{number}"), contact, agent, EIGHT + 99, reason)


def queued(contact: ContactId, topic: str = "taxes", language: str = "es") -> list[e.Event]:
    return [
        e.ContactClassified(contact, language, topic, "general", {topic: 1}, 0),
        e.ContactQueued(contact, "general", language, {topic: 1}, 0, EIGHT, 1),
    ]


def arrived(contact: ContactId, entry_point: str = "012") -> e.ContactArrived:
    return e.ContactArrived(contact, entry_point, "944000000")


MORNING: list[tuple[float, Sequence[e.Event]]] = [
    (0, [e.CentreStarted(1, "plan-1"), e.AgentModeChanged(ANA, e.Mode.NOT_READY, "coffee")]),
    (10, [e.AgentModeChanged(ANA, e.Mode.READY), e.AgentModeChanged(JON, e.Mode.READY)]),
    # served: 5 s menu, 8 s waiting (jon does not answer), 60 s talk, 12 s wrap-up
    (20, [arrived(SERVED), e.MenuEntered(SERVED, "language")]),
    (25, [*queued(SERVED), offer(SERVED, JON)]),
    (26, [e.AgentAlerting(OfferId("served.offer-1"), SERVED, JON)]),
    (31, [e.OfferExpired(OfferId("served.offer-1"), SERVED, JON)]),
    (31, [e.AgentModeChanged(JON, e.Mode.NOT_READY, "no answer"), offer(SERVED, ANA, 2)]),
    (
        33,
        [e.ContactConnected(SERVED, OfferId("served.offer-2"), ANA), e.TicketOpened("T1", SERVED)],
    ),
    (93, [e.ContactEnded(SERVED, Ending(Who.CITIZEN, Reason.SERVED), ANA)]),
    (93, [e.WrapUpStarted(ANA, SERVED, EIGHT + 123)]),
    (105, [e.WrapUpFinished(ANA, SERVED, "solved"), e.TicketClosed("T1", SERVED, "solved")]),
    # left after 4 s of waiting, left-late after 40 s, in-menu after 3 s
    (110, [arrived(LEFT, "010"), *queued(LEFT, "streets", "eu"), arrived(LEFT_LATE)]),
    (110, queued(LEFT_LATE, "streets")),
    (114, [e.ContactEnded(LEFT, Ending(Who.CITIZEN, Reason.ABANDONED))]),
    (120, [arrived(IN_MENU)]),
    (123, [e.ContactEnded(IN_MENU, Ending(Who.CITIZEN, Reason.LEFT_IN_MENU))]),
    (150, [e.ContactEnded(LEFT_LATE, Ending(Who.CITIZEN, Reason.ABANDONED))]),
    # cut by the platform after 2 s of waiting; live waits in the fallback queue at the end
    (160, [arrived(CUT), *queued(CUT)]),
    (162, [e.ContactEnded(CUT, Ending(Who.SYSTEM, Reason.CUT_BY_PLATFORM))]),
    (170, [arrived(LIVE), e.ContactFellBack(LIVE)]),
    (180, [e.AgentModeChanged(ANA, e.Mode.LOGGED_OUT)]),
    (200, [e.AgentDeviceChanged(ANA, reachable=False)]),
]


def records() -> list[Record]:
    facts = [(EIGHT + second, event) for second, events in MORNING for event in events]
    return [Record(seq, at, event) for seq, (at, event) in enumerate(facts, start=1)]


def figures() -> Figures:
    folded = Figures()
    for record in records():
        folded.take(record)
    return folded
