"""The ivr's engine: one entry for everything, and the leases of all who wait.

Owns the live contacts and the routing of messages to dialogue, conversation, fallback and
reconcile. Never acts. Pure.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from contact import event as e
from contact.command import Code, HangUp, Refusal, Refused, SetEmergencyMessage
from contact.core import NOTHING, Instant, Outcome
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId
from contact.journey import State
from contact.plan import CentrePlan
from contact.promise import NO_CONTACT, Promises
from ivr.core import effect as do
from ivr.core import fallback
from ivr.core import observation as seen
from ivr.core.attendance import Attendance
from ivr.core.callback import Callbacks, Over
from ivr.core.caller_memory import CallerMemory
from ivr.core.contact_state import ContactState
from ivr.core.conversation import Conversation, refusal_to_hang_up
from ivr.core.dialogue import Dialogue
from ivr.core.draft import Draft
from ivr.core.lease import Leases
from ivr.core.phone import Phones
from ivr.core.reconcile import Reconcile
from ivr.core.referral import Referrals
from ivr.core.register import Register
from ivr.core.survey import Surveys


class Engine:
    """Decides for all contacts of the line. Fulfils contact.core.Core."""

    def __init__(
        self,
        plan: CentrePlan,
        lease_s: float = 8.0,
        renew_s: float = 3.0,
        caller_key: bytes = b"",
    ) -> None:
        """`caller_key`: secret under which callers' numbers are remembered."""
        self._plan = plan
        self._register = Register(plan)
        self._contacts = self._register.live
        self._leases = Leases(lease_s, renew_s)
        self.phones = Phones(plan)
        self.callers = CallerMemory[str](caller_key)
        """The language that each number chose last."""
        self._attendance = Attendance(_last=CallerMemory(caller_key))
        self._promises = Promises()
        self._dialogue = Dialogue(plan, self._attendance, self.callers, self._promises)
        self._surveys = Surveys(self._dialogue.stage)
        self._conversation = Conversation(plan, self._dialogue, self._surveys)
        self._callbacks = Callbacks(plan, self._dialogue, self._conversation, self._promises)
        self._referrals = Referrals(self._dialogue.stage)
        self._reconcile = Reconcile(self._dialogue, self._conversation, self._referrals)

    # ------------------------------------------------------------ the core's contract

    def handle(self, message: Any, now: Instant) -> Outcome:
        """Take an event, an observation or a command."""
        kind = type(message)
        if kind in _EVENTS:
            self._fold(message, now)
        take = self._TAKES.get(kind)
        if take is None:
            return NOTHING
        if isinstance(message, HangUp | SetEmergencyMessage):
            answer: Outcome = take(self, message, now)
            return answer
        draft = Draft(self._fold, now)
        take(self, message, draft)
        self._leases.keep(bool(self._contacts), now)
        return draft.outcome()

    def tick(self, now: Instant) -> Outcome:
        """Renew leases, count missing keys."""
        draft = Draft(self._fold, now)
        for contact_id, until in list(self._dialogue.key_until.items()):
            if until <= now:
                self._dialogue.miss_key(self._heard[contact_id], draft)
        if self._leases.renew_at is not None and self._leases.renew_at <= now:
            self._leases.renew(self._contacts.values(), draft)
        self._leases.keep(bool(self._contacts), now)
        return draft.outcome()

    def next_deadline(self) -> Instant | None:
        """The next renewal or the next missing key."""
        deadlines = list(self._dialogue.key_until.values())
        if self._leases.renew_at is not None:
            deadlines.append(self._leases.renew_at)
        return min(deadlines, default=None)

    def key_until(self, contact_id: ContactId) -> Instant | None:
        """Until when a key is awaited from this contact; None: it is not."""
        return self._dialogue.key_until.get(contact_id)

    def replay(self, event: e.Event, at: Instant) -> None:
        """Fold one journaled event."""
        self._fold(event, at)

    def snapshot(self) -> dict[str, Any]:
        """Live contacts: state, language, node, queue, age origin."""
        return {contact_id: contact.shown() for contact_id, contact in self._contacts.items()}

    def has_fallen_back(self) -> bool:
        """Whether any contact is in the fallback queue."""
        return any(one.state is State.IN_FALLBACK for one in self._contacts.values())

    # ------------------------------------------------------------ folding

    def _fold(self, event: e.Event, at: float) -> None:
        self._promises.fold(event)
        if isinstance(event, Promised) and event.origin in self._contacts:
            self._contacts[event.origin].promised(event.latest - event.earliest)
        match event:
            case e.CentreStarted():
                self._dialogue.begin_epoch(event)
            case e.EmergencyMessageSet():
                self._dialogue.stage.emergency_message = event.prompt
            case e.ContactArrived():
                self._register.arrive(event, at)
            case e.CallbackPromised():
                self._register.promise(event)
            case e.AgentModeChanged() | e.AgentDeviceChanged():
                self.phones.fold(event)
            case e.TicketOpened() | e.TicketClosed():
                self._attendance.fold(event)
            case _:
                contact_id: ContactId | None = getattr(event, "contact_id", None)
                if contact_id in self._contacts and type(event) in _CONTACT_EVENTS:
                    self._fold_contact(self._contacts[contact_id], event, at)

    def _fold_contact(self, contact: ContactState, event: e.Event, at: float) -> None:
        self._register.fold(contact, event, at)
        if isinstance(event, e.LanguageChosen):
            self.callers.remember(contact.caller_number, event.language)
        if isinstance(event, e.ContactConnected):
            self._attendance.talked(contact.contact_id, contact.caller_number, event.agent_id)
        if contact.state in (State.IN_FALLBACK, State.ENDED):
            self._dialogue.forget(contact.contact_id)

    # ------------------------------------------------------------ from the exchange

    def _arrived(self, message: seen.CitizenArrived, draft: Draft) -> None:
        contact = self._contacts.get(message.contact_id)
        if message.is_survey:
            self._surveys.begin(message.contact_id, draft)
        elif self._register.has_ended(message.contact_id):
            draft.do(do.DropCitizen(message.contact_id))
        elif message.is_back:
            self._came_back(message, contact, draft)
        elif contact is None:
            contact = self._welcome(message.contact_id, _as_seen(message), draft, at=0.0)
            draft.do(do.Answer(contact.contact_id))
            self._dialogue.begin(contact, draft)

    def _came_back(
        self, message: seen.CitizenArrived, contact: ContactState | None, draft: Draft
    ) -> None:
        contact = contact or self._welcome(message.contact_id, _as_seen(message), draft, at=0.0)
        if contact.state is State.IN_FALLBACK:
            draft.happened(e.ContactTakenBack(contact.contact_id))
        draft.do(do.Answer(contact.contact_id))
        self._dialogue.queue_again(contact, draft)

    def _welcome(
        self, contact_id: ContactId, citizen: seen.SeenCitizen, draft: Draft, at: float
    ) -> ContactState:
        draft.happened(
            e.ContactArrived(
                contact_id,
                citizen.entry_point,
                citizen.caller_number,
                citizen.caller_name,
                arrived_at=at,
            )
        )
        return self._contacts[contact_id]

    def _left(self, message: seen.CitizenLeft, draft: Draft) -> None:
        self._surveys.left(message.contact_id)
        contact = self._contacts.get(message.contact_id)
        if contact is None:
            return
        if not contact.has_leg:
            self._callbacks.citizen_left(contact, message.why, draft)
        elif not (contact.is_callback and contact.state is State.IN_FALLBACK):  # the log tells
            self._conversation.citizen_left(contact, message.has_hung_up, draft)

    def _reached(self, message: seen.CitizenReached, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            self._callbacks.reached(contact, draft)
        else:
            draft.do(do.DropCitizen(message.contact_id))

    def _pressed(self, message: seen.KeyPressed, draft: Draft) -> None:
        if contact := self._heard.get(message.contact_id):
            self._dialogue.press(contact, message.key, draft)

    def _said(self, message: seen.SayingEnded, draft: Draft) -> None:
        if contact := self._heard.get(message.contact_id):
            self._dialogue.said(contact, message.number, draft)

    def _learned(self, message: seen.InquiryAnswered, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            self._dialogue.learn(contact, message.number, message.answer, draft)

    @property
    def _heard(self) -> Mapping[ContactId, ContactState]:
        """Everybody who can press keys: contacts, and those in a survey."""
        return ChainMap(self._contacts, self._surveys.live)

    def _rang(self, message: seen.PhoneRang, draft: Draft) -> None:
        if contact := self._register.by_offer(message.offer_id):
            self._conversation.phone_rang(contact, message.offer_id, draft)

    def _answered(self, message: seen.PhoneAnswered, draft: Draft) -> None:
        if contact := self._register.by_offer(message.offer_id):
            steps = self._conversation if contact.has_leg else self._callbacks
            steps.phone_answered(contact, message.offer_id, draft)
        else:
            draft.do(do.DropPhone(message.offer_id))

    def _phone_ended(self, message: seen.PhoneEnded, draft: Draft) -> None:
        if contact := self._register.by_offer(message.offer_id):
            steps = self._conversation if contact.has_leg else self._callbacks
            steps.phone_ended(contact, message.offer_id, message.why, draft)

    def _referral_answered(self, message: seen.ReferralAnswered, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            self._referrals.answered(contact, message.number, draft)
        else:
            draft.do(do.DropReferral(message.contact_id, message.number))

    def _referral_ended(self, message: seen.ReferralEnded, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            self._referrals.ended(contact, message.number, message.why, draft)

    def _recording_ended(self, message: seen.RecordingEnded, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            self._dialogue.recorded(contact, message.duration_s * message.is_kept, draft)

    def _bridge_emptied(self, message: seen.BridgeEmptied, draft: Draft) -> None:
        draft.do(do.DropBridge(message.contact_id))

    def _phone_seen(self, message: seen.PhoneSeen, draft: Draft) -> None:
        self.phones.see(message, draft)

    def _looked(self, message: seen.ExchangeSeen, draft: Draft) -> None:
        for contact_id, citizen in message.citizens.items():
            if self._surveys.knows(contact_id):
                continue
            if self._register.has_ended(contact_id):
                draft.do(do.DropCitizen(contact_id))
            elif message.is_first and citizen.is_ours and contact_id not in self._contacts:
                self._welcome(contact_id, citizen, draft, citizen.arrived_at)
        self._callbacks.look(tuple(self._contacts.values()), message, draft)
        self._reconcile.look(dict(self._contacts), message, draft)
        if message.is_first:
            self._leases.renew(self._contacts.values(), draft)

    # ------------------------------------------------------------ the fallback queue

    def _fallback_entered(self, message: seen.FallbackEntered, draft: Draft) -> None:
        contact = self._contacts.get(message.contact_id)
        if contact is None:
            known = self._register
            if known.has_fallen(message.contact_id) or known.has_ended(message.contact_id):
                return
            citizen = seen.SeenCitizen(message.entry_point, message.caller_number, "", False)
            contact = self._welcome(message.contact_id, citizen, draft, message.arrived_at)
        if message.at > contact.back_at:  # not a line about a stay that is over
            fallback.entered(contact, draft)

    def _in_fallback(self, message: fallback.Report, draft: Draft) -> None:
        if contact := self._contacts.get(message.contact_id):
            fallback.learn(contact, message, draft)

    def _fallback_waiting(self, message: seen.FallbackWaiting, draft: Draft) -> None:
        for contact_id in message.contact_ids:
            if contact := self._contacts.get(contact_id):
                fallback.take_back(contact, draft)

    # ------------------------------------------------------------ from the other services

    def _offered(self, event: e.OfferMade, draft: Draft) -> None:
        contact = self._contacts.get(event.contact_id)
        if contact is not None and event.offer_id in contact.phones:
            steps = self._conversation.ring if contact.has_leg else self._callbacks.offered
            steps(contact, event, draft)

    def _promised(self, event: Promised, draft: Draft) -> None:
        if event.origin in self._contacts:
            self._dialogue.promised(self._contacts[event.origin], draft)

    def _legs_over(self, event: Over, draft: Draft) -> None:
        if not self._register.is_written(event.contact_id):
            self._callbacks.over(self._contacts.get(event.contact_id), event, draft)

    def _announced(self, event: e.PositionReported | e.SkillsMissing, draft: Draft) -> None:
        if contact := self._contacts.get(event.contact_id):
            self._dialogue.tell(contact, event, draft)

    def _recognised(self, event: e.CitizenRecognised, draft: Draft) -> None:
        if contact := self._contacts.get(event.contact_id):
            self._dialogue.recognised(contact, draft)

    def _diverted(self, event: e.ContactDiverted, draft: Draft) -> None:
        contact = self._contacts.get(event.contact_id)
        if contact is not None and contact.state is State.IN_MENU:
            self._dialogue.lead_out(contact, event.way_out, draft)

    def _mode_changed(self, event: e.AgentModeChanged, draft: Draft) -> None:
        self.phones.mirror(event.agent_id, draft)

    def _refused(self, message: Refused, draft: Draft) -> None:
        contact = self._contacts.get(getattr(message.command, "contact_id", NO_CONTACT))
        if contact is not None:
            self._dialogue.refused(contact, message.command, draft)

    def _hang_up(self, command: HangUp, now: Instant) -> Outcome:
        contact = self._contacts.get(command.contact_id)
        refusal = refusal_to_hang_up(contact, command.agent_id)
        if contact is None or refusal is not None:
            return Outcome(refusal=refusal)
        draft = Draft(self._fold, now)
        self._conversation.end(contact, Ending(Who.AGENT, Reason.SERVED), draft)
        return draft.outcome()

    @property
    def emergency_message(self) -> str:
        """Key of the prompt that callers hear first now; empty: none."""
        return self._dialogue.stage.emergency_message

    def _set_emergency(self, command: SetEmergencyMessage, now: Instant) -> Outcome:
        if command.prompt == self.emergency_message:
            detail = "This is the emergency message already."
            return Outcome(refusal=Refusal(Code.ALREADY_SO, detail))
        draft = Draft(self._fold, now)
        draft.happened(e.EmergencyMessageSet(command.prompt, command.by))
        return draft.outcome()

    _TAKES: ClassVar[dict[type, Callable[..., Any]]] = {
        seen.CitizenArrived: _arrived,
        seen.CitizenLeft: _left,
        seen.CitizenReached: _reached,
        seen.KeyPressed: _pressed,
        seen.SayingEnded: _said,
        seen.InquiryAnswered: _learned,
        seen.PhoneRang: _rang,
        seen.PhoneAnswered: _answered,
        seen.PhoneEnded: _phone_ended,
        seen.ReferralAnswered: _referral_answered,
        seen.ReferralEnded: _referral_ended,
        seen.RecordingEnded: _recording_ended,
        seen.BridgeEmptied: _bridge_emptied,
        seen.PhoneSeen: _phone_seen,
        seen.ExchangeSeen: _looked,
        seen.FallbackEntered: _fallback_entered,
        seen.FallbackServed: _in_fallback,
        seen.FallbackEnded: _in_fallback,
        seen.FallbackWaiting: _fallback_waiting,
        seen.ReturnFailed: _in_fallback,
        e.OfferMade: _offered,
        e.OfferExpired: _legs_over,
        e.OfferWithdrawn: _legs_over,
        e.CallbackPromised: _promised,
        e.CallbackMoved: _promised,
        e.CallbackFailed: _legs_over,
        e.ContactEnded: _legs_over,
        e.PositionReported: _announced,
        e.SkillsMissing: _announced,
        e.CitizenRecognised: _recognised,
        e.ContactDiverted: _diverted,
        e.AgentModeChanged: _mode_changed,
        Refused: _refused,
        HangUp: _hang_up,
        SetEmergencyMessage: _set_emergency,
    }


Promised = e.CallbackPromised | e.CallbackMoved
_EVENTS = frozenset(e.EVENTS)
_CONTACT_EVENTS = frozenset(e.CONTACT_EVENTS)


def _as_seen(message: seen.CitizenArrived) -> seen.SeenCitizen:
    return seen.SeenCitizen(
        message.entry_point, message.caller_number, message.caller_name, is_ours=True
    )
