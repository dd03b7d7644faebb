"""The ARI client against a real Asterisk: connection, filter, order, loss, replacement."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any

import pytest

from ivr.ari.client import Ari, AriError, Replaced, Unanswered
from ivr.ari.event import UNUSED, USED
from lab.sipp import playing
from tests.support.diary import CITIZEN, Diary, agents_phone, until
from tests.support.exchange import QUICK, Switchboard, connected
from tests.support.relay import relaying


async def test_requests_are_answered_and_refusals_raise(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari:
        assert (await ari.asterisk.ping())["ping"] == "pong"
        assert (await ari.request("GET", "asterisk/info"))["system"]["version"].startswith("22")
        with pytest.raises(AriError, match="GET channels/nobody: 404 Not Found: Channel not found"):
            await ari.channels.get("nobody")


async def test_a_thousand_requests_at_once_are_all_answered(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari:
        pongs = await asyncio.gather(*(ari.asterisk.ping() for _ in range(1000)))
    assert all(one["ping"] == "pong" for one in pongs)


async def test_sent_requests_keep_their_order_and_tell_only_failures(exchange: Switchboard) -> None:
    failures: list[tuple[int, str]] = []

    def note(status: int, reason: str) -> None:
        failures.append((status, reason))

    async with connected(exchange.ari()) as ari:
        ari.bridges.create("order").send(note)
        ari.bridges.create("order").send(note)  # in use
        ari.bridges.destroy("order").send(note)
        ari.bridges.destroy("order").send(note)  # gone
        ari.send("GET", "asterisk/ping", on_failure=note)
        await ari.asterisk.ping()  # whatever was sent before has been answered now
    (twice, taken), (gone, why) = failures
    assert (twice, "already exists" in taken, "order" in taken) == (409, True, True)
    # Asterisk forgets a bridge a moment after it is destroyed; until then it is "not in Stasis".
    not_there = {(404, "Bridge not found"), (409, "Bridge not in Stasis application")}
    assert (gone, why.partition(": ")[2]) in not_there


async def test_the_leg_has_the_id_we_chose_and_a_used_id_is_refused(exchange: Switchboard) -> None:
    ari = exchange.ari()
    diary = Diary(ari)
    async with connected(ari), agents_phone(exchange, "agent"):
        leg = ari.channels.originate(
            "leg-1", "PJSIP/desk-bruno", ("agent", "c1"), app=ari.app, timeout=20,
            variables={"CENTRALITA_PEER": "c1"},
        )  # fmt: skip
        assert (await leg)["id"] == "leg-1"
        with pytest.raises(AriError) as refused:
            await leg
        assert refused.value.status == 409
        start = await diary.until("StasisStart")
        assert (start["channel"]["id"], start["args"]) == ("leg-1", ["agent", "c1"])
        assert await ari.channels.get_channel_var("leg-1", "CENTRALITA_PEER") == {"value": "c1"}
        await ari.channels.hangup("leg-1")
        end = await diary.until("ChannelDestroyed")
    assert end["cause"] == 16
    assert diary.kinds()[0] == "ChannelStateChange"
    assert diary.events[0]["channel"]["state"] == "Ringing"


async def test_only_used_events_arrive_also_after_a_reconnect(exchange: Switchboard) -> None:
    async with relaying("127.0.0.1", exchange.network.ari_port) as relay:
        ari = exchange.ari(url=f"http://127.0.0.1:{relay.port}")
        diary = Diary(ari)
        async with connected(ari), agents_phone(exchange, "agent"):
            for number in range(2):
                application = await ari.applications.get(ari.app)
                disallowed = {one["type"] for one in application["events_disallowed"]}
                assert disallowed == UNUSED
                leg = f"leg-{number}"
                diary.events.clear()
                await ari.channels.originate(leg, "PJSIP/desk-bruno", app=ari.app, timeout=20)
                await diary.until("StasisStart")
                await ari.bridges.create("room")
                await ari.bridges.add_channel("room", leg)
                await ari.channels.set_channel_var(leg, "ANY", "thing")
                await ari.channels.hangup(leg)
                await diary.until("ChannelDestroyed")
                await ari.bridges.destroy("room")
                assert set(diary.kinds()) <= USED
                if number == 0:
                    relay.cut()  # without a channel the application, and its filter, die with it
                    await until(lambda: not ari.is_ready)
                    await asyncio.wait_for(ari.ready(), 5)


async def test_every_event_type_of_asterisk_is_either_used_or_unused(exchange: Switchboard) -> None:
    text = (exchange.folder / "asterisk/data/rest-api/events.json").read_text(encoding="utf-8")
    known = set(json.loads(text)["models"]["Event"]["subTypes"]) - {"RESTResponse"}
    assert known <= USED | UNUSED


async def test_events_wait_until_the_owner_has_reconciled(exchange: Switchboard) -> None:
    ari = exchange.ari()
    diary = Diary(ari)
    may_go_on = asyncio.Event()
    seen: list[int] = []

    async def reconcile() -> None:
        async with asyncio.timeout(5):
            while not await ari.channels.list():
                await asyncio.sleep(0.01)
        seen.append(len(diary.events))
        may_go_on.set()

    ari.on_connected = reconcile
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ari.run())
        async with playing(exchange.sip, exchange.folder, CITIZEN):
            await asyncio.wait_for(may_go_on.wait(), 5)
            start = await diary.until("StasisStart")
            assert ari.is_ready
            await ari.channels.hangup(start["channel"]["id"])
            await diary.until("StasisEnd")
        task.cancel()
    assert seen == [0]
    assert diary.kinds()[0] == "StasisStart"


async def test_when_the_connection_is_cut_everything_unanswered_fails_and_it_comes_back(
    exchange: Switchboard,
) -> None:
    lost: list[str] = []
    failures: list[tuple[int, str]] = []
    async with relaying("127.0.0.1", exchange.network.ari_port) as relay:
        ari = exchange.ari(url=f"http://127.0.0.1:{relay.port}")
        ari.on_lost = lost.append
        async with connected(ari):
            relay.hang()
            waiting = asyncio.create_task(ari.request("POST", "bridges/lost-1"))
            ari.send("POST", "bridges/lost-2", on_failure=lambda *why: failures.append(why))
            await asyncio.sleep(0)
            relay.cut()
            with pytest.raises(Unanswered):
                await waiting
            began = time.monotonic()
            with pytest.raises(Unanswered, match="not connected"):
                await ari.request("GET", "asterisk/ping")
            ari.send("GET", "asterisk/ping", on_failure=lambda *why: failures.append(why))
            relay.resume()
            await asyncio.wait_for(ari.ready(), 5)
            assert time.monotonic() - began < 2.0
            assert await ari.bridges.list() == []  # nothing was asked again by itself
        assert len(lost) == 1
        assert [status for status, _ in failures] == [0, 0]
        assert failures[1][1] == "not connected"


async def test_a_peer_that_hangs_is_noticed_by_the_heartbeat(exchange: Switchboard) -> None:
    async with relaying("127.0.0.1", exchange.network.ari_port) as relay:
        ari = exchange.ari(url=f"http://127.0.0.1:{relay.port}")
        async with connected(ari):
            relay.hang()
            began = time.monotonic()
            with pytest.raises(Unanswered):
                await ari.asterisk.ping()
            assert time.monotonic() - began < 2 * QUICK.heartbeat_s
            relay.cut()
            relay.resume()
            await asyncio.wait_for(ari.ready(), 5)


async def test_another_process_with_our_name_stops_us_for_good(exchange: Switchboard) -> None:
    first = exchange.ari()
    task = asyncio.create_task(first.run())
    await asyncio.wait_for(first.ready(), 5)
    async with connected(exchange.ari()) as second:
        with pytest.raises(Replaced, match="centralita"):
            await asyncio.wait_for(task, 5)
        assert not first.is_ready
        assert (await second.asterisk.ping())["ping"] == "pong"


async def test_a_wrong_password_is_tried_again_patiently(
    exchange: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Ari(exchange.ari_url, "centralita", "wrong", "centralita", QUICK)
    task = asyncio.create_task(stranger.run())
    await until(lambda: len(caplog.records) >= 3)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert "401" in caplog.text
    assert "wrong" not in caplog.text
    assert not stranger.is_ready


async def test_a_fault_in_the_owner_s_code_ends_the_client(exchange: Switchboard) -> None:
    ari = exchange.ari()

    def fail(event: dict[str, Any]) -> None:
        raise KeyError(event["type"])

    ari.on_event = fail
    task = asyncio.create_task(ari.run())
    await asyncio.wait_for(ari.ready(), 5)
    async with playing(exchange.sip, exchange.folder, CITIZEN):
        with pytest.raises(KeyError, match="StasisStart"):
            await asyncio.wait_for(task, 5)
    assert not ari.is_ready
