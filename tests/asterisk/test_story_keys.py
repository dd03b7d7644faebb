"""Keys in every way that a telephone sends them, many, few and none; hanging up at every node."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from itertools import product

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId
from lab.sipp import Outcome, Script, play
from tests.support.story import Story
from tests.support.story_site import Rules

RULES = Rules(ring_s=6)
SHORT = "077"
"""Two short menus: 1 is Spanish, 1 is taxes."""
BURST = "1" + 28 * "9" + "2"
"""Spanish, the topics once more and once more, registry."""
PLAYED_MS = "9000"
"""In which the exchange has surely played thirty keys."""
MOST_FIELDS = 6
"""Keys of each caller who hangs up."""
EVERY_MS = 60


async def dialled_by_info(
    story: Story, dials: str, rows: list[list[str]], key_count: int
) -> Outcome:
    """Calls that press their keys by SIP INFO, all at once."""
    script = Script(
        "citizen_info",
        dials,
        rows,
        count=len(rows),
        rate=10,
        key_count=key_count,
        limit_s=60,
    )
    return await play(story.sip, story.folder, script)


async def steps(story: Story, contact_id: ContactId) -> list[str]:
    """The nodes that the contact came to."""
    past = [record.event for record in await story.past(contact_id)]
    return [event.node for event in past if isinstance(event, e.MenuEntered)]


async def test_thirty_keys_in_a_row_count_once_each(story: Story) -> None:
    """RFC 4733, faster than anybody types, begun while the welcome plays."""
    async with story.citizen() as citizen:
        await story.happens(e.MenuEntered, contact_id=citizen.contact_id, node="welcome")
        for key in BURST:
            await citizen.ear.press(key, duration_s=0.04)
        queued = await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        assert queued.event.skills == {"es": 1, "registry": 1}
        assert (await steps(story, citizen.contact_id)).count("topic") == 29
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_thirty_keys_by_sip_info_count_once_each(story: Story) -> None:
    """Sent without a pause; the exchange plays them one after the other, 160 ms each."""
    row = ["640000001", "Iris", *(word for key in BURST for word in ("0", key)), PLAYED_MS]
    outcome = await dialled_by_info(story, "012", [row], len(BURST))
    assert outcome.is_clean
    arrived = await story.happens(e.ContactArrived, caller_number="640000001")
    contact_id = arrived.event.contact_id
    queued = await story.happens(e.ContactQueued, contact_id=contact_id)
    assert queued.event.skills == {"es": 1, "registry": 1}
    assert (await steps(story, contact_id)).count("topic") == 29
    await story.ends(contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_a_key_during_a_prompt_cuts_it_short(story: Story) -> None:
    async with story.citizen(SHORT) as citizen:
        await story.happens(e.MenuEntered, contact_id=citizen.contact_id, node="language")
        since = time.monotonic()
        await citizen.press("1")
        await citizen.hears("es", "topic-taxes", since=since)
        assert not citizen.has_heard("es", "language-menu")
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)


async def test_who_presses_nothing_comes_to_a_person(story: Story) -> None:
    async with story.citizen(SHORT) as citizen:
        queued = await story.happens(e.ContactQueued, 60, contact_id=citizen.contact_id)
        assert queued.event.skills == {"es": 1, "other": 1}
        assert await steps(story, citizen.contact_id) == [
            "language",
            "topic",
            "given-up",
            "wait-any",
        ]
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_tones_in_the_voice_of_a_trunk_are_no_keys(story: Story) -> None:
    """The carrier sends keys as events or INFO; speech that resembles tones presses nothing."""
    async with story.citizen(SHORT) as citizen:
        await citizen.hears("es", "language-menu")
        await citizen.ear.say(tone(697, 1209, 0.4))
        await citizen.hears("es", "no-key")
        assert await steps(story, citizen.contact_id) == ["language"]
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)


def tone(low_hz: int, high_hz: int, lasts_s: float) -> bytes:
    """Two tones at once, as keys sound (ITU-T Q.23), mu-law."""
    times = [index / 8000 for index in range(int(lasts_s * 8000))]
    waves = [
        0.3 * (math.sin(2 * math.pi * low_hz * at) + math.sin(2 * math.pi * high_hz * at))
        for at in times
    ]
    return bytes(ulaw(wave) for wave in waves)


def ulaw(value: float) -> int:
    """One sample between -1 and 1 as mu-law. Source: ITU-T G.711, table 2a."""
    size = min(int(abs(value) * 32767), 32635) + 132
    exponent = size.bit_length() - 8
    mantissa = (size >> (exponent + 3)) & 0x0F
    return ~((0x80 if value < 0 else 0) | exponent << 4 | mantissa) & 0xFF


# ---------------------------------------------------------------- hanging up everywhere


@dataclass(frozen=True)
class Way:
    """How a caller comes to a node of the demo's flow."""

    node: str
    keys: str
    reason: Reason
    offsets_ms: tuple[int, int]
    """Hangs up so long after the last key: at once, and while it is being spoken to."""


WAYS = (
    Way("welcome", "", Reason.LEFT_IN_MENU, (1, 1200)),
    Way("language", "*", Reason.LEFT_IN_MENU, (60, 1500)),
    Way("topic", "1", Reason.LEFT_IN_MENU, (60, 1500)),
    Way("given-up", "15555", Reason.LEFT_IN_MENU, (60, 700)),
    Way("wait-any", "155555", Reason.ABANDONED, (60, 1500)),
    Way("wait", "11", Reason.ABANDONED, (60, 1500)),
    Way("wait-streets", "13", Reason.ABANDONED, (60, 1500)),
)
TURNS = 3


async def test_hanging_up_at_any_node_ends_the_contact_once(story: Story) -> None:
    """Forty-two calls at a time, each hanging up at its node; two offsets a node, three times."""
    plans = {
        f"65{turn}{index:05}": (way, way.offsets_ms[offset])
        for turn, (index, way), offset in product(range(TURNS), enumerate(WAYS), range(2))
        for index in [2 * index + offset]
    }
    rows = [[number, "Iris", *pairs(way.keys), str(ms)] for number, (way, ms) in plans.items()]
    outcome = await dialled_by_info(story, "012", rows, MOST_FIELDS)
    assert (outcome.successful, outcome.failed) == (len(plans), 0)
    for number, (way, _) in plans.items():
        arrived = await story.happens(e.ContactArrived, caller_number=number)
        contact_id = arrived.event.contact_id
        await story.ends(contact_id, Who.CITIZEN, way.reason)
        events = [record.event for record in await story.past(contact_id)]
        assert sum(isinstance(event, e.ContactEnded) for event in events) == 1
        assert (await steps(story, contact_id))[-1] == way.node, number


def pairs(keys: str) -> list[str]:
    """Pause and key, as often as a row has room for; a key that is none presses nothing."""
    padded = list(keys) + [""] * (MOST_FIELDS - len(keys))
    return [word for key in padded for word in (str(EVERY_MS if key else 0), key)]
