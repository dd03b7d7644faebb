"""What a contact asks for comes out of queue, language and topic in one way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contact.demand import first_step, rings_of, same_agent_first, skills_of
from contact.identity import AgentId
from contact.plan import Queue, Ring, RingStep

LEVELS = st.integers(0, 10)
SKILLS = st.dictionaries(st.sampled_from(["heights", "law", "taxes"]), st.integers(1, 10))


def test_a_queue_without_rings_gives_the_one_that_it_asks_for_itself() -> None:
    queue = Queue("line", skills={"heights": 2}, language_level=3, topic_level=4)
    assert rings_of(queue, "eu", "taxes") == (Ring({"heights": 2, "eu": 3, "taxes": 4}),)


def test_level_nought_and_an_empty_topic_are_not_asked_for() -> None:
    assert skills_of(RingStep(language_level=0, topic_level=2), "eu", "taxes") == {"taxes": 2}
    assert skills_of(RingStep(language_level=2, topic_level=0), "eu", "taxes") == {"eu": 2}
    assert skills_of(RingStep(), "eu", "") == {"eu": 1}


def test_each_step_has_language_and_topic_put_in_and_keeps_its_time() -> None:
    steps = (
        RingStep(30.0, 3, 1, is_skippable=False),
        RingStep(60.0, 0, 0),
    )
    queue = Queue("line", language_level=5, topic_level=5, rings=steps)
    assert rings_of(queue, "it", "streets") == (
        Ring({"it": 5, "streets": 5}),
        Ring({"it": 3, "streets": 1}, 30.0, is_skippable=False),
        Ring({}, 60.0),
    )


@given(LEVELS, LEVELS, SKILLS, st.sampled_from(["", "taxes"]))
def test_the_first_ring_asks_for_what_the_queue_asks_for(
    language_level: int, topic_level: int, skills: dict[str, int], topic: str
) -> None:
    queue = Queue("line", skills=skills, language_level=language_level, topic_level=topic_level)
    queue_alone = skills_of(first_step(queue), "eu", topic)
    assert rings_of(queue, "eu", topic)[0] == Ring(queue_alone)
    assert queue_alone.get("eu", 0) == language_level
    if topic and topic_level:
        assert queue_alone[topic] == topic_level


def test_the_same_agent_goes_before_all_rings_and_shifts_those_that_come_earlier() -> None:
    rings = (Ring({"es": 1}), Ring({"es": 1}, 10.0), Ring({}, 40.0, is_skippable=False))
    ana = AgentId("ana")
    assert same_agent_first(rings, {ana: "attended last time"}, 15.0) == (
        Ring({}, agent_id=ana, why="attended last time"),
        Ring({"es": 1}, 15.0),
        Ring({"es": 1}, 15.0),
        Ring({}, 40.0, is_skippable=False),
    )


def test_the_time_is_the_same_for_all_who_are_asked_by_name_together() -> None:
    ana, bea = AgentId("ana"), AgentId("bea")
    asked = same_agent_first((Ring({"es": 1}),), {bea: "knows it", ana: "knows them"}, 15.0)
    assert asked == (
        Ring({}, agent_id=bea, why="knows it"),
        Ring({}, 15.0, agent_id=ana, why="knows them"),
        Ring({"es": 1}, 15.0),
    )


def test_nobody_to_be_asked_by_name_leaves_the_rings_as_they_are() -> None:
    rings = (Ring({"es": 1}), Ring({}, 10.0))
    assert same_agent_first(rings, {}, 15.0) == rings
