"""The first end of an offer wins."""

from __future__ import annotations

import pytest

from acd.core.offer import OFFER, Offer, OfferState
from contact import event as e
from contact.identity import AgentId, ContactId, OfferId

_IDS = (OfferId("c1.offer-1"), ContactId("c1"), AgentId("ana"))
_ENDS = [
    (e.OfferExpired(*_IDS), OfferState.EXPIRED),
    (e.OfferWithdrawn(*_IDS), OfferState.WITHDRAWN),
    (e.OfferDeclined(*_IDS, "busy"), OfferState.DECLINED),
    (e.ContactConnected(_IDS[1], _IDS[0], _IDS[2]), OfferState.ACCEPTED),
]


def _offer() -> Offer:
    return Offer(*_IDS, ring_until=15.0)


@pytest.mark.parametrize(("first", "state"), _ENDS)
@pytest.mark.parametrize(("second", "_"), _ENDS)
def test_whatever_comes_after_the_first_end_is_late(
    first: e.Event, state: OfferState, second: e.Event, _: OfferState
) -> None:
    offer = _offer()
    assert offer.follow(e.AgentAlerting(*_IDS))
    assert not offer.follow(e.AgentAlerting(*_IDS))
    assert offer.follow(first)
    assert offer.state is state
    assert not offer.follow(second)
    assert offer.state is state


def test_the_table_can_be_drawn() -> None:
    assert "alerting --> expired: OfferExpired" in OFFER.diagram()
