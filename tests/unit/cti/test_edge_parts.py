"""Small parts of the edge: tokens, rate, cards."""

from __future__ import annotations

from contact.card import Card, OpenTicket
from contact.identity import AgentId, CitizenId
from cti.core.frame import Counts, PopUpdate, Who
from cti.edge.card import with_cards
from cti.edge.rate import Bucket
from cti.edge.token import token_book

ANA, BEA = AgentId("ana"), AgentId("bea")


def test_a_token_finds_its_agent_and_no_other_does() -> None:
    agent_of = token_book({ANA: "token-a", BEA: "tökén-b"})
    assert agent_of("token-a") == ANA
    assert agent_of("tökén-b") == BEA
    assert [agent_of(wrong) for wrong in ("", "token", "token-a ", "TOKEN-A", "\ud800")] == [
        None
    ] * 5


def test_the_bucket_lets_a_burst_through_and_then_the_rate() -> None:
    bucket = Bucket(per_s=20, burst=20)
    assert [bucket.admits(100.0) for _ in range(21)] == [True] * 20 + [False]
    assert not bucket.admits(100.01)
    assert all(bucket.admits(102.0 + number * 0.05) for number in range(200))


def test_cards_are_cleaned_and_limited_on_their_way_out() -> None:
    cards = tuple(
        Card(CitizenId(str(number)), "Eve\u202e\n", "es", (), (OpenTicket("T", "x", "s\x00s", 0),))
        for number in range(9)
    )
    frame = PopUpdate(at=0.0, contact_id="1", who=Who(number="1", name=""), ticket="")
    shown = with_cards(frame, lambda contact_id: cards)
    assert isinstance(shown, PopUpdate)
    assert shown.who.match == "maybe"
    assert len(shown.who.cards) == 5
    assert shown.who.cards[0].name == "Eve"
    assert shown.who.cards[0].open_tickets[0].subject == "ss"


def test_a_frame_without_room_for_cards_does_not_ask_for_them() -> None:
    def nobody_asks(contact_id: object) -> tuple[Card, ...]:
        raise AssertionError

    frame = Counts(at=0.0, waiting=0, oldest_since=None)
    assert with_cards(frame, nobody_asks) is frame
