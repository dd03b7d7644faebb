"""Supervisors: what they see, what only they may ask for, and how they are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import CloseQueue, Code, OpenQueue, Refusal, Refused, SetSkills
from contact.identity import AgentId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import CentrePlan
from cti.core.engine import Engine
from cti.core.observation import DeskAsked, DeskOpened
from tests.support.desk_case import D1, D2, commands, frames, types, when
from tests.support.town import ANA, BEA, town

CLOSED = Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed"))
SKILLS = {"es": 3, "streets": 4}


def watched() -> CentrePlan:
    """A town where Ana supervises and the line can be closed."""
    plan = town(limits=(CLOSED,))
    agents = {**plan.agents, ANA: replace(plan.agents[ANA], is_supervisor=True)}
    return replace(plan, agents=agents)


def desks() -> Engine:
    """Ana and Bea at their desks."""
    engine = Engine(watched())
    engine.handle(DeskOpened(D1, ANA), 100.0)
    engine.handle(DeskOpened(D2, BEA), 100.0)
    return engine


def refusals(effects: list[Any], desk: Any) -> list[tuple[int | None, str]]:
    return [(one.id, one.code) for one in frames(effects, desk) if one.type == "refused"]


def test_a_supervisor_sees_queues_and_skills_after_the_welcome_and_others_do_not() -> None:
    engine = Engine(watched())
    seen = frames(when(engine, DeskOpened(D1, ANA)))
    assert [frame.type for frame in seen] == ["welcome", "supervision"]
    assert [(one.name, one.is_open, one.can_close) for one in seen[1].queues] == [
        ("line", True, True),
        ("straight", True, False),
    ]
    assert {one.agent_id: one.skills for one in seen[1].agents}[BEA]["it"] == 9
    assert seen[1].skills == ("es", "it", "streets", "taxes")
    assert types(when(engine, DeskOpened(D2, BEA)), D2) == ["welcome"]


@pytest.mark.parametrize(
    ("wish", "fact"),
    [
        (SetSkills(BEA, SKILLS, ANA), e.AgentSkillsChanged(BEA, SKILLS, ANA)),
        (SetSkills(ANA, SKILLS, ANA), e.AgentSkillsChanged(ANA, SKILLS, ANA)),
        (CloseQueue("line", by=ANA), e.QueueClosed("line", by=ANA)),
        (CloseQueue("line", True, ANA), e.QueueClosed("line", True, ANA)),
        (OpenQueue("line", ANA), e.QueueOpened("line")),
    ],
)
def test_what_a_supervisor_asks_becomes_a_command_and_the_fact_answers_it(
    wish: Any, fact: Any
) -> None:
    engine = desks()
    assert commands(when(engine, DeskAsked(D1, 7, wish))) == [wish]
    effects = when(engine, fact)
    assert [one.id for one in frames(effects) if one.type == "done"] == [7]
    assert [one for one in when(engine, fact) if getattr(one, "frame", one).type == "done"] == []


@pytest.mark.parametrize(
    "wish", [SetSkills(BEA, SKILLS, BEA), CloseQueue("line", by=BEA), OpenQueue("line", BEA)]
)
def test_anybody_else_is_refused(wish: Any) -> None:
    effects = when(desks(), DeskAsked(D2, 4, wish))
    assert commands(effects) == []
    assert refusals(effects, D2) == [(4, "not allowed")]


@pytest.mark.parametrize("by", [ANA, None])
def test_nobody_can_ask_in_the_name_of_another(by: AgentId | None) -> None:
    effects = when(desks(), DeskAsked(D2, 4, CloseQueue("line", by=by)))
    assert commands(effects) == []
    assert refusals(effects, D2) == [(4, "not yours")]


def test_a_skill_that_nobody_has_is_refused_before_it_makes_an_agent_useless() -> None:
    effects = when(desks(), DeskAsked(D1, 4, SetSkills(BEA, {"es": 3, "tax": 5}, ANA)))
    assert refusals(effects, D1) == [(4, "unknown skill")]
    (refused,) = frames(effects)
    assert refused.detail == "no skill is called tax; known: es, it, streets, taxes"


def test_a_refusal_reaches_the_supervisor_and_not_the_agent_concerned() -> None:
    engine = desks()
    wish = SetSkills(BEA, SKILLS, ANA)
    when(engine, DeskAsked(D1, 9, wish))
    effects = when(engine, Refused(wish, Refusal(Code.ALREADY_SO, "agent bea has these skills")))
    assert refusals(effects, D1) == [(9, "already so")]
    assert frames(effects, D2) == []


def test_every_supervisor_sees_what_changed_whoever_did_it() -> None:
    engine = desks()
    (told,) = when(engine, e.QueueClosed("line", clears=True))
    assert told.desk_ids == (D1,)
    line, straight = told.frame.queues
    assert (line.is_open, line.is_cleared, straight.is_open) == (False, True, True)
    skills = when(engine, e.AgentSkillsChanged(BEA, SKILLS, ANA))[0].frame.agents
    assert [one.skills for one in skills if one.agent_id == BEA] == [SKILLS]


def test_after_a_restart_the_picture_is_the_journals_and_a_new_plan_brings_its_own_skills() -> None:
    engine = Engine(watched())
    for event in (e.CentreStarted(1, "a"), e.AgentSkillsChanged(BEA, SKILLS, ANA)):
        engine.replay(event, 90.0)
    engine.replay(e.QueueClosed("line", by=ANA), 90.0)
    engine.replay(e.CentreStarted(2, "a"), 91.0)
    picture = frames(when(engine, DeskOpened(D1, ANA)))[1]
    assert not picture.queues[0].is_open
    assert picture.agents[1].skills == SKILLS
    other = Engine(watched())
    for event in (e.CentreStarted(1, "a"), e.AgentSkillsChanged(BEA, SKILLS, ANA)):
        other.replay(event, 90.0)
    other.replay(e.CentreStarted(2, "b"), 91.0)
    picture = frames(when(other, DeskOpened(D1, ANA)))[1]
    assert picture.agents[1].skills == watched().agents[BEA].skills
