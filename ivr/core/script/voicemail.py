"""A *voicemail* node records a message, thanks for it and hangs up; a promise to answer.

Nothing said, or nothing kept: an apology and the next node. Who hangs up while speaking has left a
message if there was time to say something. Pure.
"""

from __future__ import annotations

from math import inf

from contact import event as e
from contact.ending import Reason
from contact.plan import Prompt, Voicemail
from ivr.core import effect as do
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script

SAVED, FAILED = Prompt("voicemail-saved"), Prompt("voicemail-failed")
LEAST_S = 2.0
"""A message cut short by hanging up counts when it is longer, seconds."""
EMPTY_S = 1.0
"""A message no longer than this says nothing, seconds: the exchange counts mere silence as 1 s."""


class VoicemailScript(Script[Voicemail]):
    """Records."""

    def enter(self, contact: ContactState, node: Voicemail, draft: Draft) -> None:
        contact.keys_ahead, contact.recording_at = "", 0.0
        if contact.has_message:  # a restart came between the message and the thanks
            self.stage.speak(contact, (SAVED,), draft)
        else:
            draft.do(do.DiscardRecording(contact.contact_id))  # of a run that is gone
            self.stage.speak(contact, node.prompts, draft)

    def said(self, contact: ContactState, node: Voicemail, draft: Draft) -> None:
        if contact.has_message:
            self.stage.end(contact, Reason.VOICEMAIL, draft)
        elif contact.faults:
            self.stage.enter(contact, node.next, draft)
        else:
            contact.recording_at = draft.now
            draft.do(do.Record(contact.contact_id, node.most_s, node.silence_s))

    def recorded(
        self, contact: ContactState, node: Voicemail, duration_s: float, draft: Draft
    ) -> None:
        contact.recording_at = 0.0
        contact.keys_ahead = ""  # what ended the message means nothing afterwards
        if duration_s <= EMPTY_S:
            contact.faults += 1
            draft.do(do.DiscardRecording(contact.contact_id))
            self.stage.speak(contact, (FAILED,), draft)
        else:
            draft.happened(e.MessageRecorded(contact.contact_id, duration_s))
            self.stage.speak(contact, (SAVED,), draft)


def keep(contact: ContactState, draft: Draft, most_s: float = inf) -> None:
    """The citizen hung up, perhaps while speaking after the tone, and for `most_s` at most."""
    spoken_s = min(draft.now - contact.recording_at, most_s) if contact.recording_at else 0.0
    if spoken_s > LEAST_S:
        draft.happened(e.MessageRecorded(contact.contact_id, spoken_s))
    elif contact.recording_at:
        draft.do(do.DiscardRecording(contact.contact_id))
    contact.recording_at = 0.0
