"""Two events are the same to the last digit, or say otherwise of the same agent and contact."""

from __future__ import annotations

from acd.core.likeness import is_rival, is_same
from contact import event as e
from contact.identity import AgentId, ContactId, OfferId

ANA, BEA, C1 = AgentId("ana"), AgentId("bea"), ContactId("c1")
EXPIRED = e.OfferExpired(OfferId("o1"), C1, ANA)


def test_equal_events_are_the_same_unless_their_parts_stand_in_another_order() -> None:
    skills = {"es": 1, "eu": 2}
    assert is_same(e.SkillsMissing(C1, skills), e.SkillsMissing(C1, dict(skills)))
    assert not is_same(e.SkillsMissing(C1, skills), e.SkillsMissing(C1, {"eu": 2, "es": 1}))
    assert not is_same(e.SkillsMissing(C1, skills), e.SkillsMissing(C1, {"es": 1}))


def test_rivals_are_of_one_kind_and_about_the_same_two() -> None:
    assert is_rival(e.OfferExpired(OfferId("o2"), C1, ANA), EXPIRED)
    assert not is_rival(e.OfferExpired(OfferId("o1"), C1, BEA), EXPIRED)
    assert not is_rival(e.OfferExpired(OfferId("o1"), ContactId("c2"), ANA), EXPIRED)
    assert not is_rival(e.OfferWithdrawn(OfferId("o1"), C1, ANA), EXPIRED)
