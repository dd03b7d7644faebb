"""An *hours* node asks the calendar and leads on; an exception may have words of its own. Pure."""

from __future__ import annotations

from typing import Any

from contact.calendar import Opening, Standing
from contact.plan import Hours, Prompt
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.question import IsOpen, WhatStands
from ivr.core.script.script import Script


class HoursScript(Script[Hours]):
    """Two or three ways, by the time."""

    def enter(self, contact: ContactState, node: Hours, draft: Draft) -> None:
        question = WhatStands(node.calendar) if node.calendar else IsOpen(node.hours)
        self.stage.ask(contact, question, draft)

    def learn(self, contact: ContactState, node: Hours, answer: Any, draft: Draft) -> None:
        opening = answer if isinstance(answer, Opening) else _opening(bool(answer))
        contact.leads_to = _way(node, opening.standing)
        if opening.say:
            self.stage.speak(contact, (Prompt(opening.say),), draft)
        else:
            self.said(contact, node, draft)

    def said(self, contact: ContactState, node: Hours, draft: Draft) -> None:
        """Where to was decided when the calendar was asked, whatever it says by now."""
        self.stage.enter(contact, contact.leads_to or node.when_closed, draft)


def _opening(is_open: bool) -> Opening:
    return Opening(Standing.OPEN if is_open else Standing.CLOSED)


def _way(node: Hours, standing: Standing) -> str:
    if standing is Standing.OPEN:
        return node.when_open
    return (node.when_holiday if standing is Standing.HOLIDAY else "") or node.when_closed
