"""A journal that the runner wrote to the disk is decided once more; what was planted is told."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from acd.core import Engine
from acd.core.rerun import Difference
from centralita.console import CannotRun
from centralita.replay import Replayed, fields_apart, replay_journal
from contact import command as c
from contact import event as e
from contact.codec import plain
from contact.command import ACD_COMMANDS
from contact.identity import AgentId, ContactId, offer_id
from contact.plan import CentrePlan, Queue
from tests.support.acd_world import ABANDONED, SERVED, centre
from wiring.clock import Clock
from wiring.journal import Journal, JournalAbsent, JournalDamaged, Record, open_journal
from wiring.journal_lines import read_lines, write_lines
from wiring.runner import Runner, Service

ANA, BEA = AgentId("ana"), AgentId("bea")
PLAN = centre(
    {"ana": {"es": 5}, "bea": {"es": 3}},
    (Queue("citizens", ring_s=0.03, wrap_up_s=0.03, announce_s=0.02),),
)


@contextmanager
def run_of(journal: Journal, plan: CentrePlan) -> Iterator[Runner]:
    """The runner with the distribution alone."""
    service = Service("acd", Engine(plan), lambda _: None, ACD_COMMANDS)
    runner = Runner([service], journal, Clock())
    try:
        yield runner
    finally:
        runner.close()


async def happened(journal: Journal, runner: Runner, kind: type, count: int = 1) -> None:
    """So many events of this kind are on the disk."""
    async with asyncio.timeout(10):
        while sum(isinstance(one.event, kind) for one in await journal.read()) < count:
            await runner.flush()
            await asyncio.sleep(0)


def wait_for_agent(runner: Runner, contact: str, skills: dict[str, int]) -> None:
    contact_id = ContactId(contact)
    runner.report(e.ContactArrived(contact_id, "012", ""))
    runner.submit(c.QueueContact(contact_id, "citizens", "es", skills, 0, runner.now()))


async def morning(url: str, plan: CentrePlan = PLAN) -> None:
    """Two runs over one journal, with real timers."""
    journal = await open_journal(url)
    with run_of(journal, plan) as runner:
        runner.start(plan.version)
        for agent in (ANA, BEA):
            runner.submit(c.LogIn(agent))
            runner.submit(c.SetReady(agent))
        wait_for_agent(runner, "c1", {"es": 1})
        await happened(journal, runner, e.OfferMade, 2)
        runner.report(e.ContactConnected(ContactId("c1"), offer_id(ContactId("c1"), 2), BEA))
        wait_for_agent(runner, "c2", {"es": 4})
        await happened(journal, runner, e.PositionReported, 2)
        runner.report(e.ContactEnded(ContactId("c1"), SERVED, BEA))
        await happened(journal, runner, e.WrapUpFinished)
    with run_of(journal, plan) as runner:
        await runner.recover()
        runner.start(plan.version)
        runner.submit(c.SetReady(ANA))
        await happened(journal, runner, e.OfferExpired, 2)
        runner.report(e.ContactEnded(ContactId("c2"), ABANDONED))
        runner.submit(c.LogOut(BEA))
        await runner.flush()
    await journal.close()


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A journal on the disk."""
    path = str(tmp_path / "journal.sqlite")
    asyncio.run(morning(f"sqlite:///{path}"))
    return path


@pytest.fixture
def exported(place: str, tmp_path: Path) -> Path:
    """The same as JSON lines."""
    file = tmp_path / "morning.jsonl"
    assert replay_journal(place, PLAN, file).is_same
    return file


def planted(exported: Path, changed: Record) -> Path:
    """A second export with one record changed."""
    records = [changed if one.seq == changed.seq else one for one in read_lines(exported)]
    file = exported.with_name("planted.jsonl")
    write_lines(records, file)
    return file


def first(exported: Path, kind: type) -> Record:
    return next(one for one in read_lines(exported) if isinstance(one.event, kind))


def printed(replayed: Replayed) -> str:
    out = io.StringIO()
    Console(file=out, width=120).print(replayed.view)
    return " ".join(out.getvalue().split())


def test_a_journal_of_the_runner_comes_out_as_it_stands(place: str) -> None:
    for name in (place, f"sqlite:///{place}"):
        replayed = replay_journal(name, PLAN)
        assert replayed.is_same and replayed.warnings == ()
        assert replayed.plain["status"] == "same"
        assert replayed.plain["decisions"] >= 15
        assert printed(replayed).endswith("decisions: every decision comes out as journaled.")


def test_its_export_comes_out_alike(place: str, exported: Path) -> None:
    assert replay_journal(str(exported), PLAN).plain == replay_journal(place, PLAN).plain


def test_another_agent_is_told_with_place_instant_and_field(exported: Path) -> None:
    record = first(exported, e.OfferMade)
    assert isinstance(record.event, e.OfferMade)
    other = replace(record.event, agent_id=BEA)
    replayed = replay_journal(str(planted(exported, replace(record, event=other))), PLAN)
    assert not replayed.is_same
    text = printed(replayed)
    assert f"Record {record.seq}, " in text and f"(Europe/Madrid), {record.at!r}" in text
    assert "The journal has OfferMade c1 bea. The engine decides OfferMade c1 ana." in text
    assert "agent_id bea ana" in text
    assert "ring_until" not in text, "what is alike is not told"


def test_the_json_twin_has_both_events_whole(exported: Path) -> None:
    record = first(exported, e.OfferExpired)
    changed = replace(record, event=e.OfferWithdrawn(*_values(record.event)))
    found = json.loads(json.dumps(replay_journal(str(planted(exported, changed)), PLAN).plain))
    assert found["status"] == "differs"
    difference = found["difference"]
    assert (difference["seq"], difference["at"]) == (record.seq, record.at)
    assert difference["journal"] == {"event": "OfferWithdrawn", "values": plain(changed.event)}
    assert difference["engine"] == {"event": "OfferExpired", "values": plain(record.event)}


def _values(event: Any) -> tuple[Any, ...]:
    return event.offer_id, event.contact_id, event.agent_id


def test_another_plan_is_a_warning_and_the_replay_goes_on(place: str) -> None:
    replayed = replay_journal(place, replace(PLAN, version="2"))
    assert replayed.is_same
    (warning,) = replayed.warnings
    assert warning == (
        "plan 1 was in force (epoch 1, 2), the site's is 2: where decisions differ, it may be "
        "because the plan does"
    )
    assert replayed.plain["warnings"] == [warning]


def test_a_plan_in_which_phones_ring_longer_decides_otherwise(place: str) -> None:
    slower = {"citizens": replace(PLAN.queues["citizens"], ring_s=20.0)}
    replayed = replay_journal(place, replace(PLAN, queues=slower))
    assert not replayed.is_same
    assert "ring_until" in printed(replayed)


def test_an_empty_journal_has_nothing_to_differ(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert replay_journal(str(tmp_path / "empty.jsonl"), PLAN).plain["records"] == 0


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("nothing.sqlite", "there is no journal at"),
        ("nothing.jsonl", "cannot be read"),
    ],
)
def test_where_no_journal_is_the_replay_says_so(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(JournalAbsent, match=complaint):
        replay_journal(str(tmp_path / name), PLAN)


def test_a_url_of_an_unknown_kind_is_said() -> None:
    with pytest.raises(CannotRun, match="right would be 'memory:'"):
        replay_journal("redis://here", PLAN)


def test_an_export_that_lacks_a_line_is_no_journal(exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    exported.write_bytes(b"".join(lines[:3] + lines[4:]))
    with pytest.raises(JournalDamaged, match=r"morning\.jsonl:4: field 'seq' is 5"):
        replay_journal(str(exported), PLAN)


def test_an_export_never_takes_the_place_of_a_journal(place: str) -> None:
    with pytest.raises(CannotRun, match=r"choose a name that ends with \.jsonl"):
        replay_journal(place, PLAN, Path(place))
    assert replay_journal(place, PLAN).is_same


# ---------------------------------------------------------------- what is apart


def test_events_of_two_kinds_are_told_field_by_field() -> None:
    journaled = e.SkillsMissing(ContactId("c1"), {"eu": 2})
    decided = e.PositionReported(ContactId("c1"), 3)
    assert fields_apart(Difference(1, 0.0, journaled, decided)) == [
        ("event", "SkillsMissing", "PositionReported"),
        ("skills.eu", "2", "–"),
        ("position", "–", "3"),
        ("expected_s", "–", "None"),
        ("low_s", "–", "None"),
        ("high_s", "–", "None"),
        ("is_trusted", "–", "True"),
    ]


def test_another_order_of_equal_values_is_told() -> None:
    journaled = e.SkillsMissing(ContactId("c1"), {"eu": 2, "es": 1})
    decided = e.SkillsMissing(ContactId("c1"), {"es": 1, "eu": 2})
    assert fields_apart(Difference(1, 0.0, journaled, decided)) == [
        (
            "order of the values",
            "event contact_id skills.eu skills.es",
            "event contact_id skills.es skills.eu",
        )
    ]


def test_what_is_in_a_list_is_told_by_its_place() -> None:
    reason = e.OfferReason(1, 0.0, (ANA, BEA), 0.0, "longest idle")
    made = e.OfferMade(offer_id(ContactId("c1"), 1), ContactId("c1"), ANA, 1.0, reason)
    other = replace(made, reason=replace(reason, candidates=(ANA,)))
    assert fields_apart(Difference(1, 0.0, made, other)) == [("reason.candidates.2", "bea", "–")]
