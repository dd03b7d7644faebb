"""A *callback* node offers to ring the citizen back, and promises it.

Theory. The number is read out digit by digit and confirmed; another one can be typed, and only a
number that the centre dials is promised anything. The promise is written before the citizen is told
of it, so that nobody who hangs up at the last word is forgotten. Whoever has a promise already is
told so first, and whoever says no goes on to `otherwise`, with the age of the contact. Only the
caller's own number is asked after: what is promised to a number that is typed stays private. Pure.
"""

from __future__ import annotations

from enum import StrEnum

from contact.callback import DEFAULT_TERMS, digit_prompt
from contact.command import CancelCallback, PromiseCallback
from contact.demand import rings_of
from contact.ending import Reason
from contact.number import may_dial, written
from contact.plan import Callback, Prompt
from contact.promise import Promises
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import AGAIN, BACK, PERSON
from ivr.core.script.script import Script
from ivr.core.stage import Stage

KEEP, YES = "1", "1"
MOVE, ANOTHER = "2", "2"
CANCEL, NO = "3", "3"
TERMINATOR = "#"
MOST_DIGITS = 15
"""Of a number, as ITU-T E.164 allows."""


class Step(StrEnum):
    """What a callback node waits for."""

    OPEN = "open"
    """What to do with the promise that there is."""
    CONFIRM = "confirm"
    TYPE = "type"
    CANCELLED = "cancelled"
    """The words after which the contact goes on."""
    PROMISED = "promised"
    """The distribution's answer; keys are kept for what follows a refusal."""


_ASKING = (Step.OPEN, Step.CONFIRM, Step.TYPE)


class CallbackScript(Script[Callback]):
    """Asks for a number and promises."""

    takes_keys = True

    def __init__(self, stage: Stage, promises: Promises) -> None:
        super().__init__(stage)
        self._promises = promises

    def takes(self, contact: ContactState, node: Callback) -> bool:
        return contact.step != Step.PROMISED  # until then the distribution may still say yes

    def enter(self, contact: ContactState, node: Callback, draft: Draft) -> None:
        contact.typed = ""
        contact.rings_at = written(contact.caller_number, self.stage.plan.outgoing)
        if self._promises.of_number(contact.rings_at) is not None:
            self._ask(contact, Step.OPEN, draft)
        elif may_dial(contact.rings_at, self.stage.plan.outgoing):
            self._ask(contact, Step.CONFIRM, draft)
        else:
            self._ask(contact, Step.TYPE, draft, Prompt("callback-no-number"))

    def said(self, contact: ContactState, node: Callback, draft: Draft) -> None:
        if contact.step in _ASKING:
            self.stage.await_key(contact, node.no_key_s, draft)
        else:
            self.stage.enter(contact, node.otherwise, draft)

    def press(self, contact: ContactState, node: Callback, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        if contact.step == Step.TYPE:
            self._type(contact, node, key, draft)
        elif contact.step == Step.OPEN:
            self._choose(contact, node, key, draft)
        elif contact.step == Step.CONFIRM:
            self._confirm(contact, node, key, draft)
        else:
            self.stage.enter(contact, node.otherwise, draft)

    def miss_key(self, contact: ContactState, node: Callback, draft: Draft) -> None:
        if contact.typed:
            self._check(contact, node, draft)
        else:
            self._forgive(contact, node, Prompt("no-key"), draft)

    def refused(self, contact: ContactState, draft: Draft) -> None:
        """The distribution promises nothing: the contact goes on as if it had said no."""
        node = self.stage.node(contact)
        if isinstance(node, Callback):
            self.stage.enter(contact, node.otherwise, draft)

    # ------------------------------------------------------------ what is pressed

    def _choose(self, contact: ContactState, node: Callback, key: str, draft: Draft) -> None:
        """A promise is open: it stays, is moved or cancelled."""
        promise = self._promises.of_number(contact.rings_at)
        if promise is None:  # kept or broken while it was told
            self.enter(contact, node, draft)
        elif key == KEEP:
            contact.farewell, contact.ends_as = "callback-kept", Reason.CALLBACK_PROMISED
            self.stage.speak(contact, (Prompt(contact.farewell),), draft)
        elif key == MOVE:
            self._promise(contact, node, draft)
        elif key == CANCEL:
            draft.do(CancelCallback(promise.contact_id))
            contact.step = Step.CANCELLED
            self.stage.speak(contact, (Prompt("callback-cancelled"),), draft)
        else:
            self._otherwise(contact, node, key, draft)

    def _confirm(self, contact: ContactState, node: Callback, key: str, draft: Draft) -> None:
        if key == YES:
            self._promise(contact, node, draft)
        elif key == ANOTHER:
            self._ask(contact, Step.TYPE, draft)
        elif key in (NO, BACK):
            self.stage.enter(contact, node.otherwise, draft)
        else:
            self._otherwise(contact, node, key, draft)

    def _otherwise(self, contact: ContactState, node: Callback, key: str, draft: Draft) -> None:
        """Keys that mean the same at every step."""
        if key == AGAIN:
            self._ask(contact, Step(contact.step), draft)
        elif key == PERSON:
            self.stage.enter(contact, self.stage.flow(contact).person or node.otherwise, draft)
        else:
            self._forgive(contact, node, Prompt("wrong-key"), draft)

    def _type(self, contact: ContactState, node: Callback, key: str, draft: Draft) -> None:
        if key == AGAIN:
            contact.typed = ""
        elif key == TERMINATOR and not contact.typed:
            self.stage.enter(contact, node.otherwise, draft)
            return
        elif key == TERMINATOR or len(contact.typed) == MOST_DIGITS:
            self._check(contact, node, draft)
            return
        else:
            contact.typed += key
        self.stage.await_key(contact, node.no_key_s, draft)

    def _check(self, contact: ContactState, node: Callback, draft: Draft) -> None:
        typed, contact.typed = contact.typed, ""
        number = written(typed, self.stage.plan.outgoing)
        if may_dial(number, self.stage.plan.outgoing):
            contact.rings_at = number
            self._ask(contact, Step.CONFIRM, draft)
        else:
            self._forgive(contact, node, Prompt("callback-refused"), draft)

    # ------------------------------------------------------------ what is said

    def _ask(self, contact: ContactState, step: Step, draft: Draft, *remarks: Prompt) -> None:
        contact.step = step
        self.stage.forget(contact.contact_id)
        words: tuple[Prompt, ...] = (Prompt(f"callback-{'enter' if step is Step.TYPE else step}"),)
        if step is Step.CONFIRM:
            digits = tuple(Prompt(digit_prompt(one)) for one in contact.rings_at)
            words = (Prompt("callback-offer"), *digits, *words)
        if not contact.keys_ahead:
            self.stage.speak(contact, (*remarks, *words), draft)

    def _forgive(self, contact: ContactState, node: Callback, remark: Prompt, draft: Draft) -> None:
        contact.faults += 1
        if contact.faults > node.tries:
            self.stage.enter(contact, node.otherwise, draft)
        else:
            self._ask(contact, Step(contact.step), draft, remark)

    def _promise(self, contact: ContactState, node: Callback, draft: Draft) -> None:
        contact.step = Step.PROMISED
        queue = self.stage.plan.queues[node.queue]
        terms = queue.callback or DEFAULT_TERMS
        rings = rings_of(queue, contact.language, contact.topic)
        self.stage.forget(contact.contact_id)
        draft.do(
            PromiseCallback(
                contact.contact_id,
                contact.rings_at,
                contact.entry_point,
                node.queue,
                contact.language,
                contact.topic,
                rings[0].skills,
                contact.priority,
                contact.since if contact.queue else draft.now,
                draft.now,
                draft.now + terms.window_s,
                contact.head_start_s,
                rings,
                queue.preferred,
            )
        )
