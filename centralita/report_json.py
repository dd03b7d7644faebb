"""Figures and stories as plain values, for programs: the twin of `centralita.report`.

Owns the names in the JSON output; they are a promise. Never reads a journal. Pure. Durations are
seconds, instants UTC seconds, shares per cent, null is "no data" or "not yet".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contact.codec import plain
from contact.ending import ENDINGS
from reports.core.agent_record import AgentRecord, Bucket, Deed
from reports.core.callback import promised
from reports.core.contact_record import ContactRecord, Stage
from reports.core.figures import Figures
from reports.core.identity import contradictions
from reports.core.routing import Routing
from reports.core.service_level import (
    Count,
    Definition,
    Variant,
    asterisk_service_level,
    asterisk_service_level_2,
    service_level,
)
from reports.core.story import StoryLine
from reports.core.tally import Dimension, Tally, by, total


def figures_as_json(
    figures: Figures, definition: Definition, short_abandon_s: float = 5.0
) -> dict[str, Any]:
    """Everything about the whole journal."""
    return {
        "until": figures.now,
        "records": figures.last_seq,
        "plan_version": figures.plan_version,
        "total": _tally(total(figures, definition, short_abandon_s), definition),
        "service_level_definition": _definition(definition),
        **{
            f"by_{dimension.name.lower()}": {
                name: _tally(group, definition)
                for name, group in by(figures, dimension, definition, short_abandon_s).items()
            }
            for dimension in Dimension
        },
        "led_out": [
            {"queue": queue, "cause": cause.value, "contacts": count}
            for (queue, cause), count in sorted(figures.led_out.items())
        ],
        "callbacks": plain(promised(figures)),
        "agents": [
            _agent(agent, figures.now)
            for agent in sorted(figures.agents.values(), key=lambda one: one.agent_id)
        ],
        "contradictions": contradictions(figures, definition),
    }


def contacts_as_json(contacts: Iterable[ContactRecord]) -> list[dict[str, Any]]:
    """One mapping per contact, in the given order."""
    return [
        {
            "contact_id": contact.contact_id,
            "entry_point": contact.entry_point,
            "caller_number": contact.caller_number,
            "language": contact.language,
            "topic": contact.topic,
            "queue": contact.queue,
            "state": contact.state.value,
            "arrived_at": contact.arrived_at,
            "queued_at": contact.queued_at,
            "alerted_at": contact.alerted_at,
            "answered_at": contact.answered_at,
            "ended_at": contact.ended_at,
            "menu_s": contact.seconds(Stage.MENU),
            "wait_s": contact.seconds(Stage.WAIT),
            "answer_wait_s": contact.answer_wait_s,
            "talk_s": contact.seconds(Stage.TALK),
            "wrap_up_s": contact.wrap_up_s,
            "agent_id": contact.agent_id,
            "offers": len(contact.offers),
            "has_fallen_back": contact.has_fallen_back,
            "ending": contact.ending
            and {"who": contact.ending.who.value, "reason": contact.ending.reason.value},
            "disposition": contact.disposition,
            "ticket": contact.ticket,
        }
        for contact in contacts
    ]


def story_as_json(lines: Sequence[StoryLine]) -> list[dict[str, Any]]:
    """One mapping per line of a story."""
    return [
        {
            "seq": line.seq,
            "at": line.at,
            "offset_s": round(line.offset_s, 6),
            "event": line.name,
            "text": line.text,
            "why": line.why,
            "remark": line.remark,
        }
        for line in lines
    ]


def routing_as_json(routing: Routing) -> dict[str, Any]:
    """Every offer with its whole reason and its end, and the lines around them."""
    return {
        "contact_id": routing.contact_id,
        "arrived_at": routing.arrived_at,
        "wait_s": routing.waited_s,
        "summary": routing.summary,
        "lines": story_as_json(routing.lines),
        "offers": [
            {
                "seq": offer.line.seq,
                "at": offer.line.at,
                "offset_s": round(offer.line.offset_s, 6),
                **plain(offer.made),
                "why": offer.line.why,
                "end": offer.end
                and {
                    "seq": offer.end.seq,
                    "at": offer.end.at,
                    "event": offer.end.name,
                    "text": offer.end.text,
                },
            }
            for offer in routing.offers
        ],
    }


def _tally(group: Tally, definition: Definition) -> dict[str, Any]:
    return {
        "offered": group.offered,
        "live": group.live,
        "endings": [
            {"who": one.who.value, "reason": one.reason.value, "contacts": group.endings[one]}
            for one in ENDINGS
            if one in group.endings
        ],
        "answered": group.answered,
        "abandoned": group.abandoned,
        "short_abandoned": group.short_abandoned,
        "asa_s": group.asa_s,
        "aht_s": group.aht_s,
        "longest_wait_s": group.longest_wait_s,
        "scored": group.scored,
        "score": group.score,
        "service_level": service_level(group.counts[definition.clock], definition.variant),
        "service_level_by_clock": {
            clock.value: _count(count) for clock, count in group.counts.items()
        },
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "entered": count.entered,
        "answered_in_time": count.answered_in_time,
        "answered_late": count.answered_late,
        "abandoned_early": count.abandoned_early,
        "abandoned_late": count.abandoned_late,
        "other": count.other,
        "undecided": count.undecided,
        **{variant.value: service_level(count, variant) for variant in Variant},
        "asterisk service level": asterisk_service_level(count),
        "asterisk service level 2": asterisk_service_level_2(count),
    }


def _definition(definition: Definition) -> dict[str, Any]:
    return {
        "version": definition.version,
        "threshold_s": definition.threshold_s,
        "early_s": definition.early_s,
        "clock": definition.clock.value,
        "variant": definition.variant.value,
        "target": definition.target,
    }


def _agent(agent: AgentRecord, until: float) -> dict[str, Any]:
    spent = agent.seconds(until)
    return {
        "agent_id": agent.agent_id,
        "mode": agent.mode.value,
        "logged_in_s": agent.logged_in_s(until),
        "seconds": {
            bucket.value: agent.in_bucket(bucket, until)
            for bucket in Bucket
            if bucket is not Bucket.NOT_READY
        },
        "not_ready_s": {
            reason: seconds
            for (bucket, reason), seconds in spent.items()
            if bucket is Bucket.NOT_READY
        },
        "offers": {deed.value: agent.deeds[deed] for deed in Deed},
        "served_in_fallback": agent.served_in_fallback_count,
        "wrap_ups": agent.wrap_up_count,
    }
