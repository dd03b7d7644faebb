"""The ticket's table: dispositions close or refer, people are refused on what is closed."""

from __future__ import annotations

import pytest

from contact.table import Go, Late, Refuse
from crm_api.core.ticket import (
    AmendTicket,
    CloseTicket,
    Referred,
    Settled,
    TicketState,
    after_wrap_up,
    answer,
    ticket_number,
)

FOLLOW_UP = ("passed on", "crew sent")


@pytest.mark.parametrize("disposition", ["answered", "wrong number", "PASSED ON"])
def test_what_the_first_level_could_answer_is_closed_e18(disposition: str) -> None:
    reply = answer(TicketState.OPEN, after_wrap_up(disposition, FOLLOW_UP))
    assert reply == Go(TicketState.CLOSED)


@pytest.mark.parametrize("disposition", ["", *FOLLOW_UP])
def test_a_disposition_for_follow_up_leaves_it_to_the_second_level_e19(disposition: str) -> None:
    reply = answer(TicketState.OPEN, after_wrap_up(disposition, FOLLOW_UP))
    assert reply == Go(TicketState.OPEN)


def test_a_wrap_up_after_the_closure_is_late() -> None:
    for message in (Settled(), Referred()):
        assert isinstance(answer(TicketState.CLOSED, message), Late)


def test_people_cannot_change_what_is_closed() -> None:
    for message in (AmendTicket(), CloseTicket()):
        assert isinstance(answer(TicketState.CLOSED, message), Refuse)


def test_numbers_sort_within_a_year_and_grow_beyond_a_million() -> None:
    assert ticket_number(2026, 123) == "2026-000123"
    assert ticket_number(2026, 1234567) == "2026-1234567"
