"""Deadlines come up in order, and those that mean nothing any more never do."""

from __future__ import annotations

from acd.core.deadline import Agenda, Deadline, Kind


def test_the_earliest_valid_deadline_is_next_and_comes_out_when_due() -> None:
    agenda = Agenda(lambda deadline: deadline.about != "stale")
    agenda.add(Deadline(5.0, Kind.RING, "late"))
    agenda.add(Deadline(1.0, Kind.RING, "stale"))
    agenda.add(Deadline(2.0, Kind.WRAP_UP, "early"))
    assert agenda.next() == 2.0
    assert agenda.pop_due(1.9) is None
    due = agenda.pop_due(9.0)
    assert due is not None
    assert due.about == "early"
    due = agenda.pop_due(9.0)
    assert due is not None
    assert due.about == "late"
    assert agenda.pop_due(9.0) is None
    assert agenda.next() is None


def test_at_the_same_instant_kind_and_then_id_decide() -> None:
    agenda = Agenda(lambda _: True)
    for kind, about in ((Kind.ANNOUNCE, "a"), (Kind.RING, "b"), (Kind.RING, "a")):
        agenda.add(Deadline(1.0, kind, about))
    order = [agenda.pop_due(1.0) for _ in range(3)]
    assert [(one.kind, one.about) for one in order if one] == [
        (Kind.RING, "a"),
        (Kind.RING, "b"),
        (Kind.ANNOUNCE, "a"),
    ]
