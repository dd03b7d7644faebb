"""A *recognise* node leads on by who calls.

The administration's own numbers stand in the plan. Whether the CRM knows a number is told by
CitizenRecognised, a little after the arrival; whoever is not told of in time is unknown. Keys that
are pressed meanwhile count for the node that follows. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.plan import Recognise
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script

TOLD_WITHIN_S = 1.0
"""Longest silence in which the CRM is waited for, seconds."""


class RecogniseScript(Script[Recognise]):
    """Three ways, by the number."""

    def enter(self, contact: ContactState, node: Recognise, draft: Draft) -> None:
        if _is_listed(contact.caller_number, self.stage.plan.employees):
            draft.happened(e.EmployeeRecognised(contact.contact_id))
            self.stage.enter(contact, node.employee, draft)
        elif contact.is_known:
            self.stage.enter(contact, node.citizen, draft)
        elif not contact.caller_number:
            self.stage.enter(contact, node.unknown, draft)
        else:
            self.stage.await_word(contact, TOLD_WITHIN_S, draft)

    def recognised(self, contact: ContactState, node: Recognise, draft: Draft) -> None:
        self.stage.enter(contact, node.citizen, draft)

    def miss_key(self, contact: ContactState, node: Recognise, draft: Draft) -> None:
        self.stage.enter(contact, node.unknown, draft)


def _is_listed(number: str, listed: tuple[str, ...]) -> bool:
    """Whether a number is one of these, or begins like one that ends with *."""
    return any(
        number.startswith(one[:-1]) if one.endswith("*") else number == one for one in listed
    )
