"""How one agent spent the time logged in, and what became of the offers.

Owns the record of an agent and its fold. Never decides what an event means for the contact. Pure.

At every instant an agent who is present is in exactly one bucket: the work at hand if there is any,
the chosen mode otherwise. So the time logged in is the sum of the buckets (R3). Who logs out with
work at hand is present until it is done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from contact.event import Mode
from contact.identity import AgentId


class Bucket(StrEnum):
    """What an agent who is present can be doing."""

    READY = "ready"
    """Ready and idle."""
    ALERTING = "alerting"
    CONNECTED = "connected"
    WRAP_UP = "wrap-up"
    ELSEWHERE = "elsewhere"
    """In a conversation that is not ours, e.g. in the fallback queue."""
    NOT_READY = "not ready"


Place = tuple[Bucket, str]
"""A bucket and, for not ready, the reason."""

WORK = frozenset({Bucket.ALERTING, Bucket.CONNECTED, Bucket.WRAP_UP})


class Deed(StrEnum):
    """What is counted of an agent."""

    OFFERED = "offered"
    CONNECTED = "connected"
    EXPIRED = "no answer"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class AgentRecord:
    """One agent. Durations in seconds, instants UTC seconds."""

    agent_id: AgentId
    mode: Mode = Mode.LOGGED_OUT
    reason: str = ""
    """Not-ready reason in force."""
    work: Bucket | None = None
    """ALERTING, CONNECTED, WRAP_UP, or None when idle."""
    subject: str = ""
    """The offer (alerting) or contact (connected, wrap-up) of the work."""
    is_engaged: bool = False
    deeds: Counter[Deed] = field(default_factory=Counter)
    served_in_fallback_count: int = 0
    wrap_up_count: int = 0
    _place: Place | None = None
    _since: float = 0.0
    _present_since: float | None = None
    _logged_in_s: float = 0.0
    _seconds: dict[Place, float] = field(default_factory=dict)

    def choose(self, mode: Mode, reason: str, at: float) -> None:
        """The agent chose a mode."""
        self.mode, self.reason = mode, reason if mode is Mode.NOT_READY else ""
        self._settle(at)

    def engage(self, is_engaged: bool, at: float) -> None:
        """The phone is, or is no longer, in a conversation that is not ours."""
        self.is_engaged = is_engaged
        self._settle(at)

    def begin(self, work: Bucket, subject: str, at: float) -> None:
        """The agent has this work from now on, whatever there was before."""
        self.work, self.subject = work, subject
        self._settle(at)

    def finish(self, work: Bucket, subject: str, at: float) -> bool:
        """This very work is over; False when it was not at hand."""
        if (self.work, self.subject) != (work, subject):
            return False
        self.work, self.subject = None, ""
        self._settle(at)
        return True

    def seconds(self, until: float) -> dict[Place, float]:
        """Seconds in every bucket up to an instant not before the last event."""
        spent = dict(self._seconds)
        if self._place is not None:
            spent[self._place] = spent.get(self._place, 0.0) + max(0.0, until - self._since)
        return spent

    def logged_in_s(self, until: float) -> float:
        """Seconds present, measured from log-in to log-out and not by adding the buckets."""
        if self._present_since is None:
            return self._logged_in_s
        return self._logged_in_s + max(0.0, until - self._present_since)

    def in_bucket(self, bucket: Bucket, until: float) -> float:
        """Seconds in a bucket, all reasons together."""
        return sum(spent for place, spent in self.seconds(until).items() if place[0] is bucket)

    @property
    def place(self) -> Place | None:
        """Where the agent is now; None: not present."""
        if self.work is not None:
            return self.work, ""
        if self.mode is Mode.LOGGED_OUT:
            return None
        if self.is_engaged:
            return Bucket.ELSEWHERE, ""
        return (Bucket.READY, "") if self.mode is Mode.READY else (Bucket.NOT_READY, self.reason)

    def _settle(self, at: float) -> None:
        """Close the book of the bucket that is left, open that of the one entered."""
        place = self.place
        if place == self._place:
            return
        self._seconds = self.seconds(at)
        self._place, self._since = place, at
        if place is None and self._present_since is not None:
            self._logged_in_s += at - self._present_since
            self._present_since = None
        elif place is not None and self._present_since is None:
            self._present_since = at
