"""Which prompts a centre cannot open without.

Owns the list for one plan: what its flows say, and what citizens hear when something is broken.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contact.callback import HERE as CALLED_BACK
from contact.callback import PROMPTS as CALLBACK_PROMPTS
from contact.limit import Exit
from contact.plan import (
    Callback,
    CentrePlan,
    Collect,
    Consent,
    Directory,
    EmergencyCentre,
    Enqueue,
    Finish,
    Language,
    Menu,
    Node,
    Prompt,
    Refer,
    Say,
    Survey,
    Voicemail,
)

UNANSWERED = Prompt("emergency-unanswered")
"""Said when the emergency centre is not there."""
VOICEMAIL = (Prompt("voicemail-saved"), Prompt("voicemail-failed"))
"""Said after a message."""
FALLBACK = ("fallback-moment", "fallback-wait")
"""Said by the exchange itself while the application is away."""


def prompts_used(plan: CentrePlan, vital: Iterable[str] = FALLBACK) -> tuple[str, ...]:
    """Keys of the prompts that must exist in every language of the plan, sorted."""
    keys = set(vital) | set(FALLBACK)
    for flow in plan.flows.values():
        for node in flow.nodes.values():
            keys.update(prompt.key for prompt in _prompts(node))
            keys.update(CALLBACK_PROMPTS if isinstance(node, Callback) else ())
    for queue in plan.queues.values():
        ways = [limit.way_out for limit in queue.limits]
        keys.update(way.target for way in ways if way.kind is Exit.MESSAGE)
        keys.add(CALLED_BACK if queue.callback else "")
    keys.add(plan.emergency_message)
    for calendar in plan.calendars.values():
        keys.update(one.say for one in calendar.overrides)
    return tuple(sorted(keys - {""}))


def _prompts(node: Node) -> Iterator[Prompt]:
    match node:
        case (
            Menu(prompts=prompts, wrong_key=wrong, no_key=no_key)
            | Language(prompts=prompts, wrong_key=wrong, no_key=no_key)
            | Consent(prompts=prompts, wrong_key=wrong, no_key=no_key)
            | Survey(prompts=prompts, wrong_key=wrong, no_key=no_key)
        ):
            yield from (*prompts, *wrong, *no_key)
        case Directory(prompts=prompts, unknown=unknown, several=several, no_key=no_key):
            yield from (*prompts, *unknown, *several, *no_key)
        case Collect(prompts=prompts, wrong=wrong, no_key=no_key):
            yield from (*prompts, *wrong, *no_key)
        case EmergencyCentre(prompts=prompts):
            yield from (*prompts, UNANSWERED)
        case Voicemail(prompts=prompts):
            yield from (*prompts, *VOICEMAIL)
        case Refer(prompts=prompts):
            yield from prompts
        case Say(prompts=prompts) | Enqueue(prompts=prompts) | Finish(prompts=prompts):
            yield from prompts
