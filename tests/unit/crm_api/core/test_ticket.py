"""The ticket's table: dispositions close or refer, people are refused on what is closed."""

from __future__ import annotations

import pytest

from contact.table import Go, Late, Refuse
from crm_api.core.ticket import (
    CLOSING_DISPOSITIONS,
    AmendTicket,
    CloseTicket,
    Referred,
    Settled,
    TicketState,
    after_wrap_up,
    answer,
    ticket_number,
)


@pytest.mark.parametrize("disposition", CLOSING_DISPOSITIONS)
def test_what_the_first_level_could_answer_is_closed_e18(disposition: str) -> None:
    reply = answer(TicketState.OPEN, after_wrap_up(disposition))
    assert reply == Go(TicketState.CLOSED)


@pytest.mark.parametrize("disposition", ["", "refer-taxes", "follow-up", "SOLVED", "unsolved"])
def test_any_other_disposition_leaves_it_to_the_second_level_e19(disposition: str) -> None:
    assert answer(TicketState.OPEN, after_wrap_up(disposition)) == Go(TicketState.OPEN)


def test_a_wrap_up_after_the_closure_is_late() -> None:
    for message in (Settled(), Referred()):
        assert isinstance(answer(TicketState.CLOSED, message), Late)


def test_people_cannot_change_what_is_closed() -> None:
    for message in (AmendTicket(), CloseTicket()):
        assert isinstance(answer(TicketState.CLOSED, message), Refuse)


def test_numbers_sort_within_a_year_and_grow_beyond_a_million() -> None:
    assert ticket_number(2026, 123) == "2026-000123"
    assert ticket_number(2026, 1234567) == "2026-1234567"
