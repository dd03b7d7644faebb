"""A *survey* node asks for a score and writes it down. Pure."""

from __future__ import annotations

from contact import event as e
from contact.plan import Survey
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.one_key import OneKeyScript


class SurveyScript(OneKeyScript[Survey]):
    """Who does not answer is not pressed."""

    def keys(self, node: Survey) -> str:
        return "".join(map(str, range(node.least, node.most + 1)))

    def answer(self, contact: ContactState, node: Survey, key: str, draft: Draft) -> None:
        if key:
            draft.happened(e.SurveyAnswered(contact.contact_id, int(key)))
        self.stage.enter(contact, node.next, draft)
