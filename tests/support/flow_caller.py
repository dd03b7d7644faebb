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
from contact.identity import CitizenId, ContactId
from contact.plan import Callback, CentrePlan, EmergencyCentre, Enqueue, Flow
from ivr.core import observation as seen
from ivr.core.script.emergency_centre import TRIES
from ivr.core.script.recognise import TOLD_WITHIN_S
from ivr.core.stage import PATIENT, SLOWEST
from tests.support.flow_dice import KEYS
from tests.support.flow_line import NUMBER, C, FlowLine
from tests.support.flow_others import RINGS_S, SPEAKS_S, Others

SAYING_S = 2.0
"""How long each prompt lasts."""
EMPLOYEE = "944200000"
HANGS_UP = 0.1
"""How often whoever could does."""
FALLS_BACK = 0.3
"""How often, where there is a queue that it can wait in."""
ANSWERS = "11123"
"""To the offer of a callback: mostly yes."""


class Stuck(Exception):
    """Nothing is said, no key awaited, no question open: the citizen is forgotten."""


class TwoPlaces(Exception):
    """The citizen is awaited in two places at once."""


class Endless(Exception):
    """More silence, or more time, than the flow can account for."""


def most_silences(flow: Flow) -> int:
    """How often a caller who presses nothing can be waited for, from anywhere in the flow.

    Each node asks once at most: without a key all ways lead further on, and whom a node that
    chooses a language has led past is asked when it comes there again. A node forgives `tries`
    silences, the next one leads on, and half a number may be there before the first. Each time
    there is one thing to hear out and one to wait for. The emergency centre is tried twice, and
    then a queue.
    """
    return sum(
        2 * (getattr(node, "tries", 0) + 2 + isinstance(node, EmergencyCentre))
        for node in flow.nodes.values()
    )


def longest_silence_s(flow: Flow) -> float:
    """The longest that one node can speak and wait, seconds."""
    return max(
        SAYING_S * (len(getattr(node, "prompts", ())) + 1)
        + max(TOLD_WITHIN_S, RINGS_S, SPEAKS_S, SLOWEST * PATIENT * getattr(node, "no_key_s", 0.0))
        for node in flow.nodes.values()
    )


class Caller:
    """Somebody who does anything for a while, then nothing more."""

    def __init__(self, dice: Random, plan: CentrePlan) -> None:
        self._dice = dice
        self._flow = plan.flows["line"]
        number = dice.choice(["", NUMBER, NUMBER, EMPLOYEE])
        self._line = FlowLine(plan, number, self._past(number))
        self._others = Others(dice, self._line)
        self.ending = ""
        """'queued', or why the contact ended; empty: not yet."""
        self.restart_count = 0
        self._asked: set[str] = set()
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
        names = {event.node for _, event in journal if isinstance(event, e.MenuEntered)}
        return {_kind_of(self._flow.nodes[name]) for name in names | self._asked}

    def live(self, act_count: int) -> None:
        """So many acts, then silence to the end. Raises Stuck, TwoPlaces or Endless."""
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
        line, others = self._line, self._others
        others.look()
        others.lets_go()
        others.look()
        if not line.is_there:
            self.ending = str(others.ending.reason) if others.ending else ""
            self._nobody_is_left(0)
        elif len(others.places) > 1:
            raise TwoPlaces(f"{' and '.join(others.places)} at {line.node}")
        elif not (line.state.speaking.number or others.places):
            raise Stuck(f"nothing happens any more at {line.node}")
        elif line.state.referral_tries > TRIES:
            raise Endless(f"the phone rings once more at {line.node}")
        elif line.state.is_epilogue:
            self._asked.add(line.node)
        else:
            self._nobody_is_left(line.state.referral)

    def _nobody_is_left(self, number: int) -> None:
        """No department's phone rings or talks but the one of this referral; 0: none."""
        if self._others.legs != ({number} if number else set()):
            raise TwoPlaces(f"phones {self._others.legs} ring for referral {number}")

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
        if isinstance(node, Enqueue) and node.keys:
            offered = node.keys
        self._line.presses(self._dice.choice(sorted(offered)))

    def _keep_silent(self) -> None:
        if self._line.state.asked:
            self._be_told()
        elif self._is_owed and (not self._line.state.speaking.number or self._dice.random() < 0.5):
            self._be_answered()
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

    @property
    def _is_owed(self) -> bool:
        """Others are to do something now."""
        return not {"question", "key"} & set(self._others.places) and bool(self._others.places)

    def _be_answered(self) -> None:
        others, places = self._others, self._others.places
        if "promise" in places:
            others.promises_or_not()
        elif others.queueing is not None:
            others.queues()
        elif self._line.state.is_waiting:
            self._be_served()
        elif "department" in places:
            others.department()
        elif "recorder" in places:
            others.message()

    def _be_served(self) -> None:
        how = self._dice.random()
        if how < 0.1:
            self._line.gives(seen.CitizenLeft(C, has_hung_up=True))
        elif how < 0.5:
            self._others.serves()
        else:
            self.ending = "queued"

    def _be_recognised(self) -> None:
        self._line.gives(e.CitizenRecognised(C, (CitizenId("citizen-1"),)))

    def _hang_up(self) -> None:
        if self._dice.random() < HANGS_UP:
            self._line.gives(seen.CitizenLeft(C, has_hung_up=True))

    def _fall_back(self) -> None:
        """The exchange takes it away, and brings it back."""
        can_wait = any(isinstance(node, Enqueue) for node in self._flow.nodes.values())
        if can_wait and self._dice.random() < FALLS_BACK:
            self._others.takes_away()

    def _restart(self) -> None:
        self._others.restart()
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
    Caller._be_answered,
    Caller._be_recognised,
    Caller._restart,
    Caller._hang_up,
    Caller._fall_back,
)


def _kind_of(node: object) -> str:
    """As in a flow file."""
    name = type(node).__name__
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")
