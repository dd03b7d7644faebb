"""The dialogue with the citizen: walks the flow's nodes by keys, silence and ends of prompts.

Theory. A contact stands at one node of its flow, whose script decides (`ivr.core.script`). Here is
what belongs to no node: where a flow begins and goes on after an absence, what becomes of keys, how
those are spoken to who wait, and the way out of a queue. Never acts. Pure.
"""

from __future__ import annotations

from typing import Any

from contact import event as e
from contact.command import LeaveQueue, PromiseCallback, QueueContact
from contact.identity import ContactId
from contact.journey import State
from contact.limit import LED_ON, Exit, WayOut
from contact.plan import (
    Callback,
    CentrePlan,
    Collect,
    Consent,
    Directory,
    Emergency,
    EmergencyCentre,
    Enqueue,
    Finish,
    Hours,
    Language,
    Menu,
    Prompt,
    Recognise,
    Refer,
    Say,
    Survey,
    Voicemail,
)
from contact.promise import Promises
from contact.wait_band import band_of
from ivr.core import effect as do
from ivr.core.attendance import Attendance
from ivr.core.caller_memory import CallerMemory
from ivr.core.contact_state import ContactState, Speaking
from ivr.core.draft import Draft
from ivr.core.lease import GIVE_UP_S
from ivr.core.script.callback import CallbackScript
from ivr.core.script.collect import CollectScript
from ivr.core.script.consent import ConsentScript
from ivr.core.script.directory import DirectoryScript
from ivr.core.script.emergency import EmergencyScript
from ivr.core.script.emergency_centre import EmergencyCentreScript
from ivr.core.script.enqueue import EnqueueScript
from ivr.core.script.finish import FinishScript
from ivr.core.script.hours import HoursScript
from ivr.core.script.language import LanguageScript
from ivr.core.script.menu import MenuScript
from ivr.core.script.recognise import RecogniseScript
from ivr.core.script.refer import ReferScript
from ivr.core.script.say import SayScript
from ivr.core.script.survey import SurveyScript
from ivr.core.script.voicemail import VoicemailScript
from ivr.core.stage import Stage

NOBODY_SKILLED = Prompt("nobody-skilled")
LAST_NUMBERED_POSITION = 20
"""Beyond it the catalogue has one prompt for all positions."""
MOST_KEYS_AHEAD = 30
"""Keys kept for nodes to come; further ones are lost."""


class Dialogue:
    """Decides what to say and what a key means."""

    def __init__(
        self,
        plan: CentrePlan,
        attendance: Attendance,
        callers: CallerMemory[str],
        promises: Promises,
    ) -> None:
        self._plan = plan
        self.stage = Stage(plan, callers)
        self._queueing = EnqueueScript(self.stage, attendance)
        self._callback = CallbackScript(self.stage, promises)
        self.stage.scripts = {
            Say: SayScript(self.stage),
            Menu: MenuScript(self.stage),
            Enqueue: self._queueing,
            Finish: FinishScript(self.stage),
            Hours: HoursScript(self.stage),
            Collect: CollectScript(self.stage),
            Language: LanguageScript(self.stage),
            Emergency: EmergencyScript(self.stage),
            Recognise: RecogniseScript(self.stage),
            Directory: DirectoryScript(self.stage),
            Callback: self._callback,
            Consent: ConsentScript(self.stage),
            Refer: ReferScript(self.stage),
            Survey: SurveyScript(self.stage),
            Voicemail: VoicemailScript(self.stage),
            EmergencyCentre: EmergencyCentreScript(self.stage, self._queueing),
        }

    @property
    def key_until(self) -> dict[ContactId, float]:
        """Contacts from whom a key is awaited, until when; UTC seconds."""
        return self.stage.key_until

    def begin_epoch(self, event: e.CentreStarted) -> None:
        """Number speakings anew, apart from those of earlier runs."""
        self.stage.begin_epoch(event)

    def forget(self, contact_id: ContactId) -> None:
        """The contact is over or elsewhere; no key is awaited any more."""
        self.stage.forget(contact_id)

    # ------------------------------------------------------------ what happens to a contact

    def begin(self, contact: ContactState, draft: Draft) -> None:
        """Start the flow of the contact's entry point."""
        self.stage.enter(contact, self.stage.flow(contact).start, draft)

    def resume(self, contact: ContactState, draft: Draft) -> None:
        """Say the present node again, after a restart."""
        if contact.farewell:
            self._take_leave(contact, draft)
            return
        self.stage.enter(contact, contact.node or self.stage.flow(contact).start, draft)

    def press(self, contact: ContactState, key: str, draft: Draft) -> None:
        """A key counts at the present node, or at the next one that takes keys."""
        if self.stage.is_at_node(contact) and len(contact.keys_ahead) < MOST_KEYS_AHEAD:
            trailing, contact.trailing = contact.trailing, ""
            if key != trailing:
                contact.keys_ahead += key
                self.stage.play_keys(contact, draft)
        elif contact.state is State.QUEUED:
            node = self.stage.node(contact)
            if isinstance(node, Enqueue) and key in node.keys:
                draft.do(LeaveQueue(contact.contact_id, node.keys[key]))

    def said(self, contact: ContactState, number: int, draft: Draft) -> None:
        """What was to be said is over; late or cut-short ones are not ours any more."""
        if number != contact.speaking.number:
            return
        speaking, contact.speaking = contact.speaking, Speaking(0)
        if contact.is_waiting:
            self._wait_on(contact, speaking, draft)
        elif self.stage.is_at_node(contact):
            self.stage.script(contact).said(contact, self.stage.node(contact), draft)
            self.stage.play_keys(contact, draft)
        elif contact.state is State.IN_MENU:
            self.stage.end(contact, contact.ends_as, draft)

    def learn(self, contact: ContactState, number: int, answer: Any, draft: Draft) -> None:
        """An inquiry is answered; not of interest when the contact has moved on."""
        if number == contact.asked and self.stage.is_at_node(contact):
            contact.asked = 0
            self.stage.script(contact).learn(contact, self.stage.node(contact), answer, draft)
            self.stage.play_keys(contact, draft)

    def recorded(self, contact: ContactState, duration_s: float, draft: Draft) -> None:
        """A message is over; late ones are not ours any more."""
        if contact.recording_at and self.stage.is_at_node(contact):
            node = self.stage.node(contact)
            self.stage.script(contact).recorded(contact, node, duration_s, draft)

    def miss_key(self, contact: ContactState, draft: Draft) -> None:
        """The time for a key is over."""
        self.forget(contact.contact_id)
        if self.stage.is_at_node(contact):
            self.stage.script(contact).miss_key(contact, self.stage.node(contact), draft)
            self.stage.play_keys(contact, draft)

    def recognised(self, contact: ContactState, draft: Draft) -> None:
        """The CRM knows the caller's number."""
        if self.stage.is_at_node(contact):
            self.stage.script(contact).recognised(contact, self.stage.node(contact), draft)
            self.stage.play_keys(contact, draft)

    def tell(
        self, contact: ContactState, news: e.PositionReported | e.SkillsMissing, draft: Draft
    ) -> None:
        """Tell one who waits the place and, where it can be trusted, the wait; or a shortage."""
        prompts: tuple[Prompt, ...] = (NOBODY_SKILLED,)
        if isinstance(news, e.PositionReported):
            queue = self._plan.queues.get(contact.queue)
            says_wait = queue is not None and queue.says_wait
            prompts = (position_prompt(news.position), *(wait_prompts(news) if says_wait else ()))
        self.announce(contact, prompts, draft)

    def announce(self, contact: ContactState, prompts: tuple[Prompt, ...], draft: Draft) -> None:
        """Say something to a waiting contact: now, or after what is being said."""
        if contact.state is not State.QUEUED:
            return
        if contact.speaking.number:
            contact.hold(prompts)
        else:
            draft.do(do.StopMusic(contact.contact_id))
            self.stage.speak(contact, prompts, draft, restarts_music=True)

    def fall_silent(self, contact: ContactState, draft: Draft) -> None:
        """Stop speech and music at once: a person is there."""
        self.stage.fall_silent(contact, draft)

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
        self._stand_in_line(contact, draft)
        if contact.queue in self._plan.queues:
            draft.do(self._queueing.command(contact))
        else:
            self._queueing.classify(contact, self._first_enqueue(contact), draft)
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
            self._queueing.classify(contact, node, draft)
            return
        self.fall_silent(contact, draft)
        contact.held = ()
        contact.keys_ahead = ""  # those of before it waited are of no node any more
        if way_out.kind not in LED_ON:
            self._take_leave(contact, draft)
        elif way_out.target in self.stage.flow(contact).nodes:
            self.stage.enter(contact, way_out.target, draft)
        else:  # the plan has changed meanwhile
            self.queue_again(contact, draft)

    def promised(self, contact: ContactState, draft: Draft) -> None:
        """A callback is promised, or promised anew: tell it, and that is all."""
        if contact.farewell:
            self._take_leave(contact, draft)

    def refused(self, contact: ContactState, command: object, draft: Draft) -> None:
        """The acd cannot take the contact, but the fallback queue can; or it promises nothing."""
        if isinstance(command, QueueContact):
            draft.do(do.RenewLease(contact.contact_id, GIVE_UP_S))
        elif isinstance(command, PromiseCallback) and self.stage.is_at_node(contact):
            self._callback.refused(contact, draft)
            self.stage.play_keys(contact, draft)

    # ------------------------------------------------------------ inside

    def _take_leave(self, contact: ContactState, draft: Draft) -> None:
        self.stage.speak(contact, (Prompt(contact.farewell),), draft)

    def _wait_on(self, contact: ContactState, speaking: Speaking, draft: Draft) -> None:
        """Something has been said to a waiting contact: what was held back for it, then music."""
        held, contact.held = contact.held, ()
        if held and contact.state is State.QUEUED:
            self.stage.speak(contact, held, draft, restarts_music=True)
        elif speaking.restarts_music:
            draft.do(do.StartMusic(contact.contact_id))

    def _stand_in_line(self, contact: ContactState, draft: Draft) -> None:
        """Its keys are those of a node that waits, not of the one that it was taken away from."""
        node, nodes = self.stage.node(contact), self.stage.flow(contact).nodes
        waits = {name: one.queue for name, one in nodes.items() if isinstance(one, Enqueue)}
        is_in_line = isinstance(node, Enqueue | EmergencyCentre)
        if waits and not (is_in_line or contact.is_callback):
            nearest = max(waits, key=lambda name: waits[name] == contact.queue)
            draft.happened(e.MenuEntered(contact.contact_id, nearest))

    def _first_enqueue(self, contact: ContactState) -> Enqueue:
        """The flow's own way to an agent, or any queue when the flow has none."""
        for node in self.stage.flow(contact).nodes.values():
            if isinstance(node, Enqueue):
                return node
        return Enqueue(next(iter(self._plan.queues)))


def position_prompt(position: int) -> Prompt:
    """The sentence that tells a place in the queue."""
    if position <= LAST_NUMBERED_POSITION:
        return Prompt(f"position-{position}")
    return Prompt("position-many")


def wait_prompts(event: e.PositionReported) -> tuple[Prompt, ...]:
    """The sentence that tells the expected wait; none when it is unknown or not to be trusted."""
    if event.low_s is None or event.high_s is None or not event.is_trusted:
        return ()
    return (Prompt(band_of(event.low_s, event.high_s).key),)
