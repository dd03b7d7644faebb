"""Random flows: every one is accepted, and no caller gets lost in one, whatever happens.

Each seed is a flow with nodes of every kind, written and read as YAML, and a few callers: they
press keys at any moment, in bursts, too, are silent, hang up, are recognised or not, the calendar
answers or does not, so do departments and the emergency centre, promises are made or refused,
messages fail, agents serve, the application restarts, the exchange takes callers away and brings
them back. Then they press nothing more. Nobody may be
awaited in two places at once. More: `SEEDS=10000 python -m pytest
tests/properties/test_flow_random.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from contact.ending import Reason
from dialplan.flow_kind import KINDS
from ivr.core import conversation
from ivr.core.script.asking import AskingScript
from ivr.core.script.callback import CallbackScript
from ivr.core.script.consent import ConsentScript
from ivr.core.script.emergency_centre import EmergencyCentreScript
from ivr.core.script.hours import HoursScript
from ivr.core.script.recognise import RecogniseScript
from ivr.core.script.refer import ReferScript
from ivr.core.script.say import SayScript
from ivr.core.script.survey import SurveyScript
from ivr.core.script.voicemail import VoicemailScript
from tests.support.flow_caller import Caller, Endless, Stuck, TwoPlaces
from tests.support.flow_dice import ASKING_OR_LEADING, ENDS, site_of

SEEDS = int(os.environ.get("SEEDS", "400"))
CALLERS = 5
"""In each flow."""
MOST_ACTS = 25
BATCHES = 4
ENDINGS = {
    "queued",
    Reason.CALLBACK_PROMISED,
    Reason.MENU_EXHAUSTED,
    Reason.SERVED,
    Reason.REFERRED,
    Reason.VOICEMAIL,
    Reason.LEFT_IN_MENU,
    Reason.ABANDONED,
}
"""All that can be."""


def called(seed: int) -> list[Caller]:
    """All callers of one flow, at their ends. Raises SiteProblems, Stuck or Endless."""
    dice = Random(seed)
    plan = site_of(dice).plan
    callers = [Caller(dice, plan) for _ in range(CALLERS)]
    for one in callers:
        one.live(dice.randint(0, MOST_ACTS))
    return callers


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_caller_of_every_flow_comes_to_a_person_or_a_farewell(batch: int) -> None:
    endings: Counter[str] = Counter()
    visited: Counter[str] = Counter()
    restart_count = 0
    for seed in range(batch, SEEDS, BATCHES):
        for caller in called(seed):
            endings[caller.ending] += 1
            visited.update(caller.visited)
            restart_count += caller.restart_count
    assert set(endings) == ENDINGS
    assert endings.total() == CALLERS * len(range(batch, SEEDS, BATCHES))
    assert set(visited) == set(KINDS), "kinds of nodes that nobody came to prove nothing"
    assert restart_count > 0


def test_there_are_as_many_flows_as_promised_and_nodes_of_every_kind() -> None:
    assert SEEDS >= 300
    assert {*ASKING_OR_LEADING, *ENDS} == set(KINDS), "let flow_dice draw the new kind, too"


# ---------------------------------------------------------------- the dice are worth their salt

Patch = pytest.MonkeyPatch


def _nothing(*_: object) -> None:
    """A script that forgets what to do."""


def a_say_node_forgets_to_lead_on(patch: Patch) -> None:
    patch.setattr(SayScript, "said", _nothing)


def nobody_waits_for_a_key(patch: Patch) -> None:
    patch.setattr(AskingScript, "said", _nothing)


def a_calendar_without_an_answer_is_waited_for(patch: Patch) -> None:
    learn = HoursScript.learn

    def bug(script: HoursScript, contact: Any, node: Any, answer: Any, draft: Any) -> None:
        if answer is not None:
            learn(script, contact, node, answer, draft)

    patch.setattr(HoursScript, "learn", bug)


def a_silent_crm_is_waited_for(patch: Patch) -> None:
    patch.setattr(RecogniseScript, "miss_key", _nothing)


def silence_is_forgiven_for_ever(patch: Patch) -> None:
    def bug(script: Any, contact: Any, node: Any, remarks: Any, draft: Any) -> None:
        script.stage.forget(contact.contact_id)
        script.stage.speak(contact, node.prompts, draft)

    patch.setattr(AskingScript, "forgive", bug)


def an_absent_department_is_waited_for(patch: Patch) -> None:
    patch.setattr(ReferScript, "unanswered", _nothing)


def the_emergency_centre_is_tried_for_ever(patch: Patch) -> None:
    def bug(script: Any, contact: Any, node: Any, draft: Any) -> None:
        script._refer(contact, node, draft)

    patch.setattr(EmergencyCentreScript, "unanswered", bug)


def a_lost_message_is_not_spoken_of(patch: Patch) -> None:
    def bug(script: Any, contact: Any, node: Any, duration_s: float, draft: Any) -> None:
        contact.recording_at = 0.0

    patch.setattr(VoicemailScript, "recorded", bug)


def a_score_ends_nothing(patch: Patch) -> None:
    patch.setattr(SurveyScript, "answer", _nothing)


def a_choice_about_recording_leads_nowhere(patch: Patch) -> None:
    patch.setattr(ConsentScript, "answer", _nothing)


def keys_lead_on_before_the_promise_is_answered(patch: Patch) -> None:
    patch.setattr(CallbackScript, "takes", lambda *_: True)


def a_department_rings_on_where_the_dialogue_goes_on(patch: Patch) -> None:
    def bug(script: Any, contact: Any, node: Any, draft: Any) -> None:
        script.stage.enter(contact, node.unanswered, draft)

    patch.setattr(ReferScript, "said", bug)


def a_department_rings_on_for_nobody(patch: Patch) -> None:
    patch.setattr(conversation, "drop_phones", _nothing)


@pytest.mark.parametrize(
    ("bug", "found"),
    [
        (a_say_node_forgets_to_lead_on, Stuck),
        (nobody_waits_for_a_key, Stuck),
        (a_calendar_without_an_answer_is_waited_for, Stuck),
        (a_silent_crm_is_waited_for, Stuck),
        (silence_is_forgiven_for_ever, Endless),
        (an_absent_department_is_waited_for, Stuck),
        (the_emergency_centre_is_tried_for_ever, Endless),
        (a_lost_message_is_not_spoken_of, Stuck),
        (a_score_ends_nothing, Stuck),
        (a_choice_about_recording_leads_nowhere, Stuck),
        (keys_lead_on_before_the_promise_is_answered, TwoPlaces),
        (a_department_rings_on_where_the_dialogue_goes_on, TwoPlaces),
        (a_department_rings_on_for_nobody, TwoPlaces),
    ],
    ids=lambda one: one.__name__,
)
def test_a_planted_bug_is_found(
    bug: Callable[[Patch], None], found: type[Exception], monkeypatch: Patch
) -> None:
    bug(monkeypatch)
    with pytest.raises(found):
        for seed in range(SEEDS):
            called(seed)
