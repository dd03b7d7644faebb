"""Who else waits for the same agents.

Owns the count of those before a contact who compete with it, whatever they ask for. Keeps what it
found out with the requirement, until groups or profiles change. Decides nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from acd.core.matching import Matching
from acd.core.profile import Group, Requirement
from acd.core.waiting import WaitingContact


def rivals_ahead(matching: Matching, contact: WaitingContact) -> float:
    """How many wait before it for the same agents.

    Who could be served by other agents as well counts with the share of those in common.
    """
    requirement = matching.requirement_of(contact)
    if requirement.rivals_version != matching.version:
        requirement.rivals = list(_rivals(requirement))
        requirement.rivals_version = matching.version
    return sum(share * group.line.rank(contact.key) for group, share in requirement.rivals)


def _rivals(requirement: Requirement) -> Iterator[tuple[Group, float]]:
    """Groups that want some of the same agents, each with the share of theirs in common."""
    own = {id(profile) for profile in requirement.profiles}
    groups = {id(one): one for profile in requirement.profiles for one in profile.groups}
    groups |= {id(one): one for one in requirement.groups}
    for group in groups.values():
        theirs = group.requirement.profiles
        total = sum(one.agent_count for one in theirs)
        common = sum(one.agent_count for one in theirs if id(one) in own)
        yield group, common / total if total else 1.0
