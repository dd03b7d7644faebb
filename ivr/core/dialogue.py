"""The dialogue with the citizen: walks the flow's nodes by keys, silence and ends of prompts.

Theory. A contact stands at one node of its flow. A *say* node speaks and goes on; a key cuts it
short and counts for the node that follows, so that whoever knows the menu need not hear it. A
*menu* waits for one of its keys; silence and wrong keys are forgiven `tries` times altogether, then
the flow's `exhausted` node decides, which leads to a person rather than to a dead end. An *enqueue*
node hands over to the acd and from then on speaks only when told to. A *finish* node speaks and
hangs up. Never acts. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.command import QueueContact
from contact.demand import rings_of, same_agent_first
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId
from contact.journey import State
from contact.limit import Exit, WayOut
from contact.plan import CentrePlan, Choice, Enqueue, Finish, Flow, Menu, Node, Prompt, Say
from ivr.core import effect as do
from ivr.core.caller_memory import CallerMemory
from ivr.core.contact_state import ContactState, Speaking
from ivr.core.draft import Draft

SAYINGS_PER_EPOCH = 100_000
"""Speakings are numbered from the epoch times this, so that no run re-uses another's numbers."""

NOBODY_SKILLED = Prompt("nobody-skilled")
LAST_NUMBERED_POSITION = 20
"""Beyond it the catalogue has one prompt for all positions."""


class Dialogue:
    """Decides what to say and what a key means."""

    def __init__(self, plan: CentrePlan, served_by: CallerMemory[AgentId]) -> None:
        self._plan = plan
        self._served_by = served_by
        self._number = 0
        self.key_until: dict[ContactId, float] = {}
        """Contacts from whom a key is awaited, until when; UTC seconds."""

    def begin_epoch(self, epoch: int) -> None:
        """Number speakings anew, apart from those of earlier runs."""
        self._number = epoch * SAYINGS_PER_EPOCH

    def forget(self, contact_id: ContactId) -> None:
        """The contact is over or elsewhere; no key is awaited any more."""
        self.key_until.pop(contact_id, None)

    # ------------------------------------------------------------ what happens to a contact

    def begin(self, contact: ContactState, draft: Draft) -> None:
        """Start the flow of the contact's entry point."""
        self._enter(contact, self._flow(contact).start, draft)

    def resume(self, contact: ContactState, draft: Draft) -> None:
        """Say the present node again, after a restart."""
        if contact.farewell:
            self._take_leave(contact, draft)
            return
        self._enter(contact, contact.node or self._flow(contact).start, draft)

    def press(self, contact: ContactState, key: str, draft: Draft) -> None:
        """A key counts in menus and cuts short what is said before them."""
        if contact.state is not State.IN_MENU or contact.farewell:
            return
        node = self._node(contact)
        while isinstance(node, Say):
            self._hush(contact, draft)
            self._enter(contact, node.next, draft, is_silent=True)
            node = self._node(contact)
        if isinstance(node, Menu):
            self._hush(contact, draft)
            self._choose(contact, node, key, draft)

    def said(self, contact: ContactState, number: int, draft: Draft) -> None:
        """What was to be said is over; late or cut-short ones are not ours any more."""
        if number != contact.speaking.number:
            return
        speaking, contact.speaking = contact.speaking, Speaking(0)
        if contact.is_waiting:
            self._wait_on(contact, speaking, draft)
            return
        if contact.state is not State.IN_MENU:
            return
        if contact.farewell:
            self._end(contact, contact.ends_as, draft)
            return
        match self._node(contact):
            case Say(next=following):
                self._enter(contact, following, draft)
            case Menu(no_key_s=no_key_s):
                self.key_until[contact.contact_id] = draft.now + no_key_s
            case Finish():
                self._end(contact, Reason.MENU_EXHAUSTED, draft)

    def miss_key(self, contact: ContactState, draft: Draft) -> None:
        """The time for a key is over."""
        self.key_until.pop(contact.contact_id, None)
        node = self._node(contact)
        if contact.state is State.IN_MENU and isinstance(node, Menu):
            self._forgive(contact, node, node.no_key, draft)

    def announce(self, contact: ContactState, prompt: Prompt, draft: Draft) -> None:
        """Say something to a waiting contact: now, or after what is being said."""
        if contact.state is not State.QUEUED:
            return
        if contact.speaking.number:
            contact.hold(prompt)
        else:
            draft.do(do.StopMusic(contact.contact_id))
            self._speak(contact, (prompt,), draft, restarts_music=True)

    def fall_silent(self, contact: ContactState, draft: Draft) -> None:
        """Stop speech and music at once: a person is there."""
        if contact.speaking.number:
            self._hush(contact, draft)
        else:
            draft.do(do.StopMusic(contact.contact_id))

    def wait_on(self, contact: ContactState, draft: Draft) -> None:
        """Music for one who waits; the end of what was being said may have been missed."""
        contact.speaking = Speaking(0)
        draft.do(do.StartMusic(contact.contact_id))

    def queue_again(self, contact: ContactState, draft: Draft) -> None:
        """Let a contact that was away wait on with its age; unclassified ones as the flow says.

        Whom a queue had turned away hears why, also after an absence.
        """
        if contact.farewell:
            self._take_leave(contact, draft)
            return
        if contact.queue in self._plan.queues:
            draft.do(self._queue_command(contact))
        else:
            self._classify(contact, self._first_enqueue(contact), draft)
        draft.do(do.StartMusic(contact.contact_id))

    def lead_out(self, contact: ContactState, way_out: WayOut, draft: Draft) -> None:
        """The queue does not take the contact, or no longer: another one does, or words and end."""
        if way_out.kind is Exit.QUEUE:
            node = Enqueue(
                way_out.target,
                topic=contact.topic,
                priority=contact.priority,
                head_start_s=contact.head_start_s,
            )
            self._classify(contact, node, draft)
        else:
            self.fall_silent(contact, draft)
            self._take_leave(contact, draft)

    # ------------------------------------------------------------ inside

    def _take_leave(self, contact: ContactState, draft: Draft) -> None:
        self._speak(contact, (Prompt(contact.farewell),), draft)

    @staticmethod
    def _end(contact: ContactState, reason: Reason, draft: Draft) -> None:
        draft.happened(e.ContactEnded(contact.contact_id, Ending(Who.SYSTEM, reason)))
        draft.do(do.DropCitizen(contact.contact_id))

    def _wait_on(self, contact: ContactState, speaking: Speaking, draft: Draft) -> None:
        """Something has been said to a waiting contact: what was held back for it, then music."""
        held, contact.held = contact.held, ()
        if held and contact.state is State.QUEUED:
            self._speak(contact, held, draft, restarts_music=True)
        elif speaking.restarts_music:
            draft.do(do.StartMusic(contact.contact_id))

    def _enter(
        self, contact: ContactState, node_id: str, draft: Draft, *, is_silent: bool = False
    ) -> None:
        """Arrive at a node. Silent: a key is waiting to be understood there."""
        self.key_until.pop(contact.contact_id, None)
        draft.happened(e.MenuEntered(contact.contact_id, node_id))
        node = self._node(contact)
        if isinstance(node, Enqueue):
            self._enqueue(contact, node, draft)
        elif not is_silent:
            self._speak(contact, node.prompts, draft)

    def _choose(self, contact: ContactState, node: Menu, key: str, draft: Draft) -> None:
        choice = node.choices.get(key)
        if choice is None:
            self._forgive(contact, node, node.wrong_key, draft)
            return
        self._take_choice(contact, choice, draft)
        self._enter(contact, choice.next, draft)

    def _take_choice(self, contact: ContactState, choice: Choice, draft: Draft) -> None:
        if choice.topic:
            contact.topic = choice.topic
        if choice.language and choice.language != contact.language:
            draft.happened(e.LanguageChosen(contact.contact_id, choice.language))
            draft.do(do.SetLanguage(contact.contact_id, choice.language))

    def _forgive(self, contact: ContactState, node: Menu, remark: Prompt, draft: Draft) -> None:
        contact.faults += 1
        self.key_until.pop(contact.contact_id, None)
        if contact.faults > node.tries:
            self._enter(contact, node.exhausted, draft)
        else:
            self._speak(contact, (remark, *node.prompts), draft)

    def _enqueue(self, contact: ContactState, node: Enqueue, draft: Draft) -> None:
        if not contact.queue:
            contact.since = draft.now  # the menu was no waiting
        self._classify(contact, node, draft)
        if node.prompts:
            self._speak(contact, node.prompts, draft, restarts_music=True)
        else:
            draft.do(do.StartMusic(contact.contact_id))

    def _classify(self, contact: ContactState, node: Enqueue, draft: Draft) -> None:
        topic = contact.topic or node.topic
        first = rings_of(self._plan.queues[node.queue], contact.language, topic)[0]
        draft.happened(
            e.ContactClassified(
                contact.contact_id,
                contact.language,
                topic,
                node.queue,
                first.skills,
                node.priority,
                node.head_start_s,
            )
        )
        draft.do(self._queue_command(contact))

    def _queue_command(self, contact: ContactState) -> QueueContact:
        """Asks for what the plan says now; it may have changed since the contact came."""
        queue = self._plan.queues.get(contact.queue)
        rings = rings_of(queue, contact.language, contact.topic) if queue else ()
        skills = rings[0].skills if rings else contact.skills
        agent_id = self._served_by.of(contact.caller_number)
        if queue and agent_id and queue.same_agent_s > 0:
            rings = same_agent_first(rings, agent_id, queue.same_agent_s)
        return QueueContact(
            contact.contact_id,
            contact.queue,
            contact.language,
            skills,
            contact.priority,
            contact.since,
            contact.head_start_s,
            rings,
            queue.preferred if queue else {},
        )

    def _speak(
        self,
        contact: ContactState,
        prompts: tuple[Prompt, ...],
        draft: Draft,
        *,
        restarts_music: bool = False,
    ) -> None:
        self._number += 1
        contact.speaking = Speaking(self._number, restarts_music)
        spoken = tuple(Prompt(one.key, one.language or contact.language) for one in prompts)
        draft.do(do.Speak(contact.contact_id, self._number, spoken))

    @staticmethod
    def _hush(contact: ContactState, draft: Draft) -> None:
        if contact.speaking.number:
            draft.do(do.StopSpeaking(contact.contact_id, contact.speaking.number))
            contact.speaking = Speaking(0)

    def _flow(self, contact: ContactState) -> Flow:
        entry_points = self._plan.entry_points
        entry = entry_points.get(contact.entry_point) or next(iter(entry_points.values()))
        return self._plan.flows[entry.flow]

    def _node(self, contact: ContactState) -> Node:
        flow = self._flow(contact)
        return flow.nodes.get(contact.node) or flow.nodes[flow.start]

    def _first_enqueue(self, contact: ContactState) -> Enqueue:
        """The flow's own way to an agent, or any queue when the flow has none."""
        for node in self._flow(contact).nodes.values():
            if isinstance(node, Enqueue):
                return node
        return Enqueue(next(iter(self._plan.queues)))


def position_prompt(position: int) -> Prompt:
    """The sentence that tells a place in the queue."""
    if position <= LAST_NUMBERED_POSITION:
        return Prompt(f"position-{position}")
    return Prompt("position-many")
