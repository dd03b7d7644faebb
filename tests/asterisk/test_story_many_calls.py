"""Two hundred short calls of every fate for two agents, counted by everybody and equal."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from contact import event as e
from contact.ending import Reason, Who
from contact.event import Event
from contact.identity import AgentId, ContactId
from lab.sip_message import Message
from lab.sipp import Outcome, Script, play
from tests.support.story import Story
from tests.support.story_cast import Agent
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=5)
SEED = 20260105
ASKED, STRAIGHT = 150, 50
"""Calls that go through the menus, and calls that go straight to the queue."""
LENGTH_S = 75.0
"""In which all of them are begun."""
PHONE = {"ring_ms": 50, "answer_ms": 250, "talk_ms": 450}
TWO_KEYS = ("1", "1")
"""Spanish, taxes."""


@dataclass(frozen=True)
class Plan:
    """What a citizen means to do."""

    number: str
    keys: tuple[str, ...]
    stays_ms: int
    """From the last key to hanging up; 0: stays until the exchange hangs up."""
    presses_after_ms: int = 0

    def row(self) -> list[str]:
        pairs = [str(self.presses_after_ms), ""] * 3
        pairs[1 : 2 * len(self.keys) : 2] = self.keys
        return [self.number, "Iris Vidal", *pairs, str(self.stays_ms)]


@dataclass(frozen=True)
class Call:
    """What SIPp saw of one call."""

    sent_bye: bool
    got_bye: bool


async def test_two_hundred_calls_are_counted_alike_by_sipp_journal_and_crm(story: Story) -> None:
    """Line 5: no agent with two offers, no contact without an ending, every total equal."""
    chance = random.Random(SEED)
    asked = [asked_plan(chance, turn) for turn in range(ASKED)]
    straight = [straight_plan(chance, turn) for turn in range(STRAIGHT)]
    async with (
        story.agent("ana", keys=PHONE, wrap_up_s=0.05) as ana,
        story.agent("blas", keys=PHONE, wrap_up_s=0.1) as blas,
    ):
        runs = await asyncio.gather(called(story, "077", asked), called(story, "099", straight))
        for agent in (ana, blas):
            await agent.is_in(mode="ready", work="idle")
        events = [record.event for record in await story.past()]
        assert_nobody_has_two(events)
        endings = endings_by_number(events)
        assert len(endings) == ASKED + STRAIGHT
        assert_as_planned(endings, [*asked, *straight])
        assert_as_sipp_saw(endings, runs)
        assert_as_the_phones_saw(endings, (ana, blas))
        await assert_as_the_crm_has_it(story, events)
        assert_every_fate_occurred(endings)


# ---------------------------------------------------------------- the calls


def asked_plan(chance: random.Random, turn: int) -> Plan:
    """One in four hangs up in the menus, one in three stays until an agent hangs up."""
    number = f"60{turn:07}"
    pause_ms = chance.randint(60, 400)
    fate = chance.random()
    if fate < 0.25:
        keys = TWO_KEYS[: chance.randint(0, 1)]
        return Plan(number, keys, chance.randint(1, 700), pause_ms)
    if fate < 0.6:
        return Plan(number, TWO_KEYS, 0, pause_ms)
    return Plan(number, TWO_KEYS, chance.randint(1, 1800), pause_ms)


def straight_plan(chance: random.Random, turn: int) -> Plan:
    """Hangs up at any instant: in the queue, while the phone rings, in conversation."""
    return Plan(f"61{turn:07}", (), chance.randint(1, 1500))


async def called(story: Story, dials: str, plans: list[Plan]) -> Outcome:
    script = Script(
        "citizen_info",
        dials,
        [plan.row() for plan in plans],
        count=len(plans),
        rate=len(plans) / LENGTH_S,
        limit_s=LENGTH_S + 60,
        log_messages=True,
    )
    return await play(story.sip, story.folder, script)


# ---------------------------------------------------------------- the comparison


@dataclass(frozen=True)
class End:
    """How the journal says it ended."""

    contact_id: ContactId
    who: Who
    reason: Reason
    agent_id: AgentId | None


def endings_by_number(events: Iterable[Event]) -> dict[str, End]:
    """Caller number → ending; fails when a call has no or several contacts or endings."""
    numbers: dict[ContactId, str] = {}
    found: dict[str, End] = {}
    for event in events:
        if isinstance(event, e.ContactArrived):
            assert event.caller_number not in numbers.values(), "one call became two contacts"
            numbers[event.contact_id] = event.caller_number
        elif isinstance(event, e.ContactEnded):
            number = numbers[event.contact_id]
            assert number not in found, "one contact ended twice"
            ending = event.ending
            found[number] = End(event.contact_id, ending.who, ending.reason, event.agent_id)
    assert found.keys() == set(numbers.values())
    return found


def assert_nobody_has_two(events: Iterable[Event]) -> None:
    """An agent has one contact at a time, from the offer to the end of wrap-up."""
    at_hand: dict[AgentId, ContactId] = {}
    for event in events:
        match event:
            case e.OfferMade():
                assert event.agent_id not in at_hand, f"{event} although {at_hand}"
                at_hand[event.agent_id] = event.contact_id
            case e.OfferExpired() | e.OfferDeclined() | e.OfferWithdrawn() | e.WrapUpFinished():
                assert at_hand.pop(event.agent_id) == event.contact_id
            case e.ContactConnected():
                assert at_hand[event.agent_id] == event.contact_id
    assert at_hand == {}


def assert_as_planned(endings: dict[str, End], plans: list[Plan]) -> None:
    """Who pressed too few keys left in the menu, who pressed all did not; who stayed was served."""
    for plan in plans:
        end = endings[plan.number]
        is_asked = plan.number.startswith("60")
        left_early = is_asked and len(plan.keys) < len(TWO_KEYS)
        assert (end.reason is Reason.LEFT_IN_MENU) == left_early, (plan, end)
        if not plan.stays_ms:
            assert (end.who, end.reason) == (Who.AGENT, Reason.SERVED), (plan, end)


def assert_as_sipp_saw(endings: dict[str, End], runs: Iterable[Outcome]) -> None:
    """Every call went by its scenario, and whoever sent the BYE is who ended the contact."""
    calls: dict[str, Call] = {}
    for run in runs:
        assert run.failed == 0, run.errors
        calls |= calls_in(run.messages)
    assert calls.keys() == endings.keys()
    for number, call in calls.items():
        assert call.sent_bye or call.got_bye
        if call.sent_bye != call.got_bye:  # otherwise they crossed: either may have been first
            who = Who.CITIZEN if call.sent_bye else Who.AGENT
            assert endings[number].who is who, (number, call, endings[number])


def calls_in(messages: Iterable[Message]) -> dict[str, Call]:
    """Caller number → what became of the call."""
    numbers: dict[str, str] = {}
    byes: dict[str, set[bool]] = {}
    for message in messages:
        call_id = message.header("Call-ID")
        if message.is_sent and message.first_line.startswith("INVITE"):
            numbers[call_id] = number_in(message)
            byes[call_id] = set()
        elif message.first_line.startswith("BYE"):
            byes[call_id].add(message.is_sent)
    return {numbers[one]: Call(True in byes[one], False in byes[one]) for one in numbers}


def number_in(message: Message) -> str:
    """User part of From."""
    return message.header("From").partition("<sip:")[2].partition("@")[0]


def assert_as_the_phones_saw(endings: dict[str, End], agents: Iterable[Agent]) -> None:
    """Each served contact was answered on exactly one phone, that of its agent.

    Who hung up at the instant of the answer was answered by the phone and not served.
    """
    answered: dict[str, list[AgentId]] = {}
    for agent in agents:
        assert agent.phone is not None
        for number in answered_on(agent.phone.outcome().messages):
            answered.setdefault(number, []).append(agent.agent_id)
    served = {number: one for number, one in endings.items() if one.reason is Reason.SERVED}
    for number, end in served.items():
        assert answered[number] == [end.agent_id], (number, answered[number], end)
    others = {endings[number].reason for number in answered.keys() - served.keys()}
    assert others <= {Reason.ABANDONED}


def answered_on(messages: Iterable[Message]) -> list[str]:
    """Caller numbers of the calls that this phone answered and the exchange confirmed."""
    return [
        number_in(one) for one in messages if not one.is_sent and is_ack_of_answer(one, messages)
    ]


def is_ack_of_answer(message: Message, messages: Iterable[Message]) -> bool:
    """Whether this is the ACK of a 200, not that of a 487."""
    if not message.first_line.startswith("ACK"):
        return False
    call_id = message.header("Call-ID")
    return not any(
        one.is_sent and one.first_line.startswith("SIP/2.0 487")
        for one in messages
        if one.header("Call-ID") == call_id
    )


async def assert_as_the_crm_has_it(story: Story, events: Iterable[Event]) -> None:
    """Every contact's row says what the journal says; so do the totals."""
    ended = [one for one in events if isinstance(one, e.ContactEnded)]
    topics = {one.contact_id: one for one in events if isinstance(one, e.ContactClassified)}
    notes = {one.contact_id: one.disposition for one in events if isinstance(one, e.WrapUpFinished)}
    await story.crm_contact(ended[-1].contact_id, state="ended")
    *_, noted = notes  # the CRM follows in order: once it has the last, it has all
    await story.crm_contact(noted, disposition=notes[noted])
    rows = {one["contact_id"]: one for one in await all_rows(story)}
    for one in ended:
        row, classified = rows[one.contact_id], topics.get(one.contact_id)
        assert (row["ended_by"], row["ending"]) == (one.ending.who, one.ending.reason)
        assert row["agent_id"] == (one.agent_id or "")
        assert row["topic"] == (classified.topic if classified else "")
        assert row["queue"] == (classified.queue if classified else "")
        assert row["disposition"] == notes.get(one.contact_id, "")
    assert Counter(row["ending"] for row in rows.values()) == Counter(
        one.ending.reason.value for one in ended
    )


async def all_rows(story: Story) -> list[dict[str, str]]:
    """Every contact in the CRM, page by page."""
    rows: list[dict[str, str]] = []
    cursor = ""
    while True:
        page = await story.centre.api(f"contacts?limit=200{cursor}")
        rows += page["items"]
        if page["next"] is None:
            return rows
        cursor = f"&cursor={page['next']}"


def assert_every_fate_occurred(endings: dict[str, End]) -> None:
    """The day had what it was meant to have; otherwise it proves little."""
    fates = Counter((end.who, end.reason) for end in endings.values())
    for fate in (
        (Who.CITIZEN, Reason.LEFT_IN_MENU),
        (Who.CITIZEN, Reason.ABANDONED),
        (Who.CITIZEN, Reason.SERVED),
        (Who.AGENT, Reason.SERVED),
    ):
        assert fates[fate] >= 10, fates
