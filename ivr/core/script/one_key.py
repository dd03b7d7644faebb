"""A node that asks for one key out of a few and goes on whatever comes.

Owns what a key is worth there: after too many faults the question is left unanswered. What an
answer means is said by the kinds. Pure.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from contact.plan import Prompt
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import Forgiving, ForgivingScript


class OneKey(Forgiving, Protocol):
    """What such a node says besides."""

    @property
    def wrong_key(self) -> tuple[Prompt, ...]: ...


K = TypeVar("K", bound=OneKey)


class OneKeyScript(ForgivingScript[K]):
    """Asks."""

    def keys(self, node: K) -> str:
        """The keys that answer."""
        raise NotImplementedError

    def answer(self, contact: ContactState, node: K, key: str, draft: Draft) -> None:
        """One of the keys; '' when none came."""
        raise NotImplementedError

    def press(self, contact: ContactState, node: K, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        if key in self.keys(node):
            self.stage.forget(contact.contact_id)
            self.answer(contact, node, key, draft)
        else:
            self.forgive(contact, node, node.wrong_key, draft)

    def give_up(self, contact: ContactState, node: K, draft: Draft) -> None:
        self.answer(contact, node, "", draft)
