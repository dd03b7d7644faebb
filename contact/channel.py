"""The channels by which contacts come.

Owns their names. What an agent can hold of each is decided by the centre plan. Pure.
"""

from __future__ import annotations

VOICE = "voice"
"""By telephone: one at a time, always."""

EMAIL = "email"
CHAT = "chat"

WRITTEN = (EMAIL, CHAT)
"""Without a phone to ring: the agent accepts and finishes them at the desk."""
