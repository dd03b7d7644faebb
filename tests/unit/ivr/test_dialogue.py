"""What the dialogue asks the distribution for, at first, after a crash and after the fallback."""

from __future__ import annotations

from dataclasses import replace

from contact import event as e
from contact.command import QueueContact
from contact.identity import ContactId
from contact.limit import Cause, Exit, WayOut
from contact.plan import CentrePlan, Enqueue, Flow, Hours, Node, Prompt, Ring, RingStep, Say
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from ivr.core.question import IsOpen
from tests.support.flow_line import FlowLine, with_flow
from tests.support.town import FLOW, STRAIGHT, town

C = ContactId("exchange-1")
RINGS = (
    Ring({"it": 5, "streets": 3}),
    Ring({"it": 2, "streets": 1}, 30.0, is_skippable=False),
    Ring({}, 90.0),
)
KEYS = (
    seen.CitizenArrived(C, "012", "600111222", ""),
    seen.KeyPressed(C, "2"),
    seen.KeyPressed(C, "2"),
)


def ringed() -> CentrePlan:
    """The town whose queue widens its search and whose node grants a head start."""
    plan = town(
        language_level=5,
        topic_level=3,
        preferred={"law": 2},
        rings=(RingStep(30.0, 2, 1, is_skippable=False), RingStep(90.0, 0, 0)),
    )
    nodes = {**FLOW.nodes, "wait": Enqueue("line", priority=2, head_start_s=40.0)}
    return replace(plan, flows={**plan.flows, FLOW.name: Flow(FLOW.name, FLOW.start, nodes)})


def asked(engine: Engine, *messages: object, now: float = 0.0) -> QueueContact:
    """The last thing that these messages make the dialogue ask for."""
    effects = [one for message in messages for one in engine.handle(message, now).effects]
    return [one for one in effects if isinstance(one, QueueContact)][-1]


def journal() -> list[e.Event]:
    """What one engine writes down while the citizen chooses."""
    engine = Engine(ringed())
    return [one for message in KEYS for one in engine.handle(message, 0.0).events]


def test_a_classified_contact_asks_for_rings_preferences_and_its_head_start() -> None:
    command = asked(Engine(ringed()), *KEYS)
    assert command == QueueContact(
        C, "line", "it", RINGS[0].skills, 2, 0.0, 40.0, RINGS, {"law": 2}
    )


def test_the_same_is_asked_for_again_after_a_crash_and_the_fallback() -> None:
    command = asked(Engine(ringed()), *KEYS)
    second = Engine(ringed())
    for event in (
        *journal(),
        e.ContactQueued(C, "line", "it", command.skills, 2, 0.0, 1, 40.0, RINGS),
        e.ContactFellBack(C),
        e.ContactTakenBack(C),
    ):
        second.replay(event, 10.0)
    back = seen.CitizenArrived(C, "012", "600111222", "", is_back=True)
    assert asked(second, back, now=20.0) == command


def test_a_contact_led_to_another_queue_keeps_priority_and_head_start() -> None:
    engine = Engine(ringed())
    asked(engine, *KEYS)
    engine.handle(e.ContactQueued(C, "line", "it", RINGS[0].skills, 2, 0.0, 1, 40.0, RINGS), 0.0)
    led = e.ContactDiverted(C, "line", Cause.FULL, WayOut(Exit.QUEUE, "straight"))
    command = asked(engine, led, now=9.0)
    assert (command.queue, command.priority, command.since) == ("straight", 2, 0.0)
    assert command.head_start_s == 40.0


def test_a_plan_that_changed_meanwhile_counts_from_the_restart_on() -> None:
    changed = Engine(town(language_level=1))
    for event in (*journal(), e.ContactFellBack(C), e.ContactTakenBack(C)):
        changed.replay(event, 10.0)
    back = seen.CitizenArrived(C, "012", "600111222", "", is_back=True)
    command = asked(changed, back, now=20.0)
    assert command.skills == {"it": 1, "streets": 1}
    assert command.rings == (Ring(command.skills),)
    assert command.head_start_s == 40.0


def test_a_queue_that_is_gone_from_the_plan_gives_way_to_the_one_of_the_flow() -> None:
    """A queue that nobody knows any more would be refused, for ever."""
    flows = {"citizen-line": replace(STRAIGHT, name="citizen-line"), "straight": STRAIGHT}
    plan = replace(town(), flows=flows, queues={"straight": town().queues["straight"]})
    changed = Engine(plan)
    for event in (*journal(), e.ContactFellBack(C), e.ContactTakenBack(C)):
        changed.replay(event, 10.0)
    back = seen.CitizenArrived(C, "012", "600111222", "", is_back=True)
    assert asked(changed, back, now=20.0).queue == "straight"


def test_whom_a_queue_turned_away_hears_why_also_after_the_fallback() -> None:
    engine = Engine(ringed())
    sorry = e.ContactDiverted(C, "line", Cause.FULL, WayOut(Exit.MESSAGE, "too-busy"))
    queued = e.ContactQueued(C, "line", "it", RINGS[0].skills, 2, 0.0, 1)
    for event in (*journal(), queued, sorry, e.ContactFellBack(C), e.ContactTakenBack(C)):
        engine.replay(event, 10.0)
    back = seen.CitizenArrived(C, "012", "600111222", "", is_back=True)
    made = engine.handle(back, 20.0)
    spoken = [one.prompts for one in made.effects if isinstance(one, do.Speak)]
    assert [[prompt.key for prompt in prompts] for prompts in spoken] == [["too-busy"]]
    assert not [one for one in made.effects if isinstance(one, QueueContact)]


# ------------------------------------------------------- keys that mean the same everywhere


def standing(engine: Engine) -> str:
    """The node that the only contact stands at."""
    return str(engine.snapshot()[C]["node"])


def with_nodes(start: str, person: str = "", **nodes: Node) -> CentrePlan:
    """The town whose flow has these nodes."""
    plan = town()
    flow = Flow(FLOW.name, start, {**FLOW.nodes, **nodes}, person)
    return replace(plan, flows={**plan.flows, FLOW.name: flow})


def spoken(engine: Engine, message: object) -> list[str]:
    """Keys of the prompts that a message makes us say."""
    effects = engine.handle(message, 0.0).effects
    return [prompt.key for one in effects if isinstance(one, do.Speak) for prompt in one.prompts]


def test_the_star_says_the_menu_again_and_counts_as_no_fault() -> None:
    engine = Engine(town())
    engine.handle(KEYS[0], 0.0)
    engine.handle(KEYS[1], 0.0)
    for _ in range(5):
        assert spoken(engine, seen.KeyPressed(C, "*")) == ["topic-taxes", "topic-streets"]
    assert standing(engine) == "topic"


def test_the_hash_leads_back_to_the_menu_before_and_from_the_first_one_nowhere() -> None:
    engine = Engine(town())
    for message in KEYS[:2]:
        engine.handle(message, 0.0)
    assert spoken(engine, seen.KeyPressed(C, "#")) == ["language-menu", "language-menu"]
    engine.handle(seen.KeyPressed(C, "#"), 0.0)
    assert standing(engine) == "language"
    engine.handle(seen.KeyPressed(C, "2"), 0.0)
    assert standing(engine) == "topic"


def test_zero_leads_to_a_person_where_the_flow_names_one() -> None:
    engine = Engine(with_nodes("welcome", person="wait"))
    command = asked(engine, KEYS[0], seen.KeyPressed(C, "0"))
    assert command.queue == "line"


def test_what_must_be_heard_is_not_cut_short_but_the_key_counts_afterwards() -> None:
    notice = Say((Prompt("closed"),), "language", must_be_heard=True)
    engine = Engine(with_nodes("notice", notice=notice))
    arrival = engine.handle(KEYS[0], 0.0)
    (speak,) = [one for one in arrival.effects if isinstance(one, do.Speak)]
    assert engine.handle(seen.KeyPressed(C, "2"), 0.0).effects == ()
    assert spoken(engine, seen.SayingEnded(C, speak.number)) == ["topic-taxes", "topic-streets"]


def test_hours_ask_the_calendar_and_lead_on_by_its_answer() -> None:
    for answer, node in ((True, "language"), (False, "bye"), (None, "bye")):
        engine = Engine(with_nodes("hours", hours=Hours("Mo-Fr 08:00-20:00", "language", "bye")))
        arrival = engine.handle(KEYS[0], 0.0)
        (ask,) = [one for one in arrival.effects if isinstance(one, do.Ask)]
        assert ask.question == IsOpen("Mo-Fr 08:00-20:00")
        engine.handle(seen.InquiryAnswered(C, ask.number, answer), 0.0)
        assert standing(engine) == node


def test_a_key_pressed_while_the_calendar_is_asked_counts_for_the_menu_behind_it() -> None:
    engine = Engine(with_nodes("hours", hours=Hours("24/7", "language", "bye")))
    arrival = engine.handle(KEYS[0], 0.0)
    (ask,) = [one for one in arrival.effects if isinstance(one, do.Ask)]
    engine.handle(seen.KeyPressed(C, "2"), 0.0)
    engine.handle(seen.InquiryAnswered(C, ask.number, True), 0.0)
    assert standing(engine) == "topic"


def test_an_answer_that_comes_after_the_contact_moved_on_changes_nothing() -> None:
    engine = Engine(with_nodes("hours", hours=Hours("24/7", "language", "bye")))
    engine.handle(KEYS[0], 0.0)
    engine.handle(seen.InquiryAnswered(C, 999, True), 0.0)
    assert standing(engine) == "hours"


# ---------------------------------------------------------------- back from the fallback queue


def test_who_was_spoken_to_when_taken_away_hears_its_place_again() -> None:
    nodes = {"wait": Enqueue("line", (Prompt("queue-wait"),), topic="taxes")}
    line = FlowLine(with_flow(nodes, "wait"))
    contact_id = line.state.contact_id
    queued = e.ContactQueued(contact_id, "line", "es", {"es": 1}, 0, 0.0, 1)
    line.gives(queued)
    line.gives(seen.CitizenLeft(contact_id, has_hung_up=False))
    line.gives(seen.CitizenArrived(contact_id, "012", line.caller_number, "", is_back=True))
    line.gives(queued)
    line.gives(e.PositionReported(contact_id, 1, None))
    assert line.said == ["position-1"]


def test_who_was_taken_away_from_a_menu_waits_and_its_keys_are_those_of_the_queue() -> None:
    line = FlowLine(with_flow({}, FLOW.start))
    contact_id = line.state.contact_id
    line.hears_out()
    assert line.node == "language"
    line.gives(seen.CitizenLeft(contact_id, has_hung_up=False))
    line.gives(seen.CitizenArrived(contact_id, "012", line.caller_number, "", is_back=True))
    assert line.node == "wait"
    line.presses("1")
    assert (line.node, line.effects) == ("wait", [])
