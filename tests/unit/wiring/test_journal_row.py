"""The stored form of an event says the same as the shared codec, and notices every change."""

from __future__ import annotations

from types import MappingProxyType

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.codec import plain
from contact.identity import ContactId
from tests.support.any_event import any_event
from wiring.journal import JournalDamaged, Record
from wiring.journal_row import Row, draft, number, record, records

EVENTS = any_event()
INSTANTS = st.floats(allow_nan=False, allow_infinity=False)


@given(EVENTS)
def test_the_stored_form_is_the_codec_s_plain_form(event: e.Event) -> None:
    (row,) = draft([(1.0, event)])
    assert row.fields == orjson.dumps(plain(event))
    assert orjson.loads(row.fields) == plain(event)


@given(EVENTS, INSTANTS, st.integers(1, 2**62))
def test_every_event_comes_back_from_its_row(event: e.Event, at: float, seq: int) -> None:
    (row,) = number(draft([(at, event)]), seq)
    assert record(row, "here") == Record(seq, at, event)


@given(EVENTS, st.data())
def test_any_single_changed_byte_is_noticed(event: e.Event, data: st.DataObject) -> None:
    (row,) = number(draft([(1.5, event)]), 1)
    place = data.draw(st.integers(0, len(row.fields) - 1))
    flipped = bytearray(row.fields)
    flipped[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(JournalDamaged, match="here: row 1 was altered"):
        record(row._replace(fields=bytes(flipped)), "here")


def test_a_mapping_of_any_kind_is_stored_as_a_plain_one() -> None:
    skills = MappingProxyType({"eu": 3})
    event = e.SkillsMissing(ContactId("one"), skills)
    assert draft([(1.0, event)])[0].fields == b'{"contact_id":"one","skills":{"eu":3}}'


def test_a_row_of_an_unknown_event_is_named_with_its_number() -> None:
    (known,) = draft([(1.0, e.CentreStarted(1, "v"))])
    (row,) = number([known._replace(name="Teleported")], 7)
    with pytest.raises(JournalDamaged, match="row 7 cannot be read: no event is called 'Teleport"):
        record(row, "here")


def test_a_gap_between_rows_is_named() -> None:
    rows = number(draft([(1.0, e.CentreStarted(n, "v")) for n in range(4)]), 5)
    gap: list[Row] = [rows[0], rows[2]]
    with pytest.raises(JournalDamaged, match="here: row 6 is missing"):
        records(gap, 4, "here")
