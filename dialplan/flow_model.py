"""The form of a flow file: the kinds of nodes and their fields.

Owns one model a kind. What leads where is in `flow_kind`, what must hold between nodes in
`flow_check`. Pure.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from contact.flow import Check
from dialplan.entry import Entry, Key, LanguageCode, Name, PromptName, Remarks, Seconds, Telephone


class SayEntry(Entry):
    """Say something, go on."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    next: Name
    must_be_heard: bool = False
    """The law requires it: keys do not cut it short, they count afterwards."""


class ChoiceEntry(Entry):
    """What a key means."""

    next: Name
    language: LanguageCode = ""
    topic: Name = ""


class MenuEntry(Entry):
    """Say what can be chosen, wait for a key."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    choices: Annotated[dict[Key, ChoiceEntry], Field(min_length=1)]
    exhausted: Name
    """Node after too many wrong or missing keys."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    """Silence that counts as no key; half as much again after each fault."""
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    wrong_key: Remarks = ["wrong-key"]
    no_key: Remarks = ["no-key"]


class EnqueueEntry(Entry):
    """Let the citizen wait for an agent."""

    queue: Name
    prompts: list[PromptName] = []
    topic: Name = ""
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    head_start_s: Seconds = 0.0
    """Counts as having waited so much longer than it has; the queue's comes on top."""
    keys: dict[Key, Name] = {}
    """Key pressed while waiting → node where the dialogue goes on."""


class CallbackEntry(Entry):
    """Offer to ring the citizen back, and promise it."""

    queue: Name
    """Where the callback will wait for an agent; its terms are promised."""
    otherwise: Name
    """Node for those who say no or give no number that can be dialled."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    """Silence that counts as no key; half as much again after each mistake."""
    tries: Annotated[int, Field(ge=1, le=10)] = 3


class FinishEntry(Entry):
    """Say something and hang up."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]


class HoursEntry(Entry):
    """Go on in one of two ways, by a calendar."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["hours"]}, {"required": ["calendar"]}]}
    )

    hours: Annotated[str, Field(min_length=1)] | None = None
    """In OpenStreetMap's notation, e.g. 'Mo-Fr 08:00-20:00'."""
    open: Name
    """Node during these hours."""
    closed: Name
    """Node outside of them."""
    calendar: Name | None = None
    """Calendar in place of hours."""
    holiday: Name | None = None
    """Node on holidays, when it is closed; omitted: that of `closed`."""


class CollectEntry(Entry):
    """Let digits be typed, and keep them under a name."""

    name: Name
    prompts: Annotated[list[PromptName], Field(min_length=1)]
    next: Name
    exhausted: Name
    """Node after too many mistakes."""
    least: Annotated[int, Field(ge=1, le=30)] = 1
    """Fewest digits."""
    most: Annotated[int, Field(ge=1, le=30)] = 20
    """Most digits; the last of them ends the typing."""
    terminator: Literal["#", ""] = "#"
    """Key that ends the typing; empty: silence does, or the last digit."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    """Silence before the first digit, and between two; half as much again after each mistake."""
    check: Annotated[Check, Field(strict=False)] = Check.NONE
    """What the digits must fulfil: none, luhn (ISO/IEC 7812-1), mod97 (ISO/IEC 7064)."""
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    wrong: Remarks = ["digits-wrong"]
    no_key: Remarks = ["no-key"]
    is_secret: bool = False
    """Never written down or shown, e.g. a code."""


class LanguageEntry(Entry):
    """Let the citizen choose a language."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    choices: Annotated[dict[Key, LanguageCode], Field(min_length=1)]
    """Key → language."""
    next: Name
    exhausted: Name
    """Node after too many wrong or missing keys."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 4.0
    tries: Annotated[int, Field(ge=1, le=10)] = 2
    wrong_key: Remarks = ["wrong-key"]
    no_key: Remarks = ["no-key"]


class EmergencyEntry(Entry):
    """Say the centre's emergency message while one is set, go on."""

    next: Name
    must_be_heard: bool = False
    """Keys do not cut it short, they count afterwards."""


class RecogniseEntry(Entry):
    """Lead on by who calls; the number is a hint and gives nobody any right."""

    employee: Name
    """Node for the numbers that centre.yaml lists as `employees`."""
    citizen: Name
    """Node for numbers that the CRM knows."""
    unknown: Name
    """Node for all others."""


class DirectoryEntry(Entry):
    """Let an extension or the first letters of a name be typed, and keep the extension."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    next: Name
    exhausted: Name
    """Node after too many mistakes."""
    name: Name = "extension"
    """Under which the extension is kept."""
    most: Annotated[int, Field(ge=3, le=30)] = 10
    """Most keys; the last of them ends the typing."""
    terminator: Literal["#", ""] = "#"
    """Key that ends the typing; empty: silence does, or the last one."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    unknown: Remarks = ["directory-unknown"]
    several: Remarks = ["directory-several"]
    no_key: Remarks = ["no-key"]


class ConsentEntry(Entry):
    """Announce that the conversation may be recorded, and let the citizen choose."""

    prompts: Annotated[list[PromptName], Field(min_length=1)] = ["recording-consent"]
    next: Name
    """Node that follows, whatever was chosen."""
    accept: Key = "1"
    """Key that agrees."""
    refuse: Key = "2"
    """Key that refuses. Who presses nothing refuses as well."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    tries: Annotated[int, Field(ge=0, le=10)] = 2
    wrong_key: Remarks = ["wrong-key"]
    no_key: Remarks = ["no-key"]


class ReferEntry(Entry):
    """Hand over to a department, or to a telephone number."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["department"]}, {"required": ["number"]}]}
    )

    department: Name = ""
    """One of the centre's departments."""
    number: Telephone = ""
    prompts: list[PromptName] = ["refer-wait"]
    """Said while the phone there alerts already; then music."""
    ring_s: Annotated[float, Field(ge=3, le=120)] = 30.0
    unanswered: Name
    """Node when it is busy, unreachable or not answered."""


class EmergencyCentreEntry(Entry):
    """Hand over to the emergency centre at once; nobody there: once more, then a person."""

    queue: Name
    """Where a person is sought, before everybody else."""
    prompts: Annotated[list[PromptName], Field(min_length=1)] = ["emergency-wait"]
    """Said while the phone there alerts already; then music."""
    ring_s: Annotated[float, Field(ge=3, le=60)] = 20.0
    """How long it alerts each time."""


class VoicemailEntry(Entry):
    """Record a message."""

    prompts: Annotated[list[PromptName], Field(min_length=1)] = ["voicemail-speak"]
    """Said before the tone."""
    next: Name
    """Node when nothing was said or nothing could be kept."""
    most_s: Annotated[float, Field(ge=5, le=600)] = 120.0
    silence_s: Annotated[float, Field(ge=2, le=30)] = 5.0
    """Silence that ends the message."""


class SurveyEntry(Entry):
    """Ask for a score after the agent has left."""

    prompts: Annotated[list[PromptName], Field(min_length=1)] = ["survey-score"]
    next: Name
    """Node that follows, with or without a score: words, or another question."""
    least: Annotated[int, Field(ge=0, le=8)] = 1
    most: Annotated[int, Field(ge=1, le=9)] = 5
    no_key_s: Annotated[float, Field(ge=1, le=20)] = 5.0
    tries: Annotated[int, Field(ge=0, le=3)] = 1
    wrong_key: Remarks = ["wrong-key"]
    no_key: Remarks = ["no-key"]


class NodeEntry(Entry):
    """One step of a flow: exactly one kind."""

    say: SayEntry | None = None
    menu: MenuEntry | None = None
    enqueue: EnqueueEntry | None = None
    finish: FinishEntry | None = None
    hours: HoursEntry | None = None
    collect: CollectEntry | None = None
    callback: CallbackEntry | None = None
    directory: DirectoryEntry | None = None
    recognise: RecogniseEntry | None = None
    emergency: EmergencyEntry | None = None
    language: LanguageEntry | None = None
    consent: ConsentEntry | None = None
    refer: ReferEntry | None = None
    voicemail: VoicemailEntry | None = None
    survey: SurveyEntry | None = None
    emergency_centre: EmergencyCentreEntry | None = None

    @model_validator(mode="after")
    def _is_one(self) -> NodeEntry:
        if len(self._parts) != 1:
            named = " and ".join(kind for kind in type(self).model_fields if getattr(self, kind))
            raise PydanticCustomError("node_kind", f"is of one kind, not of {named or 'none'}")
        return self

    @property
    def part(self) -> Entry:
        """What the node is, in its own form."""
        return self._parts[0]

    @property
    def _parts(self) -> list[Entry]:
        named = (getattr(self, kind) for kind in type(self).model_fields)
        return [part for part in named if part is not None]


class FlowFile(Entry):
    """flows/<name>.yaml: the dialogue of an entry point."""

    start: Name
    person: Name = ""
    """Node that leads to a person: key 0 in every menu that does not use it otherwise."""
    language_key: Key | None = None
    """Back to the first language node, in every menu that does not use this key otherwise."""
    patient_key: Key | None = None
    """Twice as much time from here on, in every menu that does not use this key otherwise."""
    emergency_key: Key | None = None
    """Leads from every menu to the flow's node emergency_centre."""
    nodes: Annotated[dict[Name, NodeEntry], Field(min_length=1)]
