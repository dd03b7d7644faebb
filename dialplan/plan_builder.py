"""Site files of right form turned into the centre plan.

Owns the mapping of fields. Checks nothing: everything was checked before. Pure.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

from contact import plan
from contact.calendar import Calendar, Holidays, Override, Standing
from contact.callback import Terms
from contact.directory import Listed
from contact.identity import AgentId
from contact.limit import Exit, Limit, WayOut
from contact.number import Outgoing
from dialplan import site_model as form
from dialplan.calendar_model import CalendarEntry, CalendarsFile
from dialplan.directory_model import DirectoryFile
from dialplan.flow_builder import build_flow
from dialplan.flow_model import FlowFile
from dialplan.queue_model import (
    BorrowEntry,
    CallbackEntry,
    LimitEntry,
    QueueEntry,
    QueuesFile,
    RingEntry,
)


def digest(texts: Mapping[str, str]) -> str:
    """SHA-256 of all files by name: the version of the plan (I21)."""
    total = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode()
            total.update(len(encoded).to_bytes(8, "big") + encoded)
    return total.hexdigest()


def build_plan(
    centre: form.CentreFile,
    queues: QueuesFile,
    agents: form.AgentsFile,
    flows: Mapping[str, FlowFile],
    version: str,
) -> plan.CentrePlan:
    """The plan of a site whose files are all right."""
    return plan.CentrePlan(
        name=centre.name,
        version=version,
        time_zone=centre.time_zone,
        languages=tuple(centre.languages),
        topics={topic: dict(labels) for topic, labels in centre.topics.items()},
        entry_points={
            one.number: plan.EntryPoint(one.number, one.flow, one.label, one.language)
            for one in centre.entry_points
        },
        flows={name: build_flow(name, flow) for name, flow in flows.items()},
        queues={queue.name: _queue(queue) for queue in queues.queues},
        agents={AgentId(one.id): _agent(one, centre.channels) for one in agents.agents},
        not_ready_reasons=tuple(centre.not_ready_reasons),
        service_level_s=centre.service_level_s,
        short_abandon_s=centre.short_abandon_s,
        opening_hours=centre.opening_hours,
        calendar=centre.calendar,
        emergency_message=centre.emergency_message,
        employees=tuple(centre.employees.numbers) if centre.employees else (),
        remembers_language=centre.remembers_language,
        departments=dict(centre.departments),
        emergency_number=centre.emergency.number if centre.emergency else "",
        overtaking_s=centre.overtaking_s or math.inf,
        voice_blocks=centre.channels.voice_blocks,
        voice_interrupts=centre.channels.voice_interrupts,
        outgoing=_outgoing(centre.trunk.outgoing),
    )


def _outgoing(outgoing: form.OutgoingEntry | None) -> Outgoing | None:
    if outgoing is None:
        return None
    return Outgoing(
        outgoing.address,
        outgoing.caller_number,
        tuple(outgoing.allowed),
        tuple(outgoing.home_prefixes),
    )


def build_calendars(file: CalendarsFile) -> dict[str, Calendar]:
    """The calendars of a file that is all right, by name."""
    return {name: _calendar(one) for name, one in file.calendars.items()}


def build_directory(file: DirectoryFile) -> tuple[Listed, ...]:
    """The directory of a file that is all right."""
    return tuple(Listed(one.name, one.extension) for one in file.listed)


def _calendar(one: CalendarEntry) -> Calendar:
    holidays = None
    if named := one.holidays:
        holidays = Holidays(named.country, named.region or "", tuple(named.municipal))
    overrides = tuple(
        Override(it.since, it.until, Standing(it.state), it.say or "", it.why or "")
        for it in one.overrides
    )
    return Calendar(one.hours, holidays, overrides)


def _queue(queue: QueueEntry) -> plan.Queue:
    return plan.Queue(
        name=queue.name,
        ring_s=queue.ring_s,
        wrap_up_s=queue.wrap_up_s,
        extension_s=queue.extension_s,
        extension_limit=queue.extension_limit,
        announce_s=queue.announce_s,
        says_wait=queue.says_wait,
        no_answer_limit=queue.no_answer_limit,
        dispositions=tuple(queue.dispositions),
        follow_up=tuple(queue.follow_up),
        skills=dict(queue.skills),
        language_level=queue.language_level,
        topic_level=queue.topic_level,
        strategy=queue.strategy,
        ring_all_limit=queue.ring_all_limit,
        weight=queue.weight,
        head_start_s=queue.head_start_s,
        rings=tuple(_ring(ring, queue) for ring in queue.rings),
        preferred=dict(queue.preferred),
        opening_hours=queue.opening_hours,
        calendar=queue.calendar,
        limits=tuple(_limit(one) for one in queue.limits),
        estimate_error=queue.estimate_error,
        borrowing=_borrowing(queue.borrow),
        callback=_terms(queue.callback),
        same_agent_s=queue.same_agent_s,
        survey=queue.survey,
    )


def _borrowing(borrow: BorrowEntry | None) -> plan.Borrowing | None:
    if borrow is None:
        return None
    skills = dict(borrow.skills)
    return plan.Borrowing(skills, borrow.above_s, borrow.below_s, borrow.language_level)


def _limit(limit: LimitEntry) -> Limit:
    ways = {
        Exit.QUEUE: limit.queue,
        Exit.CALLBACK: limit.callback,
        Exit.VOICEMAIL: limit.voicemail,
        Exit.EXTERNAL: limit.refer,
        Exit.MESSAGE: limit.say,
    }
    kind, target = next((kind, target) for kind, target in ways.items() if target)
    return Limit(limit.when, WayOut(kind, target), limit.above or 0.0)


def _terms(callback: CallbackEntry | None) -> Terms | None:
    if callback is None:
        return None
    return Terms(
        dial=callback.dial,
        attempts=callback.attempts,
        retry_s=callback.retry_s,
        window_s=callback.window_s,
        grace_s=callback.grace_s,
        dial_s=callback.dial_s,
    )


def _ring(ring: RingEntry, queue: QueueEntry) -> plan.RingStep:
    """The step with what is omitted taken from its queue."""
    if ring.anyone:
        return plan.RingStep(ring.after_s, 0, 0, {}, ring.skip_if_nobody)
    language, topic, skills = ring.language_level, ring.topic_level, ring.skills
    return plan.RingStep(
        after_s=ring.after_s,
        language_level=queue.language_level if language is None else language,
        topic_level=queue.topic_level if topic is None else topic,
        skills=dict(queue.skills if skills is None else skills),
        is_skippable=ring.skip_if_nobody,
    )


def _agent(agent: form.AgentEntry, channels: form.ChannelsEntry) -> plan.Agent:
    return plan.Agent(
        AgentId(agent.id),
        agent.name,
        agent.phone,
        skills={**agent.languages, **agent.topics, **agent.skills},
        address=agent.address,
        is_supervisor=agent.supervisor,
        capacity=_capacity(channels.capacity) | _capacity(agent.capacity),
    )


def _capacity(capacity: form.CapacityEntry) -> dict[str, int]:
    """Channel → how many, as far as it is said."""
    return capacity.model_dump(exclude_none=True)
