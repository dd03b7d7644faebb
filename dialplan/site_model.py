"""The form of the files in a site folder.

Owns field names, types and ranges, one model a file, and the JSON Schemas that editors complete
from (`python -m dialplan.site_model --schema FOLDER`). What one file says about another is checked
in `site_check` and `flow_check`. Pure, but for that command.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from contact.limit import Cause
from contact.plan import Strategy

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""Lower-case letters, digits and hyphens, beginning with a letter."""
Account = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
"""Name of a SIP account. Begins with a letter, so that it is never a telephone number (S13)."""
Number = Annotated[str, Field(pattern=r"^\+?[0-9*#]{1,20}$")]
"""A dialled number, always in quotation marks."""
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""ISO 639 code."""
Label = Annotated[str, Field(min_length=1, max_length=80)]
"""Words for people."""
Level = Annotated[int, Field(ge=1, le=10)]
LeastLevel = Annotated[int, Field(ge=0, le=10)]
Seconds = Annotated[float, Field(ge=0, le=86400)]
Key = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
PromptName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*(@[a-z]{2,3})?$")]
"""Key of the prompt catalogue; 'welcome@it' says it in Italian whatever the citizen's language."""
PromptKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
"""Key of the prompt catalogue; said in the citizen's language."""
SipAddress = Annotated[
    str, Field(pattern=r"^sip:([A-Za-z0-9_.-]+@)?([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$")
]


class _Entry(BaseModel):
    """Every part of a site file: no conversions, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EntryPointEntry(_Entry):
    """A public number."""

    number: Number
    flow: Name
    label: Label = ""
    language: LanguageCode = ""
    """Language before the citizen has chosen one; empty: the first of the centre."""


class TrunkEntry(_Entry):
    """Who delivers the calls."""

    addresses: Annotated[list[str], Field(min_length=1)]
    """IP addresses or networks (CIDR) that may deliver calls without a password."""


class VisitorEntry(_Entry):
    """A softphone that may dial the entry points, to try the line."""

    account: Account
    label: Label = ""


class CentreFile(_Entry):
    """centre.yaml: what the centre is."""

    name: Label
    time_zone: str
    """IANA name, e.g. Europe/Madrid."""
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    """The first is the default."""
    topics: Annotated[dict[Name, dict[LanguageCode, Label]], Field(min_length=1)]
    """Topic → language → label."""
    not_ready_reasons: Annotated[list[Label], Field(min_length=1)]
    service_level_s: Seconds = 20.0
    short_abandon_s: Seconds = 5.0
    entry_points: Annotated[list[EntryPointEntry], Field(min_length=1)]
    """The first is also the one for numbers that are not listed."""
    trunk: TrunkEntry
    visitors: list[VisitorEntry] = []
    opening_hours: str = ""
    """In OpenStreetMap's notation, e.g. 'Mo-Fr 08:00-20:00'; empty: always open."""
    emergency_message: str = ""
    """Prompt that callers are to hear first as long as it is set; empty: none."""
    overtaking_s: Seconds = 900.0
    """Who has waited this long is overtaken by nobody who came later, whatever priorities, head
    starts and weights say; 0: no such bound."""


class RingEntry(_Entry):
    """A later step of the search for an agent. The first step is the queue itself."""

    after_s: Annotated[float, Field(gt=0, le=86400)]
    """Waiting age from which it applies, in place of the step before."""
    language_level: LeastLevel | None = None
    """Omitted: that of the queue."""
    topic_level: LeastLevel | None = None
    """Omitted: that of the queue."""
    skills: dict[Name, Level] | None = None
    """Omitted: those of the queue; {}: none."""
    anyone: bool = False
    """Nothing is asked for, neither language nor topic nor skills."""
    skip_if_nobody: bool = True
    """Go on to the next step at once as long as nobody of this one is logged in."""


class LimitEntry(_Entry):
    """When a contact does not wait in the queue, or no longer, and where it goes instead."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["say"]}, {"required": ["queue"]}]}
    )

    when: Annotated[Cause, Field(strict=False)]
    above: Annotated[float, Field(ge=0, le=86400)] | None = None
    """The bound in the cause's own measure; 'closed' and 'nobody there' have none."""
    say: PromptKey | None = None
    """Hears this, then the contact ends."""
    queue: Name | None = None
    """Waits there from now on, with its age."""


class BorrowEntry(_Entry):
    """Agents who serve a queue only while its wait is long."""

    skills: Annotated[dict[Name, Level], Field(min_length=1)]
    """Who is borrowed: agents with these skills, whatever the queue itself asks for."""
    above_s: Annotated[float, Field(gt=0, le=86400)]
    """Borrowed when the last in the line would wait longer."""
    below_s: Annotated[float, Field(ge=0, le=86400)]
    """Given back when the last in the line would wait less without them."""
    language_level: LeastLevel = 1


class QueueEntry(_Entry):
    """A waiting line."""

    name: Name
    ring_s: Annotated[float, Field(ge=3, le=120)] = 15.0
    """How long a phone rings before the next agent is tried."""
    wrap_up_s: Annotated[float, Field(ge=0, le=3600)] = 30.0
    """Longest wrap-up; 0: none."""
    extension_s: Annotated[float, Field(ge=0, le=3600)] = 60.0
    """By how much an agent can extend wrap-up at a time; 0: not at all."""
    extension_limit: Annotated[int, Field(ge=0, le=100)] = 1
    """How often in one wrap-up; 0: not at all."""
    announce_s: Annotated[float, Field(ge=0, le=3600)] = 30.0
    """Between two announcements of the position; 0: none."""
    no_answer_limit: Annotated[int, Field(ge=0, le=100)] = 1
    """After so many offers without an answer an agent is not ready; 0: stays ready."""
    dispositions: list[Label] = []
    follow_up: list[Label] = []
    """Those of the dispositions after which the ticket stays open for the second level."""
    skills: dict[Name, Level] = {}
    language_level: LeastLevel = 1
    topic_level: LeastLevel = 1
    strategy: Annotated[Strategy, Field(strict=False)] = Strategy.LONGEST_IDLE
    """Who serves, among the available agents of a ring."""
    weight: Annotated[float, Field(gt=0, le=1000)] = 1.0
    """How fast its contacts grow older than those of a queue of weight 1."""
    head_start_s: Seconds = 0.0
    """Its contacts count as having waited so much longer than they have."""
    rings: list[RingEntry] = []
    """Later steps of the search, which widen it, by the time from which they apply."""
    preferred: dict[Name, Level] = {}
    """Skill → least level: who has them is chosen before who has not, within a ring."""
    opening_hours: str = ""
    """In OpenStreetMap's notation; empty: the calendar never closes it."""
    limits: list[LimitEntry] = []
    """Looked at in this order, on entering and every so often while waiting."""
    borrow: BorrowEntry | None = None
    """Other agents who help while the wait is long."""
    same_agent_s: Seconds = 0.0
    """How long whoever attended the caller's number last time is waited for alone; 0: not."""
    estimate_error: Annotated[float, Field(ge=0, le=10)] = 0.5
    """Above this mean error, as a share of the mean wait, the expected wait is not told."""


class QueuesFile(_Entry):
    """queues.yaml: where citizens wait."""

    queues: Annotated[list[QueueEntry], Field(min_length=1)]


class AgentEntry(_Entry):
    """A person who attends."""

    id: Name
    name: Label
    phone: Account
    languages: Annotated[dict[LanguageCode, Level], Field(min_length=1)]
    topics: dict[Name, Level] = {}
    skills: dict[Name, Level] = {}
    address: SipAddress = ""
    """Fixed SIP address of the phone; empty: it registers with its password."""


class AgentsFile(_Entry):
    """agents.yaml: who attends."""

    agents: Annotated[list[AgentEntry], Field(min_length=1)]


class SayEntry(_Entry):
    """Say something, go on."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    next: Name


class ChoiceEntry(_Entry):
    """What a key means."""

    next: Name
    language: LanguageCode = ""
    topic: Name = ""


class MenuEntry(_Entry):
    """Say what can be chosen, wait for a key."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]
    choices: Annotated[dict[Key, ChoiceEntry], Field(min_length=1)]
    exhausted: Name
    """Node after too many wrong or missing keys."""
    no_key_s: Annotated[float, Field(ge=1, le=60)] = 5.0
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    wrong_key: PromptName = "wrong-key"
    no_key: PromptName = "no-key"


class EnqueueEntry(_Entry):
    """Let the citizen wait for an agent."""

    queue: Name
    prompts: list[PromptName] = []
    topic: Name = ""
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    head_start_s: Seconds = 0.0
    """Counts as having waited so much longer than it has; the queue's comes on top."""


class FinishEntry(_Entry):
    """Say something and hang up."""

    prompts: Annotated[list[PromptName], Field(min_length=1)]


class NodeEntry(_Entry):
    """One step of a flow: exactly one of the four."""

    say: SayEntry | None = None
    menu: MenuEntry | None = None
    enqueue: EnqueueEntry | None = None
    finish: FinishEntry | None = None

    @model_validator(mode="after")
    def _is_one(self) -> NodeEntry:
        if sum(part is not None for part in (self.say, self.menu, self.enqueue, self.finish)) != 1:
            raise PydanticCustomError(
                "node_kind", "must have exactly one of say, menu, enqueue, finish"
            )
        return self


class FlowFile(_Entry):
    """flows/<name>.yaml: the dialogue of an entry point."""

    start: Name
    nodes: Annotated[dict[Name, NodeEntry], Field(min_length=1)]


FILES: dict[str, type[_Entry]] = {
    "centre": CentreFile,
    "queues": QueuesFile,
    "agents": AgentsFile,
    "flow": FlowFile,
}
"""Kind of file → its form."""


def write_schemas(folder: Path) -> list[Path]:
    """Write one JSON Schema a kind of file. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, model in FILES.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema"
        } | model.model_json_schema()
        file = folder / f"{kind}.schema.json"
        file.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(file)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "--schema":
        sys.exit("usage: python -m dialplan.site_model --schema FOLDER")
    for one in write_schemas(Path(sys.argv[2])):
        sys.stdout.write(f"{one}\n")
