"""What nodes have in common where a number is typed: digits until it is complete.

The terminator, silence, or the last possible digit end the typing. * erases what was typed; where
nothing was typed, * says the question again and # leads back. Pure.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import AGAIN, BACK, Asking, AskingScript


class Typing(Asking, Protocol):
    """What such nodes have in common."""

    @property
    def terminator(self) -> str: ...
    @property
    def most(self) -> int: ...


T = TypeVar("T", bound=Typing)


class TypingScript(AskingScript[T]):
    """Takes digits."""

    def enter(self, contact: ContactState, node: T, draft: Draft) -> None:
        contact.typed = ""
        super().enter(contact, node, draft)

    def press(self, contact: ContactState, node: T, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        if key in (AGAIN, BACK) and not contact.typed:
            self.stage.enter(contact, self.common(contact, key, draft), draft)
        elif key == AGAIN:
            contact.typed = ""
            self.stage.await_key(contact, node.no_key_s, draft)
        elif key == node.terminator:
            self._end(contact, node, draft)
        else:
            self._type(contact, node, key, draft)

    def miss_key(self, contact: ContactState, node: T, draft: Draft) -> None:
        if contact.typed:
            self._end(contact, node, draft)
        else:
            super().miss_key(contact, node, draft)

    def _type(self, contact: ContactState, node: T, key: str, draft: Draft) -> None:
        if key.isdigit():
            contact.typed += key
        if len(contact.typed) == node.most:
            is_last = not contact.keys_ahead
            contact.keys_ahead = contact.keys_ahead.removeprefix(node.terminator)
            self._end(contact, node, draft)
            contact.trailing = node.terminator if is_last else ""
        else:
            self.stage.await_key(contact, node.no_key_s, draft)

    def _end(self, contact: ContactState, node: T, draft: Draft) -> None:
        typed, contact.typed = contact.typed, ""
        self.take(contact, node, typed, draft)

    def take(self, contact: ContactState, node: T, typed: str, draft: Draft) -> None:
        """The number is complete."""
