"""The form of queues.yaml: where citizens wait, who serves them, and what happens if nobody can.

Owns field names, types and ranges; `site_model` has the other files. Pure.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from contact.callback import Dial
from contact.limit import Cause
from contact.plan import Strategy
from dialplan.entry import Entry, Label, LeastLevel, Level, Name, PromptKey, Seconds


class RingEntry(Entry):
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


WAYS_OUT = ("say", "queue", "callback", "voicemail", "refer")
"""Fields of a limit, of which it has exactly one."""


class LimitEntry(Entry):
    """When a contact does not wait in the queue, or no longer, and where it goes instead."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [way]} for way in WAYS_OUT]}
    )

    when: Annotated[Cause, Field(strict=False)]
    above: Annotated[float, Field(ge=0, le=86400)] | None = None
    """The bound in the cause's own measure; 'closed' and 'nobody there' have none."""
    say: PromptKey | None = None
    """Hears this, then the contact ends."""
    queue: Name | None = None
    """Waits there from now on, with its age."""
    callback: Name | None = None
    """Node of its flow where the dialogue goes on and offers a callback."""
    voicemail: Name | None = None
    """Node of its flow where the dialogue goes on and takes a message."""
    refer: Name | None = None
    """Node of its flow that refers it to a department or an external number."""


class CallbackEntry(Entry):
    """On what terms citizens are rung back."""

    dial: Annotated[Dial, Field(strict=False)] = Dial.AGENT_FIRST
    """Whose phone rings first."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """How often the citizen is dialled at most."""
    retry_s: Annotated[float, Field(ge=10, le=86400)] = 600.0
    """After an attempt that failed, before the next."""
    window_s: Annotated[float, Field(ge=60, le=604800)] = 7200.0
    """Promised within so long from asking, when the citizen names no time."""
    grace_s: Annotated[float, Field(ge=0, le=86400)] = 600.0
    """How long after its window a callback is still made."""
    dial_s: Annotated[float, Field(ge=5, le=120)] = 30.0
    """How long the citizen's phone rings."""


class BorrowEntry(Entry):
    """Agents who serve a queue only while its wait is long."""

    skills: Annotated[dict[Name, Level], Field(min_length=1)]
    """Who is borrowed: agents with these skills, whatever the queue itself asks for."""
    above_s: Annotated[float, Field(gt=0, le=86400)]
    """Borrowed when the last in the line would wait longer."""
    below_s: Annotated[float, Field(ge=0, le=86400)]
    """Given back when the last in the line would wait less without them."""
    language_level: LeastLevel = 1


class QueueEntry(Entry):
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
    says_wait: bool = True
    """The expected wait is announced with the position, when it can be trusted."""
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
    ring_all_limit: Annotated[int, Field(ge=2, le=100)] = 10
    """So many phones ring at once at most, with the strategy 'ring all'."""
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
    calendar: Name = ""
    """Calendar that counts in place of opening hours."""
    limits: list[LimitEntry] = []
    """Looked at in this order, on entering and every so often while waiting."""
    callback: CallbackEntry | None = None
    """On what terms citizens are rung back; omitted: they are promised nothing."""
    borrow: BorrowEntry | None = None
    """Other agents who help while the wait is long."""
    same_agent_s: Seconds = 0.0
    """How long the agent of the number's newest open ticket, or else of its last contact, is waited
    for alone; 0: not."""
    survey: Name = ""
    """Survey node that follows when the agent has hung up; every flow that leads here has it."""
    estimate_error: Annotated[float, Field(ge=0, le=10)] = 0.5
    """Above this mean error, as a share of the mean wait, the expected wait is not told."""


class QueuesFile(Entry):
    """queues.yaml: where citizens wait."""

    queues: Annotated[list[QueueEntry], Field(min_length=1)]
