"""Callers who do anything in a flow for a while, then nothing more.

Owns the dice of callers, and the bound of how long silence can last. The flow is walked by the real
engine, which restarts from its own journal at times.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from contact import event as e
from contact.calendar import Opening, Standing
from contact.command import Code, PromiseCallback, QueueContact, Refusal, Refused
from contact.identity import CitizenId, ContactId
from contact.plan import Callback, CentrePlan, Flow
from ivr.core.script.recognise import TOLD_WITHIN_S
from ivr.core.stage import PATIENT, SLOWEST
from tests.support.flow_dice import KEYS
from tests.support.flow_line import NUMBER, C, FlowLine

SAYING_S = 2.0
"""How long each prompt lasts."""
EMPLOYEE = "944200000"
ANSWERS = "123"
"""To the offer of a callback."""


class Stuck(Exception):
    """Nothing is said, no key awaited, no question open: the citizen is forgotten."""


class Endless(Exception):
    """More silence, or more time, than the flow can account for."""


def most_silences(flow: Flow) -> int:
    """How often a caller who presses nothing can be waited for, from anywhere in the flow.

    Each node asks once at most: without a key all ways lead further on, and whom a node that
    chooses a language has led past is asked when it comes there again. A node forgives `tries`
    silences, the next one leads on, and half a number may be there before the first. Each time
    there is one thing to hear out and one to wait for.
    """
    return sum(2 * (getattr(node, "tries", 0) + 2) for node in flow.nodes.values())


def longest_silence_s(flow: Flow) -> float:
    """The longest that one node can speak and wait, seconds."""
    return max(
        SAYING_S * (len(getattr(node, "prompts", ())) + 1)
        + max(TOLD_WITHIN_S, SLOWEST * PATIENT * getattr(node, "no_key_s", 0.0))
        for node in flow.nodes.values()
    )


class Caller:
    """Somebody who does anything for a while, then nothing more."""

    def __init__(self, dice: Random, plan: CentrePlan) -> None:
        self._dice = dice
        self._flow = plan.flows["line"]
        number = dice.choice(["", NUMBER, EMPLOYEE])
        self._line = FlowLine(plan, number, self._past(number))
        self.ending = ""
        """'queued', 'promised' or 'ended'; empty: not yet."""
        self.restart_count = 0
        self._look()

    def _past(self, number: str) -> list[e.Event]:
        """A call in which a language was chosen; an emergency message."""
        before: list[e.Event] = []
        if self._dice.random() < 0.5:
            earlier = ContactId("earlier")
            before += [e.ContactArrived(earlier, "012", number), e.LanguageChosen(earlier, "en")]
        if self._dice.random() < 0.5:
            before.append(e.EmergencyMessageSet("notice-outage", "ana"))
        return before

    @property
    def visited(self) -> set[str]:
        """Kinds of the nodes that the contact came to."""
        journal = self._line.journal
        names = [event.node for _, event in journal if isinstance(event, e.MenuEntered)]
        return {type(self._flow.nodes[name]).__name__.lower() for name in names}

    def live(self, act_count: int) -> None:
        """So many acts, then silence to the end. Raises Stuck or Endless."""
        for _ in range(act_count):
            if not self.ending:
                self._dice.choice(_ACTS)(self)
                self._look()
        if self.ending:
            return
        ahead = 1 + len(self._line.state.keys_ahead)  # each may lead back to the beginning
        most, began = ahead * most_silences(self._flow), self._line.now
        for _ in range(most):
            if not self.ending:
                self._keep_silent()
                self._look()
        if not self.ending:
            raise Endless(f"still at {self._line.node} after {most} silences")
        if self._line.now - began > most * longest_silence_s(self._flow):
            raise Endless(f"silence took {self._line.now - began:g} s")

    def _look(self) -> None:
        line = self._line
        promises = [one for one in line.effects if isinstance(one, PromiseCallback)]
        if any(isinstance(one, QueueContact) for one in line.effects):
            self.ending = "queued"
        elif promises and self._dice.random() < 0.5:
            self.ending = "promised"
        elif promises:
            line.gives(Refused(promises[0], Refusal(Code.WRONG_STATE, "Not now.")))
            self._look()
        elif C not in line.engine.snapshot():
            self.ending = "ended"
        elif not (line.state.speaking.number or line.state.asked or self._until is not None):
            raise Stuck(f"nothing happens any more at {line.node}")

    @property
    def _until(self) -> float | None:
        return self._line.engine.key_until(C)

    # ------------------------------------------------------------ acts

    def _press(self) -> None:
        self._line.presses(self._dice.choice(KEYS))

    def _press_many(self) -> None:
        for _ in range(self._dice.randint(2, 35)):
            if not self.ending:
                self._press()
                self._look()

    def _press_what_is_offered(self) -> None:
        node = self._flow.nodes[self._line.node]
        offered = ANSWERS if isinstance(node, Callback) else getattr(node, "choices", KEYS)
        self._line.presses(self._dice.choice(sorted(offered)))

    def _keep_silent(self) -> None:
        if self._line.state.asked:
            self._be_told()
        elif self._line.state.speaking.number:
            self._hear_out()
        else:
            self._wait()

    def _hear_out(self) -> None:
        self._line.now += SAYING_S * self._dice.randint(1, 2)
        if self._line.state.speaking.number:
            self._line.hears_out()

    def _wait(self) -> None:
        if self._until is not None:
            self._line.waits(self._until - self._line.now + 0.001)

    def _be_told(self) -> None:
        if not self._line.state.asked:
            return
        answers: list[Any] = [True, False, None]
        if self._is_calendar():
            words = ("", "closed-holiday")
            answers = [Opening(one, self._dice.choice(words)) for one in Standing]
            answers.append(None)
        self._line.learns(self._dice.choice(answers))

    def _is_calendar(self) -> bool:
        return bool(getattr(self._flow.nodes[self._line.node], "calendar", ""))

    def _be_recognised(self) -> None:
        self._line.gives(e.CitizenRecognised(C, (CitizenId("citizen-1"),)))

    def _restart(self) -> None:
        self._line.restarts()
        self.restart_count += 1


_ACTS: tuple[Callable[[Caller], None], ...] = (
    Caller._press,
    Caller._press,
    Caller._press_many,
    Caller._press_what_is_offered,
    Caller._press_what_is_offered,
    Caller._press_what_is_offered,
    Caller._keep_silent,
    Caller._keep_silent,
    Caller._hear_out,
    Caller._wait,
    Caller._be_told,
    Caller._be_recognised,
    Caller._restart,
)
