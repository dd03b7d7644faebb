"""The exchange's queue log, read as it grows."""

from __future__ import annotations

from pathlib import Path

from contact.identity import AgentId, ContactId
from ivr.core import observation as seen
from ivr.edge.queue_log import QueueLog

STORY = """\
1000|x-1|fallback|NONE|ENTRYPOINT|012|998.123|600111222
1001|x-1|fallback|NONE|ENTERQUEUE||600111222|1
1004|x-1|fallback|ana|CONNECT|4|x-2|3
1020|x-1|fallback|ana|COMPLETECALLER|4|16|1
1020|x-1|fallback|NONE|LEFTLINE|
1030|x-3|fallback|NONE|ENTRYPOINT|800555012|1e99|
1031|x-3|fallback|NONE|LEFTLINE|
"""
MEANING = [
    seen.FallbackEntered(ContactId("x-1"), "012", "600111222", 1000.0, 998.123),
    seen.FallbackServed(ContactId("x-1"), AgentId("ana"), 1004.0),
    seen.FallbackEnded(ContactId("x-1"), AgentId("ana"), False, 1020.0),
    seen.FallbackEnded(ContactId("x-1"), None, False, 1020.0),
    seen.FallbackEntered(ContactId("x-3"), "800555012", "", 1030.0, 1030.0),
    seen.FallbackEnded(ContactId("x-3"), None, False, 1031.0),
]


def test_every_line_of_the_fallback_queue_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    file.write_text(STORY)
    assert QueueLog(file, 0).read() == MEANING


def test_lines_come_once_and_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    log, found = QueueLog(file, 0), []
    for end in range(0, len(STORY) + 1, 7):
        file.write_text(STORY[:end])
        found += log.read()
    file.write_text(STORY)
    assert found + log.read() == MEANING
    assert log.read() == []


def test_lines_of_an_earlier_journal_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    file.write_text(STORY)
    assert QueueLog(file, 1025).read() == MEANING[4:]


def test_a_rotated_log_is_read_from_its_top(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    file.write_text(STORY)
    log = QueueLog(file, 0)
    log.read()
    file.write_text(STORY.splitlines(keepends=True)[0])
    assert len(log.read()) == 1


def test_a_missing_log_and_other_queues_and_noise_say_nothing(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    assert QueueLog(file, 0).read() == []
    file.write_text("garbage\n|||||\n1|x|other|ana|CONNECT|1\n2|NONE|NONE|NONE|QUEUESTART|\n")
    assert QueueLog(file, 0).read() == []
