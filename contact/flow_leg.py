"""Nodes of a flow that need another leg, a recording, or the citizen after the agent has left.

Owns the shape of those kinds, part of `contact.flow`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Refer:
    """Hand over to a department; the contact stays ours until a person there answers."""

    prompts: tuple[Prompt, ...]
    """Said while the phone there alerts already."""
    unanswered: str
    """Id of the node when it is busy, unreachable or not answered."""
    department: str = ""
    """Name of a department of the centre; empty: `number` is meant."""
    number: str = ""
    """Telephone number."""
    ring_s: float = 30.0
    """How long the phone there alerts, seconds."""


@dataclass(frozen=True, slots=True)
class EmergencyCentre:
    """Hand over to the emergency centre at once; when nobody is there, to a person of a queue."""

    prompts: tuple[Prompt, ...]
    """Said while the phone there alerts already."""
    queue: str
    """Where a person is sought, before everybody else, when it did not answer twice."""
    ring_s: float = 20.0
    """How long the phone there alerts each time, seconds."""


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Record a message; who leaves one is to be answered."""

    prompts: tuple[Prompt, ...]
    """Said before the tone."""
    next: str
    """Id of the node when nothing was said or nothing could be kept."""
    most_s: float = 120.0
    """Longest message, seconds."""
    silence_s: float = 5.0
    """Silence that ends it, seconds."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Ask for a score after the agent has left; the contact has ended as served before."""

    prompts: tuple[Prompt, ...]
    next: str
    """Id of the node that follows, with or without a score."""
    least: int = 1
    most: int = 5
    no_key_s: float = 5.0
    """Silence after the prompts before it counts as no key, seconds."""
    tries: int = 1
    """How often wrong or missing keys are forgiven altogether."""
    wrong_key: tuple[Prompt, ...] = (Prompt("wrong-key"),)
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)
