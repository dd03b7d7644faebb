"""The CRM as one thing: database, follower, cards, REST operations.

Owns their life: start, run, close. Never decides anything itself. Edge.
"""

from __future__ import annotations

from collections.abc import Callable

from contact.card import Card
from contact.event import Event
from contact.identity import ContactId
from crm_api.core.custom import Custom
from crm_api.edge import report
from crm_api.edge.card import CardMemory
from crm_api.edge.citizen_route import CitizenDesk, add_citizen_routes
from crm_api.edge.contact_route import add_contact_routes
from crm_api.edge.follower import NAME, ContactFollower
from crm_api.edge.store import AWAY, open_store, upgrade
from crm_api.edge.ticket_route import TicketDesk, add_ticket_routes
from wiring.follower import Follower, Pace
from wiring.http import Router
from wiring.journal import Reader

PREFIX = "/api/v1"

_PACE = Pace(rest_s=0.5, away=AWAY)
"""A transaction costs a few milliseconds whatever is in it: two a second are a bearable ceiling.
The first record after a quiet time is taken at once."""


class Crm:
    """Citizens, contacts and tickets of one centre.

    `report` takes facts found here and brings them to the journal; it is called at least once for
    each. `now` gives UTC seconds.
    """

    def __init__(
        self,
        url: str,
        journal: Reader,
        report: Callable[[Event], None],
        now: Callable[[], float],
        custom: Custom = Custom(),  # noqa: B008 (frozen)
    ) -> None:
        self._store = open_store(url)
        self._report = report
        self._now = now
        self._custom = custom
        self._cards = CardMemory()
        self._left: list[Event] = []
        self._contacts = ContactFollower(self._store, self._cards, report, custom)
        self.follower = Follower(NAME, journal, self._contacts.position, self._contacts.take, _PACE)

    async def start(self) -> None:
        """Bring the database to its present shape and open it."""
        await self._store.write(upgrade)
        await self._contacts.start()
        self._left = await self._pending()

    async def run(self) -> None:
        """Follow the journal for ever. Facts that an earlier run could not report come first."""
        await self.follower.ready()
        await self.follower.insist(self._report_pending)
        await self.follower.run()

    async def _report_pending(self) -> None:
        """Report what an earlier run left, unless the journal had it after all."""
        for event in await self._pending():
            if event in self._left:
                self._report(event)
        self._left = []

    async def _pending(self) -> list[Event]:
        return await self._store.read(report.pending)

    async def close(self) -> None:
        """Let go of the database."""
        await self._store.close()

    def cards(self, contact_id: ContactId) -> tuple[Card, ...]:
        """Who may be calling, from memory: () unknown, one recognised, several candidates."""
        return self._cards.of(contact_id)

    def routes(self) -> Router:
        """The REST operations below /api/v1."""
        router = Router(PREFIX, away=AWAY)
        add_contact_routes(router, self._store, self._custom.region)
        add_citizen_routes(router, CitizenDesk(self._store, self._now, self._custom.region))
        add_ticket_routes(router, TicketDesk(self._store, self._now, self._report))
        return router
