"""The dialogue of an entry point: nodes and what leads from one to the next.

Owns the shape of flows as plain frozen values; part of the centre plan. How each kind of node talks
is decided in `ivr.core.script`, how it is written in a site folder in `dialplan.flow_model`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contact.flow_leg import EmergencyCentre as EmergencyCentre
from contact.flow_leg import Refer as Refer
from contact.flow_leg import Survey as Survey
from contact.flow_leg import Voicemail as Voicemail
from contact.prompt import Prompt as Prompt


@dataclass(frozen=True, slots=True)
class Say:
    """Say something, then go on. A key stops it and counts for the next node."""

    prompts: tuple[Prompt, ...]
    next: str
    """Id of the node that follows."""
    must_be_heard: bool = False
    """The law requires it: keys do not cut it short, they count afterwards."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu and what it means."""

    next: str
    language: str = ""
    """Language chosen with this key; empty: unchanged."""
    topic: str = ""
    """Topic chosen with this key; empty: unchanged."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Say what can be chosen, wait for a key."""

    prompts: tuple[Prompt, ...]
    choices: Mapping[str, Choice]
    """Key ('0'-'9', '*', '#') → choice."""
    exhausted: str
    """Id of the node after too many wrong or missing keys."""
    no_key_s: float = 5.0
    """Silence after the prompts before it counts as no key, seconds; half as much again after each
    fault."""
    tries: int = 3
    """How often wrong or missing keys are forgiven altogether."""
    wrong_key: tuple[Prompt, ...] = (Prompt("wrong-key"),)
    """Remarks on the first, second, ... fault; the last one stands for all that follow."""
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Let the contact wait for an agent who speaks its language and knows its topic."""

    queue: str
    prompts: tuple[Prompt, ...] = ()
    """Said while the search for an agent has already begun."""
    topic: str = ""
    """Topic when none was chosen before."""
    priority: int = 0
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds; the queue's comes on top."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Key pressed while waiting → id of the node where the dialogue goes on."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Say something and hang up."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Go on in one of two ways, by a calendar."""

    hours: str
    """In OpenStreetMap's notation; empty: a calendar of the plan counts."""
    when_open: str
    """Id of the node during these hours."""
    when_closed: str
    """Id of the node outside of them, also when the calendar cannot be asked."""
    calendar: str = ""
    """Name of the calendar; empty: `hours` count."""
    when_holiday: str = ""
    """Id of the node on holidays when it is closed; empty: as otherwise when it is closed."""


class Check(StrEnum):
    """What digits must fulfil to be right."""

    NONE = "none"
    LUHN = "luhn"
    """ISO/IEC 7812-1, annex B: cards, many customer numbers."""
    MOD97 = "mod97"
    """ISO/IEC 7064, MOD 97-10: the last two digits check the others."""


@dataclass(frozen=True, slots=True)
class Collect:
    """Let digits be typed, and keep them under a name."""

    name: str
    """Under which they are kept."""
    prompts: tuple[Prompt, ...]
    next: str
    """Id of the node that follows."""
    exhausted: str
    """Id of the node after too many mistakes."""
    least: int = 1
    """Fewest digits."""
    most: int = 20
    """Most digits; the last of them ends the typing."""
    terminator: str = "#"
    """Key that ends the typing; empty: silence does, or the last digit."""
    no_key_s: float = 5.0
    """Silence before the first digit, and between two, seconds; half as much again after each
    mistake."""
    check: Check = Check.NONE
    tries: int = 3
    """How many mistakes are forgiven."""
    wrong: tuple[Prompt, ...] = (Prompt("digits-wrong"),)
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)
    is_secret: bool = False
    """Never written down or shown; forgotten with the run."""


@dataclass(frozen=True, slots=True)
class Language:
    """Let the citizen choose a language; skipped for numbers that chose one before, if the plan
    remembers it."""

    prompts: tuple[Prompt, ...]
    choices: Mapping[str, str]
    """Key → language."""
    next: str
    """Id of the node that follows."""
    exhausted: str
    """Id of the node after too many wrong or missing keys."""
    no_key_s: float = 4.0
    """As for a menu, seconds."""
    tries: int = 2
    wrong_key: tuple[Prompt, ...] = (Prompt("wrong-key"),)
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)


@dataclass(frozen=True, slots=True)
class Emergency:
    """Say the centre's emergency message while one is set, then go on."""

    next: str
    """Id of the node that follows."""
    must_be_heard: bool = False
    """Keys do not cut it short, they count afterwards."""


@dataclass(frozen=True, slots=True)
class Recognise:
    """Lead on by who calls: by the number alone, so that it gives nobody any right."""

    employee: str
    """Id of the node for numbers of the administration itself."""
    citizen: str
    """Id of the node for numbers that the CRM knows."""
    unknown: str
    """Id of the node for all others, also when the CRM does not tell in time."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Let an extension or the first letters of a name be typed, and keep the extension."""

    prompts: tuple[Prompt, ...]
    next: str
    """Id of the node that follows."""
    exhausted: str
    """Id of the node after too many mistakes."""
    name: str = "extension"
    """Under which the extension is kept."""
    most: int = 10
    """Most keys; the last of them ends the typing."""
    terminator: str = "#"
    """Key that ends the typing; empty: silence does, or the last one."""
    no_key_s: float = 5.0
    """As for a collect node, seconds."""
    tries: int = 3
    unknown: tuple[Prompt, ...] = (Prompt("directory-unknown"),)
    several: tuple[Prompt, ...] = (Prompt("directory-several"),)
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)


@dataclass(frozen=True, slots=True)
class Callback:
    """Offer to ring the citizen back, and promise it."""

    queue: str
    """Where the callback will wait for an agent; its terms are promised."""
    otherwise: str
    """Id of the node for those who say no or give no number that can be dialled."""
    no_key_s: float = 5.0
    """Silence before it counts as no key, seconds; half as much again after each mistake."""
    tries: int = 3
    """How many mistakes are forgiven."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Announce that the conversation may be recorded, and let the citizen choose."""

    prompts: tuple[Prompt, ...]
    next: str
    """Id of the node that follows, whatever was chosen."""
    accept: str = "1"
    """Key that agrees."""
    refuse: str = "2"
    """Key that refuses; so does whoever presses nothing: silence agrees to nothing."""
    no_key_s: float = 5.0
    """Silence after the prompts before it counts as no key, seconds."""
    tries: int = 2
    """How often wrong or missing keys are forgiven altogether."""
    wrong_key: tuple[Prompt, ...] = (Prompt("wrong-key"),)
    no_key: tuple[Prompt, ...] = (Prompt("no-key"),)


Node = (
    Say
    | Menu
    | Enqueue
    | Finish
    | Hours
    | Collect
    | Language
    | Emergency
    | Recognise
    | Directory
    | Callback
    | Consent
    | Refer
    | EmergencyCentre
    | Voicemail
    | Survey
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """The dialogue of an entry point."""

    name: str
    start: str
    """Id of the first node."""
    nodes: Mapping[str, Node]
    person: str = ""
    """Id of the node that leads to a person: key 0 in every node that does not use it otherwise;
    empty: 0 is an ordinary key."""
    language_key: str = ""
    """In every menu that does not use it otherwise: back to the first node that chooses a
    language, also for those who were led past it."""
    patient_key: str = ""
    """In every menu that does not use it otherwise: twice as much time for keys from here on."""
    emergency_key: str = ""
    """Key that leads to the emergency centre from every menu; empty: none."""
    emergency_centre: str = ""
    """Id of the node that it leads to."""
