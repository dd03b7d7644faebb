"""The words that the project does not use, because another word has their meaning.

Owns the lists: what is banned where, what to say, and each exception with its reason. The words
themselves are explained in docs/glossary.md. Never reads a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word inside a name: `callSession`, `call_session` and `CallSession` all have two."""


@dataclass(frozen=True)
class Ban:
    """Words that no name of ours contains."""

    words: str
    """Separated by blanks."""
    say: str
    places: tuple[str, ...] = ("",)
    """Beginnings of the paths where it holds; elsewhere the word means something else."""
    allowed: dict[str, str] = field(default_factory=dict)
    """'path' or 'path:name' → why the word is right there."""

    def holds(self, path: str, name: str) -> bool:
        """Whether the name is wrong in this file."""
        parts = {part.lower() for part in PART.findall(name)}
        return (
            path.startswith(self.places)
            and not parts.isdisjoint(self.words.split())
            and not any(self._allows(one, path, name) for one in self.allowed)
        )

    @staticmethod
    def _allows(rule: str, path: str, name: str) -> bool:
        place, _, only = rule.partition(":")
        return path.startswith(place) and only in ("", name)


ABOUT_PEOPLE = ("contact/", "acd/", "cti/core", "ivr/core", "crm_api/core", "reports/")
"""Where names speak of citizens and agents, not of connections, files and programs."""

BANS = (
    Ban(
        "call calls",
        "contact, or leg",
        allowed={
            "ivr/ari/resource.py": "a request to ARI that can be awaited, as users of ari-py know",
            "dialplan/renderer.py:max_calls": "asterisk.conf's own limit",
            "lab/morning.py:citizens_call": "the verb",
        },
    ),
    Ban("session sessions", "contact", ABOUT_PEOPLE, {"cti/core/session.py": "of a desk"}),
    Ban("interaction interactions", "contact"),
    Ban(
        "channel channels",
        "leg",
        allowed={
            "ivr/ari/": "Asterisk's word",
            "ivr/ami/": "Asterisk's word",
            "ivr/edge/": "where Asterisk's words are translated into ours",
            **dict.fromkeys(
                (
                    "contact/:channel",
                    "contact/command.py:WRONG_CHANNEL",
                    "acd/core/:channel",
                    "acd/core/:channels",
                    "acd/core/register.py:_channels",
                    "reports/core/contact_record.py:channel",
                    "dialplan/:channels",
                    "dialplan/site_model.py:ChannelsEntry",
                ),
                "the medium that a contact comes by: voice, e-mail, chat",
            ),
            "wiring/journal_postgresql.py": "PostgreSQL's word for where NOTIFY goes",
        },
    ),
    Ban("did dnis", "entry point"),
    Ban("assign assigned assignment reserve reserved reservation", "offer, offered"),
    Ban(
        "dispatch dispatched dispatcher",
        "offer, offered",
        allowed={"lab/bench.py": "the benchmark's name: from one contact's end to the next INVITE"},
    ),
    Ban(
        "ringing receiving",
        "alerting",
        allowed={"ivr/edge/switchboard.py": "Asterisk's device state"},
    ),
    Ban(
        "answered",
        "connected",
        ABOUT_PEOPLE,
        {
            "ivr/core/": "an agent's phone answers; the contact is connected",
            "contact/flow_event.py:SurveyAnswered": "a question is answered",
            "reports/": "the contract's service level counts answered contacts (E49)",
        },
    ),
    Ban("attended blind supervised", "consult transfer, transfer"),
    Ban("clerical", "wrap-up"),
    Ban("pause paused away", "not ready, with its reason", ABOUT_PEOPLE),
    Ban(
        "free",
        "idle, available",
        ABOUT_PEOPLE,
        {"acd/core/agent.py:has_free_phone": "a phone is free; an agent is idle"},
    ),
    Ban("missed", "no answer", ABOUT_PEOPLE),
    Ban(
        "lost",
        "abandoned",
        ABOUT_PEOPLE,
        {
            "acd/core/request.py:DESK_LOST": "a desk whose connection broke",
            "cti/core/engine.py": "a desk whose connection broke",
        },
    ),
    Ban("article articles", "information sheet"),
    Ban("sla slas", "service level"),
    Ban("utilisation utilization", "occupancy"),
)
"""Names in the sources: of modules, classes, functions, parameters, variables, attributes."""

SAYS_NOTHING = Ban(
    "manager managers handler handlers helper helpers util utils utility utilities base data info "
    "process processor",
    "what it owns or does",
    allowed={
        "ivr/ami/guard.py:_Manager": "panoramisk's Manager, guarded",
        "ivr/ami/guard.py:data_received": "asyncio's protocol calls it so",
        "ivr/ari/resource.py:get_info": "ARI's own operation",
        "crm_api/edge/table.py:process_bind_param": "SQLAlchemy calls it so",
        "crm_api/edge/table.py:process_result_value": "SQLAlchemy calls it so",
    },
)
"""Names of modules, classes and functions."""

PHRASES = {
    r"call cent(?:er|re)s?": "contact centre",
    r"call (?:id|session|record|object|queue|queueing|routing|leg)s?": "contact",
    r"interactions? (?:id|record|history|routing)s?": "contact",
    r"(?-i:DNIS|DIDs?)\b(?! NOT)": "entry point",
    r"assign(?:s|ed|ing)? (?:it |the |a |an )?(?:next )?(?:contact|agent)s?": "offer",
    r"(?:free|unoccupied) agents?": "idle agent",
    r"agents? (?:is|are|becomes?) (?:free|away|paused)": "ready, not ready, idle",
    r"(?:attended|blind|supervised) transfers?": "consult transfer, transfer",
    r"after[- ]call(?: work)?": "wrap-up",
    r"clerical(?: time| work)?": "wrap-up",
    r"(?:missed|lost) (?:call|contact)s?": "no answer, abandoned",
    r"(?-i:SLAs?)": "service level",
    r"utili[sz]ation": "occupancy",
    r"knowledge (?:base )?articles?": "information sheet",
}
"""Pattern → what to say; in every text that a person reads, comments and screens included."""

PHRASE = re.compile("|".join(rf"\b{one}\b" for one in PHRASES), re.IGNORECASE)
