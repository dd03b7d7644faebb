"""A sentence for each thing that can have happened, and for the reason of an offer.

Owns the sentences. Never counts anything. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from contact import event as e
from contact.channel import VOICE
from contact.identity import AgentId

_SHOWN_S = 0.05
"""A difference that shows in tenths of a second."""

Names = Mapping[AgentId, str]
"""Agent → the person's name, as far as known."""


# ---------------------------------------------------------------- why this agent


def offer_reason(offer: e.OfferMade, names: Names | None = None) -> str:
    """The reason of an offer in one sentence."""
    return "; ".join(offer_reasons(offer, names)) + "."


def offer_reasons(offer: e.OfferMade, names: Names | None = None) -> tuple[str, ...]:
    """Its parts: candidates, rule, idle time, tie-break, the contact's turn, who was left out."""
    reason = offer.reason
    known = names or {}
    chosen = _person(offer.agent_id, known)
    parts = [
        _candidates(reason, known),
        f"{chosen} was {_chosen(reason, known)}, idle for {_seconds(reason.idle_s)}",
    ]
    if reason.tie_break:
        parts.append(f"between equals decided: {reason.tie_break}")
    parts.append(_turn(reason))
    if reason.excluded:
        excluded = (f"{_person(one.agent_id, known)} ({one.why})" for one in reason.excluded)
        parts.append(f"not considered: {_list(excluded)}")
    if reason.overtaken:
        parts.append(f"older contacts that {chosen} could not serve: {_list(reason.overtaken)}")
    return tuple(parts)


def _chosen(reason: e.OfferReason, names: Names) -> str:
    """By itself, or with others of whom the first to accept gets the contact."""
    if not reason.rung:
        return f"chosen by the rule “{reason.rule}”"
    rung = _list(_person(agent_id, names) for agent_id in reason.rung)
    return f"one of {len(reason.rung)} rung at once by the rule “{reason.rule}” ({rung})"


def _withdrawn(event: e.OfferWithdrawn, names: Names) -> str:
    why = ": another agent was the first to accept" if event.taken_by_another else ""
    return f"The offer to {_person(event.agent_id, names)} was withdrawn{why}."


def _turn(reason: e.OfferReason) -> str:
    """What gave the contact its turn; score and priority only where they moved it."""
    waited = f"the contact had waited {_seconds(reason.waited_s)}"
    if reason.is_promoted:
        return f"{waited} (ring {reason.ring}), so long that only the arrival counted"
    words = [f"ring {reason.ring}"]
    if reason.priority:
        words.append(f"priority {reason.priority}")
    if reason.score_s and abs(reason.score_s - reason.waited_s) >= _SHOWN_S:
        words.append(f"score {_seconds(reason.score_s)}: weight × waited + head start")
    return f"{waited} ({', '.join(words)})"


def _candidates(reason: e.OfferReason, names: Names) -> str:
    people = [_person(agent_id, names) for agent_id in reason.candidates]
    if len(people) == 1:
        return f"Only {people[0]} could take it"
    return f"{len(people)} agents could take it, best first: {_list(people)}"


# ---------------------------------------------------------------- what happened


def _arrived(event: e.ContactArrived, _names: Names) -> str:
    caller = f"from {event.caller_number}" if event.caller_number else "with a withheld number"
    if event.channel != VOICE:
        about = f" about “{event.subject}”" if event.subject else ""
        return f"A citizen wrote by {event.channel}{about}."
    found = " (found afterwards in the exchange's own log)" if event.arrived_at else ""
    return f"A citizen {caller} dialled {event.entry_point}{found}."


def _language(event: e.LanguageChosen, _names: Names) -> str:
    if event.is_remembered:
        return f"Is spoken to in {event.language}, which the number chose before."
    return f"Chose the language {event.language}."


def _classified(event: e.ContactClassified, _names: Names) -> str:
    priority = f" with priority {event.priority}" if event.priority else ""
    needs = f" needing {_skills(event.skills)}" if event.skills else ""
    return (
        f"It is about {event.topic or 'no topic in particular'}, in {event.language}: "
        f"queue {event.queue}{needs}{priority}."
    )


def _queued(event: e.ContactQueued, _names: Names) -> str:
    needs = f" for an agent with {_skills(event.skills)}" if event.skills else " for an agent"
    return f"Waits in queue {event.queue}{needs}, position {event.position}."


def _diverted(event: e.ContactDiverted, _names: Names) -> str:
    return (
        f"Leaves queue {event.queue} ({event.cause}): "
        f"{event.way_out.kind} “{event.way_out.target}”."
    )


def _promised(event: e.CallbackPromised, _names: Names) -> str:
    return (
        f"{event.number} was promised a callback from queue {event.queue}, in a window "
        f"of {_seconds(event.latest - event.earliest)}; it was asked for in contact {event.origin}."
    )


def _moved(event: e.CallbackMoved, _names: Names) -> str:
    where = f"in contact {event.origin}" if event.origin else "at a desk"
    window = _seconds(event.latest - event.earliest)
    return f"Is to be rung back at another time, in a window of {window}; it was asked for {where}."


def _position(event: e.PositionReported, _names: Names) -> str:
    if event.expected_s is None or event.low_s is None or event.high_s is None:
        return f"Is told the position {event.position}."
    range_s = f"{event.low_s:.0f} to {event.high_s:.0f} s"
    doubt = "" if event.is_trusted else ", not told: such estimates have been wrong lately"
    return (
        f"Is told the position {event.position}; expected wait {_seconds(event.expected_s)} "
        f"({range_s}{doubt})."
    )


def _recognised(event: e.CitizenRecognised, _names: Names) -> str:
    if len(event.citizen_ids) == 1:
        return f"The number belongs to citizen {event.citizen_ids[0]}."
    return f"The number fits {len(event.citizen_ids)} citizens: {_list(event.citizen_ids)}."


def _ended(event: e.ContactEnded, names: Names) -> str:
    agent = f", with {_person(event.agent_id, names)}" if event.agent_id else ""
    how = f" with disposition “{event.disposition}”" if event.disposition else ""
    return f"Ended: {event.ending.reason}, by the {event.ending.who}{agent}{how}."


def _wrapped_up(event: e.WrapUpFinished, names: Names) -> str:
    how = f"with disposition “{event.disposition}”" if event.disposition else "by its deadline"
    return f"{_person(event.agent_id, names)} finished wrap-up {how}."


def _opened(event: e.TicketOpened, _names: Names) -> str:
    citizen = f" for citizen {event.citizen_id}" if event.citizen_id else ""
    return f"Ticket {event.ticket} opened{citizen}."


def _about_agent(pattern: str) -> Callable[[Any, Names], str]:
    """A sentence in which {0} is the agent."""
    return lambda event, names: pattern.format(_person(event.agent_id, names), event=event)


def _plainly(pattern: str) -> Callable[[Any, Names], str]:
    """A sentence made of the event's own values."""
    return lambda event, _names: pattern.format(event=event)


SENTENCES: dict[type, Callable[[Any, Names], str]] = {
    e.ContactArrived: _arrived,
    e.MenuEntered: _plainly("Menu: {event.node}."),
    e.LanguageChosen: _language,
    e.MoreTimeAsked: _plainly("Asked for more time to press keys."),
    e.DigitsCollected: _plainly("Typed {event.digits} as {event.name}."),
    e.EmployeeRecognised: _plainly("The number belongs to the administration itself."),
    e.RecordingConsented: lambda event, _: (
        "Agrees to a recording." if event.is_given else "Does not agree to a recording."
    ),
    e.ReferralOffered: _plainly("The phone of {event.target} alerts."),
    e.ReferralConnected: _plainly("Connected with {event.target}."),
    e.ReferralReturned: _plainly("Nobody at {event.target}: {event.why}."),
    e.MessageRecorded: lambda event, _: f"Left a message of {_seconds(event.duration_s)}.",
    e.SurveyAnswered: _plainly("Gives the score {event.score}."),
    e.ContactClassified: _classified,
    e.ContactQueued: _queued,
    e.RingWidened: _plainly("The search goes on in ring {event.ring}: {event.why}."),
    e.ContactPromoted: _plainly("Has waited so long that nobody who came later goes first."),
    e.ContactDiverted: _diverted,
    e.QueueClosed: _plainly("Queue {event.queue} is closed."),
    e.QueueOpened: _plainly("Queue {event.queue} is open again."),
    e.AgentsBorrowed: _plainly("Queue {event.queue} borrows agents: the wait is long."),
    e.AgentsReturned: _plainly("Queue {event.queue} gives the borrowed agents back."),
    e.SkillsMissing: lambda event, _: f"Nobody logged in has {_skills(event.skills)}.",
    e.PositionReported: _position,
    e.CitizenRecognised: _recognised,
    e.OfferMade: _about_agent("Offered to {0}."),
    e.AgentAlerting: _about_agent("The phone of {0} rings."),
    e.OfferExpired: _about_agent("{0} did not answer in time."),
    e.OfferDeclined: _about_agent("The phone of {0} declined: {event.why}."),
    e.OfferWithdrawn: _withdrawn,
    e.ContactConnected: _about_agent("Connected with {0}."),
    e.ContactFellBack: _plainly("Waits in the exchange's own fallback queue."),
    e.ContactTakenBack: _plainly("Taken back from the fallback queue."),
    e.ContactServedInFallback: _about_agent("{0} answered in the fallback queue."),
    e.ContactEnded: _ended,
    e.CallbackPromised: _promised,
    e.CallbackMoved: _moved,
    e.CallbackPostponed: _plainly("Is put off: not now, or the queue has closed."),
    e.CallbackDialled: _plainly("The citizen is dialled, attempt {event.attempt}."),
    e.CallbackReached: _plainly("The citizen has answered attempt {event.attempt}."),
    e.CallbackFailed: _plainly("Attempt {event.attempt} failed: {event.failure}."),
    e.AgentSkillsChanged: lambda event, names: (
        f"{_person(event.agent_id, names)} has these skills from now on: "
        f"{_skills(event.skills) or 'none'}."
    ),
    e.WrapUpExtended: lambda event, names: f"{_person(event.agent_id, names)} extends the wrap-up.",
    e.WrapUpStarted: _about_agent("{0} is in wrap-up."),
    e.WrapUpFinished: _wrapped_up,
    e.TicketOpened: _opened,
    e.TicketClosed: _plainly("Ticket {event.ticket} closed as “{event.disposition}”."),
}


def _person(agent_id: AgentId, names: Names) -> str:
    name = names.get(agent_id, "")
    return f"{name} ({agent_id})" if name else str(agent_id)


def _skills(skills: Mapping[str, int]) -> str:
    return _list(f"{skill} ≥ {level}" for skill, level in sorted(skills.items()))


def _seconds(duration_s: float) -> str:
    return f"{duration_s:.1f} s"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words) or "nobody"
