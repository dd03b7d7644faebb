"""What the command line shows, printed without a terminal, and its JSON twin."""

from __future__ import annotations

import io
import json
from dataclasses import fields
from typing import Any

from rich.console import Console

from centralita.callback_view import callbacks_view
from centralita.report import (
    contacts_as_json,
    contacts_view,
    figures_as_json,
    figures_view,
    routing_as_json,
    routing_view,
    story_as_json,
    story_view,
)
from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.event import OfferReason
from contact.identity import ContactId
from contact.limit import Cause, Exit, WayOut
from reports.core.callback import Promised
from reports.core.figures import Figures
from reports.core.routing import routing
from reports.core.service_level import Definition
from reports.core.story import story
from tests.support.report_morning import ANA, SERVED, figures, records
from wiring.journal import Record

TWENTY = Definition("E49-20s", threshold_s=20, early_s=20)


def printed(view: Any, width: int = 200) -> list[str]:
    """The lines without colour and frames, single spaces."""
    out = io.StringIO()
    Console(file=out, width=width).print(view)
    assert "\x1b" not in out.getvalue()
    bare = out.getvalue().translate(dict.fromkeys(map(ord, "─╶╴━"), " "))
    return [" ".join(line.split()) for line in bare.splitlines()]


def test_the_table_of_endings_adds_up_to_the_offered() -> None:
    lines = printed(figures_view(figures(), TWENTY))
    start = lines.index("Endings")
    rows = [line for line in lines[start + 3 : start + 14] if line]
    assert rows[:7] == [
        "left in menu citizen 1",
        "abandoned citizen 2",
        "served citizen 1",
        "cut by platform system 1",
        "sum of endings 5",
        "still live 1",
        "offered 6",
    ]


def test_the_service_level_names_its_definition_and_says_in_words_whether_it_was_met() -> None:
    text = " ".join(printed(figures_view(figures(), TWENTY)))
    assert "arrived queued alerting" in text
    assert "others as success 66.67 % 66.67 % 100.00 %" in text
    assert "others excluded 50.00 % 50.00 % 100.00 %" in text
    assert "others as failure 33.33 % 33.33 % 100.00 %" in text
    assert "abandoned early 2 1 0" in text
    assert "Definition E49-20s: answered within 20 s counts in time" in text
    assert "66.67 %, target above 90 % missed" in text


def test_groups_and_agents_are_shown() -> None:
    lines = printed(figures_view(figures(), TWENTY))
    assert "general 4 0 1 2 1 66.67 % 8.0 s 1:12 min" in lines
    assert "ana 3:00 min 1:36 min 2.0 s 1:00 min 12.0 s 10.0 s" in lines
    assert "jon 1 0 1 0 0 0" in lines


def test_whom_each_queue_led_out_is_shown_by_cause() -> None:
    found = figures()
    assert "Led out" not in printed(figures_view(found, TWENTY))
    assert figures_as_json(found, TWENTY)["led_out"] == []
    found.led_out.update({("b", Cause.FULL): 3, ("a", Cause.FULL): 1, ("a", Cause.CLOSED): 2})
    lines = printed(figures_view(found, TWENTY))
    start = lines.index("Led out")
    assert [line for line in lines[start + 1 : start + 6] if line] == [
        "queue closed full",
        "a 2 1",
        "b 0 3",
    ]
    assert figures_as_json(found, TWENTY)["led_out"] == [
        {"queue": "a", "cause": "closed", "contacts": 2},
        {"queue": "a", "cause": "full", "contacts": 1},
        {"queue": "b", "cause": "full", "contacts": 3},
    ]


def test_the_endings_of_contacts_that_were_turned_away_are_shown() -> None:
    found, one = figures(), ContactId("turned-away")
    way = WayOut(Exit.MESSAGE, "too-busy")
    events = [
        e.ContactArrived(one, "012", ""),
        e.ContactQueued(one, "general", "es", {}, 0, found.now, 1),
        e.ContactDiverted(one, "general", Cause.FULL, way),
        e.ContactEnded(one, Ending(Who.SYSTEM, Reason.OVERFLOWED)),
    ]
    for seq, event in enumerate(events, start=found.last_seq + 1):
        found.take(Record(seq, found.now, event))
    lines = printed(figures_view(found, TWENTY))
    assert "overflowed system 1" in lines
    assert "general 1" in lines[lines.index("Led out") :]


def test_scores_are_shown_by_queue_once_there_are_any() -> None:
    found = figures()
    assert "score" not in " ".join(printed(figures_view(found, TWENTY)))
    found.take(Record(found.last_seq + 1, found.now, e.SurveyAnswered(SERVED, 4)))
    lines = printed(figures_view(found, TWENTY))
    start = lines.index("By queue")
    assert any(line.endswith("AHT score") for line in lines[start : start + 3])
    assert any("4.0 (1)" in line for line in lines[start:])
    by_queue = figures_as_json(found, TWENTY)
    assert '"score": 4.0' in json.dumps(by_queue)


def test_who_is_live_has_waited_up_to_the_present() -> None:
    found = figures()
    lines = printed(contacts_view(found.contacts.values(), until=found.now))
    assert "11-14 22:16 live 944000000 012 30.0 s 0.0 s in fallback" in lines


def test_on_80_columns_nothing_is_cut_off() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80)
    console.print(figures_view(figures(), TWENTY))
    console.print(contacts_view(figures().contacts.values()))
    console.print(story_view(story(records(), SERVED)))
    assert "…" not in out.getvalue()


def test_on_80_columns_a_contact_is_two_lines_of_whole_words() -> None:
    found = figures().contacts
    found[SERVED].contact_id = ContactId("centralita-1700000000.123")
    lines = printed(contacts_view(found.values(), "Europe/Madrid"), width=80)
    first = lines.index("11-14 23:13 944000000 es taxes 8.0 s served (citizen)")
    assert lines[first + 1] == "centralita-1700000000.123 012 ana 1:00 min T1"


def test_a_centre_in_which_nothing_happened_shows_no_data_and_no_100_per_cent() -> None:
    text = " ".join(printed(figures_view(Figures(), TWENTY)))
    assert "no data" in text
    assert "100" not in text


def test_contacts_are_listed_in_the_centre_s_time() -> None:
    lines = printed(contacts_view(figures().contacts.values(), "Europe/Madrid"))
    assert "Contacts (times in Europe/Madrid)" in lines
    assert (
        "11-14 23:13 served 944000000 012 es taxes ana 8.0 s 1:00 min served (citizen) T1" in lines
    )


def test_a_story_is_shown_with_offsets_and_reasons() -> None:
    lines = printed(story_view(story(records(), SERVED)))
    assert lines[0] == "Arrived 2023-11-14 22:13:40 (UTC)"
    assert lines[1] == "+0.000 s A citizen from 944000000 dialled 012."
    assert any(line.startswith("why: Only jon could take it") for line in lines)


def test_a_story_of_nobody_says_so() -> None:
    assert printed(story_view(())) == ["Nothing is known of this contact."]


def of_served() -> Any:
    own = [one for one in records() if getattr(one.event, "contact_id", None) == SERVED]
    return routing(own, SERVED, figures().now, {ANA: "Ana Goñi"})


def test_a_routing_shows_the_summary_and_each_reason_on_its_own_line() -> None:
    lines = printed(routing_view(of_served(), "Europe/Madrid"))
    assert lines[:3] == [
        "served",
        "Arrived 2023-11-14 23:13:40 (Europe/Madrid)",
        "Connected with Ana Goñi (ana) after a wait of 8.0 s and 2 offers.",
    ]
    start = lines.index("+5.000 s Offered to jon.")
    assert lines[start + 1 : start + 5] == [
        "- Only jon could take it",
        "- jon was chosen by the rule “longest idle”, idle for 9.0 s",
        "- the contact had waited 4.0 s (ring 1)",
        "+11.000 s jon did not answer in time.",
    ]


def test_the_json_twin_of_a_routing_has_every_value_of_the_reason() -> None:
    told = json.loads(json.dumps(routing_as_json(of_served())))
    first, second = told["offers"]
    assert (first["agent_id"], first["reason"]["candidates"]) == ("jon", ["jon"])
    assert first["reason"].keys() == {one.name for one in fields(OfferReason)}
    assert first["end"]["event"] == "OfferExpired"
    assert second["offset_s"] == 11.0
    assert (told["wait_s"], told["contact_id"]) == (8.0, "served")


def test_values_from_outside_are_no_markup() -> None:
    found = figures()
    found.contacts[SERVED].caller_number = "[red]944[/red]"
    assert any("[red]944[/red]" in line for line in printed(contacts_view(found.contacts.values())))


def test_the_json_twin_of_the_figures_says_the_same() -> None:
    found = json.loads(json.dumps(figures_as_json(figures(), TWENTY)))
    everyone = found["total"]
    assert everyone["offered"] == 6
    assert sum(one["contacts"] for one in everyone["endings"]) + everyone["live"] == 6
    assert round(everyone["service_level"], 2) == 66.67
    assert everyone["service_level_by_clock"]["queued"]["others as failure"] == 100 / 3
    assert found["by_queue"]["general"]["offered"] == 4
    assert found["contradictions"] == []
    (ana, jon) = found["agents"]
    assert ana["not_ready_s"] == {"coffee": 10.0}
    assert jon["offers"]["no answer"] == 1


def test_the_json_twins_of_contacts_and_story_are_plain_values() -> None:
    contacts = json.loads(json.dumps(contacts_as_json(figures().contacts.values())))
    (served,) = [one for one in contacts if one["contact_id"] == SERVED]
    assert served["ending"] == {"who": "citizen", "reason": "served"}
    assert (served["wait_s"], served["talk_s"], served["ticket"]) == (8.0, 60.0, "T1")
    assert contacts[-1]["ending"] is None

    lines = json.loads(json.dumps(story_as_json(story(records(), SERVED))))
    assert lines[0]["event"] == "ContactArrived"
    assert [line["offset_s"] for line in lines][-1] == 85.0


def test_callbacks_are_told_in_a_sentence_and_in_json_only_if_there_are_any() -> None:
    found = figures()
    assert not any("Callbacks" in line for line in printed(figures_view(found, TWENTY)))
    number, who = found.last_seq + 1, ContactId("c9.callback")
    made = e.CallbackPromised(
        who, ContactId("c9"), "600", "012", "line", "es", "", {}, 0, 0.0, 0.0, 1.0
    )
    ended = e.ContactEnded(who, Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN))
    found.take(Record(number, found.now + 10.0, made))
    assert figures_as_json(found, TWENTY)["callbacks"] == {
        "promised": 1, "still_open": 1, "kept": 0, "kept_late": 0, "cancelled": 0, "broken": 0,
        "median_s": None,
    }  # fmt: skip
    found.take(Record(number + 1, found.now + 10.0, ended))
    line = "Callbacks: 1 promised, 0 kept, 0 cancelled, 1 broken, 0 open."
    assert line in printed(figures_view(found, TWENTY))
    kept = Promised(4, 0, 3, 1, 1, 0, 61.4)
    assert printed(callbacks_view(kept))[0] == (
        "Callbacks: 4 promised, 3 kept (1 after the window), 1 cancelled, 0 broken, 0 open; "
        "median 61 s from promise to talk."
    )
