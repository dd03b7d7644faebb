"""The centre plan: what an administrator decided, as plain frozen values.

Owns the shape of entry points, queues, agents and skills; flows are those of `contact.flow`.
Reading and checking the site folder happens in `dialplan`; here everything is already right. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contact.calendar import Calendar
from contact.callback import Terms
from contact.directory import Listed
from contact.flow import Callback as Callback
from contact.flow import Check as Check
from contact.flow import Choice as Choice
from contact.flow import Collect as Collect
from contact.flow import Consent as Consent
from contact.flow import Directory as Directory
from contact.flow import Emergency as Emergency
from contact.flow import EmergencyCentre as EmergencyCentre
from contact.flow import Enqueue as Enqueue
from contact.flow import Finish as Finish
from contact.flow import Flow as Flow
from contact.flow import Hours as Hours
from contact.flow import Language as Language
from contact.flow import Menu as Menu
from contact.flow import Node as Node
from contact.flow import Prompt as Prompt
from contact.flow import Recognise as Recognise
from contact.flow import Refer as Refer
from contact.flow import Say as Say
from contact.flow import Survey as Survey
from contact.flow import Voicemail as Voicemail
from contact.identity import AgentId
from contact.limit import Limit
from contact.number import Outgoing


class Strategy(StrEnum):
    """Who serves, among the available agents of a ring; equals by the longest idle, then by id."""

    LONGEST_IDLE = "longest idle"
    """Whoever has been idle longest."""
    LEAST_OCCUPIED = "least occupied"
    """The smallest share of the time since log-in spent at work, as of the end of the last work."""
    HIGHEST_SKILL_FIT = "highest skill fit"
    """The highest sum of levels in the skills that the contact asks for."""
    FEWEST_CONTACTS = "fewest contacts"
    """The fewest conversations since log-in."""
    ROUND_ROBIN = "round robin"
    """Whose last offer lies furthest back."""
    RANDOM = "random"
    """Anyone, each as likely as another; drawn from the ids of contact and offer."""
    RING_ALL = "ring all"
    """Whoever accepts first: all are rung at once, up to the queue's bound."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One step of the search for an agent, which widens while the contact waits."""

    skills: Mapping[str, int]
    """Skill → least level, in place of what the ring before asked for."""
    after_s: float = 0.0
    """Waiting age from which it applies, seconds. 0 for the first ring; later ones never less."""
    agent_id: AgentId | None = None
    """Only this agent, e.g. the one who attended last time; skills are not asked for then."""
    is_skippable: bool = True
    """Skipped, whatever its time, as long as nobody of it is logged in."""
    why: str = ""
    """Why this agent, e.g. 'attended last time'; empty when no agent is named."""


@dataclass(frozen=True, slots=True)
class RingStep:
    """What a ring of a queue asks for, before language and topic of a contact are known."""

    after_s: float = 0.0
    """Waiting age from which it applies, seconds; 0: the first."""
    language_level: int = 1
    """Least level of the contact's language; 0: language is not asked for."""
    topic_level: int = 1
    """Least level of the contact's topic; 0: topic is not asked for."""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level, besides."""
    is_skippable: bool = True
    """Skipped, whatever its time, as long as nobody of it is logged in."""


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A dialled public number."""

    number: str
    """As the trunk presents it, e.g. '012'."""
    flow: str
    label: str = ""
    language: str = ""
    """Language until the citizen has chosen one; empty: the centre's default."""


@dataclass(frozen=True, slots=True)
class Borrowing:
    """Agents who serve a queue only while its wait is long."""

    skills: Mapping[str, int]
    """Skill → least level: who is borrowed, e.g. the members of another team."""
    above_s: float
    """Borrowed when the last in the line would wait longer than this, seconds."""
    below_s: float
    """Given back when the last in the line would wait less than this without them, seconds."""
    language_level: int = 1
    """Least level of the contact's language; 0: language is not asked for."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A named waiting line."""

    name: str
    ring_s: float = 15.0
    """How long an agent's phone rings before the next is tried, seconds."""
    wrap_up_s: float = 30.0
    """Longest wrap-up, seconds; 0: none."""
    extension_s: float = 60.0
    """By how much an agent can extend wrap-up at a time, seconds."""
    extension_limit: int = 1
    """How often; 0: not at all."""
    announce_s: float = 30.0
    """Between two announcements of the position, seconds; 0: none."""
    says_wait: bool = True
    """The expected wait is announced with the position when it can be trusted."""
    no_answer_limit: int = 1
    """After so many offers without an answer, one after the other, the agent is not ready; 0: stays
    ready."""
    dispositions: tuple[str, ...] = ()
    """Codes that an agent can choose in wrap-up; empty: any text."""
    follow_up: tuple[str, ...] = ()
    """Those of the dispositions after which the ticket stays open for the second level."""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level, besides the language and topic of the contact."""
    language_level: int = 1
    """Least level of the contact's language; 0: language is not asked for."""
    topic_level: int = 1
    """Least level of the contact's topic; 0: topic is not asked for."""
    strategy: Strategy = Strategy.LONGEST_IDLE
    ring_all_limit: int = 10
    """So many agents are rung at once where the strategy rings all."""
    estimate_error: float = 0.5
    """Above this mean error, as a share of the mean wait, the expected wait is not told."""
    limits: tuple[Limit, ...] = ()
    """Looked at in this order, on entering and every so often while waiting."""
    same_agent_s: float = 0.0
    """How long the agent of the number's newest open ticket, or else of its last contact, is waited
    for alone, seconds."""
    survey: str = ""
    """Id of the node of the contact's flow that goes on when the agent has left; empty: none."""
    borrowing: Borrowing | None = None
    weight: float = 1.0
    """How fast its contacts grow older than those of a queue of weight 1."""
    head_start_s: float = 0.0
    """Its contacts count as having waited so much longer than they have, seconds."""
    rings: tuple[RingStep, ...] = ()
    """Later steps of the search; the first is what the queue itself asks for."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level: who has them is chosen before who has not."""
    opening_hours: str = ""
    """In OpenStreetMap's notation; empty: the calendar never closes it."""
    calendar: str = ""
    """Name of the calendar that counts in place of opening hours; empty: none."""
    callback: Terms | None = None
    """On what terms citizens are rung back; None: they are promised nothing."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who attends."""

    agent_id: AgentId
    name: str
    phone: str
    """Name of the phone's SIP endpoint."""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill (a language code, a topic, or another name) → level 1 to 10."""
    address: str = ""
    """Fixed SIP address of the phone; empty: the phone registers with a password."""
    is_supervisor: bool = False
    """May close and open queues and set the skills of agents."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    """Written channel → how many of its contacts at once; a channel that is missing: none."""


@dataclass(frozen=True, slots=True)
class CentrePlan:
    """Everything that the engines must know of one centre."""

    name: str
    version: str
    """Digest of the files it was read from."""
    time_zone: str
    """IANA name, e.g. 'Europe/Madrid'."""
    languages: tuple[str, ...]
    """Languages of the line, the first is the default."""
    topics: Mapping[str, Mapping[str, str]]
    """Topic → language → label."""
    entry_points: Mapping[str, EntryPoint]
    """Dialled number → entry point. The first is the default for any other number."""
    flows: Mapping[str, Flow]
    queues: Mapping[str, Queue]
    agents: Mapping[AgentId, Agent]
    not_ready_reasons: tuple[str, ...]
    service_level_s: float = 20.0
    """Threshold of the service level, seconds of waiting."""
    short_abandon_s: float = 5.0
    """Below this wait an abandoned contact counts as short abandon, seconds."""
    opening_hours: str = ""
    """In OpenStreetMap's notation, e.g. 'Mo-Fr 08:00-20:00; Dec 25 off'; empty: always open."""
    calendar: str = ""
    """Name of the calendar that counts in place of opening hours; empty: none."""
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """Name → calendar."""
    emergency_message: str = ""
    """Prompt that callers are to hear first as long as it is set; empty: none."""
    employees: tuple[str, ...] = ()
    """Numbers of the administration itself; one that ends with * stands for all that begin so."""
    directory: tuple[Listed, ...] = ()
    """Whom directory nodes can find."""
    remembers_language: bool = False
    """Whoever chose a language before is not asked for one again."""
    outgoing: Outgoing | None = None
    """Whom the centre may ring back; None: nobody."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Department → telephone number."""
    emergency_number: str = ""
    """Of the emergency centre, as people know it; empty: nobody is led there."""
    overtaking_s: float = math.inf
    """Who has waited this long is overtaken by nobody who came later, seconds: the bound on what
    priorities, head starts and weights can do."""
    voice_blocks: bool = True
    """Who is on the phone, or wraps up, is offered no written contact."""
    voice_interrupts: bool = True
    """Who has written contacts only may be offered one by voice."""
