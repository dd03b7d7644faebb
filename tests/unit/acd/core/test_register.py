"""Profiles, requirements and groups are found once and know whom they suit."""

from __future__ import annotations

from acd.core.register import Register
from acd.core.waiting import WaitingContact
from contact.identity import AgentId, ContactId
from contact.plan import Ring, Strategy


def _register(**held: dict[str, int]) -> Register:
    made = Register(frozenset({Strategy.RANDOM, Strategy.ROUND_ROBIN}))
    for name, skills in held.items():
        made._place(AgentId(name), skills)
    return made


def test_agents_with_the_same_skills_are_one_profile_with_a_line_for_each_ranking() -> None:
    made = _register(ana={"es": 5, "eu": 1}, bea={"eu": 1, "es": 5}, cai={"es": 4})
    assert [one.agent_count for one in made.profiles] == [2, 1]
    assert list(made.profiles[0].lines) == [Strategy.LONGEST_IDLE, Strategy.ROUND_ROBIN]


def test_a_requirement_and_a_profile_find_each_other_whichever_comes_first() -> None:
    made = _register(ana={"es": 5})
    asked = made.requirement(Ring({"es": 3}))
    made._place(AgentId("bea"), {"es": 3, "it": 1})
    made._place(AgentId("cai"), {"es": 2})
    assert asked.profiles == [made.profile_of(AgentId("ana")), made.profile_of(AgentId("bea"))]
    assert made.requirements_of(AgentId("bea")) == [asked]
    assert made.requirements_of(AgentId("cai")) == []


def test_contacts_of_one_queue_that_ask_for_the_same_are_one_group_and_the_lent_another() -> None:
    made = _register(ana={"es": 5})
    asked = made.requirement(Ring({"es": 3}))
    contact = WaitingContact(ContactId("c1"), queue="one", weight=2.0)
    own, lent = made._group(contact, asked), made._group(contact, asked, is_lent=True)
    version = made.version
    assert made._group(WaitingContact(ContactId("c2"), queue="one"), asked) is own
    assert made.version == version, "nothing new was found"
    assert (own.weight, own.is_lent, lent.is_lent) == (2.0, False, True)
    assert made.groups == asked.groups == made.profiles[0].groups == [own, lent]
