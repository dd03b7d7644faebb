"""Where a centre listens, and whether it can.

Owns the list of places. Never listens itself. Edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from centralita.console import CannotRun
from dialplan.port import Obstacle, obstacle
from wiring.settings import LOCAL, Settings


@dataclass(frozen=True, slots=True)
class Place:
    """One address and port."""

    setting: str
    """Which setting the port comes from."""
    address: str
    port: int
    kind: str
    """'tcp' or 'udp'."""

    def obstacle(self) -> Obstacle | None:
        """What keeps a program from listening here; None: nothing."""
        return obstacle(self.address, self.port, self.kind)

    def to_do(self, found: Obstacle) -> str:
        """How to get round the obstacle."""
        return found.to_do.format(port=f"CENTRALITA_{self.setting.upper()}")


def application_places(settings: Settings) -> tuple[Place, ...]:
    """Where `centralita up` listens."""
    return (
        Place("http_port", settings.host, settings.http_port, "tcp"),
        Place("agi_port", settings.host, settings.agi_port, "tcp"),
    )


def all_places(settings: Settings) -> tuple[Place, ...]:
    """Where application and Asterisk listen, media apart."""
    return (
        *application_places(settings),
        Place("ari_port", LOCAL, settings.ari_port, "tcp"),
        Place("ami_port", LOCAL, settings.ami_port, "tcp"),
        Place("sip_port", settings.host, settings.sip_port, "udp"),
    )


def require(places: Iterable[Place]) -> None:
    """Raises CannotRun, with what to do, for the first place where nobody can listen."""
    for place in places:
        if found := place.obstacle():
            raise CannotRun(
                f"cannot listen on {place.address}:{place.port}/{place.kind}: {found.found}; "
                f"{place.to_do(found)}"
            )
