"""The connections between application and exchange break while both live (F01)."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contact import event as e
from contact.ending import Reason, Who
from lab.centre import Centre, free_settings
from tests.faults.trouble import Trouble, until
from tests.support.exchange import ROOT
from tests.support.relay import Relay, relaying
from tests.support.story_site import Rules, prompt, write_site

RULES = Rules(
    ring_s=10,
    wrap_up_s=0,
    queues={"streets": {"opening_hours": "off", "limits": [{"when": "closed", "say": "closed"}]}},
)
RECONNECTED_S = 2.0
"""F01."""
QUICK = {"ring_ms": 20, "answer_ms": 50, "talk_ms": 300}


class Relayed(Trouble):
    """A centre whose application reaches the exchange through relays."""

    ari: Relay
    ami: Relay

    async def reconnected(self, relay: Relay) -> float:
        """Cut it and wait until the application is connected and ready again; seconds."""
        before, began = relay.connection_count, time.monotonic()
        relay.cut()
        relay.resume()

        async def is_so() -> bool:
            return relay.connection_count > before

        await until(is_so)
        await self.centre.ready()
        return time.monotonic() - began


@pytest.fixture
async def relayed(tmp_path: Path) -> AsyncIterator[Relayed]:
    """A centre at work; afterwards the books are closed."""
    site = write_site(tmp_path / "site", RULES)
    changes = {"phone_address": "", "asterisk": ROOT / ".asterisk" / "env"}
    settings = free_settings(site.folder, tmp_path / "state").model_copy(update=changes)
    centre = Centre(settings)
    try:
        await centre.start_exchange()
        async with (
            relaying("127.0.0.1", settings.ari_port) as ari,
            relaying("127.0.0.1", settings.ami_port) as ami,
        ):
            ports = {"ari_port": ari.port, "ami_port": ami.port}
            centre.settings = settings.model_copy(update=ports)
            await centre.start_application()
            centre.settings = settings
            journal = await centre.reader()
            try:
                story = Relayed(centre, site, tmp_path, journal, await journal.last(), 0)
                story.ari, story.ami = ari, ami
                yield story
                await story.assert_books_closed()
            finally:
                await journal.close()
                await centre.stop_application()
    finally:
        await centre.stop()


async def test_a_cut_event_connection_loses_no_contact_and_sends_none_to_the_fallback(
    relayed: Relayed,
) -> None:
    """F01: cut six times, at the most awkward moments of three contacts."""
    took = []
    async with relayed.agent("ana", is_ready=False) as ana:
        async with (
            relayed.citizen("012") as in_menu,
            relayed.citizen("099") as oldest,
            relayed.citizen("099") as leaves,
        ):
            took.append(await relayed.reconnected(relayed.ari))
            await in_menu.hears("es", "welcome")
            relayed.ari.cut()
            leaves.hang_up()
            took.append(await relayed.reconnected(relayed.ari))
            assert await relayed.ending(leaves.contact_id) == (
                Who.CITIZEN,
                Reason.ABANDONED,
                "",
            )
            await ana.robot.ready()
            relayed.ari.cut()  # just when the phone is to be rung
            await relayed.happens(e.ContactConnected, contact_id=oldest.contact_id)
            took.append(await relayed.reconnected(relayed.ari))
            await relayed.outlives_a_lease(oldest.contact_id)
            assert not oldest.has_gone
            await in_menu.press("10")
            queued = await relayed.happens(e.ContactQueued, contact_id=in_menu.contact_id)
            relayed.ari.cut()
            oldest.hang_up()
            await relayed.happens(
                e.ContactConnected, after=queued.seq, contact_id=in_menu.contact_id
            )
        assert ana.state["mode"] == "ready"
    print("reconnected after " + ", ".join(f"{one:.2f} s" for one in took))
    assert max(took) <= RECONNECTED_S
    fell = [one for one in await relayed.past() if isinstance(one.event, e.ContactFellBack)]
    assert not fell


async def test_a_cut_manager_connection_cuts_no_conversation_and_loses_no_lease(
    relayed: Relayed,
) -> None:
    """F01: away for longer than a lease, contacts are answered, joined and kept all the same."""
    async with relayed.agent("ana") as ana:
        relayed.ami.hang()
        relayed.ami.cut()
        async with relayed.citizen("099") as talks, relayed.citizen("099") as waits:
            await relayed.happens(e.ContactConnected, contact_id=talks.contact_id)
            await relayed.outlives_a_lease(talks.contact_id)
            assert not talks.has_gone
            assert not waits.has_gone
            relayed.ami.resume()
            await relayed.centre.ready()
            talks.hang_up()
            await relayed.happens(e.ContactConnected, contact_id=waits.contact_id)
        await ana.is_in(work="idle")
    records = await relayed.past()
    assert not [one for one in records if isinstance(one.event, e.ContactFellBack)]


async def test_last_words_whose_end_was_not_told_are_said_again_and_the_contact_ends_once(
    relayed: Relayed,
) -> None:
    """F01: the connection is silent while they end, then it breaks; what it held is lost."""
    async with relayed.citizen() as citizen:
        await citizen.press("13")
        await citizen.ear.hears(prompt("es", "closed")[:4000])
        relayed.ari.hang()
        await citizen.hears("es", "closed")
        said = time.monotonic()
        await relayed.reconnected(relayed.ari)
        await citizen.hears("es", "closed", since=said)
        await citizen.gone()
    assert await relayed.ending(citizen.contact_id) == (Who.SYSTEM, Reason.CLOSED, "")
    past = [one.event for one in await relayed.past(citizen.contact_id)]
    for kind in (e.ContactDiverted, e.ContactEnded):
        assert sum(isinstance(event, kind) for event in past) == 1, past
    assert not [event for event in past if isinstance(event, e.ContactFellBack)]
