"""Why this agent was offered this contact: the answer that the journal keeps.

Owns the account of a choice. Whom it names comes from the choice itself, so that the account cannot
differ from what was done. The lists are capped, and so is the search for whom to name, so that the
account stays cheap in a centre of any size. Never changes anything. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import islice, takewhile

from acd.core.agent import Agent
from acd.core.choice import Choice
from acd.core.matching import SMALL_COUNT, Matching
from acd.core.profile import IdleKey, Profile
from acd.core.waiting import OrderKey, WaitingContact, turn
from contact.channel import VOICE
from contact.event import Excluded, OfferReason
from contact.identity import AgentId, ContactId
from contact.plan import Strategy

LOOKED_AT_COUNT = 40
"""Profiles looked through at most, to find whom to name as excluded."""

TIE_BREAK = "idle equally long: lowest agent id"
EQUAL = "equal by the rule: longest idle"
EQUAL_TWICE = "equal by the rule and idle equally long: lowest agent id"
FEWEST_AT_HAND = "fewest contacts at hand"
"""Goes before any rule where agents hold several contacts at once."""
BY_NAME = "asked for by name"
"""The rule of a ring that is for one agent only."""
BORROWED = " of the agents borrowed"
"""Put to the rule when none of the queue's own agents could take the contact."""
NO_ACCOUNT = OfferReason(ring=0, waited_s=0.0, candidates=(), idle_s=0.0, rule="")
"""Stands where nobody will ask why."""
BARRED = "did not take this contact a moment ago"


def reason_of(
    choice: Choice, matching: Matching, contact: WaitingContact, now: float
) -> OfferReason:
    """The account of the choice. Needs at least one candidate."""
    _, idle_since, _ = choice.keys[0]
    return OfferReason(
        ring=contact.ring,
        waited_s=max(0.0, now - contact.since),
        candidates=tuple([agent_id for _, _, agent_id in choice.keys]),
        idle_s=max(0.0, now - idle_since),
        rule=_rule(choice, matching, contact),
        tie_break=_tie_break(choice, matching) if len(choice.keys) > 1 else "",
        excluded=tuple(islice(_excluded(choice, matching), matching.naming_count())),
        overtaken=tuple(_overtaken(matching, contact, now)),
        score_s=contact.score(now),
        priority=contact.priority,
        is_promoted=contact.is_promoted,
        rung=_rung(choice),
    )


def _rung(choice: Choice) -> tuple[AgentId, ...]:
    """All who are rung at once; nobody is named when only one is."""
    if choice.ring_count == 1 or len(choice.keys) == 1:
        return ()
    return tuple([agent_id for _, _, agent_id in choice.rung])


def _rule(choice: Choice, matching: Matching, contact: WaitingContact) -> str:
    if choice.requirement.agent_id:
        why = contact.step().why
        return f"{BY_NAME}: {why}" if why else BY_NAME
    is_borrowed = choice.requirement is not matching.requirement_of(contact)
    return f"{choice.strategy}{BORROWED if is_borrowed else ''}"


def _tie_break(choice: Choice, matching: Matching) -> str:
    """What decided between the first two; empty when the rule did."""
    first, second = choice.keys[0], choice.keys[1]
    strategy = choice.strategy
    if strategy is Strategy.RING_ALL:
        return ""
    if matching.is_shared and _load_of(first) != _load_of(second):
        is_by_load = strategy is not Strategy.RANDOM and _is_one_tier(choice, matching)
        return FEWEST_AT_HAND if is_by_load else ""
    if strategy is not Strategy.HIGHEST_SKILL_FIT and first[0] != second[0]:
        return ""
    if strategy is Strategy.RANDOM or not _is_one_tier(choice, matching):
        return ""
    if strategy is Strategy.LONGEST_IDLE:
        return TIE_BREAK
    return EQUAL if first[1] != second[1] else EQUAL_TWICE


def _load_of(key: IdleKey) -> float:
    """How many contacts were at hand."""
    return key[0][0] if isinstance(key[0], tuple) else 0


def _is_one_tier(choice: Choice, matching: Matching) -> bool:
    """Whether the first two competed by the rule, and not by skills that only one of them has."""
    tiers = choice.requirement.tiers_of(choice.strategy)
    first, second = (matching.profile_of(agent_id) for _, _, agent_id in choice.keys[:2])
    return len(tiers) == 1 or any(first in tier and second in tier for tier in tiers)


def _excluded(choice: Choice, matching: Matching) -> Iterator[Excluded]:
    """Barred ones first, then the skilled but unavailable, then the unskilled."""
    requirement, channel = choice.requirement, choice.requirement.channel
    for agent_id in choice.barred:
        yield Excluded(agent_id, BARRED)
    for profile in requirement.profiles[:LOOKED_AT_COUNT]:
        for agent in _absent(matching, profile, channel):
            yield Excluded(agent.agent_id, agent.why_unavailable(channel))
    for profile in matching.profiles[:LOOKED_AT_COUNT]:
        if requirement.bits & ~profile.bits and profile.logged_in_count:
            why = requirement.lack_of(profile)
            for _, _, agent_id in profile.idle:
                yield Excluded(agent_id, why)
            for agent in _absent(matching, profile, VOICE):
                yield Excluded(agent.agent_id, why)


def _absent(matching: Matching, profile: Profile, channel: str) -> Iterable[Agent]:
    """Logged in, but not available by this channel."""
    absent = profile.absent.values()
    if not matching.is_shared:
        return absent
    return (one for one in absent if not one.is_available(channel))


def _overtaken(matching: Matching, contact: WaitingContact, now: float) -> Iterator[ContactId]:
    """Contacts ahead in the order of service: the chosen agent may serve none of them.

    Could the agent, one of them would have been offered instead.
    """
    for key in islice(_ahead(matching, contact, now), matching.naming_count()):
        yield key[-1]


def _ahead(matching: Matching, contact: WaitingContact, now: float) -> Iterator[OrderKey]:
    """Those whose turn comes before this contact's, first come first.

    With different weights only the first of each line: they stand for those behind them.
    """
    if not matching.is_weighted:
        yield from takewhile(lambda key: key < contact.key, matching.order)
        return
    own = turn(contact.key, contact.weight, now)
    groups = matching.groups
    heads = {turn(key, one.weight, now) for one in groups if (key := one.line.first)}
    yield from nsmallest(SMALL_COUNT, (head for head in heads if head < own))
