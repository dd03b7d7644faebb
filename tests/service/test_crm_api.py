"""The REST interface of the CRM over real HTTP, on both databases (A6, A8, C3, E16 to E19, E43)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contact import event as e
from contact.identity import ContactId
from crm_api.edge import table as t
from tests.support.crm_world import (
    DATABASES,
    START,
    Client,
    World,
    new_database,
    only,
    served,
    waiting,
    world_on,
)

BEGONA = {"name": "Begoña Íñiguez", "language": "eu", "numbers": ["944 20 50 00"]}


@pytest.fixture(params=DATABASES)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with world_on(await new_database(request.param, tmp_path)) as made:
        await made.serve()
        yield made


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    async with Client(world.address) as made:
        yield made


# ---------------------------------------------------------------- contacts


async def test_a_contact_is_told_whole_with_instants_in_utc(world: World, client: Client) -> None:
    await world.feed(*served(1))
    answer = await client.ask("GET", "/api/v1/contacts/contact-1")
    assert answer.status == 200
    assert answer.json["arrived_at"] == "2026-09-21T14:13:20Z"
    assert answer.json["ended_at"] == "2026-09-21T14:14:38Z"
    assert (answer.json["wait_s"], answer.json["talk_s"]) == (8.0, 60.0)
    assert (answer.json["ended_by"], answer.json["ending"]) == ("citizen", "served")
    assert set(answer.json) >= {"entry_point", "caller_number", "agent_id", "disposition"}
    assert not {"seq", "caller"} & set(answer.json), "how it is stored is nobody's business"


FILTERS = {
    "": ["contact-3", "contact-2", "contact-1"],
    "since=2026-09-21T14:15:00Z": ["contact-3", "contact-2"],
    "until=2026-09-21T16:15:00%2B02:00": ["contact-1"],
    "queue=citizens": ["contact-3", "contact-2", "contact-1"],
    "queue=nobodys": [],
    "agent=ana": ["contact-2", "contact-1"],
    "ending=served": ["contact-2", "contact-1"],
    "caller=944%20205%20001": ["contact-2"],
    "caller=0034944205001&agent=ana": ["contact-2"],
    "caller=anonymous": ["contact-3"],
}


async def test_contacts_are_filtered(world: World, client: Client) -> None:
    await world.feed(
        *served(1),
        *served(2, caller="+34944205001", at=START + 200),
        *waiting(3, caller="anonymous", at=START + 400),
    )
    for wanted, expected in FILTERS.items():
        answer = await client.ask("GET", f"/api/v1/contacts?{wanted}")
        assert [item["contact_id"] for item in answer.json["items"]] == expected, wanted
        assert answer.json["next"] is None


async def test_pages_join_without_hole_or_overlap_while_contacts_come_in(
    world: World, client: Client
) -> None:
    await world.feed(*[fact for n in range(1, 8) for fact in waiting(n, at=START + n)])
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await client.ask("GET", f"/api/v1/contacts?limit=3{cursor}")
        seen += [item["contact_id"] for item in answer.json["items"]]
        if answer.json["next"] is None:
            break
        cursor = f"&cursor={answer.json['next']}"
        await world.feed(*waiting(100 + len(seen), at=START + 100 + len(seen)))
    assert seen == [f"contact-{n}" for n in range(7, 0, -1)]


# ---------------------------------------------------------------- citizens


async def test_a_citizen_is_entered_found_and_changed(client: Client) -> None:
    made = await client.ask("POST", "/api/v1/citizens", json=BEGONA)
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/citizens/{made.json['citizen_id']}"
    assert made.headers["ETag"] == '"1"'
    assert made.json["numbers"] == ["+34944205000"]
    address = made.headers["Location"]
    for query in ("name=inigu", "name=BEGONA", "number=%2B34944205000", "number=944205000"):
        found = await client.ask("GET", f"/api/v1/citizens?{query}")
        assert [item["name"] for item in found.json["items"]] == ["Begoña Íñiguez"], query
    for query in ("name=100%25", "name=_", "number=944205001", "number=944"):
        found = await client.ask("GET", f"/api/v1/citizens?{query}")
        assert found.json["items"] == [], query
    numbers = ["+34 944 20 50 01", "944205001", "010"]
    changed = await client.ask("PATCH", address, json={"numbers": numbers}, version=1)
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json["name"], changed.json["language"]) == ("Begoña Íñiguez", "eu")
    assert changed.json["numbers"] == ["+34944205001", "010"]
    assert (await client.ask("GET", address)).json == changed.json


async def test_a_citizens_contacts_are_those_whose_caller_was_recognised(
    world: World, client: Client
) -> None:
    await world.feed(*served(1))
    made = await client.ask("POST", "/api/v1/citizens", json=BEGONA)
    await world.feed(*served(2, at=START + 200), *served(3, caller="", at=START + 400))
    found = await client.ask("GET", made.headers["Location"] + "/contacts")
    assert [item["contact_id"] for item in found.json["items"]] == ["contact-2"]
    assert (await client.ask("GET", "/api/v1/citizens/999/contacts")).status == 404


# ---------------------------------------------------------------- tickets


async def test_the_second_level_works_on_a_referred_ticket_and_closes_it_e19(
    world: World, client: Client
) -> None:
    await world.feed(*served(1, disposition="refer-taxes"))
    listed = await client.ask("GET", "/api/v1/tickets?state=open&topic=taxes")
    [ticket] = listed.json["items"]
    address = f"/api/v1/tickets/{ticket['number']}"
    read = await client.ask("GET", address)
    assert read.headers["ETag"] == f'"{ticket["version"]}"'
    noted = await client.ask("PATCH", address, json={"note": "Called back"}, version=2)
    assert (noted.status, noted.json["state"], noted.json["note"]) == (200, "open", "Called back")
    world.now = START + 900
    closed = await client.ask("PATCH", address, json={"disposition": "answered"}, version=3)
    assert (closed.json["state"], closed.json["disposition"]) == ("closed", "answered")
    assert closed.json["closed_at"] == "2026-09-21T14:28:20Z"
    assert only(world.sent, e.TicketClosed) == [
        e.TicketClosed(ticket["number"], ContactId("contact-1"), "answered")
    ]
    again = await client.ask("PATCH", address, json={"disposition": "answered"}, version=4)
    late = await client.ask("PATCH", address, json={"note": "too late"}, version=4)
    assert (again.status, late.status) == (409, 409)


async def test_a_ticket_closed_by_hand_stays_so_when_the_wrap_up_ends(
    world: World, client: Client
) -> None:
    story = served(1)
    await world.feed(*story[:-1])
    closed = await client.ask(
        "PATCH", "/api/v1/tickets/2026-000001", json={"disposition": "by hand"}, version=1
    )
    await world.feed(story[-1])
    assert (await client.ask("GET", "/api/v1/tickets/2026-000001")).json == closed.json
    assert [event.disposition for event in only(world.sent, e.TicketClosed)] == ["by hand"]


async def test_a_ticket_is_opened_for_a_contact_once_and_for_a_citizen_at_any_time(
    world: World, client: Client
) -> None:
    await world.feed(*waiting(1))
    made = await client.ask("POST", "/api/v1/citizens", json=BEGONA)
    citizen = made.json["citizen_id"]
    first = await client.ask("POST", "/api/v1/tickets", json={"contact_id": "contact-1"})
    assert (first.status, first.json["number"], first.json["topic"]) == (
        201,
        "2026-000001",
        "taxes",
    )
    assert first.headers["Location"] == "/api/v1/tickets/2026-000001"
    assert world.sent == [e.TicketOpened("2026-000001", ContactId("contact-1"))]
    twice = await client.ask("POST", "/api/v1/tickets", json={"contact_id": "contact-1"})
    assert twice.status == 409
    unknown = await client.ask("POST", "/api/v1/tickets", json={"contact_id": "contact-9"})
    assert unknown.status == 409
    second = await client.ask("POST", "/api/v1/tickets", json={"citizen_id": citizen})
    assert (second.status, second.json["number"]) == (201, "2026-000002")
    mine = await client.ask("GET", f"/api/v1/tickets?citizen={citizen}")
    assert [item["number"] for item in mine.json["items"]] == ["2026-000002"]
    nobodys = await client.ask("POST", "/api/v1/tickets", json={"note": "nobody"})
    assert nobodys.status == 422
    story = served(1)[5:]
    await world.feed(*story)
    assert [row["contact_id"] for row in await world.rows(t.TICKETS)] == ["contact-1", None]


async def test_naming_the_citizen_at_the_ticket_names_the_caller_of_the_contact_e43(
    world: World, client: Client
) -> None:
    await world.feed(*served(1, caller="", disposition="refer"))
    made = await client.ask("POST", "/api/v1/citizens", json=BEGONA)
    change = {"citizen_id": made.json["citizen_id"], "subject": "Bin in Gran Vía"}
    named = await client.ask("PATCH", "/api/v1/tickets/2026-000001", json=change, version=2)
    assert (named.json["citizen_id"], named.json["subject"]) == tuple(change.values())
    contact = await client.ask("GET", "/api/v1/contacts/contact-1")
    assert contact.json["citizen_id"] == made.json["citizen_id"]
    wrong = {"citizen_id": "999"}
    refused = await client.ask("PATCH", "/api/v1/tickets/2026-000001", json=wrong, version=3)
    assert refused.status == 409


async def test_a_change_needs_the_version_that_was_read(world: World, client: Client) -> None:
    await world.feed(*served(1, disposition=""))
    address = "/api/v1/tickets/2026-000001"
    change = {"json": {"note": "x"}}
    assert (await client.ask("PATCH", address, **change)).status == 428
    assert (await client.ask("PATCH", address, version=7, **change)).status == 412
    weak = {"If-Match": 'W/"1"'}
    assert (await client.ask("PATCH", address, headers=weak, **change)).status == 412
    assert (await client.ask("PATCH", address, version=1, **change)).headers["ETag"] == '"2"'
    assert (await client.ask("PATCH", address, version=1, **change)).status == 412
    anything = {"If-Match": "*"}
    assert (await client.ask("PATCH", address, headers=anything, **change)).status == 200


# ---------------------------------------------------------------- hostile input, trouble


async def test_hostile_names_neither_crash_nor_break_the_answer(client: Client) -> None:
    for name in ("\u202egnipaT\u202c", "</script><script>", '"},{"x":"', "Ω≈ç√∫˜µ", "👩‍👩‍👧‍👦"):
        made = await client.ask("POST", "/api/v1/citizens", json={"name": name})
        assert (made.status, made.json["name"]) == (201, name)
        found = await client.ask("GET", "/api/v1/citizens", params={"name": name})
        assert name in [item["name"] for item in found.json["items"]]
    for name in ("", "a\0b", "\x1b[2J", "ñ" * 6000, 7, None, ["x"]):
        refused = await client.ask("POST", "/api/v1/citizens", json={"name": name})
        assert (refused.status, refused.headers["Content-Type"]) == (
            422,
            "application/problem+json",
        )
        assert refused.json["errors"][0]["field"] == "body.name"
    surrogate = b'{"name": "\\ud800"}'
    headers = {"Content-Type": "application/json"}
    refused = await client.ask("POST", "/api/v1/citizens", data=surrogate, headers=headers)
    assert refused.status == 400
    assert json.loads(refused.text)["status"] == 400


async def test_a_database_that_cannot_answer_is_a_503_and_not_an_error_inside(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_work: object) -> None:
        raise ConnectionRefusedError("no database")

    monkeypatch.setattr(world.crm._store, "read", away)
    answer = await client.ask("GET", "/api/v1/tickets")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert "no database" not in answer.text
