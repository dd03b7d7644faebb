"""Who acts in stories: citizens with ears, voice and keys, agents at desk and phone.

Owns what one person does and waits for. Every wait is for a condition and has a deadline.
"""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from typing import Any

from contact.identity import AgentId, ContactId
from lab.robot import RobotAgent
from lab.sipp import Sipp
from tests.support.ear import FRAME, Ear
from tests.support.story_site import prompt

PATIENCE_S = 15.0
"""How long a story waits for what must come; generous, because machines are busy."""


class Citizen:
    """One citizen on the line, with ears, voice and keys."""

    def __init__(self, number: str, ear: Ear, sipp: Sipp) -> None:
        self.number = number
        self.ear = ear
        self.contact_id = ContactId("")
        """Known once the journal has the arrival."""
        self._sipp = sipp
        self._pid = sipp.pid

    async def press(self, keys: str) -> float:
        """Press keys, one after the other, as RFC 4733 events; when the last one began."""
        began = 0.0
        for key in keys:
            began = time.monotonic()
            await self.ear.press(key)
        return began

    async def hears(self, language: str, *keys: str, since: float = 0.0) -> None:
        """Wait until these prompts of the language have been heard to their ends."""
        for key in keys:
            audio = prompt(language, key)
            try:
                await self.ear.hears(audio, len(audio) / 8000 + PATIENCE_S, since)
            except AssertionError as error:
                raise AssertionError(f"{key} in {language}: {error}") from None

    def has_heard(self, language: str, key: str, since: float = 0.0) -> bool:
        """Whether this prompt has been heard to its end."""
        return self.ear.heard(prompt(language, key), since) is not None

    async def hears_part_of(self, audio: bytes, since: float, part_s: float = 0.5) -> None:
        """Wait until the last `part_s` seconds heard are a piece of this audio; it may repeat."""
        size = int(part_s * 8000)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                last = self.ear.audio(since)[-size:]
                if len(last) == size and last in audio + audio[:size]:
                    return
                await asyncio.sleep(0.05)

    def hang_up(self) -> None:
        """Hang up now."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as teller:
            teller.sendto(self._told().encode(), ("127.0.0.1", self._sipp.port))

    async def leaves(self) -> None:
        """Hang up unless it is over already, and wait until it is."""
        if not self.has_gone:
            self.hang_up()
            await self.gone()

    @property
    def has_gone(self) -> bool:
        """The call is over for the citizen's phone."""
        return self._sipp.pid is None

    async def gone(self, within_s: float = PATIENCE_S) -> None:
        """Wait until the call is over for the citizen's phone."""
        async with asyncio.timeout(within_s):
            while not self.has_gone:
                await asyncio.sleep(0.02)

    def _told(self) -> str:
        """A MESSAGE that the scenario takes as 'hang up'; SIPp numbers its calls from 1."""
        lines = (
            f"MESSAGE sip:{self.number}@127.0.0.1 SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-told",
            "From: <sip:story@127.0.0.1>;tag=story",
            f"To: <sip:{self.number}@127.0.0.1>",
            f"Call-ID: 1-{self._pid}@127.0.0.1",
            "CSeq: 9 MESSAGE",
            "Content-Length: 0",
        )
        return "\r\n".join(lines) + "\r\n\r\n"


@dataclass
class Agent:
    """One agent: the desk and the phone."""

    agent_id: AgentId
    robot: RobotAgent
    phone: Sipp | None
    ear: Ear

    async def is_in(self, **values: Any) -> dict[str, Any]:
        """Wait until the newest state of the desk has these values."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                state = self.state
                if all(state.get(key) == value for key, value in values.items()):
                    return state
                await asyncio.sleep(0.02)

    @property
    def state(self) -> dict[str, Any]:
        """The newest state that the desk was told."""
        for seen in reversed(self.robot.seen.frames):
            if seen.type == "agent_state":
                return seen.frame
            if seen.type == "welcome":
                state: dict[str, Any] = seen.frame["state"]
                return state
        return {}

    async def is_let_go(self) -> str:
        """Wait until the exchange lets the agent's phone go: 'CANCEL' or 'BYE'."""
        assert self.phone is not None
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for one in self.phone.outcome().messages:
                    if not one.is_sent and one.first_line.startswith(("CANCEL", "BYE")):
                        return one.first_line.partition(" ")[0]
                await asyncio.sleep(0.05)

    async def sees(self, kind: str, **values: Any) -> dict[str, Any]:
        """Wait for a frame."""
        return (await self.robot.seen.wait_for(kind, PATIENCE_S, **values)).frame


def begins_at(ear: Ear, audio: bytes, since: float = 0.0) -> float:
    """When the first frame of this audio came, monotonic clock. AssertionError when it did not."""
    offset = ear.heard(audio, since)
    assert offset is not None, "not heard"
    frames = [one for one in ear.frames if one.at >= since]
    return frames[offset // FRAME].at
