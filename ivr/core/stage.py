"""What any node of a flow can do with its contact: speak, fall silent, wait for a key, lead on.

Theory. A contact stands at one node; what its kind does there is its *script* (`ivr.core.script`).
Keys that come while a node has no use for them yet are kept and count for the node that follows, so
that whoever knows the menu need not hear it. Never acts. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId
from contact.journey import State
from contact.plan import CentrePlan, Flow, Language, Node, Prompt
from ivr.core import effect as do
from ivr.core.caller_memory import CallerMemory
from ivr.core.contact_state import ContactState, Speaking
from ivr.core.draft import Draft

if TYPE_CHECKING:
    from ivr.core.script.script import Script

SLOWER_BY = 1.5
"""Each fault gives so many times as much time for the next key."""
SLOWEST = 4.0
"""But never more than so many times as much as at first."""
PATIENT = 2.0
"""Whoever asks for more time gets so many times as much."""
SAYINGS_PER_EPOCH = 100_000
"""Speakings are numbered from the epoch times this, so that no run re-uses another's numbers."""


class Stage:
    """Where scripts are played."""

    def __init__(self, plan: CentrePlan, callers: CallerMemory[str]) -> None:
        self.plan = plan
        self.callers = callers
        """The language that each number chose last."""
        self.scripts: Mapping[type, Script[Any]] = {}
        """Kind of node → its script."""
        self.emergency_message = plan.emergency_message
        """Key of the prompt that is said by emergency nodes now; empty: none."""
        self._version = ""
        self._number = 0
        """Of the last speaking or inquiry."""
        self.key_until: dict[ContactId, float] = {}
        """Contacts from whom a key is awaited, until when; UTC seconds."""

    def begin_epoch(self, event: e.CentreStarted) -> None:
        """Number speakings anew, apart from those of earlier runs.

        A plan that was not in force before has the first word on the emergency message.
        """
        self._number = event.epoch * SAYINGS_PER_EPOCH
        if event.plan_version != self._version:
            self.emergency_message = self.plan.emergency_message
        self._version = event.plan_version

    def forget(self, contact_id: ContactId) -> None:
        """No key is awaited any more."""
        self.key_until.pop(contact_id, None)

    # ------------------------------------------------------------ where the contact stands

    def flow(self, contact: ContactState) -> Flow:
        """The flow of its entry point, or the centre's first one."""
        entry_points = self.plan.entry_points
        entry = entry_points.get(contact.entry_point) or next(iter(entry_points.values()))
        return self.plan.flows[entry.flow]

    def node(self, contact: ContactState) -> Node:
        """The node that it stands at; the flow's first when that one is no more."""
        flow = self.flow(contact)
        return flow.nodes.get(contact.node) or flow.nodes[flow.start]

    def script(self, contact: ContactState) -> Script[Any]:
        """What its node does."""
        return self.scripts[type(self.node(contact))]

    # ------------------------------------------------------------ leading on

    def enter(self, contact: ContactState, node_id: str, draft: Draft) -> None:
        """Arrive at a node."""
        self.forget(contact.contact_id)
        contact.asked = 0
        entered = e.MenuEntered(contact.contact_id, node_id, self._number + 1)
        if contact.is_epilogue:
            contact.fold(entered, draft.now)
        else:
            draft.happened(entered)
        self.script(contact).enter(contact, self.node(contact), draft)

    def play_keys(self, contact: ContactState, draft: Draft) -> None:
        """Give the keys pressed so far to the nodes that take them."""
        while contact.keys_ahead and self.is_at_node(contact):
            script, node = self.script(contact), self.node(contact)
            if not script.takes(contact, node):
                return
            key, contact.keys_ahead = contact.keys_ahead[0], contact.keys_ahead[1:]
            script.press(contact, node, key, draft)

    def before(self, contact: ContactState) -> str:
        """Id of the node before this one that took keys; this one when there is none."""
        nodes = self.flow(contact).nodes
        for name in reversed(contact.trail[:-1]):
            if name in nodes and self.scripts[type(nodes[name])].takes_keys:
                return name
        return contact.node

    def language_node(self, contact: ContactState) -> str:
        """Id of the first node of its flow that chooses a language; '' when there is none."""
        nodes = self.flow(contact).nodes.items()
        return next((name for name, node in nodes if isinstance(node, Language)), "")

    def set_language(
        self, contact: ContactState, language: str, draft: Draft, *, is_remembered: bool = False
    ) -> None:
        """The citizen wants to be spoken to in this language."""
        if language != contact.language:
            draft.do(do.SetLanguage(contact.contact_id, language))
        draft.happened(e.LanguageChosen(contact.contact_id, language, is_remembered))

    def end(self, contact: ContactState, reason: Reason, draft: Draft) -> None:
        """The contact is over, and the line is cut by us."""
        if not contact.is_epilogue:
            draft.happened(e.ContactEnded(contact.contact_id, Ending(Who.SYSTEM, reason)))
        draft.do(do.DropCitizen(contact.contact_id))

    # ------------------------------------------------------------ speech

    def speak(
        self,
        contact: ContactState,
        prompts: tuple[Prompt, ...],
        draft: Draft,
        *,
        restarts_music: bool = False,
    ) -> None:
        """Say prompts one after the other; each without a language in the contact's."""
        self._number += 1
        contact.speaking = Speaking(self._number, restarts_music)
        spoken = tuple(Prompt(one.key, one.language or contact.language) for one in prompts)
        draft.do(do.Speak(contact.contact_id, self._number, spoken))

    def hush(self, contact: ContactState, draft: Draft) -> None:
        """Stop what is being said."""
        if contact.speaking.number:
            draft.do(do.StopSpeaking(contact.contact_id, contact.speaking.number))
            contact.speaking = Speaking(0)

    def fall_silent(self, contact: ContactState, draft: Draft) -> None:
        """Stop speech and music at once."""
        if contact.speaking.number:
            self.hush(contact, draft)
        else:
            draft.do(do.StopMusic(contact.contact_id))

    def await_key(self, contact: ContactState, wait_s: float, draft: Draft) -> None:
        """Without a key within so many seconds, the node's script is told.

        Longer after faults, and for those who asked for more time.
        """
        contact.trailing = ""
        wait_s *= min(SLOWER_BY**contact.faults, SLOWEST) * (PATIENT if contact.is_patient else 1)
        self.key_until[contact.contact_id] = draft.now + wait_s

    def await_word(self, contact: ContactState, wait_s: float, draft: Draft) -> None:
        """Without a word within so many seconds, the node's script is told as of a missing key."""
        self.key_until[contact.contact_id] = draft.now + wait_s

    def ask(self, contact: ContactState, question: Any, draft: Draft) -> None:
        """Find out something; the node's script learns the answer unless the contact moves on."""
        self._number += 1
        contact.asked = self._number
        draft.do(do.Ask(contact.contact_id, self._number, question))

    @staticmethod
    def is_at_node(contact: ContactState) -> bool:
        """The flow has the contact: neither queued nor on its way out."""
        return contact.state is State.IN_MENU and not contact.farewell
