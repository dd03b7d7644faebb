"""From a desk token to its agent.

Owns the comparison in constant time. Never stores or logs a token. Edge.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping

from contact.identity import AgentId


def token_book(tokens: Mapping[AgentId, str]) -> Callable[[str], AgentId | None]:
    """A function that finds the agent of a token, in a time that tells nothing about tokens.

    Every token is compared, always, so that neither a match nor its place shows.
    """
    book = [(agent_id, token.encode()) for agent_id, token in tokens.items()]

    def agent_of(token: str) -> AgentId | None:
        given = token.encode("utf-8", errors="replace")
        found: AgentId | None = None
        for agent_id, known in book:
            if hmac.compare_digest(given, known):
                found = agent_id
        return found

    return agent_of
