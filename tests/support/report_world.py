"""A small centre that plays random but right histories and keeps its own books, for the reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, offer_id

CITIZEN_LEFT = Ending(Who.CITIZEN, Reason.ABANDONED)


class Centre:
    """Three agents and any number of contacts, doing only what a right centre can do."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.events: list[tuple[float, e.Event]] = [(self.now, e.CentreStarted(1, "plan"))]
        self.place: dict[ContactId, str] = {}
        self.partner: dict[ContactId, AgentId] = {}
        self.offers: Counter[ContactId] = Counter()
        self.work: dict[AgentId, tuple[str, ContactId | None]] = {
            AgentId(name): ("", None) for name in ("ana", "jon", "leire")
        }
        self.mode = dict.fromkeys(self.work, ("logged out", ""))
        self.spent: dict[AgentId, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.lived: dict[ContactId, Counter[str]] = defaultdict(Counter)
        self.endings: Counter[Ending] = Counter()

    def wait(self, duration_s: float) -> None:
        """Time passes, and everyone's book gets it."""
        later = self.now + duration_s
        for agent, (work, _) in self.work.items():
            mode, reason = self.mode[agent]
            if work or mode != "logged out":
                self.spent[agent][(work, "") if work else (mode, reason)] += later - self.now
        for contact, place in self.place.items():
            self.lived[contact][place] += later - self.now
        self.now = later

    def say(self, *events: e.Event) -> None:
        self.events += [(self.now, event) for event in events]

    def contacts(self, *places: str) -> list[ContactId]:
        return [contact for contact, place in self.place.items() if place in places]

    def moves(self) -> list[Callable[[], None]]:
        """Everything that can happen next."""
        found: list[Callable[[], None]] = [self.arrive]
        for places, deed in (
            (("menu",), self.choose),
            (("menu",), self.enqueue),
            (("queued",), self.fall_back),
            (("offered",), self.ring),
            (("offered",), self.expire),
            (("offered",), self.decline),
            (("offered",), self.connect),
            (("fallback",), self.take_back),
            (("menu", "queued", "offered", "connected", "fallback", "served"), self.end),
        ):
            found += [_with(deed, contact) for contact in self.contacts(*places)]
        for agent, (work, _) in self.work.items():
            found.append(_with(self.change_mode, agent))
            if work == "wrap-up":
                found.append(_with(self.finish, agent))
            if not work and self.mode[agent][0] == "ready":
                found += [_with(self.offer, agent, c) for c in self.contacts("queued")]
        found += [_with(self.serve_in_fallback, c) for c in self.contacts("fallback")]
        return found

    def arrive(self) -> None:
        contact = ContactId(f"contact-{len(self.place) + 1}")
        self.place[contact] = "menu"
        self.say(e.ContactArrived(contact, "012" if len(self.place) % 2 else "010", "944"))

    def choose(self, contact: ContactId) -> None:
        self.say(e.MenuEntered(contact, "language"), e.LanguageChosen(contact, "eu"))

    def enqueue(self, contact: ContactId) -> None:
        self.place[contact] = "queued"
        self.say(
            e.ContactClassified(contact, "eu", "taxes", "general", {}, 0),
            e.ContactQueued(contact, "general", "eu", {}, 0, self.now, 1),
        )

    def offer(self, agent: AgentId, contact: ContactId) -> None:
        self.offers[contact] += 1
        self.place[contact], self.partner[contact] = "offered", agent
        self.work[agent] = ("alerting", contact)
        reason = e.OfferReason(1, 0.0, (agent,), 0.0, "longest idle")
        self.say(e.OfferMade(self.offered(contact), contact, agent, self.now + 15, reason))

    def offered(self, contact: ContactId) -> Any:
        return offer_id(contact, self.offers[contact])

    def ring(self, contact: ContactId) -> None:
        self.say(e.AgentAlerting(self.offered(contact), contact, self.partner[contact]))

    def expire(self, contact: ContactId) -> None:
        agent = self.release(contact)
        self.place[contact] = "queued"
        self.mode[agent] = ("not ready", "no answer")
        self.say(
            e.OfferExpired(self.offered(contact), contact, agent),
            e.AgentModeChanged(agent, e.Mode.NOT_READY, "no answer"),
        )

    def decline(self, contact: ContactId) -> None:
        agent = self.release(contact)
        self.place[contact] = "queued"
        self.say(e.OfferDeclined(self.offered(contact), contact, agent, "busy"))

    def connect(self, contact: ContactId) -> None:
        agent = self.partner[contact]
        self.place[contact] = "connected"
        self.work[agent] = ("connected", contact)
        self.say(e.ContactConnected(contact, self.offered(contact), agent))

    def fall_back(self, contact: ContactId) -> None:
        self.place[contact] = "fallback"
        self.say(e.ContactFellBack(contact))

    def serve_in_fallback(self, contact: ContactId) -> None:
        self.place[contact] = "served"
        self.say(e.ContactServedInFallback(contact, AgentId("ana")))

    def take_back(self, contact: ContactId) -> None:
        self.place[contact] = "queued"
        self.say(
            e.ContactTakenBack(contact),
            e.ContactQueued(contact, "general", "eu", {}, 0, self.now, 1),
        )

    def end(self, contact: ContactId) -> None:
        place = self.place[contact]
        self.place[contact] = "over"
        ending = {
            "menu": Ending(Who.CITIZEN, Reason.LEFT_IN_MENU),
            "fallback": Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK),
            "connected": Ending(Who.AGENT, Reason.SERVED),
            "served": Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK),
        }.get(place, CITIZEN_LEFT)
        self.endings[ending] += 1
        self.say(e.ContactEnded(contact, ending, self.partner.get(contact)))
        if place == "offered":
            agent = self.release(contact)
            self.say(e.OfferWithdrawn(self.offered(contact), contact, agent))
        if place == "connected":
            agent = self.release(contact)
            self.work[agent] = ("wrap-up", contact)
            self.say(e.WrapUpStarted(agent, contact, self.now + 30))

    def release(self, contact: ContactId) -> AgentId:
        agent = self.partner.pop(contact)
        self.work[agent] = ("", None)
        return agent

    def finish(self, agent: AgentId) -> None:
        contact = self.work[agent][1]
        assert contact is not None
        self.work[agent] = ("", None)
        self.say(e.WrapUpFinished(agent, contact, "solved"))

    def change_mode(self, agent: AgentId) -> None:
        order = [("logged out", ""), ("not ready", "break"), ("ready", ""), ("not ready", "lunch")]
        place = order.index(self.mode[agent]) if self.mode[agent] in order else 0
        self.mode[agent] = order[(place + 1) % len(order)]
        mode, reason = self.mode[agent]
        self.say(e.AgentModeChanged(agent, e.Mode(mode), reason))


def _with(deed: Callable[..., None], *who: str) -> Callable[[], None]:
    return lambda: deed(*who)
