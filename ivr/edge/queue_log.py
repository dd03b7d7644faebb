"""The exchange's own queue log, as observations about the fallback queue.

Owns the reading of Asterisk's queue_log file: it is written line by line as things happen, also
while this application is away, and survives a crash of either side. Never decides. Edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from contact.identity import AgentId, ContactId
from ivr.core import observation as seen

QUEUE = "fallback"
_INSTANT = re.compile(r"\d{1,12}(\.\d{1,6})?")
Observation = seen.FallbackEntered | seen.FallbackServed | seen.FallbackEnded


class QueueLog:
    """Reads what was appended since the last look. A file that shrank was rotated: from its top."""

    def __init__(self, file: Path, not_before: float) -> None:
        self._file = file
        self._not_before = int(not_before)
        self._offset = 0
        self._served: dict[str, AgentId] = {}

    def read(self) -> list[Observation]:
        """What happened in the fallback queue since the last call, in order.

        A last line without its end is left for the next call. Lines older than `not_before` (UTC
        seconds) belong to an earlier journal and are passed over.
        """
        try:
            with self._file.open("rb") as file:
                if file.seek(0, 2) < self._offset:
                    self._offset = 0
                file.seek(self._offset)
                text = file.read()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._offset += len(whole)
        return list(self._observe(whole.decode("utf-8", "replace").splitlines()))

    def _observe(self, lines: Iterable[str]) -> Iterator[Observation]:
        for line in lines:
            parts = line.split("|")
            if len(parts) >= 5 and parts[2] == QUEUE and parts[0].split(".")[0].isdigit():
                at = float(parts[0])
                if at >= self._not_before:
                    yield from self._meaning(at, parts)

    def _meaning(self, at: float, parts: list[str]) -> Iterator[Observation]:
        contact_id, agent, what, given = ContactId(parts[1]), parts[3], parts[4], parts[5:]
        match what:
            case "ENTRYPOINT":
                entry, since, number = (*given, "", "", "")[:3]
                arrived_at = float(since) if _INSTANT.fullmatch(since) else at
                yield seen.FallbackEntered(contact_id, entry, number, at, arrived_at)
            case "CONNECT":
                self._served[contact_id] = AgentId(agent)
                yield seen.FallbackServed(contact_id, AgentId(agent), at)
            case "COMPLETEAGENT" | "COMPLETECALLER":
                served = self._served.pop(contact_id, AgentId(agent))
                yield seen.FallbackEnded(contact_id, served, what == "COMPLETEAGENT", at)
            case "LEFTLINE":  # the base dialplan's; ABANDON comes for those taken back, too
                self._served.pop(contact_id, None)
                yield seen.FallbackEnded(contact_id, None, is_by_agent=False, at=at)
            case _:
                return
