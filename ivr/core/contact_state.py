"""What the ivr remembers of one contact, and how events change it.

Owns the record and its fold; decides nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.callback import window_prompt
from contact.ending import Reason
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import State, advance
from contact.limit import LED_ON, Cause, Exit
from contact.plan import Prompt

_OFFER_ENDS = (e.OfferExpired, e.OfferDeclined, e.OfferWithdrawn, e.ContactConnected)
_DIALLING = (e.CallbackDialled, e.CallbackReached, e.CallbackFailed)

_NO_OFFER = (State.QUEUED, State.IN_FALLBACK, State.PROMISED)


@dataclass(slots=True)
class Speaking:
    """Something is being said to the citizen."""

    number: int
    """0: nothing."""
    restarts_music: bool = False
    """The music went silent for it and begins again afterwards."""


@dataclass(slots=True)
class ContactState:
    """One live contact as the ivr sees it."""

    contact_id: ContactId
    entry_point: str
    caller_number: str
    since: float
    """Arrival, or the waiting age it keeps; UTC seconds."""
    language: str
    state: State = State.ARRIVED
    has_chosen_language: bool = False
    """By key, or by its number before."""
    topic: str = ""
    node: str = ""
    last_speaking: int = 0
    """What was said at the present node first, perhaps by a run that is gone; 0: not known."""
    trail: tuple[str, ...] = ()
    """The nodes that led to the present one, and it; a node come back to forgets what followed."""
    queue: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    head_start_s: float = 0.0
    is_patient: bool = False
    """Gets twice as much time for keys."""
    values: dict[str, str] = field(default_factory=dict)
    """Name → digits that were typed."""
    is_known: bool = False
    """The CRM knows its number."""
    farewell: str = ""
    """Prompt that is said before the contact ends: its queue could not take it."""
    ends_as: Reason = Reason.OVERFLOWED
    """How it ends after the farewell."""
    has_left_queue: bool = False
    """It waited, and is in the dialogue again because of a key or a limit."""
    phones: dict[OfferId, AgentId] = field(default_factory=dict)
    """Agents' legs that ring for it, several where all are rung; then the one that talks."""
    offer_id: OfferId | None = None
    """The offer that was accepted."""
    agent_id: AgentId | None = None
    """Who talks with the citizen, in the fallback queue, too."""
    is_callback: bool = False
    """The citizen was promised to be rung back."""
    has_leg: bool = True
    """The citizen is on the line; not so in a callback until the citizen has answered."""
    dialling: OfferId | None = None
    """The offer for which the citizen's number is being dialled."""
    attempt: int = 0
    """Of those to reach the citizen the last."""
    referral: int = 0
    """Number of the referral that alerts or talks; 0: none."""
    referral_count: int = 0
    """Referrals so far."""
    referral_tries: int = 0
    """Referrals from the present node."""
    referred_to: str = ""
    """Name or number of the last referral's department."""
    has_message: bool = False
    """It left a message."""
    back_at: float = 0.0
    """When we last took it back from the fallback queue, UTC seconds; 0: never."""
    # --- not journaled: of this run only
    faults: int = 0
    """Wrong and missing keys at this node."""
    keys_ahead: str = ""
    """Keys that no node has taken yet."""
    step: str = ""
    """What a node waits for that asks several things."""
    rings_at: str = ""
    """The number that a callback would be promised to."""
    typed: str = field(default="", repr=False)
    """Digits of the number that is being typed."""
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """Name → digits that must not be written down."""
    trailing: str = ""
    """Key that means nothing if it comes now: it ends a number that had ended by itself."""
    leads_to: str = ""
    """The node that follows what is being said, where its node has more than one."""
    is_epilogue: bool = False
    """The contact has ended, only its survey is left; nothing is journaled of it but the score."""
    recording_at: float = 0.0
    """When the message began that is being recorded, UTC seconds; 0: none is."""
    asked: int = 0
    """The inquiry whose answer the present node waits for; 0: none."""
    speaking: Speaking = field(default_factory=lambda: Speaking(0))
    held: tuple[Prompt, ...] = ()
    """To be said to the waiting contact as soon as what is being said is over."""
    missing_count: int = 0
    """Looks at the exchange in a row that did not find it."""

    @property
    def is_waiting(self) -> bool:
        return self.state in (State.QUEUED, State.OFFERED)

    @property
    def needs_lease(self) -> bool:
        """Nobody talks with the citizen: if we die, the exchange must take over."""
        return self.has_leg and self.state in (
            State.ARRIVED,
            State.IN_MENU,
            State.QUEUED,
            State.OFFERED,
        )

    def shown(self) -> dict[str, Any]:
        """What people who look into the line are shown."""
        return {
            "state": str(self.state),
            "language": self.language,
            "node": self.node,
            "queue": self.queue,
            "since": self.since,
            "offers": list(self.phones),
            "agent": self.agent_id,
        }

    def hold(self, prompts: tuple[Prompt, ...]) -> None:
        """Keep them until what is being said is over; a newer position replaces an older one
        together with the wait that was told with it."""
        kinds = {_kind(prompt) for prompt in prompts}
        self.held = (*(one for one in self.held if _kind(one) not in kinds), *prompts)

    @property
    def is_returning(self) -> bool:
        """Taken back, but not yet seen again: it may still be in the fallback queue."""
        return self.state is State.IN_MENU and self.back_at > 0

    def fold(self, event: e.Event, at: float) -> None:
        """Take one event of this contact; what concerns another offer is too late."""
        if isinstance(event, _OFFER_ENDS + _DIALLING) and event.offer_id not in self.phones:
            return
        before = self.state
        self._fold_offer(event)
        self._fold_citizen(event)
        self.state = advance(before, event, self.phones)
        if before is not self.state and self.state is State.IN_FALLBACK:
            self._forget_dialogue()
        self._fold_referral(event)
        self.has_message = self.has_message or isinstance(event, e.MessageRecorded)
        match event:
            case e.MenuEntered():
                self._fold_node(event)
            case e.ContactClassified():
                self._fold_class(event)
            case e.ContactQueued():
                self.since, self.farewell, self.has_left_queue = event.since, "", False
                self._forget_offer()
            case e.ContactDiverted() if before is State.QUEUED:
                self._fold_way_out(event)
            case e.ContactTakenBack() | e.ContactServedInFallback() if before is State.IN_FALLBACK:
                self._fold_fallback(event, at)
            case _ if before is not self.state and self.state in _NO_OFFER:
                self._forget_offer()
            case _:
                pass

    def _forget_dialogue(self) -> None:
        """The exchange has taken it away: nothing is said, asked or recorded any more."""
        self.keys_ahead, self.asked, self.recording_at = "", 0, 0.0
        self.speaking, self.held = Speaking(0), ()

    def _fold_node(self, event: e.MenuEntered) -> None:
        if self.node != event.node:
            self.faults = self.referral_tries = 0
        self.node, self.last_speaking = event.node, event.speaking
        if event.node in self.trail:
            self.trail = self.trail[: self.trail.index(event.node) + 1]
        else:
            self.trail = (*self.trail, event.node)

    def _fold_citizen(self, event: e.Event) -> None:
        """What the citizen told by keys, and who it is."""
        match event:
            case e.LanguageChosen():
                self.language, self.has_chosen_language = event.language, True
            case e.MoreTimeAsked():
                self.is_patient = True
            case e.DigitsCollected():
                self.values[event.name] = event.digits
            case e.CitizenRecognised():
                self.is_known = True
            case _:
                pass

    def _fold_class(self, event: e.ContactClassified) -> None:
        self.language, self.topic = event.language, event.topic
        self.queue, self.skills = event.queue, event.skills
        self.priority, self.head_start_s = event.priority, event.head_start_s

    def _fold_referral(self, event: e.Event) -> None:
        if isinstance(event, e.ReferralReturned) and event.number == self.referral:
            self.referral = 0
        elif isinstance(event, e.ReferralOffered) and event.number > self.referral_count:
            self.referral = self.referral_count = event.number
            self.referral_tries += 1
            self.referred_to = event.target

    def _fold_fallback(
        self, event: e.ContactTakenBack | e.ContactServedInFallback, at: float
    ) -> None:
        if isinstance(event, e.ContactTakenBack):
            self.back_at = at
        else:
            self.agent_id = event.agent_id

    def _fold_way_out(self, event: e.ContactDiverted) -> None:
        self.farewell = event.way_out.target if event.way_out.kind is Exit.MESSAGE else ""
        self.has_left_queue = event.way_out.kind in LED_ON
        self.ends_as = Reason.CLOSED if event.cause is Cause.CLOSED else Reason.OVERFLOWED

    def promised(self, window_s: float) -> None:
        """It was promised a callback within so many seconds, and is over after the last word."""
        if self.state is State.IN_MENU:
            self.farewell, self.ends_as = window_prompt(window_s), Reason.CALLBACK_PROMISED

    def _fold_offer(self, event: e.Event) -> None:
        if self.is_callback:
            self._fold_callback(event)
        match event:
            case e.OfferMade() if self.is_waiting:
                self.phones[event.offer_id] = event.agent_id
                self.held = ()
            case e.ContactConnected() if self.state is State.OFFERED:
                self.offer_id, self.agent_id = event.offer_id, event.agent_id
                self.phones = {event.offer_id: event.agent_id}
            case e.OfferExpired() | e.OfferDeclined() | e.OfferWithdrawn():
                if self.state is State.OFFERED:
                    del self.phones[event.offer_id]
            case _:
                pass

    def _fold_callback(self, event: e.Event) -> None:
        match event:
            case e.CallbackDialled():
                self.dialling, self.attempt = event.offer_id, event.attempt
            case e.CallbackReached():
                self.dialling, self.has_leg = None, True
            case e.CallbackFailed() | e.OfferExpired() | e.OfferDeclined() | e.OfferWithdrawn():
                self.dialling = None
            case _:
                pass

    def _forget_offer(self) -> None:
        self.offer_id = self.agent_id = None
        self.referral = 0
        self.phones = {}


def _kind(prompt: Prompt) -> str:
    """What a prompt is about: all positions, and the waits told with them, are about the same."""
    kind = prompt.key.partition("-")[0]
    return "position" if kind == "wait" else kind
