"""Closed lists of the desk's vocabulary.

Owns what a desk can read in a frame where only certain values are possible. Pure.
"""

from __future__ import annotations

from enum import StrEnum


class Work(StrEnum):
    """What the agent is busy with."""

    IDLE = "idle"
    ALERTING = "alerting"
    CONNECTED = "connected"
    WRAP_UP = "wrap-up"


class Phone(StrEnum):
    """How the agent's phone does."""

    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    ENGAGED = "engaged"
    """In a conversation that is not ours."""


class Match(StrEnum):
    """How sure we are who calls. A number is a hint, never an identity."""

    UNKNOWN = "unknown"
    KNOWN = "known"
    MAYBE = "maybe"
    """Several people have this number: ask."""


class OfferEnd(StrEnum):
    """Why an offer is over."""

    EXPIRED = "expired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken by another"
    """Several were rung at once, and another was the first to accept."""


class Farewell(StrEnum):
    """Why the server says goodbye."""

    TAKEN_OVER = "taken over"
    """The same agent opened another desk (F44)."""
    LOGGED_OUT = "logged out"
    LOGIN_FAILED = "login failed"
    LOGIN_LATE = "login late"
    """The first frame did not come in time."""
    TOO_FAST = "too fast"
    TOO_SLOW = "too slow"
    """The desk does not read what it is sent (F47)."""
    STOPPING = "stopping"
    """The server goes down; come back in a moment."""
