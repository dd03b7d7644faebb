"""How events about an agent change the floor, offers aside.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

from acd.core.agent import Agent, Work, Written
from acd.core.deadline import Deadline, Kind
from acd.core.floor import Floor
from contact import event as e
from contact.event import Mode
from contact.identity import ContactId


def mode_changed(floor: Floor, event: e.AgentModeChanged, at: float) -> bool:
    agent = floor.agents.get(event.agent_id)
    if agent is None or event.agent_id not in floor.plan.agents:
        return False
    if (agent.mode, agent.reason) == (event.mode, event.reason):
        return False
    if agent.mode is Mode.LOGGED_OUT:
        agent.logged_in_at, agent.work_s, agent.contact_count = at, 0.0, 0
    if event.mode is Mode.READY:
        agent.bars.clear()
        agent.idle_since = at
        agent.no_answer_count = 0
    agent.mode, agent.reason = event.mode, event.reason
    floor.matching.seat(agent)
    return True


def device_changed(floor: Floor, event: e.AgentDeviceChanged, at: float) -> bool:
    agent = floor.agent(event.agent_id)
    if (agent.reachable, agent.engaged) == (event.reachable, event.engaged):
        return False
    if agent.engaged and not event.engaged:
        agent.idle_since = at
    agent.reachable, agent.engaged = event.reachable, event.engaged
    floor.matching.seat(agent)
    return True


def wrap_up_started(floor: Floor, event: e.WrapUpStarted, at: float) -> bool:
    agent = floor.agent(event.agent_id)
    begin_work(agent, at)
    if not agent.follow(event):
        return False
    agent.contact_id, agent.wrap_until, agent.work_since = event.contact_id, event.until, at
    agent.extension_count = 0
    floor.matching.seat(agent)
    floor.agenda.add(Deadline(event.until, Kind.WRAP_UP, agent.agent_id, event.contact_id))
    return True


def wrap_up_extended(floor: Floor, event: e.WrapUpExtended, _at: float) -> bool:
    agent = floor.agent(event.agent_id)
    if agent.contact_id != event.contact_id or event.until <= agent.wrap_until:
        return False
    if not agent.follow(event):
        return False
    agent.wrap_until = event.until
    agent.extension_count += 1
    floor.agenda.add(Deadline(event.until, Kind.WRAP_UP, agent.agent_id, event.contact_id))
    return True


def skills_changed(floor: Floor, event: e.AgentSkillsChanged, _at: float) -> bool:
    if event.agent_id not in floor.plan.agents:
        return False
    if floor.matching.skills_of(event.agent_id) == event.skills:
        return False
    floor.matching.reskill(floor.agent(event.agent_id), event.skills)
    return True


def wrap_up_finished(floor: Floor, event: e.WrapUpFinished, at: float) -> bool:
    agent = floor.agent(event.agent_id)
    if agent.contact_id != event.contact_id or not agent.follow(event):
        return False
    rest(floor, agent, at)
    return True


def rest(floor: Floor, agent: Agent, at: float) -> None:
    """Work by voice is over: nothing of it at hand, idle from now."""
    agent.contact_id = None
    note_work(floor, agent, at)
    agent.idle_since = at
    floor.matching.seat(agent)


def begin_work(agent: Agent, at: float) -> None:
    """One more piece of work is about to begin: time at work counts from the first on."""
    if agent.work is Work.IDLE and not agent.written:
        agent.counted_from = at


def note_work(floor: Floor, agent: Agent, at: float) -> None:
    """A piece of work by voice is over: it counts for the agent and for the pace of the queue."""
    agent.work_s += at - agent.counted_from  # time at work once, however much was at hand
    agent.counted_from = at
    if agent.queue not in floor.unasked:
        floor.pace(agent.queue).note_work(at - agent.work_since)


def put_down(floor: Floor, agent: Agent, contact_id: ContactId, at: float) -> None:
    """A written contact is no longer at hand. Raises KeyError when it was not.

    It bound the agent for one part of as many as the agent holds at once.
    """
    one = agent.written.pop(contact_id)
    if agent.asked == contact_id:
        agent.asked = None
    agent.work_s += at - agent.counted_from
    agent.counted_from = at
    if one.queue not in floor.unasked:
        share = (at - one.since) / max(1, agent.capacity.get(one.channel, 1))
        floor.pace(one.queue).note_work(share)


def pick_up(agent: Agent, contact_id: ContactId, one: Written) -> None:
    """A written contact is offered."""
    begin_work(agent, one.since)
    agent.written[contact_id] = one
    agent.asked = contact_id


def centre_started(floor: Floor, event: e.CentreStarted, _at: float) -> bool:
    """Another plan has the first word on everybody's skills again."""
    is_other = floor.plan_version not in ("", event.plan_version)
    floor.plan_version = event.plan_version
    for agent_id, planned in floor.plan.agents.items() if is_other else ():
        if floor.matching.skills_of(agent_id) != planned.skills:
            floor.matching.reskill(floor.agent(agent_id), planned.skills)
    return True
