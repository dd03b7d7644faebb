"""Who draws the acts of a long random day, and who cuts a bad day down to its shortest.

Owns the dice: how often what happens, drawn anew for each seed, so that some days are nearly calm
and some are nothing but trouble. Never judges.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import accumulate

from tests.support.acd_books import ARRIVED, CONNECTED, FALLBACK, QUEUED
from tests.support.acd_invariant import Broken
from tests.support.acd_play import Act, Play

ORDINARY = {
    "comes": 10.0,
    "answers": 13.0,
    "hangs_up": 13.0,
    "leaves": 1.2,
    "passes": 9.0,
    "wraps_up": 5.0,
    "sits_down": 3.0,
}
TROUBLE = {
    "comes_anew": 0.6,
    "asks_in_vain": 0.6,
    "stands_up": 1.2,
    "longer": 0.5,
    "learns": 0.8,
    "alerts": 0.5,
    "refuses": 1.5,
    "is_late": 0.5,
    "lags": 0.6,
    "phone": 1.5,
    "falls_back": 0.8,
    "comes_back": 1.2,
    "wrongly": 0.6,
    "again": 1.0,
    "crashes": 0.05,
    "asks_back": 2.0,
    "changes_promise": 0.5,
    "dials": 4.0,
    "closes": 0.3,
}
"""Kinds of acts, and how often they come."""


class Day:
    """Draws one act after the other and plays it."""

    def __init__(self, seed: int, *, is_plain: bool = False) -> None:
        self.seed, self.is_plain = seed, is_plain
        self.play = Play(seed, is_plain=is_plain)
        self.chance = random.Random(f"day {seed}")
        self.patience = self.chance.randint(4, 25)
        """So many wait, and the next who come hang up instead."""
        self.pace_s = self.chance.choice((0.3, 1.0, 3.0))
        self.number = 0
        holds = {one for person in self.play.plan.agents.values() for one in person.capacity}
        self.channels = ("voice", "voice", *sorted(holds))
        """By which contacts come."""
        kinds = dict(ORDINARY)
        for kind, often in TROUBLE.items():
            kinds[kind] = often * self.chance.choice((0.0, 0.3, 1.0, 3.0))
        draws: list[Callable[[], Act | None]] = [getattr(self, f"_{kind}") for kind in kinds]
        self._draws, self._weights = draws, list(accumulate(kinds.values()))

    def run(self, contacts: int) -> None:
        """So many contacts come, then all calms down. Raises Broken."""
        for agent in self.play.agents:
            self.play.play(("is_ready", agent))
        while self.play.contacts < contacts:
            draw = self.chance.choices(self._draws, cum_weights=self._weights)[0]
            act = draw()
            if act is not None:
                self.play.play(act)
        self.play.play(("calms_down",))

    # ------------------------------------------------------------ the ordinary day

    def _comes(self) -> Act | None:
        if len(self.play.books.waiting) > self.patience:
            return self._leaves()
        self.number += 1
        contact = f"c{self.number}"
        self.play.play(("arrives", contact, self.chance.choice(self.channels)))
        return ("enters_menu", contact) if self.chance.random() < 0.1 else self._wants(contact)

    def _wants(self, contact: str) -> Act:
        age_s = self.chance.choice((0.0, 0.0, 0.0, -1.0, round(self.chance.random() * 50, 2)))
        return ("queues", contact, self.chance.randrange(len(self.play.wishes)), age_s)

    def _answers(self) -> Act | None:
        return self._of_an_offer(self.chance.choice(("connects", "connects", "two_answer")))

    def _hangs_up(self) -> Act | None:
        stories = self.play.books.stories.values()
        talking = [one for one in stories if one.phase == CONNECTED]
        if not talking:
            return None
        one = self.chance.choice(talking)
        is_done = one.channel != "voice" and self.chance.random() < 0.9
        return ("is_done_with" if is_done else "ends", one.contact_id)

    def _leaves(self) -> Act | None:
        live = list(self.play.books.stories)
        return ("ends", self.chance.choice(live)) if live else None

    def _passes(self) -> Act:
        return ("waits", round(self.chance.expovariate(1 / self.pace_s), 3))

    def _wraps_up(self) -> Act | None:
        who = [one.agent_id for one in self.play.books.people.values() if one.work == "wrap-up"]
        return ("finishes", self.chance.choice(who)) if who else None

    def _sits_down(self) -> Act:
        return ("is_ready", self._somebody())

    # ------------------------------------------------------------ trouble

    def _comes_anew(self) -> Act | None:
        """A contact comes out of the menu, or one that waits wants something else."""
        stories = self.play.books.stories
        there = [who for who, one in stories.items() if one.phase in (ARRIVED, QUEUED)]
        return self._wants(self.chance.choice(there)) if there else None

    def _asks_in_vain(self) -> Act:
        agent, contact = self._somebody(), self._some_contact()
        asked: Act = self.chance.choice(
            (
                ("finishes", agent),
                ("needs_longer", agent),
                ("logs_in", agent),
                ("enters_menu", contact),
                self._wants(contact),
            )
        )
        return asked

    def _stands_up(self) -> Act:
        return (self.chance.choice(("is_not_ready", "is_not_ready", "logs_out")), self._somebody())

    def _longer(self) -> Act | None:
        who = [one.agent_id for one in self.play.books.people.values() if one.work == "wrap-up"]
        return ("needs_longer", self.chance.choice(who)) if who else None

    def _learns(self) -> Act:
        return ("learns", self._somebody(), self.chance.randrange(len(self.play.abilities)))

    def _alerts(self) -> Act | None:
        return self._of_an_offer("alerts")

    def _refuses(self) -> Act | None:
        return self._of_an_offer("declines")

    def _is_late(self) -> Act:
        return ("ticks_late", self.chance.choice((1.0, 20.0, 100.0)))

    def _lags(self) -> Act:
        return ("lags", self.chance.choice((0.01, 1.0, 12.0)))

    def _phone(self) -> Act:
        is_back = self.chance.random() < 0.85
        return ("phone_is", self._somebody(), is_back, self.chance.random() < 0.2)

    def _falls_back(self) -> Act:
        return ("falls_back", self._some_contact())

    def _comes_back(self) -> Act | None:
        away = [who for who, one in self.play.books.stories.items() if one.phase == FALLBACK]
        if not away:
            return None
        contact, dice = self.chance.choice(away), self.chance.random()
        if dice < 0.3:
            return ("is_served_there", contact, self._somebody())
        if dice < 0.5:
            return ("ends", contact)
        self.play.play(("is_taken_back", contact))
        return self._wants(contact)

    def _wrongly(self) -> Act:
        number = self.chance.choice((1, 1, 2, 3))
        return ("is_reported_wrongly", self._some_contact(), self._somebody(), number)

    def _again(self) -> Act:
        return ("is_told_again", self.chance.choice((0, 0, 1, 2, self.chance.randrange(400))))

    def _crashes(self) -> Act:
        return ("crashes", self.chance.choice((0, 0, 1, 2)))

    # ------------------------------------------------------------ callbacks

    def _asks_back(self) -> Act:
        """Somebody new, or one who waits, wants to be rung back; some ask twice."""
        chance = self.chance
        there = list(self.play.books.waiting)
        if there and chance.random() < 0.3:
            contact = chance.choice(there)
        else:
            self.number += 1
            contact = f"c{self.number}"
            self.play.play(("arrives", contact))
        later_s, lasts_s = chance.choice((0.0, 3.0, 20.0)), chance.choice((5.0, 30.0, 120.0))
        times = (round(chance.random() * 50, 2), later_s, lasts_s, float(chance.random() < 0.5))
        wish, number = chance.randrange(len(self.play.wishes)), f"{600 + chance.randrange(20)}"
        return ("asks_back", contact, wish, number, times)

    def _changes_promise(self) -> Act | None:
        promised = list(self.play.books.vows)
        if not promised:
            return None
        contact, dice = self.chance.choice(promised), self.chance.random()
        if dice < 0.4:
            return ("cancels", contact, dice < 0.2)
        return ("moves_callback", contact, self.chance.choice((0.0, 15.0, 60.0)), 40.0)

    def _dials(self) -> Act | None:
        """The line does what it has to, with the citizens of callbacks that are offered."""
        books = self.play.books
        offered = dict.fromkeys(one.contact_id for one in books.offers.values())
        ringing = [one for one in offered if one in books.vows]
        if not ringing:
            return None
        contact, dice = self.chance.choice(ringing), self.chance.random()
        if dice < 0.4:
            return ("dials", contact)
        return ("reaches", contact) if dice < 0.7 else ("fails", contact, self.chance.randrange(4))

    def _closes(self) -> Act:
        return ("closes", self.chance.random() < 0.5) if self.chance.random() < 0.4 else ("opens",)

    # ------------------------------------------------------------ who

    def _of_an_offer(self, act: str) -> Act | None:
        """The act for one of the live offers; where several are rung for the contact, for any."""
        offers = list(self.play.books.offers.values())
        if not offers:
            return None
        return (act, self.chance.choice(offers).contact_id, self.chance.randrange(10))

    def _somebody(self) -> str:
        return self.chance.choice(self.play.agents)

    def _some_contact(self) -> str:
        """Mostly a live one, now and then one that has ended long ago."""
        live = list(self.play.books.stories)
        if live and self.chance.random() < 0.8:
            return self.chance.choice(live)
        return f"c{self.chance.randint(1, self.number + 1)}"


# ---------------------------------------------------------------- cutting down


def breaks(seed: int, acts: Sequence[Act], *, is_plain: bool = False) -> Broken | None:
    """What these acts break in the centre of this seed; None when nothing."""
    try:
        Play(seed, is_plain=is_plain).play_all(acts)
    except Broken as broken:
        return broken
    return None


def shortest(day: Day, broken: Broken, trials: int = 600) -> list[Act]:
    """Few acts of the day that break the same (Zeller and Hildebrandt's ddmin, 2002).

    Stops after so many trials: a story that is nearly the shortest now is better than the shortest
    much later.
    """
    acts, size = list(day.play.acts), max(1, len(day.play.acts) // 2)
    while trials > 0:
        start, was = 0, len(acts)
        while start < len(acts) and trials > 0:
            fewer = acts[:start] + acts[start + size :]
            trials -= 1
            found = breaks(day.seed, fewer, is_plain=day.is_plain)
            if found is not None and found.names == broken.names:
                acts = fewer
            else:
                start += size
        if size == 1 and len(acts) == was:
            break
        size = max(1, size // 2)
    return acts


def story(day: Day, broken: Broken) -> str:
    """A failure as one can play it again: seed, what broke, and few acts that lead there."""
    acts = shortest(day, broken)
    lines = "\n".join(f"    {act!r}," for act in acts)
    plain = ", is_plain=True" if day.is_plain else ""
    return (
        f"seed {day.seed}, act {len(day.play.acts)}: {broken}\n"
        f"the same with {len(acts)} acts: Play({day.seed}{plain}).play_all([\n{lines}\n])"
    )


def live_through(seed: int, contacts: int, *, is_plain: bool = False) -> Day:
    """A whole day. Raises AssertionError that tells its short story."""
    day = Day(seed, is_plain=is_plain)
    try:
        day.run(contacts)
    except Broken as broken:
        raise AssertionError(story(day, broken)) from broken
    return day
