"""Who there is for a contact, in all its rings, and who else waits for them.

Owns the count of those before a contact who compete with it, whatever they ask for. Keeps what it
found out with the requirement, until groups or profiles change. Decides nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from acd.core.matching import Matching
from acd.core.profile import Group, Requirement
from acd.core.waiting import WaitingContact


def is_without_agents(matching: Matching, contact: WaitingContact) -> bool:
    """Nobody logged in has what this ring or a later one asks for, and nobody is borrowed."""
    if matching.requirement_of(contact).logged_in_count:
        return False
    channel = contact.channel
    later = [
        matching.requirement(ring, contact.preferred, channel) for ring in contact.later_rings()
    ]
    if contact.borrowed is not None:
        later.append(matching.requirement(contact.borrowed))
    return not any(one.logged_in_count for one in later)


def widest(matching: Matching, contact: WaitingContact) -> Requirement:
    """What is asked for in the ring with most ready agents, of this one and those to come.

    A contact waits in a narrow ring for a while only; how long it will wait altogether, and whether
    there are agents for it, is a matter of the ring that lets most of them in.
    """
    rings = (contact.step(), *contact.later_rings())
    asked = [matching.requirement(ring, contact.preferred, contact.channel) for ring in rings]
    return max(asked, key=lambda one: one.ready_count)


def rivals_ahead(matching: Matching, contact: WaitingContact, requirement: Requirement) -> float:
    """How many wait before it for the same agents.

    Who could be served by other agents as well counts with the share of those in common.
    """
    if requirement.rivals_version != matching.version:
        requirement.rivals = list(_rivals(requirement))
        requirement.rivals_version = matching.version
    return sum(share * group.line.rank(contact.key) for group, share in requirement.rivals)


def _rivals(requirement: Requirement) -> Iterator[tuple[Group, float]]:
    """Groups that want some of the same agents, each with the share of theirs in common.

    Groups of borrowed agents hold contacts that stand in their own groups, too: not twice. Those
    of other channels take nothing away: agents have room for them beside.
    """
    own = {id(profile) for profile in requirement.profiles}
    groups = {id(one): one for profile in requirement.profiles for one in profile.groups}
    groups |= {id(one): one for one in requirement.groups}
    for group in groups.values():
        if group.is_lent or group.requirement.channel != requirement.channel:
            continue
        theirs = group.requirement.profiles
        total = sum(one.agent_count for one in theirs)
        common = sum(one.agent_count for one in theirs if id(one) in own)
        yield group, common / total if total else 1.0
