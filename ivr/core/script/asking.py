"""What nodes that wait for keys have in common: patience with silence and mistakes, common keys.

Silence and wrong keys are forgiven `tries` times altogether, then the node `exhausted` decides,
which leads to a person rather than to a dead end. Each fault has a remark of its own and gives more
time. Keys that a node does not use otherwise mean the same everywhere: 0 a person, * once more, #
back to the node before, and what the flow names for more time, another language and emergencies.
Pure.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from contact import event as e
from contact.plan import Prompt
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script

PERSON, AGAIN, BACK = "0", "*", "#"


class Forgiving(Protocol):
    """What such nodes have in common."""

    @property
    def prompts(self) -> tuple[Prompt, ...]: ...
    @property
    def no_key_s(self) -> float: ...
    @property
    def no_key(self) -> tuple[Prompt, ...]: ...
    @property
    def tries(self) -> int: ...


class Asking(Forgiving, Protocol):
    """Those that lead elsewhere after too many faults."""

    @property
    def exhausted(self) -> str: ...


F = TypeVar("F", bound=Forgiving)
A = TypeVar("A", bound=Asking)


class ForgivingScript(Script[F]):
    """Asks, waits, forgives."""

    takes_keys = True

    def give_up(self, contact: ContactState, node: F, draft: Draft) -> None:
        """It has been too often."""
        raise NotImplementedError

    def enter(self, contact: ContactState, node: F, draft: Draft) -> None:
        if not contact.keys_ahead:
            self.stage.speak(contact, node.prompts, draft)

    def said(self, contact: ContactState, node: F, draft: Draft) -> None:
        self.stage.await_key(contact, node.no_key_s, draft)

    def miss_key(self, contact: ContactState, node: F, draft: Draft) -> None:
        self.forgive(contact, node, node.no_key, draft)

    def forgive(
        self, contact: ContactState, node: F, remarks: tuple[Prompt, ...], draft: Draft
    ) -> None:
        """Ask once more, unless it has been too often."""
        contact.faults += 1
        self.stage.forget(contact.contact_id)
        if contact.faults > node.tries:
            self.give_up(contact, node, draft)
        elif not contact.keys_ahead:
            remark = remarks[min(contact.faults, len(remarks)) - 1]
            self.stage.speak(contact, (remark, *node.prompts), draft)


class AskingScript(ForgivingScript[A]):
    """Leads on, also by the keys that mean the same everywhere."""

    def give_up(self, contact: ContactState, node: A, draft: Draft) -> None:
        self.stage.enter(contact, node.exhausted, draft)

    def common(self, contact: ContactState, key: str, draft: Draft) -> str:
        """The node that a key leads to which means the same everywhere; '' if it means none."""
        flow = self.stage.flow(contact)
        if key == flow.patient_key:
            draft.happened(e.MoreTimeAsked(contact.contact_id))
            return contact.node
        if key == flow.language_key:
            return self.stage.language_node(contact)
        if key == flow.emergency_key:
            return flow.emergency_centre
        if key == AGAIN:
            return contact.node
        if key == BACK:
            return self.stage.before(contact)
        return flow.person if key == PERSON else ""
