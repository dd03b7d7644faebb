"""The resources of ARI with the method names that users of ari-py know, in snake_case.

Owns the shape of each request. Every method returns a `Call`: `await` it for the answer, or
`.send(on_failure)` it from code that must not wait. Ids are always chosen by the asker, so that a
repetition is refused (409) and never does a thing twice. Edge.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol

from ivr.ari.protocol import Query, Request

OnFailure = Callable[[int, str], None]
"""Told status and reason when a request did not succeed; status 0: no answer will come."""


class Line(Protocol):
    """What carries requests to Asterisk."""

    async def ask(self, request: Request) -> Any:
        """Send and wait for the answer's body."""

    def post(self, request: Request, on_failure: OnFailure | None) -> None:
        """Send without waiting."""


class Call:
    """One request about to be made; nothing happens until it is awaited or sent."""

    __slots__ = ("_line", "request")

    def __init__(self, line: Line, request: Request) -> None:
        self._line = line
        self.request = request

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the answer's body. Raises AriError."""
        return self._line.ask(self.request).__await__()

    def send(self, on_failure: OnFailure | None = None) -> None:
        """Put it on its way, in order with all others; never waits, never raises."""
        self._line.post(self.request, on_failure)


class _Resource:
    _root = ""

    def __init__(self, line: Line) -> None:
        self._line = line

    def _call(self, method: str, path: str, query: Query | None = None, body: Any = None) -> Call:
        full = f"{self._root}/{path}" if path else self._root
        return Call(self._line, Request(method, full, query, body))


class Channels(_Resource):
    """/channels: the legs.

    While a prompt plays on a channel, `answer`, `set_channel_var` and a bridge's `add_channel`
    are answered only after the prompt and hold up every other request: stop the playback first.
    """

    _root = "channels"

    def list(self) -> Call:
        """Every channel of Asterisk."""
        return self._call("GET", "")

    def get(self, channel: str) -> Call:
        """One channel."""
        return self._call("GET", channel)

    def originate(
        self,
        channel: str,
        endpoint: str,
        args: Sequence[str] = (),
        **options: Any,
    ) -> Call:
        """Ring an endpoint with a new channel of this id and give it to our application.

        Options as in ARI: `app`, or `context`, `extension` and `priority` of a dialplan; besides
        `timeout` in seconds, `callerId`, `originator`,
        `formats`, `variables` (a mapping). 500 when the endpoint is not registered.
        """
        body = {"endpoint": endpoint, "appArgs": ",".join(args), **options}
        return self._call("POST", channel, body=body)

    def answer(self, channel: str) -> Call:
        """Pick up."""
        return self._call("POST", f"{channel}/answer")

    def hangup(self, channel: str, reason_code: str = "") -> Call:
        """End it; `reason_code` is a Q.850 cause."""
        query = {"reason_code": reason_code} if reason_code else None
        return self._call("DELETE", channel, query)

    def ring(self, channel: str) -> Call:
        """Let the caller hear ringing."""
        return self._call("POST", f"{channel}/ring")

    def stop_ring(self, channel: str) -> Call:
        """Let the caller hear ringing no longer."""
        return self._call("DELETE", f"{channel}/ring")

    def play(
        self, channel: str, media: Sequence[str], playback: str = "", language: str = ""
    ) -> Call:
        """Play these media one after the other, behind what already plays.

        Stops music, which does not come back by itself. One PlaybackFinished comes at the end;
        its state is 'failed' when nothing could be played or the leg ended.
        """
        query: dict[str, str | int | Sequence[str]] = {"media": media}
        if language:
            query["lang"] = language
        return self._call("POST", f"{channel}/play" + (f"/{playback}" if playback else ""), query)

    def record(self, channel: str, name: str, **options: Any) -> Call:
        """Record what the caller says under this name, in place of what was there.

        Options as in ARI: `maxDurationSeconds`, `maxSilenceSeconds`, `beep`, `terminateOn`.
        RecordingFinished or RecordingFailed comes at the end.
        """
        body = {"name": name, "format": "wav", "ifExists": "overwrite", **options}
        return self._call("POST", f"{channel}/record", body=body)

    def start_moh(self, channel: str, music: str = "") -> Call:
        """Play waiting music; goes on after add_channel until stopped."""
        return self._call("POST", f"{channel}/moh", {"mohClass": music} if music else None)

    def stop_moh(self, channel: str) -> Call:
        """Stop waiting music."""
        return self._call("DELETE", f"{channel}/moh")

    def get_channel_var(self, channel: str, variable: str) -> Call:
        """A variable or function; the answer is {'value': text}."""
        return self._call("GET", f"{channel}/variable", {"variable": variable})

    def set_channel_var(self, channel: str, variable: str, value: str) -> Call:
        """Set a variable or function. 204 even for a function that Asterisk has not loaded."""
        query = {"variable": variable, "value": value}
        return self._call("POST", f"{channel}/variable", query)

    def continue_in_dialplan(
        self, channel: str, context: str, extension: str, priority: int = 1
    ) -> Call:
        """Let the channel leave the application for this place of the dialplan."""
        place: Query = {"context": context, "extension": extension, "priority": priority}
        return self._call("POST", f"{channel}/continue", place)


class Bridges(_Resource):
    """/bridges: who hears whom. A bridge stays until it is destroyed."""

    _root = "bridges"

    def list(self) -> Call:
        """Every bridge of Asterisk."""
        return self._call("GET", "")

    def get(self, bridge: str) -> Call:
        """One bridge."""
        return self._call("GET", bridge)

    def create(self, bridge: str, kind: str = "mixing") -> Call:
        """A new bridge; 409 when the id is in use."""
        return self._call("POST", bridge, {"type": kind})

    def destroy(self, bridge: str) -> Call:
        """Dissolve it; its channels stay up."""
        return self._call("DELETE", bridge)

    def add_channel(self, bridge: str, *channels: str) -> Call:
        """Let these channels in; 422 when one of them is not in the application."""
        return self._call("POST", f"{bridge}/addChannel", {"channel": channels})

    def remove_channel(self, bridge: str, *channels: str) -> Call:
        """Take these channels out."""
        return self._call("POST", f"{bridge}/removeChannel", {"channel": channels})


class Playbacks(_Resource):
    """/playbacks: prompts being played."""

    _root = "playbacks"

    def get(self, playback: str) -> Call:
        """One playback; 404 when it is over."""
        return self._call("GET", playback)

    def stop(self, playback: str) -> Call:
        """Stop it; PlaybackFinished follows. 404 when it is over."""
        return self._call("DELETE", playback)


class Recordings(_Resource):
    """/recordings: what is being recorded, and what was."""

    _root = "recordings"

    def cancel(self, name: str) -> Call:
        """Stop it and keep nothing; 404 when it is over."""
        return self._call("DELETE", f"live/{name}")

    def delete_stored(self, name: str) -> Call:
        """Remove the file; 404 when there is none."""
        return self._call("DELETE", f"stored/{name}")


class Applications(_Resource):
    """/applications: ourselves as Asterisk sees us."""

    _root = "applications"

    def list(self) -> Call:
        """Every application."""
        return self._call("GET", "")

    def get(self, application: str) -> Call:
        """Its channel_ids and bridge_ids: what is left after a reconnect."""
        return self._call("GET", application)

    def filter(self, application: str, disallowed: Sequence[str]) -> Call:
        """Ask Asterisk not to send these event types. Lost when the application dies."""
        body = {"disallowed": [{"type": name} for name in disallowed]}
        return self._call("PUT", f"{application}/eventFilter", body=body)

    def subscribe(self, application: str, *sources: str) -> Call:
        """Receive events of these sources, e.g. 'channel:ID'."""
        return self._call("POST", f"{application}/subscription", {"eventSource": sources})


class Asterisk(_Resource):
    """/asterisk: the exchange itself."""

    _root = "asterisk"

    def ping(self) -> Call:
        """Whether it is there."""
        return self._call("GET", "ping")

    def get_info(self) -> Call:
        """Version, build, configuration, start."""
        return self._call("GET", "info")

    def list_modules(self) -> Call:
        """Loaded modules."""
        return self._call("GET", "modules")

    def get_global_var(self, variable: str) -> Call:
        """A global variable."""
        return self._call("GET", "variable", {"variable": variable})

    def set_global_var(self, variable: str, value: str) -> Call:
        """Set a global variable."""
        return self._call("POST", "variable", {"variable": variable, "value": value})
