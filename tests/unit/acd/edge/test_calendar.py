"""Queues close and open by the calendar, once each time, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from acd.core import Engine
from acd.core.rerun import rerun
from acd.edge.calendar import Calendar
from contact import command as c
from contact import event as e
from contact.calendar import Calendar as Hours
from contact.calendar import Holidays, Override, Standing
from contact.command import ACD_COMMANDS
from contact.event import Event
from contact.identity import ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import CentrePlan, Queue
from tests.support.acd_world import centre
from wiring.clock import Clock
from wiring.journal_memory import MemoryJournal
from wiring.runner import Runner, Service

MADRID = ZoneInfo("Europe/Madrid")
CLOSED = (Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed")),)
WEEKDAYS = "Mo-Fr 08:00-20:00"


def plan(hours: str = WEEKDAYS, version: str = "1") -> CentrePlan:
    """One queue with these hours, one that never closes by itself."""
    line = Queue("line", opening_hours=hours, limits=CLOSED)
    return replace(centre({"ana": {}}, (line, Queue("night", limits=CLOSED))), version=version)


def instant(local: str) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=MADRID).timestamp()


class Office:
    """Distribution and calendar, a journal, and a clock that the test turns."""

    def __init__(self, at: str, of: CentrePlan | None = None) -> None:
        self.journal: list[tuple[float, Event]] = []
        self.epoch = 0
        self.start(at, of or plan())

    def start(self, at: str, of: CentrePlan) -> None:
        """A run of the application begins, over the journal of those before."""
        self.plan, self.now, self.epoch = of, instant(at), self.epoch + 1
        self.acd, self.calendar = Engine(of), Calendar(of)
        for when, event in self.journal:
            self.acd.replay(event, when)
            self.calendar.replay(event, when)
        self.happens(e.CentreStarted(self.epoch, of.version))

    def happens(self, event: Event) -> None:
        self.journal.append((self.now, event))
        self._follow(self.acd.handle(event, self.now).events)
        self._obey(self.calendar.handle(event, self.now).effects)

    def ask(self, command: c.Command) -> None:
        """Somebody closes or opens a queue by hand, or a contact wants to wait."""
        outcome = self.acd.handle(command, self.now)
        assert outcome.refusal is None, outcome.refusal
        self._follow(outcome.events)

    def until(self, local: str) -> None:
        """Let time pass; the calendar is ticked whenever it wants to be."""
        end = instant(local)
        while (due := self.calendar.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self._obey(self.calendar.tick(self.now).effects)
        self.now = end

    def _obey(self, commands: tuple[c.Command, ...]) -> None:
        for command in commands:
            self.ask(command)

    def _follow(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self.journal.append((self.now, event))
            self._obey(self.calendar.handle(event, self.now).effects)

    def told(self) -> list[str]:
        """What became of the queues, in local time."""
        return [
            f"{datetime.fromtimestamp(at, MADRID):%a %H:%M} {event.queue} {type(event).__name__}"
            for at, event in self.journal
            if isinstance(event, e.QueueClosed | e.QueueOpened)
        ]


def test_a_queue_closes_and_opens_at_its_hours() -> None:
    office = Office("2026-11-26T12:00")
    office.until("2026-11-30T12:00")
    assert office.told() == [
        "Thu 20:00 line QueueClosed",
        "Fri 08:00 line QueueOpened",
        "Fri 20:00 line QueueClosed",
        "Mon 08:00 line QueueOpened",
    ]


def test_the_hours_keep_to_the_wall_when_summer_time_ends() -> None:
    office = Office("2027-10-30T12:00", plan("08:00-20:00"))
    office.until("2027-10-31T23:00")
    assert office.told() == [
        "Sat 20:00 line QueueClosed",
        "Sun 08:00 line QueueOpened",
        "Sun 20:00 line QueueClosed",
    ]
    at = [when for when, event in office.journal if isinstance(event, e.QueueClosed)]
    assert at[1] - at[0] == 25 * 3600


def test_a_closing_time_that_comes_twice_closes_once() -> None:
    office = Office("2027-10-30T12:00", plan("08:00-02:30"))
    office.until("2027-10-31T09:00")
    assert office.told() == ["Sun 02:30 line QueueClosed", "Sun 08:00 line QueueOpened"]


def test_who_waits_when_the_hour_comes_is_still_served() -> None:
    office = Office("2026-11-26T19:59")
    contact = ContactId("c1")
    office.happens(e.ContactArrived(contact, "012", ""))
    office.ask(c.QueueContact(contact, "line", "es", {}, 0, office.now))
    office.until("2026-11-26T20:01")
    (closed,) = [one for _, one in office.journal if isinstance(one, e.QueueClosed)]
    assert closed == e.QueueClosed("line", clears=False)
    assert not any(isinstance(one, e.ContactDiverted) for _, one in office.journal)
    late = ContactId("c2")
    office.happens(e.ContactArrived(late, "012", ""))
    office.ask(c.QueueContact(late, "line", "es", {}, 0, office.now))
    diverted = [one for _, one in office.journal if isinstance(one, e.ContactDiverted)]
    assert [(one.contact_id, one.cause) for one in diverted] == [(late, Cause.CLOSED)]


def test_a_restart_says_nothing_again() -> None:
    office = Office("2026-11-26T12:00")
    office.until("2026-11-26T21:00")
    for _ in range(3):
        office.start("2026-11-26T21:00", plan())
    office.until("2026-11-27T07:59")
    assert office.told() == ["Thu 20:00 line QueueClosed"]


def test_an_hour_that_was_slept_through_is_made_up_for_at_the_start() -> None:
    office = Office("2026-11-26T12:00")
    office.start("2026-11-26T22:00", plan())
    office.start("2026-11-27T09:00", plan())
    assert office.told() == ["Thu 22:00 line QueueClosed", "Fri 09:00 line QueueOpened"]


def test_closing_hours_that_came_and_went_while_nobody_looked_leave_it_open() -> None:
    office = Office("2026-11-26T12:00")
    office.start("2026-11-27T12:00", plan())
    assert office.told() == []


def test_what_was_done_by_hand_holds_until_the_calendar_changes_also_over_a_restart() -> None:
    office = Office("2026-11-26T12:00")
    office.ask(c.CloseQueue("line"))
    office.start("2026-11-26T13:00", plan())
    office.until("2026-11-27T07:59")
    assert office.told() == ["Thu 12:00 line QueueClosed"]
    office.until("2026-11-27T21:00")
    office.ask(c.OpenQueue("line"))
    office.start("2026-11-27T22:00", plan())
    assert office.told()[1:] == [
        "Fri 08:00 line QueueOpened",
        "Fri 20:00 line QueueClosed",
        "Fri 21:00 line QueueOpened",
    ]
    office.until("2026-11-30T20:00")
    assert office.told()[4:] == ["Mon 20:00 line QueueClosed"]


def test_a_queue_without_hours_that_was_closed_by_hand_stays_so() -> None:
    office = Office("2026-11-26T12:00")
    office.ask(c.CloseQueue("night", clears=True))
    office.start("2026-11-27T12:00", plan())
    assert office.told() == ["Thu 12:00 night QueueClosed"]


def test_new_hours_have_the_first_word() -> None:
    office = Office("2026-11-26T15:00", plan("08:00-14:00"))
    office.start("2026-11-26T16:00", plan("08:00-20:00", "2"))
    office.start("2026-11-26T17:00", plan("08:00-20:00", "2"))
    office.start("2026-11-26T18:00", plan("08:00-12:00", "3"))
    office.start("2026-11-26T19:00", plan("", "4"))
    assert office.told() == [
        "Thu 15:00 line QueueClosed",
        "Thu 16:00 line QueueOpened",
        "Thu 18:00 line QueueClosed",
        "Thu 19:00 line QueueOpened",
    ]


def test_a_queue_that_is_gone_from_the_plan_disturbs_nobody() -> None:
    office = Office("2026-11-26T21:00")
    office.start("2026-11-26T22:00", centre({"ana": {}}, (Queue("other"),)))
    office.until("2026-11-27T09:00")
    assert office.told() == ["Thu 21:00 line QueueClosed"]


def test_a_day_by_the_calendar_is_decided_alike_once_more() -> None:
    office = Office("2026-11-26T07:00")
    office.until("2026-11-27T12:00")
    entries = [(seq, at, event) for seq, (at, event) in enumerate(office.journal, 1)]
    assert rerun(office.plan, entries).difference is None


def test_the_snapshot_tells_what_is_closed_and_until_when() -> None:
    office = Office("2026-11-26T21:00")
    line = office.calendar.snapshot()["line"]
    assert line == {"is_closed": True, "changes_at": instant("2026-11-27T08:00")}


class Hand(Clock):
    """A clock that is set by hand."""

    def __init__(self, local: str) -> None:
        self.at = instant(local)

    def now(self) -> float:
        return self.at


async def run(journal: MemoryJournal, local: str) -> None:
    """One run of the application that begins at this time; what it says at once is written."""
    services = (
        Service("acd", Engine(plan()), lambda _: None, ACD_COMMANDS),
        Service("calendar", Calendar(plan()), lambda _: None, ()),
    )
    runner = Runner(services, journal, Hand(local))
    await runner.recover()
    runner.start("1")
    runner.close()
    await runner.flush()


async def test_the_runner_closes_once_over_two_runs_and_opens_in_the_third() -> None:
    journal = MemoryJournal()
    for local in ("2026-11-26T21:00", "2026-11-26T22:00", "2026-11-27T09:00"):
        await run(journal, local)
    assert [type(one.event).__name__ for one in await journal.read()] == [
        "CentreStarted",
        "QueueClosed",
        "CentreStarted",
        "CentreStarted",
        "QueueOpened",
    ]


def test_a_queue_follows_a_calendar_with_holidays_and_exceptions() -> None:
    noon = Override("2026-12-23T12:00", "2026-12-23T13:00", Standing.CLOSED)
    hall = Hours(f"{WEEKDAYS}; PH off", Holidays("ES", "PV"), (noon,))
    line = Queue("line", calendar="hall", limits=CLOSED)
    shop = replace(centre({"ana": {}}, (line,)), version="1", calendars={"hall": hall})
    office = Office("2026-12-23T09:00", shop)
    office.until("2026-12-29T00:00")
    assert office.told() == [
        "Wed 12:00 line QueueClosed",
        "Wed 13:00 line QueueOpened",
        "Wed 20:00 line QueueClosed",
        "Thu 08:00 line QueueOpened",
        "Thu 20:00 line QueueClosed",
        "Mon 08:00 line QueueOpened",
        "Mon 20:00 line QueueClosed",
    ]
