"""A flow played without a telephone: keys in, words out, at any pretended time.

Owns the pretended citizen and exchange around the real dialogue (`ivr.core`): what is said takes as
long as its recording, a key is pressed when it has been said, silence lasts as long as the node
waits. It ends where a person would be sought, or with the last word. Edge only in that the calendar
answers through a library.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.command import QueueContact
from contact.identity import ContactId
from contact.plan import CentrePlan, Recognise
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from ivr.edge.inquiry import Answer, calendar_answers

CONTACT = ContactId("rehearsal-1")
SILENCE = ""
"""In place of a key: the citizen presses nothing until the node gives up waiting."""
MOST_LINES = 500
"""A dialogue longer than this goes round for ever."""
UNKNOWN_S = 3.0
"""How long a prompt lasts that has no recording, seconds."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something said, pressed or done."""

    after_s: float
    """Since the call began, seconds."""
    who: str
    """'line', 'citizen' or 'exchange'."""
    what: str
    node: str = ""
    """Where in the flow."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who rings, where and when."""

    entry_point: str
    at: float
    """UTC seconds."""
    caller_number: str = ""
    language: str = ""
    """That the caller's number chose last; empty: unknown."""


@dataclass(slots=True)
class Rehearsal:
    """One call."""

    plan: CentrePlan
    scene: Scene
    words: Callable[[str, str], tuple[str, float]]
    """Key of a prompt and language → its words and how long they last, seconds."""
    lines: list[Line] = field(default_factory=list)
    pressed: list[tuple[float, str]] = field(default_factory=list)
    """Keys and silences, each with when it was pressed or over, seconds since the call began."""
    told_count: int = 0
    """So many lines have been shown already."""
    ending: str = ""
    """What the call comes to; empty: not yet."""
    _engine: Engine = field(init=False)
    _answers: Mapping[type, Answer] = field(init=False)
    _now: float = field(init=False)
    _said: int = 0

    def __post_init__(self) -> None:
        self._engine = Engine(self.plan)
        if self.scene.caller_number and self.scene.language:
            self._engine.callers.remember(self.scene.caller_number, self.scene.language)
        self._now = self.scene.at
        self._answers = calendar_answers(
            self.plan.time_zone, lambda: self._now, self.plan.calendars
        )

    async def play(self, keys: AsyncIterator[str]) -> None:
        """From the answer to the end; the call ends when it does, whatever keys are left."""
        scene = self.scene
        await self._take(seen.CitizenArrived(CONTACT, scene.entry_point, scene.caller_number, ""))
        while not self.ending and len(self.lines) < MOST_LINES:
            if self._said:
                number, self._said = self._said, 0
                await self._take(seen.SayingEnded(CONTACT, number))
            elif self._awaits_word():
                await self._be_told_nothing()
            elif self._engine.key_until(CONTACT) is not None:
                await self._press(await anext(keys, SILENCE))
            else:
                self.ending = "stands still: nothing more would happen"

    def _awaits_word(self) -> bool:
        """Whether the node waits for what the CRM says, and not for a key."""
        node = self._engine.snapshot().get(CONTACT, {}).get("node", "")
        entries = self.plan.entry_points
        entry = entries.get(self.scene.entry_point) or next(iter(entries.values()))
        is_asking = isinstance(self.plan.flows[entry.flow].nodes.get(node), Recognise)
        return is_asking and self._engine.key_until(CONTACT) is not None

    async def _be_told_nothing(self) -> None:
        self._now = self._engine.key_until(CONTACT) or self._now
        self._note("exchange", "is not told by the CRM who calls")
        await self._perform(self._engine.tick(self._now))

    async def _press(self, key: str) -> None:
        if key != SILENCE:
            self._note("citizen", f"presses {key}")
            self.pressed.append((self._now - self.scene.at, key))
            await self._take(seen.KeyPressed(CONTACT, key))
            return
        until = self._engine.key_until(CONTACT) or self._now
        self._note("citizen", f"presses nothing for {until - self._now:g} s")
        self._now = until
        self.pressed.append((self._now - self.scene.at, SILENCE))
        await self._perform(self._engine.tick(self._now))

    async def _take(self, message: Any) -> None:
        await self._perform(self._engine.handle(message, self._now))

    async def _perform(self, outcome: Any) -> None:
        for event in outcome.events:
            if isinstance(event, e.ContactEnded):
                self.ending = f"ended: {event.ending.reason}"
        for effect in outcome.effects:
            await self._do(effect)

    async def _do(self, effect: Any) -> None:
        if isinstance(effect, do.Speak):
            self._say(effect)
        elif isinstance(effect, do.StopSpeaking):
            self._said = 0
        elif isinstance(effect, QueueContact):
            where = f"in the queue '{effect.queue}' for {' and '.join(effect.skills) or 'anyone'}"
            self.ending = f"waits for a person {where}"
            self._note("exchange", self.ending)
        elif isinstance(effect, do.Refer):
            self.ending = f"leads to {effect.destination or 'the emergency centre'}"
            self._note("exchange", self.ending)
        elif isinstance(effect, do.Record):
            self.ending = f"records a message of at most {effect.most_s:g} s"
            self._note("exchange", self.ending)
        elif isinstance(effect, do.Ask):
            await self._ask(effect)

    def _say(self, effect: do.Speak) -> None:
        for prompt in effect.prompts:
            words, lasts_s = self.words(prompt.key, prompt.language)
            self._note("line", f"[{prompt.language}] {words}")
            self._now += lasts_s
        self._said = effect.number

    async def _ask(self, effect: do.Ask) -> None:
        answerer = self._answers.get(type(effect.question))
        answer = await answerer(effect.question) if answerer else None
        told = {True: "yes", False: "no", None: "nobody can tell"}.get(answer, str(answer))
        self._note("exchange", f"asks {effect.question}: {told}")
        await self._take(seen.InquiryAnswered(CONTACT, effect.number, answer))

    def _note(self, who: str, what: str) -> None:
        node = self._engine.snapshot().get(CONTACT, {}).get("node", "")
        self.lines.append(Line(round(self._now - self.scene.at, 1), who, what, node))


async def typed(keys: Sequence[str]) -> AsyncIterator[str]:
    """Keys known beforehand."""
    for key in keys:
        yield key
