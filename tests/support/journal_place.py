"""Places in which journals lie, and what no program of ours does to them."""

from __future__ import annotations

import asyncio
import sqlite3

import asyncpg

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from wiring.journal import Journal, JournalBusy, open_journal

ANA = AgentId("ana")


def arrival(number: int) -> e.ContactArrived:
    return e.ContactArrived(ContactId(f"contact-{number}"), "012", "944000000")


OFFER = e.OfferMade(
    OfferId("contact-1.offer-1"),
    ContactId("contact-1"),
    ANA,
    1700000015.25,
    e.OfferReason(1, 3.5, (ANA,), 0.1 + 0.2, "longest idle", "", (e.Excluded(ANA, "ñ\n\0"),)),
)
ENDED = e.ContactEnded(ContactId("contact-1"), Ending(Who.CITIZEN, Reason.ABANDONED))


async def empty_database(server: str) -> str:
    connection = await asyncpg.connect(server)
    await connection.execute("DROP TABLE IF EXISTS journal")
    await connection.close()
    return server


async def change(url: str, statement: str) -> None:
    """Do to the stored rows what no program of ours does."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        server = await asyncpg.connect(url)
        await server.execute(statement)
        await server.close()


async def reopened(url: str) -> Journal:
    """The journal as soon as the dead writer's lock is gone; a server needs a moment to notice."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await open_journal(url)
            except JournalBusy:
                await asyncio.sleep(0.02)
