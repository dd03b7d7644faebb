"""A journal as JSON lines comes back as it was, and what is wrong in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.identity import AgentId, ContactId
from tests.support.any_event import any_event
from wiring.journal import JournalAbsent, JournalDamaged, JournalFailed, Record
from wiring.journal_lines import _line, _records, read_lines, write_lines

FACTS = [
    Record(1, 1700000000.1, e.CentreStarted(1, "plan")),
    Record(2, 1700000000.1 + 0.2, e.SkillsMissing(ContactId("one"), {"taxes": 2, "eu": 1})),
    Record(3, 1700000001.0, e.AgentModeChanged(AgentId("ana"), e.Mode.READY)),
]


def test_what_is_written_is_read_down_to_the_last_bit_and_the_order_of_skills(
    tmp_path: Path,
) -> None:
    file = tmp_path / "new" / "day.jsonl"
    assert write_lines(FACTS, file) == 3
    assert read_lines(file) == FACTS
    assert [repr(one) for one in read_lines(file)] == [repr(one) for one in FACTS]


def test_one_record_is_one_line_that_a_person_can_read(tmp_path: Path) -> None:
    write_lines(FACTS[2:], tmp_path / "day.jsonl")
    assert (tmp_path / "day.jsonl").read_text() == (
        '{"seq":3,"at":1700000001.0,"event":"AgentModeChanged",'
        '"values":{"agent_id":"ana","mode":"ready","reason":""}}\n'
    )


@given(any_event(), st.floats(allow_nan=False, allow_infinity=False))
def test_every_event_comes_back_from_its_line(event: e.Event, at: float) -> None:
    record = Record(1, at, event)
    assert list(_records(_line(record), Path("day.jsonl"))) == [record]


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").write_bytes(b"\n" + _line(FACTS[0]) + b"\n \n")
    assert read_lines(tmp_path / "day.jsonl") == FACTS[:1]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("oops", r"day\.jsonl:2: no JSON: .*; right would be \{"),
        ("[]", r"day\.jsonl:2: no record; right would be"),
        ('{"seq": 2}', r"day\.jsonl:2: field 'at' is None; right would be"),
        ('{"seq": true, "at": 1}', r"day\.jsonl:2: field 'seq' is True; right would be"),
        ('{"seq": 2, "at": "noon"}', r"day\.jsonl:2: field 'at' is 'noon'; right would be"),
        (
            '{"seq": 2, "at": 1, "event": "Lunch", "values": {}}',
            r"day\.jsonl:2: no event is called 'Lunch'",
        ),
        (
            '{"seq": 2, "at": 1, "event": "MenuEntered", "values": {"node": 7}}',
            r"day\.jsonl:2: MenuEntered: expected str, got 7",
        ),
        (
            '{"seq": 3, "at": 1, "event": "ContactFellBack", "values": {"contact_id": "c"}}',
            r"day\.jsonl:2: field 'seq' is 3; right would be 2",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_field(
    tmp_path: Path, line: str, complaint: str
) -> None:
    (tmp_path / "day.jsonl").write_bytes(_line(FACTS[0]) + line.encode())
    with pytest.raises(JournalDamaged, match=complaint):
        read_lines(tmp_path / "day.jsonl")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(JournalAbsent, match=r"day\.jsonl cannot be read: No such file"):
        read_lines(tmp_path / "day.jsonl")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").mkdir()
    with pytest.raises(JournalFailed, match=r"day\.jsonl cannot be written: Is a directory"):
        write_lines(FACTS, tmp_path / "day.jsonl")
