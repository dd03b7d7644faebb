"""An *hours* node asks the calendar and leads on at once. Pure."""

from __future__ import annotations

from typing import Any

from contact.plan import Hours
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.question import IsOpen
from ivr.core.script.script import Script


class HoursScript(Script[Hours]):
    """Two ways, by the time."""

    def enter(self, contact: ContactState, node: Hours, draft: Draft) -> None:
        self.stage.ask(contact, IsOpen(node.hours), draft)

    def learn(self, contact: ContactState, node: Hours, answer: Any, draft: Draft) -> None:
        self.stage.enter(contact, node.when_open if answer else node.when_closed, draft)
