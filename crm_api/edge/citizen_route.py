"""REST operations on citizens: the register of people and companies (A8, E43). Edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, select, update

from crm_api.core.role import EVERYBODY, FRONT
from crm_api.core.text import search_key
from crm_api.edge.contact_route import contact_page
from crm_api.edge.number import stored_number
from crm_api.edge.page import read_page
from crm_api.edge.shape import (
    Citizen,
    CitizenChange,
    CitizenFilter,
    CitizenKey,
    Citizens,
    Contacts,
    NewCitizen,
    Page,
)
from crm_api.edge.store import Store
from crm_api.edge.table import CITIZEN_NUMBERS, CITIZENS, CONTACTS
from wiring.http import Asker, Operation, Router
from wiring.problem import Problem

_LONGEST_KEY = 800


class CitizenDesk:
    """Reads and writes citizens."""

    def __init__(self, store: Store, now: Callable[[], float], region: str) -> None:
        self._store = store
        self._now = now
        self._region = region

    async def find(self, wanted: CitizenFilter) -> Citizens:
        """A page of citizens by name or number."""
        query = self._filtered(select(CITIZENS), wanted)

        def work(connection: Connection) -> Citizens:
            rows, following = read_page(connection, query, CITIZENS.c.id, wanted)
            return Citizens(items=_shapes(connection, rows), next=following)

        return await self._store.read(work)

    async def read(self, citizen_id: int) -> Citizen:
        """One citizen. Raises Problem 404."""
        return await self._store.read(lambda link: _one(link, citizen_id))

    async def contacts(self, citizen_id: int, page: Page) -> Contacts:
        """A page of the citizen's contacts. Raises Problem 404."""
        query = select(CONTACTS).where(CONTACTS.c.citizen_id == citizen_id)

        def work(connection: Connection) -> Contacts:
            _one(connection, citizen_id)
            return contact_page(connection, query, page)

        return await self._store.read(work)

    async def add(self, new: NewCitizen) -> Citizen:
        """Enter a citizen."""
        now = self._now()
        values = {
            **_named(new.name),
            "language": new.language,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }

        def work(connection: Connection) -> Citizen:
            inserted = CITIZENS.insert().values(values).returning(CITIZENS.c.id)
            citizen_id = connection.execute(inserted).scalar_one()
            self._set_numbers(connection, citizen_id, new.numbers)
            return _one(connection, citizen_id)

        return await self._store.write(work)

    async def change(self, asker: Asker, citizen_id: int, change: CitizenChange) -> Citizen:
        """Change a citizen. Raises Problem 404 or 412."""

        def work(connection: Connection) -> Citizen:
            mine = CITIZENS.c.id == citizen_id
            connection.execute(select(CITIZENS.c.id).where(mine).with_for_update())
            before = _one(connection, citizen_id)
            asker.require(before.version)
            connection.execute(update(CITIZENS).where(mine).values(self._values(before, change)))
            if change.numbers is not None:
                self._set_numbers(connection, citizen_id, change.numbers)
            return _one(connection, citizen_id)

        return await self._store.write(work)

    def _values(self, before: Citizen, change: CitizenChange) -> dict[str, Any]:
        values: dict[str, Any] = {"version": before.version + 1, "updated_at": self._now()}
        if change.name is not None:
            values.update(_named(change.name))
        if change.language is not None:
            values["language"] = change.language
        return values

    def _set_numbers(self, connection: Connection, citizen_id: int, numbers: Sequence[str]) -> None:
        owned = CITIZEN_NUMBERS.c.citizen_id == citizen_id
        connection.execute(delete(CITIZEN_NUMBERS).where(owned))
        distinct = dict.fromkeys(stored_number(number, self._region) for number in numbers)
        rows = [{"citizen_id": citizen_id, "number": number} for number in distinct]
        if rows:
            connection.execute(CITIZEN_NUMBERS.insert(), rows)

    def _filtered(self, query: Select[Any], wanted: CitizenFilter) -> Select[Any]:
        if wanted.name is not None:
            key = search_key(wanted.name)
            query = query.where(CITIZENS.c.search_key.contains(key, autoescape=True))
        if wanted.number is not None:
            number = stored_number(wanted.number, self._region)
            owners = select(CITIZEN_NUMBERS.c.citizen_id).where(CITIZEN_NUMBERS.c.number == number)
            query = query.where(CITIZENS.c.id.in_(owners))
        return query


def _one(connection: Connection, citizen_id: int) -> Citizen:
    query = select(CITIZENS).where(CITIZENS.c.id == citizen_id)
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise Problem(404, "There is no such citizen.")
    return _shapes(connection, rows)[0]


def _shapes(connection: Connection, rows: Sequence[RowMapping]) -> list[Citizen]:
    c = CITIZEN_NUMBERS.c
    ids = [row["id"] for row in rows]
    numbers: dict[int, list[str]] = {one: [] for one in ids}
    query = select(c.citizen_id, c.number).where(c.citizen_id.in_(ids)).order_by(c.number)
    for citizen_id, number in connection.execute(query):
        numbers[citizen_id].append(number)
    return [
        Citizen(
            citizen_id=row["id"],
            name=row["name"],
            language=row["language"],
            numbers=numbers[row["id"]],
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )
        for row in rows
    ]


def _named(name: str) -> dict[str, str]:
    return {"name": name, "search_key": search_key(name)[:_LONGEST_KEY]}


_SEARCH_CITIZENS = Operation(
    method="GET",
    path="/citizens",
    roles=EVERYBODY,
    tag="citizens",
    summary="Search citizens",
)

_ADD_CITIZEN = Operation(
    method="POST",
    path="/citizens",
    roles=FRONT,
    tag="citizens",
    summary="Enter a citizen",
    status=201,
    has_etag=True,
    location="/citizens/{citizen_id}",
)

_READ_CITIZEN = Operation(
    method="GET",
    path="/citizens/{citizen_id}",
    roles=EVERYBODY,
    tag="citizens",
    summary="Read a citizen",
    has_etag=True,
)

_CHANGE_CITIZEN = Operation(
    method="PATCH",
    path="/citizens/{citizen_id}",
    roles=FRONT,
    tag="citizens",
    summary="Change a citizen",
    has_etag=True,
    needs_if_match=True,
)

_LIST_CITIZEN_CONTACTS = Operation(
    method="GET",
    path="/citizens/{citizen_id}/contacts",
    roles=EVERYBODY,
    tag="citizens",
    summary="List a citizen's contacts",
)


def add_citizen_routes(router: Router, desk: CitizenDesk) -> None:
    """Add the operations on citizens."""

    @router.serve(_SEARCH_CITIZENS)
    async def search_citizens(asker: Asker, query: CitizenFilter) -> Citizens:
        """Citizens by name or telephone number."""
        return await desk.find(query)

    @router.serve(_ADD_CITIZEN)
    async def add_citizen(asker: Asker, body: NewCitizen) -> Citizen:
        """Enter a person or company with their telephone numbers."""
        return await desk.add(body)

    @router.serve(_READ_CITIZEN)
    async def read_citizen(asker: Asker, citizen_id: CitizenKey) -> Citizen:
        """One citizen."""
        return await desk.read(int(citizen_id))

    @router.serve(_CHANGE_CITIZEN)
    async def change_citizen(asker: Asker, citizen_id: CitizenKey, body: CitizenChange) -> Citizen:
        """Change name, language or numbers, if nobody else did meanwhile."""
        return await desk.change(asker, int(citizen_id), body)

    @router.serve(_LIST_CITIZEN_CONTACTS)
    async def list_citizen_contacts(asker: Asker, citizen_id: CitizenKey, query: Page) -> Contacts:
        """The contacts whose caller was recognised as this citizen."""
        return await desk.contacts(int(citizen_id), query)
