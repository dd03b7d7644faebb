"""What the distribution, agents, departments and the recorder answer to a random caller.

Owns the dice of their answers. Each is given to the line as the exchange or the journal would.
"""

from __future__ import annotations

from random import Random

from contact import event as e
from contact.command import Code, LeaveQueue, PromiseCallback, QueueContact, Refusal, Refused
from contact.ending import Ending
from contact.identity import LegId, OfferId, callback_id, referral_leg_id
from contact.journey import State
from contact.limit import Cause, Exit, WayOut
from ivr.core import effect as do
from ivr.core import observation as seen
from tests.support.flow_line import C, FlowLine

NOT_THERE = ("busy", "no answer", "unreachable", "rejected")
RINGS_S = 3.0
"""Longest until a department answers or does not."""
SPEAKS_S = 5.0
"""Longest message."""


class Others:
    """Whoever owes the caller an answer."""

    def __init__(self, dice: Random, line: FlowLine) -> None:
        self._dice = dice
        self._line = line
        self.promise: PromiseCallback | None = None
        """Asked for, not answered."""
        self.queueing: QueueContact | None = None
        """Asked for, not answered."""
        self.legs: set[int] = set()
        """Numbers of the referrals whose phone rings or talks."""
        self.brings_survey = False
        """When the agent leaves, the exchange brings the citizen again."""

    def look(self) -> None:
        """Take what the last message made the line ask for."""
        for effect in self._line.effects:
            if isinstance(effect, PromiseCallback):
                self.promise = effect
            elif isinstance(effect, QueueContact):
                self.queueing = effect
            elif isinstance(effect, do.Join):
                self.brings_survey = effect.has_survey
            elif isinstance(effect, do.Refer):
                self.legs.add(effect.number)
            elif isinstance(effect, do.DropReferral):
                self.legs.discard(effect.number)

    @property
    def places(self) -> list[str]:
        """Where the caller is waited for, or awaited; one at most is right."""
        state = self._line.state
        found = {
            "promise": self.promise is not None,
            "queue": self.queueing is not None or state.is_waiting,
            "department": bool(state.referral),
            "recorder": bool(state.recording_at),
            "question": bool(state.asked),
            "key": self._line.engine.key_until(C) is not None,
        }
        return [name for name, is_there in found.items() if is_there]

    @property
    def ending(self) -> Ending | None:
        """How the contact ended; None: it has not."""
        for _, event in self._line.journal:
            if isinstance(event, e.ContactEnded) and event.contact_id == C:
                return event.ending
        return None

    def lets_go(self) -> None:
        """The distribution lets a citizen go who chose to, and the exchange one whom we drop."""
        for effect in self._line.effects:
            if isinstance(effect, LeaveQueue):
                way_out = WayOut(Exit.NODE, effect.node)
                queue = self._line.state.queue
                self._line.gives(e.ContactDiverted(C, queue, Cause.CHOSEN, way_out))
            elif effect == do.DropCitizen(C):
                self._line.gives(seen.CitizenLeft(C, has_hung_up=True))

    # ------------------------------------------------------------ the distribution

    def promises_or_not(self) -> None:
        """What was asked for is promised, or refused."""
        command, self.promise = self.promise, None
        if command is None:
            return
        if self._dice.random() < 0.7:
            names = [one for one in PromiseCallback.__slots__ if one != "contact_id"]
            terms = {name: getattr(command, name) for name in names}
            self._line.gives(e.CallbackPromised(callback_id(C), C, **terms))
        else:
            self._line.gives(Refused(command, Refusal(Code.WRONG_STATE, "Not now.")))

    def queues(self) -> None:
        """The contact waits."""
        command, self.queueing = self.queueing, None
        if command is None:
            return
        queued = e.ContactQueued(
            C, command.queue, command.language, command.skills, 0, command.since, 1
        )
        self._line.gives(queued)

    # ------------------------------------------------------------ people

    def serves(self) -> None:
        """An agent answers and hangs up; a survey may follow."""
        offer = OfferId(f"{C}.offer-1")
        agent_id = next(iter(self._line.plan.agents))
        why = e.OfferReason(1, 0.0, (), 5.0, "longest idle")
        self._line.gives(e.OfferMade(offer, C, agent_id, self._line.now + 9.0, why))
        self._line.gives(seen.PhoneAnswered(offer))
        self.look()
        self._line.gives(seen.PhoneEnded(offer))
        if self.brings_survey:
            number = self._line.caller_number
            self._line.gives(seen.CitizenArrived(C, "012", number, "", is_survey=True))

    def department(self) -> None:
        """The department, or the emergency centre, answers or does not, or hangs up."""
        number = self._line.state.referral
        if not number:
            return
        self._line.now += self._dice.uniform(0.0, RINGS_S)
        if self._line.state.state is State.REFERRED:
            self._hangs_up_there(number)
        elif self._dice.random() < 0.3:
            self._line.gives(seen.ReferralAnswered(C, number))
        else:
            self.legs.discard(number)
            self._line.gives(seen.ReferralEnded(C, number, self._dice.choice(NOT_THERE)))

    def _hangs_up_there(self, number: int) -> None:
        if self._dice.random() < 0.5:
            self.legs.discard(number)
            self._line.gives(seen.ReferralEnded(C, number))
        else:
            self._line.gives(seen.CitizenLeft(C, has_hung_up=True))

    def message(self) -> None:
        """The message ends by its key, silence or hanging up, or cannot be recorded."""
        if not self._line.state.recording_at:
            return
        self._line.now += (spoken_s := self._dice.uniform(0.0, SPEAKS_S))
        how = self._dice.choice(["key", "silence", "hang-up", "failing"])
        if how == "hang-up":
            self._line.gives(seen.CitizenLeft(C, has_hung_up=True))
            return
        if how == "key":
            self._line.presses("#")
        self._line.gives(seen.RecordingEnded(C, spoken_s, is_kept=how != "failing"))

    # ------------------------------------------------------------ the fallback queue

    def takes_away(self) -> None:
        """The lease runs out, and the citizen comes back out of the fallback queue."""
        state = self._line.state
        if state.is_epilogue or state.state not in (State.IN_MENU, State.QUEUED) or self.promise:
            return
        self.queueing = None
        self._line.gives(seen.CitizenLeft(C, has_hung_up=False))
        self.look()
        self._line.now += RINGS_S
        number = self._line.caller_number
        self._line.gives(seen.CitizenArrived(C, "012", number, "", is_back=True))

    # ------------------------------------------------------------ a restart

    def restart(self) -> None:
        """The application restarts; what was asked of the distribution is done, or never was."""
        if self.promise is not None and self._dice.random() < 0.5:
            self.promises_or_not()
            self.look()
        self.promise = None
        if not self._line.is_there:
            return
        legs: dict[LegId, bool] = {}
        is_up = self._line.state.state is State.REFERRED
        if self._line.state.referral and self._dice.random() < 0.7:
            leg = referral_leg_id(C, self._line.state.referral)
            legs[leg] = is_up or self._dice.random() < 0.3
        if not legs:
            self.legs.clear()
        self._line.restarts(legs, talks=is_up and self._dice.random() < 0.7)
