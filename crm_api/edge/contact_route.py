"""REST operations on contacts: the register of everything that reached the line (A6, C3). Edge."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from crm_api.core.role import EVERYBODY, OVERVIEW
from crm_api.edge.number import e164
from crm_api.edge.page import read_page
from crm_api.edge.shape import Contact, ContactFilter, ContactKey, Contacts, Page
from crm_api.edge.store import Store
from crm_api.edge.table import CONTACTS
from wiring.http import Asker, Operation, Router
from wiring.problem import Problem

_HIDDEN = ("seq", "caller")


_LIST_CONTACTS = Operation(
    method="GET",
    path="/contacts",
    roles=OVERVIEW,
    tag="contacts",
    summary="List contacts",
)

_READ_CONTACT = Operation(
    method="GET",
    path="/contacts/{contact_id}",
    roles=EVERYBODY,
    tag="contacts",
    summary="Read a contact",
)


def add_contact_routes(router: Router, store: Store, region: str) -> None:
    """Add the operations on contacts."""

    @router.serve(_LIST_CONTACTS)
    async def list_contacts(asker: Asker, query: ContactFilter) -> Contacts:
        """Contacts by time, queue, agent, ending or caller."""
        wanted = _filtered(select(CONTACTS), query, region)
        return await store.read(lambda link: contact_page(link, wanted, query))

    @router.serve(_READ_CONTACT)
    async def read_contact(asker: Asker, contact_id: ContactKey) -> Contact:
        """One contact, from arrival to end."""
        wanted = select(CONTACTS).where(CONTACTS.c.contact_id == contact_id)
        row = await store.read(lambda link: link.execute(wanted).mappings().one_or_none())
        if row is None:
            raise Problem(404, "There is no such contact.")
        return contact_shape(row)


def contact_page(connection: Connection, wanted: Select[Any], page: Page) -> Contacts:
    """A page of contacts out of a query over their table."""
    rows, following = read_page(connection, wanted, CONTACTS.c.seq, page)
    return Contacts(items=[contact_shape(row) for row in rows], next=following)


def contact_shape(row: RowMapping) -> Contact:
    """A stored contact as it goes out."""
    values: dict[str, Any] = {key: value for key, value in row.items() if key not in _HIDDEN}
    for name in ("ended_by", "ending"):
        values[name] = values[name] or None
    return Contact(**values)


def _filtered(query: Select[Any], wanted: ContactFilter, region: str) -> Select[Any]:
    c = CONTACTS.c
    if wanted.since is not None:
        query = query.where(c.arrived_at >= wanted.since.timestamp())
    if wanted.until is not None:
        query = query.where(c.arrived_at < wanted.until.timestamp())
    if wanted.queue is not None:
        query = query.where(c.queue == wanted.queue)
    if wanted.agent is not None:
        query = query.where(c.agent_id == wanted.agent)
    if wanted.ending is not None:
        query = query.where(c.ending == wanted.ending.value)
    if wanted.caller is not None:
        number = e164(wanted.caller, region)
        query = query.where(c.caller == number if number else c.caller_number == wanted.caller)
    return query
