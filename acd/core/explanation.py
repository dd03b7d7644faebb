"""Why this agent was offered this contact: the answer that the journal keeps.

Owns the choice among the available agents and its account. Both come from one pass, so that the
account cannot differ from what was done. The lists are capped, so that the account stays cheap in
a centre of any size. Never changes anything. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, takewhile

from acd.core.agent import Agent
from acd.core.matching import Matching, Requirement
from acd.core.waiting import WaitingContact
from contact.event import Excluded, OfferReason
from contact.identity import AgentId, ContactId

CANDIDATE_COUNT = 10
"""Candidates named at most, the chosen one included."""
EXCLUDED_COUNT = 10
"""Excluded agents named at most."""
OVERTAKEN_COUNT = 10
"""Overtaken contacts named at most."""

RULE = "longest idle"
TIE_BREAK = "idle equally long: lowest agent id"
BARRED = "did not take this contact a moment ago"


class Choice:
    """The agent for a contact, and who else was looked at."""

    __slots__ = ("_barred", "candidates")

    def __init__(
        self, matching: Matching, agents: Mapping[AgentId, Agent], contact: WaitingContact
    ) -> None:
        self.candidates: list[AgentId] = []
        """Best first; empty when nobody available may take the contact."""
        self._barred: list[AgentId] = []
        requirement = matching.requirement_of(contact)
        for _, agent_id in matching.idle_for(requirement):
            if contact.contact_id in agents[agent_id].bars:
                self._barred.append(agent_id)
                continue
            self.candidates.append(agent_id)
            if len(self.candidates) == CANDIDATE_COUNT:
                break

    def reason(
        self,
        matching: Matching,
        agents: Mapping[AgentId, Agent],
        contact: WaitingContact,
        now: float,
    ) -> OfferReason:
        """The account of the choice. Needs at least one candidate."""
        chosen = agents[self.candidates[0]]
        equals = (
            len(self.candidates) > 1 and agents[self.candidates[1]].idle_since == chosen.idle_since
        )
        excluded = islice(
            self._excluded(matching, matching.requirement_of(contact)), EXCLUDED_COUNT
        )
        return OfferReason(
            ring=1,
            waited_s=max(0.0, now - contact.since),
            candidates=tuple(self.candidates),
            idle_s=max(0.0, now - chosen.idle_since),
            rule=RULE,
            tie_break=TIE_BREAK if equals else "",
            excluded=tuple(excluded),
            overtaken=tuple(islice(_overtaken(matching, contact), OVERTAKEN_COUNT)),
        )

    def _excluded(self, matching: Matching, requirement: Requirement) -> Iterator[Excluded]:
        """Barred ones first, then the skilled but unavailable, then the unskilled."""
        for agent_id in self._barred:
            yield Excluded(agent_id, BARRED)
        for profile in requirement.profiles:
            for agent in profile.absent.values():
                yield Excluded(agent.agent_id, agent.why_unavailable())
        for profile in matching.profiles:
            if requirement.bits & ~profile.bits and profile.logged_in_count:
                why = requirement.lack_of(profile)
                for _, agent_id in profile.idle:
                    yield Excluded(agent_id, why)
                for agent_id in profile.absent:
                    yield Excluded(agent_id, why)


def _overtaken(matching: Matching, contact: WaitingContact) -> Iterator[ContactId]:
    """Contacts ahead in the order of service: the chosen agent may serve none of them.

    Could he, he would have been offered that one instead.
    """
    ahead = takewhile(lambda key: key < contact.key, matching.order)
    return (contact_id for _, _, contact_id in ahead)
