"""What is asked of the distribution: each command becomes one event or a refusal.

Owns the conditions under which a command is carried out. Changes nothing; what follows from the
event is decided elsewhere. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from acd.core.agent import MODE, WORK, Agent
from acd.core.contact_step import comes_by, wants
from acd.core.floor import Floor
from acd.core.limit import has_way_out
from acd.core.waiting import ORDINARY
from acd.core.written import accept, decline, finish, wrong_disposition
from contact import command as c
from contact import event as e
from contact.command import Code, Refusal
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId
from contact.journey import MOVES, State
from contact.limit import Cause, Exit, WayOut
from contact.plan import Queue
from contact.table import Refuse

LOGGED_IN = "logged in"
"""Not-ready reason of an agent who has just sat down."""

DESK_LOST = "desk lost"
"""Not-ready reason of an agent whose desk went away (F40); it stands in no plan."""

Answer = Event | Refusal
_QUEUED = State.QUEUED


def answer(floor: Floor, command: c.Command) -> Answer:
    """The event that carries the command out, or why it is not."""
    decide = _DECIDERS.get(type(command))
    if decide is None:
        raise TypeError(f"the distribution does not serve {type(command).__name__}")
    return decide(floor, command)


def _queue_contact(floor: Floor, command: c.QueueContact) -> Answer:
    contact = floor.contacts.get(command.contact_id)
    if contact is None:
        return Refusal(Code.UNKNOWN_CONTACT, f"{command.contact_id} has not arrived or has ended")
    queue = floor.plan.queues.get(command.queue)
    if queue is None:
        return _unknown_queue(floor, command.queue)
    if command.channel != contact.channel:
        return Refusal(Code.WRONG_CHANNEL, f"the contact came by {contact.channel}")
    can_queue = e.ContactQueued in MOVES[contact.state]
    if floor.promises.open and floor.is_without_leg(contact):
        can_queue = False  # its time brings a callback into the line
    if not can_queue or command.contact_id in floor.offers:
        return Refusal(Code.WRONG_STATE, f"a contact that is {contact.state} cannot be queued")
    if contact.state is _QUEUED and wants(contact, command):
        return Refusal(Code.ALREADY_SO, "the contact waits in this queue with these skills")
    if command.rings and (wrong := wrong_rings(command)):
        return Refusal(Code.WRONG_RINGS, wrong)
    return e.ContactQueued(  # in the order of its fields: names would cost as much as the rest
        command.contact_id,
        command.queue,
        command.language,
        dict(command.skills),
        command.priority,
        command.since,
        place(floor, command, queue),
        command.head_start_s,
        command.rings,
        dict(command.preferred),
        command.channel,
        command.has_no_limits,
    )


def _leave_queue(floor: Floor, command: c.LeaveQueue) -> Answer:
    contact = floor.contacts.get(command.contact_id)
    if contact is None:
        return Refusal(Code.UNKNOWN_CONTACT, f"{command.contact_id} has not arrived or has ended")
    if contact.state is not State.QUEUED or floor.is_without_leg(contact):
        return Refusal(Code.WRONG_STATE, f"a contact that is {contact.state} waits in no queue")
    way_out = WayOut(Exit.NODE, command.node)
    return e.ContactDiverted(command.contact_id, contact.queue, Cause.CHOSEN, way_out)


def place(floor: Floor, command: c.QueueContact | e.CallbackPromised, queue: Queue) -> int:
    """The position at which the contact will wait, 1 is next."""
    matching, rings, channel = floor.matching, command.rings, comes_by(command)
    if rings:
        requirement = matching.requirement(rings[0], command.preferred, channel)
    else:
        requirement = matching.asking_for(command.skills, command.preferred, channel)
    counts_from = command.since - (command.head_start_s + queue.head_start_s) / queue.weight
    key = (ORDINARY, -command.priority, counts_from, command.contact_id)
    return matching.position(command.queue, requirement, key)


def wrong_rings(command: c.QueueContact | c.PromiseCallback) -> str:
    """What is wrong with the steps of the search; empty when nothing is."""
    times = [ring.after_s for ring in command.rings]
    if times and (times[0] != 0.0 or times != sorted(times)):
        return f"rings begin at 0 s and go up; these begin at {', '.join(map(str, times))}"
    return ""


def _known_agent(floor: Floor, agent_id: AgentId) -> Agent | Refusal:
    if agent_id not in floor.plan.agents:
        return Refusal(Code.UNKNOWN_AGENT, f"no agent {agent_id!r} in the plan")
    return floor.agent(agent_id)


def _change_mode(floor: Floor, command: c.LogIn | c.SetReady | c.SetNotReady | c.LogOut) -> Answer:
    agent = _known_agent(floor, command.agent_id)
    if isinstance(agent, Refusal):
        return agent
    move = MODE.answer(agent.mode, type(command))
    if isinstance(move, Refuse):
        return Refusal(Code(move.code), _mode_detail(agent, Code(move.code)))
    if isinstance(command, c.LogOut) and (open_ones := _accepted(agent)):
        detail = f"finish what is written first: {', '.join(open_ones)}"
        return Refusal(Code.WRONG_STATE, detail)
    reason = LOGGED_IN if isinstance(command, c.LogIn) else ""
    if isinstance(command, c.SetNotReady):
        wrong = _wrong_reason(floor, agent, command.reason)
        if wrong is not None:
            return wrong
        reason = command.reason
    return e.AgentModeChanged(command.agent_id, Mode(getattr(move, "state", agent.mode)), reason)


def _accepted(agent: Agent) -> list[ContactId]:
    """Written contacts that are the agent's own: nobody else would take care of them."""
    return [one for one in agent.written if one != agent.asked]


def _mode_detail(agent: Agent, code: Code) -> str:
    if code is Code.ALREADY_SO:
        return f"agent {agent.agent_id} is {agent.mode} already"
    return f"agent {agent.agent_id} is {agent.mode}; log in first"


def _wrong_reason(floor: Floor, agent: Agent, reason: str) -> Refusal | None:
    """Why this not-ready reason cannot be taken, or None."""
    reasons = floor.plan.not_ready_reasons
    choose = f"choose one of: {', '.join(reasons)}"
    if not reason:
        return Refusal(Code.REASON_REQUIRED, choose)
    if reason not in (*reasons, DESK_LOST):
        return Refusal(Code.UNKNOWN_REASON, f"{reason!r} is not in the plan; {choose}")
    if agent.mode is Mode.NOT_READY and agent.reason == reason:
        return Refusal(Code.ALREADY_SO, f"agent {agent.agent_id} is not ready: {reason} already")
    return None


def _wrapping_up(floor: Floor, command: c.FinishWrapUp | c.ExtendWrapUp) -> Agent | Refusal:
    """The agent, if it is this contact that the agent wraps up."""
    agent = _known_agent(floor, command.agent_id)
    if isinstance(agent, Refusal):
        return agent
    move = WORK.answer(agent.work, type(command))
    if isinstance(move, Refuse):
        return Refusal(Code(move.code), f"agent {agent.agent_id} is {agent.work}, not in wrap-up")
    if agent.contact_id != command.contact_id:
        detail = f"agent {agent.agent_id} wraps up {agent.contact_id}, not {command.contact_id}"
        return Refusal(Code.NOT_YOURS, detail)
    return agent


def _finish_wrap_up(floor: Floor, command: c.FinishWrapUp) -> Answer:
    agent = _wrapping_up(floor, command)
    if isinstance(agent, Refusal):
        return agent
    wrong = wrong_disposition(floor.queue(agent.queue), command.disposition)
    if wrong is not None:
        return wrong
    return e.WrapUpFinished(command.agent_id, command.contact_id, command.disposition)


def _extend_wrap_up(floor: Floor, command: c.ExtendWrapUp) -> Answer:
    agent = _wrapping_up(floor, command)
    if isinstance(agent, Refusal):
        return agent
    queue = floor.queue(agent.queue)
    if agent.extension_count >= queue.extension_limit or queue.extension_s <= 0:
        limit = queue.extension_limit if queue.extension_s > 0 else 0
        often = {0: "not at all", 1: "once"}.get(limit, f"{limit} times")
        detail = f"wrap-up in {queue.name} can be extended {often}; finish it"
        return Refusal(Code.NO_FURTHER_EXTENSION, detail)
    until = agent.wrap_until + queue.extension_s
    return e.WrapUpExtended(command.agent_id, command.contact_id, until)


def _set_skills(floor: Floor, command: c.SetSkills) -> Answer:
    agent = _known_agent(floor, command.agent_id)
    if isinstance(agent, Refusal):
        return agent
    if wrong := {skill: level for skill, level in command.skills.items() if not 1 <= level <= 10}:
        detail = f"levels go from 1 to 10; {wrong} do not. Leave a skill out to take it away"
        return Refusal(Code.UNKNOWN_SKILL, detail)
    if floor.matching.skills_of(command.agent_id) == command.skills:
        return Refusal(Code.ALREADY_SO, f"agent {agent.agent_id} has these skills")
    return e.AgentSkillsChanged(command.agent_id, dict(command.skills), command.by)


def _close_queue(floor: Floor, command: c.CloseQueue) -> Answer:
    queue = known_queue(floor, command.queue)
    if isinstance(queue, Refusal):
        return queue
    if not has_way_out(queue.limits):
        detail = f"queue {queue.name} does not say where contacts go while it is closed"
        return Refusal(Code.NO_WAY_OUT, f"{detail}; give it a limit 'closed'")
    if floor.closed.get(command.queue) is command.clears:
        return Refusal(Code.ALREADY_SO, f"queue {queue.name} is closed")
    return e.QueueClosed(command.queue, command.clears, command.by)


def _open_queue(floor: Floor, command: c.OpenQueue) -> Answer:
    queue = known_queue(floor, command.queue)
    if isinstance(queue, Refusal):
        return queue
    if command.queue not in floor.closed:
        return Refusal(Code.ALREADY_SO, f"queue {queue.name} is open")
    return e.QueueOpened(command.queue, command.by)


def known_queue(floor: Floor, name: str) -> Queue | Refusal:
    """The queue of this name, if the plan has it."""
    queue = floor.plan.queues.get(name)
    return _unknown_queue(floor, name) if queue is None else queue


def _unknown_queue(floor: Floor, name: str) -> Refusal:
    names = ", ".join(floor.plan.queues) or "none"
    return Refusal(Code.UNKNOWN_QUEUE, f"no queue is called {name!r}; known: {names}")


_DECIDERS: dict[type, Callable[[Floor, Any], Answer]] = {
    c.QueueContact: _queue_contact,
    c.LeaveQueue: _leave_queue,
    c.LogIn: _change_mode,
    c.SetReady: _change_mode,
    c.SetNotReady: _change_mode,
    c.LogOut: _change_mode,
    c.FinishWrapUp: _finish_wrap_up,
    c.ExtendWrapUp: _extend_wrap_up,
    c.SetSkills: _set_skills,
    c.CloseQueue: _close_queue,
    c.OpenQueue: _open_queue,
    c.AcceptContact: accept,
    c.DeclineContact: decline,
    c.FinishContact: finish,
}
